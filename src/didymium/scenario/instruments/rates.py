"""Charges: what columns pay a kg, to whom; and rates: how much, fixed or following the market's prices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.market.build import Market

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Party = tuple[str, str]
"""A region and a party of the accounts."""


@dataclass(frozen=True)
class Charge:
    """What the owners of columns pay somebody, per US dollar of a rate; negative factors are payments to
    them.

    ``columns`` and ``factor`` have shape (n, T); ``payers`` and ``payees`` length n.
    """

    item: str
    columns: Integers
    factor: Floats
    payers: tuple[Party, ...]
    payees: tuple[Party, ...]


@dataclass(frozen=True)
class Past:
    """What is over when a news arrives: the periods before ``first``, with prices in US dollars per kg (N, T)
    and the rates that were charged (T,), by number of the instrument and label. Later periods do not count.
    """

    first: int
    prices: Floats
    rates: Mapping[tuple[int, str], Floats]


@dataclass(frozen=True)
class Quotation:
    """What a rule may look at: prices in US dollars per kg (N, T), what every column costs per kg with all
    charges, and its tonnes, both as long as the columns; what a kg less asked of each row would be worth; and
    what is over.
    """

    prices: Floats
    unit_cost: Floats
    tonnes: Floats
    row_prices: Floats
    past: Past


Rule = Callable[[Quotation, Floats], Floats]
"""From a quotation and the rate that led to it, the rate that the rule asks for; shape (T,)."""


@dataclass(frozen=True)
class Rate:
    """A rate in US dollars per kg and its charges: ``fixed`` (T,), or found by ``rule`` between nothing and
    ``ceiling``.
    """

    number: int
    """Position of the instrument in the scenario."""
    label: str
    material: str
    charges: tuple[Charge, ...]
    fixed: Floats | None = None
    rule: Rule | None = None
    ceiling: float = 0.0
    """A rate above all that the rule can ask for; the search also starts from there."""
    highest: Floats | None = None
    """The search tries no rate above this, where the program would have no answer; shape (T,)."""


@dataclass(frozen=True)
class Levied:
    """A charge with what it came to: US dollars per kg of each column; shape (n, T)."""

    number: int
    label: str
    material: str
    charge: Charge
    usd_per_kg: Floats
    rate_usd_per_kg: Floats
    """The rate behind it; shape (T,)."""
    from_above_usd_per_kg: Floats
    """What the search from high rates found instead; shape (T,)."""


@dataclass(frozen=True)
class Grant:
    """A sum that a treasury pays once, US dollars, and the period in which it does."""

    number: int
    period: int
    usd: float
    payer: Party
    payee: Party


def charged(market: Market, charges: Sequence[Charge], rate: Floats) -> Floats:
    """Return what charges at a rate (T,) add to the program's costs; as long as the columns."""
    program, result = market.program, np.zeros_like(market.program.cost)
    for charge in charges:
        usd = charge.factor * rate * program.column_unit_t[charge.columns] * 1e-3
        np.add.at(result, charge.columns, usd * market.structure.discount)
    return result


def unit_costs(market: Market, cost: Floats) -> Floats:
    """Return a program's costs in US dollars per kg, not discounted; as long as the columns."""
    discount = np.tile(market.structure.discount, len(cost) // len(market.structure.discount))
    return np.asarray(cost * 1e3 / market.program.column_unit_t / discount)


def levied(rate: Rate, usd_per_kg: Floats, from_above: Floats) -> list[Levied]:
    """Return the charges of a rate at its value (T,), with the value found from above."""
    return [
        Levied(
            rate.number, rate.label, rate.material, charge, charge.factor * usd_per_kg, usd_per_kg, from_above
        )
        for charge in rate.charges
    ]
