"""The layers of the map of a period: plants, regions, and what regions ship to each other."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from didymium.case.case import Case
from didymium.case.recipes import Recipe, recipes_of
from didymium.case.schema import Plant
from didymium.indicators.dependence import consumption
from didymium.market.periods import Periods
from didymium.views.flows.columns import SCRAP
from didymium.views.flows.movements import Movements, contents, movements
from didymium.views.run_view import ScenarioRun

THIN = 0.01
"""Flows below this share of the largest are left out of the map, but counted."""
_STANDING = ("operating", "ramping")
"""Plants with these words for their state are on the map even when they stand still."""


@dataclass(frozen=True)
class PlantPoint:
    """A plant on the map. Tonnes a year of the element."""

    plant: str
    name: str
    region: str
    stage: str
    lat: float
    lon: float
    has_own_place: bool
    """Whether the case knows where it stands; else the point is its region's."""
    made_t: float
    """Made in the period, scrap left out but of those who collect it."""
    capacity_t: float
    """As much as its capacity of the period could make."""

    @property
    def identity(self) -> str:
        """Name by which a click is resolved."""
        return f"plant:{self.plant}"


@dataclass(frozen=True)
class StageBalance:
    """What a region makes, brings in, sends out and uses of a stage's materials; tonnes a year of the
    element.
    """

    made_t: float = 0.0
    imports_t: float = 0.0
    exports_t: float = 0.0

    @property
    def used_t(self) -> float:
        """Apparent consumption: made, less exports, and imports; without changes of stocks."""
        return self.made_t - self.exports_t + self.imports_t

    @property
    def reliance(self) -> float | None:
        """Net imports as a share of apparent consumption; None where nothing is used."""
        return (self.imports_t - self.exports_t) / self.used_t if self.used_t > 1e-6 else None


@dataclass(frozen=True)
class RegionPoint:
    """A region on the map."""

    region: str
    lat: float
    lon: float
    stages: Mapping[str, StageBalance]
    served_t: float
    unserved_t: float

    @property
    def identity(self) -> str:
        """Name by which a click is resolved."""
        return f"region:{self.region}"


@dataclass(frozen=True)
class FlowLine:
    """What a region sends to another of a stage's materials; tonnes a year of the element."""

    stage: str
    origin: str
    destination: str
    t: float
    t_by_material: Mapping[str, float]

    @property
    def identity(self) -> str:
        """Name by which a click is resolved."""
        return f"flow:{self.stage}:{self.origin}:{self.destination}"


@dataclass(frozen=True)
class MapLayers:
    """The map of a period; flows largest first, without the thin ones."""

    element: str
    period: dt.date
    plants: tuple[PlantPoint, ...]
    regions: tuple[RegionPoint, ...]
    flows: tuple[FlowLine, ...]
    thin_flows: int
    """How many flows are left out."""
    thin_t: float
    """Tonnes a year that they carry together."""
    table: pl.DataFrame
    """layer, stage, name, region, to, t_per_year, capacity_t_per_year: every plant and every flow."""


def map_layers(case: Case, run: ScenarioRun, element: str, period: dt.date) -> MapLayers:
    """Return what the map of a period of a run shows.

    Raises:
        ValueError: As :func:`didymium.views.flows.movements.movements`.
    """
    moved = movements(case, run.outcome, element, period)
    flows = flow_lines(case, moved)
    least = THIN * flows[0].t if flows else 0.0
    thin = [flow for flow in flows if flow.t < least]
    plants = plant_points(case, moved)
    return MapLayers(
        element,
        period,
        plants,
        region_points(case, run, moved),
        tuple(flow for flow in flows if flow.t >= least),
        len(thin),
        sum(flow.t for flow in thin),
        _table(plants, flows),
    )


def flow_lines(case: Case, moved: Movements) -> tuple[FlowLine, ...]:
    """Return what regions ship to each other by stage of the goods, largest first."""
    stage = {row.material: str(row.stage) for row in case.materials}
    found: defaultdict[tuple[str, str, str], defaultdict[str, float]] = defaultdict(
        lambda: defaultdict(float)
    )
    for material, origin, destination, t in moved.shipments.select(
        "material", "origin", "destination", "t"
    ).iter_rows():
        if t > 1e-9:
            found[stage[material], origin, destination][material] += t
    lines = [FlowLine(*key, sum(by.values()), dict(sorted(by.items()))) for key, by in found.items()]
    return tuple(sorted(lines, key=lambda line: (-line.t, line.stage, line.origin, line.destination)))


def plant_points(case: Case, moved: Movements) -> tuple[PlantPoint, ...]:
    """Return the plants that made something of the element in the period, and those that stand still;
    confidential ones are left out.
    """
    made, content = _made(case, moved), contents(case, moved.element)
    recipes = recipes_on(case, moved.period)
    places = {row.region: (row.lat, row.lon) for row in case.regions}
    stage = {row.process: str(row.stage) for row in case.processes}
    points = []
    for row in case.plants:
        per_activity = _made_per_activity(case, recipes[row.process], stage[row.process], content)
        capacity = capacity_of(case, row, moved.period, moved.until) * per_activity
        standing = row.status in _STANDING and capacity > 0
        if case.is_confidential("plants", row.identity) or not (row.plant in made or standing):
            continue
        own = row.lat is not None and row.lon is not None
        lat, lon = (row.lat, row.lon) if own else places[row.region]
        points.append(
            PlantPoint(
                row.plant, row.name_en, row.region, stage[row.process], lat or 0.0, lon or 0.0, own,
                made.get(row.plant, 0.0), capacity,
            )
        )  # fmt: skip
    return tuple(points)


def capacity_of(case: Case, plant: Plant, period: dt.date, until: dt.date) -> float:
    """Return the capacity of a plant in a period in tonnes a year of its process's reference material: the
    mean over the period, nothing on days on which it does not work.
    """
    changes = sorted(
        (row.from_, row.capacity_t_per_year) for row in case.capacity_changes if row.plant == plant.plant
    )
    course = [(dt.date.min, plant.capacity_t_per_year), *changes]
    ends = [first for first, _ in course[1:]] + [dt.date.max]
    start = plant.start or dt.date.min
    end = plant.end + dt.timedelta(days=1) if plant.end else dt.date.max
    worked = sum(
        capacity * max((min(after, end, until) - max(first, start, period)).days, 0)
        for (first, capacity), after in zip(course, ends, strict=True)
    )
    years = (period + (until - period) / 2 - dt.date(case.settings.base_year, 7, 1)).days / 365.25
    growth = float((1.0 + (plant.capacity_growth_per_year or 0.0)) ** years)
    return worked / (until - period).days * growth


def recipes_on(case: Case, day: dt.date) -> Mapping[str, Recipe]:
    """Return the recipe of each process as it stands on a day, the first one before its time."""
    found: dict[str, Recipe] = {}
    for recipe in recipes_of(case):
        if recipe.process not in found or (recipe.from_ or dt.date.min) <= day:
            found[recipe.process] = recipe
    return found


def _made_per_activity(case: Case, recipe: Recipe, stage: str, content: Mapping[str, float]) -> float:
    return sum(
        t * content.get(material, 0.0)
        for material, t in recipe.outputs.items()
        if stage == SCRAP or material not in _scrap(case)
    )


def _scrap(case: Case) -> frozenset[str]:
    return frozenset(row.material for row in case.materials if row.stage == SCRAP)


def _made(case: Case, moved: Movements) -> Mapping[str, float]:
    """Return what each plant made, but for the scrap of plants that do something else."""
    collecting = [row.process for row in case.processes if row.stage == SCRAP]
    found = moved.output.filter(
        pl.col("t") > 0, ~pl.col("material").is_in(list(_scrap(case))) | pl.col("process").is_in(collecting)
    )
    return dict(found.group_by("plant").agg(pl.col("t").sum()).iter_rows())


def region_points(case: Case, run: ScenarioRun, moved: Movements) -> tuple[RegionPoint, ...]:
    """Return the balance of each region by stage, and how much of what its sectors want is met."""
    balances = _balances(case, run, moved)
    wanted = moved.served.group_by("region").agg(pl.col("t").sum(), pl.col("unserved_t").sum())
    met = {region: (t, unserved) for region, t, unserved in wanted.iter_rows()}
    return tuple(
        RegionPoint(
            row.region, row.lat, row.lon, balances.get(row.region, {}), *met.get(row.region, (0.0, 0.0))
        )
        for row in case.regions
    )


def _balances(case: Case, run: ScenarioRun, moved: Movements) -> Mapping[str, dict[str, StageBalance]]:
    content = contents(case, moved.element)
    years = float(Periods((moved.period, moved.until)).years[0])
    held = pl.col("material").replace_strict(content, default=0.0, return_dtype=pl.Float64)
    columns = ("output_t", "imports_t", "exports_t")
    used = (
        consumption(case, run.outcome, moved.period, moved.until)
        .group_by("region", "stage", maintain_order=True)
        .agg((pl.col(name) * held / years).sum() for name in columns)
    )
    found: defaultdict[str, dict[str, StageBalance]] = defaultdict(dict)
    for region, stage, *tonnes in used.iter_rows():
        if any(tonnes):
            found[region][stage] = StageBalance(*tonnes)
    return found


def _table(plants: tuple[PlantPoint, ...], flows: tuple[FlowLine, ...]) -> pl.DataFrame:
    rows: list[tuple[object, ...]] = [
        ("plant", point.stage, point.name, point.region, None, point.made_t, point.capacity_t)
        for point in plants
    ]
    rows += [
        ("flow", line.stage, material, line.origin, line.destination, t, None)
        for line in flows
        for material, t in line.t_by_material.items()
    ]
    names = ("layer", "stage", "name", "region", "to")
    schema = {**dict.fromkeys(names, pl.String), "t_per_year": pl.Float64, "capacity_t_per_year": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")
