"""Bars of several series beside each other, as the charts of portfolios draw them."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

import numpy as np
from matplotlib.axes import Axes

from didymium.views.svg import HATCHES, PALETTE

WIDE = 38
"""Letters of a label on one line."""


def grouped_bars(axis: Axes, labels: Sequence[str], series: Sequence[tuple[str, Sequence[float]]]) -> None:
    """Draw horizontal bars, for each label one of each series; ``series`` are names and values."""
    places, height = np.arange(len(labels)), 0.76 / max(len(series), 1)
    for number, (name, values) in enumerate(series):
        axis.barh(
            places + (number - (len(series) - 1) / 2.0) * height, values, height, label=name,
            color=PALETTE[number + 1], hatch=HATCHES[number], edgecolor="white", linewidth=0.0,
        )  # fmt: skip
    label_rows(axis, labels)
    axis.axvline(0, color="black", linewidth=0.8)


def label_rows(axis: Axes, labels: Sequence[str]) -> None:
    """Name the rows of a chart, the first at the top; long names are broken."""
    axis.set_yticks(range(len(labels)), [folded(label) for label in labels], fontsize=8)
    axis.invert_yaxis()
    axis.tick_params(axis="y", length=0)
    axis.set_axisbelow(True)
    axis.grid(axis="y", visible=False)


def folded(label: str) -> str:
    """Break a long label into lines."""
    return "\n".join(wrap(label, WIDE)) or label


def height_of(rows: int, series: int = 1) -> float:
    """Return inches for bars."""
    return 1.1 + rows * (0.2 + 0.17 * series)
