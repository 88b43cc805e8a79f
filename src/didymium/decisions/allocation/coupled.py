"""Several ways in which things may go on, and one decision until it is known which: the programs of all ways
as one, in which what is done before is the same in each (two-stage with recourse: Birge and Louveaux 2011,
chapter 2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from didymium.decisions.allocation.plan import Plan
from didymium.decisions.allocation.program import Allocation
from didymium.market.program import Block, Program
from didymium.market.solver import HotSolver

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
ColumnName = tuple[str, str, int]
"""Block, label and period of a column."""


def column_names(program: Program) -> list[ColumnName]:
    """Return the name of every column, in order; of entities with the same label, such as two confidential
    plants, the later ones are numbered.
    """
    return [
        (block.name, label, period)
        for block in sorted(program.columns.values(), key=lambda block: block.offset)
        for label in told_labels(block)
        for period in range(block.periods)
    ]


def told_labels(block: Block) -> list[str]:
    """Return the label of each entity of a block; of equal ones the later ones are numbered."""
    found: list[str] = []
    seen: Counter[str] = Counter()
    for entity in range(block.count):
        label = block.label(entity)
        seen[label] += 1
        found.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return found


@dataclass(frozen=True, eq=False)
class Coupled:
    """Programs of several ways, of which the columns of the first ``common`` periods are one.

    What can be done in one way alone before it is known cannot be done at all: it stays zero there.
    """

    allocations: tuple[Allocation, ...]
    probabilities: tuple[float, ...]
    common: int

    @cached_property
    def names(self) -> tuple[list[ColumnName], ...]:
        """Names of the columns of each way."""
        return tuple(column_names(allocation.program) for allocation in self.allocations)

    @cached_property
    def places(self) -> tuple[Integers, ...]:
        """Where the columns of each way stand in the whole."""
        known: dict[tuple[int, ColumnName], int] = {}
        return tuple(
            np.array(
                [
                    known.setdefault((0 if name[2] < self.common else number, name), len(known))
                    for name in names
                ],
                dtype=np.int64,
            )
            for number, names in enumerate(self.names)
        )

    @cached_property
    def program(self) -> Program:
        """The whole; its blocks have no names."""
        count = 1 + max(int(place.max()) for place in self.places)
        cost, lower, upper = np.zeros(count), np.zeros(count), np.full(count, np.inf)
        parts = []
        for allocation, weight, place, most in zip(
            self.allocations, self.probabilities, self.places, self._most, strict=True
        ):
            program, entries = allocation.program, allocation.program.matrix.tocoo()
            np.add.at(cost, place, weight * program.cost)
            np.maximum.at(lower, place, program.lower)
            np.minimum.at(upper, place, most)
            shape = (program.shape[0], count)
            parts.append(sparse.coo_matrix((entries.data, (entries.row, place[entries.col])), shape=shape))
        sides = [
            (one.program.row_lower, one.program.row_upper, one.program.row_unit_t) for one in self.allocations
        ]
        row_lower, row_upper, row_unit = (np.concatenate(side) for side in zip(*sides, strict=True))
        matrix = sparse.vstack(parts).tocsc()
        return Program({}, {}, cost, lower, upper, row_lower, row_upper, matrix, np.ones(count), row_unit)

    @property
    def _most(self) -> list[Floats]:
        """Upper bounds of each way, without what not every way can do before it is known."""
        shared = set.intersection(
            *({name for name in names if name[2] < self.common} for names in self.names)
        )
        found = []
        for allocation, names in zip(self.allocations, self.names, strict=True):
            open_ = np.array([name[2] >= self.common or name in shared for name in names])
            # What was done in the past of one way alone stands all the same.
            found.append(np.where(open_, allocation.program.upper, allocation.program.lower))
        return found

    def plans(self, columns: Floats) -> tuple[Plan, ...]:
        """Return the plan of each way from the columns of the whole."""
        return tuple(
            Plan(allocation, columns[place], float(allocation.program.cost @ columns[place]))
            for allocation, place in zip(self.allocations, self.places, strict=True)
        )


@dataclass
class CoupledPlanner:
    """Plans for several ways, and again with something changed; hot after the first time."""

    coupled: Coupled

    def turn_to(self, coupled: Coupled) -> CoupledPlanner:
        """Return a planner for other programs: this one, still hot, if they have the same columns."""
        if coupled.names != self.coupled.names or coupled.common != self.coupled.common:
            return CoupledPlanner(coupled)
        self.solver.change_to(coupled.program)
        self.coupled = coupled
        return self

    @cached_property
    def solver(self) -> HotSolver:
        """The solver that holds the whole."""
        return HotSolver(self.coupled.program, "simplex")

    def plans(self) -> tuple[Plan, ...]:
        """Return the plan of each way: the same in the common periods, least in expectation.

        Raises:
            SolverError: If the solver gives up.
        """
        return self._solved(self.coupled.program)

    def plans_without(self, barred: Callable[[ColumnName], bool]) -> tuple[Plan, ...]:
        """Return the plans where nothing is done in columns of which ``barred`` is true."""
        upper = self.coupled.program.upper.copy()
        for names, place in zip(self.coupled.names, self.coupled.places, strict=True):
            upper[place[[barred(name) for name in names]]] = 0.0
        return self._solved(replace(self.coupled.program, upper=upper))

    def _solved(self, program: Program) -> tuple[Plan, ...]:
        self.solver.change_to(program)
        return self.coupled.plans(self.solver.solve(duals=False).columns)
