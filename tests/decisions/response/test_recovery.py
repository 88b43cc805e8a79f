"""Time to recover: the end of a restriction, the time to qualify somebody else, or an assumption."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from didymium.case.case import Case
from didymium.decisions.allocation.outage import RiskNode
from didymium.decisions.response.recovery import Recovery, RecoveryTerms, recovery_of
from didymium.scenario.schema import Scenario
from market_cases import CaseBuilder

DAY = dt.date(2025, 6, 1)
CHINA = RiskNode("supplier", "CHN", "magnet")
TERMS = RecoveryTerms(plant_days=100, supplier_days=400, passage_days=20)
MEMBERS = ("JPN", "KOR")


def case(*more: tuple[str, str, float, float]) -> Case:
    """Return magnets from CHN to both members; more routes by origin, destination, base and months."""
    found = CaseBuilder().source_of("magnet", "CHN", 100.0, 1.0)
    for member in MEMBERS:
        found.route("magnet", "CHN", member, 0.1, 5.0, base_t_per_year=10.0)
    for origin, destination, base, months in more:
        found.route(
            "magnet", origin, destination, 0.1, 12.0, base_t_per_year=base, qualification_months=months
        )
    return found.build()


def scenario(*events: dict[str, object]) -> Scenario:
    """Return bans of magnets from CHN unless said otherwise."""
    usual = {
        "kind": "ban", "origin": "CHN", "materials": ["magnet"], "from": dt.date(2025, 4, 4),
        "source": "assumed: test",
    }  # fmt: skip
    return Scenario.model_validate({"title": "test", "event": [{**usual, **event} for event in events]})


def days(found: Case, *, stated: Scenario | None = None, node: RiskNode = CHINA) -> Recovery:
    """Return the recovery."""
    return recovery_of(found, node, MEMBERS, terms=TERMS, scenario=stated, day=DAY)


def test_every_buyer_needs_somebody_else() -> None:
    """JPN can qualify VNM in six months or DEU in twelve, KOR only DEU, in nine: 9 · 30.4375 = 273.9 days and
    12 of transit, 286. A route in use is no replacement: it carries what it can.
    """
    found = case(("VNM", "JPN", 0.0, 6.0), ("DEU", "JPN", 0.0, 12.0), ("DEU", "KOR", 0.0, 9.0),
                 ("THA", "KOR", 5.0, 1.0))  # fmt: skip
    assert days(found) == Recovery(286, "qualification")


def test_a_member_without_a_way_out_waits() -> None:
    """JPN could qualify VNM, KOR nobody."""
    assert days(case(("VNM", "JPN", 0.0, 6.0))) == Recovery(400, "assumed")


def test_the_end_of_a_restriction_comes_first() -> None:
    """1 to 30 June are 30 days, and the last of several restrictions counts."""
    found = case(("DEU", "JPN", 0.0, 6.0), ("DEU", "KOR", 0.0, 6.0))
    until = {"until": dt.date(2025, 6, 30)}
    assert days(found, stated=scenario(until)) == Recovery(30, "scenario")
    later = {"until": dt.date(2025, 7, 31), "materials": ["magnet"]}
    assert days(found, stated=scenario(until, later)) == Recovery(61, "scenario")


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"until": dt.date(2025, 5, 31)},
        {"until": dt.date(2025, 6, 30), "origin": "VNM"},
        {"until": dt.date(2025, 6, 30), "destinations": ["CHN"]},
    ],
    ids=["open", "over", "another origin", "somebody else's"],
)
def test_a_restriction_without_an_end_ahead_says_nothing(event: dict[str, object]) -> None:
    """Then the time to qualify somebody else holds, or the assumption."""
    assert days(case(), stated=scenario(event)) == Recovery(400, "assumed")


def test_one_open_restriction_keeps_the_supplier_out() -> None:
    """Of two, one has no end."""
    both = scenario({"until": dt.date(2025, 6, 30)}, {})
    assert days(case(), stated=both) == Recovery(400, "assumed")


def test_plants_and_passages_are_assumed() -> None:
    """Nothing in a case says how long a fire or a blocked strait lasts."""
    assert days(case(), node=RiskNode("plant", "press")) == Recovery(100, "assumed")
    assert days(case(), node=RiskNode("passage", "suez")) == Recovery(20, "assumed")


def test_terms_are_days() -> None:
    """Nothing recovers in no time."""
    with pytest.raises(ValidationError):
        RecoveryTerms(plant_days=0)
