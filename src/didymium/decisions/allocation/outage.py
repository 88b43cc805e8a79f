"""What members lose while something is out, with the best that they can do about it.

The program of :mod:`didymium.decisions.allocation.program` gets a right-hand side: what an outage takes from
each node. It must be made good there, or passed on: plants run less than in the run, less is sent away, less
is left over, and in the end a sector gives up what it had. What an outage changes is bounds alone, so that
one hot solver answers for outage after outage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from didymium.decisions.allocation.baseline import Baseline, Delivery
from didymium.decisions.allocation.plan import Plan
from didymium.decisions.allocation.program import MILLION_PER_TONNE, Allocation, allocation_program
from didymium.decisions.allocation.situation import Node, Situation
from didymium.market.program import Block, Pen, Program

Floats = NDArray[np.float64]

DEAR = 10.0
"""What cannot be placed at all counts so many times the dearest loss or price, so that it comes last."""


@dataclass(frozen=True)
class RiskNode:
    """What may be out: a member's ``plant``; a ``supplier``, which is a region outside of the alliance and a
    material that members get from there; or a ``passage`` that routes name.
    """

    kind: Literal["plant", "supplier", "passage"]
    name: str
    """Plant, region or choke point."""
    material: str = ""
    """Of a supplier; blank: everything."""

    def carries(self, row: Delivery) -> bool:
        """Say whether a delivery fails with it."""
        if self.kind == "passage":
            return self.name in row.via
        return self.kind == "supplier" and self.name == row.origin and self.material in ("", row.material)


@dataclass(frozen=True, eq=False)
class OutageProgram:
    """The program and the columns by which a loss is passed on."""

    allocation: Allocation
    baseline: Baseline
    program: Program
    less_run: Block
    """By how much plants run less than in the run; entities as ``baseline.running``."""
    less_sent: Block
    """By how much less is dispatched; entities as ``baseline.deliveries``, only from members."""
    less_left: Block
    """By how much less is left over; one entity for each node of ``baseline.surplus_t``."""
    unplaced: Block
    """What an outage takes beyond everything that was there: nothing, but for the rounding of periods."""

    def without(self, node: RiskNode, out: Floats) -> Program:
        """Return the program with ``node`` out for a share of each period; shape (T,)."""
        return _Removal(self, node, out).program()

    def plan(self, tonnes: Floats, objective: float) -> Plan:
        """Return a solved program as a plan."""
        return Plan(replace(self.allocation, program=self.program), tonnes, objective)


def outage_program(situation: Situation, baseline: Baseline) -> OutageProgram:
    """Write the program with nothing out: its optimum is that of the situation alone."""
    nodes = tuple(sorted(baseline.nodes(situation.members)))
    allocation = allocation_program(situation, more_nodes=nodes)
    return _Extension(allocation, baseline).write()


@dataclass(frozen=True, eq=False)
class _Extension:
    """Writes the columns beside those of the allocation, over the same rows."""

    allocation: Allocation
    baseline: Baseline

    @property
    def situation(self) -> Situation:
        return self.allocation.situation

    def write(self) -> OutageProgram:
        pen = Pen(len(self.situation.periods))
        for block in self.allocation.program.rows.values():
            pen.add_rows(block.name, block.label, np.ones(block.count), lower=0.0, upper=0.0)
        run, sent = self._less_run(pen), self._less_sent(pen)
        left, unplaced = self._less_left(pen), self._unplaced(pen)
        program = beside(self.allocation.program, pen.finish())
        blocks = (program.columns[block.name] for block in (run, sent, left, unplaced))
        return OutageProgram(self.allocation, self.baseline, program, *blocks)

    def _less_run(self, pen: Pen) -> Block:
        running = self.baseline.running
        block = self._columns(
            pen, "run less", [one.plant for one in running], 0.0, [one.run_t for one in running]
        )
        for entity, one in enumerate(running):
            shares = self.situation.periods.arrival_shares(one.delay_days)[:, :-1]
            for material, course in one.recipe.items():
                inputs, outputs = np.maximum(-course, 0.0), np.maximum(course, 0.0)
                self._put(pen, (one.region, material), block, entity, np.diag(inputs))
                self._put(pen, (one.region, material), block, entity, -shares * outputs[:, None])
        return block

    def _less_sent(self, pen: Pen) -> Block:
        """Exports fall at the price of the sale; what is not sent to a member is missed there later."""
        rows, members = self.baseline.deliveries, self.situation.members
        prices = self.situation.price_usd_per_kg
        lost_sale = [
            0.0 if row.destination in members else prices.get((row.origin, row.material), 0.0) for row in rows
        ]
        block = self._columns(
            pen,
            "send less",
            [f"{row.material} {row.origin} → {row.destination}" for row in rows],
            np.array(lost_sale).reshape(-1, 1),
            [self.sendable(row) for row in rows],
        )
        for entity, row in enumerate(rows):
            if row.origin in members:
                self._put(pen, (row.origin, row.material), block, entity, np.eye(len(row.sent_t)))
                if row.destination in members:
                    shares = self.situation.periods.arrival_shares(row.transit_days)[:, :-1]
                    place = (row.destination, row.material)
                    self._put(pen, place, block, entity, -shares * row.arriving_share)
        return block

    def sendable(self, row: Delivery) -> Floats:
        """Return what a delivery can fall by: exports but for the part that is on offer as a diversion."""
        if row.origin not in self.situation.members:
            return np.zeros_like(row.sent_t)
        way = (row.material, row.destination, row.origin)
        same = [one for one in self.baseline.deliveries if _way(one) == way]
        total = np.sum([one.sent_t for one in same], axis=0)
        diverted = [offer.most_t for offer in self.situation.offers if offer.kind == "diversion"
                    and (offer.material, offer.partner, offer.region) == way]  # fmt: skip
        kept = np.divide(np.sum(diverted, axis=0), total, out=np.zeros_like(total), where=total > 0.0)
        return np.asarray(row.sent_t * np.clip(1.0 - kept, 0.0, 1.0))

    def _less_left(self, pen: Pen) -> Block:
        places = list(self.baseline.surplus_t)
        prices = self.situation.price_usd_per_kg
        worth = np.array([[max(prices.get(place, 0.0), 0.0)] for place in places]).reshape(-1, 1)
        names = [f"{material} {region}" for region, material in places]
        block = self._columns(pen, "leave less", names, worth, list(self.baseline.surplus_t.values()))
        for entity, place in enumerate(places):
            self._put(pen, place, block, entity, np.eye(len(self.situation.periods)))
        return block

    def _unplaced(self, pen: Pen) -> Block:
        nodes, prices = self.allocation.nodes, self.situation.price_usd_per_kg
        dearest = max(
            [1.0, *(need.loss_usd_per_kg for need in self.situation.needs), *prices.values()]
        )  # a case may price nothing
        names = [f"{material} {region}" for region, material in nodes]
        block = self._columns(pen, "unplaced", names, DEAR * dearest, np.inf)
        for entity, node in enumerate(nodes):
            self._put(pen, node, block, entity, np.eye(len(self.situation.periods)))
        return block

    def _columns(
        self, pen: Pen, name: str, labels: list[str], usd_per_kg: Floats | float, most_t: list[Floats] | float
    ) -> Block:
        periods = self.situation.periods
        discount = periods.discount_factors(self.situation.discount_rate)
        upper = most_t if isinstance(most_t, float) else np.array(most_t).reshape(len(most_t), len(periods))
        return pen.add_columns(
            name,
            lambda entity: labels[entity],
            np.ones(len(labels)),
            cost=usd_per_kg * MILLION_PER_TONNE * discount,
            upper=upper,
        )

    def _put(self, pen: Pen, node: Node, block: Block, entity: int, tonnes: Floats) -> None:
        """Write what a tonne of the column in a period does to the node in each period; shape (T, T)."""
        done, felt = np.nonzero(tonnes)
        rows = self.allocation.balance.index(self.allocation.nodes.index(node), felt)
        pen.put(rows, block.index(entity, done), tonnes[done, felt])


def beside(program: Program, extra: Program) -> Program:
    """Return a program with the columns of another beside its own; the rows are those of the first, and the
    second's are of the same blocks.
    """
    shift = program.shape[1]
    moved = {name: replace(block, offset=block.offset + shift) for name, block in extra.columns.items()}
    return replace(
        program,
        columns={**program.columns, **moved},
        cost=np.concatenate([program.cost, extra.cost]),
        lower=np.concatenate([program.lower, extra.lower]),
        upper=np.concatenate([program.upper, extra.upper]),
        column_unit_t=np.concatenate([program.column_unit_t, extra.column_unit_t]),
        matrix=sparse.csc_matrix(sparse.hstack([program.matrix, extra.matrix])),
    )


def _way(row: Delivery) -> tuple[str, str, str]:
    return row.material, row.destination, row.origin


@dataclass(frozen=True, eq=False)
class _Removal:
    """Takes one node out of a program: what it gave is missing, and what it took stays."""

    parts: OutageProgram
    node: RiskNode
    out: Floats

    @property
    def situation(self) -> Situation:
        return self.parts.allocation.situation

    def program(self) -> Program:
        program, allocation = self.parts.program, self.parts.allocation
        upper = program.upper.copy()
        self._stop_columns(upper)
        lower = program.row_lower.copy()
        lower[allocation.balance.slice] += self._removed().reshape(-1)
        return replace(program, upper=upper, row_lower=lower)

    def _removed(self) -> Floats:
        """Return what each node lacks; shape (nodes, T); negative where goods stay that would have gone."""
        nodes, members = self.parts.allocation.nodes, self.situation.members
        index = {node: position for position, node in enumerate(nodes)}
        lack = np.zeros((len(nodes), len(self.situation.periods)))
        if self.node.kind == "plant":
            for one in self.parts.baseline.running:
                if one.plant == self.node.name:
                    for material, course in one.recipe.items():
                        lack[index[one.region, material]] += one.run_t * course * self.out
        for row in self._failing():
            stays = row.sent_t * self.out
            if row.origin in members:
                lack[index[row.origin, row.material]] -= stays
            if row.destination in members:
                shares = self.situation.periods.arrival_shares(row.transit_days)[:, :-1]
                lack[index[row.destination, row.material]] += stays @ shares * row.arriving_share
        return lack

    def _failing(self) -> Sequence[Delivery]:
        return [row for row in self.parts.baseline.deliveries if self.node.carries(row)]

    def _stop_columns(self, upper: Floats) -> None:
        """Let nothing that is out do more, or be counted on twice."""
        allocation, baseline, situation = self.parts.allocation, self.parts.baseline, self.situation
        less_run, less_sent = self.parts.less_run, self.parts.less_sent
        stopped = [
            *((allocation.run, n) for n, one in enumerate(situation.works) if self._is_plant(one.plant)),
            *((less_run, n) for n, one in enumerate(baseline.running) if self._is_plant(one.plant)),
            *((less_sent, n) for n, row in enumerate(baseline.deliveries) if self.node.carries(row)),
        ]
        ways = {_way(row) for row in self._failing()}
        for n, offer in enumerate(situation.offers):
            bought = offer.kind == "purchase" and self.node.kind == "supplier"
            gone = bought and self.node.name == offer.partner and self.node.material in ("", offer.material)
            kept = offer.kind == "diversion" and (offer.material, offer.partner, offer.region) in ways
            if gone or kept:
                stopped.append((allocation.take, n))
        for block, entity in stopped:
            upper[block.index(entity)] *= 1.0 - self.out

    def _is_plant(self, plant: str) -> bool:
        return self.node.kind == "plant" and plant == self.node.name
