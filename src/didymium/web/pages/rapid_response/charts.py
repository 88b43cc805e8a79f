"""Charts of a response: the delivery plan as bars over time, and what it saves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from didymium.views.response.gantt import Bar, Gantt
from didymium.views.response.naming import task_name
from didymium.views.response.view import ResponseView
from didymium.views.wording import Words
from didymium.web.look.chart import SERIES, Options

SIGN = {"always": "circle", "granted": "triangle", "refused": "diamond"}
"""Sign at the arrival: whether the task is done in any case, or in one course only."""
LABEL_PIXELS, PHONE_PIXELS = 270, 125
ROW_REM = 3.4
_DAY = dt.timedelta(days=1)


def gantt_options(words: Words, gantt: Gantt) -> Options:
    """Return tasks as bars from their first to their last day, with the way until the last has arrived."""
    last = max([gantt.end, *(bar.arrival for bar in gantt.bars)]) + _DAY
    return {
        "grid": {"left": 8, "right": 28, "top": 84, "bottom": 28, "containLabel": True},
        "legend": {
            "top": 0,
            "textStyle": {"color": "--ink"},
            "data": [{"name": name, "icon": "roundRect"} for _, name in gantt.kinds],
        },
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        "xAxis": {
            "type": "time",
            "min": gantt.begin.isoformat(),
            "max": last.isoformat(),
            "axisLabel": {
                "color": "--quiet",
                "hideOverlap": True,
                "formatter": {"year": "{yyyy}-{MM}", "month": "{yyyy}-{MM}", "day": "{MM}-{dd}"},
            },
            "splitLine": {"show": True, "lineStyle": {"color": "--line"}},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [bar.label for bar in gantt.bars],
            "axisTick": {"show": False},
            "axisLabel": {
                "color": "--ink",
                "width": LABEL_PIXELS,
                "overflow": "break",
                "fontSize": 11,
                "lineHeight": 13,
                "interval": 0,
            },
        },
        "series": _series(words, gantt),
        "media": [
            {
                "query": {"maxWidth": 620},
                "option": {
                    "legend": {"type": "scroll"},
                    "grid": {"top": 56},
                    "yAxis": {"axisLabel": {"width": PHONE_PIXELS, "fontSize": 9, "lineHeight": 10}},
                },
            }
        ],
    }


def gantt_height_rem(gantt: Gantt) -> float:
    """Return the height that the chart of the plan needs."""
    return 6.0 + ROW_REM * len(gantt.bars)


def gantt_numbers(words: Words, view: ResponseView) -> pl.DataFrame:
    """Return every task of the plan, as numbers and days."""

    def of(column: str) -> str:
        return words(f"response.column.{column}")

    tasks = view.tasks
    return pl.DataFrame(
        {
            of("what"): [task_name(words, task) for task in tasks],
            of("material"): [words.material(task.material) for task in tasks],
            f"{of('t')}, t": [task.t for task in tasks],
            words("web.response.begins"): [task.begin.isoformat() for task in tasks],
            words("web.response.ends"): [task.end.isoformat() for task in tasks],
            of("arrives_by"): [task.arrives_by.isoformat() for task in tasks],
            words("web.response.cost_usd"): [task.cost_usd for task in tasks],
            of("branch"): [words(f"response.branch.{task.branch}") for task in tasks],
        }
    )


def savings_numbers(words: Words, view: ResponseView) -> pl.DataFrame:
    """Return loss and cost in expectation, million US dollars: nobody acts, each alone, together."""
    saved = view.answer.savings
    loss = (saved.loss_if_nobody_acts_usd, saved.loss_apart_usd, saved.loss_together_usd)
    cost = (0.0, saved.cost_apart_usd, saved.cost_together_usd)
    return pl.DataFrame(
        {
            words("response.column.case"): [
                words(f"web.response.way_{name}") for name in ("nobody", "apart", "together")
            ],
            words("web.response.loss_musd"): [usd / 1e6 for usd in loss],
            words("web.response.cost_musd"): [usd / 1e6 for usd in cost],
        }
    )


def savings_options(numbers: pl.DataFrame) -> Options:
    """Return loss and cost as bars on top of each other."""
    ways, *kinds = numbers.columns
    decals = ("none", "rect")
    return {
        "aria": {"enabled": True},
        "grid": {"left": 8, "right": 40, "top": 12, "bottom": 36, "containLabel": True},
        "legend": {"bottom": 0, "textStyle": {"color": "--ink"}},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}, "valueFormatter": "@number"},
        "xAxis": {
            "type": "value",
            "axisLabel": {"color": "--quiet", "formatter": "@compact", "hideOverlap": True},
            "splitLine": {"lineStyle": {"color": "--line"}},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": numbers[ways].to_list(),
            "axisLabel": {"color": "--ink", "width": 110, "overflow": "break"},
            "axisTick": {"show": False},
        },
        "series": [
            {
                "type": "bar",
                "name": kind,
                "stack": "usd",
                "barMaxWidth": 26,
                "itemStyle": {
                    "color": SERIES[place],
                    "decal": {"symbol": decals[place], "symbolSize": 0.5, "color": "--paper"},
                },
                "data": numbers[kind].to_list(),
            }
            for place, kind in enumerate(kinds)
        ],
    }


def _series(words: Words, gantt: Gantt) -> list[Options]:
    """Return bars, ways and arrivals of each kind of task under one name of the legend, and the decision."""
    found: list[Options] = []
    for place, (kind, name) in enumerate(gantt.kinds):
        here = [(row, bar) for row, bar in enumerate(gantt.bars) if bar.kind == kind]
        colour = SERIES[place % len(SERIES)]
        bars = [_line(words, row, bar, bar.begin, bar.end + _DAY) for row, bar in here]
        ways = [
            _line(words, row, bar, bar.end + _DAY, bar.arrival + _DAY)
            for row, bar in here
            if bar.arrival > bar.end
        ]
        found += [
            _lines(name, colour, 12, bars),
            _lines(name, colour, 3, ways),
            _arrivals(words, name, colour, here),
        ]
    if found and gantt.decision is not None:
        label = {"formatter": gantt.decision_label, "color": "--ink", "position": "start"}
        # Lines take no marks: the first arrivals do.
        found[2]["markLine"] = {
            "symbol": "none",
            "silent": True,
            "lineStyle": {"color": "--ink", "type": "dashed"},
            "label": label,
            "data": [{"xAxis": gantt.decision.isoformat()}],
        }
    return found


def _line(words: Words, row: int, bar: Bar, first: dt.date, last: dt.date) -> Options:
    return {"name": _said(words, bar), "coords": [[first.isoformat(), row], [last.isoformat(), row]]}


def _lines(name: str, colour: str, width: int, data: Sequence[Options]) -> Options:
    return {
        "type": "lines",
        "name": name,
        "coordinateSystem": "cartesian2d",
        "clip": True,
        "symbol": "none",
        "itemStyle": {"color": colour},
        "lineStyle": {"color": colour, "width": width, "opacity": 1, "cap": "butt"},
        "data": list(data),
    }


def _arrivals(words: Words, name: str, colour: str, bars: Sequence[tuple[int, Bar]]) -> Options:
    return {
        "type": "scatter",
        "name": name,
        "symbolSize": 11,
        "itemStyle": {"color": colour, "borderColor": "--paper", "borderWidth": 1},
        "data": [
            {
                "name": _said(words, bar),
                "value": [(bar.arrival + _DAY).isoformat(), row],
                "symbol": SIGN[bar.branch],
            }
            for row, bar in bars
        ],
    }


def _said(words: Words, bar: Bar) -> str:
    dates = {"first": bar.begin, "last": bar.end, "arrival": bar.arrival}
    return words(
        "web.response.bar",
        task=bar.label,
        branch=words(f"response.branch.{bar.branch}"),
        **{name: words.date(day) for name, day in dates.items()},
    )
