"""The seven tables of KIEP's brief on the summit of 19 March 2026, rebuilt from facts and provisions.

A cell of the brief is a provision or a fact whose locator names its table; the words are ours, the figures
the brief's as printed. Below each table stand the misprints found in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

import polars as pl

from didymium.evidence.agreements import Provision
from didymium.evidence.facts import Correction
from didymium.evidence.questions.promises import new_areas
from didymium.evidence.questions.trend import trends
from didymium.views.evidence.speaking import Speaker
from didymium.views.printing import console_for, heading, print_table, say
from didymium.views.result_tables import Table, table_of

SOURCE = "kiep_2026"
SUMMITS = ("summit_2025_02", "summit_2025_10", "summit_2026_03")
ACTION_PLAN, OLDER_PLAN = "us_japan_action_plan_2026", "us_mexico_action_plan_2026"
PROJECTS = "us_japan_projects_2026"
MEMORANDUM, PROGRAMME = "us_japan_investment_2025", "us_japan_550"
TABLE_6_FIELDS = (
    "investment", "economic_security", "critical_minerals", "science_technology", "defence_security",
)  # fmt: skip
"""Fields of the brief's table 6; whatever else the provisions give is marked as left out by it."""
_GROUPS = 5


@dataclass(frozen=True)
class PublishedTable:
    """A table of the brief and the misprints in it."""

    number: int
    table: Table
    misprints: tuple[Correction, ...]


def published_tables(speaker: Speaker, numbers: Sequence[int] | None = None) -> list[PublishedTable]:
    """Rebuild some tables of the brief, by default all seven."""
    return [
        PublishedTable(number, build(speaker), tuple(_misprints(speaker, number)))
        for number, build in _TABLES.items()
        if numbers is None or number in numbers
    ]


def print_published(file: TextIO, speaker: Speaker, found: Sequence[PublishedTable]) -> None:
    """Print tables with their notes and misprints."""
    console, words = console_for(file), speaker.words
    for item in found:
        heading(console, item.table.title)
        print_table(console, item.table)
        if item.table.note:
            say(console, [item.table.note])
        if item.misprints:
            say(console, [f"{words('say.misprints')}:"])
            say(console, [f"– {_misprint(speaker, row)}" for row in item.misprints])


def published_record(item: PublishedTable) -> dict[str, Any]:
    """Return a table as plain data."""
    return {
        "number": item.number,
        "title": item.table.title,
        "columns": list(item.table.headers),
        "rows": [list(row) for row in item.table.rows],
        "note": item.table.note,
        "misprints": [row.model_dump() for row in item.misprints],
    }


def _misprint(speaker: Speaker, row: Correction) -> str:
    printed, corrected = (_named(speaker, word) for word in (row.printed, row.corrected))
    return speaker.words(
        "say.corrected", printed=printed, corrected=corrected, reason=speaker.phrase(row.reason)
    )


def _named(speaker: Speaker, word: str) -> str:
    return speaker.phrase(speaker.name(word))


def _misprints(speaker: Speaker, number: int) -> Iterator[Correction]:
    places = {row["fact"]: row["locator"] for row in _facts(speaker, number).iter_rows(named=True)}
    for row in speaker.evidence.corrections.values():
        if row.fact in places and row.status != "withdrawn":
            yield row


def _facts(speaker: Speaker, number: int, **columns: str) -> pl.DataFrame:
    """Return the facts of the brief whose locator names a table, in the order in which they were entered."""
    facts = speaker.evidence.facts.filter(
        pl.col("source") == SOURCE, pl.col("locator").str.contains(rf"\btable {number}\b")
    )
    return facts.filter(*(pl.col(name) == value for name, value in columns.items()))


def _stated(provisions: Sequence[Provision], place: str) -> list[Provision]:
    return [row for row in provisions if re.search(rf"\b{place}\b", row.locator)]


def _summary(speaker: Speaker, provisions: Sequence[Provision]) -> str:
    return " · ".join(row.title.in_language(speaker.language) for row in provisions)


def _values(speaker: Speaker, facts: pl.DataFrame) -> str:
    return speaker.words("list.comma").join(
        dict.fromkeys(speaker.value(row) for row in facts.iter_rows(named=True))
    )


def _table_1(speaker: Speaker) -> Table:
    rows = []
    for name in SUMMITS[:2]:
        said = _stated(speaker.evidence.agreements[name].provision, "table 1")
        cells = [
            _values(speaker, _facts(speaker, 1, subject=name, measure=measure, **extra))
            for measure, extra in (("held_on", {}), ("led_by", {"partner": "JPN"}), ("located_in", {}))
        ]
        rows.append((*cells, _summary(speaker, said)))
    columns = ("date", "prime_minister", "place", "agenda")
    return table_of(speaker.words, "published.1", columns, rows)


def _table_2(speaker: Speaker) -> Table:
    summit = speaker.evidence.agreements[SUMMITS[2]]
    rows = []
    for group in range(1, _GROUPS + 1):
        said = _stated(summit.provision, f"table 2 row {group}")
        cells = [row.title.in_language(speaker.language) + ("*" if _only_us(row) else "") for row in said]
        rows.append((speaker.words(f"published.2_row_{group}"), " · ".join(cells)))
    note = speaker.words("say.table_note")
    return table_of(speaker.words, "published.2", ("field", "agenda"), rows, note=note)


def _only_us(provision: Provision) -> bool:
    return provision.stated_by == ("USA",)


def _table_3(speaker: Speaker) -> Table:
    evidence = speaker.evidence
    memorandum = evidence.agreements[MEMORANDUM]
    amount = _values(speaker, _facts(speaker, 3, subject=MEMORANDUM, measure="committed"))
    rows = [(str(memorandum.signed), memorandum.title.in_language(speaker.language), amount)]
    rows += _fact_sheets(speaker)
    tranches = [
        name
        for name, row in evidence.subjects.items()
        if row.part_of == PROGRAMME and row.kind == "programme"
    ]
    for tranche in tranches:
        announced_on = _values(speaker, evidence.facts.filter(_of(tranche, "announced_on")))
        total = _values(speaker, evidence.facts.filter(_of(tranche, "announced")))
        rows.append((announced_on, speaker.name(tranche), total))
        projects = [name for name, row in evidence.subjects.items() if row.part_of == tranche]
        for project in projects:
            amount = _values(speaker, _facts(speaker, 3, subject=project, measure="announced"))
            rows.append(("", f"– {speaker.name(project)}", amount))
    return table_of(speaker.words, "published.3", ("date", "content", "amount"), rows, ("amount",))


def _of(subject: str, measure: str) -> pl.Expr:
    return (pl.col("source") == SOURCE) & (pl.col("subject") == subject) & (pl.col("measure") == measure)


def _fact_sheets(speaker: Speaker) -> list[tuple[str, str, str]]:
    """Return what table 3 says of neither the memorandum nor a tranche: the fact sheet with its fields."""
    facts = _facts(speaker, 3).filter(pl.col("measure").is_in(["listed", "announced_on"]))
    rows = []
    for subject in facts["subject"].unique(maintain_order=True):
        listed = facts.filter(pl.col("subject") == subject, pl.col("measure") == "listed")
        if listed.height:
            day = facts.filter(pl.col("subject") == subject, pl.col("measure") == "announced_on")
            when = _values(speaker, day) or listed["as_of"][0]
            rows.append((when, f"{speaker.name(subject)}: {_values(speaker, listed)}", ""))
    return rows


def _table_4(speaker: Speaker) -> Table:
    plan, older = (speaker.evidence.agreements[name] for name in (ACTION_PLAN, OLDER_PLAN))
    beside = {row.area: row.title.in_language(speaker.language) for row in older.provision}
    new = set(new_areas(plan, older))
    rows = [
        (
            row.number,
            row.title.in_language(speaker.language),
            beside.get(row.area, "–"),
            speaker.words("word.new") if row.area in new else "",
        )
        for row in plan.provision
    ]
    return table_of(speaker.words, "published.4", ("number", "content", "older_plan", "new"), rows)


def _table_5(speaker: Speaker) -> Table:
    rows = []
    for project in speaker.evidence.agreements[PROJECTS].projects:
        facts = _facts(speaker, 5, subject=project)
        place = facts.filter(pl.col("measure") == "located_in")
        minerals = facts.filter(pl.col("measure") == "mineral")
        rest = facts.filter(~pl.col("measure").is_in(["located_in", "mineral", "printed_name"]))
        said = [_said(speaker, row) for row in rest.iter_rows(named=True)]
        cells = (speaker.name(project), _values(speaker, place), _values(speaker, minerals))
        rows.append((*cells, " · ".join(dict.fromkeys(said))))
    return table_of(speaker.words, "published.5", ("project", "country", "item", "content"), rows)


def _said(speaker: Speaker, row: Mapping[str, Any]) -> str:
    value = speaker.value(row)
    if row["measure"] in ("statement", "status"):
        return value
    partner = f" ({speaker.name(row['partner'])})" if row["partner"] else ""
    return f"{speaker.measure(row['measure'])}: {value}{partner}"


def _table_6(speaker: Speaker) -> Table:
    rows = []
    for trend in trends(speaker.evidence, SUMMITS):
        cells = [_summary(speaker, _stated(stand.provisions, "table 6")) for stand in trend.stands]
        inside = trend.field in TABLE_6_FIELDS
        if not inside:
            cells = [_summary(speaker, stand.provisions) for stand in trend.stands]
        name = str(getattr(speaker.evidence.areas[trend.field], f"name_{speaker.language}"))
        direction = speaker.words(f"trend.{trend.direction}")
        rows.append((name if inside else f"{name} †", *cells, direction))
    dates = [str(speaker.evidence.agreements[name].signed) for name in SUMMITS]
    words = speaker.words
    headers = (words("label.field"), *dates, words("label.trend"))
    return Table(words("published.6"), headers, tuple(rows), note=words("say.not_in_table_6"))


def _table_7(speaker: Speaker) -> Table:
    facts = _facts(speaker, 7)
    rows = []
    for programme in facts.filter(pl.col("measure") == "committed")["subject"].unique(maintain_order=True):
        own = facts.filter(pl.col("subject") == programme)
        amounts = own.filter(pl.col("measure") == "committed", pl.col("partner") == "")
        rest = own.filter((pl.col("measure") != "committed") | (pl.col("partner") != ""))
        said = [_said(speaker, row) for row in rest.iter_rows(named=True)]
        rows.append((speaker.name(programme), _values(speaker, amounts), " · ".join(said)))
    columns = ("programme", "committed", "remarks")
    return table_of(speaker.words, "published.7", columns, rows, ("committed",))


_TABLES: Mapping[int, Callable[[Speaker], Table]] = {
    1: _table_1, 2: _table_2, 3: _table_3, 4: _table_4, 5: _table_5, 6: _table_6, 7: _table_7,
}  # fmt: skip
