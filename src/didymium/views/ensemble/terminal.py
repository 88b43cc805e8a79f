"""What the terminal shows of an ensemble."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from rich.console import Console

from didymium.case.case import Case
from didymium.ensemble.flip.search import Answers, Flip
from didymium.views.ensemble.flips import flip_table, steady_sentences
from didymium.views.ensemble.overview import Overview
from didymium.views.ensemble.sentences import (
    answer_sentences,
    flip_sentences,
    question_sentences,
    state_sentences,
)
from didymium.views.ensemble.tables import peak_table, risk_table, shortfall_table
from didymium.views.printing import console_for, heading, print_table, say
from didymium.views.result_tables import Table
from didymium.views.wording import Words, words_for

MOST_ROWS = 15
SHORTFALL_COLUMNS = (0, 1, 2, 3, 4, 6)
"""Columns of the table of shortfalls for which a terminal has room."""
PEAK_COLUMNS = (0, 1, 3, 4, 5, 6, 7)
RISK_COLUMNS = (0, 1, 2, 5, 6)


def print_ensemble(file: TextIO, case: Case, overview: Overview, report: Path, lang: str = "en") -> None:
    """Print what would flip the answer, what is likely, the tables, and where everything lies."""
    words, console = words_for(case, lang), console_for(file)
    say(console, question_sentences(words, overview))
    if overview.answers is not None:
        _print_flips(console, words, overview.flips, flip_sentences(words, overview))
    heading(console, words("ensemble.answer"))
    say(console, answer_sentences(words, overview))
    _print_risk(console, words, overview)
    _print(console, words, peak_table(words, overview), PEAK_COLUMNS)
    heading(console, words("ensemble.computed"))
    say(console, [*state_sentences(words, overview), words("term.written", path=report)])


def print_risk(file: TextIO, case: Case, overview: Overview, lang: str = "en") -> None:
    """Print who may run short and what it may cost."""
    words, console = words_for(case, lang), console_for(file)
    say(console, answer_sentences(words, overview))
    _print_risk(console, words, overview)


def print_flips(
    file: TextIO, case: Case, title: str, inputs: int, stated: Answers, flips: Sequence[Flip], lang: str
) -> None:
    """Print what would flip the headlines of a scenario."""
    words, console = words_for(case, lang), console_for(file)
    say(console, [words("flip.asked", title=title, inputs=inputs)])
    _print_flips(console, words, flips, steady_sentences(words, stated, flips))


def _print_flips(console: Console, words: Words, flips: Sequence[Flip], said: Sequence[str]) -> None:
    table = flip_table(words, flips, None)
    if table.rows:
        heading(console, table.title)
        print_table(console, table, MOST_ROWS, words)
        say(console, [table.note])
    say(console, said)


def _print_risk(console: Console, words: Words, overview: Overview) -> None:
    _print(console, words, shortfall_table(words, overview), SHORTFALL_COLUMNS)
    _print(console, words, risk_table(words, overview), RISK_COLUMNS)


def _print(console: Console, words: Words, table: Table | None, columns: Sequence[int]) -> None:
    """Print the columns of a table for which there is room."""
    if table is not None and table.rows:
        heading(console, table.title)
        print_table(console, table.pick(columns), MOST_ROWS, words)
