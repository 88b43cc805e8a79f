"""Options of the Sankey diagram of the chain. Groups of regions differ by colour and by their labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from didymium.views.flows.columns import SCRAP, USE, stage_and_step
from didymium.views.flows.details import tonnes_of
from didymium.views.flows.sankey import ADDED, EVERYWHERE, OTHERS, SINKS, Sankey, SankeyNode
from didymium.views.flows.tracing import LOST
from didymium.views.wording import Words, number
from didymium.web.pages.chain.words import tip

Options = dict[str, Any]

_GROUPS = ("--series-2", "--series-1", "--series-3", "--series-4", "--series-5", "--series-6")
"""Colours of groups of regions, the restricting exporter first."""
_LABELLED = 0.005
"""Boxes in the middle of the Sankey diagram smaller than this share of the largest bear no name."""
_MARGIN = 24
"""Room for the names on the right of the Sankey diagram, per cent."""
_TOLD = 4
"""Bands that the words name."""


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
            "formatter": tip(
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
        f"{words.material(material)}: {words.quantity(material, t)}"
        for material, t in link.t_by_material.items()
        if material
    ]
    coloured = target if source.column == ADDED else source
    return {
        "source": link.source,
        "target": link.target,
        "value": link.t,
        "lineStyle": {"color": _colour(found, coloured)},
        "tooltip": {"formatter": tip(" → ".join(ends), tonnes_of(words, found.element, link.t), *parts)},
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
