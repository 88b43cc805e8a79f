"""Markets small enough to solve on paper, and what instruments did to them, read by the names of the case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.market.base_year import BaseYear
from didymium.market.structure import Options
from didymium.scenario.accounts import TRADE_ITEMS, TRANSFER_ITEMS, accounts_table
from didymium.scenario.measures import measures_table
from didymium.scenario.path import Path, ScenarioPaths, route_flows
from didymium.scenario.run import run_scenario
from didymium.scenario.schema import Scenario
from market_cases import CaseBuilder, Profile

Floats = NDArray[np.float64]
Instrument = Mapping[str, object]

FIRST_DAY = dt.date(2025, 1, 1)
PROFILES = {
    "year": Profile(years=1),
    "two_years": Profile(years=2),
    "quarters": Profile(quarters=4),
    "months": Profile(months=12),
    "three_months": Profile(months=3),
}
STEPS = 400
FINE = Options(linear_steps=STEPS)
"""Curves of the examples cut finely."""
PRICE_STEP = 0.3
"""One step of the curves of ``linear_market``: 120 / 400 US dollars per kg of demand, less on the others."""
TONNE_STEP = 0.5
"""One step of the curves: 200 / 400 tonnes of outside supply, less on the others."""


def builder(**settings: object) -> CaseBuilder:
    """Return an empty case with the divisions of time that these tests use."""
    return CaseBuilder(profiles=PROFILES, **settings)


def linear_market(origins: Sequence[str] = ("OUT",), *, choke: float = 120.0, freight: float = 0.0) -> Case:
    """Return the market of market.md §9: demand Q = choke − P in CLB, members' supply Q = P − 60, outside
    supply P = 20 + 0.5·Q in all, split evenly between ``origins``.

    A demand line through (choke − 60, 60) with slope −1 has elasticity −60 / (choke − 60) there.
    """
    case = builder().source_of("m", "CLB", 100.0, 60.0, cost_at_capacity_usd_per_kg=160.0)
    for origin in origins:
        case.source_of("m", origin, 200.0 / len(origins), 20.0, cost_at_capacity_usd_per_kg=120.0)
        case.route("m", origin, "CLB", freight)
    base = choke - 60.0
    case.demand("u", "CLB", "m", base, curve="linear", elasticity=-60.0 / base, base_price_usd_per_kg=60.0)
    return case.build()


def two_stages(press_t: float = 500.0) -> Case:
    """Return a market of two stages. Half a tonne of oxide goes into a tonne of magnet. Oxide: outside
    P = 20 + 0.5·Q for Q tonnes made, members Q = P − 60. Making magnets costs 40 in CLB, in a plant of so
    many tonnes, and 50 outside, beside the oxide. Only CLB uses magnets, Q = 200 − P, and goods move into it
    alone.
    """
    case = builder()
    case.source_of("oxide", "OUT", 400.0, 20.0, cost_at_capacity_usd_per_kg=220.0)
    case.source_of("oxide", "CLB", 100.0, 60.0, cost_at_capacity_usd_per_kg=160.0)
    for region, capacity, cost in (("CLB", press_t, 40.0), ("OUT", 500.0, 50.0)):
        case.process(f"press_{region}", "magnet", oxide=-0.5, magnet=1.0)
        case.plant(f"press_{region}", f"press_{region}", region, capacity, cost)
    case.route("oxide", "OUT", "CLB").route("magnet", "OUT", "CLB")
    case.demand("u", "CLB", "magnet", 100.0, curve="linear", elasticity=-1.0, base_price_usd_per_kg=100.0)
    return case.content("oxide", 1.0).content("magnet", 0.5).build()


@dataclass(frozen=True)
class Played:
    """A run under instruments beside its base run. Quantities are tonnes and money is thousand US dollars,
    so that US dollars per kg times tonnes is money; every figure has one entry per period.
    """

    paths: ScenarioPaths

    @property
    def path(self) -> Path:
        """The run under instruments."""
        return self.paths.path

    @property
    def before(self) -> Played:
        """The base run."""
        return Played(ScenarioPaths(self.paths.scenario, self.paths.base, self.paths.base))

    def prices(self, region: str, material: str = "m") -> Floats:
        """Prices of a node."""
        return np.asarray(self.path.duals[self.path.market.structure.node_index[region, material]])

    def price(self, region: str, material: str = "m") -> float:
        """Price of a node in the first period."""
        return float(self.prices(region, material)[0])

    def made(self, plant: str) -> Floats:
        """Activity of a plant."""
        market = self.path.market
        position = [row.plant for row in market.structure.plants].index(plant)
        run = market.supply.block.view(self.path.tonnes)
        return np.asarray(run[market.supply.plant_of == position].sum(axis=0))

    def shipped(self, origin: str, destination: str, material: str = "m") -> Floats:
        """Dispatch between two regions."""
        routes = self.path.market.structure.routes
        mine = [
            (row.origin, row.destination, row.material) == (origin, destination, material) for row in routes
        ]
        return np.asarray(route_flows(self.path.market, self.path.tonnes)[mine].sum(axis=0))

    def imports(self, region: str, material: str = "m") -> Floats:
        """Dispatch to a region from everywhere."""
        origins = {row.origin for row in self.path.market.structure.routes}
        return np.sum([self.shipped(origin, region, material) for origin in sorted(origins)], axis=0)

    def used(self, region: str, material: str = "m", sector: str | None = None) -> Floats:
        """What sectors of a region use; of one sector only if it has columns of its own."""
        use, structure = self.path.market.use, self.path.market.structure
        mine = []
        for step in use.steps:
            group = structure.groups[step.group]
            sectors = {structure.demands[member].sector for member in group.members}
            here = (group.region, group.material) == (region, material)
            mine.append(here and (sector is None or sectors == {sector}))
        return np.asarray(use.serve.view(self.path.tonnes)[mine].sum(axis=0))

    def level(self, holder: str) -> Floats:
        """Level of a holding at the end of each period."""
        stocks, structure = self.path.market.stocks, self.path.market.structure
        assert stocks is not None
        position = [row.holder for row in structure.holdings].index(holder)
        level = stocks.low.view(self.path.tonnes)[position].copy()
        for entity, holding in enumerate(stocks.growing):
            if holding == position:
                level += stocks.high.view(self.path.tonnes)[entity]
        return np.asarray(level)

    def added(self, name: str) -> Floats:
        """Tonnes in the columns that an instrument brought, all entities together."""
        return np.asarray(self.path.market.extras[name].block.view(self.path.tonnes).sum(axis=0))

    def rate(self, position: int = 0) -> Floats:
        """A rate of the last settlement, in the order of the instruments."""
        return self.path.settlements[-1].rates[position]

    @cached_property
    def accounts(self) -> pl.DataFrame:
        """The accounts."""
        return accounts_table(self.path)

    @cached_property
    def measures(self) -> pl.DataFrame:
        """What instruments came to."""
        return measures_table(self.path)

    def money(self, item: str, party: str, region: str | None = None) -> float:
        """What a party got (negative: paid) under an item over the whole run."""
        rows = self.accounts.filter((pl.col("item") == item) & (pl.col("party") == party))
        if region is not None:
            rows = rows.filter(pl.col("region") == region)
        return float(rows["usd"].sum()) / 1e3


def play(
    case: Case,
    *instruments: Instrument,
    events: Sequence[Instrument] = (),
    base: BaseYear | None = None,
    options: Options = FINE,
    profile: str = "year",
    foresight: str = "perfect",
    algorithm: str = "ipm",
) -> Played:
    """Run instruments, and events, on a case from 1 January 2025; dates and sources may be left out."""
    scenario = Scenario.model_validate(
        {
            "title": "test", "profile": profile, "begin": FIRST_DAY, "foresight": foresight,
            "instrument": [_dated(entry) for entry in instruments],
            "event": [_dated(entry) for entry in events],
        },
        by_alias=True,
        by_name=False,
    )  # fmt: skip
    return Played(run_scenario(case, base or BaseYear(), scenario, options=options, algorithm=algorithm))


def _dated(entry: Instrument) -> dict[str, object]:
    return {"from": FIRST_DAY, "source": "assumed: test", **entry}


def floor(usd_per_kg: float, **more: object) -> Instrument:
    """A floor of CLB on ``m``."""
    return {"kind": "price_floor", "club": "CLB", "material": "m", "floor_usd_per_kg": usd_per_kg, **more}


def contract(strike: float, **more: object) -> Instrument:
    """A contract for difference with all plants of CLB that make ``m``."""
    return {
        "kind": "contract_for_difference", "club": "CLB", "material": "m", "strike_usd_per_kg": strike,
        **more,
    }  # fmt: skip


def tariff(**terms: object) -> Instrument:
    """A tariff of CLB on ``m``."""
    return {"kind": "tariff", "club": "CLB", "materials": ["m"], **terms}


def assert_accounts_close(played: Played) -> None:
    """Trades sum to zero over all parties, and so does every item that one party pays another."""
    totals = dict(played.accounts.group_by("item").agg(pl.col("usd").sum()).iter_rows())
    turnover = float(played.accounts["usd"].abs().sum())
    assert abs(sum(totals.get(item, 0.0) for item in TRADE_ITEMS)) <= 1e-9 * turnover
    for item in TRANSFER_ITEMS:
        assert abs(totals.get(item, 0.0)) <= 1e-9 * turnover, item


def answer(played: Played) -> tuple[Floats, Floats]:
    """Return every price, and every flow in tonnes."""
    return played.path.duals, played.path.tonnes
