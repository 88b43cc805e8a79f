"""What events do to the capacities of plants: outages, changes, delays and projects, all applied together."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.case.schema import CapacityChange, Plant
from didymium.market.build import Market
from didymium.market.periods import Periods
from didymium.market.structure import Structure
from didymium.market.supply import capacities, segment_limits
from didymium.scenario.draft import Draft
from didymium.scenario.schema import CapacityMove, Event, PlantOutage, ProjectBuild, ProjectDelay

Floats = NDArray[np.float64]


def apply_capacities(draft: Draft, events: Sequence[Event]) -> None:
    """Set what each plant can make once all outages, changes of capacity, delays and projects are known."""
    concerned = tuple(
        event
        for event in events
        if isinstance(event, PlantOutage | CapacityMove | ProjectBuild | ProjectDelay)
    )
    supply = draft.market.supply
    limits = draft.market.memory.recall("capacities", concerned, lambda: _limits_of(draft.market, concerned))
    supply.block.view(draft.upper)[:] = limits / supply.block.view(draft.market.program.column_unit_t)


def _limits_of(market: Market, events: Sequence[Event]) -> Floats:
    """Return the largest activity of each segment, tonnes; shape (segments, T)."""
    structure, supply = market.structure, market.supply
    built = {plant for event in events if isinstance(event, ProjectBuild) for plant in event.plants}
    changed = _with_dates(structure, events)
    capacity_t = capacities(changed)
    for position, plant in enumerate(changed.plants):
        if plant.status in ("planned", "closed") and plant.plant not in built:
            capacity_t[position] = 0.0
            continue
        own = [
            event
            for event in events
            if isinstance(event, PlantOutage | CapacityMove) and plant.plant in event.plants
        ]
        capacity_t[position] = _moved_capacity(structure.periods, plant, capacity_t[position], own)
    return segment_limits(structure, supply.segments, capacity_t)


def _moved_capacity(
    periods: Periods, plant: Plant, capacity_t: Floats, events: Sequence[PlantOutage | CapacityMove]
) -> Floats:
    """Return what is left of a plant's capacity in tonnes a period, shape (T,): multiples first, then tonnes
    added while it stands, then outages, which stop what was added as well; the order of events does not
    matter.
    """
    stands = periods.share_within(plant.start, plant.end)
    left, added, running = capacity_t, np.zeros(len(periods)), np.ones(len(periods))
    for event in events:
        within = periods.share_within(event.from_, event.until)
        if isinstance(event, PlantOutage):
            running = running * (1.0 - within * (1.0 - event.capacity_share))
        else:
            left = left * (1.0 + within * ((1.0 if event.share is None else event.share) - 1.0))
            added = added + np.minimum(within, stands) * periods.years * (event.t_per_year or 0.0)
    return np.asarray(np.clip(left + added, 0.0, None) * running)


def _with_dates(structure: Structure, events: Sequence[Event]) -> Structure:
    """Return the structure with the days that events move, and the same plants: one that is delayed beyond
    the last period keeps its place.
    """
    same = structure.options.built | {plant.plant for plant in structure.plants}
    return replace(
        structure,
        case=_case_with_dates(structure.case, events),
        options=replace(structure.options, built=same),
    )


def _case_with_dates(case: Case, events: Sequence[Event]) -> Case:
    """Return the case with new first days of built plants, and of starts and expansions that are delayed.

    A delay moves what had not happened when it became known: a plant that runs goes on at its capacity.
    """
    built = {plant: event for event in events if isinstance(event, ProjectBuild) for plant in event.plants}
    late = {plant: event for event in events if isinstance(event, ProjectDelay) for plant in event.plants}
    if not built and not late:
        return case

    def moved(plant: Plant) -> Plant:
        if plant.plant in built:
            plant = plant.model_copy(update={"start": built[plant.plant].from_, "end": None})
        event = late.get(plant.plant)
        if event and plant.start and event.known_from < plant.start < event.from_:
            return plant.model_copy(update={"start": event.from_})
        return plant

    def shifted(row: CapacityChange) -> CapacityChange:
        event = late.get(row.plant)
        if event and event.known_from < row.from_ < event.from_:
            return row.model_copy(update={"from_": event.from_})
        return row

    tables = dict(case.tables)
    tables["plants"] = tuple(moved(plant) for plant in case.plants)
    tables["capacity_changes"] = tuple(shifted(row) for row in case.capacity_changes)
    return dataclasses.replace(case, tables=tables)
