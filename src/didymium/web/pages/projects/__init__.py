"""Projects: the pipeline, which projects are bankable, which to back, who should be in, and programmes."""

from __future__ import annotations

from didymium.web.look.html import Tag
from didymium.web.look.shell import Page
from didymium.web.look.tables import tabs
from didymium.web.look.visit import Visit
from didymium.web.pages.projects import coalition, finance, portfolio
from didymium.web.pages.projects.asked import PARTS, PATH, form_of, part_of
from didymium.web.pages.projects.pipeline import show_pipeline
from didymium.web.pages.projects.programmes import show_programmes


async def build(visit: Visit) -> None:
    """Draw the part of the page that the address asks for."""
    words, part = visit.words, part_of(visit.query)
    Tag("h1", words("web.page.projects"))
    shown = [
        (
            words(f"web.projects.part_{name}"),
            visit.address(PATH, part=None if name == PARTS[0] else name),
            name == part,
        )
        for name in PARTS
    ]
    tabs(words("web.projects.parts"), shown)
    if part == "finance":
        finance.FinanceBoard(visit, form_of(part, finance.usual_of(visit.server.case), visit.query)).show()
    elif part == "portfolio":
        portfolio.PortfolioBoard(visit, form_of(part, portfolio.USUAL, visit.query)).show()
    elif part == "coalition":
        coalition.CoalitionBoard(visit, form_of(part, coalition.USUAL, visit.query)).show()
    elif part == "programmes":
        await show_programmes(visit)
    else:
        await show_pipeline(visit)


PAGE = Page("projects", PATH, build)
