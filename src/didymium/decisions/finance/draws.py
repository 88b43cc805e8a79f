"""What is unsure about a project itself: capital, lead time and operating cost, drawn from triangles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.case.project_schema import Project
from didymium.case.schema import Plant, PlantCost
from didymium.decisions.finance.problems import refuse

Floats = NDArray[np.float64]

USD_PER_MILLION = 1e6
KG_PER_T = 1000.0


@dataclass(frozen=True)
class Triangle:
    """The least, the most likely and the highest value of something; all three the same: nothing is unsure
    about it.
    """

    low: float
    mode: float
    high: float

    def at(self, shares: Floats) -> Floats:
        """Return the values below which the given shares of draws lie."""
        width = self.high - self.low
        if width == 0:
            return np.full_like(shares, self.mode)
        # Loaded here, as whoever only names a triangle need not wait for it.
        from scipy import stats

        spread = stats.triang((self.mode - self.low) / width, self.low, width)
        return np.asarray(spread.ppf(shares), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class ProjectDraws:
    """What was drawn for a project; shapes (D,)."""

    capital_usd: Floats
    lead_months: Floats
    cost_factor: Floats


def draw_project(
    project: Project,
    plants: Sequence[Plant],
    plant_costs: Mapping[str, PlantCost],
    per_usd: Mapping[str, float],
    *,
    draws: int,
    seed: int,
) -> ProjectDraws:
    """Draw capital, lead time and a factor on operating costs, independent of each other, by a Latin
    hypercube (McKay, Beckman and Conover 1979). The same seed gives the same draws.

    ``plants`` are those that the project builds, ``plant_costs`` rows of plant_costs.csv by plant,
    ``per_usd`` units of a currency for a US dollar (US dollars need none).

    Raises:
        FinanceError: If there are no draws, a triangle is out of order, capital is unknown or its currency
            has no rate.
    """
    if draws < 1:
        refuse([f"{draws} draws: give at least 1"])
    from scipy.stats import qmc

    capital, lead, cost = _triangles(project, plants, plant_costs, per_usd)
    shares = qmc.LatinHypercube(3, rng=np.random.default_rng(seed)).random(draws)
    return ProjectDraws(
        capital_usd=capital.at(shares[:, 0]),
        lead_months=lead.at(shares[:, 1]),
        cost_factor=cost.at(shares[:, 2]),
    )


def _triangles(
    project: Project,
    plants: Sequence[Plant],
    plant_costs: Mapping[str, PlantCost],
    per_usd: Mapping[str, float],
) -> tuple[Triangle, Triangle, Triangle]:
    capital = capital_triangle(project, plants, plant_costs, per_usd)
    lead = Triangle(project.lead_months_low, project.lead_months, project.lead_months_high)
    cost = cost_triangle(plants, plant_costs)
    named = {"capital": capital, "lead time": lead, "operating cost": cost}
    refuse(
        f"the {name} of {project.project} runs from {one.low:g} over {one.mode:g} to {one.high:g}: give low, "
        "most likely and high in this order"
        for name, one in named.items()
        if not one.low <= one.mode <= one.high
    )
    return capital, lead, cost


def capital_triangle(
    project: Project,
    plants: Sequence[Plant],
    plant_costs: Mapping[str, PlantCost],
    per_usd: Mapping[str, float],
) -> Triangle:
    """Return the capital to build a project, US dollars: its own, or where it is blank that of its plants.
    A blank low or high end is the most likely value: no spread is made up.

    Raises:
        FinanceError: If neither is known, or the currency has no rate.
    """
    if project.capital_million is None:
        total = sum(_plant_capital(project, plant, plant_costs.get(plant.plant)) for plant in plants)
        return Triangle(total, total, total)
    rate = 1.0 if project.currency == "USD" else per_usd.get(project.currency)
    if rate is None:
        refuse([f"the capital of {project.project} is in {project.currency}, which has no rate: add it to "
                "exchange_rates.csv"])  # fmt: skip
        raise AssertionError
    mode = project.capital_million
    ends = (project.capital_low_million, project.capital_high_million)
    low, high = (mode if end is None else end for end in ends)
    return Triangle(*(value * USD_PER_MILLION / rate for value in (low, mode, high)))


def _plant_capital(project: Project, plant: Plant, cost: PlantCost | None) -> float:
    if cost is None or cost.capital_million_usd is None:
        refuse([f"what {project.project} costs to build is unknown: give capital_million in projects.csv, or "
                f"capital_million_usd of {plant.plant} in plant_costs.csv"])  # fmt: skip
        raise AssertionError
    scale = plant.capacity_t_per_year / (cost.capital_capacity_t_per_year or plant.capacity_t_per_year or 1.0)
    return cost.capital_million_usd * USD_PER_MILLION * scale


def cost_triangle(plants: Sequence[Plant], plant_costs: Mapping[str, PlantCost]) -> Triangle:
    """Return the factor on operating costs: the plants' low, central and high costs, each weighted with the
    plant's capacity, over the central ones.
    """
    rows = [
        (plant.capacity_t_per_year, plant_costs[plant.plant])
        for plant in plants
        if plant.plant in plant_costs
    ]
    central = sum(tonnes * cost.operating_usd_per_kg for tonnes, cost in rows)
    if central <= 0:
        return Triangle(1.0, 1.0, 1.0)
    low = sum(tonnes * cost.operating_low_usd_per_kg for tonnes, cost in rows)
    high = sum(tonnes * cost.operating_high_usd_per_kg for tonnes, cost in rows)
    return Triangle(low / central, 1.0, high / central)
