"""Charts about stockpiles: cover against targets, cost against risk, alone and in a pool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from didymium.decisions.pooling.fair_shares import FairShares
from didymium.decisions.stocks.cover.cover import Cover
from didymium.decisions.stocks.sizing.frontier import Frontier
from didymium.views.stocks.charts import KINDS, CoverBar, PoolBar
from didymium.views.wording import Words
from didymium.web.look.chart import DASHES, SERIES, SYMBOLS, Options

DECALS = ("none", "rect", "triangle", "circle")
MILLION = 1e6


def cover_options(words: Words, bars: Sequence[CoverBar]) -> Options:
    """Return days of cover as bars with a mark at each target; where nothing is known to be held it is
    said.
    """
    series = [
        _bar(words(f"stocks.kind.{kind}"), place, [bar.days[place] for bar in bars], stack="days")
        for place, kind in enumerate(KINDS)
    ]
    targets = {
        "type": "scatter",
        "name": words("stocks.kind.target"),
        "symbol": "rect",
        "symbolSize": [4, 20],
        "z": 5,
        "itemStyle": {"color": "--ink"},
        "data": [[bar.target_days, row] for row, bar in enumerate(bars) if bar.target_days is not None],
    }
    unknown = {
        "type": "scatter",
        "name": words("stocks.none_known"),
        "symbol": "emptyDiamond",
        "symbolSize": 9,
        "itemStyle": {"color": "--ink"},
        "data": [[0, row] for row, bar in enumerate(bars) if not bar.known],
    }
    marks = [one for one in (targets, unknown) if one["data"]]
    return _lying([bar.label for bar in bars], words("stocks.chart.cover_x"), [*series, *marks])


def cover_numbers(cover: Cover, bars: Sequence[CoverBar]) -> pl.DataFrame:
    """Return cover of what the bars show, in tonnes and days, with what it rests on."""
    shown = pl.DataFrame(
        [(bar.member, bar.material) for bar in bars],
        schema={"member": pl.String, "material": pl.String},
        orient="row",
    )
    return shown.join(cover.table, on=["member", "material"], how="left", maintain_order="left").select(
        "member",
        "material",
        *(f"{kind}_t" for kind in KINDS),
        *(f"{kind}_days" for kind in KINDS),
        "target_days",
        pl.col("gap_t").alias("target_gap_t"),
        pl.col("fill_usd").alias("target_gap_usd"),
        "held_rests_on",
        "target_source",
    )


def frontier_options(words: Words, frontiers: Mapping[str, Frontier]) -> Options:
    """Return the yearly cost of stocks against the loss that they leave, a line for each member."""
    kind = "expected" if next(iter(frontiers.values())).alpha is None else "tail"
    return {
        "grid": {"left": 16, "right": 24, "top": 72, "bottom": 40, "containLabel": True},
        "legend": {"top": 0, "textStyle": {"color": "--ink"}},
        "tooltip": {"trigger": "item"},
        "xAxis": {
            **_amounts(words(f"stocks.chart.frontier_x_{kind}")),
            "nameLocation": "middle",
            "nameGap": 28,
        },
        "yAxis": {
            **_amounts(words("stocks.chart.frontier_y")),
            "nameTextStyle": {"align": "left", "color": "--quiet"},
        },
        "series": [
            {
                "type": "line",
                "name": words.region(member),
                "symbol": SYMBOLS[place % len(SYMBOLS)],
                "symbolSize": 8,
                "lineStyle": {
                    "color": SERIES[place % len(SERIES)],
                    "width": 2,
                    "type": DASHES[place % len(DASHES)],
                },
                "itemStyle": {"color": SERIES[place % len(SERIES)]},
                "data": _points(frontier),
            }
            for place, (member, frontier) in enumerate(frontiers.items())
        ],
    }


def _points(frontier: Frontier) -> list[list[float]]:
    return [
        [point.limit_musd, point.sizing.usd_per_year / MILLION]
        for point in frontier.points
        if point.sizing is not None
    ]


def frontier_numbers(frontiers: Mapping[str, Frontier]) -> pl.DataFrame:
    """Return the points of cost against risk; without costs where no stocks keep the bound."""
    rows = [
        (
            member,
            point.share,
            point.limit_musd * MILLION,
            None if point.sizing is None else point.sizing.usd_per_year,
            None if point.sizing is None else point.sizing.capital_usd,
        )
        for member, frontier in frontiers.items()
        for point in frontier.points
    ]
    figures = ("loss_left_share", "loss_left_usd", "yearly_cost_usd", "capital_usd")
    schema = {"member": pl.String, **dict.fromkeys(figures, pl.Float64)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def pool_options(words: Words, bars: Sequence[PoolBar]) -> Options:
    """Return what each member, and all of them, pay a year alone and in the pool."""
    series = [
        _bar(words(f"stocks.chart.pool_{name}"), place, [usd / MILLION for usd in amounts])
        for place, (name, amounts) in enumerate(
            (
                ("alone", [bar.alone_usd_per_year for bar in bars]),
                ("pooled", [bar.pooled_usd_per_year for bar in bars]),
            )
        )
    ]
    return _lying([bar.label for bar in bars], words("stocks.chart.pool_x"), series)


def pool_numbers(words: Words, shares: FairShares) -> pl.DataFrame:
    """Return who pays what alone and in the pool, at Shapley's shares and where the wish to leave is
    weakest.
    """
    return pl.DataFrame(
        [
            (
                words.region(one.member),
                one.alone_usd_per_year,
                one.shapley_usd_per_year,
                one.saves_usd_per_year,
                one.least_core_usd_per_year,
                one.holds_usd_per_year,
                one.receives_usd_per_year,
            )
            for one in shares.members
        ],
        schema={
            "member": pl.String,
            **dict.fromkeys(
                (
                    "alone_a_year_usd",
                    "shapley_a_year_usd",
                    "saves_a_year_usd",
                    "least_core_a_year_usd",
                    "holds_a_year_usd",
                    "receives_a_year_usd",
                ),
                pl.Float64,
            ),
        },
        orient="row",
    )


def lying_height_rem(rows: int, each: float = 1.5) -> float:
    """Return the height that bars need."""
    return 7.0 + each * rows


def _bar(name: str, place: int, values: Sequence[float], stack: str | None = None) -> Options:
    return {
        "type": "bar",
        "name": name,
        "stack": stack,
        "barMaxWidth": 22,
        "itemStyle": {
            "color": SERIES[place + 1],
            "decal": {"symbol": DECALS[place], "symbolSize": 0.5, "color": "--paper"},
        },
        "data": list(values),
    }


def _lying(labels: Sequence[str], amount: str, series: Sequence[Options]) -> Options:
    return {
        "aria": {"enabled": True},
        "grid": {"left": 8, "right": 28, "top": 56, "bottom": 36, "containLabel": True},
        "legend": {"top": 0, "textStyle": {"color": "--ink"}},
        "tooltip": {"trigger": "item", "valueFormatter": "@number"},
        "xAxis": {**_amounts(amount), "nameLocation": "middle", "nameGap": 26},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": list(labels),
            "axisTick": {"show": False},
            "axisLabel": {"color": "--ink", "width": 190, "overflow": "break", "fontSize": 11, "interval": 0},
        },
        "series": list(series),
        "media": [
            {
                "query": {"maxWidth": 620},
                "option": {
                    # A legend of another type is a new one: it takes over nothing.
                    "legend": {
                        "type": "scroll",
                        "top": 0,
                        "textStyle": {"color": "--ink"},
                        "pageTextStyle": {"color": "--ink"},
                        "pageIconColor": "--ink",
                        "pageIconInactiveColor": "--quiet",
                    },
                    "yAxis": {"axisLabel": {"width": 110, "fontSize": 10}},
                },
            }
        ],
    }


def _amounts(name: str) -> Options:
    return {
        "type": "value",
        "name": name,
        "nameTextStyle": {"color": "--quiet"},
        "axisLabel": {"color": "--quiet", "formatter": "@compact", "hideOverlap": True},
        "splitLine": {"lineStyle": {"color": "--line"}},
    }
