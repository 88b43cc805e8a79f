"""Time to survive, time to recover and performance impact of every node that members depend on.

After Simchi-Levi, Schmidt and Wei, "From superstorms to factory fires", Harvard Business Review, January
2014, and Simchi-Levi and others, "Identifying risks and mitigating disruptions in the automotive supply
chain", Interfaces 45(5), 2015: for each node alone, what its outage costs for as long as it takes to recover,
and how long an outage is borne without loss, both with the best response. No likelihood is needed for either.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import highspy
import numpy as np
from numpy.typing import NDArray

from didymium.decisions.allocation.baseline import Baseline
from didymium.decisions.allocation.outage import OutageProgram, RiskNode, outage_program
from didymium.decisions.allocation.plan import LEAST_T, Plan
from didymium.decisions.allocation.reading import CONFIDENTIAL
from didymium.decisions.allocation.situation import Situation
from didymium.decisions.response.recovery import Recovery
from didymium.market.solver import HotSolver
from didymium.scenario.path import ScenarioPaths

Floats = NDArray[np.float64]

TOLERATED_DAY_SHARE = 0.001
"""Losses up to this share of the value of a day's service of all sectors of all members are none."""


@dataclass(frozen=True)
class NodeRisk:
    """What an outage of one node does."""

    node: RiskNode
    recovery: Recovery
    """Time to recover (TTR)."""
    impact_usd: float
    """Performance impact (PI): value that members' sectors lose if it is out so long."""
    cost_usd: float
    """What the response costs beside: freight, purchases, what is drawn, sales to others lost."""
    survive_days: float | None
    """Time to survive (TTS): longest outage of whole periods without loss; None where even one over all
    periods is borne."""
    fails_first: tuple[str, str, str] | None
    """Sector, region and material that fails first in the outage; None if nothing is lost."""
    first_loss_day: float | None
    """Day, from the beginning of the outage, on which the period of that failure begins."""

    @property
    def gap_days(self) -> float | None:
        """TTR less TTS: days of loss that stocks and other sources do not cover; None where TTS has no
        end.
        """
        return None if self.survive_days is None else self.recovery.days - self.survive_days


def without_events(paths: ScenarioPaths) -> ScenarioPaths:
    """Return the base run as a run in which nothing happens: what an outage is held against."""
    nothing = paths.scenario.model_copy(update={"event": (), "instrument": ()})
    return ScenarioPaths(nothing, paths.base, paths.base)


def risk_nodes(situation: Situation, baseline: Baseline) -> tuple[RiskNode, ...]:
    """Return what may be out: members' plants that run, what comes from each origin outside, and the choke
    points on members' routes. Plants and routes of confidential rows are left out.
    """
    members = situation.members
    plants = {RiskNode("plant", one.plant) for one in baseline.running if one.plant != CONFIDENTIAL}
    deliveries = [row for row in baseline.deliveries if not row.confidential]
    bought = [row for row in deliveries if row.origin not in members]
    suppliers = {RiskNode("supplier", row.origin, row.material) for row in bought}
    passages = {RiskNode("passage", name) for row in deliveries for name in row.via}
    return tuple(
        sorted(plants | suppliers | passages, key=lambda node: (node.kind, node.name, node.material))
    )


def node_risks(
    situation: Situation,
    baseline: Baseline,
    nodes: Sequence[RiskNode],
    recovery: Callable[[RiskNode], Recovery],
    *,
    tolerated_day_share: float = TOLERATED_DAY_SHARE,
) -> tuple[NodeRisk, ...]:
    """Return the risks of nodes, the largest impact first.

    The outage begins on the first day of the situation, which should be of a run without events. What is lost
    after its last period is not counted, so that the periods should reach beyond the longest recovery by what
    is under way and in work.

    Raises:
        SolverError: If a program has no answer, which only a fault of the figures can do.
    """
    study = _Study(outage_program(situation, baseline), tolerated_day_share)
    found = [study.risk(node, recovery(node)) for node in nodes]
    names = {node: (node.kind, node.name, node.material) for node in nodes}
    return tuple(sorted(found, key=lambda risk: (-risk.impact_usd, *names[risk.node])))


@dataclass(frozen=True, eq=False)
class _Study:
    """One hot program, held against outage after outage."""

    parts: OutageProgram
    tolerated_day_share: float

    @property
    def situation(self) -> Situation:
        return self.parts.allocation.situation

    @cached_property
    def solver(self) -> HotSolver:
        return HotSolver(self.parts.program)

    @property
    def undisturbed(self) -> Plan:
        """The best without any outage."""
        return self._first[0]

    @cached_property
    def _first(self) -> tuple[Plan, highspy.HighsBasis]:
        answer = self.solver.solve(duals=False)
        return self.parts.plan(answer.columns, answer.objective), self.solver.basis()

    @cached_property
    def tolerated_usd(self) -> float:
        served = sum(
            (need.expected_t - need.missing_t).sum() * need.loss_usd_per_kg * 1e3
            for need in self.situation.needs
        )
        return float(self.tolerated_day_share * served / self.situation.periods.days.sum())

    def risk(self, node: RiskNode, recovery: Recovery) -> NodeRisk:
        days = float(recovery.days)
        plan = self.plan(node, days)
        lost = self.lost_usd(plan)
        impact = float(lost.sum())
        first = self._first_failure(plan, lost) if impact > self.tolerated_usd else None
        return NodeRisk(
            node,
            recovery,
            max(impact, 0.0),
            self._cost_usd(plan) - self._cost_usd(self.undisturbed),
            self.survive_days(node, days, impact),
            None if first is None else self.situation.needs[first[0]].name,
            None if first is None else float(self.situation.periods.starts[first[1]]),
        )

    def plan(self, node: RiskNode, days: float) -> Plan:
        """Return the best response to an outage of so many days from the first. Each is solved from the basis
        of the undisturbed one: the order of the nodes does not matter.
        """
        basis, periods = self._first[1], self.situation.periods
        out = np.clip((days - periods.starts) / periods.days, 0.0, 1.0)
        self.solver.change_to(self.parts.without(node, out))
        self.solver.start_from(basis)
        answer = self.solver.solve(duals=False)
        return self.parts.plan(answer.columns, answer.objective)

    def lost_usd(self, plan: Plan) -> Floats:
        """Return the value lost beyond what is lost anyway; shape (needs, T)."""
        return plan.loss_usd - self.undisturbed.loss_usd

    def survive_days(self, node: RiskNode, tried_days: float, tried_usd: float) -> float | None:
        """Return the longest outage of whole periods that is borne: loss grows with its length, so halves
        are searched.
        """
        count = len(self.situation.periods)
        ends = self.situation.periods.ends
        borne = 0
        lost = count
        if tried_usd > self.tolerated_usd:
            lost = min(int(np.searchsorted(ends, tried_days)) + 1, count)
        elif self._is_borne(node, float(ends[-1])):
            return None
        else:
            borne = int(np.searchsorted(ends, tried_days, side="right"))
        while lost - borne > 1:
            middle = (borne + lost) // 2
            if self._is_borne(node, float(ends[middle - 1])):
                borne = middle
            else:
                lost = middle
        return float(ends[borne - 1]) if borne else 0.0

    def _is_borne(self, node: RiskNode, days: float) -> bool:
        return float(self.lost_usd(self.plan(node, days)).sum()) <= self.tolerated_usd

    def _first_failure(self, plan: Plan, lost_usd: Floats) -> tuple[int, int]:
        """Return the need and the period of the first loss, of several the largest."""
        missing = plan.missing_t - self.undisturbed.missing_t > LEAST_T
        period = int(np.flatnonzero(missing.any(axis=0))[0])
        return int(np.argmax(np.where(missing[:, period], lost_usd[:, period], -np.inf))), period

    def _cost_usd(self, plan: Plan) -> float:
        """Return what everything beside the losses costs: the objective without them, not discounted."""
        program = self.parts.program
        discount = self.situation.periods.discount_factors(self.situation.discount_rate)
        undiscounted = program.cost / np.tile(discount, len(program.cost) // len(discount))
        return float((undiscounted * plan.tonnes)[self._is_action].sum() * 1e6)

    @cached_property
    def _is_action(self) -> NDArray[np.bool_]:
        """Which columns are neither service nor a shift of what cannot be placed."""
        chosen = np.ones(len(self.parts.program.cost), dtype=bool)
        for block in (self.parts.allocation.serve, self.parts.allocation.give_up, self.parts.unplaced):
            chosen[block.slice] = False
        return chosen
