"""Export taxes on the linear market of market.md §9, solved on paper: demand Q = 120 − P in CLB, members'
supply Q = P − 60, outside P = 20 + Q/2. A tax of the origin opens the same gap as a tariff of the buyer; the
other treasury gets it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from calibration_case import scenario
from didymium.case.settings import Profile
from didymium.market.periods import make_periods
from didymium.scenario.drivers import drivers_table
from didymium.scenario.export_taxes import tax_course
from didymium.scenario.schema import ExportTax
from instrument_cases import PRICE_STEP, TONNE_STEP, assert_accounts_close, linear_market, play, tariff

WHY = "assumed: test"


def tax(**terms: object) -> Mapping[str, object]:
    """Return an export tax of OUT on ``m``."""
    return {"kind": "export_tax", "origin": "OUT", "materials": ["m"], **terms}


@pytest.mark.parametrize(
    ("terms", "inside", "outside", "imports"),
    [
        # P_in = P_out + 20: M = 180 − 2·P_in = 140 − 2·P_out and P_out = 20 + M/2 = 90 − P_out.
        ({"specific_usd_per_kg": 20.0}, 65.0, 45.0, 50.0),
        # P_in = 1.5·P_out: M = 180 − 3·P_out and P_out = 110 − 1.5·P_out.
        ({"ad_valorem": 0.5}, 66.0, 44.0, 48.0),
        # P_in = 1.2·P_out + 10: M = 160 − 2.4·P_out and P_out = 100 − 1.2·P_out.
        ({"ad_valorem": 0.2, "specific_usd_per_kg": 10.0}, 64.55, 45.45, 50.91),
    ],
)
def test_the_origins_treasury_gets_the_gap(
    terms: Mapping[str, object], inside: float, outside: float, imports: float
) -> None:
    """Prices and trade are those of a tariff of the same terms; the money is OUT's."""
    found, as_tariff = play(linear_market(), events=[tax(**terms)]), play(linear_market(), tariff(**terms))
    assert found.price("CLB") == pytest.approx(inside, abs=PRICE_STEP)
    assert found.price("OUT") == pytest.approx(outside, abs=PRICE_STEP)
    assert found.imports("CLB")[0] == pytest.approx(imports, abs=TONNE_STEP)
    revenue = found.money("export tax", "treasuries", "OUT")
    step = (inside - outside) * TONNE_STEP + imports * PRICE_STEP
    assert revenue == pytest.approx((inside - outside) * imports, abs=step)
    assert revenue == pytest.approx(as_tariff.money("tariff", "treasuries", "CLB"), rel=1e-6)
    assert found.money("export tax", "traders", "CLB") == pytest.approx(-revenue)
    assert_accounts_close(found)
    measured = found.measures
    assert set(measured["kind"]) == {"export_tax"} and set(measured["number"]) == {0}
    assert measured["usd"].sum() / 1e3 == pytest.approx(revenue)
    drivers = drivers_table(found.path, found.paths.base)
    assert "export_tax" in drivers.filter(drivers["region"] == "CLB")["kind"]


def test_a_tax_and_a_tariff_add_up() -> None:
    """10 at either border is 20 in all: prices of the tax of 20, and each treasury gets half."""
    found = play(linear_market(), tariff(specific_usd_per_kg=10.0), events=[tax(specific_usd_per_kg=10.0)])
    assert found.price("CLB") - found.price("OUT") == pytest.approx(20.0, abs=PRICE_STEP)
    own, theirs = found.money("tariff", "treasuries", "CLB"), found.money("export tax", "treasuries", "OUT")
    assert own == pytest.approx(theirs) and own == pytest.approx(500.0, abs=20.0)
    assert_accounts_close(found)


def test_rates_are_means_over_the_days() -> None:
    """15 % from 11 April, 25 % from 1 June until 15 July: 20 of April's 30 days, 15 of July's 31."""
    steps = [{"from": dt.date(2025, 6, 1), "ad_valorem": 0.25, "source": WHY}]
    event = scenario(
        {
            **tax(ad_valorem=0.15, specific_usd_per_kg=3.0, step=steps), "from": dt.date(2025, 4, 11),
            "until": dt.date(2025, 7, 15),
        }
    ).event[0]  # fmt: skip
    assert isinstance(event, ExportTax)
    by_price, by_mass = tax_course(event, make_periods(dt.date(2025, 1, 1), Profile(months=12)))
    expected = [0, 0, 0, 0.15 * 20 / 30, 0.15, 0.25, 0.25 * 15 / 31, 0, 0, 0, 0, 0]
    assert by_price == pytest.approx(expected)
    assert by_mass[3:6] == pytest.approx([2.0, 3.0, 0.0])


def test_a_later_rate_is_news() -> None:
    """A tax of 10 that rises to 20 in April: prices of January to March are those of 10, after that of 20."""
    step = {"from": dt.date(2025, 4, 1), "specific_usd_per_kg": 20.0, "source": WHY}
    found = play(
        linear_market(),
        events=[tax(specific_usd_per_kg=10.0, step=[step])],
        profile="months",
        foresight="surprise",
    )
    assert [item.isoformat() for item in found.path.news] == ["2025-01-01", "2025-04-01"]
    gap = found.prices("CLB") - found.prices("OUT")
    assert gap[:3] == pytest.approx(10.0, abs=PRICE_STEP) and gap[3:] == pytest.approx(20.0, abs=PRICE_STEP)
    assert_accounts_close(found)
