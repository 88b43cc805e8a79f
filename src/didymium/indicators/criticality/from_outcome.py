"""Positions in a solved market: who makes, sends, uses and recycles how much of each material and element.

An element is followed through a stage by the materials of that stage that hold it, counted as oxide. A
material that another plant of the same stage takes in (a mixed concentrate on its way to be separated) is no
product of the stage and is not counted twice. Where a mine separates on the spot, its oxide counts as mined
and as separated. What comes by way of a region that makes none of it counts for where that region had it
from: a port, or a lane past customs, is no supplier.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from didymium.case.case import Case
from didymium.indicators.criticality.position import Position
from didymium.indicators.criticality.recycling import end_of_life_input_rate
from didymium.indicators.criticality.table import ALL_STAGES, WORLD
from didymium.indicators.loss import counting
from didymium.indicators.spans import spans_of_outcome, spans_table
from didymium.indicators.stages import ORDER
from didymium.outcome.tables import Outcome

Thing = tuple[str, str]
"""A material or element, and a stage."""
SEPARATION, MINE, SCRAP = "separation", "mine", "scrap"


@dataclass(frozen=True)
class MarketYear:
    """A calendar year of an outcome, added up."""

    case: Case
    outcome: Outcome
    year: int

    @property
    def source(self) -> str:
        """Where the figures come from: the case that was solved."""
        return f"case:{self.case.settings.name}"

    @cached_property
    def covered(self) -> str:
        """First and last day of the periods that begin in the year, if they are not the year; else blank."""
        spans = spans_of_outcome(self.outcome)
        inside = [day for day in spans if day.year == self.year]
        if not inside:
            return "the run does not cover the year"
        first, after = min(inside), max(spans[day] for day in inside)
        whole = (first, after) == (dt.date(self.year, 1, 1), dt.date(self.year + 1, 1, 1))
        return "" if whole else f"covers {first} to {after - dt.timedelta(days=1)} only"

    @cached_property
    def things(self) -> pl.DataFrame:
        """Which material counts as which thing: material, name, stage, held (t of the thing per t)."""
        stages = {row.material: row.stage for row in self.case.materials}
        rows: list[tuple[str, str, str, float]] = [(m, m, stage, 1.0) for m, stage in stages.items()]
        between = _intermediates(self.case, stages)
        rows += [
            (row.material, row.element, stages[row.material], row.t_oxide_per_t)
            for row in self.case.contents
            if stages[row.material] in ORDER and row.material not in between
        ]
        names = {"material": pl.String, "name": pl.String, "stage": pl.String, "held": pl.Float64}
        return pl.DataFrame(rows, schema=names, orient="row")

    def _of_year(self, table: str) -> pl.DataFrame:
        return self.outcome[table].filter(pl.col("period").dt.year() == self.year)

    @cached_property
    def made(self) -> Mapping[Thing, Mapping[str, float]]:
        """Tonnes made by region."""
        output = self._of_year("output").filter(pl.col("t") > 0)
        mines = [row.process for row in self.case.processes if row.stage == MINE]
        at_mine = (
            output.filter(pl.col("process").is_in(mines))
            .join(self.things, on="material")
            .filter(pl.col("stage") != MINE, pl.col("name") != pl.col("material"))
            .with_columns(stage=pl.lit(MINE))
        )
        counted = pl.concat([output.join(self.things, on="material"), at_mine.select(_columns(output))])
        return _by_region(counted, "region")

    @cached_property
    def flows(self) -> Mapping[Thing, Mapping[tuple[str, str], tuple[float, float]]]:
        """Tonnes sent and arrived by origin and destination."""
        table = (
            self._of_year("flows")
            .join(self.things, on="material")
            .group_by("name", "stage", "origin", "destination")
            .agg(
                sent=(pl.col("t") * pl.col("held")).sum(),
                arrived=(pl.col("arrived_t") * pl.col("held")).sum(),
            )
            .sort("name", "stage", "origin", "destination")
        )
        found: dict[Thing, dict[tuple[str, str], tuple[float, float]]] = defaultdict(dict)
        for name, stage, origin, destination, sent, arrived in table.iter_rows():
            found[name, stage][origin, destination] = (sent, arrived)
        return found

    @cached_property
    def recycled(self) -> Mapping[Thing, Mapping[str, float]]:
        """Of what is made, tonnes by region out of old products."""
        recyclers = _recyclers_of_old(self.case)
        output = self._of_year("output").filter(pl.col("t") > 0, pl.col("process").is_in(recyclers))
        return _by_region(output.join(self.things, on="material"), "region")

    @cached_property
    def prices(self) -> Mapping[tuple[str, str], float]:
        """Mean price of the year by material and region, periods weighed by their days."""
        price, days = pl.col("price_usd_per_kg"), pl.col("days")
        table = (
            self._of_year("prices")
            .drop_nulls("price_usd_per_kg")
            .join(spans_table(self.outcome).select("period", "days"), on="period")
            .group_by("material", "region")
            .agg((price * days).sum() / days.sum())
        )
        return {(material, region): price for material, region, price in table.iter_rows()}

    @cached_property
    def use(self) -> Mapping[Thing, Mapping[str, float]]:
        """Apparent consumption by region, not below zero."""
        return {thing: self._use(thing) for thing in sorted({*self.made, *self.flows})}

    def use_by_sector(self, members: Sequence[str]) -> dict[str, dict[str, float]]:
        """Return what the sectors of regions use of each element, as oxide, materials with content only."""
        elements = {row.element for row in self.case.contents}
        served = (
            self._of_year("served")
            .filter(pl.col("region").is_in(list(members)), pl.col("served_t") > 0)
            .join(self.things.filter(pl.col("name").is_in(elements)), on="material")
            .group_by("name", "sector")
            .agg(t=(pl.col("served_t") * pl.col("held")).sum())
            .sort("name", "sector")
        )
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for element, sector, tonnes in served.iter_rows():
            found[element][sector] = tonnes
        return found

    def value_added(self, members: Sequence[str]) -> dict[str, float]:
        """Return what each sector of regions adds in the year, US dollars; sectors whose product or value
        added is not known are left out.
        """
        per_kg = {
            row.sector: row.value_added_usd_per_unit / row.kg_per_unit
            for row in self.case.sectors
            if row.kg_per_unit and row.value_added_usd_per_unit is not None
        }
        served = counting(self.case, self._of_year("served")).filter(pl.col("region").is_in(list(members)))
        table = served.group_by("sector").agg(pl.col("served_t").sum()).sort("sector")
        return {sector: t * 1000.0 * per_kg[sector] for sector, t in table.iter_rows() if sector in per_kg}

    def _use(self, thing: Thing) -> dict[str, float]:
        net = defaultdict(float, self.made.get(thing, {}))
        for (origin, destination), (sent, arrived) in self.flows.get(thing, {}).items():
            net[origin] -= sent
            net[destination] += arrived
        return {region: max(tonnes, 0.0) for region, tonnes in sorted(net.items())}


def _columns(output: pl.DataFrame) -> list[str]:
    return [*output.columns, "name", "stage", "held"]


def _intermediates(case: Case, stages: Mapping[str, str]) -> frozenset[str]:
    """Return materials that a process of their own stage takes in."""
    process_stage = {row.process: row.stage for row in case.processes}
    return frozenset(
        row.material
        for row in case.coefficients
        if row.t_per_t < 0 and process_stage.get(row.process) == stages[row.material]
    )


def _recyclers_of_old(case: Case) -> list[str]:
    """Return the processes that take in scrap of old products: scrap that only collection makes."""
    stage = {row.process: row.stage for row in case.processes}
    scrap = {row.material for row in case.materials if row.stage == SCRAP}
    new = {r.material for r in case.coefficients if r.t_per_t > 0 and stage.get(r.process) != SCRAP}
    old = scrap - new
    return sorted({row.process for row in case.coefficients if row.material in old and row.t_per_t < 0})


def _by_region(table: pl.DataFrame, region: str) -> Mapping[Thing, Mapping[str, float]]:
    summed = (
        table.group_by("name", "stage", region)
        .agg(t=(pl.col("t") * pl.col("held")).sum())
        .sort("name", "stage", region)
    )
    found: dict[Thing, dict[str, float]] = defaultdict(dict)
    for name, stage, where, tonnes in summed.iter_rows():
        found[name, stage][where] = tonnes
    return found


def positions(market: MarketYear, regions: Sequence[str], scenario: str) -> Iterator[Position]:
    """Return the position of every region (a region, a club, or ``world``) in every thing that is made or
    traded in the year, and in every element over all stages.
    """
    things = sorted({*market.made, *market.flows})
    elements = sorted({name for name, _ in things} & {row.element for row in market.case.contents})
    for region in regions:
        shares = {name: _whole_chain(market, name, region, scenario) for name in elements}
        yield from shares.values()
        for thing in things:
            share = shares[thing[0]].recycled_share if thing[0] in shares else None
            place = _world if region == WORLD else _region
            yield replace(place(market, thing, region, scenario), recycled_share=share)


def _whole_chain(market: MarketYear, element: str, region: str, scenario: str) -> Position:
    """Return how much of an element a region takes in to make things of, and how much of it is out of old
    products: what it separates or gets separated, and what later stages make straight from old products.
    """
    place = _world if region == WORLD else _region
    supply = place(market, (element, SEPARATION), region, scenario).sourcing or {}
    members = None if region == WORLD else _members(market, region)
    recycled = {
        stage: sum(t for name, t in rows.items() if members is None or name in members)
        for (name, stage), rows in market.recycled.items()
        if name == element
    }
    later = sum(t for stage, t in recycled.items() if stage != SEPARATION)
    whole, old = sum(supply.values()) + later, sum(recycled.values(), 0.0)
    return Position(
        region, element, ALL_STAGES, market.year, scenario, recycled_t=old, input_t=whole,
        note=market.covered, source=market.source,
        recycled_share=end_of_life_input_rate(old, whole) if whole > 0 else 0.0,
    )  # fmt: skip


def _world(market: MarketYear, thing: Thing, region: str, scenario: str) -> Position:
    return Position(
        region, *thing, market.year, scenario, world=market.made.get(thing, {}),
        use=market.use.get(thing, {}), note=market.covered, source=market.source,
    )  # fmt: skip


def _members(market: MarketYear, region: str) -> frozenset[str]:
    return frozenset(market.case.regions_of(region, dt.date(market.year, 12, 31)))


def _region(market: MarketYear, thing: Thing, region: str, scenario: str) -> Position:
    members = _members(market, region)
    made, flows = market.made.get(thing, {}), market.flows.get(thing, {})
    out: dict[str, float] = defaultdict(float)
    into: dict[str, float] = defaultdict(float)
    for (origin, destination), (sent, arrived) in flows.items():
        if origin in members and destination not in members:
            out[origin] += sent
        elif destination in members and origin not in members:
            for source, share in _sources(market, thing, origin, members).items():
                into[source] += arrived * share
    return Position(
        region, *thing, market.year, scenario, world=made, use=market.use.get(thing, {}),
        note=market.covered, source=market.source,
        home={name: max(t - out[name], 0.0) for name, t in made.items() if name in members},
        imports={name: t for name, t in into.items() if t > 0},
        output_t=sum(t for name, t in made.items() if name in members), exports_t=sum(out.values()),
        price_usd_per_kg=_price(market, thing[0], members),
    )  # fmt: skip


def _sources(market: MarketYear, thing: Thing, origin: str, without: frozenset[str]) -> Mapping[str, float]:
    """Return who makes what an origin sends, as shares: itself, unless it makes nothing and passes on what it
    had from others than those ``without``.
    """
    if market.made.get(thing, {}).get(origin, 0.0) > 0:
        return {origin: 1.0}
    beyond = without | {origin}
    arrived = {
        before: t
        for (before, to), (_, t) in market.flows.get(thing, {}).items()
        if to == origin and before not in beyond and t > 0
    }
    found: dict[str, float] = defaultdict(float)
    for before, t in arrived.items():
        for source, share in _sources(market, thing, before, beyond).items():
            found[source] += share * t / sum(arrived.values())
    return found or {origin: 1.0}


def _price(market: MarketYear, name: str, members: frozenset[str]) -> float | None:
    found = [p for member in sorted(members) if (p := market.prices.get((name, member))) is not None]
    return sum(found) / len(found) if found else None
