"""Reference prices: what market-economy supply costs at the plant that meets a stated share of members' use.

Costs are built up along the chain: a plant pays the reference price of the earlier stage for what it takes.
The idea of a price that covers the cost of the last plant needed, with a return on capital, is that of the
incentive price of mining economics and of the long-run supply curve.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from didymium.case.case import Case
from didymium.case.schema import Plant
from didymium.decisions.reference.chain import Chain, MaterialLoop
from didymium.decisions.reference.costs import (
    Activity,
    CostParts,
    Level,
    Worth,
    capital_usd_per_kg,
    input_usd_per_kg,
    joint_products,
    operating_usd_per_kg,
    output_worth,
    product_cost,
)
from didymium.decisions.reference.feed import Feed
from didymium.decisions.reference.merit_order import Offer, Step, marginal_step, merit_order
from didymium.decisions.reference.terms import Terms
from didymium.market.base_year import BaseYear


class NoCosts(ValueError):
    """Raised for a case that has no table of costs."""


@dataclass(frozen=True)
class PricedPlant:
    """A plant in the merit order of a material; ``cost`` is None for by-product supply."""

    plant: Plant
    t_per_year: float
    cumulative_t: float
    cost: CostParts | None
    low_usd_per_kg: float | None
    high_usd_per_kg: float | None
    lacking: str | None
    """Input that holds it below capacity; None: it can run full."""


@dataclass(frozen=True)
class ReferencePrice:
    """The reference price of a material; prices are None where the share cannot be met, or where by-product
    supply, which has no cost of its own, meets it.
    """

    material: str
    direct_use_t: float
    indirect_use_t: float
    use_t: float
    wanted_t: float
    available_t: float
    low_usd_per_kg: float | None
    usd_per_kg: float | None
    high_usd_per_kg: float | None
    marginal: PricedPlant | None
    plants: tuple[PricedPlant, ...]
    idle: tuple[tuple[str, str], ...]
    """Plants that make it but get no feed, each with the input that is missing."""
    without_cost: tuple[str, ...]
    """Plants that make it and have no row in plant_costs.csv: they are left out."""
    base_priced: tuple[str, ...]
    """Inputs of the marginal plant that are valued at base-year prices."""
    short_inputs: tuple[str, ...]
    """Inputs of the marginal plant whose own share cannot be met: valued at their dearest plant."""

    @property
    def share_met(self) -> float | None:
        """Share of the use that the supply priced here can meet at most; None without use."""
        return min(self.available_t / self.use_t, 1.0) if self.use_t > 0 else None

    @property
    def reason(self) -> str | None:
        """Why there is no price: ``no_use``, ``short`` or ``by_product``; None if there is one."""
        if self.usd_per_kg is not None:
            return None
        if self.use_t <= 0:
            return "no_use"
        return "by_product" if self.marginal else "short"


@dataclass
class ReferencePrices:
    """Reference prices of a case under given terms, each computed once.

    Raises:
        NoCosts: If the case has no plant costs.
    """

    case: Case
    base: BaseYear
    terms: Terms
    chain: Chain = field(init=False)
    feed: Feed = field(init=False)
    _worths: dict[tuple[str, Level], float | None] = field(default_factory=dict)
    _path: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.case.plant_costs:
            raise NoCosts(f"{self.case.settings.name} has no plant_costs.csv: nothing to build a price from")
        self.chain = Chain(self.case, self.base, self.terms)
        self.feed = Feed(self.chain, self._own_cost)

    def materials(self) -> tuple[str, ...]:
        """Return what is priced unless something else is asked for: the critical materials, metals and
        magnets that a supplier with known costs runs for.
        """
        critical = set(self.case.settings.critical_materials)
        return tuple(
            row.material
            for row in self.case.materials
            if (row.material in critical or row.stage in ("metal", "magnet"))
            and any(self._runs_for(plant, row.material) for plant in self._costed(row.material))
        )

    def price(self, material: str) -> ReferencePrice:
        """Return the reference price of a material."""
        use = self.chain.use_t(material)
        wanted = self.terms.share * use
        steps = {level: self._steps(material, level) for level in Level}
        marginal = {level: self._marginal(steps[level], use, wanted) for level in Level}
        prices = {level: _price(step) for level, step in marginal.items()}
        rows = self._rows(material, steps[Level.CENTRAL])
        last = marginal[Level.CENTRAL]
        row = next((row for row in rows if last and row.plant.plant == last.offer.plant), None)
        makers = self.chain.makers.get(material, ())
        return ReferencePrice(
            material,
            self.chain.direct_use_t(material),
            self.chain.indirect_use_t(material),
            use,
            wanted,
            rows[-1].cumulative_t if rows else 0.0,
            prices[Level.LOW],
            prices[Level.CENTRAL],
            prices[Level.HIGH],
            row,
            rows,
            tuple((plant.plant, lack) for plant in self._costed(material) if (lack := self._idle(plant))),
            tuple(plant.plant for plant in makers if plant.plant not in self.chain.costs),
            *self._input_notes(row),
        )

    def plant_cost(self, plant: Plant, material: str, level: Level = Level.CENTRAL) -> CostParts:
        """Return the cost of a product at a plant, US dollars per kg."""
        cost, recipe = self.chain.costs[plant.plant], self.chain.recipe(plant)
        activity = Activity(
            operating_usd_per_kg(cost, recipe, self.chain.references[plant.process], level),
            self._capital(plant),
            input_usd_per_kg(cost, recipe, lambda name: self.input_worth(name, plant, level)),
        )
        values = output_worth(recipe, self._base_worth(plant))
        joint, net = self._joint(plant), cost.by_products == "net"
        return product_cost(recipe, material, activity, values, joint, self.terms.joint, net)

    def input_worth(self, material: str, plant: Plant, level: Level = Level.CENTRAL) -> float | None:
        """Return what a plant pays for an input, US dollars per kg: the reference price of the input at the
        same share; its dearest plant where that share cannot be met; the base-year price where no supplier
        runs for it.
        """
        if (material, level) not in self._worths:
            if material in self._path:
                loop = " → ".join([*self._path[self._path.index(material) :], material])
                raise MaterialLoop(f"no cost can be built up along a loop of materials: {loop}")
            self._path.append(material)
            self._worths[material, level] = self._built_up(material, level)
            self._path.pop()
        built_up = self._worths[material, level]
        return self.chain.base_price(material, plant.region) if built_up is None else built_up

    def _built_up(self, material: str, level: Level) -> float | None:
        if self._is_base_priced(material):
            return None
        steps = self._steps(material, level)
        last = marginal_step(steps, self.terms.share * self.chain.use_t(material))
        step = last or (steps[-1] if steps else None)
        return _price(step)

    def _is_base_priced(self, material: str) -> bool:
        """Say whether no supplier with known costs runs for a material; process scrap follows the price of
        what it holds, so it counts too.
        """
        plants = self._costed(material)
        if any(self.chain.is_process_scrap(material, plant) for plant in plants):
            return True
        return not any(self._runs_for(plant, material) for plant in plants)

    def _costed(self, material: str) -> tuple[Plant, ...]:
        makers = self.chain.makers.get(material, ())
        return tuple(plant for plant in makers if plant.plant in self.chain.costs)

    def _runs_for(self, plant: Plant, material: str) -> bool:
        return material in self._joint(plant) and not self.chain.returns_scrap(plant)

    def _joint(self, plant: Plant) -> frozenset[str]:
        cost, recipe = self.chain.costs[plant.plant], self.chain.recipe(plant)
        return joint_products(cost, recipe, self._base_worth(plant), self.chain.scrap)

    def _base_worth(self, plant: Plant) -> Worth:
        return lambda name: self.chain.base_price(name, plant.region)

    def _steps(self, material: str, level: Level) -> tuple[Step, ...]:
        return merit_order(self._offer(plant, material, level) for plant in self._costed(material))

    def _offer(self, plant: Plant, material: str, level: Level) -> Offer:
        tonnes = self.feed.activity_t(plant) * self.chain.recipe(plant).outputs[material]
        if not self._runs_for(plant, material):
            return Offer(plant.plant, tonnes, None)
        return Offer(plant.plant, tonnes, self.plant_cost(plant, material, level).total)

    @staticmethod
    def _marginal(steps: tuple[Step, ...], use: float, wanted: float) -> Step | None:
        return marginal_step(steps, wanted) if use > 0 else None

    def _rows(self, material: str, steps: tuple[Step, ...]) -> tuple[PricedPlant, ...]:
        return tuple(self._row(material, step) for step in steps)

    def _row(self, material: str, step: Step) -> PricedPlant:
        plant = self.chain.plants[step.offer.plant]
        known = step.offer.usd_per_kg is not None
        return PricedPlant(
            plant,
            step.offer.t_per_year,
            step.cumulative_t,
            self.plant_cost(plant, material) if known else None,
            self.plant_cost(plant, material, Level.LOW).total if known else None,
            self.plant_cost(plant, material, Level.HIGH).total if known else None,
            self.feed.lacking(plant),
        )

    def _input_notes(self, row: PricedPlant | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the inputs of a plant valued at base-year prices, and those whose share cannot be met."""
        if row is None or self.chain.costs[row.plant.plant].inputs == "included":
            return (), ()
        inputs = list(self.chain.recipe(row.plant).inputs)
        base_priced = tuple(name for name in inputs if self._is_base_priced(name))
        short = tuple(name for name in inputs if name not in base_priced and self._is_short(name))
        return base_priced, short

    def _is_short(self, material: str) -> bool:
        wanted = self.terms.share * self.chain.use_t(material)
        return marginal_step(self._steps(material, Level.CENTRAL), wanted) is None

    def _idle(self, plant: Plant) -> str | None:
        """Return the missing input of a plant that cannot run at all."""
        return self.feed.lacking(plant) if self.feed.activity_t(plant) <= 0 else None

    def _capital(self, plant: Plant) -> float | None:
        cost, capacity = self.chain.costs[plant.plant], self.chain.capacities[plant.plant]
        return capital_usd_per_kg(cost, capacity, self.terms.required_return)

    def _own_cost(self, plant: Plant) -> float:
        """Return what a kg of activity costs without its inputs, US dollars; plants of unknown cost last."""
        cost = self.chain.costs.get(plant.plant)
        if cost is None:
            return float("inf")
        reference = self.chain.references[plant.process]
        operating = operating_usd_per_kg(cost, self.chain.recipe(plant), reference, Level.CENTRAL)
        return operating + (self._capital(plant) or 0.0)


def _price(step: Step | None) -> float | None:
    """Return the cost at a step; a plant whose other products pay for everything asks nothing."""
    cost = step.offer.usd_per_kg if step else None
    return None if cost is None else max(cost, 0.0)


def reference_prices(
    case: Case, base: BaseYear, terms: Terms, materials: tuple[str, ...] = ()
) -> Mapping[str, ReferencePrice]:
    """Return the reference prices of materials (without any, of those priced by default).

    Raises:
        NoCosts: If the case has no plant costs.
        MaterialLoop: If a material is needed to make itself.
    """
    found = ReferencePrices(case, base, terms)
    return {name: found.price(name) for name in materials or found.materials()}
