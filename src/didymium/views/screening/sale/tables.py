"""Tables of a review: concentration, thresholds, who runs short, what is missing, who controls what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from didymium.screening.sale.concentration import Bounds, Concentration, State
from didymium.screening.sale.markets import MEASURES, Measure, Supply
from didymium.screening.sale.shortages import NOTHING_T, ShortageChange
from didymium.screening.sale.verdict import judged
from didymium.views.result_tables import Table, message_table
from didymium.views.screening.sale.view import SaleView, party
from didymium.views.wording import Words, number

MILLION = 1e6


def sale_table(
    words: Words,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Sequence[str] = (),
    note: str = "",
) -> Table:
    """Build a table whose title and columns are messages about sales."""
    return message_table(words, "screen.sale", title, columns, rows, right, note)


def market_name(words: Words, supply: Supply) -> str:
    """Name of a product, or of a stage of the chain."""
    name = words.material(supply.what)
    return words("screen.sale.level.stage", what=name) if supply.level == "stage" else name


def span(words: Words, bounds: Bounds) -> str:
    """Write an index as a whole number, or the range that it lies in."""
    low, high = (_whole(value) for value in (bounds.low, bounds.high))
    return low if low == high else words("screen.sale.range", low=low, high=high)


def _whole(value: float) -> str:
    text = f"{abs(value):,.0f}"
    return f"−{text}" if value < 0 and text != "0" else text


def _largest(words: Words, view: SaleView, state: State) -> str:
    low, high = (words.percent(share) for share in (state.largest_share.low, state.largest_share.high))
    share = low if low == high else words("screen.sale.range", low=low, high=high)
    return f"{party(words, view, state.largest)}, {share}"


def concentration_table(words: Words, view: SaleView, measure: Measure) -> Table:
    """Index of every market before and after, and whether it passes the thresholds."""
    findings = {id(one): found for one, *found in judged(view.review)}
    rows = [
        (
            market_name(words, one.supply),
            words(f"screen.sale.short.{one.by}"),
            span(words, one.before.index),
            span(words, one.after.index),
            span(words, one.change),
            *(words(f"screen.sale.holds.{found.holds}") for found in findings[id(one)]),
        )
        for one in _ordered(view, measure)
        if one.by != "location"
    ]
    right = ("before", "after", "change")
    columns = ("market", "by", *right, "us", "eu")
    return sale_table(words, measure, columns, rows, right, words("screen.sale.note.concentration"))


def largest_table(words: Words, view: SaleView) -> Table:
    """The share of the plant and the largest holder of every market, before and after; by location too, where
    nothing changes.
    """
    rows = [
        (
            market_name(words, one.supply),
            words(f"screen.sale.measure.{measure}"),
            words(f"screen.sale.short.{one.by}"),
            words.percent(one.plant_share),
            _largest(words, view, one.before),
            _largest(words, view, one.after),
        )
        for measure in MEASURES
        for one in _ordered(view, measure)
    ]
    columns = ("market", "measure", "by", "plant_share", "before", "after")
    return sale_table(words, "largest", columns, rows, ("plant_share",))


def _ordered(view: SaleView, measure: Measure) -> list[Concentration]:
    """Return country of control first: it is what a restriction follows."""
    order = ("control", "owner", "location")
    found = [one for one in view.review.concentration if one.supply.measure == measure]
    return sorted(found, key=lambda one: order.index(one.by))


def thresholds_table(words: Words, view: SaleView) -> Table:
    """The thresholds with where they stand."""
    seen: dict[str, tuple[str, ...]] = {}
    for finding in view.review.findings:
        for figure in finding.figures:
            row = view.evidence.fact(figure.fact)
            mark = "from" if figure.included else "above"
            unit = " %" if figure.unit == "percent" else ""
            seen[figure.fact] = (
                view.evidence.name(finding.rule, words.language),
                words(f"screen.sale.figure.{figure.name}"),
                words(f"screen.sale.{mark}", number=f"{figure.threshold:,.0f}{unit}"),
                f"{view.evidence.sources[row['source']].title}, {row['locator']}",
            )
    return sale_table(words, "thresholds", ("rule", "figure", "threshold", "locator"), seen.values())


def users_table(words: Words, view: SaleView) -> Table:
    """Users of a material for whom the sale changes anything, the worst first."""
    change = _change(view)
    moved = [] if change is None else change.users.filter(_moved()).to_dicts()
    rows = [
        (
            words.region(row["region"]),
            words.sector(row["sector"]),
            words.material(row["material"]),
            *_figures(words, row, days=("survive",)),
        )
        for row in moved
    ]
    right = ("before_days", "after_days", "before_t", "after_t")
    columns = ("region", "sector", "material", *right)
    return sale_table(words, "users", columns, rows, right, words("screen.sale.note.days"))


def sectors_table(words: Words, view: SaleView) -> Table:
    """Time to survive and to recover of every sector that fails, before and after."""
    change = _change(view)
    rows = [
        (
            words.region(row["region"]),
            words.sector(row["sector"]),
            *_figures(words, row, days=("survive", "recover")),
        )
        for row in ([] if change is None else change.sectors.to_dicts())
    ]
    right = (
        "before_days", "after_days", "before_recover", "after_recover", "before_t", "after_t"
    )  # fmt: skip
    return sale_table(words, "sectors", ("region", "sector", *right), rows, right)


def _moved() -> pl.Expr:
    days = pl.col("before_survive_days").fill_null(-1) != pl.col("after_survive_days").fill_null(-1)
    return days | (pl.col("change_t").abs() > NOTHING_T)


def _figures(words: Words, row: dict[str, Any], days: Sequence[str]) -> tuple[str, ...]:
    never = words("screen.sale.never")
    survive = [row["before_survive_days"], row["after_survive_days"]]
    cells = [never if value is None else f"{value:,}" for value in survive]
    if "recover" in days:
        recover = [row["before_recover_days"], row["after_recover_days"]]
        cells += ["–" if value is None else f"{value:,}" for value in recover]
    return (*cells, *(number(row[f"{when}_missing_t"]) for when in ("before", "after")))


def members_table(words: Words, view: SaleView) -> Table:
    """What each member misses, before and after."""
    change = _change(view)
    rows = [
        (
            words.region(row["region"]),
            *(
                _millions(row[f"{when}_{what}_usd"])
                for what in ("missing", "value_added")
                for when in ("before", "after")
            ),
        )
        for row in ([] if change is None else change.members.to_dicts())
    ]
    right = ("before_usd", "after_usd", "before_value", "after_value")
    return sale_table(words, "members", ("region", *right), rows, right, words("screen.sale.note.members"))


def _millions(usd: float | None) -> str:
    return number(None if usd is None else usd / MILLION)


def _change(view: SaleView) -> ShortageChange | None:
    return None if view.review.market is None else view.review.market.change


def controllers_table(words: Words, view: SaleView) -> Table:
    """Who controls each plant of the affected markets, and who says so."""
    rows = [
        (
            words.plant(one.plant.plant),
            one.plant.owners or words("screen.sale.unnamed"),
            party(words, view, one.controller.name),
            party(words, view, one.controller.country),
            words(f"screen.sale.basis.{one.controller.basis}"),
        )
        for one in view.review.controllers
    ]
    return sale_table(words, "controllers", ("plant", "owners", "controller", "country", "basis"), rows)
