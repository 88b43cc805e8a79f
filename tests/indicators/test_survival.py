"""ev is short in March only (90 of 100 t met), mri from March to the end (5 of 10 t met)."""

import datetime as dt

import polars as pl
import pytest

from didymium.indicators.survival import first_short, met_shares, survival
from didymium.outcome.tables import Outcome
from hand_made import APR, FEB, JAN, MAR, base_outcome, make_outcome, shocked_outcome

START = dt.date(2025, 2, 10)


def rows_by_sector(table: pl.DataFrame) -> dict[str, dict[str, object]]:
    return {row["sector"]: row for row in table.iter_rows(named=True)}


def test_what_is_met_counts_substitutes() -> None:
    shares = met_shares(base_outcome(), shocked_outcome()).filter(
        pl.col("sector") == "ev", pl.col("period") == MAR
    )
    row = shares.row(0, named=True)
    assert (row["met_t"], row["missing_t"], row["share"]) == (90.0, 10.0, 0.9)


def test_first_short_says_who_was_short_from_when_until_when() -> None:
    rows = rows_by_sector(first_short(base_outcome(), shocked_outcome(), START))
    ev, mri = rows["ev"], rows["mri"]
    assert (ev["from"], ev["until"], ev["worst_share"], ev["missing_t"]) == (MAR, APR, 0.9, 10.0)
    assert (mri["from"], mri["until"], mri["worst_share"], mri["missing_t"]) == (MAR, None, 0.5, 10.0)
    assert ev["missing_usd"] == pytest.approx(10 * 1000 * 50)
    assert mri["periods_short"] == 2


def test_days_count_from_the_start_of_the_restriction() -> None:
    rows = rows_by_sector(survival(base_outcome(), shocked_outcome(), START))
    assert rows["ev"]["survive_days"] == (MAR - START).days == 19
    assert rows["ev"]["recover_days"] == (APR - START).days
    assert rows["mri"]["recover_days"] is None
    late = rows_by_sector(survival(base_outcome(), shocked_outcome(), dt.date(2025, 3, 10)))
    assert late["ev"]["survive_days"] == 0
    assert rows_by_sector(survival(base_outcome(), shocked_outcome(), None))["ev"]["survive_days"] is None


def test_the_threshold_is_five_per_cent() -> None:
    def run(served: float) -> Outcome:
        return make_outcome("x", served=[("ev", "JPN", "magnet", JAN, 100.0, served, 0.0, 100.0 - served)])

    assert first_short(run(100.0), run(95.1), None).height == 0
    assert first_short(run(100.0), run(94.9), None).height == 1


def test_a_sector_that_the_base_run_leaves_short_is_judged_against_it() -> None:
    def run(demanded: float, served: float) -> Outcome:
        return make_outcome(
            "x", served=[("ev", "JPN", "magnet", JAN, demanded, served, 0.0, demanded - served)]
        )

    surge = met_shares(run(100.0, 80.0), run(200.0, 120.0)).row(0, named=True)
    assert (surge["expected_t"], surge["missing_t"], surge["share"]) == (160.0, 40.0, 0.75)


def test_the_material_that_fails_first_is_named_and_recovery_waits_for_the_last() -> None:
    def run(oxide: tuple[float, float], magnet: tuple[float, float]) -> Outcome:
        rows = [
            ("ev", "JPN", material, month, 10.0, served, 0.0, 10.0 - served)
            for material, levels in (("dy_oxide", oxide), ("magnet", magnet))
            for month, served in zip((JAN, FEB), levels, strict=True)
        ]
        return make_outcome("x", served=rows)

    row = survival(run((10, 10), (10, 10)), run((10, 9), (8, 10)), JAN).row(0, named=True)
    assert (row["first_material"], row["from"], row["until"]) == ("magnet", JAN, None)
    assert (row["worst_share"], row["survive_days"], row["missing_t"]) == (0.8, 0, 3.0)
