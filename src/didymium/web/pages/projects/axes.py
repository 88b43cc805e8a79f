"""What the charts of the page share: lying bars, axes of amounts and of years, ranges."""

from __future__ import annotations

from collections.abc import Sequence

from didymium.web.look.chart import SERIES, Options

DECALS = ("none", "rect", "triangle", "circle")
LABEL_PIXELS, NARROW_LABEL_PIXELS = 200, 110


def height_rem(rows: int, each: float = 1.7) -> float:
    """Return the height that rows need."""
    return 7.0 + each * max(rows, 1)


def bar(name: str, place: int, values: Sequence[object], stack: str | None = None) -> Options:
    """Return a series of bars; ``place`` chooses colour and pattern."""
    return {
        "type": "bar",
        "name": name,
        "stack": stack,
        "barMaxWidth": 20,
        "itemStyle": {
            "color": SERIES[place % len(SERIES)],
            "decal": {"symbol": DECALS[place % len(DECALS)], "symbolSize": 0.5, "color": "--paper"},
        },
        "data": list(values),
    }


def marks(name: str, symbol: str, colour: str, points: Sequence[object], size: float = 10) -> Options:
    """Return a series of single marks."""
    return {
        "type": "scatter",
        "name": name,
        "symbol": symbol,
        "symbolSize": size,
        "z": 6,
        "itemStyle": {"color": colour, "borderColor": "--paper", "borderWidth": 0.8},
        "data": list(points),
    }


def ranges(name: str, ends: Sequence[tuple[float, float]], colour: str) -> Options:
    """Return a line from the low to the high end of each row."""
    data: list[list[object]] = []
    for row, (low, high) in enumerate(ends):
        # A point without a value parts the line of a row from the next.
        data += [[low, row], [high, row], [None, None]]
    return {
        "type": "line",
        "name": name,
        "symbol": "none",
        "connectNulls": False,
        "silent": True,
        "z": 5,
        "lineStyle": {"color": colour, "width": 2.5},
        "itemStyle": {"color": colour},
        "data": data,
    }


def amounts(name: str) -> Options:
    """Return an axis of amounts."""
    return {
        "type": "value",
        "name": name,
        "nameLocation": "middle",
        "nameGap": 28,
        "nameTextStyle": {"color": "--quiet"},
        "axisLabel": {"color": "--quiet", "formatter": "@compact", "hideOverlap": True},
        "splitLine": {"lineStyle": {"color": "--line"}},
    }


def years(first: float, last: float) -> Options:
    """Return an axis of years."""
    return {
        "type": "value",
        "min": int(first),
        "max": int(last) + 1,
        "minInterval": 1,
        "axisLabel": {"color": "--quiet", "formatter": "@year", "hideOverlap": True},
        "splitLine": {"lineStyle": {"color": "--line"}},
    }


def lying(labels: Sequence[str], axis: Options, series: Sequence[Options]) -> Options:
    """Return a chart whose rows have names."""
    return {
        "aria": {"enabled": True},
        "grid": {"left": 8, "right": 28, "top": 56, "bottom": 40, "containLabel": True},
        "legend": {
            "type": "scroll",
            "top": 0,
            "textStyle": {"color": "--ink"},
            "pageTextStyle": {"color": "--ink"},
            "pageIconColor": "--ink",
            "pageIconInactiveColor": "--quiet",
        },
        "tooltip": {"trigger": "item", "valueFormatter": "@number"},
        "xAxis": axis,
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": list(labels),
            "axisTick": {"show": False},
            "axisLabel": {
                "color": "--ink",
                "width": LABEL_PIXELS,
                "overflow": "break",
                "fontSize": 11,
                "interval": 0,
            },
        },
        "series": list(series),
        "media": [
            {
                "query": {"maxWidth": 620},
                "option": {"yAxis": {"axisLabel": {"width": NARROW_LABEL_PIXELS, "fontSize": 10}}},
            }
        ],
    }
