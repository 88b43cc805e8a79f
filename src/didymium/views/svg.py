"""Figures as inline SVG: with alternative text, legible in black and white, the same bytes for the same
figure.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from io import BytesIO, StringIO
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

PALETTE = ("#000000", "#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F7F7F")
"""Colours of Okabe and Ito (2008), told apart with every common colour blindness."""
LINES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)), (0, (8, 2)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
HATCHES = ("", "////", "....", "xxxx", "----", "\\\\\\\\", "oooo", "++++")
WIDTH = 10.0
"""Width of every figure in inches; the page scales it."""
PIXELS = 120
"""Pixels an inch of pictures."""

_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Noto Sans", "Noto Sans CJK KR", "Noto Sans CJK JP", "Arial"],
    "font.size": 9.0,
    "axes.titlesize": 9.5,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#555555",
    "axes.grid": True,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.6,
    "hatch.linewidth": 0.5,
    "lines.linewidth": 1.4,
    "lines.markersize": 3.5,
    "legend.frameon": False,
}
_HEAD = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_NAMESPACE = re.compile(r'\s(?:xmlns(?::\w+)?|version)="[^"]*"')
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_SIZE = re.compile(r'(<svg[^>]*?)\swidth="[^"]*"', re.DOTALL)
_HEIGHT = re.compile(r'(<svg[^>]*?)\sheight="[^"]*"', re.DOTALL)
_IDS = (
    (re.compile(r'\bid="'), 'id="{0}-'),
    (re.compile(r'href="#'), 'href="#{0}-'),
    (re.compile(r"url\(#"), "url(#{0}-"),
)


@dataclass(frozen=True)
class Chart:
    """A chart for a page: its title, what it shows in words, and its SVG."""

    name: str
    title: str
    description: str
    svg: str


def draw(name: str, title: str, description: str, height: float, paint: Callable[[Figure], None]) -> Chart:
    """Paint a figure of the common width and return it as a chart; ``name`` must be unique on its page."""
    buffer = StringIO()
    with mpl.rc_context({**_STYLE, "svg.hashsalt": name}), warnings.catch_warnings():
        # Text stays text: the reader's fonts draw what matplotlib's own font lacks.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        paint(figure)
        figure.savefig(buffer, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    return Chart(name, title, description, _inline(buffer.getvalue(), name, title, description))


def picture(height: float, paint: Callable[[Figure], None]) -> bytes:
    """Paint a figure of the common width and return it as PNG, for documents that take no SVG."""
    buffer = BytesIO()
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        paint(figure)
        figure.savefig(buffer, format="png", dpi=PIXELS, metadata={"Software": None})
    return buffer.getvalue()


def _inline(svg: str, name: str, title: str, description: str) -> str:
    """Return SVG fit for the inside of an HTML page: no prologue, no addresses, ids of its own, alternative
    text.
    """
    svg = _METADATA.sub("", _HEAD.sub("", svg))
    for pattern, replacement in _IDS:
        svg = pattern.sub(replacement.format(name), svg)
    svg = _HEIGHT.sub(r"\1", _SIZE.sub(r"\1", svg))
    end = svg.index(">")
    head = _NAMESPACE.sub("", svg[:end])
    label = f'role="img" aria-labelledby="{name}-title {name}-desc"'
    text = (
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
    )
    return f"{head} {label}>{text}{svg[end + 1 :]}".strip()
