"""Positions in the facts: production by country, imports by origin, reliance as offices publish it.

Production is what mines (or refineries) make, by the US Geological Survey; imports come from customs (BACI)
at the stage of the tariff line, which may be a later one. Then world output is that of the earlier stage, as
GeoPolRisk has it, and the note says so. Exports and home use are not in the tables: sourcing is imports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

import polars as pl

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
MINE = "mine"
_AS_THE_UNION = "recycling as published for the European Union"
_OF_IMPORTS = "sourcing is imports alone: what is made at home and stays is not in the tables"
_OF_MINES = "world output is that of mines"
Years = Mapping[int, Mapping[str, float]]


def fact_names() -> frozenset[str]:
    """Return the minerals with production figures or published results."""
    return frozenset(
        {*reference_table("production")["material"], *reference_table("ec_2023_results")["material"]}
    )


def fact_years() -> list[int]:
    """Return the years with production figures."""
    return sorted(set(reference_table("production")["year"].to_list()))


def fact_regions(evidence: Evidence) -> frozenset[str]:
    """Return the regions with imports by origin or a published reliance, and the world."""
    published = _reliances(evidence)["subject"].to_list()
    return frozenset({WORLD, *reference_table("trade")["importer"], *published})


def fact_positions(
    evidence: Evidence, regions: Sequence[str], years: Sequence[int], names: Iterable[str]
) -> Iterator[Position]:
    """Return the positions of regions in minerals, as far as the tables reach."""
    for name in names:
        for year in years:
            for region in regions:
                if region == WORLD:
                    yield from _world(name, year)
                else:
                    yield from _region(evidence, region, name, year)
    if EU in regions:
        yield from (_recycled(name) for name in names if name in _published())


def _world(name: str, year: int) -> Iterator[Position]:
    for (material, stage), by_year in _production().items():
        if material == name and year in by_year:
            output, unnamed, source = by_year[year]
            yield Position(
                WORLD, name, stage, year, FACTS, world=output, world_unnamed_t=unnamed, source=source
            )


def _region(evidence: Evidence, region: str, name: str, year: int) -> Iterator[Position]:
    stage = _traded_stage().get(name, MINE)
    imports = _imports().get((name, region), {}).get(year)
    output, unnamed, source = _world_output(name, stage).get(year, (None, 0.0, ""))
    own = None if output is None else sum(output.get(member, 0.0) for member in _members(region))
    reliance, why, fact = _reliance(evidence, region, name, year, stage, own)
    if imports is None and not fact:
        return
    notes = [
        _OF_IMPORTS,
        _AS_THE_UNION,
        _OF_MINES if output is not None and (name, stage) not in _production() else "",
    ]
    yield Position(
        region, name, stage, year, FACTS, world=output, world_unnamed_t=unnamed, imports=imports,
        output_t=own, known_reliance=reliance, reliance_note=why, recycled_share=_published().get(name),
        trade=_trade_parameters(name, stage) if region == EU else {},
        note="; ".join(note for note in notes if note and imports),
        source=" ".join(part for part in (source, "baci_2008_2024" if imports else "", fact) if part),
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


def _world_output(name: str, stage: str) -> Mapping[int, tuple[Mapping[str, float], float, str]]:
    """Return world output of the stage, of mines if the stage has none."""
    return _production().get((name, stage)) or _production().get((name, MINE)) or {}


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


def _reliances(evidence: Evidence) -> pl.DataFrame:
    return evidence.corrected.filter(pl.col("measure") == "import_reliance", pl.col("partner") == "")


def _reliance(
    evidence: Evidence, region: str, name: str, year: int, stage: str, own: float | None
) -> tuple[float | None, str, str]:
    """Return a net import reliance that need not be computed, why, and its source: an office publishes it,
    or nothing is mined at home and all that is used was imported.
    """
    rows = _reliances(evidence).filter(
        pl.col("subject") == region, pl.col("material") == name, pl.col("as_of") == str(year)
    )
    for value, fact in rows.select("base", "fact").iter_rows():
        return float(value), "as published", str(fact)
    if region == EU and (name, stage) in _european_reliance():
        return _european_reliance()[name, stage], "of 2016 to 2020, as published", "ec_crm_2023"
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
                method.unit, method.threshold, row["source"], "of 2016 to 2020, as published",
                {"bottleneck": row["bottleneck"]} if name == "supply_risk" else {},
            )  # fmt: skip
