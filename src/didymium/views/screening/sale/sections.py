"""The parts of a review as sections of sentences, charts and tables, which page and terminal share."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.screening.sale.verdict import assumed_said, concentration_said, deal_said, market_said
from didymium.views.result_tables import Table
from didymium.views.screening.sale.charts import sale_charts
from didymium.views.screening.sale.tables import (
    concentration_table,
    controllers_table,
    largest_table,
    members_table,
    sectors_table,
    thresholds_table,
    users_table,
)
from didymium.views.screening.sale.view import SaleView, tell
from didymium.views.svg import Chart
from didymium.views.wording import Words


@dataclass(frozen=True)
class SaleSection:
    """One part of a review. ``tables`` are shown, ``folded`` ones stand behind a click or in files only."""

    name: str
    said: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    folded: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()

    def heading(self, words: Words) -> str:
        """Return its heading."""
        return words(f"screen.sale.section.{self.name}")


def sections_of(words: Words, view: SaleView, *, charts: bool = True) -> list[SaleSection]:
    """Return the sections of a review in order; without ``charts`` none is drawn."""
    review = view.review
    drawn = sale_charts(words, view) if charts else {}
    said = {
        name: tuple(tell(words, view, one) for one in of(review))
        for name, of in (
            ("deal", deal_said),
            ("concentration", concentration_said),
            ("market", market_said),
            ("assumed", assumed_said),
        )
    }
    return [
        SaleSection("deal", said["deal"]),
        SaleSection(
            "concentration",
            said["concentration"],
            (concentration_table(words, view, "output"),),
            (
                concentration_table(words, view, "capacity"),
                largest_table(words, view),
                thresholds_table(words, view),
            ),
            drawn.get("concentration", ()),
        ),
        SaleSection(
            "market",
            said["market"],
            (users_table(words, view), members_table(words, view)),
            (sectors_table(words, view),),
            drawn.get("market", ()),
        ),
        SaleSection("assumed", said["assumed"], (), (controllers_table(words, view),)),
    ]
