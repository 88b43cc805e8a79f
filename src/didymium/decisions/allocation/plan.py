"""What the program answers: who does what when, what is served by it, and what stays missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.allocation.program import Allocation, allocation_program
from didymium.decisions.allocation.situation import Situation
from didymium.market.solver import HotSolver

Floats = NDArray[np.float64]

LEAST_T = 1e-4
"""An action of less than a tenth of a kilogram in a period is rounding."""


@dataclass(frozen=True)
class Action:
    """One thing that somebody does in one period.

    ``kind`` is ``release`` (public stock), ``draw`` (commercial stock), ``reserve`` (stock bought for the
    purpose), ``ship``, ``run``, ``diversion``, ``purchase``, ``serve`` or ``give_up``.
    """

    kind: str
    who: str
    """Holder, plant or sector; blank for what governments arrange."""
    material: str
    origin: str
    destination: str
    period: int
    t: float
    delay_days: float
    """From the action to its arrival or output."""
    usd: float
    """What it costs, not discounted; the value of a service is no cost."""


@dataclass(frozen=True, eq=False)
class Plan:
    """The answer for a situation. ``tonnes`` are the columns of the program."""

    allocation: Allocation
    tonnes: Floats
    objective_million_usd: float

    @property
    def situation(self) -> Situation:
        """What members had, needed and could do."""
        return self.allocation.situation

    @cached_property
    def served_t(self) -> Floats:
        """What each need gets on top, less what it gives up; shape (needs, T)."""
        return self.allocation.serve.view(self.tonnes) - self.allocation.give_up.view(self.tonnes)

    @cached_property
    def missing_t(self) -> Floats:
        """What stays missing of each need; shape (needs, T)."""
        missing = np.array([need.missing_t for need in self.situation.needs])
        return np.clip(missing.reshape(self.served_t.shape) - self.served_t, 0.0, None)

    @cached_property
    def loss_usd(self) -> Floats:
        """Value lost by each need; shape (needs, T)."""
        losses = np.array([need.loss_usd_per_kg for need in self.situation.needs]).reshape(-1, 1)
        return np.asarray(self.missing_t * losses * 1e3)

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """Everything that is done, by kind, who and period."""
        return tuple(self._actions())

    @property
    def cost_usd(self) -> float:
        """What the actions cost together, without the losses."""
        return sum(action.usd for action in self.actions)

    def _actions(self) -> Iterator[Action]:
        situation, allocation = self.situation, self.allocation
        kinds = {"public": "release", "commercial": "draw", "emergency": "reserve"}
        for entity, stock in enumerate(situation.stocks):
            yield from self._of(
                allocation.draw.view(self.tonnes)[entity],
                (kinds[stock.kind], stock.holder, stock.material, stock.region, stock.region),
                0.0,
                stock.worth_usd_per_kg,
            )
        for entity, (region, material) in enumerate(allocation.places):
            price = situation.price_usd_per_kg.get((region, material), 0.0)
            course = allocation.reserve.view(self.tonnes)[entity]
            yield from self._of(course, ("reserve", "", material, region, region), 0.0, price)
        for entity, lane in enumerate(situation.lanes):
            yield from self._of(
                allocation.ship.view(self.tonnes)[entity],
                ("ship", "", lane.material, lane.origin, lane.destination),
                lane.transit_days,
                lane.freight_usd_per_kg,
            )
        for entity, works in enumerate(situation.works):
            yield from self._of(
                allocation.run.view(self.tonnes)[entity],
                ("run", works.plant, works.product, works.region, works.region),
                works.delay_days,
                works.cost_usd_per_kg,
            )
        for entity, offer in enumerate(situation.offers):
            yield from self._of(
                allocation.take.view(self.tonnes)[entity],
                (offer.kind, "", offer.material, offer.partner, offer.region),
                offer.transit_days,
                offer.cost_usd_per_kg,
            )
        for kind, block in (("serve", allocation.serve), ("give_up", allocation.give_up)):
            for entity, need in enumerate(situation.needs):
                course = block.view(self.tonnes)[entity]
                yield from self._of(
                    course, (kind, need.sector, need.material, need.region, need.region), 0.0, 0.0
                )

    def _of(
        self, course: Floats, names: tuple[str, str, str, str, str], delay_days: float, usd_per_kg: float
    ) -> Iterator[Action]:
        for period in np.flatnonzero(course > LEAST_T):
            tonnes = float(course[period])
            yield Action(*names, int(period), tonnes, delay_days, tonnes * usd_per_kg * 1e3)


def plan_allocation(situation: Situation) -> Plan:
    """Solve the program of a situation, in which a kg served counts what the sector loses without it.

    Raises:
        SolverError: If it has no answer; doing nothing always is one, so only by a fault of the figures.
    """
    allocation = allocation_program(situation)
    answer = HotSolver(allocation.program, "simplex").solve(duals=False)
    return Plan(allocation, answer.columns, answer.objective)
