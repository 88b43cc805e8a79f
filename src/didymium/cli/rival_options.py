"""``--rival`` and ``--rival-file``: whether a rival answers a decision, and which one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from didymium.case.case import Case
    from didymium.decisions.rival.schema import Rival

PASSIVE = "passive"
RivalOption = Annotated[
    str,
    typer.Option("--rival", metavar="passive|best-reply", help="Whether a rival answers what it sees."),
]
RivalFileOption = Annotated[
    str | None,
    typer.Option("--rival-file", metavar="NAME|FILE", help="Who; blank: the first rival file of the case."),
]


def chosen_rival(
    case: Case, stance: str, file: str | None, contradicting: Iterable[tuple[str, str, str]] = ()
) -> Rival | None:
    """Return the rival that is to answer; None if it stays passive. ``contradicting`` are what does not go
    with a rival who answers: option, what is wrong, remedy.

    Raises:
        InputError: With everything that is wrong.
    """
    from didymium.decisions.rival.facing import RivalAsked, rival_of
    from didymium.files.problems import Problem

    problems = tuple(Problem(option, wrong, remedy=remedy) for option, wrong, remedy in contradicting)
    return rival_of(case, RivalAsked(stance, file, problems))
