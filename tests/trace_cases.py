"""Chains for tests of tracing: cases and outcomes from a few rows, and a second way to trace them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from didymium.case import schema
from didymium.case.case import Case
from didymium.outcome.tables import Outcome
from hand_made import make_case, make_outcome

JAN, FEB, MAR, JUN = (dt.date(2025, month, 1) for month in (1, 2, 3, 6))
STAGES = {
    "ore": "mine",
    "rich_ore": "mine",
    "oxide": "separation",
    "metal": "metal",
    "magnet": "magnet",
    "scrap": "scrap",
}
PROCESSES = {
    "dig": ("mine", {"ore": 1.0}),
    "dig_rich": ("mine", {"rich_ore": 1.0}),
    "dig_and_separate": ("mine", {"oxide": 1.0}),
    "separate": ("separation", {"ore": -1.0, "oxide": 0.001}),
    "separate_rich": ("separation", {"rich_ore": -1.0, "oxide": 0.04}),
    "make_metal": ("metal", {"oxide": -1.0, "metal": 1.0}),
    "make_magnet": ("magnet", {"metal": -1.0, "magnet": 1.0}),
    "recycle": ("separation", {"scrap": -1.0, "oxide": 1.0}),
    "collect": ("scrap", {"scrap": 1.0}),
}
CONTENTS = {"ore": 0.001, "rich_ore": 0.04, "oxide": 1.0, "metal": 1.0, "magnet": 1.0, "scrap": 1.0}
WHY = "assumed: round number"


def chain_case(
    routes: Sequence[tuple[str, str, str, float]] = (),
    holdings: Sequence[tuple[str, str, str, float]] = (),
    contents: Mapping[str, float] = CONTENTS,
    loss: float = 0.0,
    element: str = "Dy",
    **tables: Any,
) -> Case:
    """Return a case of ore, oxide, metal, magnet and scrap; routes are material, origin, destination and
    days, holdings holder, region, material and level.
    """
    return make_case(
        regions=tuple(_region(code) for code in ("JPN", "CHN", "MMR", "AUS")),
        materials=tuple(_material(name, stage) for name, stage in STAGES.items()),
        contents=tuple(
            schema.Content(material=name, element=element, t_oxide_per_t=held, source=WHY)
            for name, held in contents.items()
        ),
        processes=tuple(
            schema.Process(process=name, stage=stage, reference_material=next(iter(recipe)), name_en=name)
            for name, (stage, recipe) in PROCESSES.items()
        ),
        coefficients=tuple(
            schema.Coefficient.model_validate(
                {"process": name, "material": material, "t_per_t": t, "from": None, "source": WHY}
            )
            for name, (_, recipe) in PROCESSES.items()
            for material, t in recipe.items()
        ),
        routes=tuple(
            schema.Route(
                material=material, origin=origin, destination=destination, freight_usd_per_kg=0.0,
                transit_days=days, loss_share=loss, source=WHY,
            )
            for material, origin, destination, days in routes
        ),
        holdings=tuple(
            schema.Holding(
                holder=holder, kind="commercial", region=region, material=material, level_t=level,
                draw_t_per_month=1e9, fill_t_per_month=1e9, source=WHY,
            )
            for holder, region, material, level in holdings
        ),
        demands=tuple(
            schema.Demand(sector=sector, region=region, material=material, base_t_per_year=1.0, source=WHY)
            for sector in ("ev", "wind")
            for region in ("JPN", "CHN")
            for material in ("magnet", "oxide")
        ),
        **tables,
    )  # fmt: skip


def _region(code: str) -> schema.Region:
    return schema.Region(region=code, name_en=code, name_ko=code, name_ja=code, lat=0.0, lon=0.0)


def _material(name: str, stage: Any) -> schema.Material:
    return schema.Material(material=name, stage=stage, basis="reo", name_en=name, name_ko=name, name_ja=name)


@dataclass
class Rows:
    """Rows of an outcome, added up as they come."""

    output: list[tuple[Any, ...]] = field(default_factory=list)
    flows: list[tuple[Any, ...]] = field(default_factory=list)
    served: list[tuple[Any, ...]] = field(default_factory=list)
    stocks: list[tuple[Any, ...]] = field(default_factory=list)

    def run(self, plant: str, process: str, region: str, t: float, period: dt.date = JAN) -> None:
        """Run a plant: ``t`` of activity."""
        for material, per_t in PROCESSES[process][1].items():
            self.output.append((plant, process, region, material, period, per_t * t))

    def ship(
        self, material: str, origin: str, destination: str, t: float, period: dt.date = JAN,
        arrived: float | None = None,
    ) -> None:  # fmt: skip
        """Ship; what is sent arrives at once unless said otherwise."""
        came = t if arrived is None else arrived
        self.flows.append((material, origin, destination, "", period, t, t, came))

    def use(self, region: str, material: str, t: float, period: dt.date = JAN, sector: str = "ev") -> None:
        """Use something."""
        self.served.append((sector, region, material, period, t, t, 0.0, 0.0))

    def hold(self, holder: str, region: str, material: str, level: float, period: dt.date = JAN) -> None:
        """Hold a stock at the end of a period."""
        self.stocks.append((holder, region, material, period, level))

    def outcome(self) -> Outcome:
        """Return the outcome."""
        return make_outcome(
            "chain", output=self.output, flows=self.flows, served=self.served, stocks=self.stocks
        )


Node = tuple[str, str, int]


@dataclass
class Walks:
    """A second way to trace chains in which everything arrives within its period and stocks keep all: walk
    back from a use along everything that came in, in proportion, one step at a time, straight from the rows.
    """

    rows: Rows
    periods: Sequence[dt.date]
    opening: Mapping[tuple[str, str, str], float]

    def mines(self, region: str, material: str, period: dt.date) -> tuple[dict[str, float], float]:
        """Return the share of each mine, collector, opening stock (``stock:…``) and unexplained part in a
        pool, and the share that is still on its way back after many steps.
        """
        sources = self._inflows()
        found: dict[str, float] = defaultdict(float)
        going: dict[Any, float] = {("pool", region, material, self.periods.index(period)): 1.0}
        for _ in range(4000):
            following: dict[Any, float] = defaultdict(float)
            for node, share in going.items():
                inflow = sources[node]
                whole = sum(inflow.values())
                for source, t in inflow.items():
                    target = found if isinstance(source, str) else following
                    target[source] += share * t / whole
            going = {node: share for node, share in following.items() if share > 1e-16}
            if not going:
                break
        return dict(found), sum(going.values())

    def _inflows(self) -> Mapping[Any, Mapping[Any, float]]:
        into: dict[Any, dict[Any, float]] = defaultdict(lambda: defaultdict(float))
        out: dict[Any, float] = defaultdict(float)
        at = {day: number for number, day in enumerate(self.periods)}
        for plant, _, region, material, day, t in self.rows.output:
            pool, node = ("pool", region, material, at[day]), ("plant", plant, at[day])
            mass = abs(t) * CONTENTS[material]
            into[pool if t > 0 else node][node if t > 0 else pool] += mass
            out[pool] += mass if t < 0 else 0.0
        for plant, process, region, _, day, _ in self.rows.output:
            node = ("plant", plant, at[day])
            if node not in into:
                into[node][f"{process}:{region}:{plant}"] = 1.0
        for material, origin, destination, _, day, t, _, _ in self.rows.flows:
            here, there = ("pool", origin, material, at[day]), ("pool", destination, material, at[day])
            into[there][here] += t * CONTENTS[material]
            out[here] += t * CONTENTS[material]
        for _, region, material, day, _, t, _, _ in self.rows.served:
            out["pool", region, material, at[day]] += t * CONTENTS[material]
        self._stocks(into, out, at)
        for pool in [node for node in {*into, *out} if node[0] == "pool"]:
            missing = out[pool] - sum(into[pool].values())
            if missing > 1e-7 * out[pool] + 1e-9:
                into[pool][f"unexplained:{pool[1]}"] += missing
        return into

    def _stocks(self, into: Any, out: Any, at: Mapping[dt.date, int]) -> None:
        before = {key: (f"stock:{key[1]}", level) for key, level in self.opening.items()}
        for holder, region, material, day, level in sorted(self.rows.stocks, key=lambda row: row[3]):
            key, content = (holder, region, material), CONTENTS[material]
            source, earlier = before[key]
            node, pool = ("stock", key, at[day]), ("pool", region, material, at[day])
            stays, grown = min(earlier, level), level - earlier
            into[node][source] += stays * content
            if grown > 0:
                into[node][pool] += grown * content
                out[pool] += grown * content
            elif grown < 0:
                into[pool][source] -= grown * content
            before[key] = (node, level)


def random_rows(seed: int, periods: Sequence[dt.date]) -> tuple[Rows, dict[tuple[str, str, str], float]]:
    """Return the rows of a random chain with loops, and the opening levels of its stocks. Nothing sees to it
    that pools are balanced: what is missing is unexplained.
    """
    random = np.random.default_rng(seed)
    rows, regions = Rows(), ("JPN", "CHN", "MMR", "AUS")
    opening = {("makers", "JPN", "magnet"): 30.0, ("makers", "CHN", "oxide"): 20.0}
    for day in periods:
        rows.run("pit", "dig", "AUS", 1000 * random.uniform(50, 150), day)
        rows.run("clay", "dig_rich", "MMR", random.uniform(500, 2500), day)
        rows.run("mill", "separate", "CHN", 1000 * random.uniform(30, 90), day)
        rows.run("rich_mill", "separate_rich", "CHN", random.uniform(400, 1500), day)
        rows.run("home_mill", "separate", "AUS", 1000 * random.uniform(5, 20), day)
        for region in ("JPN", "CHN"):
            rows.run(f"metal_{region}", "make_metal", region, random.uniform(20, 60), day)
            rows.run(f"magnet_{region}", "make_magnet", region, random.uniform(20, 60), day)
            rows.run(f"recycler_{region}", "recycle", region, random.uniform(1, 8), day)
            rows.run(f"collector_{region}", "collect", region, random.uniform(1, 5), day)
            rows.use(region, "magnet", random.uniform(10, 40), day)
        rows.ship("ore", "AUS", "CHN", 1000 * random.uniform(20, 60), day)
        rows.ship("rich_ore", "MMR", "CHN", random.uniform(400, 1500), day)
        for material in ("oxide", "metal", "magnet", "scrap"):
            for origin, destination in ((0, 1), (1, 0), (3, 0)):
                t = random.uniform(0, 20)
                rows.ship(material, regions[origin], regions[destination], t, day)
        rows.hold("makers", "JPN", "magnet", random.uniform(10, 60), day)
        rows.hold("makers", "CHN", "oxide", random.uniform(10, 60), day)
    return rows, opening
