"""Which policy stands once a rival has answered: from the record of the case."""

from __future__ import annotations

from didymium.views.rival.saying import standing_sentences
from didymium.views.rival.view import RivalView
from didymium.web.look.html import Tag, link
from didymium.web.look.visit import Visit

PATH = "/rival"


def rival_card(visit: Visit, view: RivalView) -> None:
    """Draw the card: which policy stands best, and which invites an attack."""
    words = visit.words
    with Tag("section", classes="card", id="rival").style("margin-top:1rem"):
        Tag("h2", words("web.overview.rival"), classes="quiet").style(
            "margin:0;font-weight:550;font-size:.95rem"
        )
        for sentence in standing_sentences(words, view):
            Tag("p", sentence).style("margin:.25rem 0")
        link(words("web.overview.rival_more"), PATH)
