"""The master problem where decisions must be whole numbers: a mixed-integer program."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.two_stage.master import Corner, Master, Options

Floats = NDArray[np.float64]

MIP_TOLERANCE = 1e-9
"""By how much a row or a whole number may be missed."""
STEP_GAP = 0.5
"""Gap of a step, in moves: a step is short enough if none is shorter by a whole move."""


@dataclass
class WholeMaster(Master):
    """The model with whole numbers. ``allowed`` is the gap, in the money of the costs, within which its best
    decision counts as found; its bound is proved whatever the gap is.
    """

    allowed: float = 0.0

    def _options(self) -> Options:
        return {"mip_rel_gap": 0.0, "mip_feasibility_tolerance": MIP_TOLERANCE}

    def _add_columns(self) -> None:
        super()._add_columns()
        where = np.flatnonzero(self.problem.decisions.whole).astype(np.int32)
        kinds = np.full(len(where), highspy.HighsVarType.kInteger)
        self.highs.changeColsIntegrality(len(where), where, kinds)

    def corner(self) -> Corner | None:
        """Return a decision of the model within ``allowed`` of its best, and what none falls below; None if
        that falls without end.

        Raises:
            NoDecisionLeft: If there is none.
        """
        self._prepare(self.objective, level=np.inf)
        self._set("mip_abs_gap", self.allowed)
        if not self._solve():
            return None
        return Corner(self._decision(), float(self.highs.getInfo().mip_dual_bound) + self._offset, 0.0)

    def nearest(self, centre: Floats, level: float, penalty: float | None = None) -> Floats:
        """Return the decision with the fewest moves from ``centre`` whose model objective is at most
        ``level``: each 0 or 1 that changes is a move, and so is the largest of all other changes, as a share
        of its width.

        Raises:
            NoDecisionLeft: If there is none.
        """
        moves = self._row()
        for position, binary in enumerate(self.problem.decisions.binary):
            up, down = self._moves[position]
            middle = np.inf if binary else centre[position]
            self.highs.changeRowBounds(up, -np.inf, middle)
            self.highs.changeRowBounds(down, -np.inf if binary else middle, np.inf)
            # |x − c| is c + (1 − 2c)·x where x is 0 or 1.
            moves[position] = 1.0 - 2.0 * centre[position] if binary else 0.0
        moves[self._reach] = 1.0
        self._prepare(moves, level, penalty)
        self._set("mip_abs_gap", STEP_GAP)
        self._solve()
        return self._decision()

    def _solve(self) -> bool:
        try:
            return super()._solve()
        finally:
            self._set("presolve", "choose")

    def _before_again(self) -> None:
        """Without presolve the solver tells a model without a decision from one without an end."""
        super()._before_again()
        self._set("presolve", "off")

    def _decision(self) -> Floats:
        decision, whole = super()._decision(), self.problem.decisions.whole
        return np.where(whole, np.round(decision), decision)
