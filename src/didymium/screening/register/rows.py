"""Rows of the CSV files of a register: holdings, and parties if they stand in a file of their own."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

PartyKind = Literal["entity", "person", "state", "arrangement", "unknown"]
Percent = Annotated[float, Field(ge=0, le=100)]
YesNo = Literal["yes", "no"]
Name = Annotated[str, Field(min_length=1, max_length=500)]


class RegisterRow(BaseModel):
    """Base of both: unknown columns are errors."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, populate_by_name=True, allow_inf_nan=False
    )


class PartyRow(RegisterRow):
    """A person, company, state or arrangement."""

    party: Name
    """Its identifier: what the holdings call it."""
    name: Name | None = None
    """Its name, in any script."""
    kind: PartyKind | None = None
    """What it is; blank: not known."""
    country: Name | None = None
    """Jurisdiction or nationality: a code of two or three letters, or an English name."""
    listed: YesNo | None = None
    """Whether its shares are traded in public; blank: not known."""


class HoldingRow(RegisterRow):
    """What one party holds directly in another. Blank is not zero: a share that is not stated may be any."""

    owner: Name
    """Identifier of the party that holds."""
    owned: Name
    """Identifier of the party that it holds a stake in."""
    capital_percent: Percent | None = None
    """Share of the capital, percent."""
    capital_percent_low: Percent | None = None
    """Least share of the capital where only bounds are known; the bound itself is possible."""
    capital_percent_high: Percent | None = None
    """Largest share of the capital."""
    votes_percent: Percent | None = None
    """Share of the votes, percent. If nothing is said of votes, they are taken as equal to the capital."""
    votes_percent_low: Percent | None = None
    """Least share of the votes."""
    votes_percent_high: Percent | None = None
    """Largest share of the votes."""
    rights: str | None = None
    """Special rights, with spaces between: ``board_majority``, ``golden_share``, ``control``, ``influence``,
    ``board_seat``, ``information``."""
    from_: dt.date | None = Field(default=None, alias="from")
    """First day of the holding; blank: since ever."""
    until: dt.date | None = None
    """Last day of it; blank: until further notice."""
    source: str | None = None
    """Document that says so."""
    owner_name: Name | None = None
    """Name of the owner; these columns spare a file of parties."""
    owner_kind: PartyKind | None = None
    owner_country: Name | None = None
    owned_name: Name | None = None
    owned_kind: PartyKind | None = None
    owned_country: Name | None = None
    owned_listed: YesNo | None = None
