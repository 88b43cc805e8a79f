"""Where sources disagree, in the terminal and as plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from didymium.evidence.questions.disagreements import KEY, Disagreement
from didymium.views.evidence.facts_view import fact_record, facts_table
from didymium.views.evidence.speaking import Speaker, percent
from didymium.views.printing import console_for, heading, print_table, say
from didymium.views.result_tables import Table, table_of

_KIND = {"same_date": "same", "latest": "latest", "sum": "sums"}


def print_disagreements(
    file: TextIO,
    speaker: Speaker,
    found: Sequence[Disagreement],
    used: Mapping[str, Sequence[str]],
    *,
    full: bool,
) -> None:
    """Print disagreements, one line for each thing disagreed on, or with ``full`` every fact of each;
    ``used`` gives the places of the case that rest on a fact.
    """
    console = console_for(file)
    say(console, [summary_sentence(speaker, found)])
    if not full:
        for kind in dict.fromkeys(item.kind for item in found):
            table = overview(speaker, [item for item in found if item.kind == kind], used)
            heading(console, f"{table.title}: {speaker.words(f'disagree.{kind}')}")
            print_table(console, table)
        say(console, [speaker.words("say.disagreements_more")])
        return
    for item in found:
        heading(console, title_of(speaker, item))
        print_table(console, facts_table(speaker, item.facts))
        resting = [row["fact"] for row in item.facts if used.get(row["fact"])]
        if resting:
            listed = speaker.words.listed([f"{fact} ({used[fact][0]})" for fact in resting])
            case = speaker.words.case.settings.name
            say(console, [speaker.words("say.case_uses", case=case, facts=listed)])


def overview(speaker: Speaker, found: Sequence[Disagreement], used: Mapping[str, Sequence[str]]) -> Table:
    """Return a line for each thing disagreed on: the dates, the ends of the widest disagreement, its spread;
    what the case rests on is marked.
    """
    groups: dict[tuple[str, ...], list[Disagreement]] = {}
    for item in found:
        first = item.facts[0]
        key = (item.kind, *(str(first[column]) for column in KEY))
        groups.setdefault(key, []).append(item)
    rows = [_overview_row(speaker, items, used) for items in groups.values()]
    columns = ("item", "date", "lowest", "highest", "spread")
    return table_of(speaker.words, "title.disagreements", columns, rows, ("spread",))


def _overview_row(
    speaker: Speaker, items: Sequence[Disagreement], used: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    widest = items[0]
    dates = sorted({item.as_of for item in items})
    resting = any(used.get(row["fact"]) for item in items for row in item.facts)
    about = widest.facts[-1] if widest.sum else widest.facts[0]
    what = f"{'● ' if resting else ''}{speaker.name(widest.subject)}: {speaker.about(about)}"
    ends = _ends(speaker, widest)
    spread = "" if widest.spread is None else f"+{percent(widest.spread)}"
    when = dates[0] if len(dates) == 1 else f"{dates[0]} … {dates[-1]} ({len(dates)})"
    return (what, when, *ends, spread)


def _ends(speaker: Speaker, item: Disagreement) -> tuple[str, str]:
    if item.sum is not None:
        total = item.facts[-1]
        return speaker.base(item.sum.stated, total), speaker.base(item.sum.computed, total)
    first, last = item.facts[0], item.facts[-1]
    return tuple(f"{speaker.value(row)} [{row['source']}]" for row in (first, last))  # type: ignore[return-value]


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
