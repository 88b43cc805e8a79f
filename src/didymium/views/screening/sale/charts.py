"""Charts of a review: the index by country of control, and what members miss, before and after."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from didymium.evidence.rule_tests import Threshold
from didymium.screening.rules import limit_of
from didymium.screening.sale.guidelines import US_LEVEL
from didymium.views.screening.sale.tables import MILLION, market_name
from didymium.views.screening.sale.view import SaleView
from didymium.views.svg import HATCHES, PALETTE, Chart, draw
from didymium.views.wording import Words, number


def sale_charts(words: Words, view: SaleView) -> dict[str, tuple[Chart, ...]]:
    """Return the charts of the sections ``concentration`` and ``market``."""
    market = view.review.market
    return {
        "concentration": (index_chart(words, view),),
        "market": () if market is None else (missing_chart(words, view),),
    }


def index_chart(words: Words, view: SaleView) -> Chart:
    """Draw the index of each market by country of control, by output, before and after."""
    found = [one for one in view.review.concentration if one.by == "control"]
    found = [one for one in found if one.supply.measure == "output"] or found
    labels = [market_name(words, one.supply) for one in found]
    pairs = [(one.before.index.high, one.after.index.high) for one in found]
    level = limit_of(view.evidence, Threshold(fact=US_LEVEL, included=False)).value

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        _bars(words, axis, labels, pairs)
        axis.set_xlim(0, 11_000)
        axis.axvline(level, color="black", linewidth=1.0, linestyle=":")
        axis.set_xlabel(words("screen.sale.chart.index_x", number=number(level, 4)))
        figure.legend(loc="outside upper left", ncols=2, fontsize=8)

    detail = _detail(words, labels, [(f"{one:,.0f}", f"{two:,.0f}") for one, two in pairs])
    described = words("screen.sale.chart.index_alt", detail=detail)
    return draw("sale-index", words("screen.sale.chart.index"), described, 1.3 + 0.5 * len(found), paint)


def missing_chart(words: Words, view: SaleView) -> Chart:
    """Draw what each member misses, before and after."""
    market = view.review.market
    rows = [] if market is None else market.change.members.to_dicts()
    labels = [words.region(row["region"]) for row in rows]
    pairs = [(row["before_missing_usd"] / MILLION, row["after_missing_usd"] / MILLION) for row in rows]

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        _bars(words, axis, labels, pairs)
        axis.set_xlabel(words("screen.sale.chart.missing_x"))
        axis.margins(x=0.1)
        figure.legend(loc="outside upper left", ncols=2, fontsize=8)

    told = [(words.money(one * MILLION), words.money(two * MILLION)) for one, two in pairs]
    described = words("screen.sale.chart.missing_alt", detail=_detail(words, labels, told))
    return draw(
        "sale-missing", words("screen.sale.chart.missing"), described, 1.3 + 0.5 * max(len(rows), 1), paint
    )


def _bars(words: Words, axis: Axes, labels: Sequence[str], pairs: Sequence[tuple[float, float]]) -> None:
    places = np.arange(len(labels))
    for position, when in enumerate(("before", "after")):
        at, values = places + (position - 0.5) * 0.4, [pair[position] for pair in pairs]
        axis.barh(
            at, values, 0.4, label=words(f"screen.sale.chart.{when}"), color=PALETTE[position + 1],
            hatch=HATCHES[position], edgecolor="white", linewidth=0.0,
        )  # fmt: skip
        for place, value in zip(at, values, strict=True):
            axis.annotate(
                number(value), (value, place), xytext=(3, 0), textcoords="offset points", fontsize=7.5,
                va="center",
            )  # fmt: skip
    axis.set_yticks(places, list(labels))
    axis.invert_yaxis()
    axis.set_axisbelow(True)
    axis.grid(axis="y", visible=False)


def _detail(words: Words, labels: Sequence[str], pairs: Sequence[tuple[str, str]]) -> str:
    return " ".join(
        words("screen.sale.chart.index_detail", market=label, before=before, after=after)
        for label, (before, after) in zip(labels, pairs, strict=True)
    )
