"""The search for decisions of which some must be whole numbers.

Cuts of the recourse hold whether decisions are whole or not. So the problem without whole numbers is solved
first, as closely as its cuts are worth it, and the mixed-integer master starts from them (McDaniel and Devine
1977). Its best decision is evaluated next, without a level: where decisions are whole, short steps took more
rounds and a second program each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.two_stage.evaluate import Evaluator
from didymium.ensemble.two_stage.level_search import LevelSearch, widths
from didymium.ensemble.two_stage.master import Corner, Master
from didymium.ensemble.two_stage.problem import TwoStageProblem
from didymium.ensemble.two_stage.result import Stop, TwoStageAnswer
from didymium.ensemble.two_stage.search import Progress, Search, allows
from didymium.ensemble.two_stage.whole_master import WholeMaster

Floats = NDArray[np.float64]

MASTER_SHARE = 0.1
"""The master is solved to this share of the gap left or, if that is more, of the gap asked for: its own gap
never keeps the bounds apart, and no more is proved than the next round needs."""
RELAXED_SHARE = 0.02
"""The problem without whole numbers is left once its gap is this share of the first one it had."""


@dataclass(frozen=True)
class Asked:
    """When a search may stop: see :func:`solve_two_stage`."""

    relative_gap: float
    absolute_gap: float
    most_iterations: int
    cutoff: float = np.inf

    def gap(self, upper: float) -> float:
        """Return the gap allowed, in money."""
        return max(self.absolute_gap, self.relative_gap * abs(upper))


def solve_whole(
    problem: TwoStageProblem,
    evaluate: Evaluator,
    asked: Asked,
    start: Floats | None = None,
    progress: Progress | None = None,
) -> TwoStageAnswer:
    """Return the best decision whose whole numbers are whole; what the evaluator knows is made use of.

    Raises:
        TwoStageError: As :func:`solve_two_stage`.
    """
    relaxed = _Relaxation.of(problem, evaluate, progress)
    if not relaxed.master.complete:
        relaxed.run(start, asked.relative_gap, asked.absolute_gap, asked.most_iterations // 2)
    else:
        relaxed.bound()
    origin = float(np.median(relaxed.seen[-1].costs)) if relaxed.seen else 0.0
    history = [replace(one, upper_bound=np.inf) for one in relaxed.history]
    master = WholeMaster(problem, widths(problem.decisions), origin)
    search = IntegerSearch(
        problem, evaluate, master, progress, lower=relaxed.lower, history=history, told=len(history)
    )
    search.recall()
    return search.answer(search.run(start, asked))


@dataclass
class _Relaxation(LevelSearch):
    """The problem without whole numbers, solved for the sake of its cuts."""

    _first_gap: float = np.inf

    @classmethod
    def of(cls, problem: TwoStageProblem, evaluate: Evaluator, progress: Progress | None) -> _Relaxation:
        """Return the search, which knows what the evaluator knows."""
        loose = replace(problem, decisions=replace(problem.decisions, integer=None))
        search = cls(loose, evaluate, Master(loose, widths(loose.decisions)), _without_upper(progress))
        search.recall()
        return search

    def met(self, relative: float, absolute: float) -> bool:
        if np.isinf(self._first_gap):
            self._first_gap = self.upper - self.lower
        enough = RELAXED_SHARE * self._first_gap if np.isfinite(self._first_gap) else 0.0
        return super().met(relative, max(absolute, enough))

    def _at(self, start: Floats) -> Floats:
        return start if allows(self.problem.decisions, start) else super()._at(start)

    def _finish(self, corner: Corner | None, most: int) -> None:
        """Leave the corner alone: it is not whole."""


def _without_upper(progress: Progress | None) -> Progress | None:
    """Return who is told of rounds, without the upper bound: that of decisions in parts is none."""
    if progress is None:
        return None
    return lambda round_: progress(replace(round_, upper_bound=np.inf))


@dataclass
class IntegerSearch(Search):
    """Master, evaluation, cuts, until the bounds meet."""

    master: WholeMaster

    def run(self, start: Floats | None, asked: Asked) -> Stop:
        """Search, from the whole numbers next to ``start`` if that is given."""
        if start is not None:
            self.learn(self.master.nearest(self.checked(start), np.inf))
        while True:
            before = self.lower
            corner = self._bound(asked)
            stop = self._stop(asked)
            if stop is not None:
                return stop
            following = self.master.any_decision() if corner is None else corner.decision
            if not self.evaluator.knows(following):
                self.learn(following)
            elif self.lower <= before:
                return Stop.STALLED

    def _bound(self, asked: Asked) -> Corner | None:
        """Solve the master and raise the lower bound."""
        left = self.upper - self.lower
        self.master.allowed = MASTER_SHARE * max(self._wanted(asked), left if np.isfinite(left) else 0.0)
        corner = self.master.corner()
        self.raise_lower(corner.bound if corner is not None and self.master.complete else -np.inf)
        return corner

    def _wanted(self, asked: Asked) -> float:
        """Return the gap to close: where the best known is not below the objective asked for, as close as it
        takes to say that none is.
        """
        gap = asked.gap(self.upper if self.best else self.master.origin)
        return min(gap, self.upper - asked.cutoff) if asked.cutoff < self.upper < np.inf else gap

    def _stop(self, asked: Asked) -> Stop | None:
        if self.best is not None and self.upper - self.lower <= self._wanted(asked):
            return Stop.GAP if self.upper <= asked.cutoff else Stop.CUTOFF
        if self.lower >= asked.cutoff:
            return Stop.CUTOFF
        return Stop.ITERATIONS if len(self.history) >= asked.most_iterations else None
