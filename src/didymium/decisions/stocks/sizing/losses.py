"""What a future loses as a function of the stocks held: the loss if nobody acts, less what can be saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.decisions.allocation.delays import delays_of
from didymium.decisions.allocation.means import Means
from didymium.decisions.allocation.plan import Plan
from didymium.decisions.allocation.program import MILLION_PER_TONNE, Allocation, allocation_program
from didymium.decisions.allocation.situation import Need, Node, Situation, without_giving_way
from didymium.decisions.stocks.futures.emergencies import Emergency
from didymium.decisions.stocks.terms import KG_PER_T
from didymium.ensemble.two_stage.links import make_links
from didymium.ensemble.two_stage.problem import Decisions, NoRecourse
from didymium.ensemble.two_stage.recourse import LinkedProgram
from didymium.market.solver import Answer, SolverError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Named:
    """Sectors that must be served: at least ``share`` of what they would get had nothing happened, in every
    period of the first ``days`` of the emergency.
    """

    sectors: tuple[str, ...]
    days: int
    share: float


@dataclass(frozen=True, eq=False)
class Loss:
    """The loss of one future as a convex function of what is held at each place, in tonnes.

    In million US dollars: the value missing if nobody acts, discounted, less what the best use of all that
    there is saves. With named sectors in kilograms: what they miss of the share asked for; nothing else
    counts, and nothing costs. Implements the protocol of a recourse.
    """

    emergency: Emergency
    allocation: Allocation
    linked: LinkedProgram
    untouched: float
    """Loss if nobody acts."""
    per_unit: float
    """The loss that stands for a million US dollars, or for a tonne that is missing."""

    def value_and_slope(self, tonnes: Floats) -> tuple[float, Floats]:
        """Return the loss with so many tonnes at each place, and what a tonne more adds to it (never above
        zero); shapes (places,).
        """
        answer = self._solve_at(tonnes)
        slope = self.linked.links.slope(answer.row_duals, answer.column_duals)
        return self.untouched + answer.objective, slope

    def plan(self, tonnes: Floats) -> Plan:
        """Return the best use of stocks of so many tonnes; shape (places,)."""
        answer = self._solve_at(tonnes)
        return Plan(self.allocation, answer.columns, answer.objective)

    def _solve_at(self, tonnes: Floats) -> Answer:
        """Solve from the last basis; where rounding spoils that, anew and by the other algorithm."""
        try:
            return self.linked.solve_at(tonnes)
        except (SolverError, NoRecourse):
            return replace(self.linked, algorithm="ipm").solve_at(tonnes)

    @cached_property
    def missing_t(self) -> Floats:
        """What is missing of each need over the whole time if nobody acts; shape (needs,)."""
        return np.array([need.missing_t.sum() for need in self.allocation.situation.needs])


def loss_of_future(
    emergency: Emergency,
    places: Sequence[Node],
    means: Means,
    release_lead_days: float,
    named: Named | None = None,
) -> Loss:
    """Return the loss of a future as a function of stocks at some places.

    Args:
        emergency: The future.
        places: Region and material of each stock.
        means: Whether sectors give way to others; what else may be done stands in the situation.
        release_lead_days: Days from the declaration to the first tonne out of a stock.
        named: Sectors that alone count; None: the value lost by all.
    """
    situation = emergency.situation if means.reallocation else without_giving_way(emergency.situation)
    if named is not None:
        situation = only_named(situation, named, emergency.declared)
    opened = emergency.declared + dt.timedelta(days=int(np.ceil(release_lead_days)))
    allocation = allocation_program(
        situation,
        places=places,
        release_from=situation.periods.share_within(opened, None),
    )
    names = tuple(place_name(place) for place in places)
    zeros = np.zeros(len(places))
    decisions = Decisions(names, zeros, zeros, np.full(len(places), np.inf))
    rows = [
        (int(row), names[entity], 1.0)
        for entity in range(len(places))
        for row in allocation.reserve_rows.index(entity).reshape(-1)
    ]
    linked = LinkedProgram(
        allocation.program, make_links(allocation.program, decisions, rows=rows), algorithm="simplex"
    )
    return Loss(emergency, allocation, linked, _untouched(situation), 1.0 if named is None else KG_PER_T)


def release_lead(case: Case, materials: Iterable[str], means: Means) -> float:
    """Return days from the declaration to the first tonne out of stocks of some materials: as the case states
    them for the slowest, unless the means say so.
    """
    if means.release_lead_days is not None:
        return means.release_lead_days
    delays = delays_of(case)
    return max((delays.release_lead_days(material) for material in materials), default=0.0)


def place_name(place: Node) -> str:
    """Return the name of a place."""
    return f"{place[1]} {place[0]}"


def only_named(situation: Situation, named: Named, declared: dt.date) -> Situation:
    """Return a situation in which only what named sectors miss counts, nothing is dearer than anything else,
    and no day is worth more than another. Named sectors do not give way; the others do if they did before.
    """
    last = declared + dt.timedelta(days=named.days - 1)
    within = situation.periods.share_within(declared, last)
    return replace(
        situation,
        discount_rate=0.0,
        needs=tuple(_counted(need, named, within) for need in situation.needs),
        stocks=tuple(replace(stock, worth_usd_per_kg=0.0) for stock in situation.stocks),
        works=tuple(replace(works, cost_usd_per_kg=0.0) for works in situation.works),
        lanes=tuple(replace(lane, freight_usd_per_kg=0.0) for lane in situation.lanes),
        offers=tuple(replace(offer, cost_usd_per_kg=0.0) for offer in situation.offers),
        price_usd_per_kg={},
    )


def _counted(need: Need, named: Named, within: Floats) -> Need:
    if need.sector not in named.sectors:
        return replace(need, missing_t=np.zeros_like(need.missing_t), loss_usd_per_kg=0.0)
    met = need.expected_t - need.missing_t
    short = np.clip(named.share * need.expected_t - met, 0.0, None) * within
    return replace(
        need,
        missing_t=short,
        served_t=np.zeros_like(need.served_t),
        loss_usd_per_kg=KG_PER_T / MILLION_PER_TONNE,
    )


def _untouched(situation: Situation) -> float:
    discount = situation.periods.discount_factors(situation.discount_rate)
    return float(discount @ situation.missing_usd) / 1e6
