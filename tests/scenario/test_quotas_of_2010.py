"""The scenario of the quotas of 2010 holds what was announced, on the day on which it became known."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from itertools import pairwise

import pytest

from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.evidence.provenance import Kind, parse_references, reference_for
from didymium.scenario.reading import read_scenario
from didymium.scenario.schema import ExportQuota, ExportRestriction, ProjectBuild, QuotaWindow, Scenario

PUBLISHED = {2010: 30_258, 2011: 30_246, 2012: 31_130, 2014: 30_611}
"""Tonnes of whole years by the table of July 2011, the ministry in December 2011, and the second round of
2014; of 2013 the first half was printed in round hundreds only."""


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case("rare_earths_2009")


@pytest.fixture(scope="module")
def scenario(case: Case) -> Scenario:
    return read_scenario(case, "quotas_2010")


def _windows(scenario: Scenario) -> list[QuotaWindow]:
    quotas = [event for event in scenario.event if isinstance(event, ExportQuota)]
    return [window for event in quotas for window in event.quota if window.t is not None]


def test_quotas_of_a_year_add_up_to_the_published_year(scenario: Scenario) -> None:
    """Half-years, and light and heavy elements from 2012 on, are parts of one published number."""
    years: dict[int, float] = defaultdict(float)
    for window in _windows(scenario):
        years[window.from_.year] += window.t or 0.0
    assert {year: years[year] for year in PUBLISHED} == PUBLISHED
    assert years[2013] == pytest.approx(30_999, rel=0.004)


def test_a_quota_says_what_it_cites(case: Case, scenario: Scenario) -> None:
    assert case.evidence is not None
    for window in _windows(scenario):
        reference = reference_for(parse_references(window.source), "t")
        if reference is not None and reference.kind is Kind.CITED:
            assert window.t == float(case.evidence.fact(reference.ids[0])["value"])


def test_nobody_knows_a_quota_more_than_a_month_ahead(scenario: Scenario) -> None:
    """The ministry published each within the weeks before or after it began."""
    for window in _windows(scenario):
        known = window.known_from or window.from_
        assert dt.timedelta(-20) < window.from_ - known < dt.timedelta(31)


def test_the_end_of_a_halt_becomes_known_when_it_comes(scenario: Scenario) -> None:
    halts = [event for event in scenario.event if isinstance(event, ExportRestriction)]
    assert halts
    for halt in halts:
        assert halt.until is None
        assert [item.known_from for item in halt.approval] == [item.from_ for item in halt.approval]


def test_a_late_mine_never_opens_on_a_day_that_was_given_up(scenario: Scenario) -> None:
    """Each new date was told before the old one had come: the run never opens a plant to close it again."""
    told: dict[str, list[ProjectBuild]] = defaultdict(list)
    for event in scenario.event:
        if isinstance(event, ProjectBuild):
            for plant in event.plants:
                told[plant].append(event)
    assert set(told) >= {"lamp_malaysia", "mountain_pass_separation"}
    for dates in told.values():
        for before, after in pairwise(dates):
            assert before.known_from < after.known_from <= before.from_ < after.from_
