"""Tax on profits, with losses carried forward without limit, and credits that only a tax due can use."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def tax_on(profit: Floats, rate: float) -> Floats:
    """Return the tax of each year; shapes (D, Y). A loss lowers later profits until it is used up: what has
    been taxed by a year is the highest sum of profits up to any year until then.
    """
    taxed = np.maximum.accumulate(np.maximum(np.cumsum(profit, axis=1), 0.0), axis=1)
    return rate * np.diff(taxed, axis=1, prepend=0.0)


def credit_used(credit: Floats, tax: Floats) -> Floats:
    """Return what can be used of a credit against tax, each year; what is left is carried forward.

    Tax that found no credit in time is the most by which the sum of taxes was ahead of the sum of credits.
    """
    credits, taxes = np.cumsum(credit, axis=1), np.cumsum(tax, axis=1)
    without = np.maximum.accumulate(np.maximum(taxes - credits, 0.0), axis=1)
    return np.diff(taxes - without, axis=1, prepend=0.0)
