"""A register read for a day: the arrays, the names, and what stands beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.screening.answer import Said
from didymium.screening.ownership.holdings import Holdings, Right
from didymium.screening.register.names import RegisterNames
from didymium.screening.register.records import Assumed, Interval


@dataclass(frozen=True)
class Claim:
    """An indirect interest that a source states as a whole: in the holdings it would count twice."""

    owner: int
    owned: int
    capital: Interval
    votes: Interval
    rights: Right
    explained: bool
    """Whether the register has relationships that make it up. If not, nothing in the holdings shows it, and
    only this claim says that the owner has a share."""
    source: str


@dataclass(frozen=True)
class Undisclosed:
    """An owner, or the owned party, that a source does not name."""

    owned: int | None
    """The owned party; None if that is what is not named."""
    reason: str
    """Code of the standard's list ``unspecifiedReason``."""
    source: str


@dataclass(frozen=True, eq=False)
class Register:
    """Who holds what on a day."""

    holdings: Holdings
    names: RegisterNames
    day: dt.date
    assumed: NDArray[np.uint8]
    """(E,) what of each holding its source does not state: ``Assumed`` bits."""
    listed: NDArray[np.int8]
    """(N,) whether the shares of each party are traded in public: 1 yes, 0 no, -1 not stated."""
    sources: Sequence[str] = ()
    """(E,) statement, row or document of each holding; nothing where a register has millions."""
    claims: tuple[Claim, ...] = ()
    undisclosed: tuple[Undisclosed, ...] = ()
    notes: tuple[Said, ...] = ()
    """What was read differently than written, taken as given, or left out, each with its number."""

    def is_listed(self, party: int) -> bool | None:
        """Return whether the shares of a party are traded in public; None if nothing says so."""
        stated = int(self.listed[party])
        return None if stated < 0 else bool(stated)

    def assumed_among(self, parties: NDArray[np.bool_]) -> Assumed:
        """Return what is assumed about any holding in the parties of a mask (N,): those that an answer rests
        on.
        """
        rows = parties[self.holdings.owned]
        return Assumed(int(np.bitwise_or.reduce(self.assumed[rows], initial=0)))

    def claims_on(self, owned: int) -> tuple[Claim, ...]:
        """Return the indirect interests that sources state in a party."""
        return tuple(claim for claim in self.claims if claim.owned == owned)

    def undisclosed_in(self, owned: int) -> tuple[Undisclosed, ...]:
        """Return what sources say they do not disclose about the owners of a party."""
        return tuple(entry for entry in self.undisclosed if entry.owned == owned)
