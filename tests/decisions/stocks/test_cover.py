"""Days of cover on paper: a year of the chain in Japan, and rows of the bundled case."""

from __future__ import annotations

import csv
import datetime as dt
from math import isclose
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bundled_case import NAME
from chain_case import WHY, write_chain_case
from didymium.calibration.calibrate import calibrate
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.decisions.stocks.cover.cover import Cover, cover_now
from didymium.decisions.stocks.cover.sector_cover import (
    SolvedScenario,
    cover_against_scenarios,
    cover_by_sector,
    cover_by_sector_material,
)
from didymium.decisions.stocks.cover.targets import published_targets
from didymium.files.problems import InputError
from didymium.market.base_year import BaseYear
from hand_made import base_outcome, make_case, shocked_outcome

HOLDINGS = f"""\
holder,kind,region,material,level_t,target_days,draw_t_per_month,fill_t_per_month,source
traders,commercial,JPN,oxide,10,,5,5,{WHY}
state,public,JPN,oxide,5,60,5,5,{WHY}
makers,commercial,JPN,metal,40,,5,5,{WHY}
"""
TERMS = f"""\
stage,material,storage_usd_per_t_year,quality_loss_per_year,work_in_process_days,source
separation,,50,0.005,30,{WHY}
metal,,150,0.01,7,{WHY}
"""
SECTORS = f"""\
sector,name_en,name_ko,name_ja,source
cars,Cars,자동차,自動車,{WHY}
ships,Ships,선박,船舶,{WHY}
"""
BASE = BaseYear(
    run={"dear_mill": 73.0, "smelter": 146.0},
    flow={("oxide", "AUS", "JPN", ""): 182.5, ("ore", "AUS", "JPN", ""): 73.0},
    use={
        ("cars", "JPN", "metal"): 109.5,
        ("ships", "JPN", "metal"): 36.5,
        ("ships", "JPN", "residue"): 3.65,
        ("cars", "AUS", "oxide"): 100.0,
    },
    price={("JPN", "oxide"): 40.0, ("JPN", "metal"): 60.0, ("JPN", "ore"): 10.0, ("AUS", "oxide"): 40.0},
)
"""A calibrated year. In Japan a mill takes 73 t of ore, 0.2 t a day, and a smelter 1.25 × 146 = 182.5 t of
oxide, 0.5 t a day; cars use 0.3 t of metal a day, ships 0.1 t, and 0.01 t of residue. Ore and oxide come from
Australia in 12 days.
"""


def chain(folder: Path, holdings: str = HOLDINGS, terms: str = TERMS) -> Case:
    write_chain_case(folder, holdings=holdings, sectors=SECTORS)
    (folder / "stock_terms.csv").write_text(terms, encoding="utf-8")
    return read_case(str(folder))


def row_of(cover: Cover, member: str, material: str) -> dict[str, Any]:
    """The row of a member and material."""
    return cover.table.row(
        by_predicate=(pl.col("member") == member) & (pl.col("material") == material), named=True
    )


def test_oxide_by_hand(tmp_path: Path) -> None:
    """0.5 t a day: 15 t held are 30 days, 12 days of shipping 6 t, 7 days in the smelter 3.5 t: 49 days.

    60 days are 30 t; the state that aims at them holds 5 t: 25 t are missing, 50 days of use, 1 million at
    40 dollars a kg. Keeping a tonne of oxide costs 40,000 × (8 % + 0.5 %) + 50 = 3,450 a year, 25 t 86,250.
    """
    row = row_of(cover_now(chain(tmp_path), BASE), "JPN", "oxide")
    expected = {
        "use_t_per_day": 0.5,
        "commercial_t": 10.0,
        "public_t": 5.0,
        "held_t": 15.0,
        "pipeline_t": 6.0,
        "in_process_t": 3.5,
        "total_t": 24.5,
        "commercial_days": 20.0,
        "public_days": 10.0,
        "held_days": 30.0,
        "pipeline_days": 12.0,
        "in_process_days": 7.0,
        "total_days": 49.0,
        "target_days": 60.0,
        "target_t": 30.0,
        "gap_days": 50.0,
        "gap_t": 25.0,
        "fill_usd": 1_000_000.0,
        "carrying_usd_per_year": 86_250.0,
    }
    wrong = {name: (row[name], value) for name, value in expected.items() if not isclose(row[name], value)}
    assert wrong == {}
    assert (row["target_source"], row["held_rests_on"]) == ("assumed", "assumed")


def test_absent_is_not_zero(tmp_path: Path) -> None:
    """Nobody says what Japan holds of ore: what comes and what is inside mills is known (0.2 t a day, 12 and
    30 days), what is held is null, and so is the sum; no public stock of metal is null beside 40 t of makers.
    """
    cover = cover_now(chain(tmp_path), BASE)
    ore, metal = row_of(cover, "JPN", "ore"), row_of(cover, "JPN", "metal")
    assert (ore["held_t"], ore["held_days"], ore["total_t"], ore["total_days"]) == (None, None, None, None)
    assert isclose(ore["pipeline_days"], 12) and isclose(ore["in_process_days"], 30)
    assert (metal["public_t"], metal["public_days"], metal["held_t"]) == (None, None, 40.0)
    assert (metal["target_days"], metal["gap_t"], metal["fill_usd"]) == (None, None, None)


def test_member_without_a_stock_is_listed(tmp_path: Path) -> None:
    """Australia's cars use oxide, and nobody knows of a stock: it is listed, with null."""
    row = row_of(cover_now(chain(tmp_path), BASE, ["AUS"]), "AUS", "oxide")
    assert isclose(row["use_t_per_day"], 100 / 365)
    assert (row["commercial_t"], row["public_t"], row["held_t"], row["held_days"]) == (None,) * 4


def test_without_terms_process_and_cost_are_unknown(tmp_path: Path) -> None:
    """No row of stock_terms.csv for the smelter's stage nor for oxide: both unknown, the gap is 25 t."""
    row = row_of(cover_now(chain(tmp_path, terms=TERMS.splitlines()[0] + "\n"), BASE), "JPN", "oxide")
    assert (row["in_process_t"], row["total_t"], row["carrying_usd_per_year"]) == (None, None, None)
    assert isclose(row["gap_t"], 25) and isclose(row["held_days"], 30)


def test_target_that_is_met_leaves_no_gap(tmp_path: Path) -> None:
    """40 t are 80 days, more than 60: nothing to fill, nothing negative."""
    row = row_of(
        cover_now(chain(tmp_path, HOLDINGS.replace("oxide,5,60", "oxide,40,60")), BASE), "JPN", "oxide"
    )
    assert (row["gap_t"], row["gap_days"], row["fill_usd"], row["carrying_usd_per_year"]) == (0, 0, 0, 0)


def test_sectors_by_hand(tmp_path: Path) -> None:
    """40 t of metal: cars alone (0.3 t a day) 133.3 days, ships alone (0.1) 400, both together 100. Ships
    also use residue, of which no stock is known: their days are an upper bound, and it is named.
    """
    cover = cover_now(chain(tmp_path), BASE)
    by_material = cover_by_sector_material(cover)
    assert by_material["material"].to_list() == ["metal", "residue", "metal"]
    cars, ships = cover_by_sector(cover).rows(named=True)
    assert isclose(cars["alone_days"], 40 / 0.3) and isclose(cars["shared_days"], 100)
    assert isclose(ships["alone_days"], 400) and isclose(ships["shared_days"], 100)
    assert (cars["materials"], cars["unknown"]) == (1, "")
    assert (ships["materials"], ships["unknown"], ships["alone_material"]) == (2, "residue", "metal")
    shares = by_material.filter(pl.col("material") == "metal")["share_of_use"].to_list()
    assert isclose(shares[0], 0.75) and isclose(shares[1], 0.25)


def test_sector_of_unknown_stocks_is_null(tmp_path: Path) -> None:
    """No stock known of anything a sector uses: null days, not zero."""
    table = cover_by_sector(cover_now(chain(tmp_path), BASE, ["AUS"]))
    assert table.row(0, named=True) == {
        "member": "AUS",
        "sector": "cars",
        "materials": 1,
        "unknown": "oxide",
        "alone_material": None,
        "alone_days": None,
        "shared_material": None,
        "shared_days": None,
    }


def test_upstream_stock_does_not_lengthen_a_sectors_days(tmp_path: Path) -> None:
    """A hundred times the oxide: cars use metal, and their days stay the same."""
    plenty = HOLDINGS.replace("oxide,10,", "oxide,1000,")
    few, many = (cover_by_sector(cover_now(chain(tmp_path, text), BASE)) for text in (HOLDINGS, plenty))
    assert few.equals(many)


def test_unknown_members_are_named_together(tmp_path: Path) -> None:
    """Two misspelt members, two problems, and what was probably meant."""
    with pytest.raises(InputError) as raised:
        cover_now(chain(tmp_path), BASE, ["JPM", "JPN", "AUSS"])
    assert [problem.value for problem in raised.value.problems] == ["JPM", "AUSS"]
    assert 'did you mean "JPN"?' in str(raised.value)


def test_case_without_a_base_year_is_refused(tmp_path: Path) -> None:
    """Nobody's use is known in a case that is not calibrated."""
    with pytest.raises(InputError, match=r"case.toml, calibrated: has no base year"):
        cover_now(chain(tmp_path), BaseYear())


def test_against_a_scenario_by_hand() -> None:
    """Japan holds 220 t of magnets; ev uses 1,200 t a year and mri 120: alone 66.9 and 669 days, together
    60.8. In the run of four months from 1 January, with a ban on 10 March, ev gets 90 of 100 t in March and
    is whole again in April: the March period began before the ban, so 0 days to survive, 22 to recover. mri
    misses half from March to the end. The run ends on 1 May, 52 days after the ban.
    """
    use: dict[tuple[str, ...], float] = {("ev", "JPN", "magnet"): 1200.0, ("mri", "JPN", "magnet"): 120.0}
    cover = cover_now(make_case(), BaseYear(use=use, price={("JPN", "magnet"): 50.0}))
    start = dt.date(2025, 3, 10)
    runs = [
        SolvedScenario("ban", base_outcome(), shocked_outcome(), start),
        SolvedScenario("calm", base_outcome(), base_outcome(), None),
    ]
    table = cover_against_scenarios(cover, runs)
    ev, mri, calm_ev, calm_mri = table.rows(named=True)
    assert isclose(ev["alone_days"], 220 / 1200 * 365) and isclose(ev["shared_days"], 220 / 1320 * 365)
    assert isclose(mri["alone_days"], 220 / 120 * 365)
    assert (ev["short"], ev["survive_days"], ev["recover_days"], ev["gap_days"]) == (True, 0, 22, 22)
    assert isclose(ev["worst_share"], 0.9) and ev["horizon_days"] == 52
    assert (mri["short"], mri["survive_days"], mri["recover_days"], mri["gap_days"]) == (True, 0, None, None)
    for calm in (calm_ev, calm_mri):
        assert (calm["scenario"], calm["short"], calm["survive_days"]) == ("calm", False, None)


@pytest.fixture(scope="module")
def bundled() -> Cover:
    case = read_case(NAME)
    return cover_now(case, calibrate(case).base)


def test_japans_dysprosium_target(bundled: Cover) -> None:
    """The row says 38.55 t against 180 days. Use is what magnet and metal makers and sectors of Japan take,
    summed here anew from the tables; the gap is what 180 days of it are above the row.
    """
    case, base = bundled.case, bundled.base
    assert case.path is not None
    with (case.path / "coefficients.csv").open(encoding="utf-8", newline="") as file:
        needs = {
            row["process"]: -float(row["t_per_t"])
            for row in csv.DictReader(file)
            if row["material"] == "dy_oxide" and float(row["t_per_t"]) < 0 and not row["from"]
        }
    use = sum(
        base.run[plant.plant] * needs.get(plant.process, 0.0)
        for plant in case.plants
        if plant.region == "JPN" and plant.plant in base.run
    ) + sum(t for (_, region, material), t in base.use.items() if (region, material) == ("JPN", "dy_oxide"))
    row = row_of(bundled, "JPN", "dy_oxide")
    assert isclose(row["use_t_per_day"], use / 365)
    assert (row["public_t"], row["target_days"], row["target_source"]) == (38.55, 180, "iea_jogmec_high_risk")
    assert isclose(row["gap_t"], 180 * use / 365 - 38.55)
    assert isclose(row["fill_usd"], row["gap_t"] * 1000 * base.price["JPN", "dy_oxide"])
    # Commercial and public stock are each put at 60 days of use in the table; calibration moves use a little.
    assert isclose(row["public_days"], 60, rel_tol=0.01) and isclose(row["gap_days"], 120, rel_tol=0.01)


def test_every_stated_target_is_shown_with_its_fact(bundled: Cover) -> None:
    """Japan's 60 and 180 days and Korea's 100, each with the fact of its row, and no other."""
    stated = bundled.table.drop_nulls("target_days")
    rows = {row.identity[1:]: row for row in bundled.case.holdings if row.target_days is not None}
    assert {row[:2] for row in stated.select("member", "material").iter_rows()} == set(rows)
    facts = dict(zip(stated["target_source"], stated["target_days"], strict=True))
    assert facts == {"iea_jogmec_standard": 60, "iea_jogmec_high_risk": 180, "motie_kor_target_rare": 100}


def test_published_targets(bundled: Cover) -> None:
    """Of whole groups of minerals: Japan 60 and up to 180 days, Korea 100; the 42 + 18 days of the scheme
    that ended in 2020 are left out; the United States and Germany have published none.
    """
    found = published_targets(bundled.case, bundled.members)
    said = {(row["member"], row["minerals"], round(row["days"])) for row in found.rows(named=True)}
    assert said == {
        ("JPN", "rare_metals", 60),
        ("JPN", "high_risk_minerals", 180),
        ("JPN", "high_risk_minerals", 183),
        ("KOR", "rare_metals", 100),
        ("KOR", "critical_minerals", 100),
    }
    oldest = found.filter(pl.col("days") == 60).row(0, named=True)
    assert oldest["facts"] == "iea_jpn_target_60" and oldest["sources"] == "iea_jogmec"


def test_pipeline_follows_the_routes(bundled: Cover) -> None:
    """Each tonne on a route is counted once, where it goes: over all regions the pipeline is the sum of flow
    × transit over routes.
    """
    base, case = bundled.base, bundled.case
    whole = sum(base.flow.get(route.identity, 0.0) * route.transit_days for route in case.routes) / 365
    assert isclose(sum(bundled.flows.pipeline_t.values()), whole)


def test_magnets_in_process_are_five_weeks_of_metal(bundled: Cover) -> None:
    """Only magnet plants take Nd-Pr metal, and goods are under way in them for 35 days (4 to 6 weeks)."""
    days = bundled.table.filter(pl.col("material") == "ndpr_metal", pl.col("in_process_t") > 0)
    assert days.height > 0
    assert all(isclose(value, 35, rel_tol=1e-6) for value in days["in_process_days"])


def test_shares_of_use_of_magnets_sum_to_one(bundled: Cover) -> None:
    """Finished magnets are used by sectors alone: served in proportion, all last as long as the stock."""
    table = cover_by_sector_material(bundled).filter(pl.col("material").str.starts_with("magnet_"))
    sums = table.group_by("member", "material").agg(pl.col("share_of_use").sum())
    assert all(isclose(value, 1.0) for value in sums["share_of_use"])
    joined = table.join(bundled.table, on=["member", "material"])
    assert (joined["shared_days"] - joined["held_days"]).abs().max() < 1e-6  # type: ignore[operator]
    assert (table["alone_days"] >= table["shared_days"] - 1e-9).all()
