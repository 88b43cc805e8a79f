"""The model of a bounded problem: decisions under the cuts known so far, as a program kept in HiGHS.

Its columns are the decisions x, then for a bound on the mean a loss θ for each scenario; for one on the tail
also the value at risk η and an excess e for each (Rockafellar and Uryasev 2000); for one on the chance only a
binary z for each, which is one where the loss may pass the tolerated one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.two_stage.bounds import CHANCE_ROUNDING, ChanceBound, LossBound, TailBound, limit_of
from didymium.ensemble.two_stage.evaluate import OptimalityCut
from didymium.ensemble.two_stage.problem import Decisions, FeasibilityCut, TwoStageError
from didymium.market.solver import FEASIBILITY_TOLERANCE

Floats = NDArray[np.float64]

MIP_TOLERANCE = 1e-9
"""By how much a row or a binary may be missed: what a big number multiplies must be small."""
MIP_GAP = 1e-7
"""Gap within which a program with binaries counts as solved; its own lower bound is used. Solving it
less closely while the search is far from its end takes more rounds and no less time."""


@dataclass(frozen=True, eq=False)
class BoundedCorner:
    """The best decision of the model. ``value`` is a lower bound on what is minimised; ``price`` what it
    would fall by if the bound were one unit higher, None with binaries, whose programs have no such price.
    """

    decision: Floats
    value: float
    price: float | None


@dataclass
class BoundedMaster:
    """The model of decisions, probabilities (scenarios,) and a bound on the risk of loss."""

    decisions: Decisions
    probabilities: Floats
    bound: LossBound
    highs: highspy.Highs = field(default_factory=highspy.Highs)
    _known: list[OptimalityCut] = field(default_factory=list)
    _bound_row: int = -1

    def __post_init__(self) -> None:
        self._set_options()
        self._add_columns()
        matrix, lower, upper = self.decisions.rows
        for coefficients, low, high in zip(matrix.toarray(), lower, upper, strict=True):
            self._add_row(low, high, coefficients)
        self._add_tail()
        self._bound_row = self._add_row(-np.inf, self._limit, self._risk())

    def _set_options(self) -> None:
        options: dict[str, bool | int | str | float] = {"output_flag": False, "threads": 1}
        if self.has_binaries:
            options |= {"mip_feasibility_tolerance": MIP_TOLERANCE, "mip_rel_gap": MIP_GAP}
        else:
            options |= {"presolve": "off", "solver": "simplex"}
        names = ("primal_feasibility_tolerance", "dual_feasibility_tolerance")
        options |= dict.fromkeys(names, FEASIBILITY_TOLERANCE)
        for option, value in options.items():
            if self.highs.setOptionValue(option, value) != highspy.HighsStatus.kOk:
                raise TwoStageError([f"the solver refuses option {option} = {value}"])

    # -- layout --------------------------------------------------------------------------------------

    @property
    def has_binaries(self) -> bool:
        """Whether the bound is one on a chance."""
        return isinstance(self.bound, ChanceBound)

    @property
    def complete(self) -> bool:
        """Whether every scenario has a cut, without which its loss has no lower bound in the model."""
        return self.has_binaries or len({cut.scenario for cut in self._known}) == self._scenarios

    @property
    def _count(self) -> int:
        return self.decisions.count

    @property
    def _scenarios(self) -> int:
        return len(self.probabilities)

    @property
    def _limit(self) -> float:
        return limit_of(self.bound) + (CHANCE_ROUNDING if self.has_binaries else 0.0)

    def _risk(self) -> Floats:
        """Return the risk as coefficients of all columns."""
        before = np.zeros(self._count)
        if not isinstance(self.bound, TailBound):
            return np.concatenate([before, self.probabilities])
        excess = self.probabilities / (1.0 - self.bound.alpha)
        return np.concatenate([before, np.zeros(self._scenarios), [1.0], excess])

    def _cost(self) -> Floats:
        """Return the cost of decisions as coefficients of all columns."""
        return np.concatenate([self.decisions.cost, np.zeros(len(self._risk()) - self._count)])

    def _add_columns(self) -> None:
        decisions, free = self.decisions, np.full(self._scenarios, np.inf)
        lower, upper = [decisions.lower], [decisions.upper]
        if self.has_binaries:
            lower, upper = [*lower, 0.0 * self.probabilities], [*upper, np.ones(self._scenarios)]
        else:
            lower, upper = [*lower, -free], [*upper, free]
        if isinstance(self.bound, TailBound):
            lower += [np.array([-np.inf]), np.zeros(self._scenarios)]
            upper += [np.array([np.inf]), free]
        self.highs.addVars(len(self._risk()), np.concatenate(lower), np.concatenate(upper))
        if self.has_binaries:
            binaries = np.arange(self._count, self._count + self._scenarios, dtype=np.int32)
            whole = np.full(self._scenarios, highspy.HighsVarType.kInteger)
            self.highs.changeColsIntegrality(len(binaries), binaries, whole)

    # -- rows ----------------------------------------------------------------------------------------

    def _add_row(self, lower: float, upper: float, coefficients: Floats) -> int:
        """Add a row from coefficients of the first columns, and return its number."""
        where = np.flatnonzero(coefficients)
        self.highs.addRow(lower, upper, len(where), where.astype(np.int32), coefficients[where])
        return int(self.highs.getNumRow()) - 1

    def _add_tail(self) -> None:
        """Add ``e ≥ θ − η`` for each scenario."""
        if not isinstance(self.bound, TailBound):
            return
        value_at_risk = self._count + self._scenarios
        for scenario in range(self._scenarios):
            row = np.zeros(len(self._risk()))
            row[[self._count + scenario, value_at_risk, value_at_risk + 1 + scenario]] = (-1.0, 1.0, 1.0)
            self._add_row(0.0, np.inf, row)

    def model(self, decision: Floats) -> Floats:
        """Return what the cuts know each scenario to lose at least; shape (scenarios,)."""
        known = np.full(self._scenarios, -np.inf)
        for cut in self._known:
            known[cut.scenario] = max(known[cut.scenario], cut.constant + float(cut.slope @ decision))
        return known

    def add_loss(self, cut: OptimalityCut) -> None:
        """Learn that a scenario loses at least ``constant + slope·x``."""
        self._known.append(cut)
        if isinstance(self.bound, ChanceBound):
            self._add_switched(cut.slope, self.bound.tolerance - cut.constant, cut.scenario)
            return
        row = np.zeros(self._count + self._scenarios)
        row[: self._count] = -cut.slope
        row[self._count + cut.scenario] = 1.0
        self._add_row(cut.constant, np.inf, row)

    def add_exclusion(self, cut: FeasibilityCut, scenario: int) -> None:
        """Learn that a scenario has a way out only where ``slope·x ≤ bound``."""
        if self.has_binaries:
            self._add_switched(cut.slope, cut.bound, scenario)
        else:
            self._add_row(-np.inf, cut.bound, cut.slope)

    def _add_switched(self, slope: Floats, limit: float, scenario: int) -> None:
        """Add ``slope·x ≤ limit``, off where the scenario's binary is one: by the most that the left side can
        be beyond the limit. Where losses fall in every decision (slopes of zero or less) that is at the
        least decision.
        """
        at = np.where(slope > 0.0, self.decisions.upper, self.decisions.lower)
        moved = slope != 0.0
        most = float(slope[moved] @ at[moved]) - limit
        if most <= 0.0:
            return
        row = np.zeros(self._count + self._scenarios)
        # In shares of that most, so that the solver meets figures of a like size whatever the unit of loss.
        row[: self._count] = slope / most
        row[self._count + scenario] = -1.0
        self._add_row(-np.inf, limit / most, row)

    # -- solving -------------------------------------------------------------------------------------

    def cheapest(self) -> BoundedCorner | None:
        """Return the decision that costs least in the model; None if none keeps the bound there.

        Raises:
            TwoStageError: If cost falls without end.
        """
        return self._corner(self._cost(), self._limit)

    def safest(self) -> BoundedCorner | None:
        """Return the decision of least risk in the model; None if none leaves every scenario a way out."""
        return self._corner(self._risk(), np.inf)

    def largest(self) -> Floats | None:
        """Return the decision that goes furthest up, each in shares of its range, under the rows of the
        decisions and all cuts but without the bound; None if a decision has no finite range or there is none.
        """
        decisions = self.decisions
        width = decisions.upper - decisions.lower
        if not np.isfinite(width).all():
            return None
        share = np.divide(1.0, width, out=np.zeros_like(width), where=width > 0.0)
        corner = self._corner(np.concatenate([-share, np.zeros(len(self._risk()) - self._count)]), np.inf)
        return None if corner is None else corner.decision

    def _corner(self, costs: Floats, limit: float) -> BoundedCorner | None:
        self.highs.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        self.highs.changeRowBounds(self._bound_row, -np.inf, limit)
        status = self._run()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise TwoStageError([self._why_not()])
        solution, info = self.highs.getSolution(), self.highs.getInfo()
        values = np.asarray(solution.col_value, dtype=np.float64)[: self._count]
        decision = np.clip(values, self.decisions.lower, self.decisions.upper)
        if self.has_binaries:
            return BoundedCorner(decision, float(info.mip_dual_bound), None)
        price = max(0.0, -float(solution.row_dual[self._bound_row]))
        return BoundedCorner(decision, float(info.objective_function_value), price)

    def _run(self) -> highspy.HighsModelStatus:
        clear = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible)
        for _ in range(2):
            self.highs.run()
            status = self.highs.getModelStatus()
            if status in clear:
                break
            # What rounding has spoilt may go well from scratch.
            self.highs.clearSolver()
        return status

    def _why_not(self) -> str:
        decisions = self.decisions
        earning = (decisions.cost < 0.0) & np.isinf(decisions.upper)
        earning |= (decisions.cost > 0.0) & np.isinf(decisions.lower)
        if not earning.any():
            return "the model of the problem could not be solved: its figures may be of very unlike sizes"
        names = ", ".join(decisions.names[position] for position in np.flatnonzero(earning))
        return f"cost falls without end as decisions move: give a bound to one of {names}"
