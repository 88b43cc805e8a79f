"""A review of a sale as an answer that terminal, report, page and files show."""

from __future__ import annotations

from didymium.views.answer.parts import ShownAnswer
from didymium.views.screening.sale.data import sale_data
from didymium.views.screening.sale.parts import sale_parts
from didymium.views.screening.sale.view import SaleView, party
from didymium.views.sources_view import cited_in_scenario, cited_in_tables
from didymium.views.wording import Words

RESTS_ON = ("plants", "routes", "demands", "holdings")
"""Tables of the case on which a review rests most."""


def show_sale(words: Words, view: SaleView, *, charts: bool = True) -> ShownAnswer:
    """Return everything that is shown of a review; without ``charts`` none is drawn."""
    checked = view.review.checked
    plant, buyer = words.plant(checked.plant.plant), party(words, view, checked.buyer.name)
    return ShownAnswer(
        name="sale",
        words=words,
        title=words("screen.sale.title", plant=plant, buyer=buyer),
        lead=words("screen.sale.lead", case=view.case.settings.title),
        parts=tuple(sale_parts(words, view, charts=charts)),
        data=sale_data(view),
        evidence=view.evidence,
        sources=_sources(view),
        asked=view.review.request.model_dump(mode="json"),
    )


def _sources(view: SaleView) -> tuple[str, ...]:
    """Return the sources of the thresholds, of the restriction, and of the tables that a review rests on."""
    case, market = view.case, view.review.market
    of_rules = [finding.source for finding in view.review.findings]
    of_scenario = [] if market is None else cited_in_scenario(case, market.scenario)
    return tuple(dict.fromkeys([*of_rules, *of_scenario, *cited_in_tables(case, RESTS_ON)]))
