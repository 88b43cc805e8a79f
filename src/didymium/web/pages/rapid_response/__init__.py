"""Rapid response: the state on a day, the plan from then on, what it saves and what stays short."""

from __future__ import annotations

from didymium.web.look.shell import Page
from didymium.web.look.visit import Visit
from didymium.web.pages.rapid_response.asked import PATH, form_of
from didymium.web.pages.rapid_response.board import ResponseBoard


def build(visit: Visit) -> None:
    """Draw the form as the address has it, and the answer to it."""
    ResponseBoard(visit, form_of(visit.server, visit.query)).show()


PAGE = Page("rapid_response", PATH, build)
