"""Options of bar charts."""

from __future__ import annotations

import polars as pl

from didymium.indicators.stages import ORDER
from didymium.views.member import Member
from didymium.views.wording import Words
from didymium.web.look.chart import SERIES, Options

MOST_ORIGINS = 6
"""Origins with a bar of their own; the rest is added up."""
LEAST_SHARE = 0.0005


def origin_bars(words: Words, member: Member) -> Options:
    """Stacked bars: for each stage, where its supply comes from; the largest origins by value on their
    own.
    """
    origins = member.origins
    totals = (
        origins.group_by("origin").agg(pl.col("usd").sum()).sort("usd", "origin", descending=[True, False])
    )
    ranked = [name for name in totals["origin"] if name != member.region]
    own, shown = member.region, ranked[:MOST_ORIGINS]
    stages = [stage for stage in ORDER if stage in origins["stage"].to_list()]
    series = [
        _origin(words, origins, stages, [own], words("web.overview.domestic", region=words.region(own)), 2)
    ]
    places = [place for place in range(len(SERIES)) if place not in (2, 6)]
    series += [
        _origin(words, origins, stages, [name], words.region(name), places[position])
        for position, name in enumerate(shown)
    ]
    if len(ranked) > MOST_ORIGINS:
        series.append(_origin(words, origins, stages, ranked[MOST_ORIGINS:], words("web.overview.others"), 6))
    names = [words(f"stage.{stage}") for stage in stages]
    return {
        "aria": {"enabled": True, "decal": {"show": True}},
        "grid": {"left": 8, "right": 16, "top": 8, "bottom": 70, "containLabel": True},
        "legend": {"bottom": 0, "type": "scroll", "textStyle": {"color": "--ink"}},
        "tooltip": {"trigger": "item", "valueFormatter": "@percent"},
        "xAxis": _share_axis(),
        "yAxis": {**_names(names), "inverse": True},
        "series": [item for item in series if any(item["data"])],
    }


def _origin(
    words: Words, origins: pl.DataFrame, stages: list[str], names: list[str], label: str, place: int
) -> Options:
    found = origins.filter(pl.col("origin").is_in(names)).group_by("stage").agg(pl.col("share").sum())
    shares = dict(found.iter_rows())
    return {
        "type": "bar",
        "stack": "all",
        "name": label,
        "barMaxWidth": 34,
        "itemStyle": {"color": SERIES[place], "borderColor": "--paper", "borderWidth": 1},
        "data": [
            shares.get(stage, 0.0) if shares.get(stage, 0.0) >= LEAST_SHARE else 0.0 for stage in stages
        ],
    }


def loss_bars(words: Words, member: Member) -> Options:
    """Bars: the share of each sector's output that is lost, the largest first."""
    shown = member.losses.sort("share", "sector", descending=[True, False])
    return {
        "aria": {"enabled": True},
        "grid": {"left": 8, "right": 48, "top": 8, "bottom": 24, "containLabel": True},
        "tooltip": {"trigger": "item", "valueFormatter": "@percent"},
        "xAxis": {**_share_axis(), "max": None},
        "yAxis": {**_names([words.sector(name) for name in shown["sector"]]), "inverse": True},
        "series": [
            {
                "type": "bar",
                "barMaxWidth": 18,
                "itemStyle": {"color": SERIES[1]},
                "label": {"show": True, "position": "right", "formatter": "@percent", "color": "--ink"},
                "data": shown["share"].to_list(),
            }
        ],
    }


def _share_axis() -> Options:
    return {
        "type": "value",
        "max": 1,
        "axisLabel": {"formatter": "@percent", "color": "--quiet"},
        "splitLine": {"lineStyle": {"color": "--line"}},
    }


def _names(names: list[str]) -> Options:
    return {
        "type": "category",
        "data": names,
        "axisLabel": {"color": "--ink", "width": 170, "overflow": "break"},
        "axisLine": {"lineStyle": {"color": "--line"}},
        "axisTick": {"show": False},
    }
