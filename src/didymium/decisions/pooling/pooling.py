"""What stocks cost each member by itself, and every group of members that pools them.

For members S with own limits b_i the pool solves

    minimise   Σ_p cost_p·x_p     over sizes x_p ≥ 0 at the places p of S
    so that    risk( L_S(x) ) ≤ Σ_{i∈S} b_i

where L_S is the loss with the best use of what members have and of the stocks under a rule of sharing, lanes
between members included. With free use by need the cost c(S) is subadditive, c(S ∪ T) ≤ c(S) + c(T) for S
and T without a common member: let x and y be the stocks of S and T alone. Together, with nothing shipped
between S and T, the loss is L_S(x) + L_T(y) in every future, and the best use can only lose less; the mean
of the sum is the sum of the means, the conditional value at risk of a sum is at most the sum of theirs, and
what named sectors miss of both is nothing if it is nothing of each. So x and y together keep the bound of
S ∪ T, at c(S) + c(T). The same holds for loans, and for proportional shares by contribution; by use it need
not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.decisions.allocation.situation import Node
from didymium.decisions.coalitions.games import Coalition, CostGame, cost_game, words
from didymium.decisions.pooling.asked import (
    Asked,
    ShareOfLoss,
    bound_of,
    criterion_of,
    named_in,
    own_limit,
    refuse_wrong_asked,
)
from didymium.decisions.pooling.sharing import Sharing, shared
from didymium.decisions.stocks.futures.emergencies import Futures
from didymium.decisions.stocks.sizing.losses import Loss, release_lead
from didymium.decisions.stocks.sizing.places import Place, places_of
from didymium.decisions.stocks.sizing.sizes import Sizing
from didymium.decisions.stocks.sizing.sizing import SizingError, losses_of, size_by_losses
from didymium.files.problems import InputError, Problem

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]
"""Told how many groups are done, and of how many."""

MOST_MEMBERS = 6
"""Of six members there are 63 groups, each of which is sized."""


@dataclass(frozen=True, eq=False)
class Pool:
    """The stocks of a group of members: of one by itself, or of several together."""

    members: tuple[str, ...]
    limit: float
    """What the group may lose: million US dollars, or kilograms that named sectors miss."""
    sizing: Sizing
    missing_musd: Mapping[str, float]
    """Expected value that each member misses with the stocks, million US dollars, not discounted. The bound
    is one on the sum, so a member of a pool may miss more than by itself."""

    @property
    def coalition(self) -> Coalition:
        """The members as a set."""
        return frozenset(self.members)

    @property
    def usd_per_year(self) -> float:
        """What its stocks cost a year."""
        return self.sizing.usd_per_year

    @property
    def capital_usd(self) -> float:
        """What filling them costs at base prices."""
        return self.sizing.capital_usd

    @property
    def tonnes(self) -> dict[Node, float]:
        """Tonnes at each place that holds any."""
        return self.sizing.tonnes

    @cached_property
    def tonnes_by_material(self) -> dict[str, float]:
        """Tonnes of each material; those of unlike materials do not add up."""
        found: dict[str, float] = {}
        for (_, material), tonnes in self.tonnes.items():
            found[material] = found.get(material, 0.0) + tonnes
        return found

    @property
    def lost_musd(self) -> float:
        """Expected loss with the stocks, million US dollars: value missing and cost of what is done."""
        return self.sizing.expected("value_after_musd")

    @property
    def lost_without_musd(self) -> float:
        """Expected loss with the best use of what the group has without them."""
        return self.sizing.expected("value_before_musd")


@dataclass(frozen=True)
class Saving:
    """What all members save by one pool against each by itself; negative: the pool needs more."""

    tonnes: Mapping[str, float]
    """By material. A pool may hold another material than members alone, so single ones may be negative."""
    capital_usd: float
    usd_per_year: float
    alone_usd_per_year: float

    @property
    def share(self) -> float | None:
        """The yearly saving as a share of what all pay alone; None if they pay nothing."""
        return self.usd_per_year / self.alone_usd_per_year if self.alone_usd_per_year > 0.0 else None


@dataclass(frozen=True, eq=False)
class Pooling:
    """Every group of the members, each with its least-cost stocks."""

    members: tuple[str, ...]
    asked: Asked
    sharing: Sharing
    pools: Mapping[Coalition, Pool]
    release_lead_days: float
    """Days from the declaration to the first tonne out of a stock, the same in all groups."""

    def alone(self, member: str) -> Pool:
        """Return the stocks of a member by itself."""
        return self.pools[frozenset({member})]

    @property
    def together(self) -> Pool:
        """The pool of all."""
        return self.pools[frozenset(self.members)]

    @property
    def game(self) -> CostGame:
        """The cost of each group, US dollars a year."""
        return cost_game(self.members, {name: pool.usd_per_year for name, pool in self.pools.items()})

    @property
    def saving(self) -> Saving:
        """What the pool of all saves."""
        alone, together = [self.alone(member) for member in self.members], self.together
        materials = dict.fromkeys(
            material for pool in (*alone, together) for material in pool.tonnes_by_material
        )
        tonnes = {
            material: sum(pool.tonnes_by_material.get(material, 0.0) for pool in alone)
            - together.tonnes_by_material.get(material, 0.0)
            for material in materials
        }
        apart = sum(pool.usd_per_year for pool in alone)
        capital = sum(pool.capital_usd for pool in alone) - together.capital_usd
        return Saving(tonnes, capital, apart - together.usd_per_year, apart)


def pool_stocks(
    case: Case,
    futures: Futures,
    asked: Asked | None = None,
    *,
    sharing: Sharing | None = None,
    places: Sequence[Place] | None = None,
    capital_rate: float | None = None,
    workers: int = 1,
    relative_gap: float = 1e-5,
    progress: Progress = lambda done, count: None,
) -> Pooling:
    """Size the stocks of every group of the members of some futures.

    Args:
        case: The case.
        futures: What may happen to the members. They ship to each other on the lanes of its situations: read
            it with ``swaps`` on.
        asked: What each member asks; by default that half of its expected loss is avoided.
        sharing: The rule; by default free use by need.
        places: Where stocks may lie; by default wherever they are of use to the group.
        capital_rate: Share a year; None: the case's discount rate.
        workers: Threads.
        relative_gap: By which share of its cost an answer may be dearer than the best.
        progress: Told after each group.

    Raises:
        InputError: If there are too many members, bounds are impossible, or means make members rivals.
        SizingError: If a group cannot keep its bound.
    """
    asked, sharing = asked or ShareOfLoss(), sharing or Sharing()
    _refuse_wrong(futures, asked)
    found = _Pools(case, futures, asked, sharing, places, capital_rate, workers, relative_gap)
    groups = [
        group for size in range(1, len(futures.members) + 1) for group in combinations(futures.members, size)
    ]
    pools: dict[Coalition, Pool] = {}
    for number, group in enumerate(groups, start=1):
        pools[frozenset(group)] = found.pool(group, pools)
        progress(number, len(groups))
    lead = found.futures.means.release_lead_days or 0.0
    return Pooling(futures.members, asked, sharing, pools, lead)


def _refuse_wrong(futures: Futures, asked: Asked) -> None:
    problems = []
    if len(futures.members) > MOST_MEMBERS:
        message = f"are {len(futures.members)}, and every group of them is sized"
        problems.append(Problem("members", message, remedy=f"name at most {MOST_MEMBERS}"))
    if len(futures.members) > 1 and futures.means.purchase_share > 0.0:
        message = "is above 0: members would bid for the same goods, which alone each counts as its own"
        problems.append(Problem("purchase_share", message, remedy="set it to 0 where pools are compared"))
    if problems:
        raise InputError(problems)
    refuse_wrong_asked(asked, futures.members)


@dataclass(eq=False)
class _Pools:
    """Sizes one group after the other."""

    case: Case
    all: Futures
    asked: Asked
    sharing: Sharing
    stated: Sequence[Place] | None
    capital_rate: float | None
    workers: int
    relative_gap: float

    @cached_property
    def limits(self) -> dict[str, float]:
        """What each member by itself may lose."""
        return {member: self._limit(member) for member in self.all.members}

    @cached_property
    def futures(self) -> Futures:
        """The futures with one lead for all groups, that of the slowest place of all: else a pool that has
        one more place to choose would open later.
        """
        lead = release_lead(self.case, (place.material for place in self._places(self.all)), self.all.means)
        return replace(self.all, means=self.all.means.model_copy(update={"release_lead_days": lead}))

    def pool(self, group: tuple[str, ...], smaller: Mapping[Coalition, Pool]) -> Pool:
        """Return the stocks of a group whose parts are sized already."""
        futures = self.futures.of_members(group)
        places = self._places(futures)
        named = named_in(self.asked)
        losses = self._losses(futures, places, money=named is None)
        money = losses if named is None else self._losses(futures, places, money=True)
        limits = [self.limits[member] for member in group]
        bound, probabilities = bound_of(self.asked, limits, futures.probabilities)
        try:
            sizing = size_by_losses(
                futures, criterion_of(self.asked, limits), places, losses, money, bound, probabilities,
                workers=self.workers, relative_gap=self.relative_gap, start=_start(group, places, smaller),
            )  # fmt: skip
        except SizingError as error:
            raise SizingError(f"{words(frozenset(group))}: {error}") from None
        return Pool(group, float(sum(limits)), sizing, _missing_musd(group, sizing, money))

    def _places(self, futures: Futures) -> tuple[Place, ...]:
        if self.stated is not None:
            return tuple(place for place in self.stated if place.region in futures.members)
        return places_of(self.case, futures, named=named_in(self.asked), capital_rate=self.capital_rate)

    def _losses(self, futures: Futures, places: Sequence[Place], *, money: bool) -> list[Loss]:
        free = losses_of(self.case, futures, places, None if money else named_in(self.asked))
        if len(futures.members) == 1:
            return list(free)
        return [shared(loss, self.sharing, futures.use_t_per_day) for loss in free]

    def _limit(self, member: str) -> float:
        alone = self.futures.of_members((member,))
        losses = losses_of(self.case, alone, (), named_in(self.asked))
        untouched = np.array([loss.untouched for loss in losses])
        before = np.array([loss.value_and_slope(np.zeros(0))[0] for loss in losses])
        return own_limit(self.asked, member, untouched, before, alone.probabilities)


def _missing_musd(group: tuple[str, ...], sizing: Sizing, money: Sequence[Loss]) -> dict[str, float]:
    """Return the expected value that each member misses with the stocks."""
    tonnes = np.array([size.t for size in sizing.places])
    found = dict.fromkeys(group, 0.0)
    for loss in money:
        plan = loss.plan(tonnes)
        for need, lost in zip(plan.situation.needs, plan.loss_usd.sum(axis=1), strict=True):
            found[need.region] += loss.emergency.probability * float(lost) / 1e6
    return found


def _start(
    group: tuple[str, ...], places: Sequence[Place], smaller: Mapping[Coalition, Pool]
) -> Floats | None:
    """Return the cheapest stocks of two parts of a group side by side: they keep its bound where rules let
    them. None for a member alone.
    """
    splits = list(_splits(group))
    if not splits:
        return None
    best = min(splits, key=lambda parts: sum(smaller[part].usd_per_year for part in parts))
    held = {size.node: size.t for part in best for size in smaller[part].sizing.places}
    return np.array([min(held.get(place.node, 0.0), place.most_t) for place in places])


def _splits(group: tuple[str, ...]) -> Iterator[tuple[Coalition, Coalition]]:
    """Yield the ways to divide a group into two parts, each once: the first member is in the second part."""
    first, *others = group
    for size in range(1, len(group)):
        for part in combinations(others, size):
            yield frozenset(part), frozenset(group) - frozenset(part)
