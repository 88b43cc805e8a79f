"""Indicators of criticality by everyone's method: of the market, of facts, of goods in use, of stops."""

from __future__ import annotations

from collections.abc import Mapping

from didymium.web.engine.indicators.question import IAMC
from didymium.web.look.shell import Page
from didymium.web.look.visit import Visit
from didymium.web.pages.indicators.tabs import FactsTab, InUseTab, MarketTab, StopsTab
from didymium.web.pages.screening.board import ScreeningBoard

PATH = "/indicators"
TABS = (MarketTab(), FactsTab(), InUseTab(), StopsTab())
"""The parts of the page in their order."""


class IndicatorsBoard(ScreeningBoard):
    """One tab of the browser on one part of the page."""

    page, path = "indicators", PATH

    def _asks_at_once(self) -> bool:
        return bool(getattr(self._tab, "at_once", False))

    def _tables(self) -> Mapping[str, str]:
        words = self._visit.words
        return {"indicators": words("web.indicators.csv"), IAMC: words("web.indicators.iamc")}


def build(visit: Visit) -> None:
    """Draw the part that the address asks for, the first one without any."""
    wanted = visit.query.get("view", "")
    tab = next((one for one in TABS if one.name == wanted), TABS[0])
    IndicatorsBoard(visit, tab, TABS).show()


PAGE = Page("indicators", PATH, build)
