"""News that somebody enters after a plan was made, as rows of a CSV file, and what each does to a
scenario.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from didymium.case.case import Case
from didymium.evidence.provenance import parse_references
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.files.table_file import TableFile, parse_table, read_table
from didymium.scenario.names import expand_materials, expand_regions
from didymium.scenario.schema import (
    Approval,
    Ban,
    CustomsFriction,
    DemandSurge,
    Event,
    ExportRestriction,
    PlantOutage,
    Scenario,
)

KINDS = ("licence", "ban", "outage", "delay", "demand", "stock")


class News(BaseModel):
    """One piece of news: the day on which it is known, what it is about, and a figure."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False)
    KEY: ClassVar[tuple[str, ...]] = (
        "date", "kind", "origin", "destinations", "materials", "subject",
    )  # fmt: skip

    date: dt.date
    """Day on which it is known and from which it holds."""
    kind: Literal["licence", "ban", "outage", "delay", "demand", "stock"]
    """``licence``: the share of usual flow that now leaves; ``ban``: nothing leaves; ``outage``: the share of
    a plant's capacity that is left; ``delay``: days that shipments wait on top; ``demand``: a factor on what
    a sector wants; ``stock``: tonnes that were counted in a holding."""
    origin: str | None = None
    """Region from which goods come (licence, ban, delay)."""
    destinations: str | None = None
    """Regions or clubs, separated by spaces; blank: all. For ``stock`` and ``demand``: where."""
    materials: str | None = None
    """Materials or groups, separated by spaces."""
    subject: str | None = None
    """Plant (outage), sector (demand) or holder (stock)."""
    value: Annotated[float, Field(ge=0, le=1e9)] | None = None
    """The figure."""
    until: dt.date | None = None
    """Last day; blank: open."""
    source: str
    """Source ids, or ``assumed: why``, or ``reported: who``."""

    @property
    def listed_materials(self) -> tuple[str, ...]:
        """Materials and groups that it names."""
        return tuple((self.materials or "").split())

    @property
    def listed_destinations(self) -> tuple[str, ...]:
        """Regions and clubs that it names."""
        return tuple((self.destinations or "").split())


def read_news(case: Case, path: Path) -> tuple[News, ...]:
    """Read a file of news, in order of their days.

    Raises:
        InputError: With every problem in it.
    """
    return _checked(case, read_table(path, path.name, News, News.KEY))


def parse_news(case: Case, content: bytes, name: str) -> tuple[News, ...]:
    """Read news from the bytes of a file that somebody sent, as :func:`read_news` does."""
    return _checked(case, parse_table(content, name, News, News.KEY))


def _checked(case: Case, table: TableFile[News]) -> tuple[News, ...]:
    problems = list(table.problems)
    for number, row in table.rows:
        problems += [
            Problem(table.file, message, number, column, value, remedy)
            for column, message, value, remedy in _findings(case, row)
        ]
    if not problems and not table.rows:
        problems = [Problem(table.file, "has no news in it", remedy="write a row for each piece of news")]
    if problems:
        raise InputError(problems)
    return tuple(sorted((row for _, row in table.rows), key=lambda row: row.date))


Found = tuple[str, str, str | None, str | None]
"""Column, message, value, remedy."""
NEEDED = {
    "licence": ("origin", "materials", "value"),
    "ban": ("origin", "materials"),
    "outage": ("subject", "value"),
    "delay": ("origin", "materials", "value"),
    "demand": ("subject", "value"),
    "stock": ("subject", "destinations", "materials", "value"),
}
"""Columns that each kind of news must fill."""
MEANINGLESS = {"ban": ("value",), "stock": ("until",)}
"""Columns that would seem to say something and do not."""
SHARES = ("licence", "outage")
"""Kinds whose value is a share."""


def _findings(case: Case, row: News) -> Iterator[Found]:
    for column in NEEDED[row.kind]:
        if getattr(row, column) is None:
            yield column, f"is blank, {row.kind} needs it", None, "fill it in"
    if row.until is not None and row.until < row.date:
        yield "until", f"ends before it begins, on {row.date}", str(row.until), "write a later day"
    for column in MEANINGLESS.get(row.kind, ()):
        if getattr(row, column) is not None:
            yield column, f"has no meaning for {row.kind}", str(getattr(row, column)), "leave it blank"
    if row.kind in SHARES and row.value is not None and row.value > 1.0:
        yield "value", "is no share", f"{row.value:g}", "write 0.25 for 25 %"
    yield from _names(case, row)
    yield from _holding(case, row)
    yield from _source(case, row)


def _names(case: Case, row: News) -> Iterator[Found]:
    regions = {region.region for region in case.regions}
    places = regions | set(case.clubs)
    materials = {material.material for material in case.materials} | set(case.groups)
    subjects = {
        "outage": {plant.plant for plant in case.plants},
        "demand": {demand.sector for demand in case.demands},
        "stock": {holding.holder for holding in case.holdings},
    }.get(row.kind, set())
    for column, names, known in (
        ("origin", (row.origin,) if row.origin else (), regions),
        ("destinations", row.listed_destinations, places),
        ("materials", row.listed_materials, materials),
        ("subject", (row.subject,) if row.subject and subjects else (), subjects),
    ):
        for name in names:
            if name not in known:
                remedy = did_you_mean(name, sorted(known)) or "use the case's names"
                yield column, "is not in the case", name, remedy


def _holding(case: Case, row: News) -> Iterator[Found]:
    if row.kind != "stock" or not (row.subject and row.materials and row.destinations):
        return
    key = (row.subject, row.destinations, row.materials)
    if key not in {holding.identity for holding in case.holdings}:
        said = ", ".join(sorted(" ".join(one.identity) for one in case.holdings if one.holder == row.subject))
        yield "subject", "holds no such stock", " ".join(key), f"it holds: {said}" if said else None


def _source(case: Case, row: News) -> Iterator[Found]:
    if row.source.startswith("reported:"):
        return
    try:
        references = parse_references(row.source)
    except ValueError as error:
        yield "source", str(error), row.source, 'write "assumed: why" or "reported: who"'
        return
    for reference in references:
        for name in reference.ids:
            if not case.is_evidence(name):
                yield "source", "is neither a fact nor a source", name, 'write "reported: who" instead'


def scenario_with(case: Case, scenario: Scenario, news: tuple[News, ...]) -> Scenario:
    """Return a scenario in which news has changed what holds from its day on. A licence changes the course of
    the restrictions that it concerns; what it does not concern of them stays as it is.
    """
    events = list(scenario.event)
    for row in news:
        events = _licensed(case, events, row) if row.kind == "licence" else [*events, *_event_of(row)]
    return scenario.model_copy(update={"event": tuple(events)})


def _source_of(row: News) -> str:
    said = row.source.removeprefix("reported:").strip()
    return f"assumed: as reported by {said}" if row.source.startswith("reported:") else row.source


def _event_of(row: News) -> tuple[Event, ...]:
    """Return the event that news of another kind amounts to: a counted stock changes no course of events."""
    if row.kind == "ban":
        return (Ban(kind="ban", origin=row.origin or "", **_shipments(row), **_dates(row)),)
    if row.kind == "delay" and row.value:
        return (
            CustomsFriction(
                kind="customs_friction",
                origin=row.origin or "",
                extra_days=row.value,
                **_shipments(row),
                **_dates(row),
            ),
        )
    if row.kind == "outage":
        share = row.value or 0.0
        return (
            PlantOutage(
                kind="plant_outage", plants=(row.subject or "",), capacity_share=share, **_dates(row)
            ),
        )
    if row.kind == "demand":
        return (
            DemandSurge(
                kind="demand_surge",
                sectors=(row.subject or "",),
                regions=row.listed_destinations or "all",
                materials=row.listed_materials or "all",
                factor=1.0 if row.value is None else row.value,
                **_dates(row),
            ),
        )
    return ()


def _dates(row: News) -> dict[str, Any]:
    return {"from": row.date, "until": row.until, "announced": row.date, "source": _source_of(row)}


def _shipments(row: News) -> dict[str, Any]:
    return {"materials": row.listed_materials, "destinations": row.listed_destinations or "all"}


def _licensed(case: Case, events: list[Event], row: News) -> list[Event]:
    """Give the part of each restriction that a licence concerns the new share, and leave the rest."""
    materials = expand_materials(case, row.listed_materials)
    destinations = expand_regions(case, row.listed_destinations or "all", row.date) - {row.origin or ""}
    free = {material: set(destinations) for material in materials}
    result: list[Event] = []
    for event in events:
        if not isinstance(event, ExportRestriction) or not _is_known(event, row):
            result.append(event)
            continue
        inside, outside = _split(case, event, materials, destinations)
        result += outside
        result += [_with_share(part, row) for part in inside]
        for part in inside:
            limited = expand_regions(case, part.destinations, part.from_)
            for material in part.materials:
                free[material] -= limited
    return [*result, *_new_restrictions(row, free, destinations)]


def _is_known(event: ExportRestriction, row: News) -> bool:
    """Say whether a restriction is one that news of a licence can be about: known, and not over."""
    over = event.until is not None and event.until < row.date
    return event.origin == row.origin and event.known_from <= row.date and not over


def _split(
    case: Case, event: ExportRestriction, materials: set[str], destinations: set[str]
) -> tuple[list[ExportRestriction], list[ExportRestriction]]:
    """Return the parts of a restriction on these goods and destinations, and those on others."""
    own_materials = expand_materials(case, event.materials)
    own_destinations = expand_regions(case, event.destinations, event.from_) - {event.origin}
    goods, places = own_materials & materials, own_destinations & destinations
    if not goods or not places:
        return [], [event]
    whole = places == own_destinations
    named = event.destinations if whole else tuple(sorted(places))
    inside = [event.model_copy(update={"materials": tuple(sorted(goods)), "destinations": named})]
    outside = []
    if own_materials - goods:
        outside.append(event.model_copy(update={"materials": tuple(sorted(own_materials - goods))}))
    if not whole:
        outside.append(
            event.model_copy(
                update={
                    "materials": tuple(sorted(goods)),
                    "destinations": tuple(sorted(own_destinations - places)),
                }
            )
        )
    return inside, outside


def _with_share(event: ExportRestriction, row: News) -> ExportRestriction:
    share = row.value or 0.0
    day = max(row.date, event.from_)
    approval = Approval(from_=day, rate=share, known_from=row.date, source=_source_of(row))
    kept = tuple(item for item in event.approval if item.from_ < day)
    rates = (*kept, approval, *_afterwards(event, row, kept))
    return event.model_copy(update={"approval": rates, "processing_working_days": 0})


def _afterwards(event: ExportRestriction, row: News, before: tuple[Approval, ...]) -> tuple[Approval, ...]:
    """Return what holds after the last day of a licence: what held before it, as far as that is known."""
    if row.until is None or (event.until is not None and event.until <= row.until):
        return ()
    day = max(row.until, event.from_) + dt.timedelta(days=1)
    known = [item for item in before if (item.known_from or item.from_) <= row.date]
    last = known[-1] if known else Approval(from_=day, rate=event.volume_share, source=_source_of(row))
    later = (item for item in event.approval if item.from_ > day)
    return (last.model_copy(update={"from_": day, "known_from": row.date}), *later)


def _new_restrictions(
    row: News, free: dict[str, set[str]], destinations: set[str]
) -> Iterator[ExportRestriction]:
    """Yield a restriction on what no other one limits; where all may leave there is none."""
    by_places: dict[tuple[str, ...], list[str]] = {}
    for material, places in sorted(free.items()):
        if places and (row.value or 0.0) < 1.0:
            by_places.setdefault(tuple(sorted(places)), []).append(material)
    for named, materials in by_places.items():
        everywhere = set(named) == destinations
        yield ExportRestriction(
            kind="export_restriction",
            origin=row.origin or "",
            volume_share=row.value or 0.0,
            materials=tuple(materials),
            destinations=(row.listed_destinations or "all") if everywhere else named,
            **_dates(row),
        )
