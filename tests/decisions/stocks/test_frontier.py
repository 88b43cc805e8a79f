"""Cost against risk: by hand on one need, and as a curve that never bends the wrong way."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.decisions.stocks.sizing.frontier import frontier
from didymium.decisions.stocks.sizing.sizing import size_stocks
from didymium.ensemble.two_stage.bounds import MeanBound, TailBound
from didymium.files.problems import InputError
from stock_futures import CASE, futures, need, place, random_future, situation

TEN_MISSING = futures([situation([need([10.0])])])
"""One future in which cars miss 10 t that lose 100 US dollars a kg: a million."""
MAGNETS = (place("magnet", 1000.0),)


def test_each_point_by_hand() -> None:
    """Every tonne held saves 0.1 million: to leave a share s of the million takes 10 (1 − s) t, at 1,000 US
    dollars a tonne and year 10,000 (1 − s).
    """
    found = frontier(CASE, TEN_MISSING, places=MAGNETS, shares=(0.0, 0.25, 0.5, 1.0))
    assert found.before_musd == pytest.approx(1.0)
    for point in found.points:
        assert point.limit_musd == pytest.approx(point.share)
        assert point.sizing is not None
        assert point.sizing.usd_per_year == pytest.approx(10_000.0 * (1.0 - point.share), abs=1.0)


def test_a_bound_that_no_stock_keeps_has_no_sizing() -> None:
    """At most 4 t can be of use at the place: no less than 0.6 of the million is left."""
    found = frontier(CASE, TEN_MISSING, places=(place("magnet", 1000.0, most_t=4.0),), shares=(0.5, 0.7))
    assert [point.sizing is None for point in found.points] == [True, False]


def test_points_come_in_order_each_once() -> None:
    found = frontier(CASE, TEN_MISSING, places=MAGNETS, shares=(0.9, 0.1, 0.9))
    assert [point.share for point in found.points] == [0.1, 0.9]


@pytest.mark.parametrize("alpha", [None, 0.5])
@pytest.mark.parametrize("seed", range(3))
def test_each_point_is_what_a_search_of_its_own_finds(seed: int, alpha: float | None) -> None:
    """Starting from the bound before changes the way, not the answer; and a looser bound never costs more,
    each step less by less (the least cost is convex in the bound).
    """
    many = futures([random_future(10 * seed + number) for number in range(3)])
    places = (place("magnet", 1000.0), place("oxide", 300.0, stage="separation"))
    shares = (0.7, 0.8, 0.9, 1.0)
    found = frontier(CASE, many, alpha=alpha, places=places, shares=shares)
    costs = []
    for point in found.points:
        assert point.sizing is not None
        bound = MeanBound(point.limit_musd) if alpha is None else TailBound(point.limit_musd, alpha)
        alone = size_stocks(CASE, many, bound, places=places)
        assert point.sizing.usd_per_year == pytest.approx(alone.usd_per_year, rel=1e-4, abs=1.0)
        costs.append(point.sizing.usd_per_year)
    steps = np.diff(costs)
    assert (steps <= 1.0).all()
    assert (np.diff(steps) >= -1e-4 * max(costs) - 1.0).all()


def test_wrong_questions_are_named_all_at_once() -> None:
    with pytest.raises(InputError) as caught:
        frontier(CASE, TEN_MISSING, places=MAGNETS, shares=(0.5, 1.5, -0.1), alpha=1.0)
    said = str(caught.value)
    assert '"1.5"' in said and '"-0.1"' in said and "alpha" in said
