"""The split of a project's cash, by hand under each reading, against an oracle, and its edges."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import numpy_financial
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium.decisions.programmes.figures import Figure
from didymium.decisions.programmes.members import MEMBERS
from didymium.decisions.programmes.split import Split, even_project, least_yield, split_cash
from didymium.decisions.programmes.terms import ProgrammeTerms, Reading
from didymium.files.problems import InputError

TEN = Figure(0.10, 0.10, 0.10)
NOTHING = Figure(0.0, 0.0, 0.0)


def readings() -> dict[str, Reading]:
    """The four ways to read what the even phase must pay."""
    made = (
        Reading("principal_and_interest", True, True, False, ()),
        Reading("interest_only", False, True, False, ()),
        Reading("principal_only", True, False, False, ()),
        Reading("principal_first", False, True, True, ()),
    )
    return {reading.name: reading for reading in made}


READINGS = readings()


def terms() -> ProgrammeTerms:
    """Even until recovery and nine to one after, at a deemed rate of 10 % that is easy to reckon with."""
    return ProgrammeTerms(
        member=MEMBERS["JPN"], day=dt.date(2026, 11, 22), total_usd=TEN, cash_usd=TEN, yearly_cap_usd=None,
        signed=None, ends_on=None, ends_facts=(), share_before=Figure(0.5, 0.5, 0.5), share_after=TEN,
        benchmark_rate=TEN, spread=NOTHING, readings=tuple(READINGS.values()), clocks=(), equity_share=None,
        binding_facts=(),
    )  # fmt: skip


def by_hand(reading: str) -> Split:
    """100 paid in, then 80 of cash in each of four years."""
    return split_cash(terms(), READINGS[reading], [100, 0, 0, 0, 0], [0, 80, 80, 80, 80])


def funder(split: Split) -> list[float]:
    return [row.to_funder for row in split.years]


def owed(split: Split) -> list[float]:
    return [row.owed for row in split.years]


def test_principal_and_interest_by_hand() -> None:
    """Owed 100. Year 1: 110, less half of 80, is 70. Year 2: 77 - 40 = 37. Year 3: 40.7 - 40 = 0.7. Year 4:
    0.77, which takes 1.54 of the cash; of the other 78.46 the funder gets a tenth, 7.846: 8.616 in all. It
    is back in year 4, and the funder has 128.616 of 320."""
    found = by_hand("principal_and_interest")
    assert owed(found) == pytest.approx([100, 70, 37, 0.7, 0])
    assert funder(found) == pytest.approx([0, 40, 40, 40, 8.616])
    assert found.nothing_owed_from == 4
    assert found.funder_share == pytest.approx(128.616 / 320)
    assert found.funder_irr == pytest.approx(numpy_financial.irr([-100, 40, 40, 40, 8.616]), abs=1e-6)


def test_interest_only_by_hand() -> None:
    """Interest of 10 a year takes 20 of the cash; a tenth of the other 60 is 6. The funder gets 16 a year, 64
    in all: its 100 never come back, and there is no rate of return, though the interest is paid from year 1
    on."""
    found = by_hand("interest_only")
    assert funder(found) == pytest.approx([0, 16, 16, 16, 16])
    assert found.nothing_owed_from == 1
    assert found.funder_irr is None


def test_principal_only_by_hand() -> None:
    """Without interest 100 - 40 - 40 = 20 is left after two years. Year 3: 40 of the cash pay the 20, a tenth
    of the other 40 is 4. Year 4: 8."""
    found = by_hand("principal_only")
    assert owed(found) == pytest.approx([100, 60, 20, 0, 0])
    assert funder(found) == pytest.approx([0, 40, 40, 24, 8])
    assert found.nothing_owed_from == 3


def test_principal_first_by_hand() -> None:
    """Year 1: interest 10 waits, all 80 pay principal, 20 are left. Year 2: interest (20 + 10) · 10 % = 3; 20
    pay the rest of the principal; of the other 60, 26 are split evenly for the 13 of interest and a tenth of
    34 is 3.4: 36.4. Then a tenth of 80."""
    found = by_hand("principal_first")
    assert owed(found) == pytest.approx([100, 30, 0, 0, 0])
    assert funder(found) == pytest.approx([0, 80, 36.4, 8, 8])
    assert found.nothing_owed_from == 2


def test_never_recovered() -> None:
    """Cash of 15 a year pays 7.5 of the 10 of interest: what is owed grows, and all cash is split evenly."""
    found = split_cash(terms(), READINGS["principal_and_interest"], [100, 0, 0], [0, 15, 15])
    assert owed(found) == pytest.approx([100, 102.5, 105.25])
    assert found.nothing_owed_from is None
    assert found.funder_share == pytest.approx(0.5)


def test_a_later_payment_opens_it_again() -> None:
    """Back in year 1, then 50 more are paid in: recovery counts from the last time that something is owed."""
    found = split_cash(terms(), READINGS["principal_and_interest"], [10, 0, 50, 0, 0], [0, 40, 0, 200, 5])
    assert owed(found) == pytest.approx([10, 0, 50, 0, 0])
    assert found.nothing_owed_from == 3


AMOUNTS = st.lists(st.floats(0, 100), min_size=2, max_size=12)


@settings(max_examples=40, deadline=None)
@given(cash=AMOUNTS, reading=st.sampled_from(sorted(READINGS)))
def test_no_money_is_lost_and_shares_stay_between_theirs(cash: list[float], reading: str) -> None:
    """What both get is the cash, and after any principal the funder has between a tenth and a half."""
    found = split_cash(terms(), READINGS[reading], [50] + [0] * (len(cash) - 1), cash)
    for row in found.years:
        rest = row.cash - row.principal_back
        assert row.to_funder + row.to_host == pytest.approx(row.cash)
        share = row.to_funder - row.principal_back
        assert 0.1 * rest - 1e-9 <= share <= 0.5 * rest + 1e-9


@settings(max_examples=25, deadline=None)
@given(cash=AMOUNTS)
def test_principal_first_is_worth_most(cash: list[float]) -> None:
    """Let C be all cash and D what the even phase pays, in present value at the deemed rate. The funder has
    0.1·C + 0.8·D: D out of 2·D of cash, and a tenth of the rest. With principal P paid first it has
    0.1·C + 0.9·P + 0.8·D'. What is repaid of a debt is worth the debt less what is left, so P + D' ≥ D of the
    whole reading ≥ D of the literal one, which repays least. Undiscounted this need not hold: a slow
    repayment bears more interest."""
    paid = [50.0] + [0.0] * (len(cash) - 1)
    literal, whole, first = (
        sum(row.to_funder / 1.1**row.year for row in split_cash(terms(), READINGS[name], paid, cash).years)
        for name in ("interest_only", "principal_and_interest", "principal_first")
    )
    assert literal <= whole + 1e-9
    assert whole <= first + 1e-9


def test_least_yield_pays_the_deemed_rate() -> None:
    """Under the whole reading the funder earns exactly the deemed rate if all of it comes from even halves:
    20 years at 10 % need an annuity of 0.11746, twice that as cash; what is above goes to the tail, which
    adds a little, so the least cash is at most that, and at it the funder earns 10 %."""
    reading = READINGS["principal_and_interest"]
    share = least_yield(terms(), reading, 20)
    annuity = 0.1 / (1 - 1.1**-20)
    assert share == pytest.approx(2 * annuity, rel=1e-4)
    assert even_project(terms(), reading, share, 20).funder_irr == pytest.approx(0.1, abs=1e-5)


def test_no_yield_is_enough() -> None:
    """One year of operation with 100 % of the principal gives the funder half of it back."""
    assert math.isinf(least_yield(terms(), READINGS["principal_and_interest"], 1))


def test_bad_cash_is_named_at_once() -> None:
    """Every problem in one error, in words."""
    with pytest.raises(InputError) as wrong:
        split_cash(terms(), READINGS["interest_only"], [0, 0], [1, -2, math.nan])
    text = str(wrong.value)
    assert "has 3 years, payments have 2" in text
    assert '"-2" is no amount of zero or more (year 1)' in text
    assert '"nan"' in text
    assert "nothing is owed" in text


def test_deemed_rate_adds_the_spread() -> None:
    assert replace(terms(), spread=Figure(0.02, 0.02, 0.02)).deemed_rate == pytest.approx(0.12)
