"""The work that every scenario of an ensemble shares: what a worker needs to solve any of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.ensemble.inputs import Input, changed
from didymium.market.base_year import BaseYear
from didymium.market.structure import Options, Structure
from didymium.scenario.course import run_periods
from didymium.scenario.schema import Scenario

Floats = NDArray[np.float64]

TABLES = ("prices", "shortages", "losses", "stocks", "flows", "output", "accounts", "measures")
"""Tables that an ensemble can keep."""
USUAL_TABLES = ("prices", "shortages", "losses", "stocks")
"""Those that it keeps unless told otherwise."""


@dataclass(frozen=True)
class Work:
    """A calibrated case, the scenario as stated, the inputs that vary, and the tables to keep."""

    case: Case
    base_year: BaseYear
    scenario: Scenario
    inputs: tuple[Input, ...]
    options: Options
    tables: tuple[str, ...] = USUAL_TABLES
    algorithm: str = "ipm"


def work_of(
    case: Case,
    base_year: BaseYear,
    scenario: Scenario,
    inputs: Sequence[Input],
    draws: Floats,
    *,
    tables: Iterable[str] = USUAL_TABLES,
    algorithm: str = "ipm",
) -> Work:
    """Return the work of an ensemble with given draws, shape (scenarios, inputs).

    All scenarios get the same periods, which begin early enough for each of them, and the same columns:
    plants whose start is uncertain take part whenever they start, and sectors that an input singles out have
    demand columns of their own.
    """
    begin = run_periods(case, scenario).bounds[0]
    if any(item.in_scenario for item in inputs):
        begin = min([begin, *(_begin(case, scenario, inputs, values) for values in draws)])
    return Work(
        replace(case, evidence=None),
        base_year,
        scenario.model_copy(update={"begin": begin}),
        tuple(inputs),
        shape_options(case, base_year, scenario, inputs),
        tuple(tables),
        algorithm,
    )


def shape_options(case: Case, base_year: BaseYear, scenario: Scenario, inputs: Sequence[Input]) -> Options:
    """Return the options with which the programs of all draws of some inputs have the same columns."""
    return Options(
        built=_plants_to_keep(case, inputs),
        apart=_sectors_apart(case, base_year, scenario, inputs),
        cuts=_cuts(case, inputs),
    )


def _begin(case: Case, scenario: Scenario, inputs: Sequence[Input], values: Floats) -> dt.date:
    own = [(item, value) for item, value in zip(inputs, values.tolist(), strict=True) if item.in_scenario]
    _, then = changed(case, scenario, [item for item, _ in own], [value for _, value in own])
    return run_periods(case, then).bounds[0]


def _plants_to_keep(case: Case, inputs: Sequence[Input]) -> frozenset[str]:
    kept: set[str] = set()
    for item in inputs:
        if item.row.table == "plants" and item.row.column in ("start", "end"):
            kept.update(row.plant for row in case.plants if item.selection.takes(row))
    return frozenset(kept)


def _sectors_apart(
    case: Case, base_year: BaseYear, scenario: Scenario, inputs: Sequence[Input]
) -> frozenset[str]:
    """Return sectors that an input moves while it leaves others that share their demand columns alone."""
    moving = [item for item in inputs if item.row.table == "demands"]
    if not moving:
        return frozenset()
    groups = Structure(case, base_year, run_periods(case, scenario), Options()).groups
    apart: set[str] = set()
    for item in moving:
        taken = [item.selection.takes(row) for row in case.demands]
        for group in groups:
            if len({taken[member] for member in group.members}) > 1:
                apart.update(case.demands[member].sector for member in group.members)
    return frozenset(apart)


def _cuts(case: Case, inputs: Sequence[Input]) -> tuple[tuple[tuple[str, ...], float], ...]:
    """Return the stated elasticity of each demand, by which its curve stays cut, if an input moves any."""
    if not any((item.row.table, item.row.column) == ("demands", "elasticity") for item in inputs):
        return ()
    return tuple((row.identity, row.elasticity) for row in case.demands)
