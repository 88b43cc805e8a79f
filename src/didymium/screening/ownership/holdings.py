"""Who holds what: stakes of parties in parties as plain arrays, so that ten million parties fit.

Readers fill ``Holdings``; ``ownership.graph.make_graph(holdings)`` sorts it once, and every question goes to
that graph. Names and identifiers live outside (``PartyNames``).

What a reader keeps to:

- one row for each pair of owner and owned party where it can: stakes of several classes that it knows to be
  different are added up by it. Rows of one pair that remain are named as an anomaly and taken as perhaps one
  stake stated twice: at least the largest of them, at most their sum;
- a share that is stated exactly has ``low == high``; a band has its ends; one not stated at all is 0 to 1;
- a special right without a share is a row with shares of 0, or 0 to 1 if nothing says how much;
- an owner who exists but is not identified is a party of kind ``UNKNOWN``: it might be anybody.

It takes 41 bytes a holding and 3 bytes a party: 1.3 GB for thirty million holdings of ten million parties.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

TYPES = {  # the type that each column is held as
    "owner": np.int32,
    "owned": np.int32,
    "capital_low": np.float64,
    "capital_high": np.float64,
    "votes_low": np.float64,
    "votes_high": np.float64,
    "rights": np.uint8,
    "kinds": np.uint8,
    "jurisdictions": np.int16,
}
SHARES = ("capital_low", "capital_high", "votes_low", "votes_high")


class Kind(IntEnum):
    """What a party is."""

    ENTITY = 0
    PERSON = 1
    STATE = 2
    """A state, or a body of it that nobody can own a share of."""
    ARRANGEMENT = 3
    """A trust, a nominee or another arrangement: its holders are those who benefit from it."""
    UNKNOWN = 4
    """Somebody who is not identified."""


class Right(IntFlag):
    """Special rights of an owner in the owned party."""

    NONE = 0
    BOARD_MAJORITY = 1
    """Appoints or removes a majority of the board."""
    GOLDEN_SHARE = 2
    """May veto decisions without a majority."""
    CONTROL = 4
    """Controls it otherwise, by statute, contract or as a trustee, as the source states."""
    INFLUENCE = 8
    """Significant influence that the source does not call control."""
    BOARD_SEAT = 16
    """Appoints members of the board, less than a majority or not said how many."""
    INFORMATION = 32
    """Has access to information that is not public."""


class PartyNames(Protocol):
    """What a party, given by its index, is called; kept apart from the arrays."""

    def identifier(self, party: int) -> str:
        """Return the identifier that the data use."""
        ...

    def name(self, party: int) -> str:
        """Return the name, in the script of the source."""
        ...

    def jurisdiction(self, code: int) -> str:
        """Return the country that a code of ``Holdings.jurisdictions`` stands for (ISO 3166 alpha-3)."""
        ...

    def find(self, text: str) -> list[int]:
        """Return the parties that have this identifier, or else this name."""
        ...


@dataclass(frozen=True, eq=False)
class Holdings:
    """Stakes of parties in parties: E rows among N parties, indexed from 0.

    Other types are converted. Raises ``ValueError`` for lengths that differ, and for parties outside 0 … N-1.
    Shares that are no shares (not a number, infinite, negative, above 1, low above high) are left as they
    are: ``ownership.anomalies`` names them, and the graph takes them as not stated (0 to 1).
    """

    owner: NDArray[np.int32]
    """(E,) the party that holds."""
    owned: NDArray[np.int32]
    """(E,) the party that it holds a stake in."""
    capital_low: NDArray[np.float64]
    """(E,) least share of the capital (the economic interest), 0 to 1."""
    capital_high: NDArray[np.float64]
    """(E,) largest share of the capital."""
    votes_low: NDArray[np.float64]
    """(E,) least share of the votes."""
    votes_high: NDArray[np.float64]
    """(E,) largest share of the votes."""
    rights: NDArray[np.uint8]
    """(E,) special rights: ``Right`` bits."""
    kinds: NDArray[np.uint8]
    """(N,) ``Kind`` of each party."""
    jurisdictions: NDArray[np.int16]
    """(N,) country of each party as a code of ``PartyNames.jurisdiction``; -1: not known."""

    def __post_init__(self) -> None:
        for name, dtype in TYPES.items():
            object.__setattr__(self, name, _column(getattr(self, name), dtype))
        lengths = {name: len(getattr(self, name)) for name in ("owner", "owned", *SHARES, "rights")}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"columns of holdings differ in length: {lengths}")
        if len(self.kinds) != len(self.jurisdictions):
            raise ValueError("kinds and jurisdictions differ in length")
        for name in ("owner", "owned"):
            _check_parties(name, getattr(self, name), len(self.kinds))

    @property
    def party_count(self) -> int:
        """Number of parties."""
        return len(self.kinds)

    @property
    def holding_count(self) -> int:
        """Number of rows."""
        return len(self.owner)


def exact_holdings(
    owner: Any, owned: Any, share: Any, *, kinds: Any, jurisdictions: Any = None, rights: Any = None
) -> Holdings:
    """Return holdings whose shares are known exactly, with one vote a share."""
    share = np.asarray(share, dtype=np.float64)
    none = np.zeros(len(share), np.uint8)
    where = np.full(len(kinds), -1, np.int16) if jurisdictions is None else jurisdictions
    return Holdings(
        owner, owned, share, share, share, share, none if rights is None else rights, kinds, where
    )


def _column(values: Any, dtype: Any) -> NDArray[Any]:
    column = np.ascontiguousarray(values, dtype=dtype)
    if column.ndim != 1:
        raise ValueError("a column of holdings has one dimension")
    return column


def _check_parties(name: str, parties: NDArray[np.int32], count: int) -> None:
    if len(parties) and (int(parties.min()) < 0 or int(parties.max()) >= count):
        raise ValueError(f"{name} names a party outside 0 to {count - 1}")
