"""What the base year says of market power, and that it stands with power at work."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from bundled_case import NAME
from calibration_case import mini_case, quote, run, stationary_year
from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case.case import Case
from didymium.case.market_power_schema import MarketPower
from didymium.case.reading import read_case
from didymium.market.checks import unused_rows
from didymium.market.periods import make_periods
from didymium.market.power.conjectures import Reading, SalesTotal, sales_totals
from didymium.market.structure import Options, Structure
from didymium.scenario.accounts import TRADE_ITEMS, TRANSFER_ITEMS, accounts_table
from didymium.scenario.drivers import drivers_table

POWER = Options(conduct="conjectural_variation")
WHY = "assumed: test"
BAN = {"kind": "ban", "origin": "AUS", "materials": ["nd"], "from": "2025-04-04"}


def with_power(case: Case, *rows: dict[str, object]) -> Case:
    """The case with exporters who know their weight."""
    found = tuple(MarketPower.model_validate({"source": WHY, **row}) for row in rows)
    return replace(case, tables={**case.tables, "market_power": found})


def china(case: Case, *materials: str, **more: object) -> Case:
    """The case with China as an exporter who knows its weight."""
    return with_power(case, *({"exporter": "CHN", "material": name, **more} for name in materials))


def totals_of(case: Case, calibration: Calibration) -> dict[tuple[str, str], SalesTotal]:
    """What exporters believe, by material and destination."""
    profile = case.settings.profiles["shock"]
    structure = Structure(case, calibration.base, make_periods(case.settings.start, profile), POWER)
    return {(total.material, total.destination): total for total in sales_totals(structure)}


def quoted(case: Case, **prices: float) -> Case:
    """The case with prices quoted in Japan to 0.1 %."""
    rows = (quote(name, "JPN", price, uncertainty=0.001) for name, price in prices.items())
    return replace(case, tables={**case.tables, "prices": (*case.prices, *rows)})


def test_the_conjecture_is_read_from_the_wedge() -> None:
    """A magnet at 50 in Japan against 45 in China: the wedge is what is left of the gap after freight and
    twelve days at 8 %. With a perceived elasticity of −2 a Cournot exporter who sells q of the Q that Japan
    uses would ask P·(q/Q)/2 more; the conjecture is what the wedge is of that.
    """
    case = china(quoted(mini_case(), mag=50.0), "mag", perceived_elasticity=-2.0)
    calibration = calibrate(case)
    total, price = totals_of(case, calibration)["mag", "JPN"], calibration.base.price
    wedge = price["JPN", "mag"] * 1.08 ** (-12 / 365.25) - price["CHN", "mag"] - 0.3
    sold = calibration.base.flow["mag", "CHN", "JPN", ""]
    used = calibration.base.use["other", "JPN", "mag"]
    assert wedge > 3.0
    assert total.wedge_usd_per_kg == pytest.approx(wedge, rel=1e-9)
    cournot = price["JPN", "mag"] * sold / used / 2.0
    assert total.conjecture == pytest.approx(wedge / cournot, rel=1e-9)
    assert (total.reading, 0.0 < total.conjecture < 1.0) == (Reading.CALIBRATED, True)


def test_a_wedge_beyond_cournots_stays_a_wedge() -> None:
    """With an elasticity of −20 Cournot would explain a tenth of that: the wedge is reported to hold a
    conjecture above 1, and the exporter acts on 1.
    """
    case = china(quoted(mini_case(), mag=50.0), "mag", perceived_elasticity=-20.0)
    total = totals_of(case, calibrate(case))["mag", "JPN"]
    assert total.reading is Reading.ABOVE_COURNOT
    assert total.conjecture == 1.0
    assert total.held is not None
    assert total.held > 1.0


def test_no_wedge_no_power() -> None:
    """The price in Japan is below that in China: whatever holds the sales there, it is no power. Without an
    elasticity of its own an exporter faces the case's, −0.1; where nobody uses the material nothing is known.
    """
    case = china(quoted(mini_case(), mag=40.0), "mag", "dy")
    found = totals_of(case, calibrate(case))
    assert (found["mag", "JPN"].conjecture, found["mag", "JPN"].reading) == (0.0, Reading.NO_WEDGE)
    assert found["mag", "JPN"].elasticity == pytest.approx(-0.1)
    assert found["dy", "JPN"].reading is Reading.NO_CURVE


@pytest.mark.parametrize("conjecture", [None, 0.3, 1.0])
@pytest.mark.parametrize("price", [40.0, 50.0])
def test_the_base_year_stands_with_power(price: float, conjecture: float | None) -> None:
    """Twelve months without growth bring flows and prices back as if everybody took prices, with wedges above
    and below nothing, read or stated: the base year holds the mark-up that it shows, and no other.
    """
    plain = quoted(mini_case(), mag=price)
    case = china(plain, "mag", "magh", "nd", perceived_elasticity=-1.0, conjecture=conjecture)
    calibration = calibrate(case)
    assert calibration.base == calibrate(plain).base
    taking, power = stationary_year(case, calibration), stationary_year(case, calibration, POWER)
    assert (power.market.sales is not None) == (price == 50.0 or conjecture is not None)
    for row, (solved, calibrated_t) in power.flows().items():
        assert solved == pytest.approx(calibrated_t, rel=1e-6, abs=1e-6), row
    # Steps are costs of their own, each changed by up to 1.5e-6 of itself so that flows are unique.
    np.testing.assert_allclose(power.solution.prices, taking.solution.prices, rtol=1e-4)


@pytest.mark.thorough
def test_the_base_year_of_the_bundled_case_stands() -> None:
    """The same on the magnet case, were China to act as Cournot's firm on all that it sells: flows within
    0.1 % of the calibrated ones (measured: 1e-11), prices those of takers.
    """
    case = china(read_case(NAME), "oxides", "metals", "magnet", perceived_elasticity=-0.5, conjecture=1.0)
    calibration = calibrate(case)
    year = stationary_year(case, calibration, POWER)
    assert year.market.sales is not None
    for row, (solved, calibrated_t) in year.flows().items():
        assert solved == pytest.approx(calibrated_t, rel=1e-3, abs=1e-3), row
    known = year.structure.node_price > 1.0
    assert np.nanmedian(np.abs(year.price_deviations()[known])) < 1e-3


def test_an_exporter_with_power_sells_less_more_dearly() -> None:
    """Japan loses the neodymium of Australia. China, asked for more magnets, lets the price rise further than
    a taker would, of neodymium and of the magnets that Japan makes fewer of, and is named as a reason of both
    prices; its rent is what Japan's traders pay it, and the accounts close.
    """
    case = china(quoted(mini_case(), mag=50.0), "nd", "mag", perceived_elasticity=-0.5, conjecture=1.0)
    calibration = calibrate(case)
    taking = run(case, calibration, BAN)
    power = run(case, calibration, BAN, conduct="conjectural_variation")
    after = slice(6, 18)
    assert power.sent("nd", "CHN", "JPN")[after].sum() < taking.sent("nd", "CHN", "JPN")[after].sum()
    assert power.price("JPN", "nd")[after].mean() > 1.02 * taking.price("JPN", "nd")[after].mean()
    for path in (power.base, power.path):
        accounts = accounts_table(path)
        sums = dict(accounts.group_by("item").agg(pl.col("usd").sum()).iter_rows())
        turnover = float(accounts["usd"].abs().sum())
        assert abs(sum(sums[item] for item in TRADE_ITEMS)) < 1e-6 * turnover
        assert [item for item in TRANSFER_ITEMS if abs(sums.get(item, 0.0)) > 1e-9 * turnover] == []
        rent = accounts.filter(pl.col("item") == "mark-up", pl.col("party") == "exporters")
        assert set(rent["region"]) == {"CHN"}
        assert rent["usd"].sum() > 0.0
    drivers = drivers_table(power.path, power.base).filter(pl.col("kind") == "market_power")
    assert set(drivers.select("region", "material", "subject").iter_rows()) == {
        ("JPN", "nd", "CHN"), ("JPN", "mag", "CHN"),
    }  # fmt: skip
    assert drivers["shadow_usd_per_kg"].min() > 0.0


def test_rows_without_power_are_named() -> None:
    """A price below that at home, and what nobody uses where it goes: these exporters take prices as they
    are, and the run says so; in one where everybody does, the table is not read.
    """
    case = china(quoted(mini_case(), mag=40.0), "mag", "dy")
    calibration = calibrate(case)
    for options, named in ((POWER, ["CHN dy", "CHN mag"]), (Options(), [])):
        unused = unused_rows(stationary_year(case, calibration, options).market)
        assert sorted(row.row for row in unused if row.table == "market_power") == named
