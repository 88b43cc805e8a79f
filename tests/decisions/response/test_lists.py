"""Priorities, vulnerabilities and what would mend it: by hand, and against indicators that were there
before."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from allocation_cases import need, situation, stock
from didymium.decisions.allocation.coupled import Coupled, CoupledPlanner
from didymium.decisions.allocation.program import allocation_program
from didymium.decisions.allocation.regrid import weeks_from
from didymium.decisions.response.answering import answer_of
from didymium.decisions.response.mending import what_would_mend
from didymium.decisions.response.priorities import rank_priorities
from didymium.decisions.response.vulnerabilities import failing_sectors, single_sources
from didymium.indicators.dependence import origin_shares
from didymium.views.service import outcomes_of
from response_cases import DAY, MEMBERS, bundled, june_response


def test_a_day_of_delay_by_hand() -> None:
    """Seven tonnes of magnets are missing in the first week alone, at 100 USD a kg, and lie in a stock whose
    kg is worth 10: a week's delay loses 7 t × (100 − 10) USD/kg = 630,000 USD, 90,000 a day. Metal is missing
    in both weeks, 7 t each, and 7 t of it lie there: what is not used this week is used the next, so that a
    delay costs nothing."""
    parts = {
        "needs": (
            need([7.0, 0.0], material="magnet", loss=100.0, weeks=2),
            need([7.0, 7.0], material="metal", loss=100.0, weeks=2),
        ),
        "stocks": (
            stock(7.0, 7.0, material="magnet", worth=10.0, weeks=2),
            stock(7.0, 7.0, material="metal", worth=10.0, weeks=2),
        ),
    }
    planner = CoupledPlanner(Coupled((allocation_program(situation(2, rate=0.01, **parts)),), (1.0,), 2))
    first, second = rank_priorities(planner, planner.plans())
    assert first.material == "magnet"
    assert first.loss_usd_per_day == pytest.approx(90_000.0)
    assert first.acted_t == pytest.approx(7.0)
    assert first.missing_usd == pytest.approx(700_000.0)
    assert first.sectors == ("cars",)
    assert (second.material, second.loss_usd_per_day) == ("metal", pytest.approx(0.0, abs=1.0))


def test_single_sources_are_those_of_the_indicator() -> None:
    """Shares by origin are counted elsewhere too, from the tables of the base run: over the 92 days of June
    to August 2025, whole months, both come to the same."""
    case, calibration = bundled()
    branch = june_response().branches[0]
    run = outcomes_of(case, calibration, "x", branch.course.scenario, branch.paths)
    shares = origin_shares(case, run.base, DAY, dt.date(2025, 9, 1))
    found = single_sources(case, branch.paths, MEMBERS, weeks_from(DAY, 92))
    assert {one.member for one in found} == set(MEMBERS)
    for one in found:
        rows = shares.filter(pl.col("region") == one.member, pl.col("material") == one.material)
        largest = rows.sort("share", descending=True).row(0, named=True)
        assert largest["origin"] == one.origin
        assert largest["share"] == pytest.approx(one.share, rel=1e-6)


def test_days_until_short_by_hand() -> None:
    """10 t a week are expected; nothing is missing in the first week, 4 % in the second, half in the third:
    short after 14 days. With a plan that mends the third week, not before 21."""
    one = replace(need([0.0, 0.4, 5.0, 5.0], loss=100.0), expected_t=need(10.0).missing_t)
    found = situation(4, needs=(one,))
    nobody = failing_sectors(found, one.missing_t[None, :])
    assert (nobody[0].days, nobody[0].days_with_plan) == (14, 14)
    mended = one.missing_t.copy()
    mended[2] = 0.0
    assert failing_sectors(found, mended[None, :])[0].days_with_plan == 21
    assert failing_sectors(found, 0.0 * mended[None, :])[0].days_with_plan is None


def test_what_would_mend_it_never_makes_it_worse() -> None:
    """Every change listed takes something off the loss that the plan leaves, the most first, and never more
    than there is."""
    response = june_response()
    left = response.expected(lambda branch: float(branch.together.loss_usd.sum()))
    mends = what_would_mend(response)
    assert mends
    assert [mend.saved_usd for mend in mends] == sorted((mend.saved_usd for mend in mends), reverse=True)
    for mend in mends:
        assert 0.0 < mend.saved_usd <= left
        assert mend.loss_usd + mend.saved_usd == pytest.approx(left)


def test_the_whole_answer_hangs_together() -> None:
    """The lists are those of the branch in which most is lost, and the worst vulnerability comes first."""
    answer = answer_of(june_response())
    assert answer.worst.course.name == "refused"
    days = [sector.days for sector in answer.failing_sectors]
    assert days == sorted(days)
    total = sum(sector.missing_usd for sector in answer.failing_sectors)
    assert total <= answer.worst.missing_usd * (1 + 1e-9)


def test_holders_of_one_name_are_all_barred() -> None:
    """Two confidential holders of metal and one of magnets, 7 t each, and 14 t of metal missing in the first
    week at 100 USD a kg: a week's delay on metal loses both, 14 t × (100 − 10) USD/kg, 180,000 USD a day.
    """
    parts = {
        "needs": (
            need([14.0, 0.0], material="metal", loss=100.0, weeks=2),
            need([7.0, 0.0], material="magnet", loss=50.0, weeks=2),
        ),
        "stocks": tuple(
            stock(7.0, 7.0, material=material, worth=10.0, weeks=2, holder="confidential")
            for material in ("metal", "magnet", "metal")
        ),
    }
    planner = CoupledPlanner(Coupled((allocation_program(situation(2, rate=0.01, **parts)),), (1.0,), 2))
    metal, magnet = rank_priorities(planner, planner.plans())
    assert (metal.material, metal.loss_usd_per_day) == ("metal", pytest.approx(180_000.0))
    assert (magnet.material, magnet.loss_usd_per_day) == ("magnet", pytest.approx(40_000.0))
