"""Charts of prices and stocks over time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import polars as pl
from matplotlib.figure import Figure

from didymium.indicators.cover import cover
from didymium.indicators.peaks import price_multiples
from didymium.indicators.roles import critical_materials
from didymium.indicators.spans import spans_of_outcome
from didymium.views.panels import Line, Panel, height_of, middle, multiples_axis, paint_panels
from didymium.views.run_view import ScenarioRun
from didymium.views.sentences import home_stocks, period_of
from didymium.views.svg import Chart, draw
from didymium.views.wording import Words, as_date

MOST_PANELS = 9
DETAILS = 4


def price_chart(words: Words, run: ScenarioRun) -> Chart | None:
    """Draw prices of the critical materials as multiples of the base run's; None without any."""
    summary = run.outcome.summary
    regions = shown_regions(run)
    multiples = price_multiples(run.base, run.outcome).filter(pl.col("base_usd_per_kg").is_not_null())
    materials = _moving(multiples, critical_materials(words.case), regions)
    panels = _panels(words, multiples, "multiple", materials, regions, spans_of_outcome(run.outcome))
    if not panels:
        return None
    peaks = sorted((row for row in summary["prices"] if row["multiple"]), key=lambda row: -row["multiple"])
    detail = " ".join(
        words(
            "chart.peak_detail",
            region=words.region(row["region"]),
            material=words.material(row["material"]),
            multiple=words.multiple(row["multiple"]),
            period=period_of(words, run, row["date"]),
        )
        for row in peaks[:DETAILS]
    )
    return draw(
        "prices",
        words("chart.prices"),
        words("chart.prices_alt", detail=detail),
        height_of(panels),
        lambda figure: paint_panels(figure, panels, words("chart.prices_y"), multiples_axis, start_of(run)),
    )


def stock_chart(words: Words, run: ScenarioRun) -> Chart | None:
    """Draw the cover days of stocks of critical materials in the members shown; None without any."""
    regions = run.outcome.summary["home_regions"]
    table = cover(words.case, run.base, run.outcome).filter(pl.col("cover_days").is_not_null())
    total = table.group_by("region", "material", "period").agg(pl.col("cover_days").sum())
    materials = [row for row in critical_materials(words.case) if row in set(total["material"].unique())]
    panels = _panels(words, total, "cover_days", materials, regions, spans_of_outcome(run.outcome))
    if not panels:
        return None
    rows = [row for row in home_stocks(words.case, run) if row["lowest_days"] is not None]
    detail = " ".join(
        words(
            "chart.stock_detail",
            region=words.region(row["region"]),
            material=words.material(row["material"]),
            days=words.days(row["lowest_days"]),
            period=period_of(words, run, row["date"]),
        )
        for row in rows[: 2 * DETAILS]
    )

    def paint(figure: Figure) -> None:
        paint_panels(
            figure, panels, words("chart.stocks_y"), lambda axis: axis.set_ylim(bottom=0), start_of(run)
        )

    return draw(
        "stocks", words("chart.stocks"), words("chart.stocks_alt", detail=detail), height_of(panels), paint
    )


def shown_regions(run: ScenarioRun) -> list[str]:
    """Return the members shown, and the exporter last."""
    summary = run.outcome.summary
    homes = list(summary["home_regions"])
    return homes + [summary["exporter"]] * (summary["exporter"] not in (None, *homes))


def start_of(run: ScenarioRun) -> dt.date | None:
    """Return the first day of the restriction."""
    start = run.outcome.summary["start"]
    return as_date(start) if start else None


def _moving(multiples: pl.DataFrame, materials: Sequence[str], regions: Sequence[str]) -> list[str]:
    """Return the materials whose prices move most, in the order given, as many as there is room for."""
    seen = multiples.filter(pl.col("region").is_in(list(regions)), pl.col("material").is_in(list(materials)))
    moves = seen.group_by("material").agg(move=pl.col("multiple").log().abs().max()).drop_nulls()
    largest = moves.sort("move", "material", descending=[True, False])["material"][:MOST_PANELS].to_list()
    return [material for material in materials if material in largest]


def _panels(
    words: Words,
    table: pl.DataFrame,
    column: str,
    materials: Sequence[str],
    regions: Sequence[str],
    spans: Mapping[dt.date, dt.date],
) -> list[Panel]:
    panels = []
    for material in materials[:MOST_PANELS]:
        lines = []
        for position, region in enumerate(regions):
            of_node = table.filter(pl.col("region") == region, pl.col("material") == material).sort("period")
            points = [
                (middle(day, spans), value) for day, value in of_node.select("period", column).iter_rows()
            ]
            if points:
                lines.append(Line(words.region(region), position, tuple(points)))
        if lines:
            panels.append(Panel(words.material(material), tuple(lines)))
    return panels
