"""Supply curve of an element: planned deposits, from the one that needs least for it to the one that needs
most.

A kilogram of rare earth oxide holds many elements, and its cost is theirs together. A deposit has full cost c
per kg of product; the element has share s and price p, and the others fetch v (their prices by their shares).
Two answers stand side by side:

- the cost *left* for the element once the others are sold: (c − v) / s. At a price above it the deposit pays
  (by-product credit);
- the cost *allocated* by value: c · p / (p·s + v). The element bears the share of the cost that it has in the
  basket's value (ISO 14044:2006, 4.3.4.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from didymium.decisions.projects.deposits import DepositValue


@dataclass(frozen=True)
class SupplyStep:
    """A deposit on the supply curve of an element; cost in US dollars per kg of the element."""

    value: DepositValue
    t_per_year: float
    """Planned tonnes of the element a year."""
    cumulative_t_per_year: float
    """With every deposit before it."""
    left_usd_per_kg: float
    """What the element must fetch once the others are sold; below zero, the others pay for all."""
    price_usd_per_kg: float | None
    """What the element fetches; None if no price of it is known."""
    allocated_usd_per_kg: float | None
    """The element's part of the cost by value; None without a price of the element."""

    @property
    def pays(self) -> bool | None:
        """Whether the element's price covers what is left for it; None without a price."""
        return None if self.price_usd_per_kg is None else self.price_usd_per_kg >= self.left_usd_per_kg


@dataclass(frozen=True)
class SupplyCurve:
    """What planned deposits would yield of an element, by cost."""

    element: str
    steps: tuple[SupplyStep, ...]
    """By the cost left for the element, cheapest first."""
    cost_unknown: tuple[DepositValue, ...]
    """Planned deposits that hold it, at a cost that nobody states."""
    output_unknown: tuple[DepositValue, ...]
    """Deposits that hold it and have no plan."""

    @property
    def t_per_year(self) -> float:
        """Tonnes a year of all steps."""
        return self.steps[-1].cumulative_t_per_year if self.steps else 0.0


def supply_curve(
    deposits: Iterable[DepositValue], element: str, further_usd_per_kg: float = 0.0
) -> SupplyCurve:
    """Return the supply curve of an element or of ``NdPr`` over valued deposits.

    Other elements are credited at the prices at which the deposits were valued. ``further_usd_per_kg`` is
    what it costs to bring a kg of product to the form in which those prices are stated (separation), added to
    each deposit's full cost: without it, concentrate is credited at the price of separated oxide, which
    flatters every deposit. Where the curve is of ``NdPr``, neodymium and praseodymium are added up.

    Raises:
        ValueError: If ``further_usd_per_kg`` is negative.
    """
    if further_usd_per_kg < 0:
        raise ValueError(f"further cost of {further_usd_per_kg:g} USD per kg is negative")
    holding = [value for value in deposits if _share(value, element) > 0]
    planned = [value for value in holding if value.deposit.output_t_per_year is not None]
    steps = [
        _step(value, element, cost + further_usd_per_kg)
        for value in planned
        if (cost := value.deposit.cost_usd_per_kg) is not None
    ]
    return SupplyCurve(
        element,
        tuple(_cumulated(sorted(steps, key=lambda step: (step.left_usd_per_kg, step.value.deposit.deposit)))),
        tuple(value for value in planned if value.deposit.cost_usd_per_kg is None),
        tuple(value for value in holding if value.deposit.output_t_per_year is None),
    )


def _step(value: DepositValue, element: str, cost_usd_per_kg: float) -> SupplyStep:
    parts = _parts(element)
    share = _share(value, element)
    own = sum(value.value_usd_per_kg.get(part, 0.0) for part in parts)
    others = sum(usd for name, usd in value.value_usd_per_kg.items() if name not in parts)
    priced = any(part in value.value_usd_per_kg for part in parts)
    return SupplyStep(
        value=value,
        t_per_year=sum(value.planned_t_per_year.get(part, 0.0) for part in parts),
        cumulative_t_per_year=0.0,
        left_usd_per_kg=(cost_usd_per_kg - others) / share,
        price_usd_per_kg=own / share if priced else None,
        allocated_usd_per_kg=cost_usd_per_kg * own / (own + others) / share if own > 0 else None,
    )


def _cumulated(steps: Iterable[SupplyStep]) -> Iterator[SupplyStep]:
    total = 0.0
    for step in steps:
        total += step.t_per_year
        yield replace(step, cumulative_t_per_year=total)


def _parts(element: str) -> tuple[str, ...]:
    return ("NdPr", "Nd", "Pr") if element == "NdPr" else (element,)


def _share(value: DepositValue, element: str) -> float:
    return sum(value.shares.get(part, 0.0) for part in _parts(element))
