"""Charts of shortfalls and of customs figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from didymium.case.case import Case
from didymium.indicators.roles import critical_materials
from didymium.indicators.spans import spans_of_outcome
from didymium.indicators.survival import NEGLIGIBLE_T, THRESHOLD, met_shares
from didymium.views.run_view import ScenarioRun
from didymium.views.sentences import critical_shortages, period_of
from didymium.views.svg import Chart, draw
from didymium.views.wording import Words, as_date, number

Record = Mapping[str, Any]

MOST_ROWS = 24
FEWEST = 4
"""Reported periods that a series needs to be drawn."""
DETAILS = 4


def shortfall_chart(words: Words, run: ScenarioRun) -> Chart | None:
    """Draw which share of use is missing, by sector and region over time, as a heat table; None if nobody
    is short.
    """
    table = _missing(words.case, run)
    users = _worst_users(words.case, run)
    if not users:
        return None
    periods = sorted(spans_of_outcome(run.outcome))
    values = {(row[0], row[1], row[2]): row[3] for row in table.iter_rows()}
    grid = np.array([[values.get((*user, period), 0.0) for period in periods] for user in users])
    rows = [f"{words.sector(sector)}, {words.region(region)}" for sector, region in users]
    columns = [_short_period(period, run) for period in periods]

    def paint(figure: Figure) -> None:
        _heat(figure.subplots(), 100 * grid, rows, columns)

    title, description = (
        words("chart.shortfall"),
        words("chart.shortfall_alt", detail=_detail(words, run, users, values)),
    )
    return draw("shortfall", title, description, 0.9 + 0.27 * len(rows), paint)


def _missing(case: Case, run: ScenarioRun) -> pl.DataFrame:
    """Return the missing share of the critical material that a sector of a member shown misses most.

    Columns: sector, region, period, missing; only where the sector is short.
    """
    homes, materials = run.outcome.summary["home_regions"], list(critical_materials(case))
    short = met_shares(run.base, run.outcome).filter(
        pl.col("region").is_in(homes),
        pl.col("material").is_in(materials),
        pl.col("share") < THRESHOLD,
        pl.col("missing_t") > NEGLIGIBLE_T,
    )
    worst = short.group_by("sector", "region", "period").agg(missing=1 - pl.col("share").min())
    return worst.sort("sector", "region", "period")


def _worst_users(case: Case, run: ScenarioRun) -> list[tuple[str, str]]:
    """Return the users that miss most by value, by member and then by value."""
    homes, value = run.outcome.summary["home_regions"], dict[tuple[str, str], float]()
    for row in critical_shortages(case, run):
        user = row["sector"], row["region"]
        value[user] = value.get(user, 0.0) + (row["missing_usd"] or 0.0)
    largest = sorted(value, key=lambda user: (-value[user], user))[:MOST_ROWS]
    return sorted(largest, key=lambda user: (homes.index(user[1]), -value[user], user))


def _detail(
    words: Words,
    run: ScenarioRun,
    users: Sequence[tuple[str, str]],
    values: dict[tuple[str, str, dt.date], float],
) -> str:
    peaks = []
    for user in users:
        missing, period = max((value, key[2]) for key, value in values.items() if key[:2] == user)
        peaks.append((missing, user, period))
    return " ".join(
        words(
            "chart.short_detail",
            sector=words.sector(sector),
            region=words.region(region),
            percent=words.percent(missing),
            period=period_of(words, run, period.isoformat()),
        )
        for missing, (sector, region), period in sorted(peaks, reverse=True)[:DETAILS]
    )


def _short_period(first: dt.date, run: ScenarioRun) -> str:
    """Write a period in figures: ``25-04`` for a month, ``25-Q2`` for a quarter, ``2027`` for a year."""
    days = (spans_of_outcome(run.outcome)[first] - first).days
    if days > 100:
        return str(first.year)
    return f"{first:%y}-Q{(first.month + 2) // 3}" if days > 31 else f"{first:%y-%m}"


def _heat(axis: Axes, percent: np.ndarray[Any, Any], rows: Sequence[str], columns: Sequence[str]) -> None:
    top = max(float(percent.max()), 1.0)
    edges = np.arange(len(columns) + 1) - 0.5, np.arange(len(rows) + 1) - 0.5
    axis.pcolormesh(*edges, percent, cmap="Greys", vmin=0, vmax=1.25 * top, edgecolors="white", linewidth=1.2)
    axis.invert_yaxis()
    axis.set_yticks(range(len(rows)), rows)
    axis.set_xticks(range(len(columns)), columns, rotation=90 if len(columns) > 16 else 0, fontsize=8)
    axis.xaxis.tick_top()
    axis.tick_params(length=0)
    axis.grid(False)
    for row, column in np.argwhere(percent >= 0.5):
        value = percent[row, column]
        colour = "white" if value > 0.6 * top else "black"
        axis.text(column, row, f"{value:.0f}", ha="center", va="center", fontsize=8, color=colour)


def _months(row: Record) -> str:
    """Write the months of a reported period in figures."""
    first, last = as_date(row["from"]), as_date(row["until"])
    same = (first.year, first.month) == (last.year, last.month)
    return f"{first:%Y-%m}" if same else f"{first:%Y-%m}/{last:%m}"


def customs_chart(words: Words, run: ScenarioRun) -> Chart | None:
    """Draw what customs reported as bars and what the run predicts as a line, a panel each series; None
    without figures.
    """
    rows, series = run.outcome.summary["customs"], drawn_series(run)
    if not series:
        return None
    totals = {row["series"]: row for row in run.outcome.summary["customs_totals"]}
    detail = " ".join(
        words(
            "chart.customs_detail",
            series=words.series(name),
            predicted=words.tonnes(totals[name]["predicted_t"]),
            reported=words.tonnes(totals[name]["reported_t"]),
        )
        for name in series
    )

    def paint(figure: Figure) -> None:
        axes = figure.subplots(len(series), 1, squeeze=False)
        most = max(totals[name]["periods"] for name in series)
        for axis, name in zip(axes.flat, series, strict=True):
            _customs_panel(words, axis, name, [row for row in rows if row["series"] == name])
            axis.set_xlim(-0.6, most - 0.4)
        handles, labels = axes[0][0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper left", ncols=3)

    height = 0.5 + 2.1 * len(series)
    return draw("customs", words("chart.customs"), words("chart.customs_alt", detail=detail), height, paint)


def drawn_series(run: ScenarioRun) -> list[str]:
    """Return the reported series that are long enough to draw, the longest first; all of them if none is."""
    totals = sorted(
        run.outcome.summary["customs_totals"], key=lambda row: (-row["periods"], -row["reported_t"])
    )
    return [row["series"] for row in totals if row["periods"] >= FEWEST] or [row["series"] for row in totals]


def _customs_panel(words: Words, axis: Axes, name: str, rows: Sequence[Record]) -> None:
    places = range(len(rows))
    reported, predicted, base = (
        [row[key] for row in rows] for key in ("reported_t", "predicted_t", "base_t")
    )
    axis.set_title(words.series(name))
    axis.bar(
        places,
        reported,
        color="#d9d9d9",
        edgecolor="#555555",
        hatch="///",
        width=0.7,
        label=words("chart.reported"),
    )
    axis.plot(places, predicted, color="#000000", marker="o", label=words("chart.predicted"))
    axis.plot(places, base, color="#0072B2", linestyle="--", label=words("chart.without"))
    axis.set_xticks(places, [_months(row) for row in rows], rotation=90 if len(rows) > 14 else 0, fontsize=8)
    axis.set_ylim(bottom=0)
    axis.yaxis.set_major_formatter(lambda value, _: number(value, 3))
    axis.grid(axis="x", visible=False)
