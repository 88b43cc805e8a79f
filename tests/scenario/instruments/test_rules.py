"""Rules on quantities: stock obligations, dependence caps, collection targets, priorities and export limits,
each on a market that is solved on paper.
"""

import numpy as np
import pytest

from instrument_cases import (
    PRICE_STEP,
    TONNE_STEP,
    Instrument,
    assert_accounts_close,
    builder,
    linear_market,
    play,
)
from market_cases import BaseYear, Case

DAYS_PER_MONTH = 365.25 / 12


def stocked_market() -> Case:
    """Return users of 120 tonnes a year, supply at 20 without limit, and an empty store at 5 a kg-year."""
    case = builder().source_of("m", "CLB", 1000.0, 20.0).steps("u", "CLB", "m", (120.0, 100.0))
    case.holding("CLB", "m", 0.0, 100.0, fill_t_per_month=100.0, room_t=0.0, storage_usd_per_t_year=5000.0)
    return case.build()


def obligation(fine: float, **more: object) -> Instrument:
    """Thirty days of use within six months."""
    return {
        "kind": "stock_obligation", "club": "CLB", "materials": ["m"], "days": 30.0,
        "build_up_months": 6.0, "fine_usd_per_kg_year": fine, **more,
    }  # fmt: skip


def obliged_t(ends: np.ndarray) -> np.ndarray:
    """Return 30 days of 120 tonnes a year, growing evenly over six months."""
    return np.asarray(30 / 365 * 120 * np.minimum(ends / (6 * DAYS_PER_MONTH), 1.0))


def test_stock_is_built_up_in_time() -> None:
    """A fine far above the cost of holding: at the end of each month the store holds what the rule asks for,
    a sixth more each month, 9.86 tonnes from the end of June (day 181 of 182.6: 99 %) on.
    """
    found = play(stocked_market(), obligation(1000.0), profile="months")
    wanted = obliged_t(found.path.market.structure.periods.ends)
    np.testing.assert_allclose(found.level("traders"), wanted, rtol=1e-6)
    assert found.money("fine", "treasuries", "CLB") == pytest.approx(0.0, abs=1e-6)
    assert found.before.level("traders").max() == pytest.approx(0.0, abs=1e-9)


def test_a_fine_just_above_the_cost_of_holding_is_enough() -> None:
    """At 6 a kg and year the stock is held in every month but the last, after which it would be worth
    nothing: there 20 and a month's storage stand against a month's fine.
    """
    found = play(stocked_market(), obligation(6.0), profile="months")
    wanted = obliged_t(found.path.market.structure.periods.ends)
    np.testing.assert_allclose(found.level("traders")[:-1], wanted[:-1], rtol=1e-6)
    assert found.level("traders")[-1] == pytest.approx(0.0, abs=1e-9)


def test_fine_is_paid_where_holding_is_dearer() -> None:
    """Goods are bought and sold at 20 in every month, so that a stock costs its storage, 5 a kg and year. A
    fine of 4 is cheaper: it is paid on all that is missing in every month.
    """
    found = play(stocked_market(), obligation(4.0), profile="months")
    periods = found.path.market.structure.periods
    missing = obliged_t(periods.ends)
    np.testing.assert_allclose(found.level("traders"), 0.0, atol=1e-9)
    np.testing.assert_allclose(found.added("missing stock 1"), missing, rtol=1e-6)
    fine = float((missing * 4.0 * periods.years).sum())
    assert found.money("fine", "treasuries", "CLB") == pytest.approx(fine, rel=1e-6)
    assert found.money("fine", "holders", "CLB") == pytest.approx(-fine, rel=1e-6)


def test_a_fine_counts_only_the_days_of_the_obligation() -> None:
    """In a run of one period, a year, an obligation of its last ten days asks for ten days of the fine."""
    rule = obligation(4.0, build_up_months=0.0, **{"from": "2025-12-22"})
    found = play(stocked_market(), rule)
    owed = 30 / 365 * 120 * 4.0 * 10 / 365
    assert found.money("fine", "treasuries", "CLB") == pytest.approx(owed, rel=1e-6)


def test_an_obligation_ends() -> None:
    """After its last day nothing need be held: the store empties and no fine is due."""
    found = play(stocked_market(), obligation(1000.0, until="2025-08-31"), profile="months")
    assert found.level("traders")[7] == pytest.approx(30 / 365 * 120, rel=1e-6)
    np.testing.assert_allclose(found.level("traders")[8:], 0.0, atol=1e-9)
    np.testing.assert_allclose(found.added("missing stock 1")[8:], 0.0, atol=1e-9)


def two_origins() -> Case:
    """Return demand Q = 120 − P, supply from CHE at 20 and from DEA at 50, both without limit."""
    case = builder().source_of("m", "CHE", 1000.0, 20.0).source_of("m", "DEA", 1000.0, 50.0)
    case.route("m", "CHE", "CLB").route("m", "DEA", "CLB")
    case.demand("u", "CLB", "m", 60.0, curve="linear", elasticity=-1.0, base_price_usd_per_kg=60.0)
    return case.build()


def cap(**more: object) -> Instrument:
    """No more than 40 % of use from CHE."""
    return {
        "kind": "dependence_cap", "club": "CLB", "materials": ["m"], "share": 0.4, "origins": ["CHE"], **more,
    }  # fmt: skip


def test_dependence_cap() -> None:
    """The dear origin sets the price, 50. Whoever uses a tonne may bring in 0.4 from the cheap one and so
    pays 0.4·20 + 0.6·50 = 38 for it: Q = 82, 32.8 from the cheap origin.
    """
    found = play(two_origins(), cap())
    assert found.before.shipped("CHE", "CLB")[0] == pytest.approx(100.0, abs=TONNE_STEP)
    assert found.price("CLB") == pytest.approx(50.0, abs=PRICE_STEP)
    assert found.used("CLB")[0] == pytest.approx(82.0, abs=TONNE_STEP)
    assert found.shipped("CHE", "CLB")[0] == pytest.approx(0.4 * found.used("CLB")[0], rel=1e-6)
    assert found.shipped("DEA", "CLB")[0] == pytest.approx(0.6 * found.used("CLB")[0], rel=1e-3)


def test_dependence_cap_with_a_fine() -> None:
    """A fine of 10 makes the cheap origin 30 above the cap, below 50: nothing else comes in. A tonne costs
    0.4·20 + 0.6·30 = 26: Q = 94, 56.4 of it above the cap for 564.
    """
    found = play(two_origins(), cap(fine_usd_per_kg=10.0))
    assert found.price("CLB") == pytest.approx(30.0, abs=PRICE_STEP)
    assert found.shipped("CHE", "CLB")[0] == pytest.approx(94.0, abs=TONNE_STEP)
    assert found.shipped("DEA", "CLB")[0] == pytest.approx(0.0, abs=1e-6)
    assert found.money("fine", "treasuries", "CLB") == pytest.approx(564.0, abs=10 * TONNE_STEP)
    assert found.money("fine", "traders", "CLB") == pytest.approx(-564.0, abs=10 * TONNE_STEP)
    assert_accounts_close(found)


def test_a_cap_that_does_not_bind_changes_nothing() -> None:
    """Each of two equal origins supplies half of use, less than a cap of 80 %."""
    found = play(linear_market(("OU0", "OU1")), cap(share=0.8, origins="all"))
    np.testing.assert_allclose(found.path.tonnes, found.before.path.tonnes, atol=1e-6)
    np.testing.assert_allclose(found.path.duals, found.before.path.duals, atol=1e-6)


def test_a_cap_holds_over_the_calendar_year() -> None:
    """In months the share holds over the year, not in each month: 40 % of the year's use."""
    found = play(two_origins(), cap(), profile="months")
    assert found.shipped("CHE", "CLB").sum() == pytest.approx(0.4 * found.used("CLB").sum(), rel=1e-6)


def collectors() -> Case:
    """Return collectors with supply P − 10 and a smelter's use of scrap at 30."""
    case = builder().source_of("scrap", "CLB", 100.0, 10.0, cost_at_capacity_usd_per_kg=110.0)
    return case.steps("melt", "CLB", "scrap", (1000.0, 30.0)).build()


@pytest.mark.parametrize(
    ("target", "collected", "fine"),
    [
        # At 30 they collect 20 anyway.
        (15.0, 20.0, 0.0),
        # The fortieth tonne costs 50, which is 20 more than it fetches and less than the fine of 50.
        (40.0, 40.0, 0.0),
        # A tonne that costs more than 30 + 50 = 80 is not collected: 70, and 20 missing at 50.
        (90.0, 70.0, 1000.0),
    ],
)
def test_collection_target(target: float, collected: float, fine: float) -> None:
    """Collectors bring in the target as long as a tonne costs no more than its price and the fine."""
    terms = {"kind": "collection_target", "club": "CLB", "material": "scrap", "fine_usd_per_kg": 50.0}
    found = play(collectors(), {**terms, "t_per_year": target})
    assert found.made("scrap_CLB")[0] == pytest.approx(collected, abs=TONNE_STEP)
    assert found.money("fine", "treasuries", "CLB") == pytest.approx(fine, abs=50 * TONNE_STEP)
    assert found.money("fine", "producers", "CLB") == pytest.approx(-fine, abs=50 * TONNE_STEP)
    assert found.price("CLB", "scrap") == pytest.approx(30.0, abs=1e-3)


def shortage(supply_t: float = 15.0) -> Case:
    """Return so much supply for three sectors that want ten each and give 50, 100 and 80 for it."""
    case = builder().source_of("m", "CLB", supply_t, 5.0).steps("med", "CLB", "m", (10.0, 50.0))
    return case.steps("cars", "CLB", "m", (10.0, 100.0)).steps("arms", "CLB", "m", (10.0, 80.0)).build()


@pytest.mark.parametrize(
    ("order", "served"),
    [
        ([], {"cars": 10.0, "arms": 5.0, "med": 0.0}),
        (["med"], {"med": 10.0, "cars": 5.0, "arms": 0.0}),
        (["med", "arms"], {"med": 10.0, "arms": 5.0, "cars": 0.0}),
        (["arms", "med"], {"arms": 10.0, "med": 5.0, "cars": 0.0}),
    ],
)
def test_priority_allocation(order: list[str], served: dict[str, float]) -> None:
    """Named sectors are served in their order before all others; without a rule whoever gives most is."""
    rule = {"kind": "priority_allocation", "club": "CLB", "materials": ["m"], "sectors": order}
    found = play(shortage(), *([rule] if order else []))
    for sector, tonnes in served.items():
        assert found.used("CLB", sector=sector)[0] == pytest.approx(tonnes, abs=1e-3)


@pytest.mark.parametrize("supply_t", [1.0, 5.0, 12.0])
def test_a_rank_makes_no_goods(supply_t: float) -> None:
    """However little there is, the first sector gets it and the supply of last resort gives nothing, although
    the rank counts more than that costs.
    """
    rule = {"kind": "priority_allocation", "club": "CLB", "materials": ["m"], "sectors": ["med", "arms"]}
    found = play(shortage(supply_t), rule)
    assert found.path.market.backstop.view(found.path.tonnes).max() == pytest.approx(0.0, abs=1e-9)
    assert found.used("CLB", sector="med")[0] == pytest.approx(min(supply_t, 10.0), abs=1e-3)
    assert found.used("CLB", sector="arms")[0] == pytest.approx(max(supply_t - 10.0, 0.0), abs=1e-3)


def test_a_rank_is_no_money() -> None:
    """The accounts hold what use is worth to the sectors, 10 × 50 + 5 × 80, and nobody pays for the rank."""
    rule = {"kind": "priority_allocation", "club": "CLB", "materials": ["m"], "sectors": ["med", "arms"]}
    found = play(shortage(), rule)
    assert found.money("value of use", "users") == pytest.approx(900.0, rel=1e-3)
    assert "priority" not in set(found.accounts["item"])
    assert "priority" not in set(found.measures["item"])


def test_export_limit() -> None:
    """Members' collectors send 40 abroad in the base run; a quarter of that may leave. The rest falls to
    users at home, who give 5 for it.
    """
    case = builder().source_of("scrap", "CLB", 40.0, 2.0).route("scrap", "CLB", "OUT")
    case.steps("world", "OUT", "scrap", (1000.0, 30.0)).steps("melt", "CLB", "scrap", (100.0, 5.0))
    limit = {"kind": "export_limit", "club": "CLB", "materials": ["scrap"], "volume_share": 0.25}
    found = play(case.build(), limit, base=BaseYear())
    assert found.before.shipped("CLB", "OUT", "scrap")[0] == pytest.approx(40.0, rel=1e-6)
    assert found.shipped("CLB", "OUT", "scrap")[0] == pytest.approx(10.0, rel=1e-6)
    assert found.used("CLB", "scrap")[0] == pytest.approx(30.0, rel=1e-6)
    assert found.price("CLB", "scrap") == pytest.approx(5.0, abs=1e-3)
    # What room for one more tonne would be worth, 25, falls to the licence holders: 250.
    assert found.money("licence rent", "licence holders", "CLB") == pytest.approx(250.0, rel=1e-3)
    assert_accounts_close(found)


def test_trade_between_members_is_free_of_an_export_limit() -> None:
    """Goods go on from one member to another, and to nobody else."""
    case = builder().club("pact", "CLB", "FRI").source_of("scrap", "CLB", 40.0, 2.0)
    case.route("scrap", "CLB", "OUT").route("scrap", "CLB", "FRI")
    case.steps("world", "OUT", "scrap", (20.0, 30.0)).steps("melt", "FRI", "scrap", (100.0, 25.0))
    limit = {"kind": "export_limit", "club": "pact", "materials": ["scrap"]}
    found = play(case.build(), limit)
    assert found.before.shipped("CLB", "OUT", "scrap")[0] == pytest.approx(20.0, rel=1e-6)
    assert found.shipped("CLB", "OUT", "scrap")[0] == pytest.approx(0.0, abs=1e-9)
    assert found.shipped("CLB", "FRI", "scrap")[0] == pytest.approx(40.0, rel=1e-6)
