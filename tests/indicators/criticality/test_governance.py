"""The shipped political stability on the scales of the methods, and what stands in where there is none."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from didymium.case import schema
from didymium.evidence.reading import shared_evidence
from didymium.indicators.criticality.governance import (
    Governance,
    governance_of,
    instability,
    shipped_governance,
)
from hand_made import make_case

STABLE = Governance(
    {("NZL", 2010): 1.0, ("NZL", 2012): 1.5, ("AUS", 2012): 0.5}, {"OCE": ("NZL", "AUS", "FJI")}
)


def test_scale_runs_from_best_to_worst_and_is_cut_off() -> None:
    assert [instability(value) for value in (2.5, 0.0, -2.5, -3.1, 2.9)] == [0.0, 0.5, 1.0, 1.0, 0.0]


def test_the_latest_year_before_stands_in_and_never_a_later_one() -> None:
    assert STABLE.estimate("NZL", 2011) == 1.0
    assert STABLE.estimate("NZL", 2030) == 1.5
    assert STABLE.estimate("NZL", 2009) is None


def test_a_region_of_several_countries_has_the_mean_of_those_known() -> None:
    assert STABLE.estimate("OCE", 2012) == pytest.approx(1.0)


def test_unknown_regions_get_the_middle_and_are_named() -> None:
    weights, unknown = STABLE.weights(("NZL", "ROW"), 2012)
    assert weights == {"NZL": pytest.approx(0.2), "ROW": 0.5}
    assert unknown == ("ROW",)


def test_shipped_figures_are_those_of_the_published_cases() -> None:
    """GeoPolRisk's published cases of 2022 have 0.5882 for China, 0.3133 for Australia, 0.5663 for Brazil."""
    found = [shipped_governance().instability(code, 2022) for code in ("CHN", "AUS", "BRA")]
    assert found == pytest.approx([0.588215, 0.313286, 0.566293], abs=1e-6)


def test_two_figures_for_one_country_and_year_are_none() -> None:
    """The source prints two series for Guyana that differ until 2022 and agree from 2023."""
    assert shipped_governance().estimate("GUY", 2022) is None
    assert shipped_governance().estimate("GUY", 2023) == pytest.approx(0.418018)


def test_facts_of_political_stability_go_before_the_shipped_figures() -> None:
    """A file loaded from the World Bank says 0.3 for China in 2024; other countries keep what is shipped."""
    evidence = shared_evidence()
    words = {"fact": "loaded", "subject": "CHN", "measure": "political_stability", "as_of": "2024"}
    days = {"start": dt.date(2024, 1, 1), "end": dt.date(2024, 12, 31)}
    cells = {**words, **days, "value": "0.3", "number": 0.3}
    row = evidence.facts.head(1).with_columns(**{name: pl.lit(value) for name, value in cells.items()})
    found = governance_of(None, replace(evidence, facts=pl.concat([evidence.facts, row])))
    assert found.estimate("CHN", 2024) == 0.3
    assert found.estimate("AUS", 2024) == shipped_governance().estimate("AUS", 2024)


def test_the_rest_of_the_union_is_its_members_that_are_no_region_of_the_case() -> None:
    """A case with Germany and the rest: 26 other members, Germany not among them."""
    regions = [
        schema.Region(region=code, name_en=code, name_ko=code, name_ja=code, lat=0.0, lon=0.0)
        for code in ("DEU", "EUX")
    ]
    found = governance_of(make_case(regions=regions))
    assert len(found.parts["EUX"]) == 26 and "DEU" not in found.parts["EUX"]
    mean = sum(found.estimate(code, 2024) or 0.0 for code in found.parts["EUX"]) / 26
    assert found.estimate("EUX", 2024) == pytest.approx(mean)
