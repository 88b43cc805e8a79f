"""Where the goods of a plan come from, against mixtures that are worked out by hand."""

from __future__ import annotations

import pytest

from allocation_cases import lane, need, offer, situation, stock, works
from didymium.decisions.allocation.plan import plan_allocation
from didymium.decisions.response.tracing import Origin, Tracing

STOCK = Origin("draw", "traders", "JPN")
KEPT = Origin("diversion", "", "DEU")


def test_what_leaves_a_place_is_mixed_as_what_came_in() -> None:
    """Japan draws 3 t and keeps back 1 t, all in the first week. Its cars need 2 t then, Korea's 2 t in the
    third week, a week away. The 4 t are alike, so that each gets three quarters out of the stock and one
    quarter of the exports kept back, whether Korea's part waits in Japan or in Korea.
    """
    plan = plan_allocation(
        situation(
            needs=[need([2, 0, 0, 0]), need([0, 0, 2, 0], region="KOR")],
            stocks=[stock([3, 3, 3, 3], [3, 0, 0, 0])],
            offers=[offer([1, 0, 0, 0], 1.0, kind="diversion", partner="DEU")],
            lanes=[lane("JPN", "KOR", 7.0)],
        )
    )
    tracing = Tracing(plan)
    assert plan.missing_t.sum() == pytest.approx(0.0, abs=1e-6)
    for found in (
        dict(tracing.served_t(0)),
        dict(tracing.served_t(1)),
        dict(tracing.shipped_t("magnet", "JPN", "KOR", range(4))),
    ):
        assert found == pytest.approx({STOCK: 1.5, KEPT: 0.5}, abs=1e-6)


def test_goods_that_cross_two_members_in_a_week_keep_their_origin() -> None:
    """Japan's stock goes to Korea and on to the United States, both within the week: it is still Japan's."""
    plan = plan_allocation(
        situation(
            needs=[need([5, 0, 0, 0], region="USA")],
            stocks=[stock(5.0, 5.0)],
            lanes=[lane("JPN", "KOR", 0.0), lane("KOR", "USA", 0.0)],
        )
    )
    assert dict(Tracing(plan).served_t(0)) == pytest.approx({STOCK: 5.0})


def test_a_plant_is_the_origin_of_what_it_makes() -> None:
    """What was oxide of a stock is metal of the smelter."""
    plan = plan_allocation(
        situation(
            needs=[need([0, 2, 0, 0], material="metal")],
            stocks=[stock(10.0, 10.0, material="oxide")],
            works=[works(5.0, {"oxide": -1.25, "metal": 1.0})],
        )
    )
    assert dict(Tracing(plan).served_t(0)) == pytest.approx({Origin("run", "smelter", "JPN"): 2.0})


def test_what_a_sector_gives_up_is_named_by_the_sector() -> None:
    """Toys lose 1 US dollar a kg, cars 100: toys give all that cars lack."""
    plan = plan_allocation(
        situation(needs=[need([1, 0, 0, 0]), need(0.0, sector="toys", loss=1.0, served=[4, 0, 0, 0])])
    )
    assert dict(Tracing(plan).served_t(0)) == pytest.approx({Origin("give_up", "toys", "JPN"): 1.0})
