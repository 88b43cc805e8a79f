"""The answer to how much to hold: tonnes, money and what they save, by place and by future."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.allocation.situation import Node
from didymium.decisions.stocks.sizing.criteria import Criterion
from didymium.decisions.stocks.sizing.places import Place
from didymium.decisions.stocks.terms import KG_PER_T, HoldingCost
from didymium.ensemble.two_stage.risk import conditional_value_at_risk

Floats = NDArray[np.float64]
LEAST_T = 1e-3
"""A stock of less than a kilogram is rounding."""


@dataclass(frozen=True)
class PlaceSize:
    """What is held at one place."""

    place: Place
    t: float
    days_of_use: float | None
    """Days of the place's usual use; None where nothing is used there."""
    saves_usd_per_t: float
    """Expected value that one tonne more would save in an emergency, net of what the tonne itself is worth
    if nobody draws it.
    """

    @property
    def region(self) -> str:
        """Where it lies."""
        return self.place.region

    @property
    def material(self) -> str:
        """What it holds."""
        return self.place.material

    @property
    def stage(self) -> str:
        """Stage of the chain."""
        return self.place.stage

    @property
    def node(self) -> Node:
        """Region and material."""
        return self.place.node

    @property
    def cost(self) -> HoldingCost:
        """Cost of a tonne a year, in parts."""
        return self.place.cost

    @property
    def capital_usd(self) -> float:
        """What filling it costs at the base price."""
        return self.t * self.place.price_usd_per_kg * KG_PER_T

    @property
    def usd_per_year(self) -> float:
        """What keeping it costs a year."""
        return self.t * self.cost.usd_per_t_year


@dataclass(frozen=True)
class FutureLoss:
    """What one future loses: in the unit of the criterion (million US dollars, or tonnes that named sectors
    miss), and in value.
    """

    name: str
    probability: float
    untouched: float
    """If nobody acts."""
    before: float
    """With the best use of what there is anyway."""
    after: float
    """And of the stocks."""
    value_before_musd: float
    """As ``before``, in million US dollars of value lost by all sectors and cost of what is done."""
    value_after_musd: float


@dataclass(frozen=True)
class Sizing:
    """Stocks that keep a bound at the least cost."""

    criterion: Criterion
    places: tuple[PlaceSize, ...]
    futures: tuple[FutureLoss, ...]
    price_usd_per_year: float | None
    """What the yearly cost would fall by if the bound were one unit of loss higher; None for a chance."""
    iterations: int
    gap_usd_per_year: float
    """How much cheaper the best stocks can be at most."""

    @property
    def tonnes(self) -> dict[Node, float]:
        """Tonnes at each place that holds any."""
        return {place.node: place.t for place in self.places if place.t > LEAST_T}

    @property
    def usd_per_year(self) -> float:
        """What all stocks cost a year."""
        return sum(place.usd_per_year for place in self.places)

    @property
    def capital_usd(self) -> float:
        """What filling them costs at base prices."""
        return sum(place.capital_usd for place in self.places)

    @property
    def cost_parts_usd_per_year(self) -> dict[str, float]:
        """The yearly cost by ``capital``, ``quality``, ``rotation`` and ``storage``."""
        return {
            part: sum(place.t * getattr(place.cost, f"{part}_usd_per_t_year") for place in self.places)
            for part in ("capital", "quality", "rotation", "storage")
        }

    @cached_property
    def probabilities(self) -> Floats:
        """Probability of each future; shape (futures,)."""
        return np.array([one.probability for one in self.futures])

    def losses(self, when: str) -> Floats:
        """Return a figure of every future by its name, such as ``before`` or ``value_after_musd``."""
        return np.array([getattr(one, when) for one in self.futures], dtype=np.float64)

    def expected(self, when: str) -> float:
        """Return the mean of a figure over futures."""
        return float(self.probabilities @ self.losses(when))

    def tail(self, when: str, alpha: float = 0.95) -> float:
        """Return the mean of the worst ``1 − alpha`` of a figure."""
        return conditional_value_at_risk(self.losses(when), self.probabilities, alpha)

    def chance_above(self, when: str, tolerance: float) -> float:
        """Return the probability that a figure is above a tolerance."""
        return float(self.probabilities[self.losses(when) > tolerance].sum())

    @property
    def break_even_chance(self) -> float | None:
        """Return the yearly probability of such an emergency at which the stocks pay for themselves: their
        yearly cost over the value that they save in it; above one they never do. None where they save
        nothing.
        """
        saved = (self.expected("value_before_musd") - self.expected("value_after_musd")) * 1e6
        return self.usd_per_year / saved if saved > 0.0 else None
