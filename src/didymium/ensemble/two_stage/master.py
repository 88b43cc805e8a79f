"""The master problem: decisions under all cuts known so far, as one linear program kept hot in HiGHS.

Its columns are the decisions x, a recourse θ for each scenario, where a tail counts the value at risk η and
an excess z for each scenario (Rockafellar and Uryasev 2000), and for the level step its reach t and what it
passes the bound on CVaR by.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.two_stage.evaluate import OptimalityCut
from didymium.ensemble.two_stage.problem import FeasibilityCut, TwoStageError, TwoStageProblem
from didymium.ensemble.two_stage.risk import CvarBound, CvarWeight, Expectation
from didymium.market.solver import FEASIBILITY_TOLERANCE

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Options = dict[str, bool | int | str | float]


class NoDecisionLeft(TwoStageError):
    """Raised where rows, cuts and a bound on CVaR leave no decision."""


@dataclass(frozen=True, eq=False)
class Corner:
    """The best decision of the model: its objective ``bound``, and ``price``, what the objective would fall
    by if CVaR were allowed one unit of money more.
    """

    decision: Floats
    bound: float
    price: float


@dataclass
class Master:
    """The model of a problem. ``width`` (n,) is what counts as a full move of each decision; ``origin`` is
    taken off every scenario's recourse inside, so that the solver meets figures of the size of what differs.
    """

    problem: TwoStageProblem
    width: Floats
    origin: float = 0.0
    highs: highspy.Highs = field(default_factory=highspy.Highs)
    _cut_of: set[int] = field(default_factory=set)
    _optimality: list[OptimalityCut] = field(default_factory=list)
    _moves: list[tuple[int, int]] = field(default_factory=list)
    _level_row: int | None = None
    _bound_row: int | None = None

    def __post_init__(self) -> None:
        names = ("primal_feasibility_tolerance", "dual_feasibility_tolerance")
        common = {"output_flag": False, "threads": 1, **dict.fromkeys(names, FEASIBILITY_TOLERANCE)}
        for option, value in {**common, **self._options()}.items():
            self._set(option, value)
        self._add_columns()
        self._add_own_rows()
        self._add_tail()

    def _options(self) -> Options:
        """Return options of the solver beside the common ones."""
        return {"presolve": "off", "solver": "simplex"}

    def _set(self, option: str, value: bool | int | str | float) -> None:
        if self.highs.setOptionValue(option, value) != highspy.HighsStatus.kOk:
            raise TwoStageError([f"the solver refuses option {option} = {value}"])

    # -- layout --------------------------------------------------------------------------------------

    @property
    def _count(self) -> int:
        return self.problem.decisions.count

    @property
    def _scenarios(self) -> int:
        return len(self.problem.scenarios)

    @property
    def _has_tail(self) -> bool:
        return not isinstance(self.problem.risk, Expectation)

    @property
    def _reach(self) -> int:
        """Column of t."""
        return self._count + self._scenarios + (self._scenarios + 1 if self._has_tail else 0)

    @property
    def _over(self) -> int:
        """Column of what CVaR passes its bound by: open in the level step, closed otherwise."""
        return self._reach + 1

    def _row(self) -> Floats:
        """Return a coefficient of zero for every column."""
        return np.zeros(self._reach + 2)

    def _weights(self, mean: float, tail: float) -> Floats:
        """Return ``cost·x + mean·expectation + tail·CVaR`` as coefficients of all columns."""
        risk, probabilities = self.problem.risk, self.problem.probabilities
        parts = [self.problem.decisions.cost, mean * probabilities]
        if not isinstance(risk, Expectation):
            parts += [np.array([tail]), tail * probabilities / (1.0 - risk.alpha)]
        return np.concatenate([*parts, [0.0, 0.0]])

    @property
    def objective(self) -> Floats:
        """Coefficients of the objective; of the decisions alone until every scenario has a cut."""
        if not self.complete:
            return np.concatenate([self.problem.decisions.cost, self._row()[self._count :]])
        weight = self.problem.risk.weight if isinstance(self.problem.risk, CvarWeight) else 0.0
        return self._weights(1.0 - weight, weight)

    @property
    def _offset(self) -> float:
        """What the objective of the solver lacks."""
        return self.origin if self.complete else 0.0

    @property
    def complete(self) -> bool:
        """Whether every scenario has a cut, without which its recourse has no lower bound."""
        return len(self._cut_of) == self._scenarios

    def _add_columns(self) -> None:
        decisions = self.problem.decisions
        free = np.full(self._scenarios, np.inf)
        lower, upper = [decisions.lower, -free], [decisions.upper, free]
        if self._has_tail:
            lower += [np.array([-np.inf]), np.zeros(self._scenarios)]
            upper += [np.array([np.inf]), free]
        lower, upper = [*lower, np.zeros(2)], [*upper, np.array([np.inf, 0.0])]
        self.highs.addVars(self._over + 1, np.concatenate(lower), np.concatenate(upper))

    # -- rows ----------------------------------------------------------------------------------------

    def _add_row(self, lower: float, upper: float, coefficients: Floats) -> int:
        """Add a row from coefficients of the first columns, and return its number."""
        where = np.flatnonzero(coefficients)
        self.highs.addRow(lower, upper, len(where), where.astype(np.int32), coefficients[where])
        return int(self.highs.getNumRow()) - 1

    def _add_own_rows(self) -> None:
        """Add the rows of the decisions, and two for each decision that tie its move to the reach."""
        matrix, lower, upper = self.problem.decisions.rows
        for coefficients, low, high in zip(matrix.toarray(), lower, upper, strict=True):
            self._add_row(low, high, coefficients)
        for position in range(self._count):
            up, down = self._row(), self._row()
            up[position] = down[position] = 1.0
            up[self._reach], down[self._reach] = -self.width[position], self.width[position]
            self._moves.append((self._add_row(-np.inf, np.inf, up), self._add_row(-np.inf, np.inf, down)))

    def _add_tail(self) -> None:
        """Add ``z ≥ θ − η`` for each scenario, and the bound on CVaR if there is one."""
        if not self._has_tail:
            return
        value_at_risk = self._count + self._scenarios
        for scenario in range(self._scenarios):
            row = self._row()
            row[[self._count + scenario, value_at_risk, value_at_risk + 1 + scenario]] = (-1.0, 1.0, 1.0)
            self._add_row(0.0, np.inf, row)
        if isinstance(self.problem.risk, CvarBound):
            tail = self._weights(0.0, 1.0)
            tail[self._over] = -1.0
            self._bound_row = self._add_row(-np.inf, self.problem.risk.bound - self.origin, tail)

    # -- cuts ----------------------------------------------------------------------------------------

    def model(self, decision: Floats) -> Floats:
        """Return what the cuts know each scenario's recourse to cost at least; shape (scenarios,)."""
        known = np.full(self._scenarios, -np.inf)
        for cut in self._optimality:
            known[cut.scenario] = max(known[cut.scenario], cut.constant + float(cut.slope @ decision))
        return known

    def add_optimality(self, cut: OptimalityCut) -> None:
        """Add ``θ − slope·x ≥ constant`` for the cut's scenario."""
        row = self._row()
        row[: self._count] = -cut.slope
        row[self._count + cut.scenario] = 1.0
        self._add_row(cut.constant - self.origin, np.inf, row)
        self._optimality.append(cut)
        self._cut_of.add(cut.scenario)

    def add_feasibility(self, cut: FeasibilityCut) -> None:
        """Add ``slope·x ≤ bound``."""
        self._add_row(-np.inf, cut.bound, cut.slope)

    # -- solving -------------------------------------------------------------------------------------

    def corner(self) -> Corner | None:
        """Return the best decision of the model and its objective; None if that falls without end.

        Raises:
            NoDecisionLeft: If there is none.
        """
        self._prepare(self.objective, level=np.inf)
        if not self._solve():
            return None
        bound = float(self.highs.getInfo().objective_function_value) + self._offset
        duals = self.highs.getSolution().row_dual
        return Corner(self._decision(), bound, 0.0 if self._bound_row is None else -duals[self._bound_row])

    def any_decision(self) -> Floats:
        """Return some decision that the rows and cuts allow.

        Raises:
            TwoStageError: If there is none.
        """
        self._prepare(self._row(), level=np.inf)
        self._solve()
        return self._decision()

    def nearest(self, centre: Floats, level: float, penalty: float | None = None) -> Floats:
        """Return the decision nearest to ``centre`` whose model objective is at most ``level``.

        Nearest is measured by the largest move of any decision as a share of its width, so that the step is
        a linear program. With a ``penalty``, CVaR may pass its bound at that price in the objective.

        Raises:
            TwoStageError: If there is none.
        """
        for position, (up, down) in enumerate(self._moves):
            self.highs.changeRowBounds(up, -np.inf, centre[position])
            self.highs.changeRowBounds(down, centre[position], np.inf)
        reach = self._row()
        reach[self._reach] = 1.0
        self._prepare(reach, level, penalty)
        self._solve()
        return self._decision()

    def _prepare(self, costs: Floats, level: float, penalty: float | None = None) -> None:
        columns = np.arange(len(costs), dtype=np.int32)
        self.highs.changeColsCost(len(costs), columns, costs)
        if self._level_row is None and self.complete:
            self._level_row = self._add_row(-np.inf, np.inf, self.objective)
        if self._level_row is not None:
            self.highs.changeRowBounds(self._level_row, -np.inf, level - self.origin)
            self.highs.changeCoeff(self._level_row, self._over, penalty or 0.0)
        self.highs.changeColBounds(self._over, 0.0, 0.0 if penalty is None else np.inf)

    def _solve(self) -> bool:
        """Solve what is held; False if it falls without end."""
        for _ in range(2):
            self.highs.run()
            status = self.highs.getModelStatus()
            if status == highspy.HighsModelStatus.kOptimal:
                return True
            if status == highspy.HighsModelStatus.kUnbounded:
                return False
            self._before_again()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise NoDecisionLeft([self._why_empty()])
        raise TwoStageError(
            ["the master problem could not be solved: its figures may be of very unlike sizes"]
        )

    def _before_again(self) -> None:
        """Prepare a second try: what rounding has spoilt may go well from scratch."""
        self.highs.clearSolver()

    def _why_empty(self) -> str:
        if isinstance(self.problem.risk, CvarBound):
            return (
                "no decision is left: the rows of the decisions, what the scenarios need, and the bound of "
                f"{self.problem.risk.bound:g} on CVaR contradict each other"
            )
        return (
            "no decision is left: the rows of the decisions and what the scenarios need contradict each other"
        )

    def _decision(self) -> Floats:
        decisions = self.problem.decisions
        values = np.asarray(self.highs.getSolution().col_value, dtype=np.float64)[: self._count]
        return np.clip(values, decisions.lower, decisions.upper)
