"""The page itself: what was recorded at once, and below every answer what may be done with each policy."""

from __future__ import annotations

from didymium.web.engine.screening.question import Answered
from didymium.web.pages.rival.policies import show_policies
from didymium.web.pages.rival.tabs import PATH
from didymium.web.pages.screening.board import ScreeningBoard


class RivalBoard(ScreeningBoard):
    """One tab of the browser on one part of the page."""

    page, path = "rival", PATH

    def _asks_at_once(self) -> bool:
        is_recorded = getattr(self._tab, "is_recorded", False)
        return is_recorded and bool(self._visit.server.rivals.found().views)

    def _draw(self, found: Answered) -> None:
        super()._draw(found)
        with self._place:
            show_policies(self._visit, found.shown)
