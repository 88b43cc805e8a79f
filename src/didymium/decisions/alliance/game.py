"""The game that members play: the value of every set, fair shares, and whether any split holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.alliance.set_losses import set_bits
from didymium.decisions.coalitions.core import Objection, least_core, objections
from didymium.decisions.coalitions.games import Coalition, CostGame, cost_game
from didymium.decisions.coalitions.shapley import shapley_shares

Floats = NDArray[np.float64]

TOLERANCE = 1e-6
"""By this share of the largest value may rounding of the programs behind it move a value."""


@dataclass(frozen=True)
class Core:
    """Whether some split of the value of all keeps every set from standing by itself.

    ``excess_musd`` is what the worst-placed set lacks in the best split (Maschler, Peleg and Shapley 1979):
    above zero the core is empty, and leaving must cost a set so much for a split to hold.
    """

    is_empty: bool
    excess_musd: float
    split: dict[str, float]
    """A split in which the worst objection is least, million US dollars."""
    objections: tuple[Objection, ...]
    """Sets that would get more by themselves than Shapley's values give them, the strongest first; in the
    money of a cost game, in which a value is a negative cost."""


@dataclass(frozen=True, eq=False)
class AllianceGame:
    """The value of every set of members, million US dollars; shape (2^members,), bit i for member i.

    A set of one is worth nothing: values are what sharing adds.
    """

    members: tuple[str, ...]
    values: Floats

    @property
    def everyone(self) -> int:
        """The mask of all members."""
        return len(self.values) - 1

    @property
    def total(self) -> float:
        """What all members together add."""
        return float(self.values[-1])

    @property
    def size(self) -> float:
        """The largest value without its sign: what tolerances are measured by."""
        return float(np.abs(self.values).max())

    def mask(self, names: Iterable[str]) -> int:
        """Return the mask of some members."""
        return sum(1 << self.members.index(name) for name in set(names))

    def names(self, mask: int) -> tuple[str, ...]:
        """Return the members of a mask, in their order."""
        return tuple(self.members[place] for place in set_bits(mask))

    def value(self, names: Iterable[str]) -> float:
        """Return the value of a set."""
        return float(self.values[self.mask(names)])

    def adds(self, name: str, names: Iterable[str]) -> float:
        """Return what a member adds to a set without it."""
        others = [other for other in names if other != name]
        return self.value([*others, name]) - self.value(others)

    def of(self, names: Iterable[str]) -> AllianceGame:
        """Return the game of some of the members among themselves."""
        places = set_bits(self.mask(names))
        small = np.arange(1 << len(places))
        masks = sum(((small >> bit & 1) << place for bit, place in enumerate(places)), np.zeros_like(small))
        return AllianceGame(tuple(self.members[place] for place in places), self.values[masks])

    @cached_property
    def as_costs(self) -> CostGame:
        """The same as a game of costs: a value is a negative cost."""
        return cost_game(
            self.members,
            {frozenset(self.names(mask)): -float(self.values[mask]) for mask in range(1, len(self.values))},
        )

    @cached_property
    def shapley(self) -> dict[str, float]:
        """What each member adds, on average over all orders of joining; the values add up to the total."""
        return {name: -paid + 0.0 for name, paid in shapley_shares(self.as_costs).items()}

    @cached_property
    def core(self) -> Core:
        """Whether a split holds, and which."""
        least, slack = least_core(self.as_costs), TOLERANCE * self.size
        against = objections(self.as_costs, {name: -value for name, value in self.shapley.items()})
        return Core(
            least.excess > slack,
            least.excess,
            {name: -paid + 0.0 for name, paid in least.split.items()},
            tuple(one for one in against if one.excess > slack),
        )

    def best_of_each_size(self) -> tuple[int, ...]:
        """Return for each number of members, from two on, the mask of the set of most value; of equals the
        first.
        """
        sizes = np.array([mask.bit_count() for mask in range(len(self.values))])
        found = []
        for size in range(2, len(self.members) + 1):
            masks = np.flatnonzero(sizes == size)
            found.append(int(masks[np.argmax(self.values[masks])]))
        return tuple(found)

    def pairs_that_lose(self) -> Iterator[tuple[Coalition, Coalition]]:
        """Yield sets without a common member that are worth less together than apart; none where a set may
        stay split.
        """
        masks = np.arange(1, len(self.values))
        for first in masks.tolist():
            second = masks[(masks > first) & (masks & first == 0)]
            less = self.values[first] + self.values[second] - self.values[first | second]
            for mask in second[less > TOLERANCE * self.size].tolist():
                yield frozenset(self.names(first)), frozenset(self.names(mask))


def split_at_best(values: Floats) -> tuple[Floats, tuple[tuple[int, ...], ...]]:
    """Return what each set is worth if it may stay split, and the parts of the best split (the superadditive
    cover: Aumann and Drèze 1974); sets of one that are worth nothing are no parts.

    Args:
        values: Value of each set as one; shape (2^members,), that of nobody zero.
    """
    best = values.copy()
    parts: list[tuple[int, ...]] = [(mask,) if values[mask] > 0.0 else () for mask in range(len(values))]
    # Parts of a set have smaller masks than the set.
    for mask in range(1, len(values)):
        part = (mask - 1) & mask
        while part:
            apart = best[part] + best[mask ^ part]
            if apart > best[mask] + TOLERANCE * abs(best[mask]):
                best[mask], parts[mask] = apart, parts[part] + parts[mask ^ part]
            part = (part - 1) & mask
    return best, tuple(tuple(sorted(one)) for one in parts)
