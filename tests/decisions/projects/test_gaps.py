"""Gaps of the chain and what a project closes of them, on the chain on paper (chain_run.py)."""

from __future__ import annotations

import dataclasses
import datetime as dt

import polars as pl
import pytest

from chain_run import YEAR, chain_run
from didymium.case.case import Case
from didymium.decisions.projects.gaps import (
    closed_gaps,
    gaps,
    largest_exporter,
    running_projects,
    yearly_weights,
)
from didymium.decisions.projects.pipeline import candidates
from didymium.outcome.tables import SCHEMAS, Outcome, make_table
from project_cases import project_case


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The case with the mill as a project without a ramp."""
    return project_case(tmp_path_factory.mktemp("gaps"), {"ramp_years": "0"})


@pytest.fixture(scope="module")
def year() -> Outcome:
    """The year on paper."""
    return chain_run().outcome


def _gaps(table: pl.DataFrame) -> dict[str, tuple[float, float, float]]:
    return {
        row["material"]: (row["use_t"], row["supplied_t"], row["gap_t"])
        for row in table.iter_rows(named=True)
    }


def test_gap_of_one_member_with_a_rival(case: Case, year: Outcome) -> None:
    """Japan mills 300 t of ore, all of it Australian; smelts 250 t of oxide and makes 150; its cars want
    210 t of metal and 200 are made; residue is left over.
    """
    table = gaps(case, year, ["JPN"], ["AUS"])
    assert _gaps(table) == {
        "ore": (300.0, 0.0, 300.0),
        "oxide": (250.0, 150.0, 100.0),
        "metal": (210.0, 200.0, 10.0),
        "residue": (0.0, 75.0, 0.0),
    }
    assert dict(table.select("material", "stage").iter_rows())["ore"] == "mine"
    assert set(table["year"]) == {2025}


def test_friends_supply_counts(case: Case, year: Outcome) -> None:
    """If China is the rival, Australian ore (320 t arrived) and oxide (180 t arrived) are safe: nothing but
    the 10 t of metal is missing.
    """
    table = gaps(case, year, ["JPN"], ["CHN"])
    lacking = {name: gap for name, (_, _, gap) in _gaps(table).items() if gap}
    assert lacking == {"metal": 10.0}
    assert _gaps(table)["oxide"][1] == 150.0 + 180.0


def test_members_count_together(case: Case, year: Outcome) -> None:
    """Shipments between members cancel: 1,000 t of ore dug, 900 used; 450 t of oxide made, 350 used."""
    table = _gaps(gaps(case, year, ["AUS", "JPN"], ["CHN"]))
    assert table["ore"] == (900.0, 1000.0, 0.0)
    assert table["oxide"] == (350.0, 450.0, 0.0)


def test_what_members_ship_away_is_not_theirs(case: Case, year: Outcome) -> None:
    """Australia alone digs 1,000 t of ore, ships 350 to Japan and mills 600."""
    assert _gaps(gaps(case, year, ["AUS"], ["CHN"]))["ore"] == (600.0, 650.0, 0.0)


def test_project_beside_the_gap(case: Case, year: Outcome) -> None:
    """From the first day of 2025 on the mill makes 300 t of oxide, three times the gap of 100 t; from 2 July
    on 183 of 365 days of it. Nothing is missing of residue, so there is no share.
    """
    lacking = gaps(case, year, ["JPN"], ["AUS"])
    mill = candidates(case)
    whole = closed_gaps(mill, lacking, begins={"new_mill": YEAR})
    assert whole.select("material", "gap_t", "output_t", "share").rows() == [
        ("oxide", 100.0, 300.0, 3.0),
        ("residue", 0.0, 150.0, None),
    ]
    half = closed_gaps(mill, lacking, begins={"new_mill": dt.date(2025, 7, 2)})
    assert half["output_t"].to_list() == pytest.approx([300 * 183 / 365, 150 * 183 / 365])
    assert closed_gaps(mill, lacking).is_empty(), "as soon as it can it comes in 2027, after the run"


def test_projects_of_the_run_are_marked(year: Outcome, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A project under construction that makes oxide in the run has it in the supply already."""
    built = {"project": "old_mill", "plants": "mill", "status": "construction", "ramp_years": "0"}
    case = project_case(tmp_path_factory.mktemp("running"), {"ramp_years": "0"}, built)
    projects, lacking = candidates(case), gaps(case, year, ["JPN"], ["AUS"])
    running = running_projects(year, projects)
    assert running == {"old_mill"}
    begins = dict.fromkeys(("new_mill", "old_mill"), YEAR)
    table = closed_gaps(projects, lacking, begins=begins, running=running)
    assert dict(table.select("project", "in_run").iter_rows()) == {"new_mill": False, "old_mill": True}


def test_largest_exporter_is_by_value(year: Outcome) -> None:
    """Australia ships 500 t of ore at 2 dollars, China 100 t of oxide at 40: China exports more. A member
    cannot be its own rival, and what has no price does not count.
    """
    flows = [
        ("ore", "AUS", 500.0),
        ("oxide", "CHN", 100.0),
        ("oxide", "JPN", 1000.0),
        ("residue", "AUS", 1e6),
    ]
    prices = [("AUS", "ore", 2.0), ("CHN", "oxide", 40.0), ("JPN", "oxide", 40.0)]
    tables = {
        "flows": make_table("flows", {
            **dict.fromkeys(SCHEMAS["flows"], None),
            "material": [row[0] for row in flows], "origin": [row[1] for row in flows],
            "t": [row[2] for row in flows],
        }),
        "prices": make_table("prices", {
            **dict.fromkeys(SCHEMAS["prices"], None),
            "region": [row[0] for row in prices], "material": [row[1] for row in prices],
            "price_usd_per_kg": [row[2] for row in prices],
        }),
    }  # fmt: skip
    outcome = dataclasses.replace(year, tables={**year.tables, **tables})
    assert largest_exporter(outcome, ["JPN"]) == "CHN"
    assert largest_exporter(outcome, ["JPN", "CHN"]) == "AUS"
    assert largest_exporter(year, ["JPN"]) is None, "no prices at all"


def test_periods_are_split_between_calendar_years(year: Outcome) -> None:
    """A period from July 2025 to June 2026 has 184 of its 365 days in 2025; 2027 is not whole."""
    bounds = ["2025-01-01", "2025-07-01", "2026-07-01", "2027-01-01", "2027-04-01"]
    weights = yearly_weights(dataclasses.replace(year, manifest={"periods": bounds}))
    assert weights.sort("year", "period").rows() == [
        (dt.date(2025, 1, 1), 2025, 1.0),
        (dt.date(2025, 7, 1), 2025, 184 / 365),
        (dt.date(2025, 7, 1), 2026, 181 / 365),
        (dt.date(2026, 7, 1), 2026, 1.0),
    ]
