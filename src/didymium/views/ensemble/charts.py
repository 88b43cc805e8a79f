"""Charts of an ensemble: fans of prices, chances of shortfall over time, loss exceedance curves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from didymium.ensemble.reading.risk import exceedance
from didymium.indicators.spans import spans_of
from didymium.views.ensemble.overview import LEAST_MULTIPLE, Overview
from didymium.views.panels import COLUMNS, PANEL_HEIGHT, dates_below, middle, multiples_axis, style
from didymium.views.svg import PALETTE, Chart, draw
from didymium.views.wording import Words

MOST_PANELS = 9
MOST_ROWS = 24
DETAILS = 3

Spans = Mapping[dt.date, dt.date]


def fan_chart(words: Words, overview: Overview, region: str) -> Chart | None:
    """Draw the range of price multiples of a region's critical materials; None if none moves."""
    if overview.prices is None:
        return None
    table = overview.prices.filter(pl.col("region") == region)
    spans = spans_of(table["period"].to_list())
    moving = [
        (str(material), part.sort("period"))
        for (material,), part in table.group_by(["material"], maintain_order=True)
        if (part["q95"].max() or 0.0) >= LEAST_MULTIPLE  # type: ignore[operator]
    ][:MOST_PANELS]
    if not moving:
        return None
    detail = " ".join(_peak(words, material, part) for material, part in moving[:DETAILS])
    rows = -(-len(moving) // COLUMNS)
    return draw(
        f"fan-{region}",
        words("ensemble.chart_fan", region=words.region(region)),
        words("ensemble.chart_fan_alt", region=words.region(region), detail=detail),
        0.6 + PANEL_HEIGHT * rows,
        lambda figure: _paint_fans(words, figure, moving, spans),
    )


def _peak(words: Words, material: str, part: pl.DataFrame) -> str:
    row = part.sort("q50", descending=True, nulls_last=True).row(0, named=True)
    return words(
        "ensemble.fan_detail",
        material=words.material(material),
        low=words.multiple(row["q05"] or 0.0),
        middle=words.multiple(row["q50"] or 0.0),
        high=words.multiple(row["q95"] or 0.0),
        period=words.period(row["period"]),
    )


def _paint_fans(
    words: Words, figure: Figure, moving: Sequence[tuple[str, pl.DataFrame]], spans: Spans
) -> None:
    columns = min(COLUMNS, len(moving))
    rows = -(-len(moving) // columns)
    axes = list(figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).flat)
    for axis, (material, part) in zip(axes, moving, strict=False):
        axis.set_title(words.material(material))
        _paint_fan(axis, part, spans)
    for axis in axes[len(moving) :]:
        axis.set_visible(False)
    for axis in axes[: len(moving)][-columns:]:
        axis.tick_params(labelbottom=True)
    multiples_axis(axes[0])
    dates_below(axes[0])
    figure.supylabel(words("chart.prices_y"), fontsize=9)
    handles, _ = axes[0].get_legend_handles_labels()
    names = [words(f"ensemble.fan_{name}") for name in ("wide", "narrow", "middle", "stated")]
    figure.legend(handles, names, loc="outside upper left", ncols=4, fontsize=9)


def _paint_fan(axis: Axes, part: pl.DataFrame, spans: Spans) -> None:
    days = [middle(day, spans) for day in part["period"]]
    low, first, mid, third, high, stated = (
        part[name].to_numpy().astype(float) for name in ("q05", "q25", "q50", "q75", "q95", "as_stated")
    )
    axis.fill_between(days, low, high, color=PALETTE[2], alpha=0.22, linewidth=0, label="wide")
    axis.fill_between(days, first, third, color=PALETTE[2], alpha=0.45, linewidth=0, label="narrow")
    axis.plot(days, mid, color=PALETTE[0], label="middle")
    axis.plot(days, stated, color=PALETTE[1], linestyle="--", label="stated")


def shortfall_map(words: Words, overview: Overview) -> Chart | None:
    """Draw how likely each sector is short in each period, as a heat table; None if nobody ever is."""
    if overview.by_period is None or overview.shortfalls is None or overview.prices is None:
        return None
    short = overview.shortfalls.filter(pl.col("short") > 0).head(MOST_ROWS)
    if not short.height:
        return None
    users = list(short.select("sector", "region").iter_rows())
    periods = sorted(set(overview.prices["period"].to_list()))
    values = {(s, r, day): p for r, s, day, p in overview.by_period.iter_rows()}
    grid = np.array([[100 * values.get((*user, day), 0.0) for day in periods] for user in users])
    rows = [f"{words.sector(sector)}, {words.region(region)}" for sector, region in users]
    detail = words.listed(
        [
            words("ensemble.map_detail", user=row, percent=words.percent(share))
            for row, share in list(zip(rows, short["probability"].to_list(), strict=True))[:DETAILS]
        ]
    )
    return draw(
        "shortfall-map",
        words("ensemble.chart_map"),
        words("ensemble.chart_map_alt", detail=detail),
        0.9 + 0.27 * len(rows),
        lambda figure: _paint_map(figure.subplots(), grid, rows, [f"{day:%Y-%m}" for day in periods]),
    )


def _paint_map(axis: Axes, grid: NDArray[np.float64], rows: Sequence[str], columns: Sequence[str]) -> None:
    axis.imshow(grid, cmap="Greys", vmin=0.0, vmax=100.0, aspect="auto")
    axis.set_yticks(range(len(rows)), rows, fontsize=8)
    axis.set_xticks(range(len(columns)), columns, fontsize=7, rotation=60)
    axis.grid(False)
    for row, values in enumerate(grid):
        for column, value in enumerate(values):
            if value >= 0.5:
                ink = "white" if value > 55 else "black"
                axis.text(column, row, f"{value:.0f}", ha="center", va="center", fontsize=7, color=ink)


def exceedance_chart(words: Words, losses: pl.DataFrame) -> Chart | None:
    """Draw for each region how likely a loss is reached; ``losses`` as of
    :func:`didymium.ensemble.reading.risk.losses_by_scenario`.
    """
    regions = [name for name in losses.columns if name != "scenario" and (losses[name].max() or 0) > 0]  # type: ignore[operator]
    if not regions or losses.height < 2:
        return None

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        for position, region in enumerate(regions):
            curve = exceedance(losses[region].to_numpy())
            look = {**style(position), "marker": None}
            axis.step(curve["loss_usd"] / 1e9, 100 * curve["probability"], where="post",
                      label=words.region(region), **look)  # fmt: skip
        axis.set_xlabel(words("ensemble.loss_axis"))
        axis.set_ylabel(words("ensemble.chance_axis"))
        axis.set_ylim(0, 102)
        axis.set_xlim(left=0)
        axis.legend(fontsize=9)

    detail = words.listed(
        [
            words(
                "ensemble.exceedance_detail",
                region=words.region(region),
                money=words.money(float(np.quantile(losses[region].to_numpy(), 0.9))),
            )
            for region in regions[:DETAILS]
        ]
    )
    alt = words("ensemble.chart_exceedance_alt", detail=detail)
    return draw("exceedance", words("ensemble.chart_exceedance"), alt, 3.4, paint)
