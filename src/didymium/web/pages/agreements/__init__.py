"""Agreements on a day: promises due, met, late and unknown; rules in force; programmes; what moved between
summits.
"""

from __future__ import annotations

from didymium.web.look.forms import address_form, choice_field, send_button, text_field
from didymium.web.look.html import Tag
from didymium.web.look.shell import Page
from didymium.web.look.tables import tabs
from didymium.web.look.visit import Visit
from didymium.web.pages.agreements.asked import PATH, Asked, asked_by
from didymium.web.pages.agreements.programmes import show_programmes
from didymium.web.pages.agreements.promises import show_promises
from didymium.web.pages.agreements.rules import show_rules
from didymium.web.pages.agreements.summits import show_summits

_VIEWS = {
    "promises": show_promises,
    "rules": show_rules,
    "programmes": show_programmes,
    "summits": show_summits,
}
FIRST = "promises"


def build(visit: Visit) -> None:
    """Draw the part of the page that the address asks for, as of its day."""
    words, asked = visit.words, asked_by(visit)
    view = visit.query.get("view", "")
    view = view if view in _VIEWS else FIRST
    Tag("h1", words("web.page.agreements"))
    Tag("p", words("web.agreements.lead"), classes="lead")
    shown = []
    for name in _VIEWS:
        address = asked.address(visit, view="" if name == FIRST else name, agreement="")
        shown.append((words(f"web.agreements.view_{name}"), address, name == view))
    tabs(words("web.agreements.views"), shown)
    if view != "summits":
        _form(visit, asked, view)
    _VIEWS[view](visit, asked)


def _form(visit: Visit, asked: Asked, view: str) -> None:
    words = visit.words
    hidden = {} if view == FIRST else {"view": view}
    with address_form(PATH, classes="card row", **hidden):
        text_field(words("web.agreements.day"), "day", asked.day.isoformat(), kind="date")
        if view == FIRST:
            options = {"": words("web.agreements.all")}
            options |= {row.agreement: row.title.in_language(visit.language) for row in asked.agreements}
            choice_field(words("label.agreement"), "agreement", options, asked.agreement)
        send_button(words("web.agreements.show"))
    for key, text in asked.faults:
        Tag("p", words(f"web.agreements.{key}", word=text), classes="notice bad", role="alert")


PAGE = Page("agreements", PATH, build)
