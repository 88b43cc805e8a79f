"""The timeline of promises: a row for each agreement, a sign for each state, told apart without colour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from didymium.evidence.questions.deadlines import Deadline
from didymium.views.evidence.agreements_view import deadline_status
from didymium.web.look.chart import Options
from didymium.web.look.visit import Visit

SIGNS = {
    "met": ("rect", "--series-3"),
    "met_late": ("roundRect", "--series-5"),
    "due": ("emptyCircle", "--series-1"),
    "late": ("triangle", "--series-2"),
    "lapsed": ("arrow", "--series-8"),
    "unknown": ("diamond", "--series-4"),
}
SIGNED = ("circle", "--series-7")
LONGEST_TITLE = 60
LABEL_PIXELS = 230
LEFT_SHARE = 0.03


def timeline_options(visit: Visit, day: dt.date, deadlines: Sequence[Deadline]) -> Options:
    """Return the chart of deadlines as of a day."""
    titles = {item.agreement.agreement: _title(visit, item) for item in deadlines}
    signings = {item.agreement.agreement: item.agreement.signed for item in deadlines}
    signed = [[when.isoformat(), titles[name]] for name, when in signings.items()]
    series = [_series(visit.words("web.agreements.signed"), SIGNED, signed, 8)]
    for status, sign in SIGNS.items():
        points = [
            {
                "value": [item.due.isoformat(), titles[item.agreement.agreement]],
                "name": f"{item.provision.title.in_language(visit.language)}: "
                f"{deadline_status(visit.speaker, item)}",
            }
            for item in deadlines
            if item.status == status
        ]
        if points:
            series.append(_series(visit.words(f"deadline.{status}"), sign, points, 14))
    series[0]["markLine"] = {
        "symbol": "none",
        "silent": True,
        "lineStyle": {"color": "--ink", "type": "dashed"},
        "label": {"formatter": day.isoformat(), "color": "--ink", "position": "start", "distance": 22},
        "data": [{"xAxis": day.isoformat()}],
    }
    return {
        "grid": {"left": 8, "right": 28, "top": 60, "bottom": 32, "containLabel": True},
        "legend": {"top": 0, "textStyle": {"color": "--ink"}},
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        "xAxis": {
            "type": "time",
            "min": _first(day, deadlines).isoformat(),
            "axisLabel": {"color": "--quiet", "formatter": {"year": "{yyyy}", "month": "{yyyy}-{MM}"}},
            "splitLine": {"show": True, "lineStyle": {"color": "--line"}},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": list(titles.values()),
            "axisLabel": {"color": "--ink", "width": LABEL_PIXELS, "overflow": "break", "fontSize": 11},
        },
        "series": series,
        "media": [
            {
                "query": {"maxWidth": 560},
                "option": {"yAxis": {"axisLabel": {"width": 110, "fontSize": 9}}},
            }
        ],
    }


def _first(day: dt.date, deadlines: Sequence[Deadline]) -> dt.date:
    """Return where the axis begins: some way before everything that is shown."""
    days = [day, *(item.due for item in deadlines), *(item.agreement.signed for item in deadlines)]
    return min(days) - (max(days) - min(days)) * LEFT_SHARE


def _title(visit: Visit, item: Deadline) -> str:
    title = item.agreement.title.in_language(visit.language)
    return title if len(title) <= LONGEST_TITLE else f"{title[:LONGEST_TITLE]}…"


def _series(name: str, sign: tuple[str, str], points: Sequence[object], size: int) -> Options:
    symbol, colour = sign
    return {
        "type": "scatter",
        "name": name,
        "symbol": symbol,
        "symbolSize": size,
        "itemStyle": {"color": colour},
        "data": list(points),
    }
