"""Cases for the tests of the market: a builder that reads like a sentence, what a solve found, and random
cases by seed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.case import schema
from didymium.case.case import Case
from didymium.case.settings import Profile, Settings
from didymium.files.row import Row
from didymium.market.base_year import BaseYear
from didymium.market.build import Market, build_market
from didymium.market.periods import make_periods
from didymium.market.solution import Solution, solve_market
from didymium.market.solver import HotSolver
from didymium.market.stocks import levels_t
from didymium.market.structure import Options, Structure

Floats = NDArray[np.float64]

START = dt.date(2025, 1, 1)
WHY = "assumed: test"
ONE_YEAR = Profile(years=1)
EXACT = Options(price_perturbation=0.0, cost_perturbation=0.0)
"""No perturbation: for comparing with an optimum that was published or computed elsewhere."""


class CaseBuilder:
    """Collects rows; regions, materials and sectors follow from what is said about them. Every method
    returns the builder.
    """

    def __init__(self, **settings: object) -> None:
        self._settings: dict[str, object] = {"discount_rate": 0.0, "calibrated": False, **settings}
        self._rows: dict[str, list[Row]] = {name: [] for name in schema.TABLES}

    def _add(self, row: Row) -> CaseBuilder:
        self._rows[row.file.removesuffix(".csv")].append(row)
        return self

    def process(self, name: str, reference: str, **t_per_t: float) -> CaseBuilder:
        """State a process; the coefficient of the reference material must be among ``t_per_t``."""
        self._add(schema.Process(process=name, stage="other", reference_material=reference, name_en=name))
        for material, value in t_per_t.items():
            self._add(schema.Coefficient(process=name, material=material, t_per_t=value, source=WHY))
        return self

    def thrift(self, process: str, material: str, t_per_t: float, from_: dt.date) -> CaseBuilder:
        """State a later coefficient of a process."""
        return self._add(
            schema.Coefficient(process=process, material=material, t_per_t=t_per_t, from_=from_, source=WHY)
        )

    def plant(
        self, name: str, process: str, region: str, capacity: float, cost: float, **more: object
    ) -> CaseBuilder:
        """State a plant with its capacity in tonnes a year and its cost in US dollars per kg."""
        figures = {"capacity_t_per_year": capacity, "cost_usd_per_kg": cost, **more}
        return self._add(
            schema.Plant(plant=name, process=process, region=region, name_en=name, source=WHY, **figures)
        )

    def source_of(
        self, material: str, region: str, capacity: float, cost: float, **more: object
    ) -> CaseBuilder:
        """State a plant that makes a material from nothing, with a process of its own."""
        name = str(more.pop("name", f"{material}_{region}"))
        return self.process(f"make_{name}", material, **{material: 1.0}).plant(
            name, f"make_{name}", region, capacity, cost, **more
        )

    def capacity(self, plant: str, from_: dt.date, capacity: float) -> CaseBuilder:
        """State a later capacity of a plant."""
        return self._add(
            schema.CapacityChange(plant=plant, from_=from_, capacity_t_per_year=capacity, source=WHY)
        )

    def route(
        self,
        material: str,
        origin: str,
        destination: str,
        freight: float = 0.0,
        days: float = 0.0,
        **more: object,
    ) -> CaseBuilder:
        """State a route with its freight in US dollars per kg and its transit in days."""
        return self._add(
            schema.Route(
                material=material, origin=origin, destination=destination, freight_usd_per_kg=freight,
                transit_days=days, source=WHY, **more,
            )
        )  # fmt: skip

    def demand(
        self, sector: str, region: str, material: str, base: float | None, **more: object
    ) -> CaseBuilder:
        """State a demand in tonnes a year."""
        return self._add(
            schema.Demand(
                sector=sector, region=region, material=material, base_t_per_year=base, source=WHY, **more
            )
        )

    def steps(
        self, sector: str, region: str, material: str, *steps: tuple[float, float], **more: object
    ) -> CaseBuilder:
        """State a demand as steps of (tonnes a year, worth in US dollars per kg)."""
        self.demand(sector, region, material, None, curve="steps", **more)
        for number, (width, worth) in enumerate(steps, start=1):
            self._add(
                schema.DemandStep(
                    sector=sector, region=region, material=material, step=number, t_per_year=width,
                    worth_usd_per_kg=worth, source=WHY,
                )
            )  # fmt: skip
        return self

    def rung(
        self, ladder: str, number: int, material: str, penalty: float, share: float, **more: object
    ) -> CaseBuilder:
        """State a rung of a ladder of substitutes, open to all sectors and from the first day unless said
        otherwise.
        """
        figures = {"sectors": "*", "months": 0.0, "name_en": f"{ladder} {number}", **more}
        return self._add(
            schema.Substitute(
                ladder=ladder, rung=number, from_material=material, penalty_usd_per_kg=penalty,
                max_share=share, source=WHY, **figures,
            )
        )  # fmt: skip

    def holding(self, region: str, material: str, level: float, draw: float, **more: object) -> CaseBuilder:
        """State a stock in tonnes with its largest release in tonnes a month."""
        figures = {"holder": "traders", "kind": "commercial", "fill_t_per_month": 0.0, **more}
        return self._add(
            schema.Holding(
                region=region, material=material, level_t=level, draw_t_per_month=draw, source=WHY, **figures
            )
        )

    def quote(self, material: str, region: str, price: float) -> CaseBuilder:
        """State a price of the base year."""
        first, last = dt.date(2024, 1, 1), dt.date(2024, 12, 31)
        return self._add(
            schema.PriceQuote(
                material=material, region=region, from_=first, until=last, price_usd_per_kg=price,
                use="calibration", market="test", source=WHY,
            )
        )  # fmt: skip

    def content(self, material: str, t_oxide_per_t: float, element: str = "NdPr") -> CaseBuilder:
        """State how much of an element a material holds."""
        return self._add(
            schema.Content(material=material, element=element, t_oxide_per_t=t_oxide_per_t, source=WHY)
        )

    def club(self, name: str, *regions: str) -> CaseBuilder:
        """State the members of a club."""
        for region in regions:
            self._add(schema.ClubMember(club=name, region=region))
        return self

    def build(self) -> Case:
        """Return the case, with the regions, materials and sectors that its rows name, and places as if
        read from files.
        """
        tables = {name: tuple(rows) for name, rows in self._rows.items()}
        tables["regions"] = tuple(map(_region, sorted(self._names("region", "origin", "destination"))))
        tables["materials"] = tuple(
            map(_material, sorted(self._names("material", "from_material", "to_material")))
        )
        tables["sectors"] = tuple(map(_sector, sorted(self._names("sector"))))
        places = {
            (name, row.identity): (f"{name}.csv", number)
            for name, rows in tables.items()
            for number, row in enumerate(rows, start=2)
        }
        settings = {"name": "test", "title": "test", "base_year": 2024, "start": START, "currency_year": 2024}
        return Case(Settings.model_validate({**settings, **self._settings}), tables, places=places)

    def _names(self, *columns: str) -> set[str]:
        found = {
            getattr(row, column, None) for rows in self._rows.values() for row in rows for column in columns
        }
        return {name for name in found if name}


def _region(name: str) -> schema.Region:
    return schema.Region(region=name, name_en=name, name_ko=name, name_ja=name, lat=0, lon=0)


def _material(name: str) -> schema.Material:
    return schema.Material(
        material=name, stage="other", basis="gross", name_en=name, name_ko=name, name_ja=name
    )


def _sector(name: str) -> schema.Sector:
    return schema.Sector(sector=name, name_en=name, name_ko=name, name_ja=name, source=WHY)


@dataclass(frozen=True)
class Solved:
    """A market and its answer, read by the names of the case; every quantity in tonnes with one entry per
    period.
    """

    market: Market
    solution: Solution
    solver: HotSolver

    @property
    def structure(self) -> Structure:
        return self.market.structure

    @property
    def cost(self) -> float:
        """The objective that is minimised: costs less worth, million US dollars."""
        return self.solution.objective_million_usd

    def price(self, region: str, material: str) -> Floats:
        return self.solution.prices[self.structure.node_index[region, material]]

    def _sums(self, values: Floats, keys: list[object]) -> dict[object, Floats]:
        found: dict[object, Floats] = {}
        for key, row in zip(keys, values, strict=True):
            found[key] = found.get(key, 0.0) + row
        return found

    @cached_property
    def made(self) -> Mapping[object, Floats]:
        """Activity of each plant."""
        supply, plants = self.market.supply, self.structure.plants
        return self._sums(
            supply.block.view(self.solution.tonnes),
            [plants[segment.plant].plant for segment in supply.segments],
        )

    @cached_property
    def shipped(self) -> Mapping[object, Floats]:
        """Dispatch on each route, by material, origin, destination and via."""
        trade, routes = self.market.trade, [route.identity for route in self.structure.routes]
        flows = self._sums(trade.more_block.view(self.solution.tonnes), list(routes))
        for position, row in zip(trade.used, trade.base_block.view(self.solution.tonnes), strict=True):
            flows[routes[int(position)]] = flows[routes[int(position)]] + row
        return flows

    @cached_property
    def served(self) -> Mapping[object, Floats]:
        """What reaches the users of each node, substitutes counted."""
        use, groups = self.market.use, self.structure.groups
        return self._sums(
            use.serve.view(self.solution.tonnes),
            [(groups[step.group].region, groups[step.group].material) for step in use.steps],
        )

    @cached_property
    def swapped(self) -> Mapping[object, Floats]:
        """What each rung saves, by region and position of the rung."""
        use = self.market.use
        if use.swap is None:
            return {}
        keys = [(self.structure.groups[group].region, rung) for group, rung in use.swaps]
        return self._sums(use.swap.view(self.solution.tonnes), list(keys))

    @cached_property
    def stock(self) -> Mapping[str, Mapping[object, Floats]]:
        """``level`` at the end of each period, ``fill`` and ``draw`` of each holding."""
        stocks = self.market.stocks
        if stocks is None:
            return {"level": {}, "fill": {}, "draw": {}}
        tonnes, keys = self.solution.tonnes, [row.identity for row in self.structure.holdings]
        level = levels_t(stocks, tonnes)
        release = stocks.release.view(tonnes)
        values = {"level": level, "fill": np.maximum(-release, 0.0), "draw": np.maximum(release, 0.0)}
        return {name: self._sums(rows, list(keys)) for name, rows in values.items()}

    @cached_property
    def backstop(self) -> Mapping[object, Floats]:
        """Supply of last resort at each node."""
        return dict(zip(self.structure.nodes, self.market.backstop.view(self.solution.tonnes), strict=True))


def build(
    case: Case, profile: Profile = ONE_YEAR, base: BaseYear | None = None, options: Options | None = None
) -> Market:
    """Return the market of a case; without a base year the case's own costs hold."""
    periods = make_periods(case.settings.start, profile)
    return build_market(Structure(case, base or BaseYear(), periods, options or Options()))


def solve(
    case: Case,
    profile: Profile = ONE_YEAR,
    base: BaseYear | None = None,
    options: Options | None = None,
    algorithm: str = "ipm",
) -> Solved:
    """Build and solve the market of a case."""
    market = build(case, profile, base, options)
    solver = HotSolver(market.program, algorithm)
    return Solved(market, solve_market(market, solver, market.program), solver)


def shuffled(case: Case, seed: int) -> Case:
    """Return the same case with the rows of every table in another order."""
    random = np.random.default_rng(seed)
    tables = {
        name: tuple(rows[position] for position in random.permutation(len(rows)))
        for name, rows in case.tables.items()
    }
    return replace(case, tables=tables)


_TONNES = (
    "capacity_t_per_year", "base_t_per_year", "limit_t_per_year", "t_per_year", "level_t", "draw_t_per_month",
    "fill_t_per_month", "room_t",
)  # fmt: skip


def rescaled(case: Case, factor: float) -> Case:
    """Return the same case with every quantity multiplied."""
    return replace(
        case,
        tables={name: tuple(_rescale(row, factor) for row in rows) for name, rows in case.tables.items()},
    )


def _rescale(row: Row, factor: float) -> Row:
    values = {name: getattr(row, name, None) for name in _TONNES}
    return row.model_copy(
        update={name: value * factor for name, value in values.items() if value is not None}
    )


def rescaled_base(base: BaseYear, factor: float) -> BaseYear:
    """Return the same base year with every flow multiplied."""
    return BaseYear(
        run={key: value * factor for key, value in base.run.items()},
        flow={key: value * factor for key, value in base.flow.items()},
        use={key: value * factor for key, value in base.use.items()},
        disposal={key: value * factor for key, value in base.disposal.items()},
        price=base.price,
    )


REGIONS = ("AAA", "BBB", "CCC")


def random_case(seed: int, *, calibrated: bool = False) -> Case:
    """Return a small chain: ore → oxide and by-product → magnet, with transit, holdings, ladders and all
    curves of demand.
    """
    random = np.random.default_rng(seed)
    builder = CaseBuilder(discount_rate=0.08, calibrated=calibrated, growth_per_year=0.02)
    builder.process("mine", "ore", ore=1.0).process("split", "oxide", ore=-2.0, oxide=1.0, side=0.4)
    builder.process("magnet", "magnet", oxide=-0.3, side=-0.02, magnet=1.0)
    builder.thrift("magnet", "side", -0.015, dt.date(2025, 3, 10))
    for region in REGIONS:
        _random_plants(builder, random, region)
        _random_users(builder, random, region)
        for other in REGIONS:
            if other != region:
                _random_routes(builder, random, region, other)
    builder.capacity("mine_AAA", dt.date(2025, 2, 15), float(random.uniform(50, 200)))
    builder.rung("lean", 1, "magnet", 15.0, 0.2, months=2.0)
    builder.rung("lean", 2, "magnet", 45.0, 0.3, to_material="side", t_per_t=0.5, months=6.0)
    builder.rung("other", 1, "side", 30.0, 0.5, sectors="lamps")
    builder.rung("clear", 1, "oxide", 20.0, 0.4, sectors="glass", months=3.0)
    for material, price in (("ore", 4.0), ("oxide", 30.0), ("side", 12.0), ("magnet", 50.0)):
        builder.quote(material, "AAA", price * float(random.uniform(0.8, 1.2)))
    return builder.build()


def _random_plants(builder: CaseBuilder, random: np.random.Generator, region: str) -> None:
    for process, capacity, cost in (("mine", 200.0, 2.0), ("split", 90.0, 6.0), ("magnet", 150.0, 12.0)):
        size, price = capacity * random.uniform(0.4, 1.6), cost * random.uniform(0.5, 1.5)
        dearer = price * random.uniform(1.0, 3.0) if random.random() < 0.5 else None
        start = dt.date(2025, 2, 1) + dt.timedelta(days=int(random.integers(0, 60)))
        builder.plant(
            f"{process}_{region}", process, region, float(size), float(price),
            cost_at_capacity_usd_per_kg=dearer,
            base_t_per_year=float(size * random.uniform(0.6, 0.9)) if random.random() < 0.9 else 0.0,
            start=start if random.random() < 0.2 else None,
            end=dt.date(2025, 8, 20) if random.random() < 0.15 else None,
            capacity_growth_per_year=0.05 if random.random() < 0.2 else None,
        )  # fmt: skip


def _random_users(builder: CaseBuilder, random: np.random.Generator, region: str) -> None:
    size = random.uniform(20, 80, size=4)
    builder.demand(
        "cars", region, "magnet", float(size[0]), elasticity=-0.4, loss_usd_per_kg=600.0,
        base_price_usd_per_kg=55.0, growth_per_year=0.06,
    )  # fmt: skip
    builder.demand(
        "wind",
        region,
        "magnet",
        float(size[1]),
        elasticity=-0.4,
        loss_usd_per_kg=300.0,
        base_price_usd_per_kg=55.0,
    )
    builder.demand(
        "lamps",
        region,
        "side",
        float(size[2] / 10),
        curve="linear",
        elasticity=-0.5,
        base_price_usd_per_kg=15.0,
    )
    builder.steps(
        "glass", region, "oxide", (float(size[3] / 4), 80.0), (float(size[3] / 6), 25.0), growth_per_year=0.03
    )
    kind = "public" if random.random() < 0.3 else "commercial"
    builder.holding(
        region, "oxide", float(random.uniform(2, 9)), 1.5, kind=kind, fill_t_per_month=1.0,
        storage_usd_per_t_year=400.0, loss_per_year=float(random.uniform(0, 0.1)), room_t=15.0,
    )  # fmt: skip


def _random_routes(builder: CaseBuilder, random: np.random.Generator, origin: str, destination: str) -> None:
    for material in ("ore", "oxide", "side", "magnet"):
        if random.random() < 0.7:
            builder.route(
                material, origin, destination, float(random.uniform(0.1, 3.0)), float(random.integers(0, 70)),
                base_t_per_year=float(random.uniform(0, 30)) if random.random() < 0.7 else 0.0,
                limit_t_per_year=float(random.uniform(5, 80)) if random.random() < 0.4 else None,
                premium_usd_per_kg=float(random.uniform(0, 5)) if random.random() < 0.4 else 0.0,
                loss_share=0.05 if random.random() < 0.2 else 0.0,
                tariff=float(random.uniform(0, 0.1)),
                qualification_months=float(random.integers(0, 5)),
                until=dt.date(2025, 6, 12) if random.random() < 0.15 else None,
            )  # fmt: skip


def random_base_year(case: Case, seed: int) -> BaseYear:
    """Return flows as the rows state them, and prices near the quotes: no equilibrium, but every formula is
    at work.
    """
    random = np.random.default_rng(seed + 1000)
    quotes = {row.material: row.price_usd_per_kg for row in case.prices}
    steps: dict[tuple[str, ...], float] = {}
    for step in case.demand_steps:
        steps[step.identity[:3]] = steps.get(step.identity[:3], 0.0) + step.t_per_year
    idle = {row.plant for row in case.plants if random.random() < 0.15}
    return BaseYear(
        run={row.plant: 0.0 if row.plant in idle else row.base_t_per_year or 0.0 for row in case.plants},
        flow={row.identity: row.base_t_per_year or 0.0 for row in case.routes},
        use={row.identity: row.base_t_per_year or steps.get(row.identity, 0.0) for row in case.demands},
        price={
            (region, material): price * float(random.uniform(0.9, 1.1))
            for material, price in quotes.items()
            for region in REGIONS
        },
    )
