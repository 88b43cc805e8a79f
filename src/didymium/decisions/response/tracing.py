"""Out of which stock, plant or purchase a shipment comes, and who gets what a sector gives up.

Goods of one kind at one place are alike: what leaves a node in a week is mixed as what the node has in that
week, what it kept from the week before included. Shares follow the goods from member to member; a plant that
makes something new of them begins a new origin.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.allocation.plan import Plan
from didymium.decisions.allocation.situation import Node

Floats = NDArray[np.float64]

NEGLIGIBLE_T = 1e-9
KINDS = {"public": "release", "commercial": "draw", "emergency": "reserve"}


@dataclass(frozen=True, order=True)
class Origin:
    """Where goods of a plan come from. ``kind`` is that of the action that brings them into the plan."""

    kind: str
    who: str
    """Holder, plant or sector; blank for what governments arrange."""
    region: str
    """Where it lies; for what comes from outside, the partner."""


@dataclass(frozen=True, eq=False)
class Tracing:
    """Follows the goods of a plan."""

    plan: Plan

    @cached_property
    def origins(self) -> tuple[Origin, ...]:
        """Every origin, in order."""
        return tuple(sorted({origin for origin, _, _ in self._brought}))

    def shipped_t(self, material: str, origin: str, destination: str, weeks: Sequence[int]) -> Sources:
        """Return what of a shipment in some weeks comes from where, tonnes, the most first."""
        sent = np.zeros(len(self.plan.situation.periods))
        for lane, course in zip(self.plan.situation.lanes, self._shipped, strict=True):
            if (lane.material, lane.origin, lane.destination) == (material, origin, destination):
                sent = sent + course
        return self._out_of((origin, material), sent, weeks)

    def served_t(self, need: int, weeks: Sequence[int] | None = None) -> Sources:
        """Return what of the service of a need comes from where, tonnes, the most first."""
        row = self.plan.situation.needs[need]
        course = self.plan.allocation.serve.view(self.plan.tonnes)[need]
        return self._out_of((row.region, row.material), course, weeks or range(len(course)))

    def _out_of(self, node: Node, course: Floats, weeks: Sequence[int]) -> Sources:
        place = self._index[node]
        tonnes = np.zeros(len(self.origins))
        for week in weeks:
            tonnes += course[week] * self._mix[week][place]
        found = [(origin, float(t)) for origin, t in zip(self.origins, tonnes, strict=True)]
        kept = [(origin, t) for origin, t in found if t > NEGLIGIBLE_T]
        return tuple(sorted(kept, key=lambda item: (-round(item[1], 6), item[0])))

    @cached_property
    def _index(self) -> dict[Node, int]:
        return {node: place for place, node in enumerate(self.plan.allocation.nodes)}

    @cached_property
    def _shipped(self) -> Floats:
        return self.plan.allocation.ship.view(self.plan.tonnes)

    @cached_property
    def _brought(self) -> list[tuple[Origin, Node, Floats]]:
        return list(self._bring())

    def _bring(self) -> Iterator[tuple[Origin, Node, Floats]]:
        """Yield what comes into each node from outside of the plan's own shipments, by week."""
        situation, allocation, tonnes = self.plan.situation, self.plan.allocation, self.plan.tonnes
        for stock, drawn in zip(situation.stocks, allocation.draw.view(tonnes), strict=True):
            yield Origin(KINDS[stock.kind], stock.holder, stock.region), (stock.region, stock.material), drawn
        for place, drawn in zip(allocation.places, allocation.reserve.view(tonnes), strict=True):
            yield Origin("reserve", "", place[0]), place, drawn
        for works, run in zip(situation.works, allocation.run.view(tonnes), strict=True):
            shares = situation.periods.arrival_shares(works.delay_days)[:, :-1]
            for material, course in works.recipe.items():
                made = (run * np.maximum(course, 0.0)) @ shares
                yield Origin("run", works.plant, works.region), (works.region, material), made
        for offer, taken in zip(situation.offers, allocation.take.view(tonnes), strict=True):
            shares = situation.periods.arrival_shares(offer.transit_days)[:, :-1]
            yield Origin(offer.kind, "", offer.partner), (offer.region, offer.material), taken @ shares
        for need, given in zip(situation.needs, allocation.give_up.view(tonnes), strict=True):
            yield Origin("give_up", need.sector, need.region), (need.region, need.material), given

    @cached_property
    def _mix(self) -> list[Floats]:
        """Shares of the origins in what each node has, one array of shape (nodes, origins) a week."""
        brought, keep = self._by_week, self.plan.allocation.keep.view(self.plan.tonnes)
        mixes: list[Floats] = []
        for week in range(len(self.plan.situation.periods)):
            came = brought[:, week, :].copy()
            if week:
                came += keep[:, week - 1, None] * mixes[-1]
            within = np.zeros((len(self._index), len(self._index)))
            for origin, destination, arrivals in self._ways:
                for sent in range(week):
                    came[destination] += arrivals[sent, week] * mixes[sent][origin]
                within[destination, origin] += arrivals[week, week]
            mixes.append(_mixed(came, within))
        return mixes

    @cached_property
    def _by_week(self) -> Floats:
        places = {origin: place for place, origin in enumerate(self.origins)}
        shape = (len(self._index), len(self.plan.situation.periods), len(places))
        found = np.zeros(shape)
        for origin, node, course in self._brought:
            found[self._index[node], :, places[origin]] += course
        return found

    @cached_property
    def _ways(self) -> list[tuple[int, int, Floats]]:
        """Nodes at both ends of each lane that is used, and what is sent in each week by week of arrival."""
        situation = self.plan.situation
        return [
            (
                self._index[lane.origin, lane.material],
                self._index[lane.destination, lane.material],
                course[:, None] * situation.periods.arrival_shares(lane.transit_days)[:, :-1],
            )
            for lane, course in zip(situation.lanes, self._shipped, strict=True)
            if course.max(initial=0.0) > NEGLIGIBLE_T
        ]


Sources = tuple[tuple[Origin, float], ...]
"""Origins with their tonnes."""


def _mixed(came: Floats, within: Floats) -> Floats:
    """Return shares where ``within[n, m]`` tonnes come to node n from node m in the same week: the shares x
    solve total · x = came + within · x.
    """
    total = came.sum(axis=1) + within.sum(axis=1)
    some = total > NEGLIGIBLE_T
    scale = np.divide(1.0, total, out=np.zeros_like(total), where=some)[:, None]
    if within.any():
        return np.asarray(np.linalg.solve(np.eye(len(total)) - scale * within, scale * came))
    return np.asarray(scale * came)
