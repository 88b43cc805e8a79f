"""Where sources disagree: each disagreement with its facts, the widest first."""

from __future__ import annotations

from collections.abc import Sequence

from didymium.case.figures import places_by_fact
from didymium.evidence.questions.disagreements import Disagreement, find_disagreements
from didymium.evidence.questions.querying import find_facts
from didymium.views.evidence.disagreements_view import summary_sentence, title_of
from didymium.web.look.forms import address_form, choice_field, send_button, text_field
from didymium.web.look.html import Tag, link
from didymium.web.look.tables import linked_table, page_number, pager
from didymium.web.look.visit import Visit
from didymium.web.pages.evidence.asked import PATH, Asked, asked_by, fault_sentence
from didymium.web.pages.evidence.rows import HEADERS, fact_cells, numbers_at

VIEW = "disagreements"
A_PAGE = 50


def show_disagreements(visit: Visit) -> None:
    """Draw the disagreements, all of them or those in which facts found stand."""
    asked, kind = asked_by(visit), visit.query.get("kind", "")
    evidence = visit.speaker.evidence
    facts = find_facts(evidence, asked.query) if asked.query and asked.filters else None
    found = find_disagreements(evidence, facts) if asked.query else []
    kinds = list(dict.fromkeys(item.kind for item in found))
    _form(visit, asked, kinds, kind)
    Tag("p", summary_sentence(visit.speaker, found), role="status")
    Tag("p", visit.words("web.evidence.rests_mark"), classes="quiet")
    chosen = [item for item in found if kind not in kinds or item.kind == kind]
    pages = max(1, -(-len(chosen) // A_PAGE))
    page = page_number(visit, pages)
    _list(visit, chosen[(page - 1) * A_PAGE : page * A_PAGE])
    pager(visit, page, pages, **asked.with_(view=VIEW, kind=kind))


def _form(visit: Visit, asked: Asked, kinds: Sequence[str], kind: str) -> None:
    words = visit.words
    with address_form(PATH, classes="card row", view=VIEW):
        text_field(words("web.evidence.search"), "q", asked.filters.get("q", ""), kind="search")
        options = {"": words("web.evidence.every_kind")}
        options |= {name: words(f"disagree.{name}") for name in kinds}
        choice_field(words("label.kind"), "kind", options, kind)
        send_button(words("web.evidence.find"))
        if asked.filters or kind:
            link(words("web.evidence.clear"), visit.address(PATH, view=VIEW), "button")
    for fault in asked.faults:
        Tag("p", fault_sentence(visit, fault), classes="notice bad", role="alert")


def _list(visit: Visit, found: Sequence[Disagreement]) -> None:
    words, used = visit.words, places_by_fact(visit.server.case)
    headers = [words(f"label.{name}") for name in HEADERS]
    for item in found:
        rests, title = any(used.get(row["fact"]) for row in item.facts), title_of(visit.speaker, item)
        with Tag("details", classes="disagreement"):
            Tag("summary", f"{'● ' if rests else ''}{title}")
            linked_table(
                title, headers, [fact_cells(visit, row) for row in item.facts], numbers_at(item.facts), {0, 3}
            )
