"""What every set of members loses in one future: the best use of what its members have, with the ways between
them open and all others closed.

Members outside a set are left to themselves in the same program: with no way between them and the set their
part of the objective stands by itself. So one program serves all sets, only bounds of ways change, and it
stays hot; sets are taken in the order of the Gray code, each of which differs from the last by one member.
What does not hang together, as materials that no plant joins, is solved apart, and only for the members that
it touches.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.alliance.members import Member
from didymium.decisions.allocation.program import Allocation, allocation_program
from didymium.decisions.allocation.situation import Lane, Node, Situation
from didymium.decisions.pooling.sharing import kept_at_home
from didymium.market.solver import Answer, HotSolver, SolverError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def set_bits(mask: int) -> tuple[int, ...]:
    """Return the places of the ones of a mask."""
    return tuple(place for place in range(mask.bit_length()) if mask >> place & 1)


def gray_code(count: int) -> Iterator[int]:
    """Yield all masks of so many bits, each but for one bit like the one before (Gray 1953)."""
    for number in range(1 << count):
        yield number ^ number >> 1


@dataclass(frozen=True, eq=False)
class SetLosses:
    """One future. Money in million US dollars, discounted to the declaration.

    A set with bit i holds member i. Situations must be trimmed, see
    :mod:`didymium.decisions.alliance.trimming`.
    """

    members: tuple[Member, ...]
    situation: Situation
    give_way_abroad: bool = False

    @cached_property
    def parts(self) -> tuple[_Part, ...]:
        """The parts of the situation that do not hang together."""
        return tuple(_Part(part, self.members, self.give_way_abroad) for part in parts_apart(self.situation))

    @cached_property
    def alone(self) -> Floats:
        """What each member loses by itself, at the best use of what it has; shape (members,)."""
        return self.untouched - sum((part.alone for part in self.parts), np.zeros(len(self.members)))

    @cached_property
    def untouched(self) -> Floats:
        """What each member loses if nobody acts; shape (members,)."""
        found, member_of = np.zeros(len(self.members)), _places(self.members)
        discount = self.situation.periods.discount_factors(self.situation.discount_rate)
        for need in self.situation.needs:
            lost = float(discount @ need.missing_t) * need.loss_usd_per_kg / 1e3
            found[member_of[need.region]] += lost
        return found

    def all_gains(self) -> Floats:
        """Return what each set saves against its members by themselves; shape (2^members,)."""
        masks = np.arange(1 << len(self.members))
        total = np.zeros(len(masks))
        for part in self.parts:
            found = part.all_gains()
            total += found[sum((masks >> place & 1) << bit for bit, place in enumerate(part.linked))]
        return total

    def gain(self, mask: int) -> float:
        """Return what one set saves."""
        return sum(part.gain(mask) for part in self.parts)

    def by_member(self, mask: int) -> Floats:
        """Return what each member loses when a set stands together, before payments; shape (members,).

        Who ships what to whom follows the best use of all; where several uses are as good, one is taken. What
        is drawn or made counts where it lies, freight where it goes.
        """
        saved = sum((part.saved_in(mask) for part in self.parts), np.zeros(len(self.members)))
        return np.asarray(self.untouched - saved)


@dataclass(eq=False)
class _Part:
    """A part of a situation, with its program."""

    situation: Situation
    members: tuple[Member, ...]
    give_way_abroad: bool
    _known: dict[int, float] = field(default_factory=dict)

    @cached_property
    def allocation(self) -> Allocation:
        allocation = allocation_program(self.situation)
        return allocation if self.give_way_abroad else kept_at_home(allocation)

    @cached_property
    def solver(self) -> HotSolver:
        return HotSolver(self.allocation.program, "simplex")

    @cached_property
    def ends(self) -> Integers:
        """Member at both ends of each way; shape (lanes, 2)."""
        member_of = _places(self.members)
        lanes = self.situation.lanes
        pairs = [(member_of[lane.origin], member_of[lane.destination]) for lane in lanes]
        return np.array(pairs, dtype=np.int64).reshape(len(lanes), 2)

    @cached_property
    def linked(self) -> tuple[int, ...]:
        """Members that have a way to another."""
        apart = self.ends[self.ends[:, 0] != self.ends[:, 1]]
        return tuple(np.unique(apart).tolist())

    @cached_property
    def owner(self) -> Integers:
        """The member that bears the cost of each column; shape (columns,)."""
        found, allocation = np.zeros(self.allocation.program.shape[1], dtype=np.int64), self.allocation
        situation, member_of = self.situation, _places(self.members)
        needs = [need.region for need in situation.needs]
        regions = {
            allocation.serve: needs,
            allocation.give_up: needs,
            allocation.draw: [stock.region for stock in situation.stocks],
            allocation.run: [works.region for works in situation.works],
            allocation.ship: [lane.destination for lane in situation.lanes],
            allocation.take: [offer.region for offer in situation.offers],
            allocation.keep: [node[0] for node in allocation.nodes],
        }
        for block, names in regions.items():
            found[block.slice] = np.repeat([member_of[name] for name in names], block.periods)
        return found

    @cached_property
    def alone(self) -> Floats:
        """What each member saves with every way between members closed; shape (members,)."""
        return self.saved_in(0)

    def all_gains(self) -> Floats:
        """Return what each set of the linked members saves; shape (2^linked,)."""
        found = np.zeros(1 << len(self.linked))
        for small in gray_code(len(self.linked)):
            found[small] = self.gain(sum(1 << self.linked[bit] for bit in set_bits(small)))
        return found

    def gain(self, mask: int) -> float:
        """Return what a set saves against its members by themselves: nothing at least, as it may leave every
        way unused.
        """
        inside = sum(1 << place for place in self.linked if mask >> place & 1)
        if inside.bit_count() < 2:
            return 0.0
        if inside not in self._known:
            self._known[inside] = max(float(-self._solved(inside).objective - self.alone.sum()), 0.0)
        return self._known[inside]

    def saved_in(self, mask: int) -> Floats:
        """Return what each member saves when a set stands together; shape (members,)."""
        answer = self._solved(mask)
        saved = -self.allocation.program.cost * answer.columns
        return np.bincount(self.owner, saved, minlength=len(self.members)).astype(np.float64)

    def _solved(self, mask: int) -> Answer:
        """Solve with the ways of a set open; where rounding spoils the hot start, anew."""
        target = replace(self.allocation.program, upper=self._upper(mask))
        try:
            self.solver.change_to(target)
            return self.solver.solve(duals=False)
        except SolverError:
            self.solver = HotSolver(target, "ipm")
            return self.solver.solve(duals=False)

    def _upper(self, mask: int) -> Floats:
        upper, ship = self.allocation.program.upper.copy(), self.allocation.ship
        first, second = self.ends[:, 0], self.ends[:, 1]
        is_open = (first == second) | ((mask >> first & 1) & (mask >> second & 1)).astype(bool)
        upper[ship.slice] = np.repeat(np.where(is_open, np.inf, 0.0), ship.periods)
        return upper


def parts_apart(situation: Situation) -> tuple[Situation, ...]:
    """Return the parts of a situation that no plant and no way joins, in the order of their first node."""
    root = _Joined(situation).root
    parts = []
    for first in dict.fromkeys(root(node) for node in situation.nodes):

        def here(region: str, material: str, first: Node = first) -> bool:
            return root((region, material)) == first

        parts.append(
            replace(
                situation,
                needs=tuple(one for one in situation.needs if here(one.region, one.material)),
                stocks=tuple(one for one in situation.stocks if here(one.region, one.material)),
                works=tuple(one for one in situation.works if here(one.region, next(iter(one.recipe)))),
                lanes=tuple(one for one in situation.lanes if here(one.origin, one.material)),
                offers=tuple(one for one in situation.offers if here(one.region, one.material)),
            )
        )
    return tuple(parts)


class _Joined:
    """Nodes that a plant, a way or a common seller joins (disjoint sets)."""

    def __init__(self, situation: Situation) -> None:
        self.above: dict[Node, Node] = {node: node for node in situation.nodes}
        for works in situation.works:
            self._join([(works.region, material) for material in works.recipe])
        for lane in situation.lanes:
            self._join(_nodes_of(lane))

    def root(self, node: Node) -> Node:
        """Return the node that stands for all that are joined with one."""
        while self.above[node] != node:
            node = self.above[node]
        return node

    def _join(self, nodes: Sequence[Node]) -> None:
        roots = [self.root(node) for node in nodes]
        for one in roots[1:]:
            self.above[one] = roots[0]


def _nodes_of(lane: Lane) -> list[Node]:
    return [(lane.origin, lane.material), (lane.destination, lane.material)]


def _places(members: Sequence[Member]) -> Mapping[str, int]:
    return {region: place for place, member in enumerate(members) for region in member.regions}
