"""A drawing of a report on a page: a chart as SVG, with its numbers, and downloads."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import partial

import polars as pl
from nicegui import ui

from didymium.views.chart_files import standalone
from didymium.views.result_tables import Table
from didymium.views.svg import Chart
from didymium.web.look.figure import csv_of
from didymium.web.look.html import Tag, button, download
from didymium.web.look.visit import Visit

LARGEST_SVG_LETTERS = 1_500_000
"""Larger drawings are for the report: a page would take seconds to open."""
_PICTURE = """(async () => {
    const drawn = document.querySelector(%s + " svg");
    const copy = drawn.cloneNode(true), box = drawn.viewBox.baseVal;
    copy.setAttribute("width", 2 * box.width);
    copy.setAttribute("height", 2 * box.height);
    const image = new Image();
    image.src = "data:image/svg+xml;charset=utf-8,"
        + encodeURIComponent(new XMLSerializer().serializeToString(copy));
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = 2 * box.width;
    canvas.height = 2 * box.height;
    const pen = canvas.getContext("2d");
    pen.fillStyle = "white";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    const link = document.createElement("a");
    link.download = %s;
    link.href = canvas.toDataURL("image/png");
    link.click();
})()"""
"""Has the browser save a drawing as a picture, at twice its size, on white paper."""


def show_drawing(
    visit: Visit, chart: Chart, tables: Sequence[Table], numbers: Callable[[], pl.DataFrame] | None = None
) -> None:
    """Draw a chart of a report; ``tables`` hold its numbers, unless ``numbers`` makes them."""
    name = re.sub(r"[^\w-]+", "_", chart.name)
    if len(chart.svg) > LARGEST_SVG_LETTERS:
        return
    with Tag("figure", classes="figure drawing", id=f"figure-{name}"):
        with Tag("figcaption"):
            Tag("h3", chart.title)
        with Tag("div", classes="scroll", tabindex="0", role="region", aria_label=chart.title):
            ui.html(chart.svg, sanitize=False)
        with Tag("div", classes="foot"):
            _buttons(visit, chart, name, numbers or (partial(stacked, tables) if tables else None))


def stacked(tables: Sequence[Table]) -> pl.DataFrame:
    """Return tables of the same columns one below the other, with the title of each beside its rows."""
    if not tables:
        return pl.DataFrame()
    headers = ("", *tables[0].headers)
    rows = [
        (table.title, *row) for table in tables if table.headers == tables[0].headers for row in table.rows
    ]
    names = [
        header if header not in headers[:place] else f"{header} {place}"
        for place, header in enumerate(headers)
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _buttons(visit: Visit, chart: Chart, name: str, numbers: Callable[[], pl.DataFrame] | None) -> None:
    words = visit.words
    script = _PICTURE % (json.dumps(f"#figure-{name}"), json.dumps(f"didymium_{name}.png"))
    button(
        words("web.figure.png"),
        lambda _: ui.run_javascript(script),
        "button small",
        aria_label=f"PNG: {chart.title}",
    )
    button(
        words("web.figure.svg"),
        lambda _: download(standalone(chart).encode(), f"didymium_{name}.svg"),
        "button small",
        aria_label=f"SVG: {chart.title}",
    )
    if numbers is not None:
        button(
            words("web.figure.csv"),
            lambda _: download(csv_of(numbers()), f"didymium_{name}.csv"),
            "button small",
            aria_label=f"CSV: {chart.title}",
        )
