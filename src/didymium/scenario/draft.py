"""A market's program while events and instruments change it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from didymium.market.build import Market
from didymium.market.structure import Structure
from didymium.scenario.instruments.rates import Charge, Grant, Rate, charged

Floats = NDArray[np.float64]


@dataclass
class Draft:
    """A program being changed: copies of the arrays that effects may write to.

    ``base_flow_t`` is each route's flow in the base run (routes, T), to which restrictions refer;
    ``limit_t`` the tightest limit so far.
    """

    market: Market
    base_flow_t: Floats
    base_tonnes: Floats
    """Every column of the base run, tonnes."""
    cost: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats
    limit_t: Floats
    demand_factor: Floats
    """Factor on the base use of each demand; shape (demands, T)."""
    arrivals: dict[int, Floats]
    """Changed arrival shares by route; shape (T, T + 1) each."""
    cleared: dict[int, Floats]
    """Shares of dispatch in t that leave the origin's customs in u, where that is not at once."""
    extra_freight: Floats
    """What events add to the freight of each route, US dollars per kg; shape (routes, T)."""
    rebate: Floats
    """What a dumper gives on dispatch above the base flow, US dollars per kg; shape (routes, T)."""
    grants: list[Grant] = field(default_factory=list)
    """What treasuries pay once."""
    rates: list[Rate] = field(default_factory=list)
    """What instruments charge or pay, in the order of the scenario."""

    @property
    def structure(self) -> Structure:
        """The market's structure."""
        return self.market.structure

    def charge(self, number: int, label: str, material: str, charge: Charge, usd_per_kg: Floats) -> None:
        """Add a charge at a rate that does not depend on prices, shape (T,)."""
        self.book(number, label, material, charge, usd_per_kg)
        self.cost += charged(self.market, (charge,), usd_per_kg)

    def book(self, number: int, label: str, material: str, charge: Charge, usd_per_kg: Floats) -> None:
        """Note a charge that the program's costs hold already, at a rate of shape (T,)."""
        self.rates.append(Rate(number, label, material, (charge,), usd_per_kg))


def new_draft(market: Market, base_flow_t: Floats, base_tonnes: Floats) -> Draft:
    """Return a draft in which nothing is changed yet."""
    program, structure = market.program, market.structure
    shape = (len(structure.routes), len(structure.periods))
    return Draft(
        market,
        base_flow_t,
        base_tonnes,
        program.cost.copy(),
        program.upper.copy(),
        program.row_lower.copy(),
        program.row_upper.copy(),
        np.full(shape, np.inf),
        np.ones((len(structure.demands), len(structure.periods))),
        {},
        {},
        np.zeros(shape),
        np.zeros(shape),
    )
