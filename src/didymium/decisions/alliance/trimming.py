"""Only what can matter of a situation: ways on which goods go straight from who can have them to who can use
them, and the plants, stocks and needs at their ends.

Goods are not shipped on: a way leads from where a good is drawn, made or taken to where it is used. The best
use of what is left is that of the whole, but for goods that would have gone round.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from didymium.decisions.allocation.situation import Lane, Need, Node, Situation, Works, without_giving_way

NEGLIGIBLE_T = 1e-9


@dataclass(frozen=True)
class Trimming:
    """Trims situations. ``gives_way`` says whether a sector may give way to another, and ``give_way_abroad``
    whether to one of another region.
    """

    gives_way: bool = True
    give_way_abroad: bool = False

    def __call__(self, situation: Situation) -> Situation:
        """Return what can matter of a situation."""
        if not self.gives_way:
            situation = without_giving_way(situation)
        reach = _Reach(situation, self.give_way_abroad)
        wanted = reach.wanted
        return replace(
            situation,
            needs=tuple(need for need in situation.needs if reach.keeps(need)),
            stocks=tuple(stock for stock in situation.stocks if stock.material in wanted),
            works=tuple(works for works in reach.works if set(_outputs(works)) & wanted),
            lanes=tuple(lane for lane in situation.lanes if reach.leads(lane)),
            offers=tuple(offer for offer in situation.offers if offer.material in wanted),
        )


@dataclass(frozen=True, eq=False)
class _Reach:
    situation: Situation
    give_way_abroad: bool

    @cached_property
    def _first_sources(self) -> set[Node]:
        found = {
            (stock.region, stock.material)
            for stock in self.situation.stocks
            if min(stock.free_t.max(initial=0.0), stock.draw_t.max(initial=0.0)) > NEGLIGIBLE_T
        }
        found |= {(one.region, one.material) for one in self.situation.offers}
        return found | self._given_up if self.give_way_abroad else found

    @cached_property
    def _given_up(self) -> set[Node]:
        """Where a sector has something that it could give up."""
        return {
            (need.region, need.material)
            for need in self.situation.needs
            if need.served_t.max(initial=0.0) > NEGLIGIBLE_T
        }

    @cached_property
    def _running(self) -> tuple[set[Node], tuple[Works, ...]]:
        """Where goods can be sent from, and the plants that can have all that they take in."""
        senders, waiting = set(self._first_sources), list(self.situation.works)
        able: list[Works] = []
        while True:
            sent = {material for _, material in senders}
            here = senders | self._given_up
            fed = [
                works
                for works in waiting
                if all(name in sent or (works.region, name) in here for name in _inputs(works))
            ]
            if not fed:
                return senders, tuple(able)
            able += fed
            waiting = [works for works in waiting if works not in fed]
            senders |= {(works.region, name) for works in fed for name in _outputs(works)}

    @property
    def works(self) -> tuple[Works, ...]:
        """Plants that can run, in the order of the situation."""
        able = self._running[1]
        return tuple(works for works in self.situation.works if works in able)

    @cached_property
    def useful(self) -> set[Node]:
        """Where a good serves somebody, or feeds a plant whose product does, there or elsewhere."""
        found = {
            (need.region, need.material)
            for need in self.situation.needs
            if need.missing_t.max(initial=0.0) > NEGLIGIBLE_T
        }
        while True:
            wanted = {material for _, material in found}
            more = {
                (works.region, name)
                for works in self.works
                if set(_outputs(works)) & wanted
                for name in _inputs(works)
            }
            if more <= found:
                return found
            found |= more

    def keeps(self, need: Need) -> bool:
        """Say whether a need misses something, or has what another could use."""
        if need.missing_t.max(initial=0.0) > NEGLIGIBLE_T:
            return True
        node = (need.region, need.material)
        if self.give_way_abroad:
            return node in self._given_up and need.material in self.wanted
        return node in self.useful

    @cached_property
    def wanted(self) -> frozenset[str]:
        """Materials that are useful somewhere."""
        return frozenset(material for _, material in self.useful)

    def leads(self, lane: Lane) -> bool:
        """Say whether a way leads from a source to a use, in time."""
        return (
            (lane.origin, lane.material) in self._running[0]
            and (lane.destination, lane.material) in self.useful
            and lane.transit_days < self.situation.periods.ends[-1]
        )


def _inputs(works: Works) -> list[str]:
    return [name for name, course in works.recipe.items() if course.min(initial=0.0) < 0.0]


def _outputs(works: Works) -> list[str]:
    return [name for name, course in works.recipe.items() if course.max(initial=0.0) > 0.0]
