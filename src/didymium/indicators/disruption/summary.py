"""Stops by commodity, as rows of the common table of indicators, and beside the Survey's figures."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from scipy.stats import spearmanr

from didymium.indicators.criticality.table import ALL_STAGES, IndicatorRow, indicator_table
from didymium.indicators.disruption.categories import MODERATE_USD
from didymium.indicators.disruption.commodities import published, published_minerals
from didymium.indicators.disruption.run import DISRUPTION_COLUMNS

REPORT = "OFR 2025-1047"
"""The report whose largest scenarios are held against ours."""
RECONSTRUCTION = (
    "our own reconstruction of the approach of the US Geological Survey (Open-File Report 2025-1047), "
    "on our market; no figure of the Survey"
)
_PARTS = (
    "direct_usd", "indirect_usd", "price_usd", "substitution_usd", "producers_gain_usd", "missing_t",
    "export_share", "theta", "price_multiple", "elastic_price_multiple", "market_loss_usd",
    "probability_low", "probability_high",
)  # fmt: skip


def by_commodity(table: pl.DataFrame) -> pl.DataFrame:
    """Return one row a commodity: its costliest stop, and what all its stops together are expected to cost.

    Columns: those of a stop for the costliest one, and ``total_expected_usd``: Σ probability × net decrease
    over the stops whose probability is known, null where none is.
    """
    expected = pl.when(pl.col("expected_usd").is_not_null().any()).then(pl.col("expected_usd").sum())
    totals = table.group_by("region", "commodity", "year").agg(total_expected_usd=expected)
    worst = table.sort("net_decrease_usd", "origin", descending=[True, False]).unique(
        ["region", "commodity", "year"], keep="first", maintain_order=True
    )
    return worst.join(totals, on=["region", "commodity", "year"], how="left").select(
        *DISRUPTION_COLUMNS, "total_expected_usd"
    )


def disruption_indicators(table: pl.DataFrame) -> pl.DataFrame:
    """Return stops as rows of the common table of indicators.

    For each commodity: ``disruption_loss`` (net decrease of value added of its costliest stop, usd),
    ``disruption_expected_loss`` (with probabilities, all its stops, usd; null with its reason where none is
    known) and ``disruption_price`` (price multiple of the costliest stop, ratio). The scenario is the
    costliest stop.
    """
    return indicator_table(row for found in by_commodity(table).iter_rows(named=True) for row in _rows(found))


def _rows(found: dict[str, object]) -> Iterator[IndicatorRow]:
    scenario = f"{found['origin']} stops {found['theta']:.0%}"
    inputs = {name: value for name in _PARTS if isinstance(value := found[name], float | int)}
    place = (str(found["region"]), str(found["commodity"]), ALL_STAGES, _year(found), scenario)
    note = RECONSTRUCTION
    if found["indirect_usd"] is None:
        note += "; no input-output table of the region, so no loss through other industries"
    yield IndicatorRow(
        "disruption_loss", *place, _number(found["net_decrease_usd"]), "usd", None, "", note, inputs
    )
    known = found["total_expected_usd"] is not None
    unknown = note if known else f"{note}; no probability is known: give one"
    source = str(found["probability_source"] or "")
    yield IndicatorRow(
        "disruption_expected_loss", *place, _number(found["total_expected_usd"]), "usd", MODERATE_USD, source,
        unknown, {**inputs, "category": str(found["category"] or "unknown")},
    )  # fmt: skip
    yield IndicatorRow(
        "disruption_price", *place, _number(found["price_multiple"]), "ratio", None, "", note, inputs
    )


def _year(found: dict[str, object]) -> int:
    return int(str(found["year"]))


def _number(value: object) -> float | None:
    return value if isinstance(value, float) else None


def against_published(table: pl.DataFrame, case: str) -> pl.DataFrame:
    """Return our costliest stops for the United States beside the Survey's largest scenarios.

    Columns: commodity, origin, ours_usd, published_usd (of several minerals their sum), ratio (ours by
    published; null where either is not above zero), price_multiple, source.
    """
    figures = {row.mineral: row for row in published() if row.report == REPORT}
    minerals = published_minerals(case)
    rows = []
    for found in by_commodity(table.filter(pl.col("region") == "USA")).iter_rows(named=True):
        names = [name for name in minerals.get(found["commodity"], ()) if name in figures]
        if names:
            theirs = sum(figures[name].net_decrease_usd_million for name in names) * 1e6
            ours = found["net_decrease_usd"]
            ratio = ours / theirs if ours > 0 and theirs > 0 else None
            source = figures[names[0]].source
            rows.append(
                (found["commodity"], found["origin"], ours, theirs, ratio, found["price_multiple"], source)
            )
    schema = {
        "commodity": pl.String, "origin": pl.String, "ours_usd": pl.Float64, "published_usd": pl.Float64,
        "ratio": pl.Float64, "price_multiple": pl.Float64, "source": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row").sort("published_usd", descending=True)


def rank_correlation(comparison: pl.DataFrame) -> float | None:
    """Return Spearman's rank correlation of ours and the published figures; None for fewer than three."""
    if comparison.height < 3:
        return None
    ours, theirs = comparison["ours_usd"].to_numpy(), comparison["published_usd"].to_numpy()
    found = float(spearmanr(ours, theirs).statistic)
    return None if np.isnan(found) else found
