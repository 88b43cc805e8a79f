"""A rival put against one decision: a floor, a stock, a portfolio that it sees and answers.

The rival's file names the club, the days and the division of time of its own game. A decision names others.
Here the rival is turned to the decision; its aim and the limits of its levers stay those of the file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.decisions.rival.moves import neutral
from didymium.decisions.rival.reading import list_rivals, read_rival
from didymium.decisions.rival.results import Dial, Move
from didymium.decisions.rival.schema import Lever, Range, Rival
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean

PASSIVE, BEST_REPLY = "passive", "best-reply"
STANCES = (PASSIVE, BEST_REPLY)
"""What a rival may do about a decision: nothing, or what is best for it."""
OPTION, FILE_OPTION = "--rival", "--rival-file"
RESTRICTING = frozenset({"restriction", "licence_delay"})
"""Kinds of levers that keep goods from leaving."""


@dataclass(frozen=True)
class RivalAsked:
    """How a command was asked about a rival.

    ``stance`` is passive or best-reply, ``file`` the rival's name or a path (None: the first of the case),
    ``contradicting`` what else was asked that does not go with a rival who answers.
    """

    stance: str = PASSIVE
    file: str | None = None
    contradicting: tuple[Problem, ...] = ()

    @property
    def answers(self) -> bool:
        """Whether the rival is to answer."""
        return self.stance == BEST_REPLY


@dataclass(frozen=True)
class Stand:
    """What a rival faces."""

    members: tuple[str, ...]
    """Regions that decide."""
    until: dt.date
    """Last day on which it may move."""
    profile: str
    """Division of time of the run."""
    begin: dt.date | None = None
    """First day of the run and of the decision, before which it cannot move; None: those of its file."""
    club: str | None = None
    """Whose account counts as the alliance's; None: that of its file."""
    kinds: frozenset[str] = frozenset()
    """Kinds of levers that count; empty: all."""


def rival_of(case: Case, asked: RivalAsked) -> Rival | None:
    """Return the rival that is to answer; None if it stays passive.

    Raises:
        InputError: With everything that is wrong with the options or the rival's file, or if there is none.
    """
    problems = [*_problems(case, asked)]
    if problems:
        raise InputError(problems)
    return read_rival(case, asked.file or list_rivals(case)[0]) if asked.answers else None


def _problems(case: Case, asked: RivalAsked) -> Iterator[Problem]:
    if asked.stance not in STANCES:
        remedy = did_you_mean(asked.stance, STANCES)
        yield Problem(OPTION, "is nothing that a rival may do", value=asked.stance, remedy=remedy)
    if asked.stance == PASSIVE and asked.file is not None:
        remedy = f"add {OPTION} {BEST_REPLY}, or leave the file out"
        yield Problem(FILE_OPTION, "names a rival that is to do nothing", value=asked.file, remedy=remedy)
    if asked.answers:
        yield from asked.contradicting
        if asked.file is None and not list_rivals(case):
            remedy = f"put one into the case's folder rivals, or name a file with {FILE_OPTION}"
            yield Problem(OPTION, f"needs a rival, and {case.settings.name} has none", remedy=remedy)


def facing(rival: Rival, stand: Stand) -> Rival:
    """Return a rival turned to a decision: it moves on the day of its file, but not before the decision, with
    the levers that count, and at the levels of its file: between them many more runs would find little.

    Raises:
        InputError: If it is one of those who decide, has no lever that counts, or moves too late.
    """
    problems = [*_disagreements(rival, stand)]
    if problems:
        raise InputError(problems)
    return rival.model_copy(
        update={
            "club": stand.club or rival.club,
            "moves_on": _moves_on(rival, stand),
            "answers_on": None,
            "begin": stand.begin or rival.begin,
            "profile": stand.profile,
            "recheck_profile": "",
            "lever": _counting(rival, stand),
        }
    )


def _disagreements(rival: Rival, stand: Stand) -> Iterator[Problem]:
    own = [name for name in rival.regions if name in stand.members]
    if own:
        message = f"moves for {', '.join(own)}, of those who decide"
        remedy = "name another rival, or decide without that region"
        yield Problem(FILE_OPTION, message, value=rival.title_en, remedy=remedy)
    if not _counting(rival, stand):
        message = f"has no lever of the kinds {' and '.join(sorted(stand.kinds))}"
        yield Problem(FILE_OPTION, message, value=rival.title_en, remedy="add one, or name another rival")
    if _moves_on(rival, stand) > stand.until:
        message = f"is when it moves, too late to count: the last such day is {stand.until}"
        remedy = "begin nearer to that day, take a longer profile, or let it move earlier"
        yield Problem(FILE_OPTION, message, value=str(rival.moves_on), remedy=remedy)


def _moves_on(rival: Rival, stand: Stand) -> dt.date:
    return max(rival.moves_on, stand.begin or rival.moves_on)


def _counting(rival: Rival, stand: Stand) -> tuple[Lever, ...]:
    return tuple(_on_its_levels(one) for one in rival.lever if not stand.kinds or one.kind in stand.kinds)


def _on_its_levels(lever: Lever) -> Lever:
    ranges = {name: value for name, value in lever if isinstance(value, Range)}
    only = {name: value.model_copy(update={"between": False}) for name, value in ranges.items()}
    return lever.model_copy(update=only)


def openings(dials: tuple[Dial, ...]) -> tuple[Move, ...]:
    """Return for each lever the move in which it alone is pulled, as far as it goes: what a search of few
    moves tries first.
    """
    still = neutral(dials).levels
    return tuple(
        Move({**still, dial.name: _farthest(dial, dial.neutral)})
        for dial in dials
        if dial.neutral is not None
    )


def _farthest(dial: Dial, neutral_level: float) -> float:
    return max(dial.levels, key=lambda level: abs(level - neutral_level))
