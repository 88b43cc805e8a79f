"""Situations small enough for paper: what is drawn, made, shipped, bought and given up, and when."""

from __future__ import annotations

import numpy as np
import pytest

from allocation_cases import lane, need, of_kind, offer, situation, stock, total_t, works
from didymium.decisions.allocation.plan import plan_allocation

CLOSE = {"abs": 1e-6}


def test_ten_tonnes_for_sixteen_go_to_the_earliest_weeks() -> None:
    """4 t a week are missing for four weeks and 10 t are free. With a discount rate an early loss counts
    more: 4, 4 and 2 t. Missing: 0, 0, 2, 4, 6 t in all.
    """
    plan = plan_allocation(situation(rate=0.05, needs=[need(4.0)], stocks=[stock(10.0, 4.0, worth=20.0)]))
    assert plan.served_t[0] == pytest.approx([4.0, 4.0, 2.0, 0.0], **CLOSE)
    assert plan.missing_t.sum() == pytest.approx(6.0, **CLOSE)
    assert plan.loss_usd.sum() == pytest.approx(6.0 * 1000 * 100)
    assert plan.cost_usd == pytest.approx(10.0 * 1000 * 20, rel=1e-6)
    # Each kg served saves 100 and costs 20 of stock; weeks count by the day in their middle.
    discount = 1.05 ** (-(np.arange(4) * 7 + 3.5) / 365.25)
    assert plan.objective_million_usd == pytest.approx(-0.08 * (discount @ [4.0, 4.0, 2.0, 0.0]), rel=1e-6)


def test_a_rate_limit_spreads_the_draw() -> None:
    """3 t a week at most: 3, 3, 3 and the last tonne."""
    plan = plan_allocation(situation(rate=0.05, needs=[need(4.0)], stocks=[stock(10.0, 3.0)]))
    assert plan.served_t[0] == pytest.approx([3.0, 3.0, 3.0, 1.0], **CLOSE)
    assert [(action.kind, action.who, action.period) for action in of_kind(plan, "draw")] == [
        ("draw", "traders", week) for week in range(4)
    ]


def test_nothing_arrives_before_its_transit() -> None:
    """14 days are two weeks: what leaves in the first serves the third. 4 t a week are missing in KOR, JPN
    has 10 t: weeks three to five get 4, 4 and 2 t.
    """
    found = situation(
        5, rate=0.05, lanes=[lane("JPN", "KOR", 14.0, 0.5)],
        needs=[need(4.0, region="KOR", weeks=5)], stocks=[stock(10.0, 10.0, weeks=5)],
    )  # fmt: skip
    plan = plan_allocation(found)
    assert plan.served_t[0] == pytest.approx([0.0, 0.0, 4.0, 4.0, 2.0], **CLOSE)
    assert total_t(plan, "ship") == pytest.approx(10.0, **CLOSE)
    assert sum(action.usd for action in of_kind(plan, "ship")) == pytest.approx(10.0 * 1000 * 0.5, rel=1e-6)


def test_a_dispatch_spreads_by_days() -> None:
    """7 t leave on days 0 to 7 and travel for 10: four of the seven days arrive in the second week, three in
    the third.
    """
    found = situation(
        lanes=[lane("JPN", "KOR", 10.0)], needs=[need(7.0, region="KOR")], stocks=[stock(7.0, [7, 0, 0, 0])]
    )
    plan = plan_allocation(found)
    assert plan.served_t[0] == pytest.approx([0.0, 4.0, 3.0, 0.0], **CLOSE)


def test_what_arrives_after_the_end_is_not_sent() -> None:
    """Four weeks end before 28 days of transit do: nobody sends anything."""
    found = situation(
        lanes=[lane("JPN", "KOR", 28.0)], needs=[need(7.0, region="KOR")], stocks=[stock(7.0, 7.0)]
    )
    assert plan_allocation(found).actions == ()


def test_oxide_becomes_metal_a_week_later() -> None:
    """1.25 t of oxide make 1 t of metal, so that 10 t make 8. The plant has room for 3 t a week: it runs 3, 3
    and 2 t, and 0, 3, 3 and 2 t come out, a week later. Oxide taken: 3.75, 3.75 and 2.5 t.
    """
    found = situation(
        rate=0.05,
        needs=[need(4.0, material="metal")],
        stocks=[stock(10.0, 10.0, material="oxide")],
        works=[works(3.0, {"oxide": -1.25, "metal": 1.0}, delay=7.0, cost=2.0)],
    )
    plan = plan_allocation(found)
    assert plan.served_t[0] == pytest.approx([0.0, 3.0, 3.0, 2.0], **CLOSE)
    assert plan.missing_t[0] == pytest.approx([4.0, 1.0, 1.0, 2.0], **CLOSE)
    runs = of_kind(plan, "run")
    assert [(run.period, run.who, run.material) for run in runs] == [
        (n, "smelter", "metal") for n in range(3)
    ]
    assert [run.t for run in runs] == pytest.approx([3.0, 3.0, 2.0], **CLOSE)
    assert total_t(plan, "draw") == pytest.approx(10.0, **CLOSE)


def test_who_loses_less_gives_up() -> None:
    """Defence loses 1,000 dollars by each kg and misses 2 t a week, consumers lose 50 and have 5 t: they give
    up 2 t a week, and it is they who miss them then.
    """
    rich, poor = need(2.0, sector="defence", loss=1000.0), need(0.0, sector="consumer", loss=50.0, served=5.0)
    plan = plan_allocation(situation(needs=[rich, poor]))
    assert plan.missing_t[0] == pytest.approx(np.zeros(4), **CLOSE)
    assert plan.missing_t[1] == pytest.approx(np.full(4, 2.0), **CLOSE)
    assert plan.loss_usd.sum() == pytest.approx(4 * 2.0 * 1000 * 50)
    assert plan.cost_usd == 0.0


def test_nobody_gives_up_for_an_equal() -> None:
    """The same loss on both sides: moving a kg would save nothing, so it stays where it is."""
    found = situation(needs=[need(2.0, loss=1000.0), need(0.0, sector="consumer", loss=1000.0, served=5.0)])
    assert plan_allocation(found).actions == ()


def test_what_is_free_later_binds_what_is_drawn_earlier() -> None:
    """6 t are free in the first two weeks and 3 t from the third on, for the market itself draws the rest:
    whoever drew 6 t at once would leave it 3 t short. So 3 t are drawn in all.
    """
    plan = plan_allocation(situation(rate=0.05, needs=[need(4.0)], stocks=[stock([6, 6, 3, 3], 6.0)]))
    assert plan.served_t[0] == pytest.approx([3.0, 0.0, 0.0, 0.0], **CLOSE)


def test_a_stock_that_opens_later_serves_later() -> None:
    """Nothing may be drawn in the first two weeks: public stock with a lead."""
    found = situation(
        rate=0.05, needs=[need(4.0)], stocks=[stock(10.0, [0, 0, 6, 6], holder="state", kind="public")]
    )
    plan = plan_allocation(found)
    assert plan.served_t[0] == pytest.approx([0.0, 0.0, 4.0, 4.0], **CLOSE)
    assert {action.kind for action in plan.actions} == {"release", "serve"}


def test_what_is_bought_is_there_and_worth_it() -> None:
    """10 t a week are missing at 100 dollars a kg. 3 t kept back cost 20, 4 t from VNM 60, any amount from
    ROW 150: 7 t are taken, 3 t stay missing, and nobody pays 150 for what is worth 100.
    """
    found = situation(
        needs=[need(10.0)],
        offers=[
            offer(3.0, 20.0, kind="diversion", partner="THA"), offer(4.0, 60.0),
            offer(1e6, 150.0, partner="ROW"),
        ],
    )  # fmt: skip
    plan = plan_allocation(found)
    assert plan.missing_t[0] == pytest.approx(np.full(4, 3.0), **CLOSE)
    assert total_t(plan, "diversion") == pytest.approx(12.0, **CLOSE)
    assert {action.origin for action in of_kind(plan, "purchase")} == {"VNM"}
    assert plan.cost_usd == pytest.approx(4 * 1000 * (3.0 * 20 + 4.0 * 60), rel=1e-6)


def test_members_share_what_one_seller_offers() -> None:
    """VNM can spare 4 t a week. JPN and KOR each miss 4 t: together they get 4, and who loses more comes
    first.
    """
    found = situation(
        needs=[need(4.0), need(4.0, region="KOR", loss=200.0)],
        offers=[offer(4.0, 60.0), offer(4.0, 60.0, region="KOR")],
    )
    plan = plan_allocation(found)
    assert plan.served_t == pytest.approx(np.array([[0.0] * 4, [4.0] * 4]), **CLOSE)


def test_each_member_keeps_back_its_own_exports() -> None:
    """THA buys 4 t a week from JPN and 4 t from KOR: these are not the same tonnes."""
    found = situation(
        needs=[need(4.0), need(4.0, region="KOR")],
        offers=[
            offer(4.0, 20.0, kind="diversion", partner="THA", region=region) for region in ("JPN", "KOR")
        ],
    )
    assert plan_allocation(found).served_t == pytest.approx(np.full((2, 4), 4.0), **CLOSE)


def test_where_nothing_is_missing_nothing_is_done() -> None:
    """Stocks, plants and offers stay where they are, and the objective is zero."""
    found = situation(
        needs=[need(0.0, served=5.0)], stocks=[stock(10.0, 4.0, worth=20.0)], offers=[offer(4.0, 1.0)],
        works=[works(3.0, {"oxide": -1.25, "magnet": 1.0}, cost=1.0)], lanes=[lane("JPN", "KOR", 7.0, 0.1)],
    )  # fmt: skip
    plan = plan_allocation(found)
    assert plan.actions == ()
    assert plan.objective_million_usd == pytest.approx(0.0, abs=1e-12)
    assert plan.cost_usd == 0.0
