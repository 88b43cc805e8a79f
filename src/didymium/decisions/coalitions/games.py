"""Cost games: what every group of members would pay if it stood together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Coalition = frozenset[str]
Split = Mapping[str, float]
"""What each player pays, in the money of the game."""

MOST_PLAYERS = 12
"""A game of so many players already has 4,095 coalitions, each of which costs a run."""
NAMED = 5
"""How many of the missing coalitions a message names."""


class GameError(Exception):
    """Raised with everything that is wrong with a game, in words; ``problems`` holds one line each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, eq=False)
class CostGame:
    """Players and the cost of each of their coalitions, all in the same money; made by :func:`cost_game`.

    A coalition that saves money or earns it has a lower, maybe a negative cost.
    """

    players: tuple[str, ...]
    cost: Mapping[Coalition, float]

    @property
    def everyone(self) -> Coalition:
        """The coalition of all players."""
        return frozenset(self.players)

    @property
    def total(self) -> float:
        """What all players together pay."""
        return self.cost[self.everyone]

    @property
    def saving(self) -> float:
        """What is saved when all stand together and not each alone; negative if that costs more."""
        return sum(self.cost[frozenset({player})] for player in self.players) - self.total

    @cached_property
    def coalitions(self) -> tuple[Coalition, ...]:
        """Every coalition with at least one player, the one of all last. The coalition at position m − 1
        holds the players whose bit is set in m, the first player's bit being the lowest.
        """
        return tuple(
            frozenset(player for place, player in enumerate(self.players) if mask >> place & 1)
            for mask in range(1, 1 << len(self.players))
        )

    @cached_property
    def members(self) -> Floats:
        """One where a player (column) belongs to a coalition (row, as in ``coalitions``), else zero."""
        masks = np.arange(1, 1 << len(self.players))
        return (masks[:, None] >> np.arange(len(self.players)) & 1).astype(np.float64)

    @cached_property
    def costs(self) -> Floats:
        """Cost of each coalition, as in ``coalitions``."""
        return np.array([self.cost[coalition] for coalition in self.coalitions], dtype=np.float64)

    @property
    def size(self) -> float:
        """The largest cost of a coalition without its sign: what tolerances are measured by."""
        return float(np.abs(self.costs).max())

    def split(self, payments: Floats) -> dict[str, float]:
        """Return payments of shape (players,) by name."""
        return {player: float(paid) for player, paid in zip(self.players, payments, strict=True)}

    def payments(self, split: Split) -> Floats:
        """Return a split as an array of shape (players,).

        Raises:
            GameError: If a player is missing or unknown, or a payment is not a finite number.
        """
        problems = [f"split: {player} pays nothing stated" for player in self.players if player not in split]
        problems += [f"split: {name} is no player" for name in split if name not in self.players]
        problems += [f"split: {name} pays {paid}" for name, paid in split.items() if not np.isfinite(paid)]
        if problems:
            raise GameError(problems)
        return np.array([split[player] for player in self.players], dtype=np.float64)


def cost_game(players: Sequence[str], cost: Mapping[Coalition, float]) -> CostGame:
    """Return a game after checking that it is whole. The empty coalition costs nothing and may be left out.

    Raises:
        GameError: If a coalition has no cost or a strange one, or names stand twice or are unknown; all at
            once.
    """
    problems = [*_of_players(players), *_of_costs(players, cost)]
    if problems:
        raise GameError(problems)
    return CostGame(tuple(players), dict(cost))


def _of_players(players: Sequence[str]) -> Iterator[str]:
    if not players:
        yield "players: there are none"
    if len(players) > MOST_PLAYERS:
        yield f"players: there are {len(players)}, and at most {MOST_PLAYERS} can be played out"
    for name, count in Counter(players).items():
        if count > 1:
            yield f"players: {name} stands there {count} times"


def _of_costs(players: Sequence[str], cost: Mapping[Coalition, float]) -> Iterator[str]:
    known = set(players)
    for coalition, value in cost.items():
        for stranger in sorted(coalition - known):
            yield f"coalition {words(coalition)}: {stranger} is no player"
        if not np.isfinite(value):
            yield f"coalition {words(coalition)}: its cost {value} is not a finite number"
    if cost.get(frozenset(), 0.0) != 0.0:
        yield f"coalition of nobody: costs {cost[frozenset()]:g}, and must cost nothing"
    if len(players) <= MOST_PLAYERS:
        yield from _of_missing(tuple(dict.fromkeys(players)), cost)


def _of_missing(players: tuple[str, ...], cost: Mapping[Coalition, float]) -> Iterator[str]:
    groups = (group for size in range(1, len(players) + 1) for group in combinations(players, size))
    missing = [group for group in groups if frozenset(group) not in cost]
    if missing:
        named = "; ".join(" + ".join(group) for group in missing[:NAMED])
        more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
        yield f"coalitions: {len(missing)} have no cost: {named}{more}"


def words(coalition: Coalition) -> str:
    """Return a coalition as words, its members in alphabetical order."""
    return " + ".join(sorted(coalition)) or "of nobody"
