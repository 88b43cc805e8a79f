"""What news changed in a plan, on the page."""

from __future__ import annotations

from didymium.decisions.response.updating import Update
from didymium.views.response.changes import changes_table, update_sentences
from didymium.web.look.html import Tag, lines, link
from didymium.web.look.tables import view_table
from didymium.web.look.visit import Visit
from didymium.web.pages.rapid_response.asked import PATH, ResponseForm


def show_changes(visit: Visit, update: Update, form: ResponseForm) -> None:
    """Draw what became known, and what is now done otherwise."""
    words = visit.words
    Tag("h2", words("response.change.title"))
    lines(update_sentences(words, update))
    table = changes_table(words, update)
    if table.rows:
        view_table(table)
    else:
        Tag("p", words("response.change.none"))
    with Tag("p"):
        link(words("web.response.before_news"), visit.address(PATH, **form.without_news.parameters))
