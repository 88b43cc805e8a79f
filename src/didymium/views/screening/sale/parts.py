"""The parts of a review: sentences, charts and tables, which terminal, report and page share."""

from __future__ import annotations

from didymium.screening.sale.verdict import assumed_said, concentration_said, deal_said, market_said
from didymium.views.answer.parts import ShownPart
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
from didymium.views.wording import Words


def sale_parts(words: Words, view: SaleView, *, charts: bool = True) -> list[ShownPart]:
    """Return the parts of a review in order; without ``charts`` none is drawn."""
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
    headings = {name: words(f"screen.sale.section.{name}") for name in said}
    return [
        ShownPart("deal", headings["deal"], said["deal"]),
        ShownPart(
            "concentration",
            headings["concentration"],
            said["concentration"],
            (concentration_table(words, view, "output"),),
            (
                concentration_table(words, view, "capacity"),
                largest_table(words, view),
                thresholds_table(words, view),
            ),
            drawn.get("concentration", ()),
        ),
        ShownPart(
            "market",
            headings["market"],
            said["market"],
            (users_table(words, view), members_table(words, view)),
            (sectors_table(words, view),),
            drawn.get("market", ()),
        ),
        ShownPart("assumed", headings["assumed"], said["assumed"], (), (controllers_table(words, view),)),
    ]
