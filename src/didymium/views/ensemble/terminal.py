"""What the terminal shows of an ensemble."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from didymium.case.case import Case
from didymium.views.ensemble.overview import Overview
from didymium.views.ensemble.sentences import answer_sentences, question_sentences, state_sentences
from didymium.views.ensemble.tables import peak_table, risk_table, shortfall_table
from didymium.views.printing import console_for, heading, print_table, say
from didymium.views.wording import words_for

MOST_ROWS = 15


def print_ensemble(file: TextIO, case: Case, overview: Overview, report: Path, lang: str = "en") -> None:
    """Print what was asked, what is likely, the tables, and where everything lies."""
    words, console = words_for(case, lang), console_for(file)
    say(console, question_sentences(words, overview))
    heading(console, words("ensemble.answer"))
    say(console, answer_sentences(words, overview))
    tables = (shortfall_table(words, overview), risk_table(words, overview), peak_table(words, overview))
    for table in tables:
        if table is not None and table.rows:
            heading(console, table.title)
            print_table(console, table, MOST_ROWS, words)
    heading(console, words("ensemble.computed"))
    say(console, [*state_sentences(words, overview), words("term.written", path=report)])
