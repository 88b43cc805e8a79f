"""The peeling trajectory of PRIM (Friedman and Fisher 1999), as ema_workbench computes it.

The workbench is an extra, heavy to import, and warns a lot: this module alone knows it.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.sensitivity.box import Range

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class DiscoveryMissing(RuntimeError):
    """Raised if ema_workbench is not installed; the message says how to install it."""


@dataclass(frozen=True)
class Step:
    """A box on the trajectory: its range, the share of cases in it, and the share of cases that it holds.

    ``chances`` are the quasi-p-values of each input's surest limit, 1 where it has none; shape (inputs,).
    """

    range: Range
    density: float
    coverage: float
    chances: Floats


def trajectory(inputs: Floats, cases: Flags, peel: float, least_mass: float) -> list[Step]:
    """Return the boxes from the whole space to the smallest.

    Args:
        inputs: Values of the inputs; shape (scenarios, inputs).
        cases: Where it happens, neither everywhere nor nowhere; shape (scenarios,).
        peel: Share of the scenarios that a step takes away.
        least_mass: Least share of the scenarios in a box.

    Raises:
        DiscoveryMissing: If ema_workbench is not installed.
    """
    with _quiet():
        prim, frame = _workbench()
        table = frame({f"x{n}": column for n, column in enumerate(inputs.T)})
        # Any threshold above 0 tells cases from others; one just above it never throws a trajectory away.
        search = prim.Prim(table, cases.astype(int), threshold=1e-9, peel_alpha=peel, mass_min=least_mass)
        found = search.find_box()
        whole = search.box_init.to_numpy(dtype=np.float64)
        ends = [limits.to_numpy(dtype=np.float64) for limits in found.box_lims]
        figures = found.peeling_trajectory[["density", "coverage"]].to_numpy(dtype=np.float64).tolist()
        chances = [_chances(doubts, inputs.shape[1]) for doubts in found.qp]
    return [
        Step(_range(end, whole), density, coverage, chance)
        for end, (density, coverage), chance in zip(ends, figures, chances, strict=True)
    ]


def _chances(doubts: Mapping[str, Sequence[float]], width: int) -> Floats:
    """Return the least quasi-p-value of each input from those of its limits; −1 stands for a free side."""
    least = np.ones(width)
    for name, values in doubts.items():
        least[int(name.removeprefix("x"))] = min((value for value in values if value >= 0.0), default=1.0)
    return least


def _range(ends: Floats, whole: Floats) -> Range:
    """Return limits, infinite where the box ends with the scenarios; arrays of shape (2, inputs)."""
    low = np.where(ends[0] > whole[0], ends[0], -np.inf)
    return Range(low, np.where(ends[1] < whole[1], ends[1], np.inf))


def _workbench() -> tuple[Any, Any]:
    try:
        import pandas
        from ema_workbench.analysis import prim
    except ImportError:
        raise DiscoveryMissing(
            "scenario discovery needs ema_workbench: pip install 'didymium[discovery]'"
        ) from None
    return prim, pandas.DataFrame


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the workbench from warning and logging in here, and leave both as they were."""
    logger = logging.getLogger("EMA")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
