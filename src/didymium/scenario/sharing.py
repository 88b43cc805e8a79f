"""How what a group of demands wants, gets and pays is shared among its members: by use at base prices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from didymium.scenario.path import Path

Floats = NDArray[np.float64]


def demanded_t(path: Path) -> Floats:
    """Return what each demand wants at base prices, surges included, tonnes; shape (demands, T)."""
    use, structure = path.market.use, path.market.structure
    result = use.base_t.copy()
    for position, group in enumerate(structure.groups):
        if group.curve == "steps":
            result[list(group.members)] = use.step_t[use.group_of_step == position].sum(axis=0)
    return np.asarray(result * path.demand_factor)


def member_shares(demanded: Floats, members: Sequence[int]) -> Floats:
    """Return the share of each member in what they all want, equal parts where nobody wants any; shape
    (members, T).
    """
    mine = demanded[list(members)]
    wanted = mine.sum(axis=0)
    equal = np.full(mine.shape, 1.0 / len(members))
    return np.asarray(np.divide(mine, wanted, out=equal, where=wanted > 0))
