"""Options of the charts of the chain: the map and the Sankey diagram, from what the views found.

Stages differ by colour and by the shape of their marks, groups of regions by colour and by their labels.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from didymium.views.flows.columns import SCRAP, USE, stage_and_step
from didymium.views.flows.details import tonnes_of
from didymium.views.flows.map_layers import FlowLine, MapLayers, PlantPoint
from didymium.views.flows.sankey import ADDED, EVERYWHERE, OTHERS, SINKS, Sankey, SankeyNode
from didymium.views.flows.tracing import LOST
from didymium.views.wording import Words, number
from didymium.web.look.world import WORLD, eastward

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
    "metal": ("--series-3", "diamond"),
    "magnet": ("--series-2", "circle"),
    SCRAP: ("--series-7", "roundRect"),
    "other": ("--series-4", "pin"),
    USE: ("--series-8", "circle"),
}
"""Colour and mark of each stage."""
_BEND = {"mine": 0.14, "separation": 0.22, "metal": 0.3, "magnet": 0.2, SCRAP: 0.38}
"""How far lines bend, so that those of two stages between the same regions do not hide each other."""
_GROUPS = ("--series-2", "--series-1", "--series-3", "--series-4", "--series-5", "--series-6")
"""Colours of groups of regions, the restricting exporter first."""
_LARGEST, _SMALLEST = 30.0, 6.0
_WIDEST, _THINNEST = 9.0, 1.0
_RING_SHARE = 0.0065
"""How far plants that would hide each other stand from their common point, as a share of the map."""
_TOLD = 4
_LABELLED = 0.005
"""Boxes in the middle of the Sankey diagram smaller than this share of the largest bear no name."""
_MARGIN = 24
"""Room for the names on the right of the Sankey diagram, per cent."""


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


def unit_said(words: Words, element: str) -> str:
    """Say the unit of all numbers of an element."""
    return words("web.chain.unit_element", element=element) if element else words("web.chain.unit_gross")


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
            "silent": False,
            "itemStyle": {"areaColor": "--line", **(chosen if point.identity == picked else {})},
            "tooltip": {"formatter": escape(words.region(point.region))},
        }
        for point in layers.regions
        if point.region in geometry
    ]
    return {
        "map": WORLD,
        "roam": False,
        "silent": True,
        "aspectScale": 0.72,
        "preserveAspect": "contain",
        "boundingCoords": [[west, north], [east, south]],
        "left": 0,
        "right": 0,
        "top": 0,
        "bottom": 28,
        "itemStyle": {"areaColor": "--land", "borderColor": "--border-land", "borderWidth": 0.5},
        "emphasis": {"label": {"show": False}, "itemStyle": {"areaColor": "--soft"}},
        "tooltip": {"show": True},
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
    return _tip(point.name, where, told)


def _tip(title: str, *lines: str) -> str:
    return "<br>".join([f"<b>{escape(title)}</b>", *(escape(line) for line in lines if line)])


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
    parts = [f"{words.material(material)}: {words.tonnes(t)}" for material, t in line.t_by_material.items()]
    return _tip(_route(words, line), tonnes_of(words, element, line.t), *(parts if len(parts) > 1 else []))


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
                "tooltip": {"formatter": _tip(words.region(point.region))},
            }
            for point in layers.regions
            if point.region not in geometry
        ],
    }


def sankey_options(words: Words, found: Sankey) -> Options:
    """Return the Sankey diagram; on narrow screens with codes for names."""
    columns = _columns(found)
    return {
        "aria": {"enabled": True, "label": {"description": sankey_said(words, found)}},
        "tooltip": {"trigger": "item"},
        "title": [_heading(words, column, place, len(columns)) for place, column in enumerate(columns)],
        "series": [
            {
                "id": "sankey",
                "type": "sankey",
                "left": "1%",
                "right": f"{_MARGIN}%",
                "top": 34,
                "bottom": 8,
                "nodeWidth": 12,
                "nodeGap": 13,
                "layoutIterations": 0,
                "draggable": False,
                "emphasis": {"focus": "adjacency"},
                "lineStyle": {"opacity": 0.38, "curveness": 0.5},
                "label": {
                    "color": "--ink",
                    "fontSize": 11,
                    "textBorderColor": "--paper",
                    "textBorderWidth": 2,
                },
                "data": [_box(words, found, node, columns, short=False) for node in found.nodes],
                "links": [_band(words, found, place) for place in range(len(found.links))],
            }
        ],
        "media": [
            {
                "query": {"maxWidth": 460},
                "option": {
                    "title": [{"textStyle": {"fontSize": 10}} for _ in columns],
                    "series": [
                        {
                            "id": "sankey",
                            "nodeWidth": 8,
                            "label": {"fontSize": 9},
                            "data": [_box(words, found, node, columns, short=True) for node in found.nodes],
                        }
                    ],
                },
            }
        ],
    }


def sankey_said(words: Words, found: Sankey) -> str:
    """Say the diagram in a sentence: its largest bands."""
    nodes = {node.identity: node for node in found.nodes}
    bands = [
        words(
            "web.chain.band",
            origin=_name(words, nodes[link.source]),
            stage=_column_name(words, nodes[link.source]),
            destination=_name(words, nodes[link.target]),
            later=_column_name(words, nodes[link.target]),
            tonnes=words.tonnes(link.t),
        )
        for link in found.links[:_TOLD]
    ]
    return words("web.chain.sankey_alt", bands=words("list.comma").join(bands))


def _columns(found: Sankey) -> list[str]:
    """Return the columns from left to right; scrap and stocks stand below the first, losses below the
    last.
    """
    inner = [
        node.column
        for node in found.nodes
        if not node.is_sink and node.group != EVERYWHERE and node.column not in (SCRAP, USE)
    ]
    return [*(dict.fromkeys(inner) or [SCRAP]), USE]


def _depth(node: SankeyNode, columns: Sequence[str]) -> int:
    if node.is_sink:
        return len(columns) - 1
    return columns.index(node.column) if node.column in columns else 0


def _heading(words: Words, column: str, place: int, count: int) -> Options:
    stage, step = stage_and_step(column)
    name = words(f"stage.{stage}")
    text = name if step == 1 else words("web.chain.step_only", step=step)
    return {
        "text": text[:1].upper() + text[1:],
        "left": f"{1 + (99 - _MARGIN) * place / max(count - 1, 1):.2f}%",
        "top": 2,
        "padding": 0,
        "textAlign": "left" if place == 0 else "center",
        "textStyle": {"fontSize": 12, "fontWeight": 600, "color": "--quiet"},
    }


def _colour(found: Sankey, node: SankeyNode) -> str:
    if node.group == EVERYWHERE:
        return "--quiet"
    if node.group == OTHERS:
        return "--series-7"
    return _GROUPS[found.groups.index(node.group) % len(_GROUPS)]


def _box(words: Words, found: Sankey, node: SankeyNode, columns: Sequence[str], *, short: bool) -> Options:
    shown = not node.is_middle or node.t >= _LABELLED * max(other.t for other in found.nodes)
    name = node.group if short and node.group not in (EVERYWHERE, OTHERS) else _name(words, node)
    label = name if short else f"{name} {number(node.t, 2)}"
    return {
        "name": node.identity,
        "depth": _depth(node, columns),
        "value": node.t,
        "region": "" if node.group in (EVERYWHERE, OTHERS) else node.group,
        "itemStyle": {"color": _colour(found, node)},
        "label": {"formatter": _plain(label), "position": "right", "show": shown},
        "tooltip": {
            "formatter": _tip(
                _name(words, node), _column_name(words, node), tonnes_of(words, found.element, node.t)
            )
        },
    }


def _plain(label: str) -> str:
    """Keep a label from being read as a template of the chart."""
    return label.replace("{", "(").replace("}", ")").replace("|", "/")


def _band(words: Words, found: Sankey, place: int) -> Options:
    link = found.links[place]
    nodes = {node.identity: node for node in found.nodes}
    source, target = nodes[link.source], nodes[link.target]
    ends = [f"{_name(words, node)} ({_column_name(words, node)})" for node in (source, target)]
    parts = [
        f"{words.material(material)}: {words.tonnes(t)}"
        for material, t in link.t_by_material.items()
        if material
    ]
    coloured = target if source.column == ADDED else source
    return {
        "source": link.source,
        "target": link.target,
        "value": link.t,
        "lineStyle": {"color": _colour(found, coloured)},
        "tooltip": {"formatter": _tip(" → ".join(ends), tonnes_of(words, found.element, link.t), *parts)},
    }


def _name(words: Words, node: SankeyNode) -> str:
    """Name of a box: its group of regions, or where goods come from or end."""
    if node.group == OTHERS:
        return words("word.others")
    if node.group != EVERYWHERE:
        return words.region(node.group)
    if node.column == SCRAP:
        return words.sentence("stage.scrap")
    side = {"stocks": "stocks_out" if node.is_sink else "stocks_in"}.get(node.column, node.column)
    return words(f"web.chain.node.{side}")


def _column_name(words: Words, node: SankeyNode) -> str:
    if node.column in SINKS or node.group == EVERYWHERE:
        return words(f"stage.{SCRAP}" if node.column == SCRAP else f"web.chain.side.{_side(node)}")
    stage, step = stage_and_step(node.column)
    name = words(f"stage.{stage}")
    return name if step == 1 else words("web.chain.step", stage=name, step=step)


def _side(node: SankeyNode) -> str:
    return "lost" if node.column == LOST else "out" if node.is_sink else "in"
