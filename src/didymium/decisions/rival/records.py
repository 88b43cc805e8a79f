"""A game as it was last recorded: ``rivals/NAME.json`` beside the rival's file, so that nobody waits minutes
for what has not changed. Hashes say whether the case or the file has changed since.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from didymium.case.case import Case
from didymium.decisions.rival.lasting import Lasting
from didymium.decisions.rival.reading import FOLDER
from didymium.decisions.rival.results import Game
from didymium.decisions.rival.schema import Rival
from didymium.files.problems import InputError, Problem
from didymium.outcome.identity import case_hash, text_hash
from didymium.outcome.recording import write_recorded

ENDING = ".json"


class _Record(BaseModel):
    """What the file holds."""

    # An endless bound is a figure of a search: JSON has no sign for it, Python's reader does.
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")

    recorded: dt.date
    case_sha256: str
    rival_sha256: str
    game: Game
    lasting: tuple[Lasting, ...] = ()


@dataclass(frozen=True, eq=False)
class RecordedGame:
    """A game with the day of its record, and what has changed since."""

    game: Game
    recorded: dt.date
    is_case_changed: bool
    """Whether a figure of the case is another one now."""
    is_rival_changed: bool
    """Whether the rival's file says something else now."""
    lasting: tuple[Lasting, ...] = ()
    """What its restrictions cost for good; none: nobody asked."""


def write_record(
    case: Case, name: str, rival: Rival, game: Game, today: dt.date, lasting: tuple[Lasting, ...] = ()
) -> Path:
    """Write a game beside the file of its rival, whole or not at all, and return the path; with it what the
    rival's restrictions cost for good.

    Raises:
        RecordError: If the place cannot be written.
    """
    content = _Record(
        recorded=today,
        case_sha256=case_hash(case),
        rival_sha256=_hash(rival),
        game=game,
        lasting=lasting,
    )
    text = content.model_dump_json(by_alias=True, exclude_defaults=True)
    return write_recorded(case, FOLDER, name + ENDING, text + "\n")


def recorded(case: Case, name: str, rival: Rival) -> RecordedGame | None:
    """Return the game that was last recorded of a rival; None if none was.

    Raises:
        InputError: If the file is damaged.
    """
    path = None if case.path is None else case.path / FOLDER / (name + ENDING)
    if path is None or not path.is_file():
        return None
    try:
        found = _Record.model_validate_json(path.read_text(encoding="utf-8"))
    except (ValidationError, UnicodeDecodeError, OSError) as error:
        reason = str(error).splitlines()[0]
        remedy = f"play it again: didymium rival {case.settings.name} --rival {name} --record"
        raise InputError(
            [Problem(f"{FOLDER}/{name}{ENDING}", f"is damaged: {reason}", remedy=remedy)]
        ) from None
    return RecordedGame(
        found.game,
        found.recorded,
        is_case_changed=found.case_sha256 != case_hash(case),
        is_rival_changed=found.rival_sha256 != _hash(rival),
        lasting=found.lasting,
    )


def _hash(rival: Rival) -> str:
    return text_hash(rival.model_dump_json())
