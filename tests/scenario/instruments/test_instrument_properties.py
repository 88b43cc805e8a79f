"""What holds for instruments in every market: monotone floors, closed accounts, welfare, and no order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium.market.structure import Options
from instrument_cases import (
    PROFILES,
    Instrument,
    Played,
    answer,
    assert_accounts_close,
    builder,
    contract,
    floor,
    play,
    tariff,
)
from market_cases import EXACT, Case, random_base_year, random_case

COARSE = Options(linear_steps=40)
EXACT_COARSE = replace(EXACT, linear_steps=40)
FEW = settings(max_examples=15, deadline=None, derandomize=True)
SEEDS = st.integers(0, 10_000)


def random_market(seed: int, *, outside: bool = True) -> Case:
    """Return one stage with a discount rate: one to three origins with rising cost and freight, one or two
    members with plants, and users in each member.
    """
    random = np.random.default_rng(seed)
    members = ("CLB", "FRI")[: int(random.integers(1, 3))]
    case = builder(discount_rate=0.08).club("pact", *members)
    for origin in ("OU0", "OU1", "OU2")[: int(random.integers(1, 4)) if outside else 0]:
        cost = float(random.uniform(10, 40))
        size, top = float(random.uniform(40, 150)), cost + float(random.uniform(20, 120))
        case.source_of("m", origin, size, cost, cost_at_capacity_usd_per_kg=top)
        for member in members:
            case.route("m", origin, member, float(random.uniform(0, 8)))
    for member in members:
        cost = float(random.uniform(30, 70))
        case.source_of("m", member, 80.0, cost, cost_at_capacity_usd_per_kg=cost + 80.0)
        price = float(random.uniform(40, 80))
        case.demand(
            "u", member, "m", float(random.uniform(30, 90)), curve="linear",
            elasticity=-float(random.uniform(0.3, 1.2)), base_price_usd_per_kg=price,
        )  # fmt: skip
    if len(members) == 2:
        case.route("m", "CLB", "FRI", 3.0).route("m", "FRI", "CLB", 3.0)
    return case.build()


def members(found: Played) -> list[str]:
    """Return the members of the random market's club."""
    return [row.region for row in found.path.market.structure.case.clubs["pact"]]


@given(seed=SEEDS, low=st.floats(20, 120), more=st.floats(0.5, 60))
@FEW
def test_a_higher_floor_never_lowers_the_price(seed: int, low: float, more: float) -> None:
    """In a market of one stage every member's price rises with the floor, to the tolerance of rates."""
    case = random_market(seed)
    one, other = (play(case, floor(value, club="pact"), options=COARSE) for value in (low, low + more))
    tolerance = 1e-3 * (low + more)
    for member in members(one):
        assert other.price(member) >= one.price(member) - tolerance


@given(seed=SEEDS, below=st.floats(0.0, 0.99))
@FEW
def test_a_floor_below_what_goods_land_at_changes_nothing(seed: int, below: float) -> None:
    """A floor below every member's price asks for no levy: flows and prices are the base run's."""
    case = random_market(seed)
    free = play(case, options=COARSE)
    lowest = min(free.price(member) for member in members(free))
    found = play(case, floor(below * lowest, club="pact"), options=COARSE)
    np.testing.assert_allclose(found.path.duals, free.path.duals, atol=1e-6)
    np.testing.assert_allclose(found.path.tonnes, free.path.tonnes, atol=1e-6)
    assert np.all(found.rate() == 0.0)


@given(seed=SEEDS)
@FEW
def test_a_levy_without_imports_brings_nothing(seed: int) -> None:
    """A floor above all that the goods are worth to anybody keeps imports out: there is nothing to charge."""
    found = play(random_market(seed), floor(1000.0, club="pact"), options=COARSE)
    imported = sum(
        found.shipped(origin, member)[0] for member in members(found) for origin in ("OU0", "OU1", "OU2")
    )
    assert imported == pytest.approx(0.0, abs=1e-9)
    assert found.money("levy", "treasuries") == pytest.approx(0.0, abs=1e-9)


ALL: Mapping[str, Instrument] = {
    "levy": floor(75.0, club="pact"),
    "tariff": tariff(club="pact", ad_valorem=0.15, specific_usd_per_kg=2.0),
    "quota": tariff(club="pact", specific_usd_per_kg=6.0, quota_t_per_year=30.0, origins=["OU0"]),
    "contract": contract(80.0, club="pact", t_per_year=25.0),
    "upside": contract(20.0, club="pact", second_strike_usd_per_kg=40.0, upside_share=0.4),
    "subsidy": {"kind": "production_subsidy", "club": "CLB", "material": "m", "usd_per_kg": 4.0},
    "gap": {
        "kind": "price_gap_subsidy", "club": "pact", "material": "m", "target_usd_per_kg": 70.0, "share": 0.5,
    },
    "minimum": {
        "kind": "minimum_procurement_price", "club": "pact", "material": "m", "price_usd_per_kg": 75.0,
        "buyers_share": 1.0,
    },
    "purchase": {
        "kind": "public_purchase", "holder": "agency", "club": "CLB", "material": "m",
        "price_usd_per_kg": 65.0, "t_per_year": 20.0,
    },
    "credit": {"kind": "tax_credit", "club": "pact", "materials": ["m"], "share": 0.2},
    "cap": {
        "kind": "dependence_cap", "club": "pact", "materials": ["m"], "share": 0.3, "fine_usd_per_kg": 9.0,
    },
    "rule": {
        "kind": "procurement_rule", "club": "pact", "sectors": "all", "materials": ["m"], "trusted": ["pact"],
        "share": 0.4, "waiver_usd_per_kg": 12.0,
    },
}  # fmt: skip
"""An instrument of most kinds for the random market."""


def welfare(found: Played) -> float:
    """Return the discounted worth of what is used less the cost of what is made and shipped, by the steps
    and rows of the case; thousand US dollars.
    """
    market, tonnes = found.path.market, found.path.tonnes
    worth = np.array([[step.worth_usd_per_kg] for step in market.use.steps])
    cost = np.array([[segment.cost_usd_per_kg] for segment in market.supply.segments])
    freight = np.array([[route.freight_usd_per_kg] for route in market.structure.routes])
    gained = (worth * market.use.serve.view(tonnes)).sum(axis=0)
    spent = (cost * market.supply.block.view(tonnes)).sum(axis=0)
    moved = (freight * market.trade.more_block.view(tonnes)).sum(axis=0)
    return float(((gained - spent - moved) * market.structure.discount).sum())


def total(found: Played) -> float:
    """Return the discounted sum of the accounts without what public agencies own in the end."""
    rows = found.accounts.filter(pl.col("item") != "public stock")
    return float(rows["discounted_usd"].sum()) / 1e3


@pytest.mark.parametrize("name", [*ALL, "all at once"])
def test_accounts_change_by_welfare(name: str) -> None:
    """Whatever an instrument does, it moves money between parties; what all of them gain or lose together is
    the change in the worth of use less cost, counted from the rows of the case. Exact without perturbation,
    to rounding: 1e-9 of the worth of all use.
    """
    chosen = list(ALL.values()) if name == "all at once" else [ALL[name]]
    if name == "all at once":
        chosen = [entry for key, entry in ALL.items() if key not in ("minimum", "upside")]
    for seed in (3, 8):
        found = play(random_market(seed), *chosen, options=EXACT_COARSE, profile="three_months")
        assert_accounts_close(found)
        change = total(found) - total(found.before)
        assert change == pytest.approx(welfare(found) - welfare(found.before), abs=1e-8 * welfare(found))


@pytest.mark.parametrize("seed", range(4))
def test_accounts_are_the_market_s_own_costs(seed: int) -> None:
    """On a chain with transit, stocks, ladders and joint products: the discounted accounts, without what
    agencies own in the end, are minus the cost of all columns but the instruments' at the market's own
    costs, plus the duties of the base year, which the program counts as a cost and a treasury gets.
    """
    base = random_case(seed)
    profiles = {"profiles": {"three_months": PROFILES["three_months"]}}
    case = replace(base, settings=base.settings.model_copy(update=profiles))
    instruments: Sequence[Instrument] = (
        floor(70.0, club="AAA", material="magnet"),
        tariff(club="BBB", materials=["oxide"], ad_valorem=0.2),
        contract(15.0, club="AAA", material="side"),
        {
            "kind": "public_purchase", "holder": "agency", "club": "CCC", "material": "oxide",
            "price_usd_per_kg": 35.0, "t_per_year": 3.0,
        },
        {
            "kind": "stock_obligation", "club": "BBB", "materials": ["oxide"], "days": 20.0,
            "fine_usd_per_kg_year": 30.0,
        },
    )  # fmt: skip
    found = play(case, *instruments, base=random_base_year(case, seed), options=EXACT, profile="three_months")
    assert_accounts_close(found)
    program = found.path.market.program
    own = np.ones(len(program.cost), dtype=bool)
    for extra in found.path.market.extras.values():
        own[extra.block.slice] = False
    cost = float((program.cost * found.path.tonnes / program.column_unit_t)[own].sum()) * 1e3
    duties = found.accounts.filter((pl.col("item") == "duty") & (pl.col("party") == "treasuries"))
    got = total(found) - float(duties["discounted_usd"].sum()) / 1e3
    turnover = float(found.accounts["usd"].abs().sum()) / 1e3
    assert got == pytest.approx(-cost, abs=1e-9 * turnover)


@pytest.mark.parametrize("seed", [3, 8])
def test_the_order_of_instruments_does_not_matter(seed: int) -> None:
    """Five instruments in three orders: the same prices to the tolerance of rates."""
    chosen = [ALL[name] for name in ("levy", "tariff", "contract", "purchase", "subsidy")]
    case = random_market(seed)
    first, *others = (
        play(case, *order, options=COARSE) for order in (chosen, chosen[::-1], [*chosen[2:], *chosen[:2]])
    )
    for found in others:
        # Columns of instruments carry their number; the market's own come first.
        same = first.path.market.backstop.slice.stop
        np.testing.assert_allclose(answer(found)[0], answer(first)[0], atol=0.02)
        np.testing.assert_allclose(answer(found)[1][:same], answer(first)[1][:same], atol=0.5)


@given(seed=SEEDS)
@FEW
def test_rates_from_below_and_above_agree_on_one_levy(seed: int) -> None:
    """One levy on one stage has one answer, to a step of the curves: where a step of demand stands at the
    floor, any levy holds it that leaves the outside price within one step of supply.
    """
    case = random_market(seed)
    found = play(case, floor(85.0, club="pact"), options=COARSE)
    settled = found.path.settlements[0]
    step = max(row.cost_at_capacity_usd_per_kg - row.cost_usd_per_kg for row in case.plants) / 40
    assert abs(settled.rates[0][0] - settled.from_above[0][0]) <= step


@given(seed=SEEDS, day=st.integers(2, 364))
@FEW
def test_a_floor_from_a_day_on_leaves_earlier_months(seed: int, day: int) -> None:
    """Prices of months that end before the first day of a floor are those of free trade (no stocks, no
    transit).
    """
    begin = dt.date(2025, 1, 1) + dt.timedelta(days=day)
    found = play(
        random_market(seed), floor(85.0, club="pact", **{"from": begin}), options=COARSE, profile="months"
    )
    before = begin.month - 1
    np.testing.assert_allclose(found.path.duals[:, :before], found.before.path.duals[:, :before], atol=1e-6)
