"""Indices of sensitivity: how much each uncertain input moves an outcome.

Which indices there are depends on the design of the draws: Sobol's (2001) from a Saltelli design, Morris'
(1991; mu_star by Campolongo et al. 2007) from a Morris design, and :mod:`given_data` from any other.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from didymium.ensemble.sensitivity.blocks import Blocks, whole_blocks
from didymium.ensemble.sensitivity.designs import (
    LEVELS,
    SENSITIVITY_DESIGNS,
    SensitivityDesign,
    rows_in_block,
    salib_problem,
)
from didymium.ensemble.sensitivity.given_data import (
    Shape,
    class_count,
    classes_of,
    corrected,
    first_class_count,
    first_index,
)
from didymium.ensemble.sensitivity.result import (
    Estimate,
    GivenDataIndex,
    Index,
    Method,
    MorrisIndex,
    Note,
    Sensitivity,
    SensitivityError,
    SobolIndex,
)

Floats = NDArray[np.float64]

CONFIDENCE = 0.95
RESAMPLES = 200
"""Resamples behind each interval."""
LEAST_BLOCKS: dict[str, int] = {"saltelli": 16, "morris": 4}
"""Whole blocks below which no index is given."""
LEAST_SCENARIOS = 50
"""Scenarios below which no index is given for other draws."""
WIDE = 0.1
"""Half an interval of the most influential input beyond which a note is made: a share of 1, and of
mu_star."""
SAME = 1e-9
"""Outcomes that differ by less than this part of their size are the same."""


def sensitivity(
    design: str,
    names: Sequence[str],
    inputs: Floats,
    values: Floats,
    *,
    scenarios: Sequence[int] | None = None,
    wanted: int | None = None,
    correlated: Sequence[str] = (),
    seed: int = 0,
) -> Sensitivity:
    """Return how much each input moves an outcome.

    Args:
        design: ``saltelli``, ``morris``, or the name of any other design.
        names: Names of the inputs.
        inputs: Their values by scenario that has an answer; shape (scenarios, inputs).
        values: The outcome in these scenarios, NaN where there is none; shape (scenarios,).
        scenarios: Their numbers in the design, from 1; None: all of them.
        wanted: Number of scenarios of the design; None: the least that holds them.
        correlated: Inputs that are correlated in the case, for the note on it.
        seed: Seed of the intervals.

    Raises:
        SensitivityError: If there are no inputs, too few scenarios, or the draws are not of this design.
    """
    inputs, values = np.asarray(inputs, dtype=np.float64), np.asarray(values, dtype=np.float64)
    if inputs.shape != (len(values), len(names)):
        raise SensitivityError(
            f"{len(values)} values and {len(names)} inputs do not fit draws of {inputs.shape}"
        )
    if not names:
        raise SensitivityError("no input moves anything in this scenario: there are no indices")
    if design in SENSITIVITY_DESIGNS:
        own = cast(SensitivityDesign, design)
        blocks = whole_blocks(values, inputs, scenarios, wanted, rows_in_block(own, len(names)))
        return _from_blocks(own, names, blocks, tuple(correlated), seed)
    missing = max(wanted or 0, len(values)) - int(np.isfinite(values).sum())
    return _from_given(names, inputs, values, missing, tuple(correlated), seed)


def _from_blocks(
    design: SensitivityDesign, names: Sequence[str], blocks: Blocks, together: tuple[str, ...], seed: int
) -> Sensitivity:
    least, rows = LEAST_BLOCKS[design], rows_in_block(design, len(names))
    if blocks.kept < least:
        raise SensitivityError(
            f"too few scenarios: {blocks.kept} whole blocks of {rows} have a value, {design} indices need "
            f"at least {least} ({least * rows} scenarios)"
        )
    notes = [Note("ensemble.note_correlation", inputs=together)] if together else []
    if blocks.dropped:
        counts = {"failed": blocks.missing, "dropped": blocks.dropped, "blocks": blocks.kept + blocks.dropped}
        notes.append(Note("ensemble.note_blocks", counts))
    indices: tuple[Index, ...] = ()
    if not _is_constant(blocks.values):
        indices = _sobol(names, blocks, seed) if design == "saltelli" else _morris(names, blocks, seed)
    method: Method = "sobol" if design == "saltelli" else "morris"
    count = len(blocks.values)
    return Sensitivity(method, indices, count, (*notes, *_remarks(indices, count)))


def _from_given(
    names: Sequence[str], inputs: Floats, values: Floats, missing: int, together: tuple[str, ...], seed: int
) -> Sensitivity:
    known = np.isfinite(values)
    count = int(known.sum())
    if count < LEAST_SCENARIOS:
        raise SensitivityError(
            f"too few scenarios: {count} have a value, indices need at least {LEAST_SCENARIOS}"
        )
    notes = [Note("ensemble.note_correlated_given", inputs=together)] if together else []
    if missing:
        notes.append(Note("ensemble.note_missing", {"failed": missing}))
    indices = () if _is_constant(values[known]) else _given(names, inputs[known], values[known], seed)
    return Sensitivity("given_data", indices, count, (*notes, *_remarks(indices, count)))


def _is_constant(values: Floats) -> bool:
    return float(np.ptp(values)) <= SAME * float(np.abs(values).max())


def _remarks(indices: Sequence[Index], scenarios: int) -> list[Note]:
    """Return what to say about all indices together."""
    if not indices:
        return [Note("ensemble.note_constant")]
    top = max(indices, key=lambda index: index.main.value)
    scale = top.main.value if isinstance(top, MorrisIndex) else 1.0
    wide = top.main.confidence > WIDE * scale
    return [Note("ensemble.note_wide", {"scenarios": scenarios})] if wide else []


def _sobol(names: Sequence[str], blocks: Blocks, seed: int) -> tuple[Index, ...]:
    found = _quietly("sobol", names, blocks.values, seed, calc_second_order=False)
    firsts, totals = _estimates(found, "S1", "S1_conf"), _estimates(found, "ST", "ST_conf")
    return tuple(SobolIndex(*row) for row in zip(names, firsts, totals, strict=True))


def _morris(names: Sequence[str], blocks: Blocks, seed: int) -> tuple[Index, ...]:
    found = _quietly("morris", names, blocks.inputs, blocks.values, seed, num_levels=LEVELS)
    sizes = _estimates(found, "mu_star", "mu_star_conf")
    means, deviations = (np.asarray(found[key], dtype=np.float64).tolist() for key in ("mu", "sigma"))
    return tuple(MorrisIndex(*row) for row in zip(names, sizes, means, deviations, strict=True))


def _quietly(method: str, names: Sequence[str], *arguments: Any, **options: Any) -> Any:
    """Return what SALib computes; the last argument is the seed. It warns of what is said otherwise."""
    *data, seed = arguments
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from SALib.analyze import morris, sobol

        analyze = sobol.analyze if method == "sobol" else morris.analyze
        # SALib takes a seed of 0 for none.
        settings = {"num_resamples": RESAMPLES, "conf_level": CONFIDENCE, "seed": seed + 1, **options}
        return analyze(salib_problem(len(names)), *data, **settings)


def _estimates(found: Any, value: str, confidence: str) -> list[Estimate]:
    pairs = zip(np.asarray(found[value]), np.asarray(found[confidence]), strict=True)
    return [Estimate(float(number), float(half)) for number, half in pairs]


def _given(names: Sequence[str], inputs: Floats, values: Floats, seed: int) -> tuple[Index, ...]:
    count, shape = len(values), Shape(values)
    random = np.random.default_rng(seed)
    samples = [random.integers(count, size=count) for _ in range(RESAMPLES)]
    every = np.arange(count)
    found: list[Index] = []
    for position, name in enumerate(names):
        few = classes_of(inputs[:, position], class_count(count))
        many = classes_of(inputs[:, position], first_class_count(count))
        deltas = np.array([shape.distance(taken, few[taken]) for taken in samples])
        firsts = np.array([first_index(values[taken], many[taken]) for taken in samples])
        delta = _estimate(shape.distance(every, few), deltas)
        found.append(GivenDataIndex(name, delta, _estimate(first_index(values, many), firsts)))
    return tuple(found)


def _estimate(found: float, again: Floats) -> Estimate:
    value, deviation = corrected(found, again)
    return Estimate(value, float(ndtri(0.5 + CONFIDENCE / 2)) * deviation)
