"""The independent check: stocks sized by the planner's program are put into the market again.

In the program all else goes on as without the stocks. In the market a release brings prices down; holders
sell less, others ship less here, and everybody uses more: some of it ends up elsewhere than the planner
meant. So the size that keeps named sectors served in the market can be larger than planned, or smaller where
the rules of the emergency alone keep them served. It is found by bisection on a multiple of the plan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from didymium.case.case import Case
from didymium.decisions.allocation.plan import Plan
from didymium.decisions.allocation.situation import Node
from didymium.decisions.stocks.futures.emergencies import Futures
from didymium.decisions.stocks.sizing.criteria import Served, ServedButFor
from didymium.decisions.stocks.sizing.losses import Named, loss_of_future, release_lead
from didymium.decisions.stocks.sizing.places import tonnes_wanted
from didymium.decisions.stocks.sizing.sizes import Sizing
from didymium.decisions.stocks.trial.simulation import Simulation, Simulator, Tonnes
from didymium.market.base_year import BaseYear
from didymium.scenario.schema import Scenario

Progress = Callable[[str], None]

TOLERANCE = 0.02
"""The least multiple is known within this share of itself."""
MOST_MULTIPLE = 64.0
"""Larger multiples of the plan are not tried."""
SMALLER = 0.9
"""Ten percent less."""


@dataclass(frozen=True)
class PlannersDraw:
    """The planner's best use of the planned stocks on the same periods, where nobody else reacts."""

    drawn_t: Tonnes
    missing_t: float
    """What named sectors miss of the share asked for."""
    lost_musd: float
    """Value that all sectors lose, million US dollars, not discounted, in the use of least loss and cost."""


@dataclass(frozen=True)
class Recheck:
    """Planned stocks in the market."""

    scenario: str
    named: Named
    planned_t: Tonnes
    without: Simulation
    """The rules of the emergency alone, without the stocks."""
    planned: Simulation | None
    """With the stocks as planned; None where nothing is planned."""
    planner: PlannersDraw | None
    least_multiple: float | None
    """Least multiple of the plan that keeps named sectors served; 0 if none is needed, None if none up to the
    most does, or nothing is planned and they are not served."""
    fails_at: float | None
    """Largest multiple known not to do; within the tolerance of the least one."""
    smaller: Simulation | None
    """Ten percent less than the least multiple."""
    tried: tuple[Simulation, ...]
    """Every run of the search, in order."""

    @property
    def market_proof_t(self) -> Tonnes | None:
        """Stocks that keep named sectors served in the market; None if none were found."""
        if self.least_multiple is None:
            return None
        return {node: tonnes * self.least_multiple for node, tonnes in self.planned_t.items()}

    @property
    def private_less_planner_t(self) -> Tonnes:
        """What holders sell in the market less what the planner draws, by place."""
        if self.planned is None or self.planner is None:
            return {}
        return {
            node: self.planned.drawn_t.get(node, 0.0) - tonnes
            for node, tonnes in self.planner.drawn_t.items()
        }


def recheck(
    case: Case,
    base_year: BaseYear,
    name: str,
    scenario: Scenario,
    futures: Futures,
    sizing: Sizing,
    *,
    profile: str | None = "shock",
    tolerance: float = TOLERANCE,
    most_multiple: float = MOST_MULTIPLE,
    progress: Progress = lambda message: None,
) -> Recheck:
    """Put sized stocks into a scenario of the market.

    Args:
        case: The case.
        base_year: Its calibrated base year.
        name: Name of the scenario.
        scenario: The scenario.
        futures: Those for which the stocks were sized: members and means.
        sizing: The stocks; their criterion must name sectors.
        profile: Division of time of the check; None: the scenario's own.
        tolerance: Share of itself within which the least multiple is found.
        most_multiple: Largest multiple that is tried.
        progress: Told before each run.

    Raises:
        ValueError: If the criterion names no sectors.
        SolverError, UnsettledError: If the market has no answer.
    """
    if not isinstance(sizing.criterion, Served | ServedButFor):
        raise ValueError("only stocks that are to keep named sectors served can be checked in the market")
    named = sizing.criterion.named
    materials = {node[1] for node in tonnes_wanted(futures, named)} | {node[1] for node in sizing.tonnes}
    simulator = Simulator(
        case, base_year, scenario, futures.members, named, sizing.tonnes, futures.means,
        tuple(sorted(materials)), profile,
    )  # fmt: skip
    search = _Search(simulator, tolerance, most_multiple, progress)
    found = search.result(name)
    return found if found.planned is None else replace(found, planner=planners_draw(simulator))


def planners_draw(simulator: Simulator) -> PlannersDraw:
    """Return the planner's best use of the planned stocks in the scenario as it goes without them."""
    emergency, means = simulator.emergency(), simulator.means
    places = tuple(sorted(simulator.planned_t))
    tonnes = np.array([simulator.planned_t[place] for place in places])
    lead = release_lead(simulator.case, (material for _, material in places), means)
    named = loss_of_future(emergency, places, means, lead, simulator.named)
    plan = named.plan(tonnes)
    by_value = loss_of_future(emergency, places, means, lead).plan(tonnes)
    missing = named.value_and_slope(tonnes)[0] / named.per_unit
    return PlannersDraw(_drawn(plan, places), max(missing, 0.0), float(by_value.loss_usd.sum()) / 1e6)


def _drawn(plan: Plan, places: tuple[Node, ...]) -> dict[Node, float]:
    drawn = plan.allocation.reserve.view(plan.tonnes).sum(axis=1)
    return dict(zip(places, drawn.tolist(), strict=True))


class _Search:
    """Looks for the least multiple, taking it that more never serves worse."""

    def __init__(
        self, simulator: Simulator, tolerance: float, most_multiple: float, progress: Progress
    ) -> None:
        self.simulator, self.tolerance, self.most = simulator, tolerance, most_multiple
        self.progress = progress
        self.tried: list[Simulation] = []

    def result(self, name: str) -> Recheck:
        planned = self._run(1.0) if self.simulator.planned_t else None
        without = self._run(0.0)
        least, fails, smaller = self._least(planned, without)
        return Recheck(
            name, self.simulator.named, self.simulator.planned_t, without, planned, None,
            least, fails, smaller, tuple(self.tried),
        )  # fmt: skip

    def _least(
        self, planned: Simulation | None, without: Simulation
    ) -> tuple[float | None, float | None, Simulation | None]:
        if without.served:
            return 0.0, None, None
        if planned is None:
            return None, 0.0, None
        low, high = (0.0, 1.0) if planned.served else (1.0, 2.0)
        while low >= 1.0 and high <= self.most and not self._run(high).served:
            low, high = high, 2.0 * high
        if high > self.most:
            return None, low, None
        while high - low > self.tolerance * high:
            middle = 0.5 * (low + high)
            low, high = (low, middle) if self._run(middle).served else (middle, high)
        return high, low, self._run(SMALLER * high)

    def _run(self, multiple: float) -> Simulation:
        self.progress(f"{multiple:.4g} times the plan")
        self.tried.append(self.simulator.run(multiple))
        return self.tried[-1]
