"""The shipped tables: every row has a source that is listed, and what may not be passed on is not there."""

from __future__ import annotations

import polars as pl
import pytest

from didymium.evidence.countries import country_codes
from didymium.evidence.reading import shared_evidence
from didymium.indicators.criticality.reference import SCHEMAS, reference_sources, reference_table

SOURCED = sorted(name for name, schema in SCHEMAS.items() if "source" in schema)
KEYS = {
    "governance": ("region", "year"), "governance_mean": ("region", "year"),
    "production": ("material", "stage", "region", "year"), "trade": ("hs", "year", "importer", "exporter"),
    "tariff_lines": ("hs",), "ec_2023_results": ("material",),
    "ec_2023_trade_parameters": ("material", "stage", "scope", "region"),
    "ec_2023_supply_shares": ("material", "stage", "region"), "ec_2023_differences": ("material", "what"),
}  # fmt: skip


@pytest.mark.parametrize("name", SOURCED)
def test_every_row_names_a_listed_source(name: str) -> None:
    known = {**shared_evidence().sources, **reference_sources()}
    used = set(reference_table(name)["source"])
    assert used and used <= set(known)
    assert all(known[source].licence != "single figures quoted" for source in used)


def test_every_source_is_used() -> None:
    used = {source for name in SOURCED for source in reference_table(name)["source"]}
    assert set(reference_sources()) <= used


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_no_row_stands_twice(name: str) -> None:
    assert not reference_table(name).select(KEYS[name]).is_duplicated().any()


@pytest.mark.parametrize("source", ["wmd_2026", "bgs_wms"])
def test_series_that_may_not_be_passed_on_are_not_shipped(source: str) -> None:
    assert all(source not in set(reference_table(name)["source"]) for name in SOURCED)


def test_countries_add_up_to_the_world_that_the_source_prints() -> None:
    """Within three per cent: the Survey rounds its totals and names the year's largest producers."""
    table = reference_table("production")
    summed = table.group_by("material", "stage", "year").agg(
        world=pl.col("t").filter(pl.col("region") == "world").sum(),
        parts=pl.col("t").filter(pl.col("region") != "world").sum(),
    )
    assert summed.filter((pl.col("parts") / pl.col("world") - 1.0).abs() > 0.03).height == 0


def test_countries_are_countries() -> None:
    regions = set(reference_table("production")["region"]) - {"world", "ROW"}
    assert regions <= set(country_codes())
    assert set(reference_table("trade")["exporter"]) - set(country_codes()) <= {"ANT", "SCG"}
    assert reference_table("governance")["estimate"].is_between(-3.4, 2.5).all()
