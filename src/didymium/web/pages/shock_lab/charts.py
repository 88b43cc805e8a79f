"""Charts of the shock lab as options of ECharts."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from didymium.indicators.spans import spans_of_outcome
from didymium.views.lab_tables import GROUPS
from didymium.views.run_view import ScenarioRun
from didymium.views.wording import Words
from didymium.web.look.chart import SERIES, SYMBOLS, Options

MOST_SECTORS = 12
_GRID = {"left": 8, "right": 20, "top": 16, "bottom": 64, "containLabel": True}


def period_names(words: Words, run: ScenarioRun) -> list[str]:
    """Return the names of the periods of a run, short enough for an axis."""
    return [f"{first:%Y-%m}" for first in spans_of_outcome(run.outcome)]


def price_lines(
    words: Words, run: ScenarioRun, courses: pl.DataFrame, regions: Sequence[str], material: str
) -> Options:
    """Lines: the price of a material in each region, in the unit in which it is read, with the base run's
    as a thin dashed line of the same colour.
    """
    factor = words.price_read(1.0, material)
    courses = courses.with_columns(pl.col("price_usd_per_kg", "base_usd_per_kg") * factor)
    periods = list(spans_of_outcome(run.outcome))
    series = []
    for place, region in enumerate(regions):
        rows = {row["period"]: row for row in courses.filter(region=region).to_dicts()}
        if not rows:
            continue
        colour = SERIES[place % len(SERIES)]
        series.append(
            {
                "type": "line",
                "name": words.region(region),
                "step": "end",
                "symbol": SYMBOLS[place % len(SYMBOLS)],
                "symbolSize": 8,
                "itemStyle": {"color": colour},
                "lineStyle": {"color": colour, "width": 2.5},
                "data": [rows[first]["price_usd_per_kg"] if first in rows else None for first in periods],
            }
        )
        series.append(
            {
                "type": "line",
                "name": words("web.lab.base_of", region=words.region(region)),
                "step": "end",
                "symbol": "none",
                "lineStyle": {"color": colour, "width": 1.2, "type": "dashed"},
                "itemStyle": {"color": colour},
                "data": [rows[first]["base_usd_per_kg"] if first in rows else None for first in periods],
            }
        )
    shown = [item["name"] for item in series[::2]]
    return {
        "aria": {"enabled": True},
        "grid": {**_GRID, "top": 36},
        "legend": {"bottom": 0, "type": "scroll", "data": shown, "textStyle": {"color": "--ink"}},
        "tooltip": {"trigger": "axis", "valueFormatter": "@number"},
        "xAxis": _periods(words, run),
        "yAxis": {**_values("@number"), "name": _price_axis(words, material), "min": 0},
        "series": series,
    }


def _price_axis(words: Words, material: str) -> str:
    has_unit = words.case.unit_read(material, "price") is not None
    return words.price_unit(material) if has_unit else words("web.lab.usd_per_kg")


def missing_heat(words: Words, run: ScenarioRun, missing: pl.DataFrame) -> Options:
    """A heat map: the share that each sector misses in each period, the worst sectors on top."""
    worst = (
        missing.group_by("sector").agg(pl.col("share").max(), pl.col("missing_usd").sum())
        .filter(pl.col("share") > 0.001)
        .sort("share", "missing_usd", descending=True)
        .head(MOST_SECTORS)
    )  # fmt: skip
    sectors = worst["sector"].to_list()
    periods = list(spans_of_outcome(run.outcome))
    rows = {name: place for place, name in enumerate(sectors)}
    cells = [
        [periods.index(row["period"]), rows[row["sector"]], round(row["share"], 4)]
        for row in missing.filter(pl.col("sector").is_in(sectors)).to_dicts()
    ]
    return {
        "aria": {"enabled": True},
        "grid": {**_GRID, "bottom": 72},
        "tooltip": {"trigger": "item", "valueFormatter": "@percent"},
        "xAxis": {**_periods(words, run), "splitArea": {"show": False}},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [words.sector(name) for name in sectors],
            "axisLabel": {"color": "--ink", "width": 170, "overflow": "truncate", "interval": 0},
            "axisTick": {"show": False},
        },
        "visualMap": {
            "min": 0,
            "max": 1,
            "calculable": False,
            "orient": "horizontal",
            "left": "center",
            "bottom": 0,
            "itemHeight": 140,
            "text": [words("web.lab.all_missing"), words("web.lab.none_missing")],
            "textStyle": {"color": "--ink"},
            "inRange": {"color": ["--heat-0", "--heat-1", "--heat-2", "--heat-3"]},
        },
        "series": [
            {
                "type": "heatmap",
                "data": cells,
                "itemStyle": {"borderColor": "--paper", "borderWidth": 2},
                "label": {
                    "show": len(sectors) <= MOST_SECTORS,
                    "formatter": "@heat",
                    "color": "--ink",
                    "fontSize": 10,
                },
            }
        ],
    }


def paid_bars(words: Words, paid: pl.DataFrame, names: dict[str, str]) -> Options:
    """Stacked bars: what each group gains or pays, by side; ``names`` says the sides."""
    groups = [group for group in GROUPS if group in paid["group"].to_list()]
    series = []
    for place, (side, name) in enumerate(names.items()):
        amounts = dict(paid.filter(side=side).select("group", "usd").iter_rows())
        if any(amounts.values()):
            series.append(
                {
                    "type": "bar",
                    "stack": "all",
                    "name": name,
                    "barMaxWidth": 22,
                    "itemStyle": {"color": SERIES[place], "borderColor": "--paper", "borderWidth": 1},
                    "data": [amounts.get(group, 0.0) for group in groups],
                }
            )
    return {
        "aria": {"enabled": True, "decal": {"show": True}},
        "grid": _GRID,
        "legend": {"bottom": 0, "type": "scroll", "textStyle": {"color": "--ink"}},
        "tooltip": {"trigger": "item", "valueFormatter": "@compact"},
        "xAxis": _values("@compact"),
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [words(f"web.lab.group_{group}") for group in groups],
            "axisLabel": {"color": "--ink"},
            "axisTick": {"show": False},
        },
        "series": series,
    }


def _periods(words: Words, run: ScenarioRun) -> Options:
    return {
        "type": "category",
        "data": period_names(words, run),
        "axisLabel": {"color": "--quiet", "rotate": 40},
        "axisLine": {"lineStyle": {"color": "--line"}},
    }


def _values(form: str) -> Options:
    return {
        "type": "value",
        "axisLabel": {"formatter": form, "color": "--quiet"},
        "nameTextStyle": {"color": "--quiet", "align": "left"},
        "splitLine": {"lineStyle": {"color": "--line"}},
    }
