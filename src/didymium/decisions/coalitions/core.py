"""Who would leave: coalitions that pay more in a split than they would by themselves.

A split x of the cost of all is in the core if no coalition S pays more than its own cost: x(S) ≤ c(S).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from didymium.decisions.coalitions.games import Coalition, CostGame, GameError, Split

TOLERANCE = 1e-9
"""By this share of the largest cost of a coalition may payments pass a cost: rounding, and no objection."""


@dataclass(frozen=True)
class Objection:
    """A coalition that pays ``excess`` more in a split than it would by itself."""

    coalition: Coalition
    pays: float
    alone: float

    @property
    def excess(self) -> float:
        """What it would save by leaving."""
        return self.pays - self.alone


@dataclass(frozen=True)
class Offence:
    """Two coalitions without a common player that pay ``excess`` more together than each by itself."""

    first: Coalition
    second: Coalition
    together: float
    apart: float

    @property
    def excess(self) -> float:
        """What standing together costs more."""
        return self.together - self.apart


@dataclass(frozen=True)
class LeastCore:
    """A split whose worst objection is least. ``excess`` is that objection: above zero the core is empty,
    and a coalition that leaves must lose so much for the split to hold; below zero every coalition gains at
    least its size by staying. Zero for a single player, whom nobody can join.
    """

    split: Split
    excess: float
    core_is_empty: bool


def objections(game: CostGame, split: Split) -> tuple[Objection, ...]:
    """Return the coalitions that would rather stand by themselves, the strongest objection first.

    A split without any is in the core.

    Raises:
        GameError: If the split is malformed or does not add up to the cost of all.
    """
    payments = game.payments(split)
    slack = TOLERANCE * game.size
    if abs(payments.sum() - game.total) > slack * len(game.players):
        raise GameError([f"split: adds up to {payments.sum():.10g}, and all together cost {game.total:.10g}"])
    pays = game.members @ payments
    found = [
        Objection(coalition, float(paid), float(alone))
        for coalition, paid, alone in zip(game.coalitions[:-1], pays, game.costs, strict=False)
        if paid > alone + slack
    ]
    return tuple(sorted(found, key=lambda one: -one.excess))


def least_core(game: CostGame) -> LeastCore:
    """Return a split of the least core (Maschler, Peleg and Shapley 1979): ``min ε`` with ``x(S) ≤ c(S) + ε``
    for every coalition but that of all, whose cost is paid in full. The core is empty if that ε is above
    zero.
    """
    count = len(game.players)
    if count == 1:
        return LeastCore({game.players[0]: game.total}, 0.0, False)
    scale = game.size or 1.0
    rows = np.column_stack([game.members[:-1], -np.ones(len(game.coalitions) - 1)])
    answer = linprog(
        np.append(np.zeros(count), 1.0),
        A_ub=rows,
        b_ub=game.costs[:-1] / scale,
        A_eq=np.append(np.ones(count), 0.0)[None],
        b_eq=[game.total / scale],
        bounds=(None, None),
    )
    if answer.status != 0:
        raise GameError([f"least core: the solver gave up ({answer.message})"])
    excess = float(answer.fun) * scale
    return LeastCore(game.split(answer.x[:count] * scale), excess, excess > TOLERANCE * scale)


def subadditivity_offences(game: CostGame) -> tuple[Offence, ...]:
    """Return the pairs of coalitions for which standing together costs more, the worst pair first.

    Where there is none the game is subadditive: ``c(S ∪ T) ≤ c(S) + c(T)`` for S and T without a common
    player, and joining never costs more than staying apart.
    """
    cost = np.concatenate([[0.0], game.costs])
    masks = np.arange(1, len(cost))
    found = []
    for first in masks.tolist():
        # Each pair once, and none with a common player.
        second = masks[(masks > first) & (masks & first == 0)]
        excess = cost[first | second] - cost[first] - cost[second]
        for mask in second[excess > TOLERANCE * game.size].tolist():
            pair = game.coalitions[first - 1], game.coalitions[mask - 1]
            found.append(Offence(*pair, float(cost[first | mask]), float(cost[first] + cost[mask])))
    return tuple(sorted(found, key=lambda one: -one.excess))
