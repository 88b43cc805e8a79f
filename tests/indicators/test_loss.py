"""10 t of magnets missing at 2 kg a vehicle are 5,000 vehicles, 20 million dollars and 180 years of work."""

from didymium.indicators.loss import losses, losses_by_region, without_intensity
from didymium.outcome.tables import SCHEMAS
from hand_made import MAR, base_outcome, make_case, make_outcome, shocked_outcome


def test_missing_tonnes_become_units_value_and_work() -> None:
    table = losses(make_case(), base_outcome(), shocked_outcome())
    assert dict(table.schema) == SCHEMAS["losses"]
    row = next(row for row in table.iter_rows(named=True) if row["sector"] == "ev")
    assert (row["period"], row["missing_t"], row["unit"], row["units"]) == (MAR, 10.0, "vehicle", 5000.0)
    assert (row["value_added_usd"], row["jobs"]) == (20e6, 180.0)


def test_a_sector_without_intensity_stays_unknown_and_is_named() -> None:
    table = losses(make_case(), base_outcome(), shocked_outcome())
    mri = [row for row in table.iter_rows(named=True) if row["sector"] == "mri"]
    assert [(row["missing_t"], row["units"], row["jobs"]) for row in mri] == [(5.0, None, None)] * 2
    assert without_intensity(make_case(), table) == ["mri"]
    total = next(row for row in losses_by_region(table).iter_rows(named=True) if row["sector"] == "mri")
    assert (total["missing_t"], total["units"], total["value_added_usd"]) == (10.0, None, None)


def test_missing_oxide_is_no_missing_vehicle() -> None:
    base = make_outcome("base", served=[("ev", "JPN", "dy_oxide", MAR, 5.0, 5.0, 0.0, 0.0)])
    shocked = make_outcome("x", served=[("ev", "JPN", "dy_oxide", MAR, 5.0, 3.0, 0.0, 2.0)])
    assert losses(make_case(), base, shocked).height == 0


def test_the_base_run_loses_nothing() -> None:
    assert losses(make_case(), base_outcome(), base_outcome()).height == 0
