"""Requests about stockpiles: everything that is wrong is named at once; parts fit together in the answer."""

from __future__ import annotations

import datetime as dt

import pytest

from bundled_case import NAME, ONE_YEAR, with_profile
from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.decisions.pooling.asked import OwnLosses, ShareOfLoss
from didymium.decisions.release.rules import Threshold
from didymium.decisions.stockpile.answering import StockpileAnswer, answer_stockpile
from didymium.decisions.stockpile.asking import StockpileRequest, Weighted, check_request
from didymium.decisions.stocks.sizing.criteria import Served, ServedButFor
from didymium.files.problems import InputError

REPORTED = (Weighted(name="japan_2026_as_reported"),)


@pytest.fixture(scope="module")
def case() -> Case:
    """The bundled case."""
    return read_case(NAME)


@pytest.fixture(scope="module")
def calibration(case: Case) -> Calibration:
    """Its base year."""
    return calibrate(case)


def problems_of(case: Case, **fields: object) -> list[str]:
    """Return what is wrong with a request, as lines."""
    request = StockpileRequest.model_validate({"scenarios": REPORTED, "parts": ("size",), **fields})
    with pytest.raises(InputError) as caught:
        check_request(case, request)
    return [str(problem) for problem in caught.value.problems]


def test_unknown_names_are_named_together(case: Case) -> None:
    """Members, sectors, materials, stages, scenarios and profiles, each with what comes near."""
    found = problems_of(
        case,
        members=("JPN", "JAP"),
        sectors=("defense",),
        materials=("dy_oxid",),
        stages=("separating",),
        scenarios=(Weighted(name="ful_stop"),),
        profile="lively",
    )
    text = "\n".join(found)
    assert len(found) == 6
    assert 'members: "JAP" is neither a region nor a club' in text
    assert '"defense" is no sector of the case' in text and "defence" in text
    assert '"dy_oxid" is no material of the case' in text and "dy_oxide" in text
    assert '"separating" is no stage of the case' in text
    assert "ful_stop" in text and '"lively" is not among the profiles' in text


def test_impossible_figures_are_named_together(case: Case) -> None:
    """No days, a negative bound, a share above one, a weight of nothing; a check without named sectors."""
    found = problems_of(
        case,
        parts=("size", "check"),
        members=("JPN", "USA"),
        days=0,
        share_of_loss=1.5,
        bounds_musd={"JPN": -1.0, "DEU": 2.0},
        scenarios=(Weighted(name="full_stop", weight=0.0),),
    )
    text = "\n".join(found)
    assert len(found) == 7
    assert 'days: "0" must be from 1 to 3660' in text
    assert "share_of_loss" in text and "scenarios, column weight" in text
    assert '"DEU" is no member' in text and '"USA" has none' in text and "of JPN must be 0 or more" in text
    assert "can only be made for named sectors" in text


def test_served_needs_sectors_and_scenarios_are_needed(case: Case) -> None:
    """Named sectors must be named, and stocks are sized against something."""
    assert any("sectors: are missing" in line for line in problems_of(case, ask="served"))
    assert any("scenarios: are missing" in line for line in problems_of(case, scenarios=()))


def test_an_emergency_that_ends_before_it_begins(case: Case) -> None:
    """Restrictions on Japan begin on 6 January 2026. Ten days later is the eleventh day."""
    found = problems_of(case, until=dt.date(2025, 12, 31))
    assert any(
        "lies before the emergency of japan_2026_as_reported begins, on 2026-01-06" in f for f in found
    )
    request = StockpileRequest(scenarios=REPORTED, until=dt.date(2026, 1, 16))
    assert check_request(case, request.model_copy(update={"parts": ("size",)})).request.days == 11


def test_an_emergency_longer_than_the_run(case: Case) -> None:
    """It says how many days there are."""
    assert any("lead past the end of the run" in line for line in problems_of(case, days=3660))


def test_days_that_only_a_longer_division_of_time_has(case: Case) -> None:
    """Nine hundred days fit into the three years of ``shock``, but not into the two of ``live`` in which
    stocks are tried in the market, whether by a check or by a release.
    """
    long = {"days": 900, "profile": "shock", "check_profile": "live"}
    request = StockpileRequest.model_validate({"parts": ("size",), "scenarios": REPORTED, **long})
    assert check_request(case, request).request.days == 900
    served = {"parts": ("check",), "ask": "served", "sectors": ("defence",)}
    for tried in (served, {"parts": ("release",), "in_market": True}):
        assert any("lead past the end of the run" in line for line in problems_of(case, **long, **tried))


def test_purchases_outside_the_run_are_refused_before_anything_is_sized(case: Case) -> None:
    """The case begins in January 2025, and ``shock`` has 36 months."""
    assert any(
        "before the case begins" in line
        for line in problems_of(case, parts=("buy",), buy_from=dt.date(1999, 1, 1))
    )
    assert any(
        "years after the base year" in line
        for line in problems_of(case, parts=("buy",), buy_from=dt.date(9999, 1, 1))
    )
    found = problems_of(case, parts=("buy",), buy_months=37)
    assert any(line.startswith('buy_months: "37" end after the run, 2028-01-01') for line in found)
    request = StockpileRequest(parts=("buy",), scenarios=REPORTED, buy_months=36)
    assert check_request(case, request).request.buy_months == 36


def test_a_sector_that_no_member_has_cannot_be_served(case: Case) -> None:
    """Estonia's armed forces are in no row of demands.csv; Japan's are."""
    asked = {"ask": "served", "sectors": ("defence",)}
    found = problems_of(case, members=("EST",), **asked)
    assert any('sectors: "defence" uses nothing in any of the members' in line for line in found)
    request = {"parts": ("size",), "scenarios": REPORTED, "members": ("EST", "JPN"), **asked}
    assert check_request(case, StockpileRequest.model_validate(request)).members == ("EST", "JPN")


def test_what_is_asked() -> None:
    """The same few fields say all criteria."""
    assert StockpileRequest().asked == ShareOfLoss(0.5)
    assert StockpileRequest(ask="tail", alpha=0.9).asked == ShareOfLoss(0.5, 0.9)
    assert StockpileRequest(bounds_musd={"JPN": 3.0}).asked == OwnLosses({"JPN": 3.0})
    assert StockpileRequest(ask="served", sectors=("defence",), days=90).asked == Served(("defence",), 90)
    but_for = StockpileRequest(ask="served_but_for", sectors=("defence",), days=90, chance=0.1)
    assert but_for.asked == ServedButFor(("defence",), 90, 0.1)


@pytest.fixture(scope="module")
def short(case: Case) -> Case:
    """The case with runs of a year: half a year before the restrictions on Japan, and half a year of them."""
    return with_profile(case, ONE_YEAR)


@pytest.fixture(scope="module")
def answer(short: Case, calibration: Calibration) -> StockpileAnswer:
    """Two members that pool against the restrictions on Japan."""
    request = StockpileRequest(
        parts=("cover", "shortfall", "size", "pool", "release"), members=("JPN", "USA"),
        scenarios=REPORTED, days=120, workers=1, in_market=True, rule=Threshold(price_above=1.5),
    )  # fmt: skip
    return answer_stockpile(short, calibration, request)


def test_parts_agree(answer: StockpileAnswer) -> None:
    """Sizes alone are those of the pool's members, the pool costs no more, shares add up to its cost, and the
    release is of what the pool holds.
    """
    assert answer.size is not None and answer.pool is not None and answer.release is not None
    alone = sum(pool.usd_per_year for pool in answer.size.alone.values())
    together = answer.pool.pooling.together
    assert 0.0 < together.usd_per_year <= alone
    paid = sum(member.shapley_usd_per_year for member in answer.pool.shares.members)
    assert paid == pytest.approx(together.usd_per_year)
    assert {(one.region, one.material): one.t for one in answer.release.stocks} == together.tonnes
    assert answer.held_t == together.tonnes
    # Each alone, and both together, lose half of what they would without stocks.
    for pool in answer.size.alone.values():
        assert pool.lost_musd == pytest.approx(0.5 * pool.lost_without_musd, rel=1e-4)
    assert together.lost_musd <= together.limit * (1.0 + 1e-4)
    # Of an emergency that comes every year, stocks save half of the loss, less their cost.
    japan = answer.size.alone["JPN"]
    saved = answer.size.saved_musd_per_year("JPN", 1.0)
    assert saved == pytest.approx(japan.lost_without_musd - japan.lost_musd - japan.usd_per_year / 1e6)
    assert answer.cover is not None and set(answer.cover.by_sector["member"]) == {"JPN", "USA"}
    assert len(answer.shortfalls) == 2 and answer.purchases is None and not answer.checks


def test_owners_lose_more_than_the_planner(answer: StockpileAnswer) -> None:
    """Rule and owners both lose more than who knows all and serves whoever loses most; stocks help all."""
    assert answer.release is not None
    assert answer.release.test.regret_musd >= -1e-9
    for draw in answer.release.in_market:
        assert draw.planner.lost_musd < draw.simulation.lost_musd <= draw.without_musd * (1.0 + 1e-6)
        assert draw.more_lost_musd == pytest.approx(draw.simulation.lost_musd - draw.planner.lost_musd)
    assert [draw.price_above for draw in answer.release.in_market] == [None, 1.5]


def test_futures_of_another_question_are_refused(
    short: Case, calibration: Calibration, answer: StockpileAnswer
) -> None:
    """Futures can be used again, but not for other members or days."""
    request = StockpileRequest(parts=("size",), members=("JPN",), scenarios=REPORTED, days=90)
    with pytest.raises(InputError, match="other members") as caught:
        answer_stockpile(short, calibration, request, futures=answer.futures)
    assert len(caught.value.problems) == 2
