"""The chain as a Sankey diagram, drawn band by band, and as a map."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, PathPatch, Rectangle
from matplotlib.path import Path

from didymium.case.case import Case
from didymium.indicators.roles import home_regions
from didymium.market.base_year import BaseYear
from didymium.views.chain import STAGES, Band, chain_bands, element_of, shipments
from didymium.views.svg import HATCHES, PALETTE, Chart, draw
from didymium.views.wording import Words, number

OTHERS = "*"
GAP = 0.035
NODE_WIDTH = 0.16
MOST_FLOWS = 25
DETAILS = 5
WEST = -22.0
"""Western edge of the map in degrees east: the Pacific, over which most of the trade goes, stays whole."""
SMALLEST_SHARE = 0.002
"""Bands thinner than this share of the widest column are left out."""


@dataclass(frozen=True)
class _Node:
    """A box of the diagram: where it stands and how much passes."""

    column: int
    group: str
    bottom: float
    height: float
    t: float


def chain_chart(words: Words, base: BaseYear, exporter: str | None) -> Chart | None:
    """Draw the stages of the chain in the base year by group of regions; None without a calibrated base
    year.
    """
    element = element_of(words.case)
    if element is None or not base.calibrated:
        return None
    groups = [
        *([exporter] if exporter else []),
        *(region for region in home_regions(words.case) if region != exporter),
        OTHERS,
    ]
    bands = _grouped(chain_bands(words.case, base, element), groups)
    if not bands:
        return None
    largest = sorted(bands, key=lambda band: -band.t)[:DETAILS]
    detail = " ".join(
        words(
            "chart.flow_detail",
            origin=_name(words, band.origin),
            destination=_name(words, band.user),
            stage=words(f"stage.{band.stage}"),
            tonnes=words.tonnes(band.t),
        )
        for band in largest
    )
    title = words("chart.chain", element=element)
    description = words("chart.chain_alt", detail=detail)
    return draw("chain", title, description, 5.6, lambda figure: _paint_chain(words, figure, bands, groups))


def _name(words: Words, group: str) -> str:
    return words("word.others") if group == OTHERS else words.region(group)


def _grouped(bands: Sequence[Band], groups: Sequence[str]) -> list[Band]:
    """Add bands up by group, and drop those that go backwards in the chain or are too thin to see."""
    total: dict[tuple[str, str, str, str], float] = defaultdict(float)
    for band in bands:
        if (
            band.stage in STAGES
            and band.user_stage in STAGES
            and STAGES.index(band.user_stage) > STAGES.index(band.stage)
        ):
            origin, user = (region if region in groups else OTHERS for region in (band.origin, band.user))
            total[band.stage, origin, band.user_stage, user] += band.t
    widest = max((_throughput(total, stage) for stage in STAGES), default=0.0)
    return [Band(*key, t) for key, t in total.items() if t > SMALLEST_SHARE * widest]


def _throughput(total: Mapping[tuple[str, str, str, str], float], stage: str) -> float:
    return sum(t for key, t in total.items() if key[0] == stage)


def _paint_chain(words: Words, figure: Figure, bands: Sequence[Band], groups: Sequence[str]) -> None:
    axis = figure.subplots()
    axis.set_axis_off()
    axis.set_xlim(-0.15, len(STAGES) - 1 + 0.55)
    nodes = _nodes(bands, groups)
    top = max(node.bottom + node.height for node in nodes.values())
    axis.set_ylim(0, top * 1.08)
    _paint_bands(axis, bands, nodes, groups)
    for node in nodes.values():
        _paint_node(words, axis, node, groups)
    for column, stage in enumerate(STAGES):
        axis.text(
            column + NODE_WIDTH / 2,
            top * 1.05,
            words(f"stage.{stage}"),
            ha="center",
            fontsize=10,
            fontweight="bold",
        )


def _nodes(bands: Sequence[Band], groups: Sequence[str]) -> dict[tuple[int, str], _Node]:
    """Stack the boxes of each column, the first group on top; a box is as high as the larger of what enters
    and what leaves.
    """
    flow: dict[tuple[int, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for band in bands:
        flow[STAGES.index(band.user_stage), band.user][0] += band.t
        flow[STAGES.index(band.stage), band.origin][1] += band.t
    height = max(sum(max(flow[key]) for key in flow if key[0] == column) for column in range(len(STAGES)))
    nodes: dict[tuple[int, str], _Node] = {}
    for column in range(len(STAGES)):
        bottom = 0.0
        for group in reversed(groups):
            if (column, group) in flow:
                share = max(flow[column, group]) / height
                nodes[column, group] = _Node(column, group, bottom, share, max(flow[column, group]))
                bottom += share + GAP
    return nodes


def _paint_bands(
    axis: Axes, bands: Sequence[Band], nodes: Mapping[tuple[int, str], _Node], groups: Sequence[str]
) -> None:
    left = {key: node.bottom + node.height for key, node in nodes.items()}
    right = dict(left)
    scale = next(node.height / node.t for node in nodes.values())
    for band in sorted(bands, key=lambda band: (groups.index(band.origin), groups.index(band.user))):
        source = STAGES.index(band.stage), band.origin
        target = STAGES.index(band.user_stage), band.user
        width = band.t * scale
        position = groups.index(band.origin)
        axis.add_patch(
            PathPatch(
                _ribbon(source[0] + NODE_WIDTH, right[source], target[0], left[target], width),
                facecolor=PALETTE[position % len(PALETTE)], alpha=0.35, edgecolor="#444444", linewidth=0.4,
                hatch=HATCHES[position % len(HATCHES)] or None,
            )
        )  # fmt: skip
        right[source] -= width
        left[target] -= width


def _ribbon(x0: float, top0: float, x1: float, top1: float, width: float) -> Path:
    middle = (x0 + x1) / 2
    points = [
        (x0, top0), (middle, top0), (middle, top1), (x1, top1),
        (x1, top1 - width), (middle, top1 - width), (middle, top0 - width), (x0, top0 - width), (x0, top0),
    ]  # fmt: skip
    curve = Path.CURVE4
    return Path(points, [Path.MOVETO, curve, curve, curve, Path.LINETO, curve, curve, curve, Path.CLOSEPOLY])


def _paint_node(words: Words, axis: Axes, node: _Node, groups: Sequence[str]) -> None:
    position = groups.index(node.group)
    axis.add_patch(
        Rectangle(
            (node.column, node.bottom),
            NODE_WIDTH,
            node.height,
            facecolor=PALETTE[position % len(PALETTE)],
            linewidth=0,
        )
    )
    label = f"{_name(words, node.group)} {number(node.t / 1000, 2)}"
    axis.text(node.column + NODE_WIDTH + 0.03, node.bottom + node.height / 2, label, va="center", fontsize=8)


def map_chart(words: Words, base: BaseYear) -> Chart | None:
    """Draw the largest flows between regions on an outline of the land; None without a calibrated base
    year.
    """
    element = element_of(words.case)
    flows = shipments(words.case, base, element)[:MOST_FLOWS] if element and base.calibrated else []
    if not flows:
        return None
    detail = " ".join(
        f"{words.region(flow.origin)} → {words.region(flow.destination)}: {words.tonnes(flow.t)}."
        for flow in flows[:DETAILS]
    )

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        _paint_land(axis)
        _paint_flows(words.case, axis, [(flow.origin, flow.destination, flow.t) for flow in flows])

    return draw("map", words("chart.map", element=element), words("chart.map_alt", detail=detail), 5.0, paint)


def _paint_land(axis: Axes) -> None:
    axis.set_axis_off()
    axis.set_xlim(WEST, WEST + 360)
    axis.set_ylim(-56, 84)
    axis.set_aspect(1.2)
    for ring in land_rings():
        axis.add_patch(
            PathPatch(Path(ring, closed=True), facecolor="#ececec", edgecolor="#bbbbbb", linewidth=0.3)
        )


def land_rings() -> list[list[tuple[float, float]]]:
    """Return the outlines of the land: longitude from the western edge of the map on, latitude; Natural
    Earth 1:110m.
    """
    text = resources.files("didymium.views").joinpath("data/land.json").read_text(encoding="utf-8")
    return [_ring(ring[::2], ring[1::2]) for ring in json.loads(text)["rings"]]


def _ring(longitudes: Sequence[float], latitudes: Sequence[float]) -> list[tuple[float, float]]:
    """Join what the date line parts, and shift the ring as a whole into the map."""
    unwrapped = np.unwrap(longitudes, period=360.0)
    shift = 360.0 * np.ceil((WEST - unwrapped.mean()) / 360.0)
    return list(zip((unwrapped + shift).tolist(), latitudes, strict=True))


def _paint_flows(case: Case, axis: Axes, flows: Sequence[tuple[str, str, float]]) -> None:
    place = {row.region: (row.lon + 360.0 * (row.lon < WEST), row.lat) for row in case.regions}
    widest = max(t for _, _, t in flows)
    shipped: dict[str, float] = defaultdict(float)
    for origin, destination, t in flows:
        shipped[origin] += t
        shipped[destination] += 0.0
        axis.add_patch(
            FancyArrowPatch(
                place[origin], place[destination], connectionstyle="arc3,rad=-0.22", arrowstyle="-|>",
                mutation_scale=8,
                linewidth=0.5 + 5.0 * t / widest, color="#0072B2", alpha=0.55, shrinkA=3, shrinkB=4,
            )
        )  # fmt: skip
    largest = max(shipped.values())
    for region, t in shipped.items():
        size = 12 + 240 * t / largest
        axis.scatter(*place[region], s=size, facecolor="#D55E00", edgecolor="black", linewidth=0.6, zorder=3)
        axis.annotate(region, place[region], xytext=(4, 4), textcoords="offset points", fontsize=8, zorder=4)
