"""Screening: may these goods leave, who owns whom, where does a lot come from, what does a sale do."""

from __future__ import annotations

from didymium.web.look.shell import Page
from didymium.web.look.visit import Visit
from didymium.web.pages.screening.board import ScreeningBoard
from didymium.web.pages.screening.export_tab import ExportTab
from didymium.web.pages.screening.origin_tab import OriginTab
from didymium.web.pages.screening.ownership_tab import OwnershipTab
from didymium.web.pages.screening.sale_tab import SaleTab
from didymium.web.pages.screening.tab import PATH, ScreeningTab
from didymium.web.pages.screening.trace_tab import TraceTab

TABS: tuple[ScreeningTab, ...] = (
    ExportTab(),
    OwnershipTab(),
    OriginTab(),
    SaleTab(),
    TraceTab(),
)
"""The parts of the page in their order."""


def build(visit: Visit) -> None:
    """Draw the part that the address asks for, the first one without any."""
    wanted = visit.query.get("view", "")
    tab = next((one for one in TABS if one.name == wanted), TABS[0])
    ScreeningBoard(visit, tab, TABS).show()


PAGE = Page("screening", PATH, build)
