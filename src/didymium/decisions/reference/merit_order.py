"""Plants in the order of their cost, and the price at which they make enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ENOUGH = 1e-9
"""Share of the tonnes wanted by which rounding may fall short."""


@dataclass(frozen=True)
class Offer:
    """What a plant offers: tonnes a year at a cost in US dollars per kg.

    A cost of None is a by-product's: it comes with what the plant runs for, whatever its own price.
    """

    plant: str
    t_per_year: float
    usd_per_kg: float | None


@dataclass(frozen=True)
class Step:
    """An offer in its place: ``cumulative_t`` with all that is cheaper."""

    offer: Offer
    cumulative_t: float


def merit_order(offers: Iterable[Offer]) -> tuple[Step, ...]:
    """Return the offers that hold tonnes, by-products first, then by cost, equal costs by name."""
    ordered = sorted((offer for offer in offers if offer.t_per_year > 0), key=_place)
    steps, cumulative = [], 0.0
    for offer in ordered:
        cumulative += offer.t_per_year
        steps.append(Step(offer, cumulative))
    return tuple(steps)


def marginal_step(steps: Sequence[Step], wanted_t: float) -> Step | None:
    """Return the first step with which the tonnes wanted are there; None if they never are."""
    enough = wanted_t * (1 - ENOUGH)
    return next((step for step in steps if step.cumulative_t >= enough), None)


def _place(offer: Offer) -> tuple[bool, float, str]:
    cost = offer.usd_per_kg
    return cost is not None, cost if cost is not None else 0.0, offer.plant
