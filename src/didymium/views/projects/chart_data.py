"""Charts of projects as data, which pages draw: timeline, map, present values, cash, gaps."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from didymium.decisions.projects.timeline import Span
from didymium.views.projects.data import place_of
from didymium.views.projects.finance_data import PARTS, cash_by_year
from didymium.views.projects.finance_tables import assessed
from didymium.views.projects.view import ProjectsView


@dataclass(frozen=True)
class TimeBar:
    """A project in time: permits and building from its decision, then the rise to full output."""

    project: str
    label: str
    status: str
    decision: dt.date
    permitted: dt.date
    """Most likely, as the days below."""
    first_product: Span
    full_output: dt.date


@dataclass(frozen=True)
class MapPoint:
    """A project on the map."""

    project: str
    label: str
    status: str
    stage: str
    lat: float
    lon: float
    has_own_place: bool
    """Whether the case knows where it stands; else the point is its region's."""


@dataclass(frozen=True)
class WorthBar:
    """The present value of a project, million US dollars: worst decile, median, best decile."""

    project: str
    label: str
    low: float
    middle: float
    high: float
    bankable: bool
    floor_middle: float | None
    """Median with the floor; None: it sells nothing that the floor is for."""


@dataclass(frozen=True)
class CashYears:
    """The cash of a project by year, million US dollars, mean over draws; costs negative."""

    project: str
    label: str
    years: tuple[int, ...]
    parts: tuple[tuple[str, tuple[float, ...]], ...]


@dataclass(frozen=True)
class GapLine:
    """What members lack of a material, and what projects make of it, tonnes by year."""

    material: str
    label: str
    years: tuple[int, ...]
    gap_t: tuple[float, ...]
    made_t: tuple[float, ...]


def time_bars(view: ProjectsView, language: str) -> tuple[TimeBar, ...]:
    """Return the bars of the timeline, the first product first."""
    bars = [
        TimeBar(
            row.name,
            row.candidate.project.name_in(language),
            row.candidate.project.status,
            timeline.decision,
            timeline.permitted.likely,
            timeline.first_product,
            timeline.full_output.likely,
        )
        for row in view.rows
        for timeline in (row.candidate.timeline,)
    ]
    return tuple(sorted(bars, key=lambda bar: (bar.first_product.likely, bar.project)))


def map_points(view: ProjectsView, language: str) -> tuple[MapPoint, ...]:
    """Return the projects with a place, their own or their region's."""
    points = []
    for row in view.rows:
        place = place_of(row)
        if place["lat"] is not None and place["lon"] is not None:
            project = row.candidate.project
            stage = row.candidate.stages[0] if row.candidate.stages else "other"
            points.append(
                MapPoint(row.name, project.name_in(language), project.status, stage, **place)
            )  # fmt: skip
    return tuple(points)


def worth_bars(view: ProjectsView, language: str) -> tuple[WorthBar, ...]:
    """Return the present values of the projects of which something can be said, best median first."""
    bars = [
        WorthBar(
            one.name,
            view.project_name(one.name, language),
            one.market.npv_low_usd_million,
            one.market.npv_usd_million,
            one.market.npv_high_usd_million,
            one.verdict.bankable,
            None if one.floor is None else one.floor.npv_usd_million,
        )
        for _, one in assessed(view)
    ]
    return tuple(sorted(bars, key=lambda bar: (-bar.middle, bar.project)))


STACKED = PARTS


def cash_years(view: ProjectsView, project: str, language: str) -> CashYears | None:
    """Return the cash of a project by year until it ends; None if nothing can be said of it."""
    found = next((one for _, one in assessed(view) if one.name == project), None)
    if found is None:
        return None
    rows = cash_by_year(found.flow)
    moved = [any(row[f"{name}_usd_million"] for name in STACKED) for row in rows]
    last = max((place for place, some in enumerate(moved) if some), default=0)
    rows = rows[: last + 1]
    parts = tuple((name, tuple(row[f"{name}_usd_million"] for row in rows)) for name in (*STACKED, "project"))
    label = view.project_name(project, language)
    return CashYears(project, label, tuple(row["year"] for row in rows), parts)


def gap_lines(view: ProjectsView, language: str) -> tuple[GapLine, ...]:
    """Return the gaps of materials that projects make, the largest part closed first; what projects make that
    the market has already is not counted again.
    """
    if view.answer is None:
        return ()
    words = view.speaker(language).words
    lines = []
    for place, one in enumerate(view.answer.gaps):
        own = [row for row in view.answered if row.placed.place == place]
        closed = [record for row in own for record in row.gaps.to_dicts() if not record["in_run"]]
        for material in dict.fromkeys(record["material"] for record in closed):
            rows = [row for row in one.table.to_dicts() if row["material"] == material]
            made = {row["year"]: 0.0 for row in rows}
            for record in closed:
                if record["material"] == material:
                    made[record["year"]] += record["output_t"]
            if any(row["gap_t"] > 0 for row in rows):
                lines.append(
                    GapLine(
                        material,
                        words.material(material),
                        tuple(made),
                        tuple(row["gap_t"] for row in rows),
                        tuple(made.values()),
                    )
                )
    return tuple(lines)
