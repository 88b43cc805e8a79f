"""The whole review of a market of two mines (sale_cases.py).

A day's use in JPN is 120/365 t. With the far mine as it is, 60/365 t a day are missing from 1 April on: 122
days to the end of July take 20.05 t of the 20.1 t in stock, August is short. Once the far mine is withheld
too, twice as much is missing a day: the 61 days to the end of May take 20.05 t, June is short.
"""

import datetime as dt
from pathlib import Path

import pytest

from didymium.files.problems import InputError
from didymium.screening.answer import Holds
from didymium.screening.sale.verdict import all_said, judged
from sale_cases import APRIL, reviewed

BEFORE, AFTER = (dt.date(2025, 8, 1) - APRIL).days, (dt.date(2025, 6, 1) - APRIL).days


@pytest.mark.parametrize(("reading", "less"), [("withheld", 120), ("redirected", 110)])
def test_the_sale_halves_time_to_survive(tmp_path: Path, reading: str, less: float) -> None:
    """Redirected, what AUS ships to others falls by the far mine's share of its output, 60 / 72: of 60 t a
    year 10 t go on, and June is still short.
    """
    review = reviewed(tmp_path, reading=reading)
    assert review.market is not None and review.market.change.since == APRIL
    row = review.market.change.sectors.row(0, named=True)
    assert (row["before_survive_days"], row["after_survive_days"]) == (BEFORE, AFTER) == (122, 61)
    assert row["earlier_days"] == 61
    missing = (275 * 60 / 365 - 20.1, 275 * less / 365 - 20.1)  # 275 days from April to December
    assert (row["before_missing_t"], row["after_missing_t"]) == pytest.approx(missing, abs=1e-2)
    assert row["change_t"] == pytest.approx(275 * (less - 60) / 365, abs=1e-2)
    earlier = next(said for said in all_said(review) if said.key == "screen.sale.said.earlier")
    assert earlier.fields["earlier_days"] == 61 and earlier.fields["material"] == "ore"


def test_what_contracts_keep_for_present_customers_stays(tmp_path: Path) -> None:
    review = reviewed(tmp_path, offtake_share=1.0)
    assert review.market is not None
    row = review.market.change.sectors.row(0, named=True)
    assert row["after_survive_days"] == BEFORE and row["change_t"] == pytest.approx(0.0, abs=1e-6)


def test_the_harshest_scenario_is_tried_unless_one_is_named(tmp_path: Path) -> None:
    harshest, named = reviewed(tmp_path), reviewed(tmp_path, scenario="licences")
    assert harshest.market is not None and harshest.market.scenario_name == "stop"
    assert named.market is not None and named.market.scenario_name == "licences"


def test_concentration_by_location_stays_and_by_control_grows(tmp_path: Path) -> None:
    """Of 132 t, AUS makes 72 t: 54.55 and 45.45 % squared are 5,041. Controlled by AUS are then 12 t, by CHN
    120 t: 9.09 and 90.91 % squared are 8,347. 2 · 45.45 · (45.45 − 54.55 + 45.45) = 3,306.
    """
    found = {(one.by, one.supply.measure): one for one in reviewed(tmp_path).concentration}
    place, control = found["location", "output"], found["control", "output"]
    assert place.before.index.low == pytest.approx((72**2 + 60**2) / 132**2 * 1e4)
    assert place.change.low == place.change.high == 0.0
    assert control.after.index.low == pytest.approx((12**2 + 120**2) / 132**2 * 1e4)
    assert control.change.low == pytest.approx(3305.8, abs=0.1)
    assert (control.before.largest, control.after.largest) == ("AUS", "CHN")


def test_a_newcomer_does_not_concentrate_ownership_unless_it_owns_the_unnamed_mine(tmp_path: Path) -> None:
    """The small mine has no named owner: the change lies between none of its 9.09 % being the buyer's (or the
    seller's) and all of it, 2 · 45.45 · 9.09 = 826 either way.
    """
    review = reviewed(tmp_path)
    owner = next(one for one in review.concentration if one.by == "owner")
    assert owner.change.low == pytest.approx(-826.4, abs=0.1)
    assert owner.change.high == pytest.approx(826.4, abs=0.1)
    american = next(finding for one, finding, _ in judged(review) if one is owner)
    assert american.holds is Holds.UNKNOWN


def test_an_owner_that_buys_more_concentrates_ownership(tmp_path: Path) -> None:
    """Baogang, under any of its names, then owns both great mines."""
    review = reviewed(tmp_path, buyer="China Northern Rare Earth")
    owner = next(one for one in review.concentration if one.by == "owner")
    assert (owner.after.largest, owner.after.largest_share.low) == ("baogang", pytest.approx(120 / 132))


@pytest.mark.parametrize("more", [{"stake_percent": 50.0}, {"control": "no"}])
def test_half_of_the_shares_does_not_pass_control(tmp_path: Path, more: dict[str, object]) -> None:
    review = reviewed(tmp_path, **more)
    assert all(one.change.low == one.change.high == 0.0 for one in review.concentration)
    assert review.market is None and review.why_no_market is not None
    assert review.why_no_market.key == "screen.sale.no_market.control"
    passes = reviewed(tmp_path, stake_percent=50.1)
    assert passes.market is not None


def test_a_buyer_of_a_country_that_restricts_nothing_changes_no_flow(tmp_path: Path) -> None:
    for country, scenario, key in (("JPN", "", "never"), ("JPN", "stop", "scenario"), ("USA", "", "never")):
        review = reviewed(tmp_path, buyer_country=country, scenario=scenario)
        assert review.market is None and review.why_no_market is not None
        assert review.why_no_market.key == f"screen.sale.no_market.{key}"


def test_a_plant_in_the_restricting_country_is_reached_with_or_without_the_sale(tmp_path: Path) -> None:
    review = reviewed(tmp_path, plant="great_mine")
    assert review.market is None and review.why_no_market is not None
    assert review.why_no_market.key == "screen.sale.no_market.home"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"plant": "far_mien"}, 'did you mean "far_mine"'),
        ({"buyer_country": "CHI"}, "is no country"),
        ({"plant": "plan"}, "does not operate: its status is planned"),
        ({"buyer": "Lynas"}, "controls far_mine already"),
        ({"scenario": "stopp"}, 'did you mean "stop"'),
        ({"members": ("XXX",)}, "is no region"),
        ({"profile": "hours"}, "is not in case.toml"),
    ],
)
def test_a_wrong_question_is_refused_in_words(tmp_path: Path, fields: dict[str, object], words: str) -> None:
    with pytest.raises(InputError) as refused:
        reviewed(tmp_path, **fields)
    assert words in str(refused.value)


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        reviewed(tmp_path, plant="x", buyer_country="?", profile="y", members=("z",))
    assert {problem.file for problem in refused.value.problems} == {
        "plant", "buyer_country", "profile", "members"
    }  # fmt: skip
