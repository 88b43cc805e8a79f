"""The rates of all instruments of a program together, settled on the hot solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.market.build import Market
from didymium.market.program import Program
from didymium.market.solution import price_program
from didymium.market.solver import Solver
from didymium.scenario.instruments.fixed_point import (
    COARSE,
    TOLERANCE,
    FixedPoint,
    NotSettledError,
    find_fixed_point,
)
from didymium.scenario.instruments.rates import Past, Quotation, Rate, charged, unit_costs

Floats = NDArray[np.float64]

SMALLEST_SCALE = 1.0
"""Rates are settled to a share of the prices they concern, but of no less than this, US dollars per kg."""
SAME = 20.0
"""Rates found from below and from above are the same if no further apart than this many tolerances."""


class UnsettledError(Exception):
    """Raised when rates do not settle; the message names the rates and materials that move."""


@dataclass(frozen=True)
class Settlement:
    """Rates in force from a news on, found from nothing and from above.

    ``rates`` and ``from_above`` hold values of shape (T,) by position of the rate; ``rounds`` are the solves
    that either search took; ``on_step`` counts values between two steps of the market.
    """

    rates: tuple[Floats, ...]
    from_above: tuple[Floats, ...]
    rounds: tuple[int, int]
    on_step: int
    within: float
    """Largest amount by which a rule asks for more or less than it got, as a share of the price that it is
    measured by."""

    @property
    def differs(self) -> tuple[int, ...]:
        """Positions of rates whose two ends differ."""
        pairs = zip(self.rates, self.from_above, strict=True)
        return tuple(n for n, (low, high) in enumerate(pairs) if not np.array_equal(low, high))


def settle_rates(
    market: Market,
    solver: Solver,
    program: Program,
    rates: Sequence[Rate],
    past: Past,
) -> Settlement:
    """Find the rates at which every rule asks for what it got, on a program that holds the past.

    Rates of fixed amount keep it. Before the first period rates are zero: nothing there can change any more.
    Rules that look back, at a quarter's mean or a year's total, see the prices and rates of the past, for
    which a program that holds it has none.

    Raises:
        UnsettledError: If some rates still move after the most rounds allowed.
    """
    search = _Search(market, solver, program, tuple(rates), past)
    if not search.moving:
        values = search.values(np.zeros(0))
        return Settlement(values, values, (0, 0), 0, 0.0)
    low = search.run(np.zeros(search.size))
    high = search.run(search.ceiling())
    loose = np.where(low.on_step | high.on_step, COARSE, SAME * TOLERANCE)
    same = np.abs(high.rates - low.rates) <= loose * search.scale()
    settled = np.where(same, low.rates, high.rates)
    return Settlement(
        search.values(low.rates),
        search.values(settled),
        (low.rounds, high.rounds),
        int(low.on_step.sum()),
        search.within(low),
    )


def program_at(market: Market, program: Program, rates: Sequence[Rate], values: Sequence[Floats]) -> Program:
    """Return the program with the charges of rates that follow prices at their values."""
    cost = program.cost.copy()
    for rate, value in zip(rates, values, strict=True):
        if rate.rule is not None:
            cost += charged(market, rate.charges, value)
    return replace(program, cost=cost)


@dataclass(frozen=True)
class _Search:
    market: Market
    solver: Solver
    program: Program
    rates: tuple[Rate, ...]
    past: Past

    @property
    def first(self) -> int:
        return self.past.first

    @property
    def moving(self) -> tuple[int, ...]:
        """Positions of rates that follow a rule."""
        return tuple(n for n, rate in enumerate(self.rates) if rate.rule is not None)

    @property
    def periods(self) -> int:
        return self.market.balance.periods

    @property
    def size(self) -> int:
        return len(self.moving) * (self.periods - self.first)

    def values(self, vector: Floats) -> tuple[Floats, ...]:
        """Return every rate over all periods from the vector of those that move."""
        rows = vector.reshape(len(self.moving), self.periods - self.first)
        found: Mapping[int, Floats] = {
            position: np.concatenate([np.zeros(self.first), row])
            for position, row in zip(self.moving, rows, strict=True)
        }
        fixed = [np.zeros(self.periods) if rate.fixed is None else rate.fixed for rate in self.rates]
        return tuple(found.get(position, value) for position, value in enumerate(fixed))

    def ceiling(self) -> Floats:
        return np.repeat([self.rates[n].ceiling for n in self.moving], self.periods - self.first)

    def highest(self) -> Floats:
        free = np.full(self.periods, np.inf)
        most = [self.rates[n].highest for n in self.moving]
        return np.concatenate([(free if rate is None else rate)[self.first :] for rate in most])

    def scale(self) -> Floats:
        """Return the price that each rate is measured by, US dollars per kg: its ceiling or, if higher, the
        mean base price of its material.
        """
        sizes = [max(self.rates[n].ceiling, self._base_price(self.rates[n].material)) for n in self.moving]
        return np.repeat(np.maximum(sizes, SMALLEST_SCALE), self.periods - self.first)

    def _base_price(self, material: str) -> float:
        prices = [price for (_, name), price in self.market.structure.base.price.items() if name == material]
        return float(np.mean(prices)) if prices else 0.0

    def within(self, found: FixedPoint) -> float:
        """Return the largest residual as a share of the scale."""
        return float(np.max(np.abs(found.residual) / self.scale()))

    def run(self, start: Floats) -> FixedPoint:
        try:
            return find_fixed_point(self._ask, start, self.scale(), highest=self.highest())
        except NotSettledError as error:
            raise UnsettledError(self._what_moves(error)) from None

    def _ask(self, vector: Floats) -> Floats:
        values = self.values(vector)
        program = program_at(self.market, self.program, self.rates, values)
        tonnes, prices, rows = price_program(self.market, self.solver, program)
        prices = np.hstack([self.past.prices[:, : self.first], prices[:, self.first :]])
        quotation = Quotation(prices, unit_costs(self.market, program.cost), tonnes, rows, self.past)
        asked = []
        for position in self.moving:
            rule = self.rates[position].rule
            assert rule is not None
            asked.append(rule(quotation, values[position])[self.first :])
        return np.concatenate(asked)

    def _what_moves(self, error: NotSettledError) -> str:
        width = self.periods - self.first
        moving = sorted({self.moving[position // width] for position in error.moving.tolist()})
        lines = [f"  {self.rates[n].label} ({self.rates[n].material})" for n in moving]
        return f"after {error.rounds} rounds these have not settled:\n" + "\n".join(lines)
