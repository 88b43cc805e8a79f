"""Charts of a comparison of floors: one bar for each design and figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from didymium.web.look.chart import SERIES, Options

DECALS = ("none", "rect", "triangle", "circle")
"""Patterns that tell bars apart without colour."""


def design_bars(
    designs: Sequence[str], series: Mapping[str, Sequence[float]], mark: tuple[str, float] | None = None
) -> Options:
    """Return bars side by side: designs down the side, a bar for each series; ``mark`` is a line at a value,
    with what it says.
    """
    bars = [_bars(place, name, values) for place, (name, values) in enumerate(series.items())]
    if mark:
        bars[0]["markLine"] = {
            "symbol": "none",
            "silent": True,
            "lineStyle": {"color": "--ink", "type": "dashed"},
            "label": {"formatter": mark[0], "color": "--ink", "position": "start"},
            "data": [{"xAxis": mark[1]}],
        }
    return {
        "aria": {"enabled": True},
        "grid": {"left": 8, "right": 56, "top": 36, "bottom": 32, "containLabel": True},
        "legend": {"bottom": 0, "type": "scroll", "show": len(series) > 1, "textStyle": {"color": "--ink"}},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}, "valueFormatter": "@number"},
        "xAxis": {
            "type": "value",
            "axisLabel": {"color": "--quiet", "formatter": "@compact", "hideOverlap": True},
            "splitLine": {"lineStyle": {"color": "--line"}},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": list(designs),
            "axisLabel": {"color": "--ink", "width": 110, "overflow": "break"},
            "axisTick": {"show": False},
        },
        "series": bars,
    }


def bars_height_rem(designs: int, series: int) -> float:
    """Return the height that a chart of bars needs."""
    return 5.0 + designs * (0.8 + 1.15 * series)


def _bars(place: int, name: str, values: Sequence[float]) -> Options:
    return {
        "type": "bar",
        "name": name,
        "barMaxWidth": 18,
        "itemStyle": {
            "color": SERIES[place % len(SERIES)],
            "decal": {"symbol": DECALS[place % len(DECALS)], "symbolSize": 0.5, "color": "--paper"},
        },
        "label": {
            "show": True,
            "position": "right",
            "formatter": "@number",
            "color": "--ink",
            "fontSize": 11,
        },
        "data": list(values),
    }
