"""Quantiles of any outcome by period, over the scenarios of an ensemble."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from didymium.ensemble.reading.results import Results
from didymium.outcome.tables import SCHEMAS

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles unless others are asked for."""

LEAST_SHARE = 1e-5
"""Nearest to 0 and 1 that a quantile may be."""

VALUES: Mapping[str, tuple[str, ...]] = {
    "prices": ("price_usd_per_kg", "multiple", "base_usd_per_kg"),
    "shortages": ("share", "missing_t", "demanded_t", "met_t", "expected_t"),
    "losses": ("value_added_usd", "missing_t", "units", "jobs"),
    "stocks": ("level_t",),
    "flows": ("t", "cleared_t", "arrived_t"),
    "output": ("t",),
    "accounts": ("usd", "discounted_usd"),
    "measures": ("usd", "t", "rate_usd_per_kg"),
}
"""Columns that can be asked for, the usual one first."""
KEYS: Mapping[str, tuple[str, ...]] = {
    "prices": ("region", "material"),
    "shortages": ("sector", "region", "material"),
    "losses": ("region", "sector"),
    "stocks": ("holder", "region", "material"),
    "flows": ("material", "origin", "destination", "via"),
    "output": ("plant", "material"),
    "accounts": ("region", "sector", "party", "item"),
    "measures": ("instrument", "item", "region", "material"),
}
"""What tells the rows of a period apart."""
ABSENT_IS_NOTHING = frozenset({"losses", "accounts", "measures"})
"""Tables in which a row that is not there says that nothing was lost, paid or charged."""
assert set(VALUES) - {"shortages"} <= set(SCHEMAS)


class QuestionError(ValueError):
    """Raised for a question that the tables cannot answer; the message says what they hold."""


def quantiles(
    results: Results,
    table: str,
    value: str | None = None,
    *,
    where: Mapping[str, Sequence[str]] | None = None,
    shares: Sequence[float] = SHARES,
) -> pl.DataFrame:
    """Return quantiles of a column over the scenarios drawn, for each period and whatever ``where`` leaves.

    Columns: the keys of the table, period, ``as_stated`` (in the scenario as the files state it),
    ``scenarios`` (with a value), ``without`` (without one: no supply, no trade), ``mean``, and one for each
    quantile, named ``q05`` for 0.05.

    Raises:
        QuestionError: If the table has no such column or key, or a quantile is not between 0 and 1.
        FolderError: If the ensemble did not keep the table.
    """
    column = _checked(table, value, where or {}, shares)
    results.need(table)
    keys = ", ".join(KEYS[table])
    condition, parameters = _condition(where or {})
    kept = (
        f"SELECT scenario, {keys}, period, sum({column}) AS value, true AS there FROM {table} "
        f"WHERE {condition} GROUP BY ALL"
    )
    asked = ", ".join(
        f"quantile_cont(value, {share}) FILTER (scenario > 0) AS {quantile_name(share)}" for share in shares
    )
    # A row that is there with a blank is a figure that nobody knows, which is not zero.
    filled = "CASE WHEN there IS NULL THEN 0.0 ELSE value END" if table in ABSENT_IS_NOTHING else "value"
    query = f"""
        WITH kept AS ({kept}),
        places AS (SELECT DISTINCT {keys}, period FROM kept),
        filled AS (
            SELECT scenario, {keys}, period, {filled} AS value
            FROM places CROSS JOIN answered LEFT JOIN kept USING (scenario, {keys}, period)
        )
        SELECT {keys}, period, any_value(value) FILTER (scenario = 0) AS as_stated,
            count(value) FILTER (scenario > 0) AS scenarios,
            count(*) FILTER (scenario > 0 AND value IS NULL) AS without,
            avg(value) FILTER (scenario > 0) AS mean, {asked}
        FROM filled GROUP BY {keys}, period ORDER BY {keys}, period
    """
    return results.ask(query, parameters)


def quantile_name(share: float) -> str:
    """Return the name of the column of a quantile: ``q05``, ``q50``, ``q975``."""
    text = f"{share:.6f}"[2:].rstrip("0")
    return "q" + text.ljust(2, "0")


def _checked(table: str, value: str | None, where: Mapping[str, object], shares: Sequence[float]) -> str:
    if table not in VALUES:
        raise QuestionError(f'"{table}" is no table of an ensemble (there are {", ".join(VALUES)})')
    column = value or VALUES[table][0]
    if column not in VALUES[table]:
        raise QuestionError(f'{table} has no figure "{column}" (it has {", ".join(VALUES[table])})')
    for key in where:
        if key not in KEYS[table]:
            raise QuestionError(f"{table} is not told apart by {key} (but by {', '.join(KEYS[table])})")
    for share in shares:
        if not LEAST_SHARE <= share <= 1.0 - LEAST_SHARE:
            raise QuestionError(f"quantile {share:g} is not between {LEAST_SHARE:g} and {1 - LEAST_SHARE:g}")
    if len({quantile_name(share) for share in shares}) < len(shares):
        raise QuestionError("two quantiles are the same to six digits")
    return column


def _condition(where: Mapping[str, Sequence[str]]) -> tuple[str, list[object]]:
    """Return a condition with placeholders, and what stands in their place."""
    if not where:
        return "true", []
    parts = [f"list_contains(?, {key})" for key in where]
    return " AND ".join(parts), [list(values) for values in where.values()]
