"""Positions in the facts: production by country, imports by origin, reliance as offices publish it.

Production is what mines (or refineries) make, by the US Geological Survey; imports come from customs (BACI)
at the stage of the tariff line, which may be a later one. Then world output is that of the earlier stage, as
GeoPolRisk has it, and the note says so. Exports and home use are not in the tables: sourcing is imports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import polars as pl

from didymium.evidence.countries import country_codes
from didymium.evidence.evidence import Evidence
from didymium.indicators.criticality.governance import EUROPEAN_UNION
from didymium.indicators.criticality.methods import METHODS
from didymium.indicators.criticality.position import Position
from didymium.indicators.criticality.reference import reference_table
from didymium.indicators.criticality.table import ALL_STAGES, FACTS, WORLD, IndicatorRow

OTHERS = "ROW"
"""Region of the production table for countries that the source adds up without naming them."""
EU = "eu"
PUBLISHED = "published"
"""Scenario of an indicator that an office published."""
PUBLISHED_IN = 2023
OF_STUDY = "of 2016 to 2020, as published"
MINE = "mine"
_AS_THE_UNION = "recycling as published for the European Union"
_OF_IMPORTS = "sourcing is imports alone: what is made at home and stays is not in the tables"
_OF_SHARES = "from shares of the largest producers as published"
_CUSTOMS = "baci_2008_2024"
STAGES = (MINE, "separation", "refining", "magnet")
LEAST_NAMED, ROUNDING = 0.75, 0.02
"""Published shares count if they name more than this of world output; they may exceed the whole by that."""
Years = Mapping[int, Mapping[str, float]]
Shares = Mapping[tuple[str, str], Mapping[int, tuple[Mapping[str, float], float, str]]]
"""Output by country, the unnamed rest and the source, by mineral, stage and year."""


class Facts:
    """The evidence as the methods look it up, each table made once."""

    def __init__(self, evidence: Evidence):
        self.evidence = evidence

    @cached_property
    def reliances(self) -> Mapping[tuple[str, str, str], tuple[float, str]]:
        """Published net import reliance and its fact, by country, mineral and date."""
        rows = self.evidence.corrected.filter(pl.col("measure") == "import_reliance", pl.col("partner") == "")
        table = rows.select("subject", "material", "as_of", "base", "fact").drop_nulls("base").iter_rows()
        return {(region, name, day): (value, fact) for region, name, day, value, fact in table}

    @cached_property
    def shares(self) -> Shares:
        """Shares of world output by country where one source names at least three countries and the
        production table has nothing for the stage; of several sources the one that names most of output.
        """
        found: dict[tuple[str, str], dict[int, tuple[dict[str, float], float, str]]] = {}
        columns = ("material", "stage", "as_of", "source")
        groups = self._of_countries.sort(*columns, "subject").group_by(*columns, maintain_order=True)
        for key, rows in groups:
            material, stage, year, source = (str(part) for part in key)
            output = {str(name): float(share) for name, share in rows.select("subject", "base").iter_rows()}
            years, named = found.setdefault((material, stage), {}), sum(output.values())
            before = 1.0 - years[int(year)][1] if int(year) in years else LEAST_NAMED
            if len(output) >= 3 and before < named <= 1.0 + ROUNDING:
                years[int(year)] = (output, max(1.0 - named, 0.0), source)
        return {thing: years for thing, years in found.items() if years and thing not in _production()}

    @property
    def _of_countries(self) -> pl.DataFrame:
        return self.evidence.corrected.filter(
            pl.col("measure") == "output_share",
            pl.col("until").fill_null("") == "",
            pl.col("stage").is_in(STAGES),
            pl.col("as_of").str.len_chars() == 4,
            pl.col("subject").is_in(sorted(country_codes())),
        ).drop_nulls("base")


def fact_names(facts: Facts) -> frozenset[str]:
    """Return the minerals with production figures, shares of world output or published results."""
    shared = {material for material, _ in facts.shares}
    return frozenset(
        {*shared, *reference_table("production")["material"], *reference_table("ec_2023_results")["material"]}
    )


def fact_years() -> list[int]:
    """Return the years with production figures."""
    return sorted(set(reference_table("production")["year"].to_list()))


def fact_regions(facts: Facts) -> frozenset[str]:
    """Return the regions with imports by origin or a published reliance, and the world."""
    published = {region for region, _, _ in facts.reliances}
    return frozenset({WORLD, *reference_table("trade")["importer"], *published})


def fact_positions(
    facts: Facts, regions: Sequence[str], years: Sequence[int], names: Iterable[str]
) -> Iterator[Position]:
    """Return the positions of regions in minerals, as far as the tables reach."""
    for name in names:
        for year in years:
            for stage in STAGES:
                for region in regions:
                    place = _world if region == WORLD else _region
                    yield from place(facts, region, name, stage, year)
    if EU in regions:
        yield from (_recycled(name) for name in names if name in _published())


@dataclass(frozen=True)
class _World:
    """World output by country in tonnes or as shares, what is unnamed, the source."""

    output: Mapping[str, float]
    unnamed: float
    source: str
    in_tonnes: bool


def _output(facts: Facts, name: str, stage: str, year: int) -> _World | None:
    """Return world output of a stage: tonnes of the production table, else shares of the evidence."""
    made = _production().get((name, stage), {}).get(year)
    if made is not None:
        return _World(*made, in_tonnes=True)
    shared = facts.shares.get((name, stage), {}).get(year)
    return None if shared is None else _World(*shared, in_tonnes=False)


def _world(facts: Facts, region: str, name: str, stage: str, year: int) -> Iterator[Position]:
    found = _output(facts, name, stage, year)
    if found is not None:
        yield Position(
            WORLD, name, stage, year, FACTS, world=found.output, world_unnamed_t=found.unnamed,
            source=found.source, note="" if found.in_tonnes else _OF_SHARES,
        )  # fmt: skip


def _region(facts: Facts, region: str, name: str, stage: str, year: int) -> Iterator[Position]:
    """Return a region's position at a stage where customs see the mineral, an office publishes reliance, or
    world output is known.
    """
    traded = stage == _traded_stage().get(name, MINE)
    imports = _imports().get((name, region), {}).get(year) if traded else None
    world, mined = (_output(facts, name, at, year) for at in (stage, MINE))
    tonnes = world if world is not None and world.in_tonnes else mined
    own = sum(tonnes.output.get(member, 0.0) for member in _members(region)) if tonnes is not None else None
    reliance, why, fact = _reliance(facts, region, name, year, stage, own) if traded else (None, "", "")
    if imports is None and world is None and not fact:
        return
    notes = [_OF_IMPORTS if imports else "", _AS_THE_UNION]
    notes += ["" if world is None or world.in_tonnes else _OF_SHARES]
    sources = [
        world.source if world else "",
        tonnes.source if tonnes else "",
        _CUSTOMS if imports else "",
        fact,
    ]
    yield Position(
        region, name, stage, year, FACTS, imports=imports, output_t=own, known_reliance=reliance,
        world=world.output if world else None, world_unnamed_t=world.unnamed if world else 0.0,
        mined=tonnes.output if tonnes and tonnes is not world else None,
        mined_unnamed_t=tonnes.unnamed if tonnes else 0.0,
        reliance_note=why, recycled_share=_published().get(name),
        trade=_trade_parameters(name, stage) if region == EU else {},
        note="; ".join(note for note in notes if note),
        source=" ".join(dict.fromkeys(" ".join(sources).split())),
    )  # fmt: skip


def _trade_parameters(name: str, stage: str) -> Mapping[str, Mapping[str, float]]:
    """Return the Union's trade parameters by scope and country."""
    step = "extraction" if stage == MINE else "processing"
    found: dict[str, dict[str, float]] = {}
    table = reference_table("ec_2023_trade_parameters")
    rows = table.filter(pl.col("material") == name, pl.col("stage") == step)
    for scope, region, parameter in rows.select("scope", "region", "parameter").iter_rows():
        found.setdefault(scope, {})[region] = parameter
    return found


def _members(region: str) -> frozenset[str]:
    return EUROPEAN_UNION if region == EU else frozenset({region})


def _recycled(name: str) -> Position:
    return Position(
        EU, name, ALL_STAGES, PUBLISHED_IN, FACTS, recycled_share=_published()[name], source="ec_crm_2023"
    )


@cache
def _production() -> Mapping[tuple[str, str], Mapping[int, tuple[Mapping[str, float], float, str]]]:
    """Output by country, tonnes of unnamed countries and source, by material, stage and year."""
    found: dict[tuple[str, str], dict[int, tuple[dict[str, float], float, str]]] = {}
    table = reference_table("production").filter(pl.col("region") != WORLD)
    for row in table.iter_rows(named=True):
        years = found.setdefault((row["material"], row["stage"]), {})
        output, unnamed, source = years.get(row["year"], ({}, 0.0, row["source"]))
        if row["region"] == OTHERS:
            unnamed += row["t"]
        else:
            output = {**output, row["region"]: row["t"]}
        years[row["year"]] = (output, unnamed, source)
    return found


@cache
def _imports() -> Mapping[tuple[str, str], Years]:
    """Imports by origin in tonnes, by material, importer and year."""
    table = (
        reference_table("trade")
        .join(reference_table("tariff_lines").select("hs", "material"), on="hs")
        .group_by("material", "importer", "year", "exporter")
        .agg(pl.col("t").sum())
        .sort("material", "importer", "year", "exporter")
    )
    found: dict[tuple[str, str], dict[int, dict[str, float]]] = {}
    for material, importer, year, exporter, tonnes in table.iter_rows():
        found.setdefault((material, importer), {}).setdefault(year, {})[exporter] = tonnes
    return found


@cache
def _traded_stage() -> Mapping[str, str]:
    return dict(reference_table("tariff_lines").select("material", "stage").iter_rows())


@cache
def _published() -> Mapping[str, float]:
    """The end-of-life recycling input rate that the Commission published."""
    table = reference_table("ec_2023_results").drop_nulls("recycled_share")
    return dict(table.select("material", "recycled_share").iter_rows())


def _reliance(
    facts: Facts, region: str, name: str, year: int, stage: str, own: float | None
) -> tuple[float | None, str, str]:
    """Return a net import reliance that need not be computed, why, and its source: an office publishes it,
    or nothing is mined at home and all that is used was imported.
    """
    if (region, name, str(year)) in facts.reliances:
        value, fact = facts.reliances[region, name, str(year)]
        return value, "as published", fact
    if region == EU and (name, stage) in _european_reliance():
        return _european_reliance()[name, stage], OF_STUDY, "ec_crm_2023"
    return (1.0, "nothing is mined at home", "") if own == 0.0 else (None, "", "")


@cache
def _european_reliance() -> Mapping[tuple[str, str], float]:
    """The Union's reliance by mineral and stage, as the Commission published it."""
    columns = {
        MINE: "reliance_extraction",
        "separation": "reliance_processing",
        "refining": "reliance_processing",
    }
    table = reference_table("ec_2023_results")
    return {
        (material, stage): value
        for stage, column in columns.items()
        for material, value in table.drop_nulls(column).select("material", column).iter_rows()
    }


def published_rows(names: Iterable[str], methods: Sequence[str]) -> Iterator[IndicatorRow]:
    """Return what the Commission published in 2023: supply risk and economic importance of the Union."""
    wanted, columns = set(names), [name for name in ("supply_risk", "economic_importance") if name in methods]
    for row in reference_table("ec_2023_results").iter_rows(named=True):
        for name in columns if row["material"] in wanted else ():
            method = METHODS[name]
            yield IndicatorRow(
                name, EU, row["material"], ALL_STAGES, PUBLISHED_IN, PUBLISHED, row[name],
                method.unit, method.threshold, row["source"], OF_STUDY,
                {"bottleneck": row["bottleneck"]} if name == "supply_risk" else {},
            )  # fmt: skip
