"""Rules by which members use common stocks, as rows of the program of what they do together.

``by_need``: the planner uses them where they save most. ``proportional``: a member takes no more of a
material than its share of the common stocks of it. ``loan``: what a member takes from another it gives back
in kind after the emergency. Every rule only adds rows or costs to ``by_need``, so none is cheaper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from didymium.decisions.allocation.program import MILLION_PER_TONNE, Allocation
from didymium.decisions.allocation.situation import Node
from didymium.decisions.stocks.sizing.losses import Loss
from didymium.ensemble.two_stage.links import Links
from didymium.ensemble.two_stage.recourse import LinkedProgram
from didymium.market.program import Block, Program
from didymium.market.stocks import DAYS_PER_MONTH

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Rule = Literal["by_need", "proportional", "loan"]
Basis = Literal["use", "contribution"]


@dataclass(frozen=True)
class Sharing:
    """How common stocks are shared. The defaults are assumptions: no alliance has agreed on any."""

    rule: Rule = "by_need"
    """``by_need``, ``proportional`` or ``loan``."""
    basis: Basis = "use"
    """Of ``proportional``: by the members' usual use of the material (equal shares if nobody uses it), or by
    what each has put into stock itself."""
    months: int = 12
    """Of ``loan``: months after the emergency within which goods come back."""
    returned_share: float = 0.1
    """Of ``loan``: share of its usual use that a member can spare in these months to give back."""
    give_way_abroad: bool = False
    """Whether sectors of one member give way to those of another. If not, a member ships out no more than
    came out of stocks and plants there, or from other members."""


@dataclass(eq=False)
class _Extension:
    """Rows and columns to be added to a program; rows are ``lower ≤ A·x ≤ upper + shift·sizes``."""

    program: Program
    places: int
    row_blocks: dict[str, Block] = field(default_factory=dict)
    column_blocks: dict[str, Block] = field(default_factory=dict)
    cost: list[Floats] = field(default_factory=list)
    most: list[Floats] = field(default_factory=list)
    sides: list[tuple[Floats, Floats]] = field(default_factory=list)
    entries: list[tuple[Integers, Integers, Floats]] = field(default_factory=list)
    shifts: list[sparse.csr_matrix] = field(default_factory=list)

    def add_columns(self, name: str, labels: Sequence[str], cost: Floats) -> Block:
        """Add columns without a period."""
        offset = len(self.program.cost) + sum(len(part) for part in self.cost)
        block = Block(name, offset, len(labels), 1, lambda entity: labels[entity])
        self.column_blocks[name] = block
        self.cost.append(cost)
        self.most.append(np.full(len(labels), np.inf))
        return block

    def add_rows(
        self, name: str, labels: Sequence[str], periods: int, lower: float, upper: Floats | float,
        shift: Floats | None = None,
    ) -> Block:  # fmt: skip
        """Add rows; ``upper`` and ``shift`` are by entity, shapes (entities,) and (entities, places)."""
        offset = len(self.program.row_lower) + sum(len(part[0]) for part in self.sides)
        block = Block(name, offset, len(labels), periods, lambda entity: labels[entity])
        self.row_blocks[name] = block
        sides = np.broadcast_to(upper, (len(labels),))
        self.sides.append((np.full(block.size, lower), np.repeat(sides, periods)))
        moved = np.zeros((len(labels), self.places)) if shift is None else shift
        self.shifts.append(sparse.csr_matrix(np.repeat(moved, periods, axis=0)))
        return block

    def put(self, rows: Integers, columns: Integers, values: Floats | float) -> None:
        """Write coefficients; arguments broadcast."""
        row, column, value = np.broadcast_arrays(rows, columns, np.asarray(values, dtype=np.float64))
        self.entries.append((row.reshape(-1), column.reshape(-1), value.reshape(-1)))

    def finish(self) -> tuple[Program, sparse.csr_matrix, int]:
        """Return the longer program, the shifts of its new rows, and the number of new columns."""
        old, new_columns = self.program, sum(len(part) for part in self.cost)
        lower = np.concatenate([old.row_lower, *(part[0] for part in self.sides)])
        upper = np.concatenate([old.row_upper, *(part[1] for part in self.sides)])
        shape = (len(lower), len(old.cost) + new_columns)
        before = old.matrix.tocoo()
        parts = [(before.row, before.col, before.data), *self.entries]
        row, column, value = (np.concatenate(part) for part in zip(*parts, strict=True))
        matrix = sparse.csc_matrix((value, (row, column)), shape=shape)
        matrix.sum_duplicates()
        added = len(lower) - len(old.row_lower)
        program = Program(
            {**old.columns, **self.column_blocks}, {**old.rows, **self.row_blocks},
            np.concatenate([old.cost, *self.cost]),
            np.concatenate([old.lower, np.zeros(new_columns)]), np.concatenate([old.upper, *self.most]),
            lower, upper, matrix,
            np.concatenate([old.column_unit_t, np.ones(new_columns)]),
            np.concatenate([old.row_unit_t, np.ones(added)]), old.constant,
        )  # fmt: skip
        empty = sparse.csr_matrix((0, self.places))
        return program, sparse.vstack([empty, *self.shifts]).tocsr(), new_columns


def shared(loss: Loss, sharing: Sharing, use_t_per_day: Mapping[Node, float]) -> Loss:
    """Return the loss of a future when common stocks are used by a rule.

    Args:
        loss: The loss with free use of all that members have.
        sharing: The rule.
        use_t_per_day: What each node usually uses.
    """
    allocation = loss.allocation
    extension = _Extension(allocation.program, len(allocation.places))
    if not sharing.give_way_abroad:
        _stay_at_home(extension, allocation)
    _RULES[sharing.rule](extension, allocation, sharing, use_t_per_day)
    program, shifts, columns = extension.finish()
    if program.shape == allocation.program.shape:
        return loss
    links = loss.linked.links
    bounds = [
        sparse.vstack([part, sparse.csr_matrix((columns, part.shape[1]))]).tocsr() for part in links.parts[1:]
    ]
    linked = LinkedProgram(
        program, Links(sparse.vstack([links.rows, shifts]).tocsr(), *bounds), algorithm=loss.linked.algorithm
    )
    return replace(loss, allocation=replace(allocation, program=program), linked=linked)


def kept_at_home(allocation: Allocation) -> Allocation:
    """Return a program in which what sectors give up stays in their own country."""
    extension = _Extension(allocation.program, len(allocation.places))
    _stay_at_home(extension, allocation)
    program, _, _ = extension.finish()
    return replace(allocation, program=program)


def _stay_at_home(extension: _Extension, allocation: Allocation) -> None:
    """Let what sectors give up stay in their own country: from a node that ships out, what was shipped by the
    end of each period is at most what came out of stocks and plants, and from elsewhere, by then.
    """
    situation = allocation.situation
    giving = {(need.region, need.material) for need in situation.needs if need.served_t.max() > 0.0}
    sending = {(lane.origin, lane.material) for lane in situation.lanes}
    chosen = [number for number, node in enumerate(allocation.nodes) if node in giving & sending]
    if not chosen:
        return
    periods, rows = len(situation.periods), allocation.balance.index(chosen).reshape(-1)
    flows = allocation.program.matrix.tocsr()[rows].tocoo()
    counted = np.zeros(allocation.program.shape[1], dtype=bool)
    for block in (allocation.draw, allocation.reserve, allocation.ship, allocation.take, allocation.run):
        counted[block.slice] = True
    runs = np.zeros_like(counted)
    runs[allocation.run.slice] = True
    kept = counted[flows.col] & ~(runs[flows.col] & (flows.data < 0.0))
    labels = [" ".join(reversed(allocation.nodes[number])) for number in chosen]
    block = extension.add_rows("from stocks and plants", labels, periods, 0.0, np.inf)
    entity, first = np.divmod(flows.row[kept], periods)
    for later in range(periods):
        until = first <= later
        extension.put(
            block.index(entity[until], later),
            flows.col[kept][until].astype(np.int64),
            flows.data[kept][until],
        )


def _by_need(
    extension: _Extension, allocation: Allocation, sharing: Sharing, use: Mapping[Node, float]
) -> None:
    """Add nothing."""


def _proportional(
    extension: _Extension, allocation: Allocation, sharing: Sharing, use: Mapping[Node, float]
) -> None:
    """Bound what each member takes of a material by the end of each period: draws from stocks where it is,
    and what others ship to it less what it ships to them. Goods given for goods of the same kind are no
    taking.
    """
    situation, places = allocation.situation, allocation.places
    materials = dict.fromkeys([place[1] for place in places] + [lane.material for lane in situation.lanes])
    takers = [(member, material) for material in materials for member in situation.members]
    shares = np.array([_share_of(taker, situation.members, places, sharing, use) for taker in takers])
    block = extension.add_rows(
        "share", [" ".join(reversed(one)) for one in takers], len(situation.periods), -np.inf, 0.0,
        shares.reshape(len(takers), len(places)),
    )  # fmt: skip
    number = {taker: position for position, taker in enumerate(takers)}
    done, until = np.tril_indices(len(situation.periods))
    for entity, place in enumerate(places):
        extension.put(block.index(number[place], done), allocation.reserve.index(entity, until), 1.0)
    for entity, lane in enumerate(situation.lanes):
        for end, sign in ((lane.destination, 1.0), (lane.origin, -1.0)):
            row = block.index(number[end, lane.material], done)
            extension.put(row, allocation.ship.index(entity, until), sign)


def _share_of(
    taker: Node, members: Sequence[str], places: Sequence[Node], sharing: Sharing, use: Mapping[Node, float]
) -> Floats:
    """Return the share of what lies at each place that a member may take; shape (places,)."""
    member, material = taker
    if sharing.basis == "contribution":
        return np.array([1.0 if place == taker else 0.0 for place in places])
    total = sum(use.get((one, material), 0.0) for one in members)
    share = use.get(taker, 0.0) / total if total > 0.0 else 1.0 / len(members)
    return np.array([share if place[1] == material else 0.0 for place in places])


def _loan(extension: _Extension, allocation: Allocation, sharing: Sharing, use: Mapping[Node, float]) -> None:
    """Let members owe each other what they took on balance by the end.

    The goods come back in kind: what is drawn counts at its price already, so that a loan costs on top the
    freight back and what the goods are dearer where they must be bought for it. A member borrows no more
    than it can give back out of its usual use.
    """
    situation = allocation.situation
    loans = [(lane.destination, lane.origin, lane.material) for lane in situation.lanes]
    if not loans:
        return
    labels = [f"{material} {lender} → {borrower}" for borrower, lender, material in loans]
    discount = float(situation.periods.discount_factors(situation.discount_rate)[-1])
    costs = np.array(list(_costs_of_return(allocation)))
    owed = extension.add_columns("owed", labels, costs * MILLION_PER_TONNE * discount)
    rows = extension.add_rows("owed", labels, 1, -np.inf, 0.0)
    number = {loan: position for position, loan in enumerate(loans)}
    for entity, (borrower, lender, material) in enumerate(loans):
        extension.put(rows.index(entity), allocation.ship.index(entity), 1.0)
        back = number.get((lender, borrower, material))
        if back is not None:
            extension.put(rows.index(entity), allocation.ship.index(back), -1.0)
        extension.put(rows.index(entity), owed.index(entity), -1.0)
    _can_return(extension, owed, loans, sharing, use)


def _costs_of_return(allocation: Allocation) -> Iterator[float]:
    """Yield what giving back a kg of each loan costs on top of its price at the lender, US dollars."""
    situation, price = allocation.situation, allocation.situation.price_usd_per_kg
    freight = {
        (lane.origin, lane.destination, lane.material): lane.freight_usd_per_kg for lane in situation.lanes
    }
    for lane in situation.lanes:
        back = freight.get((lane.destination, lane.origin, lane.material), lane.freight_usd_per_kg)
        there = price.get((lane.origin, lane.material), 0.0)
        dearer = price.get((lane.destination, lane.material), there) - there
        yield back + max(dearer, 0.0)


def _can_return(
    extension: _Extension,
    owed: Block,
    loans: Sequence[tuple[str, str, str]],
    sharing: Sharing,
    use: Mapping[Node, float],
) -> None:
    debtors = list(dict.fromkeys((borrower, material) for borrower, _, material in loans))
    days = sharing.months * DAYS_PER_MONTH
    most = np.array([sharing.returned_share * days * use.get(debtor, 0.0) for debtor in debtors])
    labels = [" ".join(reversed(debtor)) for debtor in debtors]
    rows = extension.add_rows("given back", labels, 1, -np.inf, most)
    for entity, (borrower, _, material) in enumerate(loans):
        extension.put(rows.index(debtors.index((borrower, material))), owed.index(entity), 1.0)


_Rule = Callable[[_Extension, Allocation, Sharing, Mapping[Node, float]], None]
_RULES: dict[str, _Rule] = {"by_need": _by_need, "proportional": _proportional, "loan": _loan}
