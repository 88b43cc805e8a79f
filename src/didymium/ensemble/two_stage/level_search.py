"""The search with a level step, for decisions that need not be whole numbers.

Lemaréchal, Nemirovskii and Nesterov (1995) keep the steps short by a level; Fábián and Szőke (2007) use it
for two-stage programs. Here the step is measured by the largest move.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.two_stage.evaluate import Evaluation
from didymium.ensemble.two_stage.master import Corner
from didymium.ensemble.two_stage.problem import Decisions, TwoStageError
from didymium.ensemble.two_stage.result import Stop
from didymium.ensemble.two_stage.risk import penalised_cost
from didymium.ensemble.two_stage.search import Search

Floats = NDArray[np.float64]

LEVEL = 0.3
"""Where the level stands between the lower bound (0) and the best decision known (1)."""
PENALTY = 3.0
"""A decision that passes a bound on CVaR is charged so many times the highest price of the bound seen so far,
when it is weighed as the middle of the next step."""
MOST_DESCENTS = 20
"""So often may the model fall without end, each time four times as far, before the problem counts as such."""


def widths(decisions: Decisions) -> Floats:
    """Return the range of each decision, or one where it has none."""
    width = decisions.upper - decisions.lower
    return np.where(np.isfinite(width) & (width > 0.0), width, 1.0)


@dataclass
class LevelSearch(Search):
    """Steps from the best decision known towards the best of the model."""

    _penalty: float = 0.0
    _descents: int = 0

    def run(self, start: Floats | None, relative: float, absolute: float, most: int) -> Stop:
        """Search until the bounds meet, nothing moves any more, or ``most`` rounds are made."""
        decision = self._first() if start is None else self._at(self.checked(start))
        while len(self.history) < most:
            new = self.learn(decision)
            corner = self.bound()
            if self.met(relative, absolute):
                self._finish(corner, most)
                return Stop.GAP
            following = self._next(corner) if new else self._corner(corner)
            if not new and np.array_equal(following, decision):
                return Stop.STALLED
            decision = following
        return Stop.ITERATIONS

    def _first(self) -> Floats:
        corner = self.master.corner()
        return self.master.any_decision() if corner is None else corner.decision

    def _at(self, start: Floats) -> Floats:
        return self.master.nearest(start, np.inf)

    def bound(self) -> Corner | None:
        """Solve the master and raise the lower bound."""
        corner = self.master.corner()
        bounded = corner is not None and self.master.complete
        if corner is not None and bounded:
            self._penalty = max(self._penalty, PENALTY * corner.price)
        self.raise_lower(corner.bound if corner is not None and bounded else -np.inf)
        return corner

    def _next(self, corner: Corner | None) -> Floats:
        """Return the decision to try: from the best known a step towards the corner, if both exist."""
        if not self.master.complete or not self.seen:
            return self.master.any_decision() if corner is None else corner.decision
        centre = min(self.seen, key=self._merit)
        level = self._level(corner, self._merit(centre))
        try:
            return self.master.nearest(centre.decision, level, self._penalty)
        except TwoStageError:
            # By rounding the level may lie below what the model reaches.
            if corner is None:
                raise
            return corner.decision

    def _merit(self, found: Evaluation) -> float:
        return penalised_cost(self.problem.risk, found.costs, self.problem.probabilities, self._penalty)

    def _level(self, corner: Corner | None, merit: float) -> float:
        if corner is not None:
            return self.lower + LEVEL * (merit - self.lower)
        self._descents += 1
        if self._descents > MOST_DESCENTS:
            raise TwoStageError([self._why_endless()])
        return merit - max(1.0, abs(self._merit(self.seen[0]))) * 4.0**self._descents

    def _why_endless(self) -> str:
        decisions = self.problem.decisions
        endless = np.isinf(decisions.lower) | np.isinf(decisions.upper)
        names = ", ".join(decisions.names[position] for position in np.flatnonzero(endless))
        return f"cost falls without end as decisions grow: give a bound to one of {names}"

    def _corner(self, corner: Corner | None) -> Floats:
        """Return where to go from a decision that taught nothing because the model was right there: as far
        as it leads, since short steps would only halve the gap.
        """
        if corner is None and not self.seen:
            raise TwoStageError([self._why_endless()])
        return self._next(None) if corner is None else corner.decision

    def _finish(self, corner: Corner | None, most: int) -> None:
        """Try the corner of the last model too: it is often the exact optimum, with round figures."""
        if corner is not None and self.upper > self.lower and len(self.history) < most:
            self.learn(corner.decision)
            self.raise_lower(-np.inf)
