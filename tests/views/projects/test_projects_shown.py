"""What is shown of projects: the same numbers everywhere, in every language, and no zero where nothing is
known.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from chain_case import WHY
from didymium.locale import LANGUAGES, PSEUDO
from didymium.views.projects.asking import name_problems, rate_problems, with_rates
from didymium.views.projects.chart_data import (
    cash_years,
    gap_lines,
    map_points,
    time_bars,
    worth_bars,
)
from didymium.views.projects.data import projects_data
from didymium.views.projects.export import write_projects
from didymium.views.projects.finance_tables import mix_table
from didymium.views.projects.sections import sections_of
from didymium.views.projects.terminal import print_projects
from didymium.views.projects.view import ProjectsView, listed_projects
from project_cases import project_case
from projects_view_cases import NPV, PAYBACK_YEARS, paper_case, projects_view


def printed(view: ProjectsView, lang: str = "en") -> str:
    """What the terminal shows, with every run of white space as one space."""
    file = io.StringIO()
    print_projects(file, view, None, lang)
    return " ".join(file.getvalue().split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("projects") / "out"
    write_projects(projects_view(), found)
    return found


def test_days_of_the_mill_follow_its_lead_time() -> None:
    """Decided at the start of 2025, 12, 24 or 48 months of lead: first products of 2026, 2027 and 2029; a
    quarter of the lead waits for permits, so building begins on 1 July 2025 most likely.
    """
    mill, _ = projects_data(projects_view())["projects"]
    assert mill["earliest_decision"] == "2025-01-01"
    assert mill["first_product"] == {"early": "2026-01-01", "likely": "2027-01-01", "late": "2029-01-01"}
    assert mill["permitted"]["likely"] == "2025-07-01"
    assert mill["capacity_t_per_year"] == pytest.approx({"oxide": 300.0, "residue": 150.0})
    assert "2027-01 (2026-01 –" in printed(projects_view())


def test_capital_that_nobody_states_is_not_zero() -> None:
    """The smelter's row and its plant state no capital: null in data, a dash in the table, said in words, and
    no finance.
    """
    data = projects_data(projects_view())
    assert data["projects"][1]["capital_usd_million"] is None
    assert data["finance"][1] == {
        "project": "foundry", "case": paper_case().settings.name, "assessed": False, "reason": "capital",
    }  # fmt: skip
    said = printed(projects_view())
    assert "of 1 nobody states the capital" in said
    assert "The foundry nobody states what it costs to build" in said


def test_present_value_is_the_one_of_the_answer_everywhere(folder: Path) -> None:
    """326.775 million by hand (projects_view_cases.py): in JSON, CSV, Parquet, chart and terminal."""
    data = json.loads((folder / "projects.json").read_text(encoding="utf-8"))
    assert data == json.loads(json.dumps(projects_data(projects_view()), allow_nan=False))
    market = data["finance"][0]["market"]
    assert market["npv_p50_usd_million"] == pytest.approx(NPV)
    assert market["payback_years"] == pytest.approx(PAYBACK_YEARS)
    column = "market_npv_p50_usd_million"
    assert pl.read_csv(folder / "finance.csv")[column][0] == pytest.approx(NPV)
    assert pl.read_parquet(folder / "finance.parquet")[column][0] == market["npv_p50_usd_million"]
    (bar,) = worth_bars(projects_view(), "en")
    assert (bar.low, bar.middle, bar.high) == pytest.approx((NPV, NPV, NPV)) and bar.bankable
    assert " 327 " in printed(projects_view())


def test_cash_by_year_adds_up(folder: Path) -> None:
    """Parts of a year add up to its cash flow, 350 million a year after the thousand of 2026; service is what
    lenders are owed and no part of it.
    """
    cash = cash_years(projects_view(), "new_mill", "en")
    assert cash is not None and cash.years == (2026, 2027, 2028, 2029, 2030, 2031)
    parts = dict(cash.parts)
    flow = parts.pop("project")
    assert flow == pytest.approx((-1000.0, *[350.0] * 5))
    assert [sum(values) for values in zip(*parts.values(), strict=True)] == pytest.approx(flow)
    table = pl.read_csv(folder / "cash_by_year.csv")
    assert table["project_usd_million"].to_list() == pytest.approx(list(flow))
    assert cash_years(projects_view(), "foundry", "en") is None


def test_who_bears_what_of_a_mix() -> None:
    """Without debt and at war prices of 2.5 dollars, revenue is 250 and margin 150 million a year; with a
    grant of share g the owners write off 1 − g of the thousand, 200 × (1 − g) a year, and earn
    150 − 0.25 × (150 − 200 × (1 − g)) = 162.5 − 50 g a year. At three quarters of 0.9, g = 0.675, that is
    128.75 a year, worth 488.06 against 325 put in; at half of it, 0.45, it is 140 a year, worth 530.71
    against 550: too little. So the grant costs its payer 675 million.
    """
    data = projects_data(projects_view())
    (mix,) = data["finance"][0]["mixes"]
    (grant,), (payer,) = mix["supports"], mix["payers"]
    assert (grant["instrument"], grant["agency"], grant["share"]) == ("grant", "jogmec", pytest.approx(0.675))
    assert payer["expected_usd_million"] == mix["expected_usd_million"] == pytest.approx(675.0)
    assert mix["assumed"] == [{"agency": "jogmec", "instrument": "grant", "figure": "max_share"}]
    assert mix_table(projects_view(), "en").rows == (
        ("The new mill", "Japan", "grant of 67.5 % of the capital (JOGMEC)", "675", "1"),
    )


def test_gap_closed_and_no_gap() -> None:
    """100 t of the 200 t that are missing in 2028 are half; in 2029 nothing is missing, which is no share."""
    closed = projects_data(projects_view())["gaps"]["closed"]
    assert [(row["year"], row["share"]) for row in closed] == [(2028, 0.5), (2029, None)]
    (line,) = gap_lines(projects_view(), "en")
    assert (line.years, line.gap_t, line.made_t) == ((2028, 2029), (200.0, 0.0), (100.0, 300.0))
    assert "Oxide 2028 200 100 50 %" in printed(projects_view())


def test_deposits_and_what_is_left_for_an_element() -> None:
    """The hill's kilogram holds 0.2 kg of Nd at 60 and 0.05 kg of Dy at 300 dollars: 12 + 15 = 27 dollars.
    At a cost of 12 the dysprosium must fetch (12 − 12) / 0.05 = 0, the neodymium (12 − 15) / 0.2 = −15
    dollars. The mud has neither a plan nor a cost: it is on no curve, and said.
    """
    data = projects_data(projects_view())
    hill, mud = data["deposits"]
    assert hill["basket_usd_per_kg"] == pytest.approx(27.0) and mud["cost_usd_per_kg"] is None
    for element, left in (("Dy", 0.0), ("Nd", -15.0)):
        curve = data["supply_curves"][element]
        assert [step["left_usd_per_kg"] for step in curve["steps"]] == pytest.approx([left], abs=1e-9)
    assert data["supply_curves"]["Dy"]["output_unknown"] == ["seabed"]
    said = printed(projects_view())
    assert "Without a plan, so on no curve: The seabed." in said and "seabed authority" in said


def test_timeline_and_map_show_every_project() -> None:
    """Neither has a place of its own, so both stand where Japan is, and say so."""
    assert {bar.project for bar in time_bars(projects_view(), "ko")} == {"new_mill", "foundry"}
    points = map_points(projects_view(), "ko")
    assert {point.label for point in points} == {"새 제련소", "제련장"}
    assert not any(point.has_own_place for point in points)


@pytest.mark.parametrize("lang", [*LANGUAGES, PSEUDO])
def test_every_language_says_everything(lang: str) -> None:
    said = printed(projects_view(), lang)
    assert not re.search(r"\b(projects|finance)\.[a-z_]+\.|\{[a-z_]+\}", said)


@pytest.mark.parametrize("lang", ["ko", "ja"])
def test_headings_and_columns_are_translated(lang: str) -> None:
    """No heading of a section, a table or a column is the English one; curves are named by their element."""
    english, other = (sections_of(projects_view(), code, charts=False) for code in ("en", lang))
    for first, second in zip(english, other, strict=True):
        for one, two in zip((*first.tables, *first.folded), (*second.tables, *second.folded), strict=True):
            assert one.title != two.title
            assert not set(one.headers) & set(two.headers)


def test_nothing_is_left_unmarked_in_the_pseudo_language() -> None:
    for section in sections_of(projects_view(), PSEUDO, charts=False):
        for table in (*section.tables, *section.folded):
            assert table.title.startswith("⟦")
            assert all(header.startswith("⟦") for header in table.headers)


def test_the_page_stands_alone_and_its_charts_are_files_too(folder: Path) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert not re.search(r'<(?:script|link|img)[^>]*(?:src|href)="http', page)
    names = {path.stem for path in folder.glob("*.svg")}
    assert names == {
        "projects-map", "projects-timeline", "projects-worth", "projects-cash-new-mill", "projects-gaps",
        "projects-supply-curve",
    }  # fmt: skip
    ids = re.findall(r'<svg[^>]*aria-labelledby="([^ "]+)', page)
    assert sorted(ids) == sorted(f"{name}-title" for name in names)


def test_manifest_says_what_was_asked_of_which_case(folder: Path) -> None:
    found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert set(found["cases"]) == {paper_case().settings.name}
    assert found["request"]["floor_usd_per_kg"] == 6.0
    written = {path.stem for path in folder.glob("*.csv")}
    assert written == set(found["tables"]) == {path.stem for path in folder.glob("*.parquet")}


def test_a_part_that_was_not_asked_for_is_null() -> None:
    """And nothing of it is said: absent is not empty."""
    view = replace(projects_view(), answer=None, deposits=None, in_full=False)
    data = projects_data(view)
    parts = ("finance", "gaps", "deposits", "supply_curves", "programme", "request")
    assert [name for name in parts if data[name] is not None] == []
    assert "NPV" not in printed(view) and "facts" not in data["projects"][0]


def test_members_are_those_who_stand_behind_a_project() -> None:
    """Australia holds half of the mill and takes part in both; nobody of China does."""
    case = paper_case()
    assert len(listed_projects([case], members=["AUS"])) == 2
    assert listed_projects([case], members=["CHN"]) == ()
    assert [row.name for row in listed_projects([case], ["foundry"], ["JPN"])] == ["foundry"]


def test_rates_of_the_user_take_the_place_of_the_case(tmp_path: Path) -> None:
    """1,500 million yen are 10 million dollars at the case's 150, and 15 at 100."""
    yen = {"currency": "JPY", "capital_low_million": "1500", "capital_million": "1500",
           "capital_high_million": "1500"}  # fmt: skip
    case = project_case(tmp_path, yen, rates=["JPY,150"])
    millions = [
        projects_data(ProjectsView((one,), listed_projects([one])))["projects"][0]["capital_usd_million"]
        for one in (case, with_rates(case, {"JPY": 100.0}))
    ]
    assert [found["likely"] for found in millions] == pytest.approx([10.0, 15.0])
    assert WHY.startswith("assumed")


def test_problems_name_everything_at_once() -> None:
    case = paper_case()
    said = [str(one) for one in name_problems([case], ["new_mil"], ["JPM"])]
    assert 'did you mean "new_mill"?' in said[0] and '"JPM" is no region or club' in said[1]
    said = [str(one) for one in rate_problems([case], "KOR", {"KRW": -1.0, "XYZ": 3.0})]
    assert any("above 0" in one for one in said) and any('"XYZ"' in one for one in said)
