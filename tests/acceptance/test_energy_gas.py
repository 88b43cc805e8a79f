"""The gas and power half of the energy case: no plant makes more energy than its fuel holds, the base year
agrees with shares that none of its rows rests on, contracts and plants yield what they say, when they say.
"""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from bundled_case import prices, with_profile
from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.case.settings import Profile
from didymium.scenario.reading import read_scenario
from didymium.views.run_view import ScenarioRun
from didymium.views.service import solve_scenario

NAME = "japan_korea_energy"
MMBTU_PER_T = 51.02
"""Heat in a tonne of LNG, the fact ``gas_energy_content`` of the case."""
MMBTU_PER_GWH = 3412.14
"""Heat of a GWh: 3.41214 Btu a Wh."""
THREE_YEARS, THREE_MONTHS = Profile(years=3), Profile(months=3, lead_months=1)
COMMON_YEAR_HOURS = 8760


@pytest.fixture(scope="module")
def case() -> Case:
    """The case."""
    return read_case(NAME)


@pytest.fixture(scope="module")
def energy(case: Case) -> Calibration:
    """Its calibration."""
    return calibrate(case)


def run_from(case: Case, energy: Calibration, name: str, begin: dt.date, profile: Profile) -> ScenarioRun:
    """Solve a file of the case from a later day on, over few periods."""
    scenario = read_scenario(case, name).model_copy(update={"begin": begin, "profile": "live"})
    short = with_profile(case, profile)
    return solve_scenario(short, energy, name, scenario)


def made_t(run: ScenarioRun, plant: str, year: int) -> float:
    """Return what a plant makes in a year, tonnes (of electricity GWh)."""
    rows = run.outcome["output"].filter(
        (pl.col("plant") == plant) & (pl.col("period") == dt.date(year, 1, 1)) & (pl.col("t") > 0)
    )
    return float(rows["t"].sum())


def imports_t(energy: Calibration, destination: str) -> dict[str, float]:
    """Return the reconciled LNG that a region imports in the base year, by origin, tonnes."""
    return {
        origin: t
        for (material, origin, to, *_), t in energy.base.flow.items()
        if (material, to) == ("lng", destination)
    }


def test_the_base_year_closes_on_the_figures_of_gas_and_power(case: Case, energy: Calibration) -> None:
    """No figure on LNG, gas or power is moved by more than one and a half standard deviations, nothing of
    them is thrown away, and gas-fired plants lose less than 3 % of their revenue at base prices.
    """
    found = energy.reconciliation
    assert found is not None
    ours = {"lng", "natural_gas", "electricity"}
    made = {row.process: row.reference_material for row in case.processes}
    plants = {row.plant for row in case.plants if made[row.process] in ours}
    moved = {
        one.observation.label: one.deviations
        for one in found.adjustments
        if (plants | ours) & set(one.observation.label.split()) and abs(one.deviations) > 1.5
    }
    assert moved == {}
    assert {node for node, t in energy.base.disposal.items() if node[1] in ours and t > 0} == set()
    burned = {row.process: -row.t_per_t for row in case.coefficients if row.material == "natural_gas"}
    for plant in case.plants:
        if plant.process.startswith("gas_power") and energy.base.run.get(plant.plant, 0) > 0:
            power, gas = (energy.base.price[plant.region, name] for name in ("electricity", "natural_gas"))
            assert plant.cost_usd_per_kg + burned[plant.process] * gas < 1.03 * power


def test_no_plant_makes_more_energy_than_its_fuel_holds(case: Case) -> None:
    """At best 64 % of the lower heating value, about 58 % of the higher one, comes out as power."""
    for process in ("gas_power_fleet", "gas_power_asia", "gas_power_new"):
        need = next(
            -row.t_per_t
            for row in case.coefficients
            if (row.process, row.material) == (process, "natural_gas")
        )
        assert 0.40 < MMBTU_PER_GWH / (need * MMBTU_PER_T) < 0.58
    for process in ("liquefy_gas", "regasify"):
        assert sum(row.t_per_t for row in case.coefficients if row.process == process) < 0


def test_hormuz_shares_agree_with_those_reported(case: Case, energy: Calibration) -> None:
    """About 20 % of the world's LNG (EIA, 2024), about 6 % of Japan's and a fifth of Korea's from the Middle
    East, Oman included, (METI, KITA, 2026): none of these shares went into a row.
    """
    gulf = {"QAT", "ARE"}
    japan, korea = imports_t(energy, "JPN"), imports_t(energy, "KOR")
    assert sum(japan.values()) == pytest.approx(65.9e6, rel=0.03)
    assert sum(korea.values()) == pytest.approx(46.7e6, rel=0.02)
    assert sum(japan[name] for name in gulf) / sum(japan.values()) == pytest.approx(0.06, abs=0.01)
    assert sum(korea[name] for name in gulf | {"OMN"}) / sum(korea.values()) == pytest.approx(0.204, abs=0.01)
    made = {
        plant.region: energy.base.run.get(plant.plant, 0)
        for plant in case.plants
        if plant.process in ("export_lng", "liquefy_gas") and plant.status == "operating"
    }
    assert sum(made[name] for name in gulf) / sum(made.values()) == pytest.approx(0.20, abs=0.015)


def test_power_covers_use_in_the_shares_reported(case: Case, energy: Calibration) -> None:
    """Shares of gas: 29.1 % in Japan, 28.1 % in Korea, 39.9 % in the United States."""
    power = [
        (plant, energy.base.run.get(plant.plant, 0))
        for plant in case.plants
        if plant.process.endswith("power") or plant.process.startswith("gas_power")
    ]
    for region, use, share in (("JPN", 982870, 0.291), ("KOR", 595600, 0.281), ("USA", 4527969, 0.399)):
        own = [(plant, t) for plant, t in power if plant.region == region]
        total = sum(t for _, t in own)
        assert total == pytest.approx(use, rel=0.01)
        burned = sum(t for plant, t in own if plant.process.startswith("gas"))
        assert burned / total == pytest.approx(share, abs=0.005)


def test_plants_of_the_programme_give_their_power_in_the_first_full_year(
    case: Case, energy: Calibration
) -> None:
    """9.2 GW at 80 % of 8,760 hours are 64,474 GWh, of 130.42 t of gas each. The others come later."""
    run = run_from(case, energy, "gas_and_nuclear_plants", dt.date(2029, 1, 1), THREE_YEARS)
    assert made_t(run, "portsmouth_gas", 2029) == pytest.approx(9.2 * COMMON_YEAR_HOURS * 0.8, abs=1)
    burned = (
        run.outcome["output"]
        .filter(
            (pl.col("plant") == "portsmouth_gas")
            & (pl.col("period") == dt.date(2029, 1, 1))
            & (pl.col("material") == "natural_gas")
        )["t"]
        .sum()
    )
    assert -burned == pytest.approx(64474 * 6654 / MMBTU_PER_T, rel=1e-3)
    assert made_t(run, "texas_gas", 2029) == made_t(run, "pennsylvania_gas", 2029) == 0
    for plant in ("texas_gas", "pennsylvania_gas"):
        assert made_t(run, plant, 2031) == pytest.approx(5 * COMMON_YEAR_HOURS * 0.8, abs=1)
    assert made_t(run, "bwrx_usa", 2031) == 0


def test_contracts_deliver_their_volumes_and_cost_nothing_above_the_market(
    case: Case, energy: Calibration
) -> None:
    """5.5 and 3.3 million t a year; the price in the United States lies above that of the contracts."""
    run = run_from(case, energy, "long_term_lng_contracts", dt.date(2030, 1, 1), THREE_YEARS)
    for plant, buyer, tonnes in (("us_lng_jera", "JPN", 5.5e6), ("us_lng_kogas", "KOR", 3.3e6)):
        assert made_t(run, plant, 2030) == pytest.approx(tonnes, rel=1e-6)
        delivered = run.outcome["measures"].filter(
            (pl.col("region") == buyer) & (pl.col("item") == "delivered") & (pl.col("kind") == "offtake")
        )
        assert delivered.filter(pl.col("period") == dt.date(2030, 1, 1))["t"].sum() >= tonnes
    assert run.outcome["measures"]["usd"].sum() == 0


def test_alaska_makes_twenty_million_tonnes_once_it_runs(case: Case, energy: Calibration) -> None:
    """From the middle of 2032 on: half a year, then the whole."""
    run = run_from(case, energy, "alaska_lng", dt.date(2032, 1, 1), THREE_YEARS)
    assert made_t(run, "alaska_lng", 2032) == pytest.approx(20e6 * 185 / 366, rel=1e-6)
    assert made_t(run, "alaska_lng", 2033) == pytest.approx(20e6, rel=1e-6)


def test_a_closure_costs_less_with_us_and_alaskan_lng(case: Case, energy: Calibration) -> None:
    """The same closure in 2033: LNG in Japan rises by less if the plants and the contracts are there."""
    begin = dt.date(2032, 12, 1)
    dear = []
    for name in ("hormuz_2033", "hormuz_2033_prepared"):
        run = run_from(case, energy, name, begin, THREE_MONTHS)
        month = dt.date(2033, 2, 1)
        closed, calm = (prices(one, "JPN", "lng")[month] for one in (run.outcome, run.base))
        assert closed is not None and calm is not None
        dear.append(closed / calm)
    assert 1 < dear[1] < dear[0]
