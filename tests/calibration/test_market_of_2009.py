"""The market of 2009 closes on what sources say of it, is an equilibrium, keeps the elements of each ore
together, and answers one quota on all rare earths as the market of 2010 and 2011 did in kind.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from bundled_case import prices, throughput, with_profile, world_use
from calibration_case import Year, stationary_year
from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.case.settings import Profile
from didymium.scenario.schema import Scenario
from didymium.views.run_view import ScenarioRun
from didymium.views.service import solve_scenario

OXIDES = ("la_oxide", "ce_oxide", "ndpr_oxide", "eu_oxide", "tb_oxide", "dy_oxide", "y_oxide")
EXPORT_TAX = {"la_oxide": 0.15, "ce_oxide": 0.15, "ndpr_oxide": 0.15, "eu_oxide": 0.25, "dy_oxide": 0.25}
IMPORTERS = {"JPN", "USA", "EUX", "KOR", "ROW"}
FEW_MONTHS = Profile(months=15, lead_months=2)


@pytest.fixture(scope="module")
def case() -> Case:
    """The case, with few months for its crisis run."""
    return with_profile(read_case("rare_earths_2009"), FEW_MONTHS)


@pytest.fixture(scope="module")
def of_2009(case: Case) -> Calibration:
    """Its calibration."""
    return calibrate(case)


@pytest.fixture(scope="module")
def calm(case: Case, of_2009: Calibration) -> Year:
    """Twelve months in which 2009 goes on."""
    return stationary_year(case, of_2009)


@pytest.fixture(scope="module")
def squeezed(case: Case, of_2009: Calibration) -> ScenarioRun:
    """A run with half of the legal exports of 2009 as the quota, half-year by half-year from September on."""
    event = {
        "kind": "export_quota",
        "origin": "CHN",
        "materials": ["quota_goods"],
        "destinations": ["importers"],
        "from": "2009-09-01",
        "announced": "2009-09-01",
        "source": "assumed: a test",
        "quota": [
            {
                "from": "2009-09-01",
                "until": "2010-02-28",
                "t": 0.5 * _legal_exports(of_2009) / 2,
                "known_from": "2009-09-01",
                "source": "assumed: a test",
            }
        ],
    }
    scenario = Scenario.model_validate({"title": "a squeeze", "profile": "shock", "event": [event]})
    return solve_scenario(case, of_2009, "squeeze", scenario)


def _legal_exports(calibration: Calibration) -> float:
    """Tonnes of oxides and metals that left China for importers in 2009, by customs."""
    goods = {*OXIDES, "ndpr_metal", "dy_metal"}
    return sum(
        tonnes
        for (material, origin, destination, _), tonnes in calibration.base.flow.items()
        if material in goods and origin == "CHN" and destination in IMPORTERS
    )


def _peak(run: ScenarioRun, region: str, material: str) -> float:
    return max(price for price in prices(run.outcome, region, material).values() if price is not None)


def _before(run: ScenarioRun, material: str) -> float:
    """The price in Japan before the quota."""
    first = min(prices(run.base, "JPN", material).items())[1]
    assert first is not None
    return first


def test_figures_that_disagree_move_little(of_2009: Calibration) -> None:
    """No figure is moved by two standard deviations. Measured: 1.88 for the terbium of Chinese phosphors (the
    ores hold less than the world is said to have used), 1.37 for the 129,400 t that China mined (134,700 t
    here), at most 1.10 for all others.
    """
    found = of_2009.reconciliation
    assert found is not None
    moved = {one.observation.label: abs(one.deviations) for one in found.adjustments}
    assert max(moved.values()) < 2.0
    assert sum(deviations > 1.2 for deviations in moved.values()) == 2


def test_export_tax_and_no_rent_part_prices(of_2009: Calibration) -> None:
    """In 2009 the quota did not bind (43,800 t left, 50,145 t were allowed), so that prices outside are
    those inside with the export tax of 15 or 25 % and freight on top, within 3 %. Measured: 1.8 % (europium,
    of which much goes past customs).
    """
    for material, tax in EXPORT_TAX.items():
        inside = of_2009.base.price["CHN", material]
        assert of_2009.base.price["JPN", material] == pytest.approx((1 + tax) * inside + 0.1, rel=0.03)


def test_prices_are_those_of_the_quotations(case: Case, of_2009: Calibration) -> None:
    """Every price of 2009 lies within one standard deviation of its quote, and all oxides have one."""
    quoted = [row for row in case.prices if row.use == "calibration"]
    assert {row.material for row in quoted} >= set(OXIDES)
    for row in quoted:
        gap = abs(of_2009.base.price[row.region, row.material] - row.price_usd_per_kg)
        assert gap <= (row.uncertainty or 0.1) * row.price_usd_per_kg, row.material


def test_elements_come_in_the_proportions_of_their_ores(case: Case) -> None:
    """Out of a tonne of Chinese light ore (75 parts of Bayan Obo with 6.2 + 18.5 % Pr and Nd, 15 of Sichuan
    with 4.42 + 15.18 %, nine tenths recovered) come 214.7 kg of Nd-Pr oxide; out of clay carbonate (three
    parts of Xunwu, five of Xinfeng, two of Longnan; 95 %) 36.9 kg of dysprosium with 267 kg of yttrium.
    """
    coefficient = {(row.process, row.material): row.t_per_t for row in case.coefficients}
    light = 0.9 * (75 * (0.062 + 0.185) + 15 * (0.0442 + 0.1518)) / 90
    assert coefficient["separate_bastnaesite", "ndpr_oxide"] == pytest.approx(light, abs=1e-6)
    assert light == pytest.approx(0.2147, abs=1e-4)
    clay = 0.95 * (0.3 * 0.0177 + 0.5 * 0.0371 + 0.2 * 0.0748)
    assert coefficient["separate_ion_clay", "dy_oxide"] == pytest.approx(clay, abs=1e-6)
    assert coefficient["separate_ion_clay", "y_oxide"] == pytest.approx(0.2672, abs=1e-3)


@pytest.mark.parametrize("element", ["La", "Ce", "Eu", "Y"])
def test_what_separators_make_is_what_the_world_uses(case: Case, of_2009: Calibration, element: str) -> None:
    """Of an element that goes into no magnet the world uses what all separators make of it, but for what is
    caught at the border (3.7 % of what is smuggled): no element comes from nowhere.
    """
    oxide = f"{element.lower()}_oxide"
    made = sum(
        of_2009.base.run[plant.plant] * row.t_per_t
        for plant in case.plants
        for row in case.coefficients
        if row.process == plant.process and row.material == oxide
    )
    used = sum(tonnes for (_, _, material), tonnes in of_2009.base.use.items() if material == oxide)
    caught = 0.037 * of_2009.base.flow[oxide, "CHN", "HKG", ""]
    assert used == pytest.approx(made - caught, rel=2e-3)


def test_2009_is_an_equilibrium(calm: Year, of_2009: Calibration) -> None:
    """If nothing grows, twelve months bring back each flow within 0.1 % (measured: 1e-13) and each price
    within 0.5 % where 1 % of the world's use passes. Measured: 0.27 % (dysprosium metal past customs).
    """
    for row, (solved, calibrated) in calm.flows().items():
        assert solved == pytest.approx(calibrated, rel=1e-3, abs=1e-6), row
    use, through = world_use(of_2009), throughput(of_2009)
    for node, deviations in zip(calm.structure.nodes, calm.price_deviations(), strict=True):
        if through.get(node, 0.0) >= 0.01 * use[node[1]]:
            assert np.abs(deviations[2:]).max() < 0.005, node


def test_new_mines_wait_for_a_scenario(case: Case, of_2009: Calibration) -> None:
    """Lynas and the new Mountain Pass are planned plants: they stand still until a scenario builds them."""
    planned = {row.plant for row in case.plants if row.status == "planned"}
    assert planned == {
        "mt_weld_mine", "lamp_malaysia", "lamp_malaysia_phase_2",
        "mountain_pass_mine", "mountain_pass_separation",
    }  # fmt: skip
    assert all(of_2009.base.run[plant] == 0.0 for plant in planned)
    assert case.settings.start < dt.date(2010, 1, 1)


def test_one_quota_makes_cheap_elements_many_times_dearer(squeezed: ScenarioRun) -> None:
    """Half of the tonnes of 2009 from September on: a licence is worth the same for every kilogram, so
    that lanthanum and cerium rise by a larger multiple in Japan than Nd-Pr oxide, and that by a larger one
    than europium, as they did in 2010 and 2011.
    """
    rise = {
        name: _peak(squeezed, "JPN", name) / _before(squeezed, name)
        for name in ("la_oxide", "ce_oxide", "ndpr_oxide", "eu_oxide")
    }
    assert min(rise["la_oxide"], rise["ce_oxide"]) > 2.0
    assert min(rise["la_oxide"], rise["ce_oxide"]) > rise["ndpr_oxide"] > rise["eu_oxide"] > 0.99


def test_the_quota_makes_nothing_dearer_in_china(squeezed: ScenarioRun) -> None:
    """What may not leave is sold at home: no light oxide rises by more than 1 % in China."""
    for material in ("la_oxide", "ce_oxide"):
        before = max(price for price in prices(squeezed.base, "CHN", material).values() if price is not None)
        assert _peak(squeezed, "CHN", material) < 1.01 * before
