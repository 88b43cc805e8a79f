"""The nucleolus: the only split whose worst objection is least, then the next worst, and so on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import OptimizeResult, linprog

from didymium.decisions.coalitions.games import CostGame, GameError

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]

PRICED = 1e-7
"""A coalition whose row has a dual above this objects as much in every best split, and is settled."""
RANK_TOLERANCE = 1e-9


def nucleolus(game: CostGame) -> dict[str, float]:
    """Return the nucleolus (Schmeidler 1969) among splits in which nobody pays more than alone.

    One linear program after the other makes the worst objection least, and holds those coalitions to it whose
    objection is the same in every best split (Maschler, Peleg and Shapley 1979). It lies in the core if there
    is one; if there is none its worst objection may be larger than that of the least core, in which somebody
    may pay more than alone.

    Raises:
        GameError: If all together cost more than the sum of each alone: then there is no such split.
    """
    count = len(game.players)
    if count == 1:
        return {game.players[0]: game.total}
    scale = game.size or 1.0
    if game.saving < -1e-9 * scale:
        raise GameError([
            f"nucleolus: all together cost {-game.saving:g} more than each alone: in every split somebody "
            "pays more than alone"
        ])  # fmt: skip
    payments = _Rounds(game.members, game.costs / scale).run()
    return game.split(payments * scale)


class _Rounds:
    """Rows are coalitions, the last one that of all; ``level`` is what a settled coalition pays."""

    def __init__(self, members: Floats, costs: Floats) -> None:
        self.members, self.costs = members, costs
        self.level = costs.copy()
        self.settled: Marks = np.zeros(len(costs), dtype=bool)
        self.settled[-1] = True
        self.alone = np.array([costs[(1 << place) - 1] for place in range(members.shape[1])])

    def run(self) -> Floats:
        """Settle coalitions until they leave one split only."""
        while True:
            open_ones = np.flatnonzero(~self._determined())
            answer = self._least_worst(open_ones)
            payments: Floats = answer.x[:-1]
            if not len(open_ones):
                return payments
            priced = open_ones[-answer.ineqlin.marginals > PRICED]
            if not len(priced):
                raise GameError(["nucleolus: rounding hides which coalitions object most"])
            self.settled[priced] = True
            self.level[priced] = self.costs[priced] + answer.x[-1]

    def _determined(self) -> Marks:
        """Mark coalitions whose payment follows from those of the settled ones: the rows that they span."""
        _, sizes, basis = np.linalg.svd(self.members[self.settled], full_matrices=False)
        basis = basis[sizes > RANK_TOLERANCE * sizes[0]]
        left = self.members - self.members @ basis.T @ basis
        return np.asarray(np.abs(left).max(axis=1) < RANK_TOLERANCE)

    def _least_worst(self, open_ones: NDArray[np.int64]) -> OptimizeResult:
        """Make the worst objection of the open coalitions least; the last column is that objection."""
        count = self.members.shape[1]
        basis = self._independent()
        answer = linprog(
            np.append(np.zeros(count), 1.0 if len(open_ones) else 0.0),
            A_ub=np.column_stack([self.members[open_ones], -np.ones(len(open_ones))]),
            b_ub=self.costs[open_ones],
            A_eq=np.column_stack([self.members[basis], np.zeros(len(basis))]),
            b_eq=self.level[basis],
            bounds=[*((None, high) for high in self.alone + 1e-12), (None, None)],
        )
        if answer.status != 0:
            raise GameError([f"nucleolus: the solver gave up ({answer.message})"])
        return answer

    def _independent(self) -> list[int]:
        """Return settled coalitions none of which follows from those before: others could only contradict by
        rounding.
        """
        chosen: list[int] = []
        order = [len(self.costs) - 1, *np.flatnonzero(self.settled[:-1]).tolist()]
        for row in order:
            if np.linalg.matrix_rank(self.members[[*chosen, row]]) > len(chosen):
                chosen.append(row)
        return chosen
