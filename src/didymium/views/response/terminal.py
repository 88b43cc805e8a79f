"""What the terminal shows of a response."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from didymium.decisions.response.metrics import NodeRisk
from didymium.views.printing import console_for, heading, print_table, say
from didymium.views.response.changes import changes_table, update_sentences
from didymium.views.response.finding_tables import (
    assumed_table,
    failing_sectors_table,
    failing_stages_table,
    mends_table,
    priorities_table,
    savings_table,
    short_table,
    single_sources_table,
)
from didymium.views.response.nodes_table import nodes_table
from didymium.views.response.sentences import (
    assumed_sentences,
    fallback_sentences,
    order_sentence,
    plan_sentences,
    short_sentences,
    situation_sentences,
)
from didymium.views.response.tables import decisions_table, plan_table, swaps_table, this_week_table
from didymium.views.response.view import ResponseView
from didymium.views.result_tables import Table
from didymium.views.wording import words_for

MOST_ROWS = 10
PLAN_SHOWN = (0, 1, 2, 3, 4, 6)
"""Columns of the delivery plan for which there is room."""


def print_response(
    file: TextIO,
    view: ResponseView,
    written: Sequence[Path] = (),
    lang: str = "en",
    risks: Sequence[NodeRisk] = (),
) -> None:
    """Print situation, plan, fallback, decisions, priorities, vulnerabilities and what stays short, and
    the nodes that were surveyed, if any.
    """
    words, console = words_for(view.response.case, lang), console_for(file)

    def show(*tables: Table) -> None:
        for table in tables:
            if table.rows:
                heading(console, table.title)
                print_table(console, table, MOST_ROWS, words)

    if view.update is not None:
        say(console, update_sentences(words, view.update))
        show(changes_table(words, view.update))
    say(console, situation_sentences(words, view))
    heading(console, words("response.section.plan"))
    say(console, plan_sentences(words, view))
    heading(console, words("response.section.fallback"))
    say(console, fallback_sentences(words, view))
    show(
        this_week_table(words, view).pick(range(5)),
        plan_table(words, view).pick(PLAN_SHOWN),
        swaps_table(words, view),
        decisions_table(words, view),
    )
    say(console, [order_sentence(words, view)])
    show(
        savings_table(words, view),
        priorities_table(words, view),
        single_sources_table(words, view),
        failing_stages_table(words, view),
        failing_sectors_table(words, view),
        short_table(words, view),
    )
    say(console, short_sentences(words, view))
    show(mends_table(words, view), nodes_table(words, risks), assumed_table(words, view))
    say(console, assumed_sentences(words, view))
    say(console, [words("term.written", path=path) for path in written])
