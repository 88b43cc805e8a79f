"""Charts of projects as SVG: when each comes, where it stands, and supply by element."""

from __future__ import annotations

import datetime as dt

import matplotlib.dates as mdates
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from didymium.decisions.projects.supply_curve import SupplyCurve
from didymium.views.charts_chain import WEST, land_rings
from didymium.views.projects.chart_data import MapPoint, TimeBar, map_points, time_bars
from didymium.views.projects.naming import month
from didymium.views.projects.view import DepositsView, ProjectsView
from didymium.views.svg import MARKERS, PALETTE, Chart, draw
from didymium.views.wording import Words, number

PHASES = {"permits": ("#bbbbbb", "...."), "building": (PALETTE[2], "////"), "ramp": (PALETTE[3], "")}
"""Colour and hatch of each phase."""
STATUSES = ("idea", "study", "permitted", "financed", "construction", "operating")
DETAILED = 6
NEAR_LONGITUDE, NEAR_LATITUDE = 14.0, 3.5
"""Degrees below which the names of two points would lie on each other."""


def timeline_chart(view: ProjectsView, language: str) -> Chart | None:
    """Draw permits, building and the rise to full output of each project; None without projects."""
    words, bars = view.speaker(language).words, time_bars(view, language)
    if not bars:
        return None

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        _paint_timeline(axis, bars)
        handles = [
            Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=words(f"projects.phase.{name}"))
            for name, (colour, hatch) in PHASES.items()
        ]
        handles.append(Patch(facecolor="black", label=words("projects.phase.first_product")))
        figure.legend(handles=handles, loc="outside upper left", ncols=4, fontsize=8)

    detail = words("list.comma").join(
        words("projects.chart.timeline_item", project=bar.label, date=month(bar.first_product.likely))
        for bar in bars[:DETAILED]
    )
    title, description = words("projects.chart.timeline"), words("projects.chart.timeline_alt", detail=detail)
    return draw("projects-timeline", title, description, 1.0 + 0.25 * len(bars), paint)


def _paint_timeline(axis: Axes, bars: tuple[TimeBar, ...]) -> None:
    for place, bar in enumerate(bars):
        days = (bar.decision, bar.permitted, bar.first_product.likely, bar.full_output)
        for (colour, hatch), begin, end in zip(PHASES.values(), days, days[1:], strict=False):
            axis.barh(
                place, _number(end) - _number(begin), left=_number(begin), height=0.62, color=colour,
                hatch=hatch, edgecolor="white", linewidth=0.0,
            )  # fmt: skip
        early, late = _number(bar.first_product.early), _number(bar.first_product.late)
        axis.plot([early, late], [place, place], color="black", linewidth=1.1, marker="|", markersize=6)
        axis.plot([_number(bar.first_product.likely)], [place], color="black", marker="D", markersize=3.5)
    axis.set_yticks(range(len(bars)), [bar.label for bar in bars], fontsize=8)
    axis.set_ylim(len(bars) - 0.4, -0.6)
    axis.xaxis_date()
    axis.xaxis.set_major_locator(mdates.YearLocator(base=2))  # type: ignore[no-untyped-call]
    axis.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))  # type: ignore[no-untyped-call]
    axis.grid(axis="y", visible=False)
    axis.set_axisbelow(True)


def _number(day: dt.date) -> float:
    return float(mdates.date2num(dt.datetime(day.year, day.month, day.day)))  # type: ignore[no-untyped-call]


def map_chart(view: ProjectsView, language: str) -> Chart | None:
    """Draw where projects stand on an outline of the land; None if no place is known."""
    words, points = view.speaker(language).words, map_points(view, language)
    if not points:
        return None

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        _paint_land(axis)
        _paint_points(words, axis, points)
        figure.legend(loc="outside upper left", ncols=6, fontsize=8)

    detail = words("list.comma").join(point.label for point in points)
    title, description = words("projects.chart.map"), words("projects.chart.map_alt", detail=detail)
    return draw("projects-map", title, description, 5.2, paint)


def _paint_land(axis: Axes) -> None:
    axis.set_axis_off()
    axis.set_xlim(WEST, WEST + 360)
    axis.set_ylim(-56, 84)
    axis.set_aspect(1.2)
    for ring in land_rings():
        outline = Path(ring, closed=True)
        axis.add_patch(PathPatch(outline, facecolor="#ececec", edgecolor="#bbbbbb", linewidth=0.3))


def _paint_points(words: Words, axis: Axes, points: tuple[MapPoint, ...]) -> None:
    for place, status in enumerate(STATUSES):
        found = [point for point in points if point.status == status]
        if found:
            axis.scatter(
                [_east(point.lon) for point in found], [point.lat for point in found], s=34, zorder=3,
                marker=MARKERS[place], facecolor=PALETTE[place + 1], edgecolor="black", linewidth=0.6,
                label=words(f"projects.status.{status}"),
            )  # fmt: skip
    for together in near_points(points):
        first = together[0]
        label = (
            first.label if len(together) == 1 else words("projects.chart.map_several", count=len(together))
        )
        axis.annotate(
            label, (_east(first.lon), first.lat), xytext=(6, 4), textcoords="offset points", fontsize=6.5,
            zorder=4,
        )  # fmt: skip


def near_points(points: tuple[MapPoint, ...]) -> list[list[MapPoint]]:
    """Return points that stand too near to each other for a name each, together; the others alone."""
    groups: list[list[MapPoint]] = []
    for point in sorted(points, key=lambda point: (-point.lat, point.project)):
        near = next((group for group in groups if any(_is_near(point, one) for one in group)), None)
        if near is None:
            groups.append([point])
        else:
            near.append(point)
    return groups


def _is_near(one: MapPoint, other: MapPoint) -> bool:
    across = abs(_east(one.lon) - _east(other.lon))
    return across < NEAR_LONGITUDE and abs(one.lat - other.lat) < NEAR_LATITUDE


def _east(longitude: float) -> float:
    return longitude + 360.0 * (longitude < WEST)


def curves_chart(view: ProjectsView, part: DepositsView, language: str) -> Chart | None:
    """Draw the supply curve of each element: tonnes a year against what is left for it once the others are
    sold; None without a step.
    """
    words = view.speaker(language).words
    curves = [curve for curve in part.curves.values() if curve.steps]
    if not curves:
        return None

    def paint(figure: Figure) -> None:
        axes = figure.subplots(1, len(curves), squeeze=False)[0]
        for axis, curve in zip(axes, curves, strict=True):
            _paint_curve(words, axis, curve)
        axes[0].set_ylabel(words("projects.chart.curve_y"))

    detail = words("list.comma").join(
        words("projects.chart.curve_item", element=curve.element, tonnes=words.tonnes(curve.t_per_year))
        for curve in curves
    )
    title, description = words("projects.chart.curve"), words("projects.chart.curve_alt", detail=detail)
    return draw("projects-supply-curve", title, description, 3.4, paint)


def _paint_curve(words: Words, axis: Axes, curve: SupplyCurve) -> None:
    for place, step in enumerate(curve.steps):
        begin = step.cumulative_t_per_year - step.t_per_year
        axis.bar(
            begin, step.left_usd_per_kg, width=step.t_per_year, align="edge",
            color=PALETTE[place % 7 + 1], edgecolor="black", linewidth=0.5, zorder=2,
        )  # fmt: skip
        axis.annotate(
            step.value.deposit.name_in(words.language),
            (begin + step.t_per_year / 2.0, max(step.left_usd_per_kg, 0.0)), xytext=(0, 3),
            textcoords="offset points", fontsize=6, rotation=90, ha="center", va="bottom",
        )  # fmt: skip
    price = next((step.price_usd_per_kg for step in curve.steps if step.price_usd_per_kg is not None), None)
    title = curve.element
    if price is not None:
        axis.axhline(price, color="black", linestyle="--", linewidth=1.0, zorder=3)
        title = words("projects.chart.curve_price", element=curve.element, price=number(price))
    axis.axhline(0.0, color="black", linewidth=0.6)
    axis.margins(y=0.35)
    axis.set_title(title)
    axis.set_xlabel(words("projects.chart.curve_x"))
    axis.tick_params(labelsize=7)
