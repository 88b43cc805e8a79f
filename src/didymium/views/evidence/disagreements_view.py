"""Where sources disagree, in the terminal and as plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from didymium.evidence.questions.disagreements import Disagreement
from didymium.views.evidence.facts_view import fact_record, facts_table
from didymium.views.evidence.speaking import Speaker, percent
from didymium.views.terminal import console_for, heading, print_table, say

_KIND = {"same_date": "same", "latest": "latest", "sum": "sums"}


def print_disagreements(
    file: TextIO, speaker: Speaker, found: Sequence[Disagreement], used: Mapping[str, Sequence[str]]
) -> None:
    """Print every disagreement with its facts; ``used`` gives the places of the case that rest on a fact."""
    console = console_for(file)
    say(console, [summary_sentence(speaker, found)])
    for item in found:
        heading(console, title_of(speaker, item))
        print_table(console, facts_table(speaker, item.facts).pick((1, 2, 3, 4, 5)))
        resting = [row["fact"] for row in item.facts if used.get(row["fact"])]
        if resting:
            listed = speaker.words.listed([f"{fact} ({used[fact][0]})" for fact in resting])
            say(
                console, [speaker.words("say.case_uses", case=speaker.words.case.settings.name, facts=listed)]
            )


def summary_sentence(speaker: Speaker, found: Sequence[Disagreement]) -> str:
    """Say how many disagreements there are, by kind."""
    counts = Counter(_KIND.get(item.kind, "other") for item in found)
    fields = {name: counts[name] for name in ("same", "latest", "other", "sums")}
    total = f"{speaker.evidence.facts.height:,}"
    return speaker.words("say.disagreements", count=len(found), facts=total, **fields)


def title_of(speaker: Speaker, item: Disagreement) -> str:
    """Say what a disagreement is about, when, and how wide it is."""
    first = item.facts[-1] if item.sum else item.facts[0]
    parts = [
        speaker.name(item.subject),
        speaker.about(first),
        item.as_of,
        speaker.words(f"disagree.{item.kind}"),
    ]
    if item.sum is not None:
        fields = {
            "computed": speaker.base(item.sum.computed, first),
            "stated": speaker.base(item.sum.stated, first),
        }
        parts.append(speaker.words("say.computed", **fields))
    elif item.spread is not None:
        parts.append(f"+{percent(item.spread)}")
    return " · ".join(parts)


def disagreement_record(
    speaker: Speaker, item: Disagreement, used: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """Return a disagreement as plain data."""
    record: dict[str, Any] = {
        "kind": item.kind,
        "subject": item.subject,
        "measure": item.measure,
        "material": item.material,
        "partner": item.partner,
        "as_of": item.as_of,
        "spread": item.spread,
        "sources": list(item.sources),
        "title": title_of(speaker, item),
        "facts": [fact_record(speaker, row) for row in item.facts],
        "case_rests_on": {
            row["fact"]: list(used[row["fact"]]) for row in item.facts if used.get(row["fact"])
        },
    }
    if item.sum is not None:
        record["sum"] = {"sum": item.sum.sum.sum, "stated": item.sum.stated, "computed": item.sum.computed}
    return record
