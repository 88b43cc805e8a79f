"""Charts: indicators with thresholds, supply risk against importance, changes, goods in use, stops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from didymium.indicators.criticality.methods import METHODS
from didymium.indicators.disruption.summary import by_commodity
from didymium.views.criticality.goods_tables import goods_rows
from didymium.views.criticality.naming import (
    distinct,
    figure,
    method_name,
    moved,
    place_name,
    short_name,
    stage_name,
    thing_name,
)
from didymium.views.criticality.tables import (
    MOVED,
    PUBLISHED,
    headline_names,
    of_method,
    worst_stages,
)
from didymium.views.criticality.view import IndicatorsFound
from didymium.views.svg import HATCHES, LINES, MARKERS, PALETTE, Chart, draw
from didymium.views.wording import Words, number

DETAILED = 4
"""Values that a description in words names."""
MOST_MOVES = 16
"""Bars of the chart of changes."""
MOST_STOPS = 24
MOST_ELEMENTS = 6
SCALED = {"share": 100.0}
"""What values are drawn times: shares in per cent."""
LOGARITHMIC = 30.0
"""Ratio of the largest to the smallest value from which on an axis is logarithmic."""
PARTS = ("direct", "indirect", "price", "substitution")


def method_chart(words: Words, found: IndicatorsFound, method: str) -> Chart | None:
    """Draw a method's worst stage by material and region, with what it calls critical; None without values.

    Of several scenarios and years the first is drawn.
    """
    names = headline_names(found)
    rows = worst_stages(of_method(_first(found), method), METHODS[method])
    values = {(row["material_or_element"], row["region"]): row for row in rows.iter_rows(named=True)}
    values = {key: row for key, row in values.items() if key[0] in names}
    if not values:
        return None
    regions = [name for name in found.regions if any(region == name for _, region in values)]
    shown = [name for name in names if any(key[0] == name for key in values)]
    one = next(iter(values.values()))
    scale = SCALED.get(one["unit"], 1.0)

    def paint(canvas: Figure) -> None:
        axis = canvas.subplots()
        _bars(words, axis, shown, regions, {key: row["value"] * scale for key, row in values.items()})
        if one["threshold"] is not None:
            label = words("criticality.chart.threshold", value=figure(words, one["unit"], one["threshold"]))
            axis.axhline(one["threshold"] * scale, color="black", linestyle="--", linewidth=1.2, label=label)
        axis.set_ylabel(words(f"criticality.unit.{one['unit']}"))
        canvas.legend(loc="outside upper left", ncols=4, fontsize=8)

    title = method_name(words, method)
    told = [
        words(
            "criticality.chart.detail", thing=thing_name(words, name), region=place_name(words, region),
            value=figure(words, row["unit"], row["value"]),
        )
        for (name, region), row in list(values.items())[:DETAILED]
    ]  # fmt: skip
    alt = words("criticality.chart.method_alt", method=title, detail=" ".join(told))
    return draw(f"criticality-{method.replace('_', '-')}", title, alt, 3.4, paint)


def _first(found: IndicatorsFound) -> pl.DataFrame:
    """Return the market's rows of the first scenario and year."""
    scenario, year = next(iter(found.titles), ""), min(found.years, default=0)
    return found.market.filter(pl.col("scenario") == scenario, pl.col("year") == year)


def _bars(
    words: Words, axis: Axes, names: Sequence[str], regions: Sequence[str],
    values: dict[tuple[str, str], float],
) -> None:  # fmt: skip
    places, width = np.arange(len(names)), 0.84 / max(len(regions), 1)
    for position, region in enumerate(regions):
        at = places + (position - (len(regions) - 1) / 2) * width
        heights = [values.get((name, region), np.nan) for name in names]
        axis.bar(
            at, heights, width, label=place_name(words, region), color=PALETTE[(position + 1) % len(PALETTE)],
            hatch=HATCHES[position % len(HATCHES)], edgecolor="white", linewidth=0.0,
        )  # fmt: skip
    axis.set_xticks(places, [thing_name(words, name) for name in names], rotation=30, ha="right", fontsize=8)
    axis.set_axisbelow(True)
    axis.axhline(0, color="black", linewidth=0.8)
    axis.grid(axis="x", visible=False)


def plane_chart(words: Words, found: IndicatorsFound) -> Chart | None:
    """Draw supply risk against economic importance with the Union's thresholds, what the Commission published
    in 2023 beside it; None without a pair of values.
    """
    own = _pairs(_first(found), found.regions)
    published = _pairs(found.facts.filter(pl.col("scenario") == PUBLISHED), found.regions)
    if not own and not published:
        return None
    regions = [name for name in found.regions if any(region == name for _, region in own)]

    def paint(canvas: Figure) -> None:
        axis = canvas.subplots()
        for position, region in enumerate(regions):
            points = {name: pair for (name, place), pair in own.items() if place == region}
            style = {"marker": MARKERS[position % len(MARKERS)], "color": PALETTE[(position + 1) % 8]}
            _points(words, axis, points, place_name(words, region), style)
        if published:
            points = {name: pair for (name, _), pair in published.items()}
            style = {"marker": "o", "facecolors": "none", "edgecolors": "black"}
            _points(words, axis, points, words("criticality.scenario.published"), style)
        for line, threshold in ((axis.axvline, "economic_importance"), (axis.axhline, "supply_risk")):
            line(float(METHODS[threshold].threshold or 0.0), color="black", linestyle="--", linewidth=1.0)
        axis.set_xlabel(method_name(words, "economic_importance"))
        axis.set_ylabel(method_name(words, "supply_risk"))
        axis.set_ylim(bottom=0)
        axis.set_xlim(left=0)
        canvas.legend(loc="outside upper left", ncols=4, fontsize=8)

    told = [
        words(
            "criticality.chart.plane_detail", thing=thing_name(words, name), region=place_name(words, region),
            importance=number(pair[0]), risk=number(pair[1]),
        )
        for (name, region), pair in list({**own, **published}.items())[:DETAILED]
    ]  # fmt: skip
    title = words("criticality.chart.plane")
    alt = words("criticality.chart.plane_alt", detail=" ".join(told))
    return draw("criticality-plane", title, alt, 4.6, paint)


def _pairs(table: pl.DataFrame, regions: Sequence[str]) -> dict[tuple[str, str], tuple[float, float]]:
    """Return importance and risk over all stages by name and region."""
    keys = ["material_or_element", "region"]
    whole = table.filter(pl.col("stage") == "all").drop_nulls("value")
    risk = of_method(whole, "supply_risk").select(*keys, risk="value")
    both = of_method(whole, "economic_importance").select(*keys, importance="value").join(risk, on=keys)
    return {
        (name, region): (importance, value)
        for name, region, importance, value in both.sort(keys).iter_rows()
        if region in regions
    }


def _points(
    words: Words, axis: Axes, points: dict[str, tuple[float, float]], label: str, style: dict[str, Any]
) -> None:
    across, up = ([pair[place] for pair in points.values()] for place in (0, 1))
    axis.scatter(across, up, s=26, label=label, **style)
    names: dict[tuple[float, float], list[str]] = {}
    for name, pair in points.items():
        names.setdefault((round(pair[0], 1), round(pair[1], 1)), []).append(short_name(words, name))
    for place, together in names.items():
        text = words("list.comma").join(together)
        axis.annotate(text, place, xytext=(4, 3), textcoords="offset points", fontsize=7)


def change_chart(words: Words, found: IndicatorsFound) -> Chart | None:
    """Draw the largest changes by scenario, as parts of the indicators' scales; None if nothing moves."""
    keys = ["method", "material_or_element", "stage", "region", "year"]
    chief = pl.col("material_or_element").is_in(list(headline_names(found)))
    moving = found.changes.filter(chief, pl.col("weight").abs() >= MOVED, pl.col("method") != "hhi_10000")
    shown = moving.unique(keys, keep="first", maintain_order=True).head(MOST_MOVES)
    if shown.is_empty():
        return None
    scenarios = [name for name in found.titles if name in set(found.changes["scenario"])]
    rows = list(shown.select(keys).iter_rows())
    weights = {
        (row["scenario"], *(row[key] for key in keys)): row["weight"] * 100
        for row in found.changes.iter_rows(named=True)
    }

    def paint(canvas: Figure) -> None:
        axis, height = canvas.subplots(), 0.8 / len(scenarios)
        for position, scenario in enumerate(scenarios):
            at = np.arange(len(rows)) + (position - (len(scenarios) - 1) / 2) * height
            axis.barh(
                at, [weights.get((scenario, *row), 0.0) for row in rows], height, label=scenario,
                color=PALETTE[(position + 1) % 8], hatch=HATCHES[position % 8], edgecolor="white",
                linewidth=0.0,
            )  # fmt: skip
        axis.set_yticks(range(len(rows)), [_change_label(words, row) for row in rows], fontsize=8)
        axis.invert_yaxis()
        axis.axvline(0, color="black", linewidth=0.8)
        axis.set_xlabel(words("criticality.chart.change_unit"))
        axis.set_axisbelow(True)
        axis.grid(axis="y", visible=False)
        canvas.legend(loc="outside upper left", ncols=3, fontsize=8)

    told = [
        words(
            "criticality.chart.change_detail", scenario=row["scenario"],
            what=_change_label(words, [row[key] for key in keys]),
            change=moved(words, row["unit"], row["change"]),
        )
        for row in shown.head(DETAILED).iter_rows(named=True)
    ]  # fmt: skip
    title = words("criticality.chart.changes")
    alt = words("criticality.chart.changes_alt", detail=" ".join(told))
    return draw("criticality-changes", title, alt, 1.2 + (0.14 + 0.16 * len(scenarios)) * len(rows), paint)


def _change_label(words: Words, row: Sequence[Any]) -> str:
    method, name, stage, region, _ = row
    parts = (method_name(words, method), thing_name(words, name), stage_name(words, stage),
             place_name(words, region))  # fmt: skip
    return words("list.comma").join(part for part in parts if part)


def goods_charts(words: Words, found: IndicatorsFound) -> tuple[Chart, ...]:
    """Draw stock in use and scrap to come by year, a chart for each element; of the first scenario."""
    rows = goods_rows(found)
    if not rows:
        return ()
    rows = [row for row in rows if row["scenario"] == rows[0]["scenario"]]
    elements = distinct(row["element"] for row in rows)[:MOST_ELEMENTS]
    return tuple(
        _goods_chart(words, found, element, [row for row in rows if row["element"] == element])
        for element in elements
    )


def _goods_chart(words: Words, found: IndicatorsFound, element: str, rows: list[dict[str, Any]]) -> Chart:
    regions = [name for name in found.regions if any(row["region"] == name for row in rows)]
    by_region = {
        region: sorted((row for row in rows if row["region"] == region), key=lambda row: row["year"])
        for region in regions
    }

    def paint(canvas: Figure) -> None:
        axes = canvas.subplots(1, 3)
        for axis, column in zip(axes, ("stock_t", "scrap_t", "recovered_t"), strict=True):
            for position, (region, own) in enumerate(by_region.items()):
                axis.plot(
                    [row["year"] for row in own], [row[column] for row in own],
                    label=place_name(words, region),
                    color=PALETTE[position % 8], linestyle=LINES[position % 8],
                )  # fmt: skip
            axis.set_title(words(f"criticality.chart.goods_{column}"))
            _scale(axis, [row[column] for row in rows])
            axis.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
            axis.xaxis.get_major_locator().set_params(integer=True)
        handles, labels = axes[0].get_legend_handles_labels()
        canvas.legend(handles, labels, loc="outside upper left", ncols=6, fontsize=8)

    told = [
        words(
            "criticality.chart.goods_detail", region=place_name(words, region), year=own[-1]["year"],
            stock=words.tonnes(own[-1]["stock_t"]), scrap=words.tonnes(own[-1]["scrap_t"]),
        )
        for region, own in list(by_region.items())[:DETAILED]
    ]  # fmt: skip
    thing = thing_name(words, element)
    title = words("criticality.chart.goods", thing=thing)
    alt = words("criticality.chart.goods_alt", thing=thing, detail=" ".join(told))
    return draw(f"criticality-goods-{element.lower()}", title, alt, 3.0, paint)


def _scale(axis: Axes, values: Sequence[float]) -> None:
    """Let an axis begin at nothing, or make it logarithmic where one region would hide the others."""
    if min(values) > 0 and max(values) / min(values) > LOGARITHMIC:
        axis.set_yscale("log")
    else:
        axis.set_ylim(bottom=0)


def stops_chart(words: Words, found: IndicatorsFound) -> Chart | None:
    """Draw what the costliest stop of each commodity costs, by its parts, the costliest first; None without
    stops. Of several regions the first is drawn.
    """
    if found.stops.is_empty():
        return None
    region = found.stops["region"][0]
    rows = (
        by_commodity(found.stops.filter(pl.col("region") == region))
        .sort("net_decrease_usd", descending=True)
        .head(MOST_STOPS)
        .to_dicts()
    )
    labels = [f"{thing_name(words, row['commodity'])}, {place_name(words, row['origin'])}" for row in rows]

    def paint(canvas: Figure) -> None:
        axis = canvas.subplots()
        left = np.zeros(len(rows))
        for position, part in enumerate(PARTS):
            values = np.array([(row[f"{part}_usd"] or 0.0) / 1e6 for row in rows])
            axis.barh(
                np.arange(len(rows)), values, 0.7, left=left,
                label=words(f"criticality.column.{_part(part)}"),
                color=PALETTE[position + 1], hatch=HATCHES[position], edgecolor="white", linewidth=0.0,
            )  # fmt: skip
            left = left + values
        axis.set_yticks(range(len(rows)), labels, fontsize=8)
        axis.invert_yaxis()
        axis.set_xlabel(words("criticality.chart.stops_unit"))
        axis.set_axisbelow(True)
        axis.grid(axis="y", visible=False)
        canvas.legend(loc="outside upper left", ncols=4, fontsize=8)

    told = [
        words("criticality.chart.stops_detail", what=label, money=words.money(row["net_decrease_usd"]))
        for label, row in list(zip(labels, rows, strict=True))[:DETAILED]
    ]
    title = words("criticality.chart.stops", region=place_name(words, region))
    alt = words("criticality.chart.stops_alt", detail=" ".join(told))
    return draw("criticality-stops", title, alt, 1.3 + 0.26 * len(rows), paint)


def _part(name: str) -> str:
    return {"price": "dearer"}.get(name, name)
