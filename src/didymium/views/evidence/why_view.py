"""What a price rests on, in the terminal, in the report and as plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, TextIO

import polars as pl

from didymium.evidence.provenance import Kind
from didymium.indicators.why import Grounds, Why
from didymium.views.evidence.facts_view import corrections_of, fact_record, is_confidential, origin
from didymium.views.evidence.speaking import Speaker
from didymium.views.printing import console_for, heading, print_table, say
from didymium.views.result_tables import Table, table_of

MOST = 40


def print_why(file: TextIO, speaker: Speaker, found: Why, most: int = MOST) -> None:
    """Print the facts behind a price with what each is for, then the scenario, then what is assumed."""
    console, words = console_for(file), speaker.words
    say(console, [headline(speaker, found)])
    for table in why_tables(speaker, found):
        if table.rows:
            heading(console, table.title)
            print_table(console, table, most)
            if len(table.rows) > most:
                say(console, [words("say.more_rows", count=len(table.rows) - most)])
    say(console, corrections_of(speaker, facts_behind(speaker, found)))


def headline(speaker: Speaker, found: Why) -> str:
    """Say the price, and on how many facts, sources and assumptions it rests."""
    words, facts = speaker.words, facts_behind(speaker, found)
    usd = found.price_usd_per_kg
    price = words("say.why_same") if usd is None else words.price(usd, found.material)
    return words.sentence(
        "say.why",
        material=words.inside(words.material(found.material)),
        region=words.place(found.region),
        period=str(found.period),
        price=price,
        facts=facts.height,
        sources=facts["source"].n_unique(),
        assumed=len(found.assumed),
    )


def facts_behind(speaker: Speaker, found: Why) -> pl.DataFrame:
    """Return the facts that a price rests on, in the order in which they are met."""
    shown = [name for name in found.facts if not is_confidential(speaker, name)]
    facts = speaker.evidence.facts.filter(pl.col("fact").is_in(shown))
    order = {name: position for position, name in enumerate(found.facts)}
    return facts.with_columns(
        met=pl.col("fact").replace_strict(order, default=None, return_dtype=pl.Int64)
    ).sort("met")


def why_tables(speaker: Speaker, found: Why) -> tuple[Table, ...]:
    """Return facts, scenario and assumptions behind a price as tables."""
    return _facts_table(speaker, found), _scenario_table(speaker, found), _assumed_table(speaker, found)


def _facts_table(speaker: Speaker, found: Why) -> Table:
    roles = _roles(found.grounds)
    rows = [
        (
            speaker.date(row), speaker.value(row),
            f"{_role(speaker, roles.get(row['fact'], ''))} – {speaker.name(row['subject'])}: "
            f"{speaker.about(row)}\n{origin(speaker, row)}",
        )
        for row in facts_behind(speaker, found).to_dicts()
    ]  # fmt: skip
    columns = ("date", "said", "item")
    return table_of(speaker.words, "title.why_facts", columns, rows, ("said",))


def _roles(grounds: Iterable[Grounds]) -> dict[str, str]:
    roles: dict[str, str] = {}
    for ground in grounds:
        for name in ground.reference.ids:
            roles.setdefault(name, ground.role)
    return roles


def _role(speaker: Speaker, role: str) -> str:
    return speaker.words(f"why.role_{role}") if role else ""


def _scenario_table(speaker: Speaker, found: Why) -> Table:
    rows = [
        (ground.label, ground.column, ground.value, _reference(speaker, ground))
        for ground in found.grounds
        if ground.role == "event"
    ]
    return table_of(speaker.words, "title.why_scenario", ("item", "column", "figure", "rests_on"), rows)


def _assumed_table(speaker: Speaker, found: Why) -> Table:
    counts = Counter((ground.role, ground.column, ground.reference.explanation) for ground in found.assumed)
    rows = [
        (_role(speaker, role), column, reason, str(count))
        for (role, column, reason), count in counts.most_common()
    ]
    return table_of(speaker.words, "title.why_assumed", ("role", "column", "reason", "used"), rows, ("used",))


def _reference(speaker: Speaker, ground: Grounds) -> str:
    reference = ground.reference
    if reference.kind is not Kind.CITED:
        return f"{reference.kind}: {reference.explanation}"
    return speaker.words("list.comma").join(_cited(speaker, name) for name in reference.ids)


def _cited(speaker: Speaker, name: str) -> str:
    """Say what a reference names: a fact with its value, or a source with its date and kind."""
    evidence = speaker.evidence
    if name in evidence.fact_ids:
        row = evidence.fact(name)
        return f"{speaker.about(row)}, {speaker.value(row)}, {speaker.date(row)}: {origin(speaker, row)}"
    if name not in evidence.sources:
        return name
    source = evidence.sources[name]
    kind = speaker.words(f"source_kind.{source.kind}")
    return f"{source.title} [{name}], {source.published} ({kind})"


def why_record(speaker: Speaker, found: Why) -> dict[str, Any]:
    """Return the answer as plain data: the price, each figure with its reference, and the facts."""
    return {
        "region": found.region,
        "material": found.material,
        "period": found.period,
        "price_usd_per_kg": found.price_usd_per_kg,
        "headline": headline(speaker, found),
        "nodes": [{"region": region, "material": material} for region, material in found.nodes],
        "figures": [
            {
                "role": ground.role,
                "place": ground.place,
                "row": ground.label,
                "column": ground.column,
                "value": ground.value,
                "kind": str(ground.reference.kind),
                "ids": list(ground.reference.ids),
                "explanation": ground.reference.explanation,
            }
            for ground in found.grounds
        ],
        "facts": [fact_record(speaker, row) for row in facts_behind(speaker, found).to_dicts()],
    }
