"""Tables of how stocks are filled and kept: what is bought when, who supplies it, and what is turned over."""

from __future__ import annotations

from collections.abc import Sequence

from didymium.decisions.stocks.purchases.purchase_plan import NeedPlan, PurchasePlan
from didymium.decisions.stocks.purchases.rotation import Rotation
from didymium.views.result_tables import Table
from didymium.views.stocks.naming import stocks_table, tonnes
from didymium.views.wording import Words, number

LEAST_SOURCE = 0.005
"""Sources of less than this share of what is bought are not shown."""


def purchase_table(words: Words, plan: PurchasePlan) -> Table:
    """What is bought for each need, at which price, and how far that moves the price."""
    rows = [_purchase_row(words, need) for need in plan.needs]
    columns = (
        *("member", "material", "wanted_t", "bought_t", "mean_price", "cost", "price_move", "met_on"),
        *("needed_move", "supplier_share"),
    )
    note = words("stocks.say.purchase_note")
    return stocks_table(words, "purchases", columns, rows, (*columns[2:7], *columns[8:]), note)


def _purchase_row(words: Words, need: NeedPlan) -> tuple[str, ...]:
    peak = need.peak.price_move if need.peak is not None else None
    return (
        words.region(need.need.member),
        words.material(need.need.material),
        tonnes(need.need.tonnes),
        tonnes(need.bought_t),
        number(need.mean_price_usd_per_kg),
        number(need.cost_usd_million),
        "–" if peak is None else words.signed(peak),
        met_text(words, need),
        "–" if need.needed_price_move is None else words.percent(need.needed_price_move),
        "–" if need.supplier_share is None else words.percent(need.supplier_share),
    )


def met_text(words: Words, need: NeedPlan) -> str:
    """Say when a need is met: in time, later at this pace, or never."""
    if need.met_on is None:
        return words("stocks.never_met")
    date = words.date(need.met_on)
    return date if need.is_met else words("stocks.at_this_pace", date=date)


def period_table(words: Words, need: NeedPlan) -> Table:
    """What is bought of one need in each period, and the price there with and without it."""
    rows = [
        (
            words.period(period.first_day),
            tonnes(period.wanted_t),
            tonnes(period.bought_t),
            number(period.limit_usd_per_kg),
            number(period.price_usd_per_kg),
            number(period.price_without_usd_per_kg),
            "–" if period.price_move is None else words.signed(period.price_move),
        )
        for period in need.periods
        if period.wanted_t > 0.0 or period.bought_t > 0.0
    ]
    columns = ("period", "wanted_t", "bought_t", "limit", "price", "price_without", "price_move")
    table = stocks_table(words, "periods", columns, rows, columns[1:])
    what = f"{words.material(need.need.material)}, {words.region(need.need.member)}"
    return Table(f"{table.title}: {what}", table.headers, table.rows, table.right)


def supply_table(words: Words, plan: PurchasePlan) -> Table:
    """Who supplies what is bought: what arrives more, is made more, leaves less, is used less or drawn."""
    rows = [
        (
            words.region(need.need.member),
            words.material(need.need.material),
            words(f"stocks.supply.{source.kind}", region=words.region(source.region)),
            tonnes(source.tonnes),
            words.percent(source.tonnes / need.bought_t) if source.tonnes >= 0 else "–",
        )
        for need in plan.needs
        for source in need.sources
        if need.bought_t > 0 and abs(source.tonnes) >= LEAST_SOURCE * need.bought_t
    ]
    columns = ("member", "material", "supplied_by", "supplied_t", "share")
    return stocks_table(words, "supply", columns, rows, columns[3:], words("stocks.say.supply_note"))


def rotation_table(words: Words, rotations: Sequence[tuple[str, str, Rotation]]) -> Table:
    """What must be sold and bought again a year; rows are member, material and rotation."""
    rows = [
        (
            words.region(member),
            words.material(material),
            tonnes(one.level_t),
            words("stocks.keeps") if one.turned_t_per_year == 0.0 else number(one.shelf_life_years, 2),
            tonnes(one.turned_t_per_year),
            number(one.sales_usd_million_per_year),
            number(one.cost_usd_million_per_year * 1e3),
        )
        for member, material, one in rotations
    ]
    columns = ("member", "material", "t", "shelf_life", "turned_t", "sales", "usd_per_year")
    return stocks_table(words, "rotation", columns, rows, columns[2:], words("stocks.say.rotation_note"))
