"""The case that is served: what it is, and the rows of its tables with their sources."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict

from didymium.case.case import Case
from didymium.case.figures import row_references
from didymium.case.schema import TABLES
from didymium.case.settings import Profile, Settings
from didymium.files.columns import column_names
from didymium.files.row import Row
from didymium.files.suggestion import did_you_mean
from didymium.scenario.reading import list_instruments, list_scenarios
from didymium.web.api.answers.kept import kept_of
from didymium.web.api.answers.paging import UNCHANGED, Page, Part, page_body, page_links, unchanging
from didymium.web.api.answers.parameters import Key, Reader, server_of
from didymium.web.api.answers.refusals import refusals
from didymium.web.api.answers.routes import router_of
from didymium.web.lab.choices import lab_profile
from didymium.web.problem import Refusal

router = router_of("Case")


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class CaseLine(_Record):
    """A case in one line."""

    name: str
    """Name."""
    title: str
    """Title in one line."""
    rows: dict[str, int]
    """Number of rows of each table."""


class Named(_Record):
    """Something that the case names, in each language."""

    name: str
    """Name in scenarios and tables."""
    name_en: str
    """English name."""
    name_ko: str
    """Korean name; blank: none."""
    name_ja: str
    """Japanese name; blank: none."""


class CaseRecord(CaseLine):
    """A case: what its scenarios may name."""

    settings: Settings
    """The contents of case.toml."""
    profiles: dict[str, Profile]
    """Divisions of time."""
    live_profile: str
    """The profile that is solved at once; others are solved as jobs."""
    scenarios: list[str]
    """Scenarios of the case."""
    instruments: list[str]
    """Instrument files, which scenarios may include."""
    regions: list[Named]
    """Regions."""
    clubs: dict[str, list[str]]
    """Members of each club."""
    materials: list[Named]
    """Materials."""
    groups: dict[str, list[str]]
    """Materials of each group."""
    sectors: list[Named]
    """Sectors."""
    plants: list[str]
    """Plants; those that are planned may be built by a scenario."""


class TableRow(_Record):
    """A row of a table of the case."""

    values: dict[str, str | float | int | bool | None]
    """Its figures by column; null: nobody knows."""
    source: str
    """Where the figures come from, as the table states it; blank: it holds no figures."""
    sources: list[str]
    """The sources that they rest on, directly or through facts."""
    place: str
    """File and row of the table."""


@router.get("/cases", response_model=Page[CaseLine], responses=UNCHANGED)
async def cases(request: Request, _: Reader, part: Part) -> Response:
    """List the cases that are served: one."""
    case = server_of(request).case
    line = await kept_of(request).answer("case line", lambda: _json(CaseLine(**_line(case))))
    items = part.of([line])
    return unchanging(request, page_body(part, items, 1), page_links(request, part, 1))


@router.get("/cases/{case}", response_model=CaseRecord, responses={**refusals(404), **UNCHANGED})
async def one_case(request: Request, _: Reader, case: Key) -> Response:
    """Return what the case holds and what its scenarios may name."""
    found = _served(request, case)
    return unchanging(request, await kept_of(request).answer("case", lambda: _json(case_record(found))))


@router.get(
    "/cases/{case}/tables/{table}",
    response_model=Page[TableRow],
    responses={**refusals(404), **UNCHANGED},
)
async def table(request: Request, _: Reader, case: Key, table: Key, part: Part) -> Response:
    """Return the rows of a table of the case, each with its source; confidential rows are left out."""
    found = _served(request, case)
    if table not in TABLES:
        raise _missing(f'{found.settings.name} has no table "{table}"', table, TABLES)
    rows = await kept_of(request).answer(("table", table), lambda: _rows(found, table))
    return unchanging(
        request, page_body(part, part.of(rows), len(rows)), page_links(request, part, len(rows))
    )


def _rows(case: Case, table: str) -> Sequence[bytes]:
    rows = (row for row in case.tables.get(table, ()) if not case.is_confidential(table, row.identity))
    return [_json(table_row(case, row)) for row in rows]


def _json(record: BaseModel) -> bytes:
    return record.model_dump_json().encode()


def case_record(case: Case) -> CaseRecord:
    """Return what a case holds."""
    return CaseRecord(
        **_line(case),
        settings=case.settings,
        profiles=case.settings.profiles,
        live_profile=lab_profile(case),
        scenarios=list(list_scenarios(case)),
        instruments=list(list_instruments(case)),
        regions=_named(case.regions, "region"),
        clubs={name: [row.region for row in members] for name, members in case.clubs.items()},
        materials=_named(case.materials, "material"),
        groups={name: list(members) for name, members in case.groups.items()},
        sectors=_named(case.sectors, "sector"),
        plants=[row.plant for row in case.plants if not case.is_confidential("plants", row.identity)],
    )


def table_row(case: Case, row: Row) -> TableRow:
    """Return a row with its sources."""
    values = json.loads(row.model_dump_json(by_alias=True))
    return TableRow(
        values={name: values[name] for name in column_names(type(row)) if name != "source"},
        source=values.get("source", ""),
        sources=list(dict.fromkeys(case.sources_behind(row_references(row)))),
        place=case.place(row),
    )


def _line(case: Case) -> dict[str, Any]:
    rows = {
        name: sum(not case.is_confidential(name, row.identity) for row in case.tables.get(name, ()))
        for name in TABLES
    }
    return {"name": case.settings.name, "title": case.settings.title, "rows": rows}


def _named(rows: Sequence[Row], column: str) -> list[Named]:
    return [
        Named(
            name=getattr(row, column),
            **{name: getattr(row, name, "") for name in ("name_en", "name_ko", "name_ja")},
        )
        for row in rows
    ]


def _served(request: Request, name: str) -> Case:
    case = server_of(request).case
    if name != case.settings.name:
        raise _missing(f'no case "{name}" is served here', name, {case.settings.name: None})
    return case


def _missing(words: str, name: str, known: Mapping[str, object]) -> Refusal:
    hint = did_you_mean(name, known, limit=30)
    return Refusal(404, words + (f" ({hint})" if hint else ""))
