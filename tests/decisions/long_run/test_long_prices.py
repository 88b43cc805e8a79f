"""Prices where projects sell and buy: nothing without an outlet, less freight with one."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.decisions.finance.from_market import operation_of
from didymium.decisions.long_run.prices import PricePaths, price_paths
from didymium.decisions.projects.pipeline import candidates
from investment_cases import paper

NODES = [("AUS", "ore"), ("AUS", "oxide"), ("JPN", "oxide"), ("AUS", "metal")]


def _paths(*names: str, workers: int = 1) -> PricePaths:
    projects = [row for row in paper().projects if row.project in names]
    return price_paths(paper().setting, 0, paper().futures, projects, NODES, workers=workers)


@pytest.fixture(scope="module")
def nothing() -> PricePaths:
    """No project built."""
    return _paths()


@pytest.fixture(scope="module")
def pair() -> PricePaths:
    """The pit and the mill built, where they come."""
    return _paths("new_pit", "new_mill")


def test_ore_without_a_mill_fetches_nothing(nothing: PricePaths) -> None:
    """In no future and no year, the ban included; and there is none to buy."""
    assert (nothing.fetches["AUS", "ore"] == 0.0).all()
    assert np.isnan(nothing.costs["AUS", "ore"]).all()
    assert np.isnan(_paths("new_mill").costs["AUS", "ore"]).all()


def test_oxide_fetches_the_price_in_japan_less_freight(nothing: PricePaths) -> None:
    """Freight is 1.5 dollars a kg, and it is 12 days under way: while the price is steady the difference is
    freight and 12 days of interest at 5 %, 0.06 dollars of 40.
    """
    here, there = nothing.fetches["AUS", "oxide"][0], nothing.fetches["JPN", "oxide"][0]
    between = 1.5 + 40.6 * (1.05 ** (12 / 365.25) - 1)
    assert (there - here)[1:7] == pytest.approx([between] * 6, abs=0.05)
    # Use outgrows capacity in the first year, before others can add any.
    assert here[0] > here[1] + 5.0


def test_ore_with_a_mill_is_worth_what_the_mill_makes_of_it(pair: PricePaths) -> None:
    """The pit can dig all that the mill takes, 300 t: once both run in full, in 2030, a tonne more finds no
    room in the mill and fetches nothing more than it costs to dig, 6 dollars. Where the mill fails it fetches
    nothing.
    """
    fetched = pair.fetches["AUS", "ore"]
    assert fetched[0][4:] == pytest.approx([6.0] * 4, abs=1e-3)
    failed = 3
    assert (fetched[failed] == 0.0).all()


def test_what_is_short_fetches_more(nothing: PricePaths) -> None:
    """In the first year of the ban, 2029, oxide in Japan fetches several times the calm price."""
    ban, year = 1, 2029 - 2026
    assert nothing.fetches["JPN", "oxide"][ban, year] > 5.0 * nothing.fetches["JPN", "oxide"][0, year]
    assert nothing.shocks == ("", "stop", "stop", "stop")


def test_a_place_that_the_market_does_not_know_has_no_price(nothing: PricePaths) -> None:
    """Nobody makes or uses metal in Australia."""
    assert np.isnan(nothing.fetches["AUS", "metal"]).all()


def test_threads_do_not_matter(pair: PricePaths) -> None:
    """Each future has a solver of its own."""
    again = _paths("new_pit", "new_mill", workers=3)
    for node in NODES:
        assert np.array_equal(pair.fetches[node], again.fetches[node], equal_nan=True)


def test_later_years_go_on_at_the_mean_of_the_last_three() -> None:
    """Of the years that have a price; where the last three have none, none follows."""
    nan = np.nan
    path = np.array([[9.0, 1.0, 2.0, 6.0], [9.0, nan, 2.0, 6.0], [9.0, nan, nan, nan]])
    paths = PricePaths(np.arange(2026, 2030), {("A", "x"): path}, {}, ("", "", ""), np.ones(3) / 3)
    longer = paths.until(2031)
    assert list(longer.years) == [2026, 2027, 2028, 2029, 2030, 2031]
    assert np.array_equal(
        longer.fetches["A", "x"][:, 4:], np.array([[3.0, 3.0], [4.0, 4.0], [nan, nan]]), equal_nan=True
    )
    assert paths.until(2027).years[-1] == 2029


def test_a_plant_without_feed_stands_still(pair: PricePaths, nothing: PricePaths) -> None:
    """The mill sells nothing, buys nothing and pays no operating cost in a year in which there is no ore to
    be had; without the pit never.
    """
    mill = candidates(paper().case)[1]
    idle = operation_of(paper().case, mill, nothing, "oxide")
    assert not idle.sold_kg["oxide"].any()
    assert not idle.operating_usd.any()
    assert not idle.bought_usd.any()
    fed = operation_of(paper().case, mill, pair, "oxide")
    running = np.isfinite(pair.costs["AUS", "ore"])
    assert running.any()
    assert not running.all()
    assert fed.sold_kg["oxide"] == pytest.approx(np.where(running, 150_000.0, 0.0))
    # 5 dollars for each kg of the 300 t of ore, as plants.csv says.
    assert fed.operating_usd == pytest.approx(np.where(running, 1_500_000.0, 0.0))
    ore = np.where(running, pair.costs["AUS", "ore"] * 300_000.0, 0.0)
    assert fed.bought_usd == pytest.approx(ore)


def test_a_pit_is_priced_by_the_oxide_that_it_holds(nothing: PricePaths) -> None:
    """A kg of ore holds 0.5 kg of the neodymium oxide that oxide is, so 300 t of ore are 150 t to a floor on
    oxide, at the price of oxide in Australia.
    """
    pit = candidates(paper().case)[0]
    operation = operation_of(paper().case, pit, nothing, "oxide", draws_each=2)
    assert operation.contained_kg["oxide"] == pytest.approx(np.full((8, 8), 150_000.0))
    assert operation.price_usd_per_kg["oxide"] == pytest.approx(
        np.repeat(nothing.fetches["AUS", "oxide"], 2, axis=0)
    )
    assert operation.scenario == ("calm", "calm", *("stop",) * 6)


def test_a_reference_that_is_worth_nothing_anywhere_sets_no_floor(nothing: PricePaths) -> None:
    """Instead of a price that nobody would have named."""
    worthless = {node: path * 0.0 for node, path in nothing.fetches.items()}
    paths = PricePaths(nothing.years, worthless, nothing.costs, nothing.shocks, nothing.probabilities)
    operation = operation_of(paper().case, candidates(paper().case)[0], paths, "oxide")
    assert not operation.contained_kg
