"""Stockpile: cover held and needed, how much to hold, alone and pooled, cost against risk."""

from __future__ import annotations

from didymium.web.look.shell import Page
from didymium.web.look.visit import Visit
from didymium.web.pages.stockpile.asked import PATH, form_of
from didymium.web.pages.stockpile.board import StockpileBoard


def build(visit: Visit) -> None:
    """Draw the form as the address has it, cover, and the answer."""
    StockpileBoard(visit, form_of(visit.server, visit.query)).show()


PAGE = Page("stockpile", PATH, build)
