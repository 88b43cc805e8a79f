"""What places use in the base year, what is under way to them, and what lies in their plants."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from didymium.case.case import Case
from didymium.case.recipes import recipes_of
from didymium.decisions.stocks.terms import TermsBook
from didymium.files.problems import InputError, Problem
from didymium.market.base_year import BaseYear, Node

DAYS_PER_YEAR = 365.0
"""As in the cover rule of stockpiling agencies: annual use / 365."""


@dataclass(frozen=True, eq=False)
class BaseFlows:
    """Tonnes by place, which is a region and a material, in a calibrated base year.

    Raises:
        InputError: On the first reading, if the case is not calibrated.
    """

    case: Case
    base: BaseYear

    @cached_property
    def inputs_t_per_year(self) -> Mapping[tuple[str, str], float]:
        """What each plant takes of each material in the base year, tonnes; keyed by plant and material."""
        self._demand_calibration()
        first = dt.date(self.case.settings.base_year, 1, 1)
        inputs: dict[str, dict[str, float]] = {}
        for recipe in recipes_of(self.case):
            if recipe.process not in inputs or (recipe.from_ is not None and recipe.from_ <= first):
                inputs[recipe.process] = recipe.inputs
        return {
            (plant.plant, material): self.base.run.get(plant.plant, 0.0) * t_per_t
            for plant in self.case.plants
            for material, t_per_t in inputs.get(plant.process, {}).items()
        }

    @cached_property
    def sector_use_t_per_year(self) -> Mapping[tuple[str, str, str], float]:
        """What sectors use in the base year, tonnes; keyed by sector, region and material."""
        self._demand_calibration()
        return {(key[0], key[1], key[2]): tonnes for key, tonnes in self.base.use.items()}

    @cached_property
    def use_t_per_year(self) -> Mapping[Node, float]:
        """What plants and sectors of a place use in the base year, tonnes."""
        use: dict[Node, float] = defaultdict(float)
        regions = {plant.plant: plant.region for plant in self.case.plants}
        for (plant, material), tonnes in self.inputs_t_per_year.items():
            use[regions[plant], material] += tonnes
        for (_, region, material), tonnes in self.sector_use_t_per_year.items():
            use[region, material] += tonnes
        return dict(use)

    @cached_property
    def pipeline_t(self) -> Mapping[Node, float]:
        """What is on its way to a place on any day: flows × days of transit / 365, tonnes dispatched."""
        self._demand_calibration()
        under_way: dict[Node, float] = defaultdict(float)
        for route in self.case.routes:
            flow = self.base.flow.get(route.identity, 0.0)
            under_way[route.destination, route.material] += flow * route.transit_days / DAYS_PER_YEAR
        return dict(under_way)

    @cached_property
    def in_process_t(self) -> Mapping[Node, float | None]:
        """What plants of a place have taken in and not yet delivered, tonnes of the material taken in; None
        where a plant takes it and the case does not say for how long it is under way.
        """
        found: dict[Node, float | None] = {}
        terms = TermsBook(self.case)
        processes = {row.process: row for row in self.case.processes}
        plants = {plant.plant: plant for plant in self.case.plants}
        for (name, material), tonnes in self.inputs_t_per_year.items():
            plant = plants[name]
            row = terms.of_process(processes[plant.process])
            known = found.get((plant.region, material), 0.0)
            if tonnes <= 0:
                continue
            days = None if row is None else row.work_in_process_days
            inside = None if days is None or known is None else known + tonnes * days / DAYS_PER_YEAR
            found[plant.region, material] = inside
        return found

    def _demand_calibration(self) -> None:
        if not self.base.calibrated:
            remedy = "set calibrated = true: without a base year nobody's use is known"
            raise InputError([Problem("case.toml", "has no base year", column="calibrated", remedy=remedy)])
