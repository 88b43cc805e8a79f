"""The chart of a comparison of floors: prices, tonnes and public money of each design side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from didymium.case.case import Case
from didymium.decisions.floors.compare import Comparison
from didymium.views.floor_terminal import design_name
from didymium.views.svg import HATCHES, PALETTE, Chart, draw
from didymium.views.wording import Words, number, words_for


def floor_chart(case: Case, comparison: Comparison, lang: str = "en") -> Chart:
    """Draw three panels of bars: price in and out of the club with the floor, members' output and imports,
    and the money of members' treasuries.
    """
    words = words_for(case, lang)
    designs = comparison.designs
    names = [design_name(words, design.name) for design in designs]

    def paint(figure: Figure) -> None:
        prices, tonnes, money = figure.subplots(1, 3, sharey=True)
        _bars(
            prices,
            names,
            {
                words("label.price_in"): [design.price_in_usd_per_kg or 0.0 for design in designs],
                words("label.price_out"): [design.price_out_usd_per_kg or 0.0 for design in designs],
            },
            words("chart.floor_prices"),
        )
        prices.axvline(comparison.question.floor_usd_per_kg, color="black", linestyle="--", linewidth=1)
        _bars(
            tonnes,
            names,
            {
                words("label.members_output"): [design.output_t_per_year for design in designs],
                words("label.imports"): [design.imports_t_per_year for design in designs],
                words("label.bought"): [design.bought_t_per_year for design in designs],
            },
            words("chart.floor_tonnes"),
        )
        _bars(
            money,
            names,
            {words("label.public_money"): [design.public_usd_million_per_year for design in designs]},
            words("chart.floor_money"),
        )
        money.axvline(0, color="black", linewidth=0.8)
        prices.invert_yaxis()

    title = words("chart.floor", floor=words.price(comparison.question.floor_usd_per_kg))
    return draw("floor", title, _described(words, comparison), 1.2 + 0.55 * len(designs), paint)


def _described(words: Words, comparison: Comparison) -> str:
    parts = [
        words(
            "chart.floor_alt",
            design=design_name(words, design.name),
            inside=number(design.price_in_usd_per_kg),
            outside=number(design.price_out_usd_per_kg),
            money=number(design.public_usd_million_per_year),
        )
        for design in comparison.designs
    ]
    return " ".join(parts)


def _bars(axis: Axes, names: Sequence[str], series: dict[str, list[float]], title: str) -> None:
    height = 0.8 / len(series)
    places = np.arange(len(names))
    for position, (label, values) in enumerate(series.items()):
        axis.barh(
            places + (position - (len(series) - 1) / 2) * height,
            values,
            height,
            label=label,
            color=PALETTE[position + 1],
            hatch=HATCHES[position],
            edgecolor="white",
        )
    axis.set_yticks(places, names)
    axis.set_title(title)
    axis.set_axisbelow(True)
    axis.grid(axis="y", visible=False)
    if len(series) > 1:
        axis.legend(fontsize=7.5, loc="upper center", bbox_to_anchor=(0.5, -0.06), ncols=len(series))
