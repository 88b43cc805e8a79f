"""Trace what regions use back to where it was mined, separated and made, element by element."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from didymium.case.case import Case
from didymium.case.recipes import recipes_of
from didymium.outcome.tables import Outcome
from didymium.screening.tracing.checks import BALANCE, POOLS, PROCESSES, balance, pool_checks, process_checks
from didymium.screening.tracing.hidden import HIDDEN, hidden_dependence
from didymium.screening.tracing.mixes import Mixes
from didymium.screening.tracing.movements import movements_of
from didymium.screening.tracing.network import Network, build_network
from didymium.screening.tracing.origins import Origins
from didymium.screening.tracing.parts import ENTERS, IN_USE_STOCK
from didymium.screening.tracing.performers import performers_of
from didymium.screening.tracing.request import BORDER, STAGES, Asked, TraceRequest, resolve
from didymium.screening.tracing.tables import check_tables
from didymium.screening.tracing.use import Use, uses_of, weights

_USER = {
    "region": pl.String, "sector": pl.String, "material": pl.String, "element": pl.String, "period": pl.Date,
}  # fmt: skip
USE = {**_USER, "t": pl.Float64}
"""What is used, tonnes of the element counted as oxide."""
ORIGINS = {
    **_USER, "stage": pl.String, "kind": pl.String, "origin_region": pl.String, "plant": pl.String,
    "t": pl.Float64, "share": pl.Float64,
}  # fmt: skip
"""Where it comes from at each stage, the shares of a use and stage add up to one. ``stage`` is one of the
chain, or ``border`` for the last border crossed. ``kind``: ``plant`` (it did the stage), ``not_passed``
(mined, and never passed the stage), ``in_use_stock`` (scrap collected in the region), ``opening_stock``,
``under_way`` (at the start, from the region), ``unexplained``, ``goes_round`` (never came in); at the border
``shipped`` (from the region) or
``home``."""
PAIRS = {
    **_USER, "first_stage": pl.String, "second_stage": pl.String, "first_kind": pl.String,
    "first_region": pl.String, "second_kind": pl.String, "second_region": pl.String, "t": pl.Float64,
    "share": pl.Float64,
}  # fmt: skip
"""The regions of two stages together (mined in MMR, separated in CHN)."""
_LEAST_SHARE = 1e-9
"""Shares below this are rounding."""


@dataclass(frozen=True)
class Trace:
    """What was used and where it comes from, in tidy tables; tonnes are of the element, counted as oxide."""

    asked: Asked
    use: pl.DataFrame
    """Columns of :data:`USE`."""
    origins: pl.DataFrame
    """Columns of :data:`ORIGINS`."""
    pairs: pl.DataFrame
    """Columns of :data:`PAIRS`."""
    hidden: pl.DataFrame
    """Columns of :data:`didymium.screening.tracing.hidden.HIDDEN`: direct and traced dependence over all
    periods asked for, the most hidden first."""
    processes: pl.DataFrame
    """What plants lose and create; columns of :data:`didymium.screening.tracing.checks.PROCESSES`."""
    pools: pl.DataFrame
    """Where mass is left over or missing; columns of :data:`didymium.screening.tracing.checks.POOLS`."""
    balance: pl.DataFrame
    """Each element's account over the run; columns of
    :data:`didymium.screening.tracing.checks.BALANCE`."""


def trace(case: Case, outcome: Outcome, request: TraceRequest, base: Outcome | None = None) -> Trace:
    """Trace what regions use in a solved market. ``base`` is the outcome's base run, if at hand.

    Raises:
        InputError: If the request names what the case does not know, or the case states no contents; if the
            outcome's tables are not whole.
    """
    check_tables(outcome)
    asked = resolve(case, outcome, request)
    moved = movements_of(case, outcome, base)
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in _TABLES}
    for element in asked.elements:
        content = {
            row.material: row.t_oxide_per_t
            for row in case.contents
            if row.element == element and row.t_oxide_per_t > 0
        }
        network = build_network(moved, element, content, _kinds_of_entry(case, content))
        for name, table in _trace_element(case, network, asked).items():
            parts[name].append(table)
    tables = {name: pl.concat([pl.DataFrame(schema=_TABLES[name]), *found]) for name, found in parts.items()}
    return Trace(asked, **tables)


def summed(table: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Return origins or pairs added up over all that ``by`` leaves out, with shares of the user's whole: of
    the columns of ``by`` that tell users and stages apart. Largest first within each.
    """
    whole = [name for name in by if name in (*_USER, "stage", "first_stage", "second_stage")]
    grouped = table.group_by(by).agg(pl.col("t").sum())
    total = pl.col("t").sum().over(whole) if whole else pl.col("t").sum()
    return grouped.with_columns(share=pl.col("t") / total).sort(
        [*whole, "t", *(name for name in by if name not in whole)],
        descending=[*(False for _ in whole), True, *(False for name in by if name not in whole)],
    )


def _kinds_of_entry(case: Case, content: Mapping[str, float]) -> Mapping[str, str]:
    """Return what it is called when a process makes the element without taking any in: mined at a mine,
    collected from use where scrap is.
    """
    takes = {
        recipe.process
        for recipe in recipes_of(case)
        if any(material in content for material in recipe.inputs)
    }
    kinds = {"mine": ENTERS, "scrap": IN_USE_STOCK}
    return {
        row.process: kinds[row.stage]
        for row in case.processes
        if row.process not in takes and row.stage in kinds
    }


def _trace_element(case: Case, network: Network, asked: Asked) -> Mapping[str, pl.DataFrame]:
    origins = Origins(network, performers_of(case, network))
    uses = uses_of(case, network, asked)
    reached = _stages_reached(case)
    mixes = {stage: origins.stage(stage) for stage in STAGES}
    border = origins.border()
    found = [
        _origin_rows(network, _upstream(uses, stage, reached), stage, mix) for stage, mix in mixes.items()
    ]
    pairs = [
        _pair_rows(network, _upstream(_upstream(uses, pair[0], reached), pair[1], reached), pair, origins)
        for pair in asked.pairs
    ]
    return {
        "use": _users(network, uses).with_columns(t=pl.Series([use.t for use in uses], dtype=pl.Float64)),
        "origins": pl.concat([*found, _origin_rows(network, uses, BORDER, border)]),
        "pairs": pl.concat([pl.DataFrame(schema=PAIRS), *pairs]),
        "hidden": hidden_dependence(network.element, uses, origins, reached),
        "processes": process_checks(network),
        "pools": pool_checks(network),
        "balance": balance(network),
    }


def _stages_reached(case: Case) -> Mapping[str, int]:
    """Return how many stages of the chain goods of each material have behind them."""
    return {
        row.material: STAGES.index(row.stage) + 1 if row.stage in STAGES else len(STAGES)
        for row in case.materials
    }


def _upstream(uses: list[Use], stage: str, reached: Mapping[str, int]) -> list[Use]:
    """Return the uses of materials that have passed a stage of the chain: an oxide has no magnet maker."""
    return [use for use in uses if STAGES.index(stage) < reached[use.material]]


def _users(network: Network, uses: list[Use]) -> pl.DataFrame:
    bounds = network.moved.bounds
    rows = [(use.region, use.sector, use.material, network.element, bounds[use.period]) for use in uses]
    return pl.DataFrame(rows, schema=_USER, orient="row")


def _spread(network: Network, uses: list[Use], mixes: Mixes) -> tuple[pl.DataFrame, list[int]]:
    """Return a row for each origin of each use with t and share, and the place of its label."""
    nodes, t = weights(uses)
    shares = mixes.shares[nodes]
    use, label = np.nonzero(shares > _LEAST_SHARE)
    share = shares[use, label]
    table = _users(network, uses)[use.tolist()].with_columns(
        t=pl.Series(share * t[use], dtype=pl.Float64), share=pl.Series(share, dtype=pl.Float64)
    )
    return table, label.tolist()


def _origin_rows(network: Network, uses: list[Use], stage: str, mixes: Mixes) -> pl.DataFrame:
    table, place = _spread(network, uses, mixes)
    labels = [mixes.labels[one] for one in place]
    return table.with_columns(
        stage=pl.lit(stage),
        kind=pl.Series([label.kind for label in labels], dtype=pl.String),
        origin_region=pl.Series([label.region for label in labels], dtype=pl.String),
        plant=pl.Series([label.plant for label in labels], dtype=pl.String),
    ).select(list(ORIGINS))


def _pair_rows(network: Network, uses: list[Use], pair: tuple[str, str], origins: Origins) -> pl.DataFrame:
    mixes = origins.pair(*pair)
    table, place = _spread(network, uses, mixes)
    labels = [mixes.labels[one] for one in place]
    kinds = [label.kind.split("+") for label in labels]
    return table.with_columns(
        first_stage=pl.lit(pair[0]),
        second_stage=pl.lit(pair[1]),
        first_kind=pl.Series([kind[0] for kind in kinds], dtype=pl.String),
        first_region=pl.Series([label.region for label in labels], dtype=pl.String),
        second_kind=pl.Series([kind[1] for kind in kinds], dtype=pl.String),
        second_region=pl.Series([label.plant for label in labels], dtype=pl.String),
    ).select(list(PAIRS))


_TABLES = {
    "use": USE, "origins": ORIGINS, "pairs": PAIRS, "hidden": HIDDEN, "processes": PROCESSES, "pools": POOLS,
    "balance": BALANCE,
}  # fmt: skip
