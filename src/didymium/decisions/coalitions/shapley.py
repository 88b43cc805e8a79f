"""Shapley's shares: what a player adds to the cost, on average over all orders in which players may join."""

from __future__ import annotations

from math import factorial

import numpy as np

from didymium.decisions.coalitions.games import CostGame


def shapley_shares(game: CostGame) -> dict[str, float]:
    """Return what each player pays (Shapley 1953), exactly, by going through all coalitions.

    The shares add up to the cost of all. Players who add the same to every coalition pay the same; one who
    adds its own cost to every coalition pays that. The shares may lie outside the core: see
    :func:`didymium.decisions.coalitions.core.objections`.
    """
    count = len(game.players)
    cost = np.concatenate([[0.0], game.costs])
    masks = np.arange(1 << count)
    sizes = np.concatenate([[0.0], game.members.sum(axis=1)]).astype(np.int64)
    # Share of the orders in which just these s players come before: s! (n − 1 − s)! / n!
    weight = np.array([factorial(s) * factorial(count - 1 - s) / factorial(count) for s in range(count)])
    shares = np.zeros(count)
    for place in range(count):
        before = masks[masks >> place & 1 == 0]
        added = cost[before | 1 << place] - cost[before]
        shares[place] = weight[sizes[before]] @ added
    return game.split(shares)
