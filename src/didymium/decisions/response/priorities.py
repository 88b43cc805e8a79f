"""Priority minerals: what each day of delay in acting on a material costs.

For each material on which the plan acts in its first week (of an update the first after what was done), the
plan is made again with nothing done about that material for a week. What the alliance loses more, a day, is
the rank: by it a group of officials knows what to telephone about first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from didymium.decisions.allocation.coupled import ColumnName, Coupled, CoupledPlanner, told_labels
from didymium.decisions.allocation.plan import Plan
from didymium.decisions.allocation.program import Allocation

DELAY_PERIODS = 1
"""Periods for which nothing is done."""


@dataclass(frozen=True)
class Priority:
    """A material with what a day of delay costs, US dollars, in expectation over the branches."""

    material: str
    loss_usd_per_day: float
    """Value lost and cost of what is done instead, a day of delay."""
    acted_t: float
    """Tonnes moved, drawn, made or bought in the period that the delay takes."""
    missing_usd: float
    """Value lost for want of the material itself if nobody acts."""
    sectors: tuple[str, ...]
    """Sectors that get the more of it by the plan, the largest value first."""


def rank_priorities(
    planner: CoupledPlanner,
    plans: Sequence[Plan],
    *,
    delay_periods: int = DELAY_PERIODS,
    first_period: int = 0,
) -> tuple[Priority, ...]:
    """Return the materials on which the plans act at once, the dearest delay first; equal ones by name.

    The delay begins with ``first_period``: what is done before it stands.

    Raises:
        SolverError: If the solver gives up.
    """
    coupled = planner.coupled
    weights, periods = coupled.probabilities, plans[0].situation.periods
    delay = range(first_period, min(first_period + delay_periods, len(periods)))
    days = float(periods.days[delay.start : delay.stop].sum())
    before = _burden(plans, weights)
    found = []
    for material in sorted(_acted_on(plans, delay)):
        later = planner.plans_without(_of_material(coupled, material, delay))
        cost = max((_burden(later, weights) - before) / days, 0.0)
        found.append(_priority(plans, weights, material, cost, delay))
    return tuple(sorted(found, key=lambda one: (-round(one.loss_usd_per_day, 2), one.material)))


def _burden(plans: Sequence[Plan], weights: Sequence[float]) -> float:
    return sum(
        weight * (float(plan.loss_usd.sum()) + plan.cost_usd)
        for plan, weight in zip(plans, weights, strict=True)
    )


def _acted_on(plans: Sequence[Plan], delay: range) -> set[str]:
    return {
        action.material
        for plan in plans
        for action in plan.actions
        if action.period in delay and action.kind not in ("serve", "give_up")
    }


def _of_material(coupled: Coupled, material: str, delay: range) -> Callable[[ColumnName], bool]:
    """Return whether a column acts on a material within the delay."""
    labels = {key for allocation in coupled.allocations for key in _labels(allocation, material)}

    def barred(name: ColumnName) -> bool:
        block, label, period = name
        return period in delay and (block, label) in labels

    return barred


def _labels(allocation: Allocation, material: str) -> set[tuple[str, str]]:
    """Return block and label of every column that draws, ships, makes or buys a material."""
    situation = allocation.situation
    of = (
        (allocation.draw, [stock.material for stock in situation.stocks]),
        (allocation.run, [works.product for works in situation.works]),
        (allocation.ship, [lane.material for lane in situation.lanes]),
        (allocation.take, [offer.material for offer in situation.offers]),
        (allocation.reserve, [name for _, name in allocation.places]),
    )
    return {
        (block.name, label)
        for block, materials in of
        for label, name in zip(told_labels(block), materials, strict=True)
        if name == material
    }


def _priority(
    plans: Sequence[Plan], weights: Sequence[float], material: str, cost: float, delay: range
) -> Priority:
    acted = missing = 0.0
    gained: dict[str, float] = {}
    for plan, weight in zip(plans, weights, strict=True):
        acted += weight * sum(
            action.t
            for action in plan.actions
            if action.material == material
            and action.period in delay
            and action.kind not in ("serve", "give_up")
        )
        for need, served in zip(plan.situation.needs, plan.served_t, strict=True):
            if need.material == material:
                missing += weight * float(need.missing_t.sum()) * need.loss_usd_per_kg * 1e3
                more = weight * float(served.sum()) * need.loss_usd_per_kg * 1e3
                gained[need.sector] = gained.get(need.sector, 0.0) + more
    first = sorted(
        (sector for sector, usd in gained.items() if usd > 0), key=lambda name: (-gained[name], name)
    )
    return Priority(material, cost, acted, missing, tuple(first))
