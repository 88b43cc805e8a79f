"""What a tonne of activity of a plant costs, and what that makes a kg of its product cost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from didymium.case.recipes import Recipe
from didymium.case.schema import PlantCost
from didymium.decisions.reference.annuity import yearly_charge
from didymium.decisions.reference.terms import Joint

LEAST_VALUE_SHARE = 0.1
"""Share of what a plant makes, by worth, below which a product is a by-product: the plant does not run for
it, and its own cost says nothing."""
KG_PER_T = 1000.0
USD_PER_MILLION = 1e6


class Level(StrEnum):
    """Which end of the operating costs is taken."""

    LOW = "low"
    CENTRAL = "central"
    HIGH = "high"


@dataclass(frozen=True)
class CostParts:
    """The cost of a product, US dollars per kg of it. ``credits`` is what the other products are worth, and
    is subtracted. ``capital`` of None: unknown, and not in ``total``.
    """

    operating: float
    capital: float | None
    inputs: float
    credits: float

    @property
    def total(self) -> float:
        """Cost of a kg with what is known of it."""
        return self.operating + (self.capital or 0.0) + self.inputs - self.credits

    @property
    def without_capital(self) -> float:
        """Cost of a kg that a plant must earn to keep running."""
        return self.operating + self.inputs - self.credits


@dataclass(frozen=True)
class Activity:
    """The cost of a kg of activity of a plant, US dollars; ``capital`` of None: unknown."""

    operating: float
    capital: float | None
    inputs: float


Worth = Callable[[str], float | None]
"""US dollars per kg of a material, None where nothing says."""


def operating_usd_per_kg(cost: PlantCost, recipe: Recipe, reference: str, level: Level) -> float:
    """Return the operating cost of a kg of activity (of the reference material)."""
    stated = {
        Level.LOW: cost.operating_low_usd_per_kg,
        Level.CENTRAL: cost.operating_usd_per_kg,
        Level.HIGH: cost.operating_high_usd_per_kg,
    }[level]
    return stated * abs(recipe.t_per_t.get(cost.product or reference, 1.0))


def capital_usd_per_kg(cost: PlantCost, capacity_t_per_year: float, required_return: float) -> float | None:
    """Return the yearly charge on the capital of a kg of activity; None where the capital is unknown."""
    capacity = cost.capital_capacity_t_per_year or capacity_t_per_year
    if cost.capital_million_usd is None or cost.life_years is None or capacity <= 0:
        return None
    rate = required_return if cost.required_return is None else cost.required_return
    capital = cost.capital_million_usd * USD_PER_MILLION
    charge = yearly_charge(capital, rate, cost.life_years, cost.construction_years or 0.0)
    return charge / (capacity * KG_PER_T)


def input_usd_per_kg(cost: PlantCost, recipe: Recipe, worth: Worth) -> float:
    """Return what the materials taken for a kg of activity cost; materials without a worth count nothing."""
    if cost.inputs == "included":
        return 0.0
    return sum(t_per_t * (worth(material) or 0.0) for material, t_per_t in recipe.inputs.items())


def output_worth(recipe: Recipe, worth: Worth) -> dict[str, float]:
    """Return what a kg of activity makes, by product, US dollars; products without a worth are left out."""
    return {
        material: t_per_t * value
        for material, t_per_t in recipe.outputs.items()
        if (value := worth(material)) is not None
    }


def joint_products(cost: PlantCost, recipe: Recipe, worth: Worth, scrap: Collection[str]) -> frozenset[str]:
    """Return the products that a plant runs for; what else it makes are by-products, and scrap always is.

    A cost that is net of by-products is the cost of the product that it is stated for alone.
    """
    products = [material for material in recipe.outputs if material not in scrap]
    if cost.by_products == "net":
        return frozenset({cost.product or products[0]}) if products else frozenset()
    if len(products) < 2:
        return frozenset(products or recipe.outputs)
    values = output_worth(recipe, worth)
    total = sum(values.get(material, 0.0) for material in products)
    least = LEAST_VALUE_SHARE * total
    return frozenset(name for name in products if total > 0 and values.get(name, 0.0) >= least)


def product_cost(
    recipe: Recipe,
    material: str,
    activity: Activity,
    values: Mapping[str, float],
    joint_with: Collection[str],
    joint: Joint,
    net: bool,
) -> CostParts:
    """Lay the cost of a kg of activity on one of its joint products.

    Args:
        recipe: What a kg of activity makes.
        material: The product.
        activity: Cost of a kg of activity.
        values: Worth of what a kg of activity makes, by product, US dollars.
        joint_with: The joint products, this one among them.
        joint: By value, by-products are subtracted and the joint products share what is left in proportion to
            their worth; by credit, all other products are subtracted and this one bears what is left.
        net: The cost is net of by-products: nothing is subtracted.
    """
    mine = values.get(material, 0.0)
    shared = sum(values.get(name, 0.0) for name in joint_with)
    credits, part = sum(values.values()) - mine, 1.0
    if joint is Joint.VALUE and shared > 0:
        credits, part = sum(values.values()) - shared, mine / shared
    if net:
        credits, part = 0.0, 1.0
    scale = part / recipe.outputs[material]
    capital = None if activity.capital is None else activity.capital * scale
    return CostParts(activity.operating * scale, capital, activity.inputs * scale, credits * scale)
