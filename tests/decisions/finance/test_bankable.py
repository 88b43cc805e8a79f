"""When a project is bankable: bisections against closed forms, and the cheapest mix against all of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from didymium.decisions.finance import (
    Asks,
    ConcessionalLoan,
    Grant,
    Guarantee,
    Hurdle,
    Menu,
    OfftakeFloor,
    apply,
    cash_flow,
    cheapest_mix,
    cost_by_payer,
    in_scenarios,
    judge,
    needs_of,
)
from finance_cases import DOD, JOGMEC, NEXI, steady, terms

SERVICE = 600 * 0.05 / (1 - 1.05**-5)
"""138.585 dollars a year for 600 at 5 % over five years."""
AGREED = terms(tax_rate=0.0, debt_share=0.6, debt_rate=0.05)
ASKS = Asks(
    floor=OfftakeFloor(DOD, "oxide", 4.0, 1.0, 5.0),
    grant=Grant(JOGMEC, 0.9),
    loan=ConcessionalLoan(JOGMEC, 0.9, 0.0, 5.0),
)


def test_least_of_each_in_closed_form() -> None:
    """At a price of 2 there are 100 dollars a year for 138.585 of service. Just enough are

    - a floor of (100 + 138.585) / 100 kg,
    - a grant g with 138.585 (1 − g) = 100,
    - no loan: one at nothing in the place of all debt, 0.6, still asks for 120, so cover is what lacks,
    - at a floor of 4 a share s with 100 s (4 − 2) = 38.585.
    """
    needs = needs_of(steady(prices=(2.0,)), AGREED, Hurdle(), ASKS)
    assert not needs.without.bankable and needs.without.worst_cover == pytest.approx(100 / SERVICE)
    assert needs.floor_usd_per_kg.value == pytest.approx((100 + SERVICE) / 100, rel=1e-5)
    assert needs.grant_share.value == pytest.approx(1 - 100 / SERVICE, rel=1e-5)
    assert (needs.loan_share.value, needs.loan_share.asked, needs.loan_share.lacks) == (None, 0.6, "cover")
    assert needs.loan_share.verdict.worst_cover == pytest.approx(100 / 120)
    assert needs.offtake_share.value == pytest.approx((SERVICE - 100) / 200, rel=1e-5)


def test_least_loan_in_closed_form() -> None:
    """At a price of 2.3 there are 130: 200 l + 138.585 (1 − l / 0.6) = 130."""
    needs = needs_of(steady(prices=(2.3,)), AGREED, Hurdle(), ASKS)
    assert needs.loan_share.value == pytest.approx((SERVICE - 130) / (SERVICE / 0.6 - 200), rel=1e-5)


def test_nothing_is_needed_where_debt_is_covered() -> None:
    """A rich project needs nothing of anything."""
    needs = needs_of(steady(), AGREED, Hurdle(), ASKS)
    values = (needs.floor_usd_per_kg, needs.grant_share, needs.loan_share, needs.offtake_share)
    assert needs.without.bankable and all(one.value == 0 for one in values)


def test_higher_hurdle_needs_more() -> None:
    """Cover of 1.2 asks for a floor of (100 + 1.2 · 138.585) / 100."""
    needs = needs_of(steady(prices=(2.0,)), AGREED, Hurdle(least_cover=1.2), ASKS)
    assert needs.floor_usd_per_kg.value == pytest.approx((100 + 1.2 * SERVICE) / 100, rel=1e-5)


def test_owners_may_ask_for_their_return() -> None:
    """At 2.6 a kg debt is covered, and 160 − 138.585 a year are too little for the owners' 400. Just enough
    is a grant with (1 − g) (−400 − 138.585 a) + 160 a = 0, where a = 3.7908 at 10 %.
    """
    operation = steady(prices=(2.6,))
    assert judge(cash_flow(operation, AGREED), Hurdle()).bankable
    hurdle = Hurdle(needs_return=True)
    assert not judge(cash_flow(operation, AGREED), hurdle).bankable
    annuity = (1 - 1.1**-5) / 0.1
    needs = needs_of(operation, AGREED, hurdle, ASKS)
    assert needs.grant_share.value == pytest.approx(1 - 160 * annuity / (400 + SERVICE * annuity), rel=1e-5)
    assert needs.loan_share.lacks in ("", "return")


def test_worst_decile_decides_and_a_price_war_is_worse() -> None:
    """One draw of ten at a price of 1.5 needs the floor; without it the other nine need none."""
    operation = steady(prices=(1.5, *[5.0] * 9), scenario=("war", *["peace"] * 9))
    agreed = terms(10, tax_rate=0.0, debt_share=0.6, debt_rate=0.05)
    assert not judge(cash_flow(operation, agreed), Hurdle()).bankable
    assert judge(cash_flow(operation, agreed), Hurdle(worst_share=0.2)).bankable
    assert judge(cash_flow(*in_scenarios(operation, agreed, ["peace"])), Hurdle()).bankable
    war = needs_of(*in_scenarios(operation, agreed, ["war"]), Hurdle(), ASKS)
    everything = needs_of(operation, agreed, Hurdle(), ASKS)
    assert war.floor_usd_per_kg.value == pytest.approx(everything.floor_usd_per_kg.value, rel=1e-5)
    assert war.without.worst_cover == pytest.approx(50 / SERVICE)


def test_calls_count_only_if_asked() -> None:
    """A full guarantee covers lenders who count it, while the project itself does not cover its debt."""
    flow = apply((Guarantee(NEXI, 1.0, 0.0),), steady(prices=(2.0,)), AGREED)
    assert not judge(flow, Hurdle()).covers_debt
    assert judge(flow, Hurdle(counting_calls=True)).worst_cover == pytest.approx(1.0)


MENU = Menu(
    grant=Grant(JOGMEC, 0.6),
    loan=ConcessionalLoan(JOGMEC, 0.6, 0.01, 5.0),
    guarantee=Guarantee(NEXI, 1.0, 0.03, 0.001),
    floor=OfftakeFloor(DOD, "oxide", 4.0, 1.0, 5.0),
    parts=(0.0, 0.5, 1.0),
    treasury_rates={"JPN": 0.01},
)


def test_cheapest_mix_is_the_least_of_all() -> None:
    """Every combination of the menu's parts with a grid of floors: none that is bankable costs less. One draw
    of four has low prices: there a step of the grid, 0.1 on 100 kg for five years, is 50 / 4 dollars at most.
    """
    operation = steady(prices=(2.0, 5.0, 4.0, 6.0))
    agreed = terms(4, debt_share=0.6, debt_rate=0.05)
    found = cheapest_mix(operation, agreed, Hurdle(), MENU)
    assert found.cheapest is not None and found.cheapest.verdict.bankable and found.tried == 18
    least = np.inf
    for grant, loan, guarantee, floor in product(
        MENU.parts, MENU.parts, (0.0, 1.0), [0, *np.linspace(2, 3.5, 16)]
    ):
        supports = (
            replace(MENU.grant, share=0.6 * grant),
            replace(MENU.loan, share=0.6 * (1 - 0.6 * grant) * loan),
            replace(MENU.guarantee, share=guarantee, rate_cut=0.03),
            replace(MENU.floor, floor_usd_per_kg=floor),
        )
        flow = apply(supports, operation, agreed)
        if judge(flow, Hurdle()).bankable:
            costs = cost_by_payer(flow, {"JPN": 0.01}, MENU.treasury_rate)
            least = min(least, sum(one.expected_usd_million for one in costs))
    assert found.cheapest.expected_usd_million <= least + 1e-12
    assert found.cheapest.expected_usd_million == pytest.approx(least, abs=50 / 4 * 1e-6)
    costs_of_others = [mix.expected_usd_million for mix in found.others]
    assert costs_of_others == sorted(costs_of_others)
    assert costs_of_others[0] >= found.cheapest.expected_usd_million


def test_who_bears_the_cheapest_mix() -> None:
    """The costs of the payers are those of the mix."""
    found = cheapest_mix(steady(prices=(2.0,)), AGREED, Hurdle(), MENU)
    assert found.cheapest is not None
    payers = {one.payer for one in found.cheapest.by_payer}
    assert payers == {support.payer for support in found.cheapest.supports}


def test_no_mix_where_nothing_suffices() -> None:
    """A project that loses money with every kg is not helped by a small floor and a small grant."""
    menu = Menu(grant=Grant(JOGMEC, 0.2), floor=OfftakeFloor(DOD, "oxide", 1.0, 1.0, 5.0))
    found = cheapest_mix(steady(prices=(0.5,)), AGREED, Hurdle(), menu)
    assert found.cheapest is None and not found.at_most.covers_debt and found.tried == 5


def test_a_long_loan_may_be_too_much() -> None:
    """Debt over five years asks for 138.585 of 130; a free loan over eight, of a share l, for 125 l and
    138.585 (1 − l / 0.6). That is 130 at l = 0.081. From year six on the price is 1.6, so 60 are there for
    125 l: above l = 0.48 that is too little, and so it is for the most that could be lent, 0.6.
    """
    operation = steady(prices=(2.3,), years=9)
    operation.price_usd_per_kg["oxide"][0, 6:] = 1.6
    agreed = replace(AGREED, life_years=8.0)
    asks = replace(ASKS, loan=ConcessionalLoan(JOGMEC, 0.9, 0.0, 8.0))
    assert not judge(apply((asks.loan,), operation, agreed), Hurdle()).covers_debt
    needs = needs_of(operation, agreed, Hurdle(), asks)
    assert needs.loan_share.value == pytest.approx((SERVICE - 130) / (SERVICE / 0.6 - 125), rel=1e-5)
