"""The rivals of a case: who may move, how far, what for, and which policies are held against them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TextIO

from didymium.case.case import Case
from didymium.decisions.rival.moves import dials_of
from didymium.decisions.rival.schema import Rival
from didymium.views.printing import console_for, heading, print_table, say
from didymium.views.rival.saying import rules_sentences
from didymium.views.rival.tables import chosen_table, levers_table
from didymium.views.wording import words_for


def rivals_data(rivals: Mapping[str, Rival]) -> list[dict[str, Any]]:
    """Return rivals as plain data: what each file says, and the figures that are searched."""
    return [
        {
            "rival": name,
            **rival.model_dump(mode="json", by_alias=True, exclude_none=True),
            "dials": [
                {"dial": dial.name, "unit": dial.unit, "levels": list(dial.levels)}
                for dial in dials_of(rival)
            ],
        }
        for name, rival in rivals.items()
    ]


def print_rivals(file: TextIO, case: Case, rivals: Mapping[str, Rival], lang: str) -> None:
    """Print rivals of a case."""
    words, console = words_for(case, lang), console_for(file)
    if not rivals:
        say(console, [words("rival.say.nobody", case=case.settings.title)])
    for name, rival in rivals.items():
        heading(console, f"{rival.title_in(words.language)} ({name})")
        say(console, tuple(rules_sentences(words, rival)))
        for table in (levers_table(words, rival), chosen_table(words, rival)):
            heading(console, table.title)
            print_table(console, table)
            say(console, [table.note] if table.note else [])
