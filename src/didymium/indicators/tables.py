"""The indicators of a run as tables beside its outcome."""

from __future__ import annotations

import datetime as dt

import polars as pl

from didymium.case.case import Case
from didymium.indicators.benchmarks import benchmarks, no_benchmarks
from didymium.indicators.cover import cover
from didymium.indicators.dependence import (
    consumption,
    origin_concentration,
    origin_shares,
    world_concentration,
)
from didymium.indicators.leakage import leakage, no_leakage
from didymium.indicators.roles import restriction_start
from didymium.indicators.survival import survival
from didymium.indicators.who_pays import who_pays
from didymium.outcome.tables import Outcome
from didymium.scenario.instruments.border import made_of
from didymium.scenario.instruments.schema import DependenceCap, PriceFloor, Tariff
from didymium.scenario.schema import Scenario

INDICATOR_TABLES = (
    "dependence", "origins", "concentration", "cover", "survival", "benchmarks", "who_pays", "leakage",
)  # fmt: skip
"""Tables that :func:`indicator_tables` returns."""
MONTHS_AFTER = 365
"""Days from the start of a restriction over which shares and concentration are taken."""


def indicator_tables(
    case: Case, scenario: Scenario, base: Outcome, outcome: Outcome
) -> dict[str, pl.DataFrame]:
    """Return the indicators of an outcome as tables.

    ``dependence`` (import reliance), ``origins`` (shares by origin) and ``concentration``
    (Herfindahl–Hirschman index of origins by region, and of world output with region ``world``) cover the
    year from the start of the restriction, with ``run`` saying whether of the ``base`` run or of the
    ``scenario``; ``cover`` holds cover days by period, ``survival`` time to survive and to recover by
    sector.
    """
    start = restriction_start(scenario, outcome)
    end = start + dt.timedelta(days=MONTHS_AFTER) if start else None
    parts: dict[str, list[pl.DataFrame]] = {"dependence": [], "origins": [], "concentration": []}
    for name, run in (("base", base), ("scenario", outcome)):
        shares = origin_shares(case, run, start, end)
        tables = {
            "dependence": consumption(case, run, start, end),
            "origins": shares,
            "concentration": _concentration(case, run, shares, start, end),
        }
        for key, table in tables.items():
            parts[key].append(table.with_columns(run=pl.lit(name)))
    return {
        **{key: pl.concat(tables) for key, tables in parts.items()},
        "cover": cover(case, base, outcome),
        "survival": survival(base, outcome, start),
        "benchmarks": _benchmarks(case, scenario, outcome),
        "who_pays": who_pays(base, outcome, _members(case, scenario)),
        "leakage": _leakage(case, scenario, base, outcome),
    }


def _members(case: Case, scenario: Scenario) -> frozenset[str]:
    """Return the members of every club that an instrument names, and the clubs, whose joint accounts are
    theirs.
    """
    clubs = {(club, entry.from_) for entry in scenario.instrument if (club := getattr(entry, "club", ""))}
    return frozenset({region for club, day in clubs for region in (club, *case.regions_of(club, day))})


def _leakage(case: Case, scenario: Scenario, base: Outcome, outcome: Outcome) -> pl.DataFrame:
    """Return the leakage of every floor and tariff, by its club and the materials that it charges."""
    found = [no_leakage()]
    for entry in scenario.instrument:
        if isinstance(entry, PriceFloor | Tariff):
            named = (entry.material,) if isinstance(entry, PriceFloor) else entry.materials
            members = frozenset(case.regions_of(entry.club, entry.from_))
            charged = [material for name in named for material in case.materials_of(name)]
            later = set().union(*(made_of(case, material) for material in charged)) - set(charged)
            club = pl.lit(entry.club).alias("club")
            found.append(leakage(base, outcome, members, later).select(club, pl.all()))
    return pl.concat(found).unique(maintain_order=True)


def _benchmarks(case: Case, scenario: Scenario, outcome: Outcome) -> pl.DataFrame:
    """Return the benchmarks of every club with a dependence cap."""
    caps = {entry.club: entry.from_ for entry in scenario.instrument if isinstance(entry, DependenceCap)}
    return pl.concat([no_benchmarks(), *(benchmarks(case, outcome, club, day) for club, day in caps.items())])


def _concentration(
    case: Case, run: Outcome, shares: pl.DataFrame, start: dt.date | None, end: dt.date | None
) -> pl.DataFrame:
    by_region = origin_concentration(shares).select(
        "region", "material", "stage", "hhi", largest="largest_origin", largest_share="largest_share"
    )
    world = world_concentration(case, run, start, end).select(
        pl.lit("world").alias("region"), "material", "stage", "hhi", largest="largest_region",
        largest_share="largest_share",
    )  # fmt: skip
    return pl.concat([by_region, world])
