"""Tables of what a stop of exports costs, and of the Survey's figures beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from didymium.indicators.disruption.summary import against_published, by_commodity
from didymium.views.criticality.naming import (
    figure,
    place_name,
    thing_name,
)
from didymium.views.criticality.tables import table_of
from didymium.views.criticality.view import IndicatorsFound
from didymium.views.result_tables import Table
from didymium.views.wording import Words, number

Row = Mapping[str, Any]
_PARTS = ("direct_usd", "indirect_usd", "price_usd", "substitution_usd", "producers_gain_usd")


def stops_table(words: Words, found: IndicatorsFound) -> Table:
    """Return the costliest stop of each commodity."""
    rows = [_stop(words, row) for row in by_commodity(found.stops).sort(_costliest()).iter_rows(named=True)]
    figures = ("loss", "price", "chance", "expected")
    columns = ("commodity", "origin", "region", *figures, "category")
    return table_of(words, "stops", columns, rows, figures, words("criticality.note.stops"))


def _costliest() -> pl.Expr:
    return -pl.col("net_decrease_usd")


def _stop(words: Words, row: Row) -> tuple[str, ...]:
    category = row["category"]
    return (
        thing_name(words, row["commodity"]),
        place_name(words, row["origin"]),
        place_name(words, row["region"]),
        words.money(row["net_decrease_usd"]),
        "–" if row["price_multiple"] is None else words.multiple(row["price_multiple"]),
        chance(words, row["probability_low"], row["probability_high"]),
        figure(words, "usd", row["expected_usd"]),
        words(f"criticality.category.{category or 'unknown'}"),
    )


def chance(words: Words, low: float | None, high: float | None) -> str:
    """Say a chance or its range; a dash where nobody knows."""
    if low is None or high is None:
        return "–"
    if low == high:
        return words.percent(low)
    return f"{number(low * 100, 2)}–{words.percent(high)}"


def all_stops_table(words: Words, found: IndicatorsFound) -> Table:
    """Return every stop with the parts of its cost."""
    rows = [
        (
            thing_name(words, row["commodity"]),
            place_name(words, row["origin"]),
            place_name(words, row["region"]),
            words.tonnes(row["net_exports_t"]),
            words.percent(row["export_share"]),
            words.tonnes(row["missing_t"]),
            words.money(row["net_decrease_usd"]),
            *(figure(words, "usd", row[name]) for name in _PARTS),
            words.money(row["market_loss_usd"]),
            chance(words, row["probability_low"], row["probability_high"]),
            words("criticality.yes" if row["single_point_of_failure"] else "criticality.no"),
        )
        for row in found.stops.iter_rows(named=True)
    ]
    figures = (
        "net_exports", "export_share", "missing_t", "loss", "direct", "indirect", "dearer", "substitution",
        "gain", "market_loss", "chance",
    )  # fmt: skip
    columns = ("commodity", "origin", "region", *figures, "single_point")
    return table_of(words, "all_stops", columns, rows, figures)


def survey_table(words: Words, found: IndicatorsFound) -> Table:
    """Return our costliest stops beside the largest published ones; no rows where none is published."""
    rows = [
        (
            thing_name(words, row["commodity"]),
            place_name(words, row["origin"]),
            words.money(row["ours_usd"]),
            words.money(row["published_usd"]),
            "–" if row["ratio"] is None else words.multiple(row["ratio"]),
        )
        for row in against_published(found.stops, found.case.settings.name).iter_rows(named=True)
    ]
    figures = ("ours", "published_usd", "ratio")
    return table_of(words, "survey", ("commodity", "origin", *figures), rows, figures)
