"""Who is alarmed by which news: the materials that a shortage reaches, and since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence, Set

from didymium.case.case import Case
from didymium.market.base_year import BaseYear
from didymium.scenario.instruments.toolbox import Numbered, alarming
from didymium.scenario.names import expand_materials
from didymium.scenario.schema import (
    Ban,
    CapacityMove,
    CustomsFriction,
    DemandSurge,
    Event,
    ExportQuota,
    ExportRestriction,
    ExportTax,
    PlantOutage,
    RouteClosure,
)


def news_of_shortages(
    case: Case, base: BaseYear, events: Sequence[Event], instruments: Sequence[Numbered] = ()
) -> tuple[tuple[dt.date, frozenset[str]], ...]:
    """Return the days of news with the materials that each makes short or dearer."""
    news = [(event.known_from, frozenset(_short_of(case, event))) for event in events]
    news += [(entry.known_from, frozenset(alarming(case, base, entry))) for _, entry in instruments]
    return tuple(news)


def openings_by(
    case: Case, news: Sequence[tuple[dt.date, frozenset[str]]]
) -> tuple[tuple[str, dt.date], ...]:
    """Return for each material that a shortage reaches, or an instrument makes dearer, the day of the first
    news of it, in alphabetical order.

    A shortage reaches what is made of a material, what may replace that, and what it is made of: their buyers
    begin to qualify other suppliers and to save. Builds, more capacity, delays and falling demand alarm
    nobody.
    """
    openings: dict[str, dt.date] = {}
    for day, short in news:
        for material in _reached(case, short):
            openings[material] = min(openings.get(material, day), day)
    return tuple(sorted(openings.items()))


_ON_SHIPMENTS = ExportRestriction | Ban | CustomsFriction | RouteClosure | ExportQuota | ExportTax


def _short_of(case: Case, event: Event) -> set[str]:
    if isinstance(event, _ON_SHIPMENTS):
        return expand_materials(case, event.materials)
    if isinstance(event, DemandSurge):
        return expand_materials(case, event.materials) if event.factor > 1.0 else set()
    if isinstance(event, PlantOutage) or (isinstance(event, CapacityMove) and event.withholds):
        processes = {row.process for row in case.plants if row.plant in event.plants}
        return {row.material for row in case.coefficients if row.process in processes and row.t_per_t > 0}
    return set()


def _reached(case: Case, short: frozenset[str]) -> set[str]:
    made_of: dict[str, set[str]] = {}
    makes: dict[str, set[str]] = {}
    for process in {row.process for row in case.coefficients}:
        rows = [row for row in case.coefficients if row.process == process]
        inputs = {row.material for row in rows if row.t_per_t < 0}
        outputs = {row.material for row in rows if row.t_per_t > 0}
        for material in inputs:
            makes.setdefault(material, set()).update(outputs)
        for material in outputs:
            made_of.setdefault(material, set()).update(inputs)
    downstream = _closure(short, makes)
    replacing = {
        row.to_material for row in case.substitutes if row.from_material in downstream and row.to_material
    }
    return downstream | replacing | _closure(short, made_of)


def _closure(begin: Set[str], step: dict[str, set[str]]) -> set[str]:
    found, edge = set(begin), set(begin)
    while edge:
        edge = {after for material in edge for after in step.get(material, set())} - found
        found |= edge
    return found
