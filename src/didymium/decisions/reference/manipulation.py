"""The manipulation test: quoted prices inside the exporting country below the cost of its marginal plant.

The marginal plant is the dearest that ran in the base year: at that output it was needed. Costs are of the
base year and stay as they are; by-products are worth what they were in the base year.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from didymium.case.schema import Plant, PriceQuote
from didymium.decisions.reference.chain import MaterialLoop
from didymium.decisions.reference.costs import (
    Activity,
    CostParts,
    Level,
    capital_usd_per_kg,
    input_usd_per_kg,
    joint_products,
    operating_usd_per_kg,
    output_worth,
    product_cost,
)
from didymium.decisions.reference.reference_price import ReferencePrices

Total = Callable[[CostParts], float]


@dataclass(frozen=True)
class HomeCost:
    """The cost of the exporter's marginal plant, US dollars per kg; ``with_capital`` is None where the
    plant's capital is unknown.
    """

    plant: Plant
    low_usd_per_kg: float
    usd_per_kg: float
    high_usd_per_kg: float
    with_capital_usd_per_kg: float | None


@dataclass(frozen=True)
class TestedQuote:
    """A quote beside the cost of the marginal plant."""

    quote: PriceQuote
    margin_usd_per_kg: float
    """Quote less the cost without capital."""
    margin_with_capital_usd_per_kg: float | None
    below: bool
    """Below the cost without capital: the plant loses money on every kg."""
    surely_below: bool
    """Below even the lowest credible cost without capital."""
    below_with_capital: bool | None
    """Below the cost with capital and its return; None: capital unknown."""


@dataclass(frozen=True)
class ManipulationTest:
    """The test of a material; without ``cost`` no plant of the exporter with known costs runs for it."""

    material: str
    cost: HomeCost | None
    quotes: tuple[TestedQuote, ...]


@dataclass
class HomeCosts:
    """Costs of the exporter's own chain: its plants pay each other's cost, not the quoted price."""

    prices: ReferencePrices

    def test(self, material: str) -> ManipulationTest:
        """Hold every quote of a material inside the exporter against its marginal plant, oldest first."""
        chain = self.prices.chain
        cost = self.marginal(material)
        rows = [
            row for row in chain.case.prices
            if row.material == material and row.region == chain.terms.exporter
        ]  # fmt: skip
        rows.sort(key=lambda row: (row.from_, row.until, row.market))
        return ManipulationTest(material, cost, tuple(_tested(row, cost) for row in rows) if cost else ())

    def materials(self) -> tuple[str, ...]:
        """Return the materials that are quoted inside the exporter and that a plant of it with known costs
        ran for in the base year.
        """
        chain = self.prices.chain
        quoted = {row.material for row in chain.case.prices if row.region == chain.terms.exporter}
        return tuple(
            row.material
            for row in chain.case.materials
            if row.material in quoted and self._plants(row.material)
        )

    def marginal(self, material: str) -> HomeCost | None:
        """Return the cost of the dearest plant of the exporter that ran for a material in the base year."""
        return self._marginal(material, ())

    def _marginal(self, material: str, path: tuple[str, ...]) -> HomeCost | None:
        if material in path:
            raise MaterialLoop(f"no cost can be built up along a loop of materials: {' → '.join(path)}")
        found = [self._home_cost(plant, material, (*path, material)) for plant in self._plants(material)]
        return max(found, key=lambda cost: (cost.usd_per_kg, cost.plant.plant), default=None)

    def _plants(self, material: str) -> list[Plant]:
        chain = self.prices.chain
        return [
            plant
            for plant in chain.case.plants
            if plant.region == chain.terms.exporter
            and plant.plant in chain.costs
            and plant.process in chain.recipes
            and chain.base_run(plant) > 0
            and material in self._joint(plant)
            and not chain.returns_scrap(plant)
        ]

    def _home_cost(self, plant: Plant, material: str, path: tuple[str, ...]) -> HomeCost:
        costs = {level: self._cost(plant, material, level, path, capital=False) for level in Level}
        capital = self._cost(plant, material, Level.CENTRAL, path, capital=True)
        return HomeCost(
            plant,
            costs[Level.LOW].total,
            costs[Level.CENTRAL].total,
            costs[Level.HIGH].total,
            None if capital.capital is None else capital.total,
        )

    def _cost(
        self, plant: Plant, material: str, level: Level, path: tuple[str, ...], *, capital: bool
    ) -> CostParts:
        chain = self.prices.chain
        cost, recipe = chain.costs[plant.plant], chain.recipe(plant)
        activity = Activity(
            operating_usd_per_kg(cost, recipe, chain.references[plant.process], level),
            capital_usd_per_kg(cost, plant.capacity_t_per_year, chain.terms.required_return)
            if capital
            else None,
            input_usd_per_kg(cost, recipe, lambda name: self._input_worth(name, plant, level, path, capital)),
        )
        values = output_worth(recipe, lambda name: chain.base_price(name, plant.region))
        net = cost.by_products == "net"
        return product_cost(recipe, material, activity, values, self._joint(plant), chain.terms.joint, net)

    def _joint(self, plant: Plant) -> frozenset[str]:
        chain = self.prices.chain
        return joint_products(
            chain.costs[plant.plant],
            chain.recipe(plant),
            lambda name: chain.base_price(name, plant.region),
            chain.scrap,
        )

    def _input_worth(
        self, material: str, plant: Plant, level: Level, path: tuple[str, ...], capital: bool
    ) -> float | None:
        """Return what the exporter's own marginal plant makes an input for; without one, its base price."""
        maker = self._marginal(material, path)
        if maker is None:
            return self.prices.chain.base_price(material, plant.region)
        if capital:
            return (
                maker.usd_per_kg if maker.with_capital_usd_per_kg is None else maker.with_capital_usd_per_kg
            )
        levels = {
            Level.LOW: maker.low_usd_per_kg,
            Level.CENTRAL: maker.usd_per_kg,
            Level.HIGH: maker.high_usd_per_kg,
        }
        return max(levels[level], 0.0)


def _tested(quote: PriceQuote, cost: HomeCost) -> TestedQuote:
    price, full = quote.price_usd_per_kg, cost.with_capital_usd_per_kg
    return TestedQuote(
        quote,
        price - cost.usd_per_kg,
        None if full is None else price - full,
        price < cost.usd_per_kg,
        price < cost.low_usd_per_kg,
        None if full is None else price < full,
    )
