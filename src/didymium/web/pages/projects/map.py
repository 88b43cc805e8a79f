"""The map of projects: minerals differ by colour, statuses by the shape of their marks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from didymium.views.projects.data import place_of
from didymium.views.projects.naming import material_list, millions
from didymium.views.projects.view import Listed, ProjectsView
from didymium.web.look.chart import SERIES, Options
from didymium.web.look.world import WORLD, eastward
from didymium.web.pages.chain.words import tip
from didymium.web.pages.projects.minerals import MINERALS, mineral_of

STATUSES: Mapping[str, str] = {
    "idea": "emptyCircle",
    "study": "circle",
    "permitted": "triangle",
    "financed": "diamond",
    "construction": "rect",
    "operating": "roundRect",
}
"""Marks by status."""
BOUNDS = ((-24.0, 75.0), (326.0, -45.0))
_RING = 2.4
"""How far projects that would hide each other stand from their common point, degrees."""


@dataclass(frozen=True)
class Place:
    """A project on the map."""

    row: Listed
    mineral: str
    lat: float
    lon: float
    has_own_place: bool


def places(rows: Sequence[Listed]) -> list[Place]:
    """Return the projects that have a place, their own or their region's."""
    found = []
    for row in rows:
        where = place_of(row)
        if where["lat"] is not None and where["lon"] is not None:
            found.append(Place(row, mineral_of(row), **where))
    return found


def map_options(view: ProjectsView, language: str, found: Sequence[Place], picked: str) -> Options:
    """Return the map; ``picked`` is the project that is looked at."""
    words = view.speaker(language).words
    shown = [name for name in MINERALS if any(place.mineral == name for place in found)]
    spots = _spread(found)
    return {
        "aria": {"enabled": True},
        "tooltip": {"trigger": "item"},
        "legend": {
            "bottom": 0,
            "icon": "circle",
            "data": [words(f"web.projects.mineral_{name}") for name in shown],
            "textStyle": {"color": "--ink"},
            "backgroundColor": "--paper",
        },
        "geo": {
            "map": WORLD,
            "roam": False,
            "aspectScale": 0.72,
            "preserveAspect": "contain",
            "boundingCoords": [list(corner) for corner in BOUNDS],
            "left": 0,
            "right": 0,
            "top": 0,
            "bottom": 30,
            "silent": True,
            "itemStyle": {"areaColor": "--land", "borderColor": "--border-land", "borderWidth": 0.5},
            "emphasis": {"disabled": True},
            "tooltip": {"show": False},
        },
        "series": [_series(view, language, found, name, spots, picked) for name in shown],
    }


def _series(
    view: ProjectsView,
    language: str,
    found: Sequence[Place],
    mineral: str,
    spots: Mapping[str, tuple[float, float]],
    picked: str,
) -> Options:
    words, colour = view.speaker(language).words, SERIES[MINERALS.index(mineral)]

    def point(place: Place) -> Options:
        project, is_picked = place.row.candidate.project, place.row.name == picked
        is_empty = project.status == "idea"
        style: Options = {"color": "transparent", "borderColor": colour, "borderWidth": 2} if is_empty else {}
        style |= {"borderColor": "--ink", "borderWidth": 3} if is_picked else {}
        return {
            "id": place.row.name,
            "name": project.name_in(language),
            "value": list(spots[place.row.name]),
            "symbol": "circle" if is_empty else STATUSES[project.status],
            "symbolSize": 15 if is_picked else 12,
            "itemStyle": style,
            "tooltip": {
                "formatter": tip(
                    project.name_in(language),
                    f"{words.region(project.region)}, {words(f'projects.status.{project.status}')}",
                    material_list(words, place.row.candidate.capacity_t_per_year),
                    words("web.projects.capital_said", capital=millions(place.row.candidate.capital_usd)),
                    "" if place.has_own_place else words("web.projects.region_place"),
                )
            },
        }

    return {
        "id": f"projects-{mineral}",
        "name": words(f"web.projects.mineral_{mineral}"),
        "type": "scatter",
        "coordinateSystem": "geo",
        "itemStyle": {"color": colour, "opacity": 0.92, "borderColor": "--paper", "borderWidth": 0.8},
        "z": 6,
        "data": [point(place) for place in found if place.mineral == mineral],
    }


def map_numbers(view: ProjectsView, language: str, found: Sequence[Place]) -> pl.DataFrame:
    """Return what the map shows."""
    words = view.speaker(language).words
    rows = [
        (
            place.row.name,
            place.row.candidate.project.name_in(language),
            words(f"web.projects.mineral_{place.mineral}"),
            place.row.candidate.project.status,
            place.row.candidate.project.region,
            f"{place.lat:g} N {place.lon:g} E",
            material_list(words, place.row.candidate.capacity_t_per_year),
            None if place.row.candidate.capital_usd is None else place.row.candidate.capital_usd.mode,
        )
        for place in found
    ]
    texts = (
        "project", "name", "mineral", "status", "region", "place", "makes",
    )  # fmt: skip
    schema = {**dict.fromkeys(texts, pl.String), "capital_usd": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _spread(found: Sequence[Place]) -> Mapping[str, tuple[float, float]]:
    """Return where each project stands on the map; those near one point stand around it in a ring."""
    shared: dict[tuple[float, float], list[Place]] = {}
    for place in found:
        shared.setdefault((round(place.lat / _RING), round(place.lon / _RING)), []).append(place)
    spots: dict[str, tuple[float, float]] = {}
    for group in shared.values():
        radius = 0.0 if len(group) == 1 else _RING * (0.6 + 0.1 * len(group))
        for turn, place in enumerate(group):
            angle = 2 * math.pi * turn / len(group)
            spots[place.row.name] = (
                eastward(place.lon) + radius * math.cos(angle),
                place.lat + radius * 0.8 * math.sin(angle),
            )
    return spots
