"""The worth of sets over many futures: what every set loses in each, its mean and its tail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.alliance.game import AllianceGame
from didymium.decisions.alliance.members import Member
from didymium.decisions.alliance.set_losses import SetLosses, set_bits
from didymium.decisions.stocks.futures.emergencies import Emergency, Futures
from didymium.ensemble.two_stage.risk import conditional_value_at_risk

Floats = NDArray[np.float64]
Given = TypeVar("Given")
Read = TypeVar("Read")
Progress = Callable[[int, int], None]
"""Told how many futures are done, and of how many."""


@dataclass(frozen=True, eq=False)
class Worth:
    """What sharing saves in each of F futures, million US dollars, discounted to the declaration."""

    members: tuple[Member, ...]
    probabilities: Floats
    """Shape (F,)."""
    alone: Floats
    """What each member loses by itself, at the best use of what it has; shape (members, F)."""
    untouched: Floats
    """What each member loses if nobody acts; shape (members, F)."""
    gains: Floats
    """What each set saves against its members by themselves; shape (2^members, F)."""
    futures: tuple[SetLosses, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the members."""
        return tuple(member.name for member in self.members)

    @property
    def expected(self) -> AllianceGame:
        """Values in expectation: v(S) = Σ E loss(i) − E loss(S)."""
        return AllianceGame(self.names, self.gains @ self.probabilities)

    def tail(self, alpha: float) -> AllianceGame:
        """Return values by the mean of the worst ``1 − alpha``: v(S) = Σ CVaR loss(i) − CVaR loss(S)."""
        found = [
            tail_value(self.alone, self.gains[mask], self.probabilities, mask, alpha)
            for mask in range(len(self.gains))
        ]
        return AllianceGame(self.names, np.array(found))

    def losses_within(self, mask: int) -> Floats:
        """Return what each member is expected to lose when a set stands together, before payments; shape
        (members,).
        """
        each = np.array([future.by_member(mask) for future in self.futures])
        return np.asarray(self.probabilities @ each)


def tail_value(alone: Floats, gain: Floats, probabilities: Floats, mask: int, alpha: float) -> float:
    """Return the value of a set by its tail, from losses alone (members, F) and its gain (F,); at least zero
    but for rounding, as the tail of a sum is at most the sum of the tails (Artzner et al. 1999).
    """
    inside = list(set_bits(mask))
    if len(inside) < 2:
        return 0.0
    apart = sum(conditional_value_at_risk(alone[place], probabilities, alpha) for place in inside)
    together = alone[inside].sum(axis=0) - gain
    return float(max(apart - conditional_value_at_risk(together, probabilities, alpha), 0.0))


def worth_of_all_sets(
    members: Sequence[Member],
    futures: Futures,
    *,
    give_way_abroad: bool = False,
    workers: int = 2,
    progress: Progress = lambda done, count: None,
) -> Worth:
    """Work out every set in every future.

    Args:
        members: The players, whose regions the futures were read for, trimmed.
        futures: What may happen.
        give_way_abroad: Whether sectors of one region give way to those of another.
        workers: Threads; each future is one thread's.
        progress: Told after each future.

    Raises:
        SolverError: If a program has no answer; doing nothing always is one, so only by a fault of figures.
    """
    players = tuple(members)
    found = [SetLosses(players, one.situation, give_way_abroad) for one in futures.emergencies]
    gains = np.array(_in_turn(found, SetLosses.all_gains, workers, progress)).T
    alone = np.array([one.alone for one in found]).T
    untouched = np.array([one.untouched for one in found]).T
    return Worth(players, futures.probabilities, alone, untouched, gains, tuple(found))


def worth_of_some(
    members: Sequence[Member],
    futures: Futures,
    masks: Sequence[int],
    alpha: float,
    *,
    give_way_abroad: bool = False,
    workers: int = 2,
    progress: Progress = lambda done, count: None,
) -> list[tuple[float, float]]:
    """Return value in expectation and by the tail of some sets; arguments as for all sets."""

    def read(emergency: Emergency) -> tuple[Floats, Floats]:
        # Programs of hundreds of draws would fill memory: none is kept.
        one = SetLosses(tuple(members), emergency.situation, give_way_abroad)
        return one.alone, np.array([one.gain(mask) for mask in masks])

    rows = _in_turn(futures.emergencies, read, workers, progress)
    alone, gains = np.array([row[0] for row in rows]).T, np.array([row[1] for row in rows]).T
    chances = futures.probabilities
    return [
        (float(gain @ chances), tail_value(alone, gain, chances, mask, alpha))
        for mask, gain in zip(masks, gains, strict=True)
    ]


def _in_turn(
    found: Sequence[Given], read: Callable[[Given], Read], workers: int, progress: Progress
) -> list[Read]:
    """Return what is read of each, in their order; told as each is done."""
    with ThreadPoolExecutor(max_workers=workers) as pool:
        waiting = [pool.submit(read, one) for one in found]
        for number, done in enumerate(as_completed(waiting), start=1):
            # A fault of one ends the work at once.
            done.result()
            progress(number, len(found))
        return [one.result() for one in waiting]
