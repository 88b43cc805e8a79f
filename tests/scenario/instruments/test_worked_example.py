"""The worked examples of market.md §9: one linear market, four ways to hold a floor, and a contract in a
chain.

Demand in the club Q = 120 − P, members' supply Q = P − 60 from P = 60, outside supply P = 20 + 0.5·M, no
freight. Curves are cut into 400 steps; answers hold to one of them.
"""

import numpy as np
import pytest

from instrument_cases import (
    PRICE_STEP,
    TONNE_STEP,
    Played,
    answer,
    assert_accounts_close,
    builder,
    contract,
    floor,
    linear_market,
    play,
    tariff,
)

MONEY_STEP = 80 * TONNE_STEP + 100 * PRICE_STEP
"""One step of money at 80 US dollars per kg and 100 tonnes, thousand US dollars."""


def assert_market(
    found: Played, *, club: float, outside: float, imports: float, members: float, public: float
) -> None:
    """Prices, imports, members' output and what treasuries got are as derived, to one step."""
    assert found.price("CLB") == pytest.approx(club, abs=PRICE_STEP)
    assert found.price("OUT") == pytest.approx(outside, abs=PRICE_STEP)
    assert found.imports("CLB")[0] == pytest.approx(imports, abs=TONNE_STEP)
    assert found.made("m_CLB")[0] == pytest.approx(members, abs=TONNE_STEP)
    measured = float(found.measures["usd"].sum()) / 1e3
    assert measured == pytest.approx(public, abs=MONEY_STEP if public else 1e-9)


def test_free_trade() -> None:
    """120 − P = 2·(P − 20) while P < 60: P = 53.33, 66.67 tonnes come in, members make nothing."""
    assert_market(play(linear_market()), club=53.33, outside=53.33, imports=66.67, members=0.0, public=0.0)


def test_levy() -> None:
    """At 80 users take 40 and members make 20; the other 20 cost 30 outside, so the levy is 50 and brings
    1,000.
    """
    found = play(linear_market(), floor(80))
    assert_market(found, club=80.0, outside=30.0, imports=20.0, members=20.0, public=1000.0)
    assert found.rate()[0] == pytest.approx(50.0, abs=PRICE_STEP)
    assert found.money("levy", "treasuries", "CLB") == pytest.approx(1000.0, abs=MONEY_STEP)
    assert_accounts_close(found)


def test_contract() -> None:
    """Members make 20 at a strike of 80; 100 − P = 2·(P − 20): P = 46.67, and 33.33 × 20 = 666.67 is paid."""
    found = play(linear_market(), floor(80, enforcement="contract"))
    assert_market(found, club=46.67, outside=46.67, imports=53.33, members=20.0, public=-666.67)
    assert_accounts_close(found)


def test_purchase() -> None:
    """At 80 everywhere members make 20, outside plants 120, users take 40: the agency buys 100 for 8,000."""
    found = play(linear_market(), floor(80, enforcement="purchase"))
    assert_market(found, club=80.0, outside=80.0, imports=120.0, members=20.0, public=-8000.0)
    assert found.added("purchase 1")[0] == pytest.approx(100.0, abs=TONNE_STEP)
    assert_accounts_close(found)


def test_a_contract_is_the_same_by_either_name() -> None:
    """A floor held by contracts is a contract with all plants of the club."""
    one, other = (play(linear_market(), entry) for entry in (floor(80, enforcement="contract"), contract(80)))
    for mine, theirs in zip(answer(one), answer(other), strict=True):
        assert np.array_equal(mine, theirs)


@pytest.mark.parametrize("origins", [("OU0", "OU1"), ("OU0", "OU1", "OU2")])
def test_equal_origins_share_the_levy(origins: tuple[str, ...]) -> None:
    """The outside supply split evenly between origins is the same supply: one levy, the same 20 tonnes."""
    one, more = play(linear_market(), floor(80)), play(linear_market(origins), floor(80))
    assert more.price("CLB") == pytest.approx(80.0, abs=PRICE_STEP)
    assert more.rate()[0] == pytest.approx(one.rate()[0], abs=PRICE_STEP)
    assert more.imports("CLB")[0] == pytest.approx(one.imports("CLB")[0], abs=TONNE_STEP)
    for origin in origins:
        assert more.price(origin) == pytest.approx(30.0, abs=PRICE_STEP)
        # Each origin's own curve has steps of 200 / (400 · origins) tonnes: which of them takes the last
        # tonnes is open to a step of each.
        assert more.shipped(origin, "CLB")[0] == pytest.approx(20.0 / len(origins), abs=TONNE_STEP)


def test_freight_is_paid_out_of_the_gap() -> None:
    """The floor holds on arrival: with freight of 4 goods land at 34, the levy is 46 and nothing else
    changes.
    """
    found = play(linear_market(freight=4.0), floor(80))
    assert_market(found, club=80.0, outside=30.0, imports=20.0, members=20.0, public=920.0)


@pytest.mark.parametrize("strike", [None, 80.0])
def test_contract_in_a_chain(strike: float | None) -> None:
    """Ore costs 10 + q, a plant 20 besides, and its product fetches 50 on the world market.

    The plant runs until ore + 20 reaches what it gets: 10 + q + 20 = 50 gives q = 20. With a strike of 80
    it is 10 + q + 20 = 80: q = 50, ore at 60, and 30 × 50 = 1,500 is paid.
    """
    case = builder().source_of("ore", "CLB", 100.0, 10.0, cost_at_capacity_usd_per_kg=110.0)
    case.process("melt", "metal", ore=-1.0, metal=1.0).plant("smelter", "melt", "CLB", 100.0, 20.0)
    case.route("metal", "CLB", "OUT").steps("world", "OUT", "metal", (1000.0, 50.0))
    instruments = [] if strike is None else [contract(strike, material="metal")]
    found = play(case.build(), *instruments)
    tonnes, ore, paid = (20.0, 30.0, 0.0) if strike is None else (50.0, 60.0, 1500.0)
    assert found.made("smelter")[0] == pytest.approx(tonnes, abs=TONNE_STEP)
    assert found.price("CLB", "ore") == pytest.approx(ore, abs=PRICE_STEP)
    assert found.money("contract", "producers") == pytest.approx(paid, abs=MONEY_STEP)
    assert found.money("contract", "treasuries") == pytest.approx(-paid, abs=MONEY_STEP)


INSTRUMENTS = (floor(80), contract(85.0, t_per_year=12.0), tariff(ad_valorem=0.2))
"""Three rates that move each other."""


def test_the_algorithm_does_not_matter() -> None:
    """Interior point and simplex find the same prices and flows under a levy, a contract and a duty at once.

    Every rate is settled to 1e-4 of the floor, so prices agree to 0.02.
    """
    case = linear_market(("OU0", "OU1"))
    one, other = (play(case, *INSTRUMENTS, algorithm=name) for name in ("ipm", "simplex"))
    np.testing.assert_allclose(answer(one)[0], answer(other)[0], atol=0.02)
    np.testing.assert_allclose(answer(one)[1], answer(other)[1], atol=TONNE_STEP)


def test_the_basis_left_by_another_program_does_not_matter() -> None:
    """A levy whose search starts from the basis that another news left gives the answer of a search from
    the base run: here a tariff known for a year before the floor, against the floor and tariff from the
    first day on.
    """
    duty = tariff(ad_valorem=0.5, origins=["OU0"])
    later = {"from": "2026-01-01"}
    case = linear_market(("OU0", "OU1"))
    at_once = play(case, {**duty, **later}, {**floor(80), **later}, profile="two_years", foresight="surprise")
    in_turn = play(case, duty, {**floor(80), **later}, profile="two_years", foresight="surprise")
    assert len(in_turn.path.news) == 2
    assert in_turn.prices("CLB")[0] != pytest.approx(at_once.prices("CLB")[0], abs=1.0)
    assert in_turn.prices("CLB")[1] == pytest.approx(at_once.prices("CLB")[1], abs=0.02)
    for origin in ("OU0", "OU1"):
        assert in_turn.prices(origin)[1] == pytest.approx(at_once.prices(origin)[1], abs=0.02)
        assert in_turn.shipped(origin, "CLB")[1] == pytest.approx(
            at_once.shipped(origin, "CLB")[1], abs=TONNE_STEP
        )
