"""A game against a rival with the case and the file that it is about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.decisions.rival.lasting import Lasting
from didymium.decisions.rival.reading import list_rivals, read_rival
from didymium.decisions.rival.records import RecordedGame, recorded
from didymium.decisions.rival.results import Game
from didymium.decisions.rival.schema import Rival
from didymium.files.problems import InputError, Problem


@dataclass(frozen=True)
class RecordNote:
    """When a game was recorded, and what has changed since."""

    recorded: dt.date
    is_case_changed: bool
    is_rival_changed: bool


@dataclass(frozen=True, eq=False)
class RivalView:
    """What is shown of a game."""

    case: Case
    name: str
    """Of the rival's file."""
    rival: Rival
    game: Game
    record: RecordNote | None = None
    """None: it was played just now."""
    lasting: tuple[Lasting, ...] = ()
    """What its restrictions cost it for good; none: nobody asked."""


@dataclass(frozen=True, eq=False)
class RecordedRivals:
    """The rivals of a case as their games were last recorded."""

    views: tuple[RivalView, ...]
    unrecorded: tuple[str, ...] = ()
    """Rival files of which nothing is recorded."""
    problems: tuple[Problem, ...] = ()
    """What is wrong in files; nothing is shown of these."""

    def named(self, name: str) -> RivalView | None:
        """Return the game of a file, that of the first without a name; None if nothing is recorded of it."""
        return next((view for view in self.views if name in ("", view.name)), None)


def recorded_rivals(case: Case) -> RecordedRivals:
    """Return what is recorded of the rivals of a case."""
    views, unrecorded, problems = list[RivalView](), list[str](), list[Problem]()
    for name in list_rivals(case):
        try:
            rival = read_rival(case, name)
            found = recorded(case, name, rival)
        except InputError as error:
            problems += error.problems
            continue
        if found is None:
            unrecorded.append(name)
        else:
            views.append(view_recorded(case, name, rival, found))
    return RecordedRivals(tuple(views), tuple(unrecorded), tuple(problems))


def view_recorded(case: Case, name: str, rival: Rival, found: RecordedGame) -> RivalView:
    """Return what is shown of a game that was recorded."""
    note = RecordNote(found.recorded, found.is_case_changed, found.is_rival_changed)
    return RivalView(case, name, rival, found.game, note, found.lasting)
