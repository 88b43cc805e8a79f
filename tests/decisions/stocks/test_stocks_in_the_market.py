"""Stocks sized on shipped scenarios, put into the market again: an independent check by simulation.

Named are the sectors that come first: defence, medicine and vehicles. Vehicles and defence buy magnets,
which others leave to them once they come first; medicine needs oxides of gadolinium and lutetium that hardly
anybody outside China makes, so it is what a stock is for.
"""

from __future__ import annotations

import pytest

from bundled_case import NAME
from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.decisions.stocks.futures.emergencies import (
    SIZING_MEANS,
    Futures,
    WeightedCase,
    futures_of_scenarios,
)
from didymium.decisions.stocks.sizing.criteria import Served
from didymium.decisions.stocks.sizing.sizes import Sizing
from didymium.decisions.stocks.sizing.sizing import size_stocks
from didymium.decisions.stocks.sizing.stages import compare_stages
from didymium.decisions.stocks.trial.recheck import Recheck, recheck
from didymium.scenario.reading import read_scenario

VEHICLES = ("defence", "missiles", "ev_traction", "other_automotive")
FIRST = ("defence", "missiles", "medical", "ev_traction", "other_automotive")
DAYS = 90


@pytest.fixture(scope="module")
def case() -> Case:
    """The bundled case."""
    return read_case(NAME)


@pytest.fixture(scope="module")
def calibration(case: Case) -> Calibration:
    """Its base year."""
    return calibrate(case)


def _sized(
    case: Case, calibration: Calibration, name: str, sectors: tuple[str, ...], *, give_way: bool = True
) -> tuple[Futures, Sizing]:
    means = SIZING_MEANS.model_copy(update={"reallocation": give_way})
    stated = WeightedCase(name, read_scenario(case, name))
    futures = futures_of_scenarios(
        case, calibration.base, (stated,), ("JPN",), days=DAYS, means=means, profile="shock"
    )
    return futures, size_stocks(case, futures, Served(sectors, DAYS))


@pytest.fixture(scope="module")
def unyielding(case: Case, calibration: Calibration) -> tuple[Futures, Sizing]:
    """Stocks for vehicles in a full stop in which no sector gives way to another."""
    return _sized(case, calibration, "full_stop", VEHICLES, give_way=False)


def _checked(
    case: Case, calibration: Calibration, name: str, sectors: tuple[str, ...], most: float = 8.0
) -> Recheck:
    futures, sizing = _sized(case, calibration, name, sectors)
    scenario = read_scenario(case, name)
    return recheck(case, calibration.base, name, scenario, futures, sizing, most_multiple=most)


@pytest.mark.parametrize("name", ["full_stop", "japan_2026_as_reported"])
def test_sized_stocks_keep_first_sectors_served(case: Case, calibration: Calibration, name: str) -> None:
    """Defence, medicine and vehicles stay served for ninety days in the market, and with ten percent less
    they do not. The planner's own size falls short of it: the market shares a stock out over time and users
    as prices have it.
    """
    check = _checked(case, calibration, name, FIRST)
    assert {material for _, material in check.planned_t} == {"gd_oxide", "lu_oxide"}
    assert not check.without.served
    short = {(need.sector, need.material) for need in check.without.needs if need.days is not None}
    assert short == {("medical", "gd_oxide"), ("medical", "lu_oxide")}
    assert check.least_multiple is not None and check.fails_at is not None
    assert check.least_multiple - check.fails_at <= 0.02 * check.least_multiple
    assert check.smaller is not None and not check.smaller.served
    enough = next(run for run in check.tried if run.multiple == check.least_multiple)
    assert enough.served and {need.sector for need in enough.needs} == set(FIRST)
    assert enough.lost_musd < check.without.lost_musd
    assert check.planned is not None and check.planner is not None
    assert check.planned.missing_t > check.planner.missing_t
    assert check.planned.missing_t < check.without.missing_t


@pytest.mark.parametrize("name", ["full_stop", "japan_2026_as_reported"])
def test_vehicles_and_defence_need_precedence_and_no_stock(
    case: Case, calibration: Calibration, name: str
) -> None:
    """Once they come first they are served without a stock, by the planner's program and in the market alike:
    a tenth of use is given up because magnets are dear, and who comes first buys what others leave.
    """
    check = _checked(case, calibration, name, VEHICLES)
    assert check.planned_t == {}
    assert check.without.served
    assert check.least_multiple == 0.0


def test_without_precedence_a_stock_must_serve_everybody(
    case: Case, calibration: Calibration, unyielding: tuple[Futures, Sizing]
) -> None:
    """If nobody gives way the planner needs magnets for the first weeks, and metal or oxide for later ones.
    In the market so little helps nobody: it takes the place of imports at the same price.
    """
    futures, sizing = unyielding
    assert sizing.tonnes["JPN", "magnet_high_temp"] > 10.0
    assert sizing.usd_per_year > 0.0
    check = recheck(
        case,
        calibration.base,
        "full_stop",
        read_scenario(case, "full_stop"),
        futures,
        sizing,
        most_multiple=1.0,
    )
    assert check.planner is not None and check.planner.missing_t == pytest.approx(0.0, abs=0.1)
    assert check.planned is not None and not check.planned.served
    assert check.planned.missing_t == pytest.approx(check.without.missing_t, rel=0.05)
    assert check.least_multiple is None


def test_stages_of_the_bundled_chain(case: Case, unyielding: tuple[Futures, Sizing]) -> None:
    """Without anybody giving way magnets alone can keep vehicles served and oxide alone comes too late for
    the first month; the free mix is the cheapest of all.
    """
    futures, _ = unyielding
    answers = {one.stage: one for one in compare_stages(case, futures, Served(VEHICLES, DAYS))}
    assert answers["separation"].sizing is None
    assert {why.reason for why in answers["separation"].why_not} == {"too_slow"}
    magnets, mix = answers["magnet"].usd_per_year, answers[""].usd_per_year
    assert magnets is not None and mix is not None
    assert mix <= magnets * (1.0 + 1e-6)
