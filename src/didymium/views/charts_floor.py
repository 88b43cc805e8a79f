"""The chart of a comparison of floors: prices, tonnes, public money and costs of each design side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from didymium.case.case import Case
from didymium.decisions.floors.compare import Comparison
from didymium.views.floor_terminal import counted_in, design_name
from didymium.views.svg import HATCHES, PALETTE, Chart, draw
from didymium.views.wording import Words, number, words_for

THOUSAND = 1e3
Panel = tuple[str, Mapping[str, list[float]]]
"""Title of a panel, and its series: values by design under the label of each."""


def floor_chart(case: Case, comparison: Comparison, lang: str = "en") -> Chart:
    """Draw four panels of bars: price in and out of the club with the floor; members' output, imports,
    leakage and purchases; the money of members' treasuries; what a unit of what is made of it costs more.
    """
    words, question = words_for(case, lang), comparison.question
    names = [design_name(words, design.name) for design in comparison.designs]

    def paint(figure: Figure) -> None:
        axes = figure.subplots(2, 2, sharey=True).flatten()
        panels = floor_panels(words, comparison)
        for axis, (title, series) in zip(axes, panels, strict=False):
            _bars(axis, names, series, title)
        for axis in axes[len(panels) :]:
            axis.set_visible(False)
        axes[0].axvline(
            words.price_read(question.floor_usd_per_kg, question.material),
            color="black",
            linestyle="--",
            linewidth=1,
        )
        axes[0].invert_yaxis()

    title = words("chart.floor", floor=words.price(question.floor_usd_per_kg, question.material))
    return draw("floor", title, _described(words, comparison), 1.6 + 1.1 * len(names), paint)


def floor_panels(words: Words, comparison: Comparison) -> list[Panel]:
    """Return the numbers of the panels: prices, tonnes, public money, and, where sectors.csv counts units,
    what one costs more.
    """
    designs, material = comparison.designs, comparison.question.material
    unit = words.price_unit(material)
    units = dict(_unit_cost(words, comparison, sector) for sector in counted_in(comparison))
    prices = {
        words("label.price_in", unit=unit): [
            words.price_read(design.price_in_usd_per_kg or 0.0, material) for design in designs
        ],
        words("label.price_out", unit=unit): [
            words.price_read(design.price_out_usd_per_kg or 0.0, material) for design in designs
        ],
    }
    tonnes = {
        words("label.members_output"): [design.output_t_per_year for design in designs],
        words("label.imports"): [design.imports_t_per_year for design in designs],
        words("label.leakage"): [design.leakage_embodied_t_per_year for design in designs],
        words("label.bought"): [design.bought_t_per_year for design in designs],
    }
    money = {words("label.public_money"): [design.public_usd_million_per_year for design in designs]}
    return [
        (words("chart.floor_prices", unit=unit), prices),
        (words("chart.floor_tonnes"), tonnes),
        (words("chart.floor_money"), money),
        *([(words("chart.floor_units"), units)] if units else []),
    ]


def _unit_cost(words: Words, comparison: Comparison, sector: str) -> tuple[str, list[float]]:
    """Return the label of a unit of a sector's product and what it costs more under each design, in thousands
    of dollars where that is much.
    """
    usd = [design.unit_cost_usd.get(sector, 0.0) for design in comparison.designs]
    much = max(map(abs, usd)) >= THOUSAND
    label = words(f"chart.floor_unit{'_thousand' if much else ''}", unit=words.unit(sector))
    return label, [value / THOUSAND if much else value for value in usd]


def _described(words: Words, comparison: Comparison) -> str:
    material = comparison.question.material
    parts = [
        words(
            "chart.floor_alt",
            design=design_name(words, design.name),
            inside=words.price_number(design.price_in_usd_per_kg, material),
            outside=words.price_number(design.price_out_usd_per_kg, material),
            unit=words.price_unit(material),
            money=number(design.public_usd_million_per_year),
        )
        for design in comparison.designs
    ]
    return " ".join(parts)


def _bars(axis: Axes, names: Sequence[str], series: Mapping[str, list[float]], title: str) -> None:
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
    axis.axvline(0, color="black", linewidth=0.8)
    axis.set_yticks(places, names)
    axis.set_title(title)
    axis.set_axisbelow(True)
    axis.grid(axis="y", visible=False)
    if len(series) > 1:
        axis.legend(fontsize=7.5, loc="upper center", bbox_to_anchor=(0.5, -0.06), ncols=2)
