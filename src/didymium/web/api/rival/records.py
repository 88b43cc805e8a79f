"""What is answered about rivals. Money is million US dollars, discounted to the first day of the run, against
a run with neither policy nor move; units stand in the names.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel, ConfigDict

Rows = list[dict[str, Any]]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class RivalNote(_Record):
    """When a game was recorded, and what has changed since."""

    day: dt.date
    """Day of the record."""
    case_changed: bool
    """Whether a figure of the case is another one now."""
    rival_changed: bool
    """Whether the rival's file says something else now."""


class RivalPolicy(_Record):
    """A policy of the alliance."""

    policy: str
    """Its name."""
    title: str
    """Its title."""
    is_answer: bool
    """Whether the alliance may take it as its second move too."""


class RivalDial(_Record):
    """A figure that the rival may turn."""

    dial: str
    """The lever and the figure."""
    unit: str
    """Unit."""
    levels: list[float]
    """Levels at which it is first tried."""


class RivalSummary(_Record):
    """A rival file of the case."""

    rival: str
    """Name of the file."""
    title: str
    """Its title."""
    regions: list[str]
    """Regions that move as one."""
    club: str
    """The alliance whose policies it answers."""
    aim: dict[str, Any]
    """What it wants: weights, what they count, and where they come from."""
    dials: list[RivalDial]
    """What it may do."""
    policies: list[RivalPolicy]
    """What the alliance may do first; no policy at all, `none`, always is."""
    recorded: RivalNote | None
    """The last record; null: nothing is recorded."""


class RivalRecord(_Record):
    """A game, as `didymium rival --json` prints it."""

    case: str
    """Name of the case."""
    rival: str
    """Name of the rival's file."""
    title: str
    """Its title."""
    regions: list[str]
    """Regions that move as one."""
    club: str
    """The alliance."""
    members: list[str]
    """Its members on the day of the rival's move."""
    aim: dict[str, Any]
    """What the rival wants."""
    profile: str
    """Division of time on which replies were searched."""
    recorded: RivalNote | None
    """The record; null: it was worked out just now."""
    best_against_passive: str
    """The policy that stands best if the rival does nothing."""
    best_against_reply: str
    """The policy that stands best once it has answered."""
    dials: Rows
    """What the rival may do: figures with their levels, and the level at which each does nothing."""
    policies: Rows
    """Every policy with the best reply to it, what both sides get, how it was searched, every move tried."""
    unanswered: dict[str, str]
    """Policies under which the market has no answer even if the rival does nothing, with the reason."""
    drifting: Rows
    """Prices that leave the base year's by more than 15 % though nothing happens."""
    cross: Rows
    """Every policy against every reply."""
    lasting: Rows
    """What each restriction comes to by its length, with who took the sales; empty: nobody asked."""
    second_round: Rows
    """What the alliance may do next, and the reply to that."""
