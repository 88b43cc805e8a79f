"""A rival that answers: the game that was recorded, and one policy worked anew."""

from __future__ import annotations

from didymium.web.look.shell import Page
from didymium.web.look.visit import Visit
from didymium.web.pages.rival.board import RivalBoard
from didymium.web.pages.rival.tabs import PATH, TABS


def build(visit: Visit) -> None:
    """Draw the part that the address asks for, the first one without any."""
    wanted = visit.query.get("view", "")
    tab = next((one for one in TABS if one.name == wanted), TABS[0])
    RivalBoard(visit, tab, TABS).show()


PAGE = Page("rival", PATH, build)
