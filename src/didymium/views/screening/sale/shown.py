"""A review of a sale as an answer that the page shows like every other of screening."""

from __future__ import annotations

from didymium.views.screening.parts import ShownAnswer, ShownPart
from didymium.views.screening.sale.data import sale_data
from didymium.views.screening.sale.sections import sections_of
from didymium.views.screening.sale.view import SaleView, party
from didymium.views.wording import Words


def show_sale(words: Words, view: SaleView, *, charts: bool = True) -> ShownAnswer:
    """Return everything that is shown of a review; without ``charts`` none is drawn."""
    checked = view.review.checked
    plant, buyer = words.plant(checked.plant.plant), party(words, view, checked.buyer.name)
    return ShownAnswer(
        name="sale",
        words=words,
        title=words("screen.sale.title", plant=plant, buyer=buyer),
        lead=words("screen.sale.lead", case=view.case.settings.title),
        parts=tuple(
            ShownPart(one.name, one.heading(words), one.said, one.tables, one.folded, one.charts)
            for one in sections_of(words, view, charts=charts)
        ),
        data=sale_data(view),
        evidence=view.evidence,
        sources=tuple(dict.fromkeys(finding.source for finding in view.review.findings)),
        asked=view.review.request.model_dump(mode="json"),
    )
