"""The Gantt chart of the plan: its bars as data, which the web draws, and as SVG for reports and files."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from unicodedata import east_asian_width

import matplotlib.dates as mdates
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from didymium.views.response.naming import day, task_name
from didymium.views.response.tasks import ALWAYS, Task
from didymium.views.response.view import ResponseView
from didymium.views.svg import PALETTE, Chart, draw
from didymium.views.wording import Words

MOST_BARS = 30
DETAILED = 5
"""Tasks that the description in words names."""
COLOURS = {
    "run": (PALETTE[1], "////"),
    "ship": (PALETTE[2], ""),
    "release": (PALETTE[3], "xxxx"),
    "draw": (PALETTE[4], "----"),
    "purchase": (PALETTE[5], "\\\\\\\\"),
    "diversion": (PALETTE[6], "||||"),
    "reserve": (PALETTE[7], "++++"),
}
"""Colour and hatch of each kind of task."""
LINE_WIDTH = 58
"""Letters of a line beside a bar; wide ones count twice."""
FEW_BARS = 12
"""So many bars stand close together."""
LIGHTER = 0.35
"""Opacity of what is under way."""


@dataclass(frozen=True)
class Bar:
    """One task as a bar: from its first day to the last, and lighter until the last of it has arrived."""

    label: str
    kind: str
    branch: str
    material: str
    begin: dt.date
    end: dt.date
    """Last day of the last week."""
    arrival: dt.date
    """Day by which the last of it has arrived."""
    t: float
    value_usd: float


@dataclass(frozen=True)
class Gantt:
    """The chart as data. Bars stand by their beginning; ``left_out`` tasks of least value are not in it."""

    title: str
    begin: dt.date
    end: dt.date
    """Last day of the plan."""
    bars: tuple[Bar, ...]
    left_out: int
    more: str
    """Words for what is left out; blank for nothing."""
    decision: dt.date | None
    decision_label: str
    transit_label: str
    kinds: tuple[tuple[str, str], ...]
    """Kinds of the bars with their names, for the legend."""


def gantt_of(words: Words, view: ResponseView, most: int = MOST_BARS) -> Gantt:
    """Return the chart of a plan: the ``most`` tasks of the largest expected value, the earliest first."""
    request, licences = view.response.request, view.response.licences
    chosen = sorted(view.tasks[:most], key=lambda task: (task.begin, -task.weight_usd, task.arrives_by))
    bars = tuple(_bar(words, task) for task in chosen)
    left_out = max(len(view.tasks) - most, 0)
    kinds = [kind for kind in COLOURS if any(bar.kind == kind for bar in bars)]
    return Gantt(
        words("response.gantt.title", date=words.date(request.as_of)),
        request.as_of,
        view.response.periods.bounds[-1] - dt.timedelta(days=1),
        bars,
        left_out,
        words("response.gantt.more", count=left_out) if left_out else "",
        licences.decision,
        words("response.gantt.decision"),
        words("response.gantt.transit"),
        tuple((kind, words(f"response.kind.{kind}")) for kind in kinds),
    )


def _bar(words: Words, task: Task) -> Bar:
    fields = {
        "what": task_name(words, task),
        "material": words.material(task.material),
        "tonnes": words.tonnes(task.t),
    }
    if task.branch == ALWAYS:
        label = words("response.gantt.row", **fields)
    else:
        branch = words(f"response.branch.{task.branch}")
        label = words("response.gantt.row_branch", branch=branch, **fields)
    return Bar(
        label, task.kind, task.branch, task.material, task.begin, task.end, task.arrives_by, task.t,
        task.value_usd,
    )  # fmt: skip


def gantt_chart(words: Words, view: ResponseView, most: int = MOST_BARS) -> Chart | None:
    """Draw the chart; None for a plan without tasks."""
    gantt = gantt_of(words, view, most)
    if not gantt.bars:
        return None

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        _paint(axis, gantt)
        handles = [_patch(kind, name) for kind, name in gantt.kinds]
        handles.append(Patch(facecolor="#999999", alpha=LIGHTER, label=gantt.transit_label))
        figure.legend(handles=handles, loc="outside upper left", ncols=4, fontsize=8)

    description = words("response.gantt.alt", detail=_detail(words, view, most))
    return draw("gantt", gantt.title, description, 1.2 + _row_inches(gantt) * len(gantt.bars), paint)


def _row_inches(gantt: Gantt) -> float:
    """Return the height of a row: labels of three lines need more room, which a briefing does not have."""
    return 0.3 if len(gantt.bars) <= FEW_BARS else 0.37


def _detail(words: Words, view: ResponseView, most: int) -> str:
    return " ".join(
        words(
            "response.gantt.detail",
            what=task_name(words, task),
            material=words.material(task.material),
            tonnes=words.tonnes(task.t),
            first=day(words, view, task.begin),
            last=day(words, view, task.end),
            arrival=day(words, view, task.arrives_by),
            branch=words(f"response.branch.{task.branch}"),
        )
        for task in view.tasks[: min(DETAILED, most)]
    )


def _patch(kind: str, name: str) -> Patch:
    colour, hatch = COLOURS[kind]
    return Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=name)


def _paint(axis: Axes, gantt: Gantt) -> None:
    for place, bar in enumerate(gantt.bars):
        colour, hatch = COLOURS[bar.kind]
        begin, after = _number(bar.begin), _number(bar.end) + 1.0
        arrived = max(_number(bar.arrival) + 1.0, after)
        axis.barh(place, arrived - after, left=after, height=0.62, color=colour, alpha=LIGHTER)
        axis.barh(
            place, after - begin, left=begin, height=0.62, color=colour, hatch=hatch, edgecolor="white",
            linewidth=0.0,
        )  # fmt: skip
    if gantt.decision is not None:
        axis.axvline(_number(gantt.decision), color="black", linestyle="--", linewidth=1.0)
        axis.annotate(
            gantt.decision_label, (_number(gantt.decision), -0.9), fontsize=8, ha="left", va="bottom",
            xytext=(3, 0), textcoords="offset points", annotation_clip=False,
        )  # fmt: skip
    axis.set_yticks(range(len(gantt.bars)), [_folded(bar.label) for bar in gantt.bars], fontsize=7)
    axis.set_ylim(len(gantt.bars) - 0.4, -1.0)
    axis.set_xlim(_number(gantt.begin), max(_ends(gantt)))
    axis.xaxis_date()
    months = (gantt.end - gantt.begin).days / 30.0
    every = max(round(months / 10.0), 1)
    axis.xaxis.set_major_locator(mdates.MonthLocator(interval=every))  # type: ignore[no-untyped-call]
    axis.xaxis.set_major_formatter(mdates.DateFormatter("%Y-%m"))  # type: ignore[no-untyped-call]
    axis.tick_params(axis="y", length=0)
    axis.tick_params(axis="x", labelsize=8)
    axis.grid(axis="y", visible=False)
    axis.set_axisbelow(True)
    if gantt.more:
        axis.set_xlabel(gantt.more, loc="right", fontsize=8)


def _folded(label: str) -> str:
    """Break a long label into lines of about the same length."""
    wide = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in label)
    lines = math.ceil(wide / LINE_WIDTH)
    if lines < 2:
        return label
    return "\n".join(wrap(label, math.ceil(len(label) / lines) + 4))


def _ends(gantt: Gantt) -> Sequence[float]:
    return [_number(gantt.end) + 1.0, *(_number(bar.arrival) + 1.0 for bar in gantt.bars)]


def _number(day_: dt.date) -> float:
    return float(mdates.date2num(dt.datetime(day_.year, day_.month, day_.day)))  # type: ignore[no-untyped-call]
