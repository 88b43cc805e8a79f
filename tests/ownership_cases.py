"""Small registers of owners for the tests, written as who holds how much of whom."""

from __future__ import annotations

import numpy as np

from didymium.screening.ownership.graph import OwnershipGraph, make_graph
from didymium.screening.ownership.holdings import Holdings, Kind, Right

BAND = tuple[float, float]


class Register:
    """A graph with names. ``stakes``: (owner, owned) -> a share or its bounds, of capital and votes alike.

    A name in small letters is an entity; ``Ms_…`` a person, ``State_XXX…`` a body of the state XXX,
    ``Trust_…`` an arrangement and ``Somebody…`` an unidentified owner.
    """

    def __init__(
        self,
        stakes: dict[tuple[str, str], float | BAND],
        votes: dict[tuple[str, str], float | BAND] | None = None,
        rights: dict[tuple[str, str], Right] | None = None,
    ) -> None:
        votes, rights = {**stakes, **(votes or {})}, rights or {}
        pairs = list(dict.fromkeys([*votes, *rights]))
        self.names = list(dict.fromkeys(name for pair in pairs for name in pair))
        self.index = {name: number for number, name in enumerate(self.names)}
        self.countries = sorted({name[6:9] for name in self.names if name.startswith("State_")})
        capital = np.array([band(stakes.get(pair, 0.0)) for pair in pairs]).reshape(-1, 2)
        voting = np.array([band(votes.get(pair, 0.0)) for pair in pairs]).reshape(-1, 2)
        self.holdings = Holdings(
            [self.index[owner] for owner, _ in pairs],
            [self.index[owned] for _, owned in pairs],
            *(capital[:, 0], capital[:, 1], voting[:, 0], voting[:, 1]),
            [int(rights.get(pair, Right.NONE)) for pair in pairs],
            [kind_of(name) for name in self.names],
            [self.countries.index(n[6:9]) if n.startswith("State_") else -1 for n in self.names],
        )
        self.graph: OwnershipGraph = make_graph(self.holdings)

    def __getitem__(self, name: str) -> int:
        return self.index[name]

    def named(self, parties) -> set[str]:
        """Return the names of parties given by index."""
        return {self.names[int(party)] for party in parties}


def band(share: float | BAND) -> BAND:
    """Return the bounds of a share."""
    return share if isinstance(share, tuple) else (share, share)


def kind_of(name: str) -> Kind:
    """Return what a name stands for."""
    starts = {"Ms_": Kind.PERSON, "State_": Kind.STATE, "Trust_": Kind.ARRANGEMENT, "Somebody": Kind.UNKNOWN}
    return next((kind for start, kind in starts.items() if name.startswith(start)), Kind.ENTITY)


def random_shares(seed: int, count: int, people: int, *, filled: float = 0.95) -> np.ndarray:
    """Return A, (count, count): entry (i, j) is the share of j that i holds; the last ``people`` are held by
    nobody. Circles and stakes in oneself occur; at most ``filled`` of a party is held by stated owners."""
    random = np.random.default_rng(seed)
    shares = random.random((count, count)) * (random.random((count, count)) < 3.0 / count)
    shares[:, count - people :] = 0.0
    sums = shares.sum(axis=0)
    return shares / np.where(sums > 0, sums, 1.0) * filled * random.random(count)


def graph_of(shares: np.ndarray, people: int = 0, high: np.ndarray | None = None) -> OwnershipGraph:
    """Return the graph of a matrix of shares; the last ``people`` parties are persons."""
    high = shares if high is None else high
    owner, owned = np.nonzero(high)
    low, most = shares[owner, owned], high[owner, owned]
    kinds = np.zeros(len(shares), np.uint8)
    kinds[len(shares) - people :] = Kind.PERSON
    none = np.zeros(len(owner), np.uint8)
    return make_graph(Holdings(owner, owned, low, most, low, most, none, kinds, np.full(len(shares), -1)))
