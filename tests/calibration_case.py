"""A small calibrated case in memory: an ore with two products, plants on both sides, magnets with and
without dysprosium, and the stationary year that checks a calibration.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.calibration.calibrate import Calibration
from didymium.case import schema
from didymium.case.case import Case
from didymium.case.settings import Profile, Settings
from didymium.files.row import Row
from didymium.market.base_year import BaseYear
from didymium.market.build import Market, build_market
from didymium.market.periods import make_periods
from didymium.market.solution import Solution, solve_market
from didymium.market.solver import HotSolver
from didymium.market.structure import Options, Structure
from didymium.scenario.path import Path, route_flows
from didymium.scenario.run import run_scenario
from didymium.scenario.schema import Scenario

Floats = NDArray[np.float64]

START = dt.date(2025, 1, 1)
WHY = "assumed: textbook"
SHOCK = Profile(months=18, quarters=6, lead_months=3)
TWELVE_MONTHS = Profile(months=12)

# plant, process, region, capacity, observed activity (tonnes a year), cost (US dollars per kg)
_PLANTS = (
    ("cmine", "mine", "CHN", 1300, 1000, 3), ("amine", "mine", "AUS", 150, 100, 4),
    ("csep", "sep", "CHN", 1300, 1050, 2), ("asep", "sep", "AUS", 100, 50, 3),
    ("cmag", "make", "CHN", 500, 320, 8), ("jmag", "make", "JPN", 60, 20, 12),
    ("cmagh", "makeh", "CHN", 350, 220, 9), ("jmagh", "makeh", "JPN", 60, 30, 13),
)  # fmt: skip
# material, origin, destination, observed flow, freight, days, months to qualify, premium
_ROUTES = (
    ("ore", "AUS", "CHN", 50, 0.2, 25, 0, 0), ("nd", "AUS", "JPN", 9, 0.2, 20, 0, 0),
    ("nd", "CHN", "JPN", 10, 0.2, 12, 0, 0), ("dy", "CHN", "JPN", 1.4, 0.3, 12, 0, 0),
    ("dy", "AUS", "JPN", 0, 0.3, 20, 6, 20), ("dy", "AUS", "CHN", 0.5, 0.3, 25, 0, 0),
    ("mag", "CHN", "JPN", 60, 0.3, 12, 0, 0), ("magh", "CHN", "JPN", 40, 0.3, 12, 0, 0),
)  # fmt: skip
_RECIPES = {
    "mine": ("mine", {"ore": 1}), "sep": ("separation", {"ore": -1, "nd": 0.2, "dy": 0.01}),
    "make": ("magnet", {"nd": -0.4, "mag": 1}), "makeh": ("magnet", {"nd": -0.36, "dy": -0.04, "magh": 1}),
}  # fmt: skip
_REFERENCE = {"mine": "ore", "sep": "ore", "make": "mag", "makeh": "magh"}
# sector, region, material, use, loss if unserved (US dollars per kg)
_DEMANDS = (
    ("ev", "CHN", "magh", 180, 3000), ("ev", "JPN", "magh", 70, 3000), ("other", "CHN", "mag", 260, 800),
    ("other", "JPN", "mag", 80, 800), ("misc", "CHN", "nd", 15, 300), ("misc", "CHN", "dy", 0.5, 2000),
)  # fmt: skip
_QUOTES = {"nd": 55, "dy": 257, "mag": 45, "magh": 62}


def mini_case(**replaced: Sequence[Row]) -> Case:
    """Return the case, with whole tables replaced."""
    tables: dict[str, tuple[Row, ...]] = {
        "regions": tuple(region(name) for name in ("CHN", "JPN", "AUS")),
        "materials": tuple(material(name) for name in ("ore", "nd", "dy", "mag", "magh")),
        "sectors": tuple(sector(name) for name in ("ev", "other", "misc")),
        "processes": tuple(
            schema.Process(process=name, stage=stage, reference_material=_REFERENCE[name], name_en=name)
            for name, (stage, _) in _RECIPES.items()
        ),
        "coefficients": tuple(
            schema.Coefficient(process=name, material=used, t_per_t=value, source=WHY)
            for name, (_, recipe) in _RECIPES.items()
            for used, value in recipe.items()
        ),
        "plants": tuple(plant(*figures) for figures in _PLANTS),
        "routes": tuple(route(*figures) for figures in _ROUTES),
        "demands": tuple(
            schema.Demand(
                sector=who, region=where, material=what, base_t_per_year=use, elasticity=-0.1,
                loss_usd_per_kg=loss, growth_per_year=0.05, source=WHY,
            )
            for who, where, what, use, loss in _DEMANDS
        ),
        "substitutes": (
            schema.Substitute(
                ladder="cooling", rung=1, sectors="*", from_material="magh", to_material="mag", t_per_t=1.1,
                penalty_usd_per_kg=15, max_share=0.4, months=12, name_en="cooling", source=WHY,
            ),
        ),
        "holdings": (
            schema.Holding(
                holder="jp_makers", kind="commercial", region="JPN", material="dy", level_t=0.3,
                draw_t_per_month=0.2, fill_t_per_month=0.2, source=WHY,
            ),
        ),
        "prices": tuple(quote(what, "CHN", price) for what, price in _QUOTES.items()),
    }  # fmt: skip
    tables |= {name: tuple(rows) for name, rows in replaced.items()}
    return Case(settings("mini", growth_per_year=0.05), tables)


def settings(name: str, **more: object) -> Settings:
    """Return settings of a calibrated case that begins in 2025 and discounts at 8 %."""
    return Settings.model_validate(
        {
            "name": name, "title": name, "base_year": 2024, "start": START, "currency_year": 2024,
            "discount_rate": 0.08, "profiles": {"shock": SHOCK}, **more,
        }
    )  # fmt: skip


def region(name: str) -> schema.Region:
    """Return a region of which only the name matters."""
    return schema.Region(region=name, name_en=name, name_ko=name, name_ja=name, lat=0, lon=0)


def material(name: str) -> schema.Material:
    """Return a material of which only the name matters."""
    return schema.Material(
        material=name, stage="other", basis="gross", name_en=name, name_ko=name, name_ja=name
    )


def sector(name: str) -> schema.Sector:
    """Return a sector of which only the name matters."""
    return schema.Sector(sector=name, name_en=name, name_ko=name, name_ja=name, source=WHY)


def plant(
    name: str, process: str, where: str, capacity: float, base: float | None, cost: float, **more: object
) -> schema.Plant:
    """Return a plant with capacity and observed activity in tonnes a year and cost in US dollars per kg."""
    figures = {"capacity_t_per_year": capacity, "base_t_per_year": base, "cost_usd_per_kg": cost, **more}
    return schema.Plant.model_validate(
        {"plant": name, "process": process, "region": where, "name_en": name, "source": WHY, **figures}
    )


def route(
    what: str, origin: str, destination: str, base: float | None, freight: float = 0.0, days: float = 0.0,
    months: float = 0.0, premium: float = 0.0, **more: object,
) -> schema.Route:  # fmt: skip
    """Return a route with its observed flow in tonnes a year and freight and premium in US dollars per kg."""
    ends = {"material": what, "origin": origin, "destination": destination, "base_t_per_year": base}
    figures = {"freight_usd_per_kg": freight, "transit_days": days, "premium_usd_per_kg": premium}
    return schema.Route.model_validate(
        {**ends, **figures, "qualification_months": months, "source": WHY, **more}
    )


def quote(what: str, where: str, price: float, **more: object) -> schema.PriceQuote:
    """Return a price of the base year in US dollars per kg."""
    first, last = dt.date(2024, 1, 1), dt.date(2024, 12, 31)
    return schema.PriceQuote(
        material=what, region=where, from_=first, until=last, price_usd_per_kg=price, use="calibration",
        market="test", source=WHY, **more,
    )  # fmt: skip


def stationary(case: Case) -> Case:
    """Return the case with the base year going on for ever: no growth, nothing starts, expands or closes."""
    year = case.settings.start.year
    return replace(
        case,
        settings=case.settings.model_copy(update={"growth_per_year": 0.0}),
        tables={
            **case.tables,
            "capacity_changes": (),
            "coefficients": tuple(row for row in case.coefficients if row.from_ is None),
            "demands": tuple(row.model_copy(update={"growth_per_year": 0.0}) for row in case.demands),
            "plants": tuple(_held(row, year) for row in case.plants),
            "routes": tuple(row.model_copy(update={"until": None}) for row in case.routes),
        },
    )


def _held(row: schema.Plant, year: int) -> schema.Plant:
    later = row.start is not None and row.start.year >= year
    status = "planned" if later else row.status
    return row.model_copy(update={"capacity_growth_per_year": None, "end": None, "status": status})


@dataclass(frozen=True)
class Year:
    """A solved stationary year beside the base year that it should repeat."""

    market: Market
    solution: Solution
    base: BaseYear

    @property
    def structure(self) -> Structure:
        """The structure of the market."""
        return self.market.structure

    def flows(self) -> dict[tuple[str, tuple[str, ...]], tuple[float, float]]:
        """Return (solved, calibrated) tonnes of every plant, route and demand over the twelve months."""
        structure, market, tonnes = self.structure, self.market, self.solution.tonnes
        run = np.zeros(len(structure.plants))
        np.add.at(run, market.supply.plant_of, market.supply.block.view(tonnes).sum(axis=1))
        sent = market.trade.more_block.view(tonnes).sum(axis=1)
        sent[market.trade.used] += market.trade.base_block.view(tonnes).sum(axis=1)
        found = {
            ("plants", row.identity): (float(t), self.base.run[row.plant])
            for row, t in zip(structure.plants, run, strict=True)
        }
        found |= {
            ("routes", row.identity): (float(t), self.base.flow[row.identity])
            for row, t in zip(structure.routes, sent, strict=True)
        }
        return found | self._used()

    def _used(self) -> dict[tuple[str, tuple[str, ...]], tuple[float, float]]:
        structure, use = self.structure, self.market.use
        served = use.serve.view(self.solution.tonnes).sum(axis=1)
        found = {}
        for position, group in enumerate(structure.groups):
            members = [structure.demands[member].identity for member in group.members]
            met = sum(t for step, t in zip(use.steps, served, strict=True) if step.group == position)
            wanted = sum(self.base.use[member] for member in members)
            found["demands", (group.region, group.material, *sorted(name for name, *_ in members))] = (
                float(met), wanted,
            )  # fmt: skip
        return found

    def price_deviations(self) -> Floats:
        """Return solved over calibrated prices less one, NaN at nodes with a base price of zero; shape
        (N, T).
        """
        base = np.where(self.structure.node_price > 0.0, self.structure.node_price, np.nan)
        return np.asarray(self.solution.prices / base[:, None] - 1.0)


def stationary_year(case: Case, calibration: Calibration, options: Options | None = None) -> Year:
    """Solve twelve months of the case as if the base year went on."""
    periods = make_periods(START, TWELVE_MONTHS)
    market = build_market(Structure(stationary(case), calibration.base, periods, options or Options()))
    return Year(market, solve_market(market, HotSolver(market.program), market.program), calibration.base)


def scenario(*events: Mapping[str, object], **more: object) -> Scenario:
    """Return a scenario of events, each written as in a scenario file; the source may be left out."""
    sourced = [{"source": WHY, **event} for event in events]
    return Scenario.model_validate({"title": "test", "event": sourced, **more})


@dataclass(frozen=True)
class Run:
    """The base run and the scenario's run of a case, read by the names of the case; one entry a period."""

    base: Path
    path: Path

    @property
    def structure(self) -> Structure:
        """The structure that both runs share."""
        return self.path.market.structure

    def period(self, day: dt.date) -> int:
        """Return the period that holds a day."""
        return self.structure.periods.index_of(day)

    def price(self, where: str, what: str, path: Path | None = None) -> Floats:
        """Return the duals of a node: prices, also where only the supply of last resort is left."""
        return (path or self.path).duals[self.structure.node_index[where, what]]

    def sent(self, what: str, origin: str, destination: str, path: Path | None = None) -> Floats:
        """Return what a route dispatches in tonnes."""
        flows = route_flows(self.path.market, (path or self.path).tonnes)
        return flows[self._route(what, origin, destination)]

    def room(self, what: str, origin: str, destination: str) -> Floats:
        """Return the most that a route may dispatch in tonnes."""
        trade, program = self.path.market.trade, self.path.program
        upper = program.upper * program.column_unit_t
        position = self._route(what, origin, destination)
        room = trade.more_block.view(upper)[position].copy()
        if position in trade.base_position:
            room += trade.base_block.view(upper)[trade.base_position[position]]
        return room

    def _route(self, what: str, origin: str, destination: str) -> int:
        ends = [(row.material, row.origin, row.destination) for row in self.structure.routes]
        return ends.index((what, origin, destination))

    def made(self, name: str, path: Path | None = None) -> Floats:
        """Return the activity of a plant in tonnes."""
        supply = self.path.market.supply
        position = [row.plant for row in self.structure.plants].index(name)
        return supply.block.view((path or self.path).tonnes)[supply.plant_of == position].sum(axis=0)

    def most(self, name: str) -> Floats:
        """Return the capacity of a plant in tonnes."""
        supply, program = self.path.market.supply, self.path.program
        position = [row.plant for row in self.structure.plants].index(name)
        upper = supply.block.view(program.upper * program.column_unit_t)
        return upper[supply.plant_of == position].sum(axis=0)


def run(case: Case, calibration: Calibration, *events: Mapping[str, object], **more: object) -> Run:
    """Run a scenario of events on a calibrated case."""
    paths = run_scenario(case, calibration.base, scenario(*events, **more))
    return Run(paths.base, paths.path)
