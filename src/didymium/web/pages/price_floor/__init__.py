"""A floor under a price: what it does under the designs that may hold it, side by side."""

from __future__ import annotations

from didymium.web.look.shell import Page
from didymium.web.look.visit import Visit
from didymium.web.pages.price_floor.asked import PATH, form_of
from didymium.web.pages.price_floor.board import FloorBoard


def build(visit: Visit) -> None:
    """Draw the form as the address has it, and the answer to it."""
    FloorBoard(visit, form_of(visit.server, visit.query)).show()


PAGE = Page("price_floor", PATH, build)
