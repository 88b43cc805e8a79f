"""The section of a report on rivals that answer: from records, nothing is solved."""

from __future__ import annotations

from didymium.views.page import Figure, Part, Section, section_of
from didymium.views.rival.charts import policies_chart
from didymium.views.rival.saying import answer_sentences
from didymium.views.rival.shown import sources_behind
from didymium.views.rival.tables import policies_table, replies_table
from didymium.views.rival.view import recorded_rivals
from didymium.views.wording import Words


def rival_section(words: Words) -> Section | None:
    """Return the recorded games of the case: which policy stands, and the reply to each; None without any."""
    found = recorded_rivals(words.case)
    if not found.views and not found.problems:
        return None
    return section_of(
        words,
        "rival",
        tuple(map(str, found.problems)),
        list(dict.fromkeys(name for view in found.views for name in sources_behind(view))),
        parts=tuple(
            Part(view.rival.title_in(words.language), tuple(answer_sentences(words, view)))
            for view in found.views
        ),
        tables=tuple(
            table
            for view in found.views
            for table in (policies_table(words, view), replies_table(words, view))
        ),
        figures=tuple(Figure(policies_chart(words, view)) for view in found.views[:1]),
    )
