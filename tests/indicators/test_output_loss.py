"""What is not made in the first months: missing over expected, in whole periods. In March vehicles miss 10 of
100 t of magnets; imaging misses 5 of 10 t in March and in April.
"""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from calibration_case import WHY
from didymium.case import schema
from didymium.case.case import Case
from didymium.evidence.provenance import Kind
from didymium.indicators.output_loss import output_loss
from didymium.indicators.spans import periods_touched, spans_of
from didymium.indicators.why import NoSuchPrice
from didymium.indicators.why_lost import NothingLost, why_lost, why_origins
from hand_made import (
    APR,
    JAN,
    MAR,
    base_outcome,
    make_case,
    make_outcome,
    make_scenario,
    shocked_outcome,
)
from lab_cases import lab_case

MAY = dt.date(2025, 5, 1)


def lost(begin: dt.date, end: dt.date) -> dict[str, dict[str, object]]:
    found = output_loss(make_case(), base_outcome(), shocked_outcome(), begin, end)
    return {row["sector"]: row for row in found.to_dicts()}


def test_missing_over_expected() -> None:
    """March and April: vehicles miss 10 of 200 t: 5,000 and 20 million dollars; imaging 10 of 20 t."""
    found = lost(MAR, MAY)
    ev, mri = found["ev"], found["mri"]
    assert (ev["missing_t"], ev["expected_t"], ev["share"]) == (10.0, 200.0, 0.05)
    assert (ev["unit"], ev["units"], ev["value_added_usd"]) == ("vehicle", 5000.0, 20e6)
    assert (mri["missing_t"], mri["expected_t"], mri["share"]) == (10.0, 20.0, 0.5)


def test_without_an_intensity_units_are_unknown() -> None:
    """Nobody says how much magnet a scanner holds: not zero scanners."""
    mri = lost(MAR, MAY)["mri"]
    assert (mri["units"], mri["value_added_usd"]) == (None, None)


def test_only_periods_in_range_count() -> None:
    """April alone: imaging's second half; March alone: the first."""
    assert lost(APR, MAY)["ev"]["missing_t"] == 0.0
    assert lost(APR, MAY)["mri"]["missing_t"] == 5.0
    assert lost(MAR, APR)["ev"]["share"] == 0.1
    assert lost(JAN, MAR)["mri"]["share"] == 0.0


def test_periods_count_whole() -> None:
    """A restriction from 10 March to 9 April bites in March and April, and both count: what March misses is
    not left out because it began on the first. The day after the last period is said.
    """
    begin, end = dt.date(2025, 3, 10), dt.date(2025, 4, 10)
    assert lost(begin, end) == lost(MAR, MAY)
    assert {row["until"] for row in lost(begin, end).values()} == {MAY}
    assert lost(MAR, APR)["ev"]["until"] == APR


def test_a_time_without_periods_loses_nothing() -> None:
    assert lost(dt.date(2030, 1, 1), dt.date(2030, 4, 1)) == {}


def test_who_expects_nothing_is_not_listed() -> None:
    """A sector that the base run does not serve either has no share to lose."""
    served = [("ev", "JPN", "magnet", MAR, 100.0, 0.0, 0.0, 100.0)]
    outcome = make_outcome("x", served=served)
    assert not output_loss(make_case(), outcome, outcome, MAR, APR).height


def test_other_materials_than_magnets_do_not_count() -> None:
    """Oxide that is missing is no vehicle that is not made; it does not water the share down either."""
    base = make_outcome(
        "base",
        served=[
            ("ev", "JPN", "magnet", MAR, 10.0, 10.0, 0.0, 0.0),
            ("ev", "JPN", "dy_oxide", MAR, 90.0, 90.0, 0.0, 0.0),
        ],
    )
    shocked = make_outcome(
        "x",
        served=[
            ("ev", "JPN", "magnet", MAR, 10.0, 6.0, 0.0, 4.0),
            ("ev", "JPN", "dy_oxide", MAR, 90.0, 0.0, 0.0, 90.0),
        ],
    )
    (row,) = output_loss(make_case(), base, shocked, MAR, APR).to_dicts()
    assert (row["missing_t"], row["expected_t"], row["share"]) == (4.0, 10.0, 0.4)


@pytest.mark.parametrize("length", [1, 3, 12])
def test_periods_touched(length: int) -> None:
    """A period counts exactly if one of its days lies in the time asked about: by trying every day."""
    firsts = [dt.date(2025, 1, 1), dt.date(2025, 2, 1), dt.date(2025, 5, 1), dt.date(2026, 5, 1)]
    spans = spans_of(firsts)
    for offset in range(0, 700, 23):
        begin = dt.date(2024, 11, 20) + dt.timedelta(days=offset)
        end = begin + dt.timedelta(days=30 * length)
        days = [begin + dt.timedelta(days=count) for count in range((end - begin).days)]
        tried = [first for first, after in spans.items() if any(first <= day < after for day in days)]
        assert periods_touched(spans, begin, end) == tried


def demanding() -> Case:
    """The hand-made case with rows of demand, and a figure of vehicles."""
    return make_case(
        demands=[
            schema.Demand(
                sector=sector, region="JPN", material="magnet", base_t_per_year=1.0, elasticity=-0.1,
                loss_usd_per_kg=900.0, source=WHY,
            )
            for sector in ("ev", "mri")
        ]
    )  # fmt: skip


def test_why_output_is_lost() -> None:
    """Imaging misses most in March, of magnets: its intensity and its uses come first, then what the price of
    magnets in March rests on, the ban among it; each ground once.
    """
    case = demanding()
    found = why_lost(
        case, make_scenario(), base_outcome(), shocked_outcome(), "JPN", "ev", dt.date(2025, 3, 10), MAY
    )
    assert (found.region, found.material, found.period) == ("JPN", "magnet", MAR)
    assert found.price_usd_per_kg == 200.0
    assert found.grounds[0].label == "ev"
    assert found.grounds[0].column == "kg_per_unit"
    assert any(ground.role == "event" for ground in found.grounds)
    assert len(set(found.grounds)) == len(found.grounds)
    # Its own uses first; those of others are grounds of the price they share.
    uses = [ground.label for ground in found.grounds if ground.column == "base_t_per_year"]
    assert uses == ["ev, JPN, magnet", "mri, JPN, magnet"]
    own = [ground.label for ground in found.grounds if ground.role == "demand"]
    assert own.index("ev, JPN, magnet") < own.index("mri, JPN, magnet")


def test_who_loses_nothing_has_no_reason() -> None:
    """Vehicles miss nothing in April; a region that does not use magnets nothing at all."""
    for region, sector, begin in (("JPN", "ev", APR), ("CHN", "ev", MAR), ("JPN", "none", MAR)):
        with pytest.raises(NothingLost, match=f"{sector} in {region} misses nothing"):
            why_lost(
                make_case(), make_scenario(), base_outcome(), shocked_outcome(), region, sector, begin, MAY
            )


def test_what_is_lost_without_any_price_is_said() -> None:
    """An outcome without the price of what is missing has nothing to trace."""
    shocked = shocked_outcome()
    tables = {**shocked.tables, "prices": shocked["prices"].filter(pl.col("material") != "magnet")}
    outcome = type(shocked)(shocked.case, shocked.scenario, shocked.title, tables)
    with pytest.raises(NoSuchPrice):
        why_lost(make_case(), make_scenario(), base_outcome(), outcome, "JPN", "ev", MAR, MAY)


def test_what_origins_rest_on() -> None:
    """Japan's magnets: its route from China, its plants that make them; no route of others, no price."""
    found = why_origins(lab_case(), "JPN", "magnet", JAN)
    assert (found.region, found.material, found.price_usd_per_kg) == ("JPN", "magnet", None)
    labels = {(ground.role, ground.label) for ground in found.grounds}
    assert ("route", "magnet, CHN, JPN") in {(role, label.rstrip(", ")) for role, label in labels}
    assert ("plant", "next") in labels
    assert not any("VNM" in label or label in ("works", "yard") for _, label in labels)
    assert found.nodes == (("JPN", "magnet"),)
    assert all(ground.reference.kind is Kind.ASSUMED for ground in found.grounds)
