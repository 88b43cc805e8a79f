"""What a sector's lost output, and a region's origins at a stage, rest on: as :mod:`didymium.indicators.why`
traces a price.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl

from didymium.case.case import Case
from didymium.files.row import Row
from didymium.indicators.spans import periods_touched, spans_of_outcome
from didymium.indicators.survival import met_shares
from didymium.indicators.why import Why, grounds_of, why
from didymium.outcome.tables import Outcome
from didymium.scenario.schema import Scenario


class NothingLost(ValueError):
    """Raised when a sector of a region misses nothing."""


def why_lost(
    case: Case,
    scenario: Scenario,
    base: Outcome,
    outcome: Outcome,
    region: str,
    sector: str,
    begin: dt.date,
    end: dt.date,
) -> Why:
    """Trace what a sector misses in the periods that have a day from ``begin`` to before ``end``: its
    intensity, what it uses, and the whole chain of the material of which it misses most, in the period in
    which it misses most.

    Raises:
        NothingLost: If it misses nothing.
        NoSuchPrice: If the outcome holds no price of that material.
    """
    periods = periods_touched(spans_of_outcome(outcome), begin, end)
    missing = (
        met_shares(base, outcome)
        .filter(pl.col("period").is_in(periods), region=region, sector=sector)
        .filter(pl.col("missing_t") > 0)
        .sort("missing_t", descending=True)
    )
    if not missing.height:
        raise NothingLost(f"{sector} in {region} misses nothing from {begin} to {end}")
    material, worst = str(missing["material"][0]), missing["period"][0]
    traced = why(case, scenario, outcome, region, material, worst)
    rows: list[tuple[str, Row]] = [("demand", row) for row in case.sectors if row.sector == sector]
    rows += [("demand", row) for row in case.demands if (row.sector, row.region) == (sector, region)]
    own = tuple(grounds_of(case, rows))
    rest = tuple(ground for ground in traced.grounds if ground not in own)
    return replace(traced, grounds=(*own, *rest))


def why_stock(case: Case, region: str, material: str, day: dt.date) -> Why:
    """Return what a region's stock of a material, and the days that it lasts, rest on: its holdings, and who
    uses the material there. The price is left out.
    """
    uses = {row.process for row in case.coefficients if row.material == material and row.t_per_t < 0}
    rows: list[tuple[str, Row]] = [
        ("stock", row) for row in case.holdings if (row.region, row.material) == (region, material)
    ]
    rows += [("demand", row) for row in case.demands if (row.region, row.material) == (region, material)]
    rows += [("plant", row) for row in case.plants if row.region == region and row.process in uses]
    return Why(region, material, day, None, tuple(grounds_of(case, rows)), ((region, material),))


def why_origins(case: Case, region: str, stage: str, day: dt.date) -> Why:
    """Return what a region's supply of a stage rests on: its routes and plants in the base year, and totals
    that hold them together. The price is left out.
    """
    materials = [row.material for row in case.materials if row.stage == stage]
    making = {row.process for row in case.coefficients if row.material in materials and row.t_per_t > 0}
    rows: list[tuple[str, Row]] = [
        ("route", row)
        for row in case.routes
        if row.destination == region and row.material in materials and row.base_t_per_year
    ]
    rows += [("plant", row) for row in case.plants if row.region == region and row.process in making]
    rows += [
        ("total", row)
        for row in case.totals
        if not set(materials).isdisjoint(case.materials_of(row.material or ""))
    ]
    nodes = tuple((region, material) for material in materials)
    return Why(region, stage, day, None, tuple(grounds_of(case, rows)), nodes)
