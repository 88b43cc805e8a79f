"""A strategic stock is released to members in an emergency: when, how fast, to whom, at what price."""

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium.market.base_year import BaseYear
from didymium.market.structure import Options
from didymium.scenario.drivers import drivers_table
from didymium.scenario.readout import read_path
from instrument_cases import PROFILES, Instrument, Played, assert_accounts_close, builder, play
from market_cases import EXACT, Case, random_base_year, random_case

MONTH = 30.4375
"""Days in a month, as limits a month count them."""
PERTURBED = 1e-5
"""Prices are those of a program whose costs are changed by 1e-6 of themselves, here and there."""
MARCH, APRIL, MAY, JULY = 2, 3, 4, 6
FEW = settings(max_examples=15, deadline=None, derandomize=True)


def short_market(rate: float = 0.08) -> Case:
    """Return users of 120 tonnes a year who give 80, and 60 a year to be had at 20: the price is 80, five
    tonnes a month are missing, and money today is worth more than later.
    """
    case = builder(discount_rate=rate).source_of("m", "CLB", 60.0, 20.0)
    return case.steps("u", "CLB", "m", (120.0, 80.0)).build()


def release(**more: object) -> Instrument:
    """Twelve tonnes, three a month, declared on 1 March."""
    return {
        "kind": "stock_release", "holder": "reserve", "region": "CLB", "material": "m", "level_t": 12.0,
        "draw_t_per_month": 3.0, "from": dt.date(2025, 3, 1), **more,
    }  # fmt: skip


def level(found: Played, holder: str = "reserve") -> np.ndarray:
    """Return the level of a stock by month, as the table of stocks says it."""
    rows = read_path(found.path, ["stocks"])["stocks"].filter(pl.col("holder") == holder)
    return rows.sort("period")["level_t"].to_numpy()


def test_a_stock_is_sold_as_fast_as_it_may_be() -> None:
    """Goods fetch 80 in every month, so the first month is the best: 3 t a month of 30.4375 days leave, 31
    days in March, 30 in April, 31 in May, 30 in June, until 12 t are gone: July gets
    12 − 3 × 122 / 30.4375 = −0.02, nothing. Users get 12 t more, and the treasury 80 × 12.
    """
    found = play(short_market(), release(), profile="months")
    left = found.added("released 1")
    expected = np.zeros(12)
    expected[MARCH:JULY] = 3.0 * np.array([31, 30, 31, 30]) / MONTH
    expected[JULY - 1] -= expected.sum() - 12.0
    np.testing.assert_allclose(left, expected, atol=1e-6)
    np.testing.assert_allclose(level(found), 12.0 - np.cumsum(expected), atol=1e-6)
    assert (found.used("CLB") - found.before.used("CLB")).sum() == pytest.approx(12.0, rel=1e-6)
    rows = found.measures.filter(pl.col("item") == "release")
    assert rows["t"].sum() == pytest.approx(12.0, rel=1e-6)
    assert rows["rate_usd_per_kg"].to_list() == pytest.approx([80.0] * 4, rel=PERTURBED)
    assert rows["usd"].sum() == pytest.approx(80.0 * 12e3, rel=PERTURBED)
    assert found.money("sales", "treasuries", "CLB") == pytest.approx(80.0 * 12.0, rel=PERTURBED)
    assert_accounts_close(found)


@pytest.mark.parametrize("foresight", ["perfect", "surprise"])
def test_nothing_leaves_before_the_lead(foresight: str) -> None:
    """Declared on 1 March with 45 days of lead, the first tonne leaves on 15 April: nothing in March, and in
    the 16 days that are left of April at most 3 × 16 / 30.4375.
    """
    found = play(short_market(), release(lead_days=45), profile="months", foresight=foresight)
    left = found.added("released 1")
    np.testing.assert_allclose(left[:APRIL], 0.0, atol=1e-9)
    assert left[APRIL] == pytest.approx(3.0 * 16 / MONTH, rel=1e-6)
    assert left.sum() == pytest.approx(12.0, rel=1e-6)


def test_nothing_leaves_after_the_emergency() -> None:
    """Until 10 April: a month and ten days of three tonnes a month; the rest stays where it is."""
    found = play(short_market(), release(until=dt.date(2025, 4, 10)), profile="months")
    left = found.added("released 1")
    np.testing.assert_allclose(left[MARCH:MAY], 3.0 * np.array([31, 10]) / MONTH, rtol=1e-6)
    np.testing.assert_allclose(np.delete(left, [MARCH, APRIL]), 0.0, atol=1e-9)
    assert level(found)[-1] == pytest.approx(12.0 - 3.0 * 41 / MONTH, rel=1e-6)


def test_without_a_rate_all_may_go_at_once() -> None:
    """With a level and no rate, all four tonnes leave in March, when five are missing."""
    found = play(short_market(), release(level_t=4.0, draw_t_per_month=None), profile="months")
    assert found.added("released 1")[MARCH] == pytest.approx(4.0, rel=1e-6)
    assert level(found)[MARCH] == pytest.approx(0.0, abs=1e-6)


def two_members(**route: object) -> Case:
    """Return the short market and a second member without supply whose users give 100 for 240 t a year; a
    route between them only if its terms are given, and one on which nothing can be sent.
    """
    case = builder(discount_rate=0.08).club("pact", "CLB", "FRI")
    case.source_of("m", "CLB", 60.0, 20.0).source_of("m", "FRI", 60.0, 20.0)
    case.steps("u", "CLB", "m", (120.0, 80.0)).steps("u", "FRI", "m", (240.0, 100.0))
    if route:
        case.route("m", "CLB", "FRI", limit_t_per_year=0.0, **route)
    return case.build()


def test_goods_arrive_after_their_transit() -> None:
    """FRI pays 100 less 5 of freight, more than 80 at home even after 40 days of interest. What leaves evenly
    over March arrives from 10 April to 10 May: 21 of its 31 days in April, 10 in May; nothing in March.
    """
    away = release(
        members=["pact"], draw_t_per_month=None, transit_days=40, freight_usd_per_kg=5.0,
        until=dt.date(2025, 3, 31),
    )  # fmt: skip
    found = play(two_members(), away, profile="months")
    gained = found.used("FRI") - found.before.used("FRI")
    np.testing.assert_allclose(gained[APRIL : MAY + 1], 12.0 * np.array([21, 10]) / 31, rtol=1e-6)
    np.testing.assert_allclose(np.delete(gained, [APRIL, MAY]), 0.0, atol=1e-6)
    assert found.money("freight", "treasuries", "CLB") == pytest.approx(-5.0 * 12.0, rel=1e-6)
    assert found.money("sales", "treasuries", "CLB") == pytest.approx(100.0 * 12.0, rel=PERTURBED)
    assert set(found.measures["region"]) == {"FRI"}
    assert_accounts_close(found)


def test_a_route_of_the_case_says_how_long_it_takes() -> None:
    """A route of 40 days at 5 in the case and the same figures in the release give the same answer, even
    where the route itself carries nothing.
    """
    stated = play(
        two_members(), release(members=["pact"], transit_days=40, freight_usd_per_kg=5.0), profile="months"
    )
    known = play(two_members(days=40, freight=5.0), release(members=["pact"]), profile="months")
    np.testing.assert_allclose(known.added("released 1"), stated.added("released 1"), atol=1e-6)
    np.testing.assert_allclose(known.used("FRI"), stated.used("FRI"), atol=1e-6)


def test_a_release_in_the_middle_of_a_month_does_not_arrive_before_its_transit() -> None:
    """Declared on 21 March for eleven days, 15 days away: all arrives from 5 April on, though a month's
    dispatch would count from 1 March.
    """
    late = release(
        members=["FRI"], transit_days=15, freight_usd_per_kg=0.0, draw_t_per_month=None,
        **{"from": dt.date(2025, 3, 21), "until": dt.date(2025, 3, 31)},
    )  # fmt: skip
    gained = play(two_members(), late, profile="months")
    more = gained.used("FRI") - gained.before.used("FRI")
    assert more[APRIL] == pytest.approx(12.0, rel=1e-6)
    assert more.sum() == pytest.approx(12.0, rel=1e-6)


def spring_shortage() -> Case:
    """Return users of 120 t a year who give 80: the price is 80 to June and, with 360 t a year, 20 after."""
    case = builder(discount_rate=0.08).source_of("m", "CLB", 60.0, 20.0)
    case.capacity("m_CLB", dt.date(2025, 7, 1), 360)
    return case.steps("u", "CLB", "m", (120.0, 80.0)).build()


@pytest.mark.parametrize(("reserve", "days"), [(0.0, 306), (19.0, 306), (50.0, 122), (79.0, 122), (81.0, 0)])
def test_nothing_is_sold_below_the_reserve_price(reserve: float, days: int) -> None:
    """At a tonne a month goods are sold at 80 from March to June (122 days), and at 20 from July on (184
    more) only if the reserve price lets them go.
    """
    found = play(
        spring_shortage(), release(draw_t_per_month=1.0, reserve_price_usd_per_kg=reserve), profile="months"
    )
    assert found.added("released 1").sum() == pytest.approx(days / MONTH, rel=1e-6, abs=1e-9)
    # What left the stock is taken off its worth at the reserve price; what is left counts as before.
    worth = found.money("public stock", "treasuries", "CLB")
    assert worth == pytest.approx(-reserve * days / MONTH, rel=1e-6, abs=1e-9)


def test_the_reserve_price_is_the_base_price_unless_it_is_stated() -> None:
    """The stock lies in FRI, where the base price is 60, and is sold in CLB, where goods cost 80 until June
    and their base price of 50 from July on: only the 122 days until June are worth it.
    """
    price = {("CLB", "m"): 50.0, ("FRI", "m"): 60.0}
    base = BaseYear(price=price, run={"m_CLB": 60.0}, use={("u", "CLB", "m"): 60.0})
    away = release(
        region="FRI", members=["CLB"], transit_days=0, freight_usd_per_kg=0.0, draw_t_per_month=1.0
    )
    found = play(spring_shortage(), away, base=base, profile="months")
    assert found.prices("CLB")[JULY:] == pytest.approx(50.0, rel=1e-3)
    assert found.added("released 1").sum() == pytest.approx(122 / MONTH, rel=1e-6)


def held_market(**more: object) -> Case:
    """Return the short market with a public holding of 12 t and three a month."""
    case = builder(discount_rate=0.08).source_of("m", "CLB", 60.0, 20.0)
    case.steps("u", "CLB", "m", (120.0, 80.0))
    return case.holding("CLB", "m", 12.0, 3.0, holder="reserve", kind="public", **more).build()


def test_a_public_holding_is_opened() -> None:
    """Without a level the row of holdings is opened at its own rate: the same releases, and the same level,
    as of a stock that states both; without a release it keeps its level.
    """
    opened = play(held_market(), release(level_t=None, draw_t_per_month=None), profile="months")
    stated = play(short_market(), release(), profile="months")
    np.testing.assert_allclose(opened.added("released 1"), stated.added("released 1"), atol=1e-6)
    np.testing.assert_allclose(level(opened), level(stated), atol=1e-6)
    np.testing.assert_allclose(level(opened.before), 12.0, atol=1e-9)
    assert opened.measures["t"].sum() == pytest.approx(12.0, rel=1e-6)
    assert opened.money("sales", "treasuries", "CLB") == pytest.approx(80.0 * 12.0, rel=PERTURBED)
    assert_accounts_close(opened)


def test_a_release_may_state_another_rate_than_the_holding() -> None:
    """Half a tonne a month from March on: ten months of 306 days."""
    found = play(held_market(), release(level_t=None, draw_t_per_month=0.5), profile="months")
    assert found.added("released 1").sum() == pytest.approx(0.5 * 306 / MONTH, rel=1e-6)


def test_an_opened_holding_is_not_sold_below_what_it_is_worth() -> None:
    """A holding counts at its base price of 50, and for convenience a little more until the last month, as
    long as it lies: in the 122 days to June it goes at 80; from July to November the price is 50 and it
    stays, even if nothing is asked for it. With a reserve price of 60 it stays in December too, with 81
    always.
    """
    case = builder(discount_rate=0.08).source_of("m", "CLB", 60.0, 20.0)
    case.capacity("m_CLB", dt.date(2025, 7, 1), 360).steps("u", "CLB", "m", (120.0, 80.0))
    built = case.holding("CLB", "m", 12.0, 1.0, holder="reserve", kind="public").build()
    base = BaseYear(price={("CLB", "m"): 50.0}, run={"m_CLB": 60.0}, use={("u", "CLB", "m"): 60.0})

    def left(reserve: float | None) -> np.ndarray:
        opened = release(level_t=None, draw_t_per_month=None, reserve_price_usd_per_kg=reserve)
        return play(built, opened, base=base, profile="months").added("released 1")

    blank = left(None)
    assert blank[:JULY].sum() == pytest.approx(122 / MONTH, rel=1e-6)
    np.testing.assert_allclose(blank[JULY:-1], 0.0, atol=1e-9)
    np.testing.assert_allclose(left(0.0), blank, atol=1e-9)
    assert left(60.0).sum() == pytest.approx(122 / MONTH, rel=1e-6)
    assert left(81.0).sum() == pytest.approx(0.0, abs=1e-9)


def test_the_level_holds_through_later_news() -> None:
    """A surge of demand that becomes known in May makes agents plan anew; over all plans no more than the
    level leaves.
    """
    surge = {"kind": "demand_surge", "factor": 1.5, "from": dt.date(2025, 5, 1)}
    found = play(short_market(), release(), events=[surge], profile="months", foresight="surprise")
    assert len(found.path.news) == 2
    left = found.added("released 1")
    np.testing.assert_allclose(left[:MARCH], 0.0, atol=1e-9)
    assert left.sum() == pytest.approx(12.0, rel=1e-6)
    assert level(found).min() >= -1e-6


def test_users_whom_a_restriction_names_may_use_what_is_released() -> None:
    """Users may not take what comes from OUT, their only supplier: they are left with the release."""
    case = builder(discount_rate=0.08).source_of("m", "OUT", 400.0, 20.0).route("m", "OUT", "CLB")
    built = case.steps("u", "CLB", "m", (120.0, 80.0)).build()
    ban = {"kind": "ban", "origin": "OUT", "materials": ["m"], "destinations": ["CLB"], "users": ["u"]}
    found = play(built, release(), events=[ban], profile="months")
    assert found.used("CLB").sum() == pytest.approx(12.0, rel=1e-6)
    np.testing.assert_allclose(found.used("CLB"), found.added("released 1"), atol=1e-6)


def test_a_limit_of_the_rate_is_named_as_a_reason() -> None:
    """The ban raises the price from 20 to 80 while three tonnes a month are released: one more would be
    worth 80, since more than that is missing in every month of a stock that lasts.
    """
    case = builder().source_of("m", "OUT", 400.0, 20.0).route("m", "OUT", "CLB")
    built = case.steps("u", "CLB", "m", (120.0, 80.0)).build()
    ban = {"kind": "ban", "origin": "OUT", "materials": ["m"], "destinations": ["CLB"]}
    found = play(built, release(level_t=1000.0), events=[ban], profile="months")
    rows = drivers_table(found.path, found.paths.base).filter(pl.col("kind") == "draw_limit")
    assert set(rows["subject"]) == {"reserve"} and len(rows) == 10
    assert rows["shadow_usd_per_kg"].to_list() == pytest.approx([80.0] * 10, rel=PERTURBED)


def objective(found: Played) -> float:
    """Return what the program of a run with perfect foresight maximises, million US dollars."""
    program = found.path.program
    return -float(program.cost @ (found.path.tonnes / program.column_unit_t))


def random_release(case: Case, seed: int, level_t: float) -> Instrument:
    """Return a release of a material of a random chain to all its regions, on random terms."""
    random = np.random.default_rng(seed + 1000)
    held = sorted({(row.region, row.material) for row in case.demands})
    region, material = held[int(random.integers(0, len(held)))]
    return {
        "kind": "stock_release", "holder": "own", "region": region, "material": material,
        "level_t": level_t, "lead_days": float(random.integers(0, 30)), "reserve_price_usd_per_kg": 0.0,
        "members": [row.region for row in case.regions], "transit_days": float(random.integers(0, 40)),
        "freight_usd_per_kg": float(random.uniform(0.0, 2.0)),
        "from": dt.date(2025, 1, 1) + dt.timedelta(days=int(random.integers(0, 40))),
    }  # fmt: skip


def random_chain(seed: int) -> Case:
    case = random_case(seed)
    profiles = {"profiles": {"three_months": PROFILES["three_months"]}}
    return replace(case, settings=case.settings.model_copy(update=profiles))


def run_chain(seed: int, level_t: float, options: Options = EXACT) -> Played:
    """Run a release of so many tonnes on a random chain."""
    case = random_chain(seed)
    entry, base = random_release(case, seed, level_t), random_base_year(case, seed)
    return play(case, entry, base=base, options=options, profile="three_months")


@given(seed=st.integers(0, 10_000), first=st.floats(0.1, 30), more=st.floats(0.1, 30))
@FEW
def test_a_larger_stock_is_never_worse(seed: int, first: float, more: float) -> None:
    """With perfect foresight and no reserve price a larger level only adds to what may be done: the objective
    does not fall. Never more leaves than the level, nothing before the lead, and nothing is paid that nobody
    gets.
    """
    one, other = run_chain(seed, first), run_chain(seed, first + more)
    assert objective(other) >= objective(one) - 1e-9 * abs(objective(one))
    for found, most in ((one, first), (other, first + more)):
        left = found.added("released 1")
        assert left.sum() <= most * (1 + 1e-6)
        ((_, entry),) = found.path.instruments
        opens = entry.from_ + dt.timedelta(days=entry.lead_days)
        bounds = found.path.market.structure.periods.bounds
        closed = np.array([end <= opens for end in bounds[1:]])
        np.testing.assert_allclose(left[closed], 0.0, atol=1e-9)
        assert_accounts_close(found)


@pytest.mark.parametrize("seed", range(6))
def test_accounts_are_the_market_s_own_costs_and_freight(seed: int) -> None:
    """On a chain with transit, stocks and ladders the discounted accounts, without the change of the stock,
    are minus the cost of all columns: those of a release count freight less what is still under way at the
    end, as its reserve price is nothing. Duties of the base year are a cost that a treasury gets.
    """
    found = run_chain(seed, 20.0)
    assert_accounts_close(found)
    assert found.added("released 1").sum() > 0.0
    program = found.path.market.program
    cost = float((program.cost * found.path.tonnes / program.column_unit_t).sum()) * 1e3
    rows = found.accounts.filter(pl.col("item") != "public stock")
    duties = rows.filter((pl.col("item") == "duty") & (pl.col("party") == "treasuries"))
    got = float(rows["discounted_usd"].sum() - duties["discounted_usd"].sum()) / 1e3
    turnover = float(found.accounts["usd"].abs().sum()) / 1e3
    assert got == pytest.approx(-cost, abs=1e-9 * turnover)
