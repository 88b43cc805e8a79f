"""Charts of a trace: for each user and element a bar for every stage, divided by origin."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from didymium.screening.tracing.mixes import HOME, PLANT, SHIPPED
from didymium.views.screening.trace.tables import shares_of
from didymium.views.screening.trace.view import (
    TraceView,
    User,
    element_name,
    origin_name,
    stage_name,
    user_name,
    users,
)
from didymium.views.svg import HATCHES, PALETTE, Chart, draw
from didymium.views.wording import Words

MOST_CHARTS = 12
MOST_ORIGINS = 7
"""Origins with a colour of their own; the rest are one part."""
FILLS = (HATCHES[0], HATCHES[1], HATCHES[4], HATCHES[5], HATCHES[7])
"""Lines only: dots and rings make a file large."""
_COLOURS = PALETTE[1:]
_LABELLED = 0.06
"""Parts of a bar that are wide enough for a figure."""
REST = ("rest", "")

Origin = tuple[str, str]


def origin_charts(words: Words, view: TraceView) -> tuple[Chart, ...]:
    """Draw the origins of each element of each user, the largest users first."""
    found = [
        (element, user)
        for element in view.trace.asked.elements
        for user in users(view.trace.use.filter(pl.col("element") == element))
    ]
    return tuple(
        _chart(words, view, element, user, place) for place, (element, user) in enumerate(found[:MOST_CHARTS])
    )


def _chart(words: Words, view: TraceView, element: str, user: User, place: int) -> Chart:
    shares = shares_of(view, element, user)
    origins = _largest(list(shares.values()))
    bars = {stage: _parts(found, origins) for stage, found in shares.items()}

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        _paint(words, axis, bars, origins)
        figure.legend(loc="outside upper left", ncols=4, fontsize=8)

    named = {"element": element_name(words, element), "user": user_name(words, user)}
    detail = words("screen.semicolon").join(_detail(words, stage, parts) for stage, parts in bars.items())
    return draw(
        f"trace-{place + 1}", words("trace.chart.origins", **named),
        words("trace.chart.origins_alt", **named, detail=detail), 1.5 + 0.5 * len(bars), paint,
    )  # fmt: skip


def _largest(tables: Sequence[pl.DataFrame]) -> list[Origin]:
    """Return the origins with the largest shares at any stage, then the rest."""
    most: dict[Origin, float] = {}
    for found in tables:
        for kind, region, share in found.select("kind", "origin_region", "share").iter_rows():
            origin = _shown(kind, region)
            most[origin] = max(most.get(origin, 0.0), share)
    ordered = sorted(most, key=lambda origin: (-most[origin], origin))
    return [*ordered[: MOST_ORIGINS - 1], REST]


def _shown(kind: str, region: str) -> Origin:
    """Return an origin as it is drawn: a region has one colour at every stage."""
    return (PLANT if kind in (SHIPPED, HOME) else kind), region


def _parts(found: pl.DataFrame, origins: Sequence[Origin]) -> dict[Origin, float]:
    parts = dict.fromkeys(origins, 0.0)
    for kind, region, share in found.select("kind", "origin_region", "share").iter_rows():
        origin = _shown(kind, region)
        parts[origin if origin in parts else REST] += share
    return parts


def _paint(words: Words, axis: Axes, bars: dict[str, dict[Origin, float]], origins: Sequence[Origin]) -> None:
    left = dict.fromkeys(bars, 0.0)
    for number, origin in enumerate(origins):
        for row, (stage, parts) in enumerate(bars.items()):
            width = 100 * parts[origin]
            axis.barh(
                row, width, 0.7, left=left[stage], color=_COLOURS[number % len(_COLOURS)],
                hatch=FILLS[number % len(FILLS)], edgecolor="white", linewidth=0.0,
                label=_name(words, origin) if row == 0 else None,
            )  # fmt: skip
            if parts[origin] >= _LABELLED:
                axis.text(
                    left[stage] + width / 2, row, f"{width:.0f}", ha="center", va="center", fontsize=8,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
                )  # fmt: skip
            left[stage] += width
    axis.set_yticks(range(len(bars)), [stage_name(words, stage) for stage in bars])
    axis.invert_yaxis()
    axis.set_xlim(0, 100)
    axis.set_xlabel(words("trace.chart.share"))
    axis.grid(axis="y", visible=False)


def _name(words: Words, origin: Origin) -> str:
    return words("trace.kind.others") if origin == REST else origin_name(words, *origin)


def _detail(words: Words, stage: str, parts: dict[Origin, float]) -> str:
    largest = max(parts, key=lambda origin: parts[origin])
    origin, share = _name(words, largest), words.percent(parts[largest])
    return words("trace.chart.detail", stage=stage_name(words, stage), origin=origin, share=share)
