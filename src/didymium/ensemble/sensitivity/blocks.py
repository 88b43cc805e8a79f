"""Whole blocks of a design: one scenario without a value takes its block with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.sensitivity.result import SensitivityError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Blocks:
    """The blocks of a design that are whole.

    ``values`` has the shape (scenarios kept,), ``inputs`` (scenarios kept, inputs), block after block.
    """

    values: Floats
    inputs: Floats
    kept: int
    dropped: int
    missing: int
    """Scenarios without an answer or without a value."""


def whole_blocks(
    values: Floats, inputs: Floats, scenarios: Sequence[int] | None, wanted: int | None, rows: int
) -> Blocks:
    """Return the blocks in which every scenario has a value.

    Args:
        values: Measure by scenario that has an answer; NaN where there is no value.
        inputs: Values of the inputs in these scenarios; shape (scenarios, inputs).
        scenarios: Their numbers, from 1; None: all of the design, in its order.
        wanted: Scenarios of the whole design; None: as many as there are values.
        rows: Scenarios in a block.

    Raises:
        SensitivityError: If the design is not made of such blocks.
    """
    numbers = np.arange(1, len(values) + 1) if scenarios is None else np.asarray(scenarios, dtype=np.int64)
    count = wanted or int(len(values) if scenarios is None else -(-numbers.max(initial=0) // rows) * rows)
    if count % rows:
        raise SensitivityError(
            f"{count} scenarios are not whole blocks of {rows} for {inputs.shape[1]} inputs: these are not "
            "the draws of such a design"
        )
    full, at = np.full(count, np.nan), np.full((count, inputs.shape[1]), np.nan)
    full[numbers - 1], at[numbers - 1] = values, inputs
    absent = ~np.isfinite(full)
    whole = ~absent.reshape(-1, rows).any(axis=1)
    kept = np.repeat(whole, rows)
    return Blocks(full[kept], at[kept], int(whole.sum()), int((~whole).sum()), int(absent.sum()))
