"""Partially binding inputs: a shortage stops an industry only as far as it cannot do without the input.

After Pichler, Pangallo, del Rio-Chanona, Lafond and Farmer (2022): a critical input binds as in Leontief's
recipe, an important one at half its effect, all others not at all. Their ratings came from
a survey and are not shipped; whoever uses this gives them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from didymium.indicators.input_output.table import InputOutputError, InputOutputTable

Floats = NDArray[np.float64]

CRITICAL = 1.0
"""A user feels all of a shortage of a critical input."""
IMPORTANT = 0.5
"""Half of that of an important one."""
OTHER = 0.0
"""Nothing of any other."""
_ROUNDS = 10_000
_SETTLED = 1e-12


def supply_limits(table: InputOutputTable, available: ArrayLike, binding: ArrayLike) -> Floats:
    """Return the part of its usual output that each industry can make, shape (n,).

    ``available`` (n,) is the part that each could make if it lacked nothing; ``binding`` (n, n) how much of a
    shortage of the row the column feels, from 0 to 1. A shortage is shared out evenly: the largest r with
    r[j] ≤ available[j] and r[j] ≤ 1 − binding[i, j] (1 − r[i]) for every i that j buys from.

    Raises:
        InputOutputError: If a part or a rating lies outside 0 … 1.
    """
    own, felt = _checked(available), _checked(binding) * (table.transactions > 0.0)
    limits = own
    for _ in range(_ROUNDS):
        found = np.minimum(own, (1.0 - felt * (1.0 - limits)[:, None]).min(axis=0))
        if np.max(limits - found) <= _SETTLED:
            return np.asarray(found)
        limits = found
    return np.asarray(limits)


def _checked(values: ArrayLike) -> Floats:
    checked = np.asarray(values, dtype=np.float64)
    if np.any(~np.isfinite(checked)) or np.any(checked < 0.0) or np.any(checked > 1.0):
        raise InputOutputError("parts and ratings lie between 0 and 1")
    return checked
