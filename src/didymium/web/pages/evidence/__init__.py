"""The evidence: every fact with its sources, where they disagree, and the sources themselves."""

from __future__ import annotations

from didymium.web.look.html import Tag
from didymium.web.look.shell import Page
from didymium.web.look.tables import tabs
from didymium.web.look.visit import Visit
from didymium.web.pages.evidence.asked import PATH
from didymium.web.pages.evidence.disagreements import show_disagreements
from didymium.web.pages.evidence.facts import show_facts
from didymium.web.pages.evidence.one_fact import show_fact
from didymium.web.pages.evidence.sources import show_corrections, show_sources, show_sums

_VIEWS = {
    "facts": show_facts,
    "disagreements": show_disagreements,
    "sources": show_sources,
    "corrections": show_corrections,
    "sums": show_sums,
}


def build(visit: Visit) -> None:
    """Draw the part of the page that the address asks for."""
    words, view = visit.words, visit.query.get("view", "")
    view = view if view in _VIEWS else "facts"
    Tag("h1", words("web.page.evidence"))
    count, sources = (
        f"{len(found):,}" for found in (visit.speaker.evidence.facts, visit.speaker.evidence.sources)
    )
    Tag("p", words("web.evidence.lead", count=count, sources=sources), classes="lead")
    one = visit.query.get("fact", "")
    shown = []
    for name in _VIEWS:
        address = visit.address(PATH, view="" if name == "facts" else name)
        shown.append((words(f"web.evidence.view_{name}"), address, not one and name == view))
    tabs(words("web.evidence.views"), shown)
    if one:
        show_fact(visit, one)
    else:
        _VIEWS[view](visit)


PAGE = Page("evidence", PATH, build)
