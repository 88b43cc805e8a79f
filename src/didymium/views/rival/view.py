"""A game against a rival with the case and the file that it is about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.decisions.rival.records import RecordedGame
from didymium.decisions.rival.results import Game
from didymium.decisions.rival.schema import Rival


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


def view_recorded(case: Case, name: str, rival: Rival, found: RecordedGame) -> RivalView:
    """Return what is shown of a game that was recorded."""
    note = RecordNote(found.recorded, found.is_case_changed, found.is_rival_changed)
    return RivalView(case, name, rival, found.game, note)
