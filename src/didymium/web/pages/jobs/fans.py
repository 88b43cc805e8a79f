"""Fans: the range of prices over the scenarios of an ensemble."""

from __future__ import annotations

from typing import Any

import polars as pl

from didymium.indicators.roles import home_regions
from didymium.views.ensemble.overview import LEAST_MULTIPLE, Overview
from didymium.web.look.chart import Options
from didymium.web.look.figure import FigureCard, From
from didymium.web.look.html import Tag
from didymium.web.look.visit import Visit

MOST_FANS = 4
"""Materials of a region that are drawn, those that move most; the report draws the others."""
BANDS = (("q05", "q95", 0.2, "wide"), ("q25", "q75", 0.45, "narrow"))


def show_fans(visit: Visit, overview: Overview) -> None:
    """Draw the fans of the home regions."""
    if overview.prices is None:
        return
    homes = home_regions(visit.server.case)
    for region in homes:
        table = overview.prices.filter(pl.col("region") == region)
        peaks = table.group_by("material").agg(pl.col("q95").max()).sort("q95", "material", descending=True)
        moving = peaks.filter(pl.col("q95") >= LEAST_MULTIPLE)["material"].to_list()[:MOST_FANS]
        if not moving:
            continue
        title = visit.words("ensemble.chart_fan", region=visit.words.region(region))
        with Tag("details", open=region == homes[0], classes="disagreement"):
            Tag("summary", title)
            _fans(visit, region, moving, table)


def _fans(visit: Visit, region: str, moving: list[str], table: pl.DataFrame) -> None:
    with Tag("div", classes="two"):
        for material in moving:
            _fan(visit, region, material, table.filter(pl.col("material") == material).sort("period"))


def _fan(visit: Visit, region: str, material: str, part: pl.DataFrame) -> None:
    words = visit.words
    names = {
        "q50": words("ensemble.fan_middle"),
        "as_stated": words("ensemble.fan_stated"),
        **{key: words(f"ensemble.fan_{key}") for _, _, _, key in BANDS},
    }
    FigureCard(
        visit,
        f"fan_{region}_{material}",
        words.material(material),
        _options(part, names),
        part.drop("material", "region").with_columns(pl.col("period").cast(pl.String)),
        note=words("ensemble.note_fan"),
        sources=[From(words("web.jobs.ensemble_source"))],
        level="h3",
    )


def _options(part: pl.DataFrame, names: dict[str, str]) -> Options:
    days = [day.isoformat() for day in part["period"]]
    series: list[dict[str, Any]] = []
    for low, high, opacity, key in BANDS:
        bottom = part[low].to_list()
        width = [None if a is None or b is None else b - a for a, b in zip(bottom, part[high], strict=True)]
        series.append(_band(key, "", bottom, 0.0))
        series.append(_band(key, names[key], width, opacity))
    for name, kind, colour in (("q50", "solid", "--ink"), ("as_stated", "dashed", "--series-2")):
        series.append(
            {
                "type": "line",
                "name": names[name],
                "data": part[name].to_list(),
                "symbol": "circle" if kind == "solid" else "rect",
                "itemStyle": {"color": colour},
                "lineStyle": {"color": colour, "type": kind, "width": 2},
            }
        )
    return {
        "grid": {"left": 8, "right": 16, "top": 16, "bottom": 60, "containLabel": True},
        "legend": {"bottom": 0, "textStyle": {"color": "--ink"}, "data": list(names.values())},
        "tooltip": {"trigger": "item", "valueFormatter": "@number"},
        "xAxis": {
            "type": "category",
            "data": [day[:7] for day in days],
            "axisLabel": {"color": "--quiet", "hideOverlap": True},
        },
        "yAxis": {
            "type": "value",
            "scale": True,
            "axisLabel": {"color": "--quiet", "formatter": "@number"},
            "splitLine": {"lineStyle": {"color": "--line"}},
        },
        "series": series,
    }


def _band(stack: str, name: str, values: list[float | None], opacity: float) -> dict[str, Any]:
    return {
        "type": "line",
        "name": name,
        "stack": stack,
        "stackStrategy": "all",
        "data": values,
        "symbol": "none",
        "silent": True,
        "itemStyle": {"color": "--series-1"},
        "lineStyle": {"opacity": 0},
        "areaStyle": {"color": "--series-1", "opacity": opacity},
    }
