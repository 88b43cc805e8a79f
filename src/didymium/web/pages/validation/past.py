"""The history of scores: the error of each series in every record, as a line and in numbers."""

from __future__ import annotations

from collections.abc import Sequence, Set
from html import escape

from nicegui import ui

from didymium.views.backtest.past import MOST_RECORDS, Past, past_sentences, past_table
from didymium.views.backtest.view import BacktestView
from didymium.web.look.html import Tag, lines
from didymium.web.look.visit import Visit

WIDTH, HEIGHT, EDGE = 88, 22, 3


def show_past(visit: Visit, view: BacktestView, past: Past) -> None:
    """Draw how the errors moved from record to record."""
    words = visit.words
    found = past_table(words, view, past)
    Tag("h3", found.title, classes="quantity")
    Tag("p", words("web.validation.past_note"), classes="quiet")
    right = {place + 1 for place in found.right}
    headers = (found.headers[0], words("web.validation.course"), *found.headers[1:])
    head = "".join(
        f'<th scope="col"{_kind(place, right)}>{escape(text)}</th>' for place, text in enumerate(headers)
    )
    body = "".join(
        f"<tr>{_row(row, errors[-MOST_RECORDS:], right)}</tr>"
        for row, (_, errors) in zip(found.rows, past.errors, strict=True)
    )
    with Tag("div", classes="scroll", tabindex="0", role="region", aria_label=found.title):
        ui.html(
            f'<table class="data"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>', sanitize=False
        )
    lines(past_sentences(words, past))


def _kind(place: int, right: Set[int]) -> str:
    return ' class="number"' if place in right else ""


def _row(row: Sequence[str], errors: Sequence[float | None], right: Set[int]) -> str:
    cells = [escape(row[0]), _spark(errors), *map(escape, row[1:])]
    return "".join(f"<td{_kind(place, right)}>{cell}</td>" for place, cell in enumerate(cells))


def _spark(errors: Sequence[float | None]) -> str:
    """Return a line through some errors; nothing where there are no two of them. Screen readers have the
    numbers beside it.
    """
    known = [(place, error) for place, error in enumerate(errors) if error is not None]
    if len(known) < 2:
        return ""
    most = max(error for _, error in known) or 1.0
    step = (WIDTH - 2 * EDGE) / max(len(errors) - 1, 1)
    places = [
        (EDGE + step * place, HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * error / most) for place, error in known
    ]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    end = f'<circle cx="{places[-1][0]:.1f}" cy="{places[-1][1]:.1f}" r="2.5" fill="currentColor"/>'
    return (
        f'<svg aria-hidden="true" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="1.5"/>{end}</svg>'
    )
