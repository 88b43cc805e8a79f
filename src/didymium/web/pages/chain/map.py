"""Options of the map of the chain. Stages differ by colour and by the shape of their marks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from didymium.views.flows.columns import SCRAP, USE
from didymium.views.flows.details import tonnes_of
from didymium.views.flows.map_layers import FlowLine, MapLayers, PlantPoint
from didymium.views.wording import Words
from didymium.web.look.world import WORLD, eastward
from didymium.web.pages.chain.words import tip, unit_said

Options = dict[str, Any]

PARTS: Mapping[str, tuple[float, float, float, float]] = {
    "world": (-24.0, 75.0, 326.0, -45.0),
    "east_asia": (88.0, 50.0, 152.0, -8.0),
    "europe": (-16.0, 68.0, 46.0, 34.0),
    "north_america": (222.0, 60.0, 300.0, 15.0),
}
"""Parts of the world to look at: west, north, east, south in degrees as the map counts them."""
_STAGES = {
    "mine": ("--series-5", "triangle"),
    "separation": ("--series-1", "rect"),
    "processing": ("--series-6", "rect"),
    "metal": ("--series-3", "diamond"),
    "magnet": ("--series-2", "circle"),
    "power": ("--series-2", "diamond"),
    SCRAP: ("--series-7", "roundRect"),
    "other": ("--series-4", "pin"),
    USE: ("--series-8", "circle"),
}
"""Colour and mark of each stage."""
_BEND = {
    "mine": 0.14, "separation": 0.22, "processing": 0.22, "metal": 0.3, "magnet": 0.2, "power": 0.2,
    SCRAP: 0.38,
}  # fmt: skip
"""How far lines bend, so that those of two stages between the same regions do not hide each other."""
_LARGEST, _SMALLEST = 30.0, 6.0
_WIDEST, _THINNEST = 9.0, 1.0
_RING_SHARE = 0.0065
"""How far plants that would hide each other stand from their common point, as a share of the map."""
_TOLD = 4


def map_options(
    words: Words, layers: MapLayers, geometry: frozenset[str], picked: str = "", part: str = "world"
) -> Options:
    """Return the map: plants and flows by stage on the countries; ``geometry`` holds the regions that the map
    draws, ``picked`` is the identity of what is looked at, ``part`` one of :data:`PARTS`.
    """
    stages = [stage for stage in _STAGES if _has(layers, stage)]
    return {
        "aria": {"enabled": True, "label": {"description": map_said(words, layers)}},
        "tooltip": {"trigger": "item"},
        "legend": {
            "bottom": 0,
            "data": [words(f"stage.{stage}") for stage in stages],
            "textStyle": {"color": "--ink"},
            "backgroundColor": "--paper",
            "itemWidth": 14,
        },
        "geo": _geo(words, layers, geometry, picked, part),
        "series": [
            *(_plant_series(words, layers, stage, picked, part) for stage in stages),
            *(_flow_series(words, layers, stage, picked) for stage in stages),
            _region_series(words, layers, geometry, picked),
        ],
    }


def map_said(words: Words, layers: MapLayers) -> str:
    """Say the map in a sentence: the largest plants and flows."""
    plants = sorted(layers.plants, key=lambda point: -point.made_t)[:_TOLD]
    comma = words("list.comma")
    return words(
        "web.chain.map_alt",
        plants=comma.join(_said(words, point.name, point.made_t) for point in plants if point.made_t > 0),
        flows=comma.join(_said(words, _route(words, line), line.t) for line in layers.flows[:_TOLD]),
    )


def map_note(words: Words, layers: MapLayers) -> str:
    """Say what the map shows in which unit, and what it leaves out."""
    thin = ""
    if layers.thin_flows:
        thin = words("web.chain.thin", count=layers.thin_flows, tonnes=words.tonnes(layers.thin_t))
    return words("web.chain.map_note", unit=unit_said(words, layers.element), thin=thin)


def _said(words: Words, name: str, t: float) -> str:
    return words("web.chain.point", name=name, tonnes=words.tonnes(t))


def _route(words: Words, line: FlowLine) -> str:
    where = f"{words.region(line.origin)} → {words.region(line.destination)}"
    return f"{where} ({words(f'stage.{line.stage}')})"


def _has(layers: MapLayers, stage: str) -> bool:
    return any(point.stage == stage for point in layers.plants) or any(
        line.stage == stage for line in layers.flows
    )


def _geo(words: Words, layers: MapLayers, geometry: frozenset[str], picked: str, part: str) -> Options:
    """Return the land; countries of the case stand out and can be clicked."""
    chosen = {"borderColor": "--accent", "borderWidth": 2.0}
    west, north, east, south = PARTS[part]
    regions = [
        {
            "name": point.region,
            "itemStyle": {"areaColor": "--line", **(chosen if point.identity == picked else {})},
            "tooltip": {"show": True, "formatter": tip(words.region(point.region))},
        }
        for point in layers.regions
        if point.region in geometry
    ]
    return {
        "map": WORLD,
        "roam": False,
        "aspectScale": 0.72,
        "preserveAspect": "contain",
        "boundingCoords": [[west, north], [east, south]],
        "left": 0,
        "right": 0,
        "top": 0,
        "bottom": 28,
        "itemStyle": {"areaColor": "--land", "borderColor": "--border-land", "borderWidth": 0.5},
        "emphasis": {"disabled": True},
        "tooltip": {"show": False},
        "regions": regions,
    }


def _plant_series(words: Words, layers: MapLayers, stage: str, picked: str, part: str) -> Options:
    colour, symbol = _STAGES[stage]
    largest = max((point.made_t for point in layers.plants), default=0.0) or 1.0
    places = _spread(layers.plants, (PARTS[part][2] - PARTS[part][0]) * _RING_SHARE)
    return {
        "id": f"plants-{stage}",
        "name": words(f"stage.{stage}"),
        "type": "scatter",
        "coordinateSystem": "geo",
        "symbol": symbol,
        "itemStyle": {"color": colour, "opacity": 0.85, "borderColor": "--paper", "borderWidth": 0.8},
        "z": 6,
        "data": [
            {
                "id": point.identity,
                "name": point.name,
                "value": [*places[point.plant], point.made_t],
                "symbolSize": _SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(point.made_t / largest),
                "itemStyle": _plant_style(point, colour, picked),
                "tooltip": {"formatter": _plant_tip(words, point, layers.element)},
            }
            for point in sorted(layers.plants, key=lambda point: -point.made_t)
            if point.stage == stage
        ],
    }


def _plant_style(point: PlantPoint, colour: str, picked: str) -> Options:
    style: Options = {}
    if point.made_t <= 0:
        style = {"color": "transparent", "borderColor": colour, "borderWidth": 1.5}
    if point.identity == picked:
        style |= {"borderColor": "--ink", "borderWidth": 3}
    return style


def _plant_tip(words: Words, point: PlantPoint, element: str) -> str:
    if point.made_t <= 0:
        told = words("web.chain.idle")
    elif point.capacity_t > point.made_t:
        told = words(
            "web.chain.of_capacity",
            tonnes=words.tonnes(point.made_t),
            capacity=tonnes_of(words, element, point.capacity_t),
        )
    else:
        told = tonnes_of(words, element, point.made_t)
    where = f"{words.region(point.region)}, {words(f'stage.{point.stage}')}"
    return tip(point.name, where, told)


def _spread(plants: Sequence[PlantPoint], step: float) -> Mapping[str, tuple[float, float]]:
    """Return longitude and latitude of each plant on the map; those at one point stand around it in a ring
    that grows with their number, in degrees by ``step``.
    """
    shared: dict[tuple[float, float], list[PlantPoint]] = {}
    for point in plants:
        shared.setdefault((round(point.lat, 1), round(point.lon, 1)), []).append(point)
    places: dict[str, tuple[float, float]] = {}
    for group in shared.values():
        radius = 0.0 if len(group) == 1 else step * (0.6 + 0.12 * len(group))
        for turn, point in enumerate(group):
            angle = 2 * math.pi * turn / len(group)
            places[point.plant] = (
                eastward(point.lon) + radius * math.cos(angle),
                point.lat + radius * 0.8 * math.sin(angle),
            )
    return places


def _flow_series(words: Words, layers: MapLayers, stage: str, picked: str) -> Options:
    colour, _ = _STAGES[stage]
    largest = max((line.t for line in layers.flows), default=0.0) or 1.0
    places = {point.region: [eastward(point.lon), point.lat] for point in layers.regions}
    return {
        "id": f"flows-{stage}",
        "name": words(f"stage.{stage}"),
        "type": "lines",
        "coordinateSystem": "geo",
        "symbol": ["none", "arrow"],
        "symbolSize": 7,
        "z": 4,
        "lineStyle": {"color": colour, "opacity": 0.55, "curveness": _BEND.get(stage, 0.2)},
        "emphasis": {"lineStyle": {"opacity": 1}},
        "data": [
            {
                "id": line.identity,
                "name": line.identity,
                "value": line.t,
                "coords": [places[line.origin], places[line.destination]],
                "lineStyle": _line_style(line, largest, picked),
                "tooltip": {"formatter": _flow_tip(words, line, layers.element)},
            }
            for line in layers.flows
            if line.stage == stage
        ],
    }


def _line_style(line: FlowLine, largest: float, picked: str) -> Options:
    style: Options = {"width": _THINNEST + (_WIDEST - _THINNEST) * line.t / largest}
    return {**style, "opacity": 1.0} if line.identity == picked else style


def _flow_tip(words: Words, line: FlowLine, element: str) -> str:
    parts = [
        f"{words.material(material)}: {words.quantity(material, t)}"
        for material, t in line.t_by_material.items()
    ]
    return tip(_route(words, line), tonnes_of(words, element, line.t), *(parts if len(parts) > 1 else []))


def _region_series(words: Words, layers: MapLayers, geometry: frozenset[str], picked: str) -> Options:
    """Return points for the regions that the map does not draw: the rest of something."""
    return {
        "id": "regions",
        "type": "scatter",
        "coordinateSystem": "geo",
        "symbol": "circle",
        "symbolSize": 9,
        "z": 5,
        "itemStyle": {"color": "--quiet", "borderColor": "--paper", "borderWidth": 1},
        "data": [
            {
                "id": point.identity,
                "name": words.region(point.region),
                "value": [eastward(point.lon), point.lat, 0.0],
                "itemStyle": {"color": "--accent"} if point.identity == picked else {},
                "tooltip": {"formatter": tip(words.region(point.region))},
            }
            for point in layers.regions
            if point.region not in geometry
        ],
    }
