"""What goes on in a run at and between members: what plants run, what is under way, what nobody uses.

An outage takes some of it away (:mod:`didymium.decisions.allocation.outage`). Arrays have shape (T,), tonnes
a period.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.decisions.allocation.reading import NEGLIGIBLE_T, SituationReader
from didymium.decisions.allocation.situation import Node, Situation
from didymium.market.supply import coefficient_courses
from didymium.scenario.path import route_flows
from didymium.scenario.readout import served_table

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Running:
    """What a member's plant does in the run."""

    plant: str
    region: str
    recipe: Mapping[str, Floats]
    """Tonnes of each material per tonne of activity, inputs negative."""
    run_t: Floats
    delay_days: float
    """From what goes in to what comes out."""


@dataclass(frozen=True, eq=False)
class Delivery:
    """What a route to or from a member carries in the run."""

    material: str
    origin: str
    destination: str
    via: tuple[str, ...]
    """Choke points on the way."""
    transit_days: float
    arriving_share: float
    sent_t: Floats
    confidential: bool = False
    """Whether the route must not be shown."""


@dataclass(frozen=True, eq=False)
class Baseline:
    """All of that, for the members and periods of a situation."""

    running: tuple[Running, ...]
    deliveries: tuple[Delivery, ...]
    surplus_t: Mapping[Node, Floats]
    """What comes to a member's node and no plant, sector or buyer takes: it fills stocks or is thrown
    away."""

    def nodes(self, members: tuple[str, ...]) -> set[Node]:
        """Return the members' nodes that any of it touches."""
        touched = {(one.region, material) for one in self.running for material in one.recipe}
        for row in self.deliveries:
            touched |= {(region, row.material) for region in (row.origin, row.destination)}
        return {node for node in touched | set(self.surplus_t) if node[0] in members}


def read_baseline(reader: SituationReader, situation: Situation) -> Baseline:
    """Return what goes on in the reader's run over the periods of its situation."""
    reading = _Reading(reader, situation)
    return Baseline(reading.running, reading.deliveries, reading.surplus())


@dataclass(frozen=True, eq=False)
class _Reading:
    reader: SituationReader
    situation: Situation

    @cached_property
    def running(self) -> tuple[Running, ...]:
        return tuple(one for one in self._plants() if one.run_t.max(initial=0.0) > NEGLIGIBLE_T)

    def _plants(self) -> Iterator[Running]:
        reader, structure = self.reader, self.reader.path.market.structure
        for position, plant in enumerate(structure.plants):
            if plant.region in reader.members:
                courses = coefficient_courses(structure, plant.process)
                yield Running(
                    reader.shown_plant(plant),
                    plant.region,
                    {material: reader.grid.rates(course) for material, course in courses.items()},
                    reader.grid.flows(reader.activity_t[position]),
                    reader.delays.work_in_process_days(structure.reference_material[plant.process]),
                )

    @cached_property
    def deliveries(self) -> tuple[Delivery, ...]:
        reader = self.reader
        return tuple(
            Delivery(
                row.material,
                row.origin,
                row.destination,
                tuple(row.via.split()),
                row.transit_days,
                1.0 - row.loss_share,
                reader.flows_t[position],
                reader.case.is_confidential("routes", row.identity),
            )
            for position, row in enumerate(reader.path.market.structure.routes)
            if {row.origin, row.destination} & set(reader.members)
            and reader.flows_t[position].max(initial=0.0) > NEGLIGIBLE_T
        )

    def surplus(self) -> Mapping[Node, Floats]:
        """Return arrivals, output and releases less dispatches, input and use, where more comes than goes."""
        net: dict[Node, Floats] = {}
        for node, tonnes in (*self._made(), *self._moved(), *self._used(), *self._released()):
            net[node] = net.get(node, np.zeros(len(self.situation.periods))) + tonnes
        return {
            node: np.clip(tonnes, 0.0, None)
            for node, tonnes in sorted(net.items())
            if tonnes.max() > NEGLIGIBLE_T
        }

    def _made(self) -> Iterator[tuple[Node, Floats]]:
        for one in self.running:
            for material, course in one.recipe.items():
                yield (one.region, material), one.run_t * course

    def _moved(self) -> Iterator[tuple[Node, Floats]]:
        path, members = self.reader.path, self.reader.members
        dispatched = route_flows(path.market, path.tonnes)
        for position, row in enumerate(path.market.structure.routes):
            if row.origin in members:
                yield (row.origin, row.material), -self.reader.flows_t[position]
            if row.destination in members:
                shares = path.arrivals.get(position, path.market.trade.shares[position])
                arrived = dispatched[position] @ shares[:, :-1] + path.market.trade.pipeline_t[position]
                yield (row.destination, row.material), self.reader.grid.flows(arrived)

    def _used(self) -> Iterator[tuple[Node, Floats]]:
        served = served_table(self.reader.path)
        for (region, material), rows in served.group_by("region", "material", maintain_order=True):
            if region in self.reader.members:
                total = rows.group_by("period").agg(pl.col("served_t").sum()).sort("period")
                used = self.reader.grid.flows(total["served_t"].to_numpy())
                yield (str(region), str(material)), -used

    def _released(self) -> Iterator[tuple[Node, Floats]]:
        stocks = self.reader.path.market.stocks
        if stocks is None:
            return
        release = stocks.release.view(self.reader.path.tonnes)
        for position, row in enumerate(self.reader.path.market.structure.holdings):
            if row.region in self.reader.members:
                drawn = np.maximum(self.reader.grid.flows(release[position]), 0.0)
                yield (row.region, row.material), drawn
