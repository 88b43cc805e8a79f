"""How much each plant can run on the feed that there is: capacity without ore makes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from didymium.case.schema import Plant
from didymium.decisions.reference.chain import Chain, MaterialLoop


@dataclass
class Feed:
    """Shares scarce inputs out among the plants that take them: what an owner makes goes to its own plants
    first, the rest to those that run cheapest.

    ``rank`` gives the cost of a kg of activity of a plant without its inputs; what is shared out goes by that
    cost per kg of the input. Each input is shared out on its own, so a plant that lacks one may leave
    another idle.
    """

    chain: Chain
    rank: Callable[[Plant], float]
    _limits: dict[str, dict[str, float]] = field(default_factory=dict)
    _available: dict[str, float] = field(default_factory=dict)
    _path: list[str] = field(default_factory=list)

    def activity_t(self, plant: Plant) -> float:
        """Return what a plant can run in the year, tonnes of its reference material."""
        shares = [
            self._shares(material).get(plant.plant, 0.0) for material in self.chain.recipe(plant).inputs
        ]
        return min([self.chain.capacities[plant.plant], *shares])

    def lacking(self, plant: Plant) -> str | None:
        """Return the input that holds a plant below its capacity most, None if none does."""
        limits = {name: self._shares(name).get(plant.plant, 0.0) for name in self.chain.recipe(plant).inputs}
        scarce = min(sorted(limits), key=lambda name: limits[name], default=None)
        if scarce is None or limits[scarce] >= self.chain.capacities[plant.plant] * (1 - 1e-9):
            return None
        return scarce

    def available_t(self, material: str) -> float:
        """Return what suppliers can make of a material in the year, tonnes.

        Raises:
            MaterialLoop: If a material is needed to make itself.
        """
        if material not in self._available:
            if material in self._path:
                loop = " → ".join([*self._path[self._path.index(material) :], material])
                raise MaterialLoop(f"no cost can be built up along a loop of materials: {loop}")
            self._path.append(material)
            makers = self.chain.makers.get(material, ())
            self._available[material] = sum(self._made_t(plant, material) for plant in makers)
            self._path.pop()
        return self._available[material]

    def _made_t(self, plant: Plant, material: str) -> float:
        if self.chain.is_process_scrap(material, plant):
            return self.chain.scrap_t(plant, material)
        return self.activity_t(plant) * self.chain.recipe(plant).outputs[material]

    def _shares(self, material: str) -> dict[str, float]:
        """Return the activity that each taker of a material gets feed for, tonnes."""
        if material not in self._limits:
            self.available_t(material)
            takers = sorted(self.chain.takers.get(material, ()), key=lambda it: self._place(it, material))
            shares = {plant.plant: 0.0 for plant in takers}
            left = 0.0
            for maker in self.chain.makers.get(material, ()):
                own = [plant for plant in takers if _owners(plant) & _owners(maker)]
                left += self._serve(own, material, self._made_t(maker, material), shares)
            self._serve(takers, material, left, shares)
            self._limits[material] = shares
        return self._limits[material]

    def _serve(self, takers: list[Plant], material: str, tonnes: float, shares: dict[str, float]) -> float:
        """Give tonnes to takers in their order, up to capacity; return what is left."""
        for plant in takers:
            t_per_t = self.chain.recipe(plant).inputs[material]
            room = (self.chain.capacities[plant.plant] - shares[plant.plant]) * t_per_t
            taken = min(room, tonnes)
            shares[plant.plant] += taken / t_per_t
            tonnes -= taken
        return tonnes

    def _place(self, plant: Plant, material: str) -> tuple[float, str]:
        return self.rank(plant) / self.chain.recipe(plant).inputs[material], plant.plant


def _owners(plant: Plant) -> frozenset[str]:
    return frozenset(owner.strip() for owner in plant.owners.split(",") if owner.strip())
