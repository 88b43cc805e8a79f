"""The report of a review: a page of its own, or sections for another."""

from __future__ import annotations

from didymium.views.page import Figure, Section, render_page
from didymium.views.screening.sale.sections import SaleSection, sections_of
from didymium.views.screening.sale.view import SaleView, party
from didymium.views.sources_view import cited_in_scenario, cited_in_tables
from didymium.views.wording import Words

RESTS_ON = ("plants", "routes", "demands", "holdings")
"""Tables of the case on which a review rests most."""


def render_sale(words: Words, view: SaleView) -> str:
    """Return the report of a review as a page of HTML."""
    checked = view.review.checked
    plant, buyer = words.plant(checked.plant.plant), party(words, view, checked.buyer.name)
    title = words("screen.sale.title", plant=plant, buyer=buyer)
    return render_page(
        words, title, words("screen.sale.lead", case=view.case.settings.title), sale_sections(words, view)
    )


def sale_sections(words: Words, view: SaleView) -> list[Section]:
    """Return the sections of the report of a review."""
    return [*(_section(words, one) for one in sections_of(words, view)), _sources(words, view)]


def _section(words: Words, one: SaleSection) -> Section:
    return Section(
        f"sale-{one.name}",
        one.heading(words),
        one.said,
        figures=tuple(Figure(chart) for chart in one.charts),
        tables=tuple(table for table in one.tables if table.rows),
        folded=tuple(table for table in one.folded if table.rows),
    )


def _sources(words: Words, view: SaleView) -> Section:
    case, market = view.case, view.review.market
    of_rules = [finding.source for finding in view.review.findings]
    of_scenario = [] if market is None else cited_in_scenario(case, market.scenario)
    cited = dict.fromkeys([*of_rules, *of_scenario, *cited_in_tables(case, RESTS_ON)])
    known = {**view.evidence.sources, **case.sources}
    listed = tuple(known[name] for name in cited if name in known)
    return Section("sale-sources", words("screen.sale.section.sources"), listed=listed)
