"""What happens when a rule is followed: period by period, without a look ahead."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.allocation.plan import Plan
from didymium.decisions.allocation.program import Allocation, allocation_program
from didymium.decisions.allocation.situation import Node, Situation
from didymium.decisions.release.rules import Threshold
from didymium.decisions.stocks.futures.signals import Signals

Floats = NDArray[np.float64]

LEAST_T = 1e-9
"""Less than a milligram is nothing."""
MOST_STAGES = 8
"""Longest chain of plants that is ordered from."""


def follow(
    situation: Situation,
    rule: Threshold,
    signals: Signals | None = None,
    allocation: Allocation | None = None,
) -> Plan:
    """Return what is done by a rule, as a plan of the same program that perfect foresight solves.

    Args:
        situation: Of :func:`didymium.decisions.release.rules.with_stocks`.
        rule: The rule.
        signals: What is known in each period; a rule that needs them is closed without.
        allocation: The program of the situation if it was written already.
    """
    follower = _Follower(situation, rule, signals)
    for period in range(len(situation.periods)):
        follower.go_through(period)
    return follower.plan(allocation or allocation_program(situation))


@dataclass(eq=False)
class _Follower:
    """Keeps the books while a rule is followed."""

    situation: Situation
    rule: Threshold
    signals: Signals | None
    on_hand: dict[Node, float] = field(default_factory=lambda: defaultdict(float))

    def __post_init__(self) -> None:
        count, one = len(self.situation.periods), self.situation
        self.serve, self.draw, self.run = (
            np.zeros((len(rows), count)) for rows in (one.needs, one.stocks, one.works)
        )
        self.kept: dict[Node, Floats] = defaultdict(lambda: np.zeros(count))
        self.coming: dict[Node, Floats] = defaultdict(lambda: np.zeros(count))

    @cached_property
    def order(self) -> list[int]:
        """Needs in the order in which they are served."""
        first = {sector: rank for rank, sector in enumerate(self.rule.first_sectors)}
        needs = self.situation.needs

        def rank(position: int) -> tuple[int, int, float]:
            need = needs[position]
            return first.get(need.sector, len(first)), need.priority, -need.loss_usd_per_kg

        return sorted(range(len(needs)), key=rank)

    @cached_property
    def arrival(self) -> list[Floats]:
        """Shares of what plants begin in a period that come out in each; shape (T, T) for each plant."""
        return [self.situation.periods.arrival_shares(one.delay_days)[:, :-1] for one in self.situation.works]

    @cached_property
    def makers(self) -> dict[Node, list[int]]:
        """Plants that make a material, the cheapest first."""
        found: dict[Node, list[int]] = defaultdict(list)
        works = self.situation.works
        for position in sorted(range(len(works)), key=lambda n: works[n].cost_usd_per_kg):
            for material, course in works[position].recipe.items():
                if course.max(initial=0.0) > 0.0:
                    found[works[position].region, material].append(position)
        return found

    @cached_property
    def lying(self) -> dict[Node, list[int]]:
        """Stocks at each node."""
        found: dict[Node, list[int]] = defaultdict(list)
        for position, stock in enumerate(self.situation.stocks):
            found[stock.region, stock.material].append(position)
        return found

    def go_through(self, period: int) -> None:
        """Serve what is missing in a period, and order what will come later."""
        for node, course in self.coming.items():
            self.on_hand[node] += float(course[period])
        for position in self.order:
            self._serve(position, period)
        for node, tonnes in self.on_hand.items():
            self.kept[node][period] = tonnes

    def _serve(self, position: int, period: int) -> None:
        need = self.situation.needs[position]
        wanted = float(need.missing_t[period]) * self.rule.share
        if wanted <= LEAST_T:
            return
        node, first = (need.region, need.material), need.sector in self.rule.first_sectors
        ordered = self._from_hand(node, wanted)
        held = self._take(node, wanted - ordered, need.loss_usd_per_kg, first, period)
        # What plants made of earlier orders does not stop new ones: what is missing now may go on missing.
        short = wanted - held - self.on_hand[node]
        if short > LEAST_T:
            self._make(node, short, need.loss_usd_per_kg, first, period, ())
        got = ordered + held + self._from_hand(node, wanted - ordered - held)
        self.serve[position, period] = min(got, float(need.missing_t[period]))

    def _from_hand(self, node: Node, wanted: float) -> float:
        got = min(wanted, self.on_hand.get(node, 0.0))
        if got > 0.0:
            self.on_hand[node] -= got
        return got

    def _take(self, node: Node, wanted: float, usd_per_kg: float, first: bool, period: int) -> float:
        """Take what is at hand, then what stocks give; return how much."""
        got = self._from_hand(node, wanted)
        for position in self.lying.get(node, ()):
            if wanted - got <= LEAST_T:
                break
            drawn = min(wanted - got, self._free(position, usd_per_kg, first, period))
            self.draw[position, period] += drawn
            got += drawn
        return got

    def _free(self, position: int, usd_per_kg: float, first: bool, period: int) -> float:
        """Return what a stock gives now."""
        stock = self.situation.stocks[position]
        opened = self.rule.opened((stock.region, stock.material), period, self.signals)
        if not opened or stock.worth_usd_per_kg >= usd_per_kg:
            return 0.0
        kept = 0.0 if first else self.rule.kept_back * float(stock.free_t.max())
        left = float(stock.free_t[period]) - float(self.draw[position].sum()) - kept
        return max(min(left, float(stock.draw_t[period]) - float(self.draw[position, period])), 0.0)

    def _make(
        self, node: Node, wanted: float, usd_per_kg: float, first: bool, period: int, above: tuple[Node, ...]
    ) -> float:
        """Let plants make what is missing of what is there, and plants further up what they miss for it;
        return how much will come of it.
        """
        if node in above or len(above) >= MOST_STAGES:
            return 0.0
        left = wanted
        for position in self.makers.get(node, ()):
            if left <= LEAST_T:
                break
            left -= self._run(position, node, left, usd_per_kg, first, period, above)
        return wanted - left

    def _run(
        self, position: int, node: Node, wanted: float, usd_per_kg: float, first: bool, period: int,
        above: tuple[Node, ...],
    ) -> float:  # fmt: skip
        """Run a plant for so much of a material; return how much will come of it, now or once its inputs are
        made.
        """
        works = self.situation.works[position]
        made = float(works.recipe[node[1]][period])
        room = float(works.spare_t[period]) - float(self.run[position, period])
        taken = {
            (works.region, material): -float(course[period])
            for material, course in works.recipe.items()
            if course[period] < 0.0
        }
        limits = self._limits(taken, usd_per_kg * made - works.cost_usd_per_kg)
        if made <= 0.0 or room <= LEAST_T or limits is None:
            return 0.0
        asked = min(wanted / made, room)
        run = self._begin(position, asked, taken, limits, first, period)
        later = asked - run
        for taker, ratio in taken.items():
            there = self._there(taker, limits[taker], first, period)
            short = (asked - run) * ratio - there
            if short > LEAST_T:
                there += self._make(taker, short, limits[taker], first, period, (*above, node))
            later = min(later, there / ratio)
        at_once = self._begin(position, asked - run, taken, limits, first, period)
        return (run + max(later, at_once, 0.0)) * made

    def _limits(self, taken: dict[Node, float], budget: float) -> dict[Node, float] | None:
        """Return what a kg of each input may cost if the others cost their base price; None: it never
        pays.
        """
        price = self.situation.price_usd_per_kg
        worth = sum(price.get(node, 0.0) * ratio for node, ratio in taken.items())
        found = {
            node: (budget - worth) / ratio + price.get(node, 0.0)
            for node, ratio in taken.items()
            if ratio > 0
        }
        return found if budget > 0.0 and all(limit > 0.0 for limit in found.values()) else None

    def _there(self, node: Node, usd_per_kg: float, first: bool, period: int) -> float:
        stocks = sum(self._free(position, usd_per_kg, first, period) for position in self.lying.get(node, ()))
        return self.on_hand.get(node, 0.0) + stocks

    def _begin(
        self, position: int, asked: float, taken: dict[Node, float], limits: dict[Node, float], first: bool,
        period: int,
    ) -> float:  # fmt: skip
        """Run a plant as far as its inputs are there; return how far."""
        there = {node: self._there(node, limits[node], first, period) for node in taken}
        run = min([asked, *(there[node] / ratio for node, ratio in taken.items())])
        if run <= LEAST_T:
            return 0.0
        for node, ratio in taken.items():
            self._take(node, run * ratio, limits[node], first, period)
        self.run[position, period] += run
        works = self.situation.works[position]
        for material, course in works.recipe.items():
            # What goes in now comes out at the rates of today, spread over the periods in which it is ready.
            out = np.maximum(course, 0.0) * run * self.arrival[position][period]
            node = (works.region, material)
            self.on_hand[node] += float(out[period])
            out[period] = 0.0
            self.coming[node] = self.coming[node] + out
        return run

    def plan(self, allocation: Allocation) -> Plan:
        """Return what was done as columns of the program."""
        columns = np.zeros(allocation.program.shape[1])
        for block, tonnes in (
            (allocation.serve, self.serve), (allocation.draw, self.draw), (allocation.run, self.run)
        ):  # fmt: skip
            columns[block.slice] = tonnes.reshape(-1)
        kept = [self.kept[node] if node in self.kept else np.zeros(len(self.situation.periods))
                for node in allocation.nodes]  # fmt: skip
        columns[allocation.keep.slice] = np.concatenate(kept) if kept else np.zeros(0)
        return Plan(allocation, columns, float(allocation.program.cost @ columns))
