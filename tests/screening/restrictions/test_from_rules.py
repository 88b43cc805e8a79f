"""The bundled case's restrictions made from the rules, beside the scenarios that were written by hand."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from bundled_case import NAME
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.evidence.evidence import Evidence
from didymium.scenario.reading import parse_scenario, read_scenario
from didymium.scenario.schema import Ban, ExportRestriction
from didymium.scenario.writing import scenario_text
from didymium.screening.restrictions.case_goods import case_goods
from didymium.screening.restrictions.from_rules import (
    RestrictionRequest,
    RulesScenario,
    restrictions_from_rules,
)
from didymium.screening.restrictions.known_then import part_known_on
from didymium.screening.rules import READINGS, Reading

END_OF_2025 = dt.date(2025, 12, 31)
OCTOBER = dt.date(2025, 10, 31)
APRIL = dt.date(2025, 4, 4)


@cache
def case() -> Case:
    return read_case(NAME)


def evidence() -> Evidence:
    found = case().evidence
    assert found is not None
    return found


@cache
def made(day: dt.date, reading: Reading = "as_known") -> RulesScenario:
    return restrictions_from_rules(case(), evidence(), RestrictionRequest("CHN", day, reading))


def restrictions(day: dt.date, reading: Reading = "as_known") -> list[ExportRestriction]:
    return [event for event in made(day, reading).scenario.event if isinstance(event, ExportRestriction)]


def written(name: str) -> list[ExportRestriction]:
    return [event for event in read_scenario(case(), name).event if isinstance(event, ExportRestriction)]


def materials(events: list[ExportRestriction]) -> set[str]:
    groups = case().groups
    return {member for event in events for name in event.materials for member in groups.get(name, (name,))}


def test_no_18_makes_the_licences_that_the_shipped_scenario_has() -> None:
    """Same days, times and rates. The samarium-europium-gadolinium concentrate is new: it holds samarium and
    gadolinium, and No. 18 lists compounds that hold them and their mixtures (1C902.c, 1C903.c); the shipped
    scenario names single oxides only. General licences of December are no rule but practice: by hand only.
    """
    ours, theirs = restrictions(END_OF_2025), written("licences_2025")
    assert materials(ours) - materials(theirs) == {"heavy_concentrate"}
    assert not materials(theirs) - materials(ours)
    assert {event.from_ for event in ours} == {event.from_ for event in theirs} == {APRIL}
    assert {event.announced for event in ours} == {event.announced for event in theirs} == {APRIL}
    assert {event.until for event in ours} == {event.until for event in theirs} == {None}
    times = {event.processing_working_days for event in ours}
    assert times == {event.processing_working_days for event in theirs} == {45}
    steps = [(one.from_, one.rate) for one in theirs[0].approval]
    assert all([(one.from_, one.rate) for one in event.approval] == steps for event in ours)
    assert steps[0] == (dt.date(2025, 6, 4), 0.25)


@pytest.mark.parametrize("reading", READINGS)
def test_no_57_as_the_october_rules_had_it_before_the_truce(reading: Reading) -> None:
    """On 31 October 2025 nobody knew of the truce of 7 November: No. 57 was to begin on 8 November, whatever
    follows after the last known day, and its rate is the last one known for the April elements.
    """
    shipped = next(event for event in written("october_2025_rules") if event.from_ > APRIL)
    (found,) = (event for event in restrictions(OCTOBER, reading) if event.from_ > APRIL)
    assert (found.from_, found.announced, found.until) == (shipped.from_, shipped.announced, shipped.until)
    assert (found.processing_working_days, found.volume_share) == (45, 0.25)
    assert (shipped.processing_working_days, shipped.volume_share) == (45, 0.25)
    assert materials([found]) - materials([shipped]) == {"heavy_concentrate"}
    assert not materials([shipped]) - materials([found])


def test_after_the_truce_no_57_comes_back_only_if_it_lapses() -> None:
    later = {reading: [event.from_ for event in restrictions(END_OF_2025, reading)] for reading in READINGS}
    assert set(later["as_known"]) == set(later["extended"]) == {APRIL}
    assert dt.date(2026, 11, 11) in later["lapsed"]


def test_military_users_of_two_countries_are_barred() -> None:
    """No. 46 bars US military users once the magnets are dual-use items (No. 18); No. 1 of 2026 Japan's."""
    bans = [event for event in made(dt.date(2026, 2, 1)).scenario.event if isinstance(event, Ban)]
    assert {(event.destinations, event.from_) for event in bans} == {
        (("USA",), APRIL), (("JPN",), dt.date(2026, 1, 6)),
    }  # fmt: skip
    assert {event.users for event in bans} == {("defence", "missiles")}
    assert not [event for event in made(dt.date(2026, 1, 5)).scenario.event if event.from_.year == 2026]


@pytest.mark.parametrize(("day", "reading"), [(END_OF_2025, "as_known"), (OCTOBER, "lapsed")])
def test_the_text_reads_back_as_the_same_scenario(day: dt.date, reading: Reading) -> None:
    scenario = made(day, reading).scenario
    assert parse_scenario(case(), scenario_text(scenario), "made.toml") == scenario


def test_what_the_market_cannot_hold_is_said() -> None:
    left = {(one.rule, one.part): one.reason for one in made(dt.date(2026, 12, 1)).left_out}
    assert left["cn_2026_11", "all"] == "firms"
    assert left["cn_2025_61", "c"] == "foreign_made"
    assert left["cn_graphite_2023", "all"] == "no_material"


def test_nothing_of_a_rule_is_known_before_it_is_issued() -> None:
    with pytest.raises(ValueError, match="no rule known by 2025-04-03 restricts"):
        made(dt.date(2025, 4, 3))


def test_the_materials_of_the_case_as_goods() -> None:
    goods = case_goods(case(), evidence())
    assert goods["dy_oxide"].line.form == "oxide"
    assert goods["dy_oxide"].material == "dysprosium"
    assert goods["magnet_smco"].material == "smco_magnet"
    assert "dysprosium" in goods["magnet_high_temp"].inside
    assert goods["magnet_standard"].nothing_else
    assert not goods["magnet_standard"].inside & {"dysprosium", "terbium"}


@pytest.mark.parametrize(
    ("rule", "part", "day", "states"),
    [
        ("cn_2025_57", "all", "2025-10-31", [("pending", "2025-11-07"), ("in_force", None)]),
        ("cn_2025_57", "all", "2025-11-07", [("pending", "2025-11-06"), ("suspended", "2026-11-10")]),
        ("cn_2025_61", "a", "2025-10-31", [("pending", "2025-11-30"), ("in_force", None)]),
        ("cn_2025_61", "c", "2025-10-31", [("in_force", None)]),
        ("cn_2024_46", "2", "2025-06-01", [("in_force", None)]),
        ("cn_graphite_2023", "all", "2023-10-25", [("pending", "2023-11-30"), ("in_force", None)]),
    ],
)
def test_nobody_foresaw_a_suspension(
    rule: str, part: str, day: str, states: list[tuple[str, str | None]]
) -> None:
    (found,) = (one for one in evidence().rules[rule].part if one.part == part)
    known = part_known_on(evidence(), found, dt.date.fromisoformat(day))
    assert [(one.state, one.until and one.until.isoformat()) for one in known.interval] == states
