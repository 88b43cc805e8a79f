"""What a floor does under each design: prices, output, imports, leakage, public money, plants, who pays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from didymium.case.case import Case
from didymium.case.counted import counted_materials
from didymium.case.usual import usual
from didymium.decisions.floors.designs import FloorQuestion, scenario_of
from didymium.indicators.leakage import imports_by_material, leakage
from didymium.indicators.who_pays import who_pays
from didymium.market.base_year import BaseYear
from didymium.market.solver import SolverError
from didymium.market.structure import Options
from didymium.outcome.tables import Outcome
from didymium.scenario.instruments.border import embodied_later, made_of
from didymium.scenario.instruments.settle import UnsettledError
from didymium.scenario.path import Path, ScenarioPaths
from didymium.scenario.readout import read_path
from didymium.scenario.run import run_scenario
from didymium.scenario.schema import Scenario

HELD = 0.995
"""A floor counts as held in a member and period where the price is at least this share of it."""
RUNS_T_PER_YEAR = 1.0
"""A plant counts as running if it makes at least so much of the material."""


@dataclass(frozen=True)
class Design:
    """What one design comes to. Tonnes and money are a year, means over the run; prices are means over the
    run weighted by use; changes are against the design ``none``.
    """

    name: str
    price_in_usd_per_kg: float | None
    """Mean price of the material in members."""
    price_out_usd_per_kg: float | None
    """Mean price at the largest producer outside the club."""
    held_share: float
    """Share of the club's use that is bought at no less than the floor."""
    lost_from: str | None
    """First day from which the floor is held nowhere in the club until the end; None if it is held
    somewhere."""
    output_t_per_year: float
    imports_t_per_year: float
    exports_t_per_year: float
    bought_t_per_year: float
    """What public agencies buy of the material."""
    leakage_t_per_year: Mapping[str, float]
    """Change of imports from outside of every later stage."""
    leakage_embodied_t_per_year: float
    """The same in all, counted as the floor's material that is in them."""
    public_usd_million_per_year: float
    """Money of members' treasuries, received less paid, against ``none``."""
    unit_cost_usd: Mapping[str, float]
    """Change of what goes into a unit of the product of the case's usual sectors costs, by sector."""
    output_by_plant_t_per_year: Mapping[str, float]
    who_pays: pl.DataFrame
    rounds: tuple[int, ...]
    """Solves that each fixed point took."""
    two_answers: bool
    """Whether the searches from nothing and from above found different rates."""
    prices: pl.DataFrame = field(repr=False)
    """Prices of the material by region and period."""
    measures: pl.DataFrame = field(repr=False)
    """What the design's instruments charged and paid."""


@dataclass(frozen=True)
class PlantLine:
    """A plant that makes the material, in a member: status, what it makes under each design, and the price
    of the material from which it would run at the other prices of the run without a floor.
    """

    plant: str
    name: str
    region: str
    status: str
    output_t_per_year: Mapping[str, float]
    breakeven_usd_per_kg: float | None

    def runs(self, design: str) -> bool:
        """Whether the plant makes more than a trifle under a design."""
        return self.output_t_per_year.get(design, 0.0) >= RUNS_T_PER_YEAR


@dataclass(frozen=True)
class Comparison:
    """All designs of a question, side by side."""

    question: FloorQuestion
    members: tuple[str, ...]
    reference_region: str
    until: dt.date
    """Last day of the run."""
    years: float
    """Length of the run."""
    designs: tuple[Design, ...]
    unsettled: Mapping[str, str]
    """Designs without an answer, and why: which rates move, or what contradicts what."""
    plants: tuple[PlantLine, ...]


@dataclass(frozen=True)
class _Run:
    path: Path
    outcome: Outcome


def compare_designs(
    case: Case,
    base_year: BaseYear,
    question: FloorQuestion,
    designs: Sequence[str],
    *,
    options: Options | None = None,
    workers: int = 2,
    progress: Callable[[str], None] = lambda message: None,
    run: Callable[..., ScenarioPaths] = run_scenario,
    scenarios: Callable[[FloorQuestion, str], Scenario] = scenario_of,
) -> Comparison:
    """Solve each design and read it; ``none`` is solved in any case, for comparison.

    A design whose rates do not settle, or whose program has no answer, is listed with the reason. ``run`` is
    what runs a scenario; see :class:`didymium.scenario.run.HotRuns`. ``scenarios`` makes that of a design,
    such as one in which a rival answers it.

    Raises:
        UnsettledError, SolverError: If no design but ``none`` has an answer.
    """
    names = ["none", *(name for name in designs if name != "none")]

    def solve(name: str) -> _Run | UnsettledError | SolverError:
        try:
            paths = run(case, base_year, scenarios(question, name), options=options or Options())
        except (UnsettledError, SolverError) as error:
            return error
        finally:
            progress(name)
        return _Run(paths.path, _outcome(case, name, paths.path))

    with ThreadPoolExecutor(max_workers=workers) as pool:
        found = dict(zip(names, pool.map(solve, names), strict=True))
    runs = {name: run for name, run in found.items() if isinstance(run, _Run)}
    unsettled = {name: error for name, error in found.items() if not isinstance(error, _Run)}
    if unsettled and (len(runs) <= 1 or "none" in unsettled):
        raise next(iter(unsettled.values()))
    members = frozenset(case.regions_of(question.club, question.begin))
    reference = largest_producer_outside(case, base_year, question.material, question.club, question.begin)
    read = [_read(case, question, members, reference, name, run, runs["none"]) for name, run in runs.items()]
    shown = tuple(design for design in read if design.name in designs or design.name == "none")
    plants = _plants(case, question, members, runs["none"], shown)
    last = runs["none"].path.market.structure.periods.bounds[-1] - dt.timedelta(days=1)
    return Comparison(
        question,
        tuple(sorted(members)),
        reference,
        last,
        _years(runs["none"]),
        shown,
        {name: str(error) for name, error in unsettled.items()},
        plants,
    )


def largest_producer_outside(case: Case, base_year: BaseYear, material: str, club: str, on: dt.date) -> str:
    """Return the region outside a club, as its members are on a day, that makes most of a material in the
    base year; blank if none does.
    """
    members = frozenset(case.regions_of(club, on))
    made: dict[str, float] = {}
    share = {
        row.process: row.t_per_t for row in case.coefficients if row.material == material and row.t_per_t > 0
    }
    for plant in case.plants:
        if plant.region not in members and plant.process in share:
            run = base_year.run.get(plant.plant, plant.base_t_per_year or 0.0)
            made[plant.region] = made.get(plant.region, 0.0) + run * share[plant.process]
    return max(sorted(made), key=lambda region: made[region], default="")


def _outcome(case: Case, name: str, path: Path) -> Outcome:
    return Outcome(case.settings.name, name, name, read_path(path))


def _years(run: _Run) -> float:
    return float(run.path.market.structure.periods.years.sum())


def _read(
    case: Case,
    question: FloorQuestion,
    members: frozenset[str],
    reference: str,
    name: str,
    run: _Run,
    none: _Run,
) -> Design:
    material, years = question.material, _years(run)
    prices = _club_prices(run, material, members)
    trade = imports_by_material(run.outcome, members).filter(pl.col("material") == material)
    pays = who_pays(none.outcome, run.outcome, _with_clubs(case, members))
    output = _output_by_plant(run, material, members, years)
    later = leakage(none.outcome, run.outcome, members, made_of(case, material))
    leaked = {row["material"]: row["change_t"] / years for row in later.to_dicts()}
    content = embodied_later(case, material)
    treasuries = pays.filter(pl.col("group") == "treasuries", pl.col("side") == "member")
    settlements = run.path.settlements
    return Design(
        name=name,
        price_in_usd_per_kg=_mean(prices),
        price_out_usd_per_kg=_mean(_region_prices(run, material, reference)),
        held_share=_held_share(prices, question.floor_usd_per_kg),
        lost_from=_lost_from(prices, question.floor_usd_per_kg),
        output_t_per_year=sum(output.values()),
        imports_t_per_year=float(trade["imports_t"].sum()) / years,
        exports_t_per_year=float(trade["exports_t"].sum()) / years,
        bought_t_per_year=_bought_t(run.outcome["measures"], material) / years,
        leakage_t_per_year=leaked,
        leakage_embodied_t_per_year=sum(t * content.get(name, 0.0) for name, t in leaked.items()),
        public_usd_million_per_year=float(treasuries["usd"].sum()) / 1e6 / years,
        unit_cost_usd=_unit_costs(case, members, run, none),
        output_by_plant_t_per_year=output,
        who_pays=pays,
        rounds=tuple(rounds for settled in settlements for rounds in settled.rounds if rounds),
        two_answers=any(settled.differs for settled in settlements),
        prices=run.outcome["prices"].filter(pl.col("material") == material),
        measures=run.outcome["measures"],
    )


def _bought_t(measures: pl.DataFrame, material: str) -> float:
    bought = measures.filter(pl.col("item") == "purchase", pl.col("material") == material)
    return float(bought["t"].sum())


def _with_clubs(case: Case, members: frozenset[str]) -> frozenset[str]:
    """Return the members, and the clubs whose joint accounts are theirs."""
    return members | {club for club in case.clubs if set(case.regions_of(club)) <= members}


def _use(run: _Run, material: str) -> pl.DataFrame:
    """Return what is used of a material by region and period: by sectors and by plants."""
    served = run.outcome["served"].filter(pl.col("material") == material)
    put_in = run.outcome["output"].filter(pl.col("material") == material, pl.col("t") < 0)
    return (
        pl.concat(
            [
                served.select("region", "period", use_t="served_t"),
                put_in.select("region", "period", use_t=-pl.col("t")),
            ]
        )
        .group_by("region", "period")
        .agg(pl.col("use_t").sum())
    )


def _club_prices(run: _Run, material: str, members: frozenset[str]) -> pl.DataFrame:
    """Return prices in members with the use that they weigh: region, period, price, use_t."""
    prices = run.outcome["prices"].filter(
        pl.col("material") == material, pl.col("region").is_in(sorted(members)), pl.col("status") == "ok"
    )
    return (
        prices.join(_use(run, material), on=["region", "period"], how="left")
        .select("region", "period", price="price_usd_per_kg", use_t=pl.col("use_t").fill_null(0.0))
        .sort("region", "period")
    )


def _region_prices(run: _Run, material: str, region: str) -> pl.DataFrame:
    return _club_prices(run, material, frozenset({region}))


def _mean(prices: pl.DataFrame) -> float | None:
    """Return the mean price weighted by use, or by places where nobody uses any; None without a market."""
    if not len(prices):
        return None
    price, weight = prices["price"].to_numpy(), prices["use_t"].to_numpy()
    return float(np.average(price, weights=weight if weight.sum() > 0 else None))


def _held_share(prices: pl.DataFrame, floor: float) -> float:
    used = prices["use_t"].to_numpy()
    held = used[prices["price"].to_numpy() >= HELD * floor].sum()
    return float(held / used.sum()) if used.sum() > 0 else 0.0


def _lost_from(prices: pl.DataFrame, floor: float) -> str | None:
    """Return the first day of the last stretch of periods in which no member's price reaches the floor."""
    highest = prices.group_by("period").agg(pl.col("price").max()).sort("period")
    lost: str | None = None
    for period, price in highest.iter_rows():
        if price >= HELD * floor:
            lost = None
        elif lost is None:
            lost = period.isoformat()
    return lost


def _output_by_plant(run: _Run, material: str, members: frozenset[str], years: float) -> dict[str, float]:
    made = run.outcome["output"].filter(
        pl.col("material") == material, pl.col("region").is_in(sorted(members)), pl.col("t") > 0
    )
    summed = made.group_by("plant").agg(pl.col("t").sum() / years).sort("plant")
    return {str(plant): float(t) for plant, t in summed.iter_rows()}


def _unit_costs(case: Case, members: frozenset[str], run: _Run, none: _Run) -> dict[str, float]:
    """Return by how much what counts in a unit of a sector's product costs more in the club, US dollars: the
    change of its mean price, weighted by what the sector uses of each material, times kg in a unit.
    """
    counted, found = counted_materials(case), {}
    for sector in case.sectors:
        if sector.sector in usual(case).sectors and sector.kg_per_unit is not None:
            change = _counted_price(run, sector.sector, counted[sector.sector], members, none)
            if change is not None:
                found[sector.sector] = sector.kg_per_unit * change
    return found


def _counted_price(
    run: _Run, sector: str, materials: frozenset[str], members: frozenset[str], none: _Run
) -> float | None:
    key = ["region", "material", "period"]
    used = none.outcome["served"].filter(
        pl.col("sector") == sector,
        pl.col("material").is_in(sorted(materials)),
        pl.col("region").is_in(sorted(members)),
    )
    joined = (
        used.select(*key, "served_t")
        .join(run.outcome["prices"].select(*key, now="price_usd_per_kg"), on=key)
        .join(none.outcome["prices"].select(*key, before="price_usd_per_kg"), on=key)
        .drop_nulls()
    )
    total = float(joined["served_t"].sum())
    return float(((joined["now"] - joined["before"]) * joined["served_t"]).sum()) / total if total else None


def _plants(
    case: Case, question: FloorQuestion, members: frozenset[str], none: _Run, designs: Sequence[Design]
) -> tuple[PlantLine, ...]:
    """Return every plant of a member that makes the material, planned ones with it."""
    recipes = none.path.market.structure.recipes
    prices = _mean_prices(none)
    lines = []
    for plant in case.plants:
        recipe = none.path.market.structure.recipe(plant.process) if plant.process in recipes else {}
        if plant.region in members and recipe.get(question.material, 0.0) > 0:
            breakeven = _breakeven(recipe, plant.cost_usd_per_kg, plant.region, question.material, prices)
            made = {d.name: d.output_by_plant_t_per_year.get(plant.plant, 0.0) for d in designs}
            lines.append(PlantLine(plant.plant, plant.name_en, plant.region, plant.status, made, breakeven))
    return tuple(sorted(lines, key=_by_breakeven))


def _by_breakeven(line: PlantLine) -> tuple[bool, float, str]:
    """Sort by the price from which a plant runs; last those of which it is not known."""
    return line.breakeven_usd_per_kg is None, line.breakeven_usd_per_kg or 0.0, line.plant


def _mean_prices(run: _Run) -> dict[tuple[str, str], float]:
    """Return mean prices over a run by region and material; under a blank region the lowest of all."""
    means = run.outcome["prices"].group_by("region", "material").agg(pl.col("price_usd_per_kg").mean())
    found = {(r, m): p for r, m, p in means.iter_rows() if p is not None}
    for (_, material), price in list(found.items()):
        found["", material] = min(found.get(("", material), price), price)
    return found


def _breakeven(
    recipe: Mapping[str, float],
    cost: float,
    region: str,
    material: str,
    prices: Mapping[tuple[str, str], float],
) -> float | None:
    """Return the price of a material at which a plant's first tonne pays, other materials at the given
    prices; None where one of its inputs has no price.
    """
    others = 0.0
    for name, t_per_t in recipe.items():
        if name == material:
            continue
        price = prices.get((region, name), prices.get(("", name)))
        if price is None and t_per_t < 0:
            return None
        others += t_per_t * (price or 0.0)
    return max((cost - others) / recipe[material], 0.0)
