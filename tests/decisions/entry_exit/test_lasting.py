"""What a restriction gains and loses for good, on a market solved by hand and on what lasts of
substitution.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from didymium.decisions.entry_exit import BreakEven, EntryTerms, Restriction, Trial, break_even
from didymium.decisions.entry_exit.lasting import break_even_at
from didymium.market.base_year import BaseYear
from entry_cases import QUARTERLY, rival_and_buyer
from market_cases import CaseBuilder

SHARE = 0.6
BEGINS = dt.date(2026, 1, 1)
NEAR = 0.12
"""Million dollars a year by which a step of the demand, 1.5 dollars on 60 to 100 t, moves what is earned."""


def restricting(*months: int, **more: object) -> Restriction:
    """RRR lets 60 % of its usual 100 t leave from 2026 on."""
    return Restriction("RRR", ("m",), begins=BEGINS, months=months, volume_shares=(SHARE,), **more)  # type: ignore[arg-type]


def tried(*months: int, terms: EntryTerms = QUARTERLY, **more: object) -> BreakEven:
    """Return what that comes to."""
    return break_even(rival_and_buyer(), BaseYear(), restricting(*months, **more), terms)


@pytest.fixture(scope="module")
def six_and_twelve() -> BreakEven:
    """Half a year and a year, whose end nobody knows."""
    return tried(6, 12)


def test_what_is_gained_while_it_lasts(six_and_twelve: BreakEven) -> None:
    """100 t cost 50: 5.0 million a year, of which 1.0 is spent. 60 t cost 90: 5.4 million, 0.6 spent. So a
    year brings 0.4 million more at the border and 0.8 more of income. Half a year is over before the review
    of 2026: nobody builds, and nothing is lost afterwards.
    """
    (short, _) = six_and_twelve.trials
    assert short.earnings.while_it_lasts == pytest.approx(0.2, abs=NEAR / 2)
    assert short.income.while_it_lasts == pytest.approx(0.4, abs=NEAR / 2)
    assert short.earnings.afterwards == pytest.approx(0.0, abs=1e-6)
    assert short.built == short.takers == ()
    assert six_and_twelve.never.decisions == ()


def test_what_is_lost_for_good(six_and_twelve: BreakEven) -> None:
    """At the end of 2026 it is believed to last. 20 t more bring 90 down to 70, above the 60 that the plant
    needs: it is built, and runs from 2029 on, at 20 dollars a kg, for good. 120 t then cost 30: RRR's 100 t
    earn 3.0 million instead of 5.0 in each of the four years until the end of 2032.
    """
    (_, year) = six_and_twelve.trials
    (built,) = year.built
    assert (built.name, built.decided, built.begins) == ("ours", dt.date(2027, 1, 1), dt.date(2029, 1, 1))
    assert six_and_twelve.last == dt.date(2032, 12, 31)
    assert year.earnings.while_it_lasts == pytest.approx(0.4, abs=NEAR)
    assert year.earnings.afterwards == pytest.approx(-4 * 2.0, abs=4 * NEAR)
    assert year.income.total == pytest.approx(0.8 - 4 * 2.0, abs=5 * NEAR)
    (taker,) = year.takers
    assert (taker.kind, taker.name, taker.region) == ("plants", "ours", "HHH")
    assert taker.t == pytest.approx(4 * 20.0, rel=1e-3)


def test_it_breaks_even_between_them(six_and_twelve: BreakEven) -> None:
    """The sum is +0.2 after six months and −7.6 after twelve: nothing at 6 + 6·0.2/7.8 months. For income
    +0.4 and −7.2.
    """
    assert six_and_twelve.months("earnings") == pytest.approx(6 + 6 * 0.2 / 7.8, abs=0.1)
    assert six_and_twelve.months("income") == pytest.approx(6 + 6 * 0.4 / 7.6, abs=0.1)
    with pytest.raises(KeyError):
        six_and_twelve.months("fame")
    with pytest.raises(ValueError, match=r"leaves 0\.5"):
        six_and_twelve.months("income", 0.5)


def test_years_add_up(six_and_twelve: BreakEven) -> None:
    """What each year brings is the whole; the year of the restriction is the gain, since it ends with it."""
    for trial in six_and_twelve.trials:
        assert sum(usd for _, usd in trial.earnings.by_year) == pytest.approx(trial.earnings.total)
    (_, year) = six_and_twelve.trials
    assert dict(year.earnings.by_year)[2026] == pytest.approx(year.earnings.while_it_lasts)


def test_a_known_end_within_the_lead_time_invites_nobody() -> None:
    """Announced for a year, or for three: a plant decided at the end of 2026 makes its first tonne when the
    restriction is over. Each year is gained, none is lost.
    """
    found = tried(12, 36, end_is_known=True)
    assert [trial.built for trial in found.trials] == [(), ()]
    assert found.trials[1].earnings.total == pytest.approx(3 * 0.4, abs=3 * NEAR)
    assert found.months("earnings") is None


def test_a_restriction_that_never_pays_breaks_even_at_nothing() -> None:
    """With 20 % left RRR sells 20 t at 130, 2.6 million instead of 5.0."""
    found = break_even(
        rival_and_buyer(), BaseYear(), replace(restricting(3), volume_shares=(0.2,)), QUARTERLY
    )
    assert found.months("earnings") == 0.0


def test_between_points_in_proportion() -> None:
    """The first turn from plus to minus counts, whatever the order of points; touching nothing is no turn."""
    assert break_even_at([(12, -6.0), (6, 2.0)]) == pytest.approx(7.5)
    assert break_even_at([(6, 2.0), (12, 0.0), (24, 4.0)]) is None
    assert break_even_at([(6, -1.0), (12, 4.0)]) == 0.0
    assert break_even_at([]) is None
    assert break_even_at([(1, -0.1), (3, 2.0), (6, -2.0)], least=0.1) == pytest.approx(4.5)
    assert break_even_at([(1, -0.1), (3, -2.0)], least=0.1) == 0.0


def substitution(habit: float) -> Trial:
    """HHH wants 100 t of what RRR makes at 50, and can replace 40 % of it at 100 at once; RRR keeps back
    all.
    """
    case = (
        CaseBuilder()
        .source_of("m", "RRR", 200, 50, name="theirs")
        .route("m", "RRR", "HHH")
        .steps("users", "HHH", "m", (100.0, 500.0))
        .rung("other", 1, "m", 100.0, 0.4)
        .build()
    )
    terms = replace(QUARTERLY, habit=habit)
    (trial,) = break_even(
        case, BaseYear(), Restriction("RRR", ("m",), begins=BEGINS, months=(12,)), terms
    ).trials
    return trial


@pytest.mark.parametrize("habit", [0.0, 0.5, 1.0])
def test_a_share_of_the_substitution_lasts(habit: float) -> None:
    """40 t a year are replaced while it lasts. Once it is over the material is cheaper again, and without
    habit nobody replaces any; with a habit of a half 20 t a year stay replaced, for six years, and RRR sells
    so much less at 50 dollars.
    """
    trial = substitution(habit)
    kept = sum(taker.t for taker in trial.takers if taker.kind == "substitutes")
    assert kept == pytest.approx(habit * 40.0 * 6, rel=1e-3, abs=1e-6)
    assert trial.earnings.afterwards == pytest.approx(-habit * 40.0 * 6 * 50e3 / 1e6, rel=0.01, abs=1e-6)
