"""Projects: what cannot be is named, all at once, each with its row and what would be right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from chain_case import TABLES
from project_cases import write_project_case

Complaints = Callable[[Path], list[str]]
Refusals = Callable[..., list[str]]


def test_sound_projects_have_no_problem(tmp_path: Path, complaints: Complaints) -> None:
    """A club may fund, a dollar needs no rate, stakes may be all of it, blank capital is no mistake."""
    folder = write_project_case(
        tmp_path / "case", stakes=["new_mill,Digger,AUS,0.6", "new_mill,The state,JPN,0.4"]
    )
    assert complaints(folder) == []


PROBLEMS: list[tuple[dict[str, str], str]] = [
    ({"plants": "planed_mill"},
     'column plants: "planed_mill" is not in plants.csv (did you mean "planned_mill"?)'),
    ({"plants": "mill"},
     'column plants: "mill" is operating in plants.csv, though the project is not decided '
     "(set the plant's status to planned, or the project's to construction or operating)"),
    ({"region": "JAP"}, 'column region: "JAP" is not in regions.csv (did you mean "JPN"?)'),
    ({"participants": "JPN KOR"},
     'column participants: "KOR" is not in regions.csv or clubs.csv (known: AUS, CHN, JPN, partners)'),
    ({"funders": "partner"},
     'column funders: "partner" is not in regions.csv or clubs.csv (did you mean "partners"?)'),
    ({"lead_months_low": "30"}, 'column lead_months_low: "30" is above lead_months, 24'),
    ({"lead_months_high": "23"}, 'column lead_months_high: "23" is below lead_months, 24'),
    ({"capital_million": "5", "capital_low_million": "6"},
     'column capital_low_million: "6" is above capital_million, 5'),
    ({"capital_million": "5", "capital_high_million": "4.5"},
     'column capital_high_million: "4.5" is below capital_million, 5'),
    ({"capital_high_million": "7"},
     "column capital_million: is blank, though the row states capital_high_million "
     "(say what is most likely)"),
    ({"currency": "AUD"},
     'column currency: "AUD" has no row in exchange_rates.csv (add a row with its units per US dollar)'),
    ({"debt_years": "11"},
     'column debt_years: "11" is more than life_years, 10 (debt ends with the production)'),
    ({"subject": "lofdahl"},
     'column subject: "lofdahl" is no subject of the evidence (did you mean "lofdal"?)'),
    ({"agreement": "us_japan_project_2026"},
     'column agreement: "us_japan_project_2026" is no agreement of the evidence '
     '(did you mean "us_japan_projects_2026"?)'),
]  # fmt: skip


def test_what_cannot_be_is_named(tmp_path: Path, complaints: Complaints) -> None:
    """Fourteen projects with a mistake each give fourteen problems at once, each at its row and column."""
    changes = [
        {"project": f"new_mill_{number}", "plants": f"planned_mill_{number}"} | change
        for number, (change, _) in enumerate(PROBLEMS)
    ]
    (line,) = (row for row in TABLES["plants"].splitlines() if row.startswith("planned_mill,"))
    mills = [line.replace("planned_mill", f"planned_mill_{number}", 1) for number in range(len(PROBLEMS))]
    plants = TABLES["plants"] + "\n".join(mills) + "\n"
    found = complaints(write_project_case(tmp_path / "case", *changes, plants=plants))
    assert found == [f"projects.csv row {row}, {problem}" for row, (_, problem) in enumerate(PROBLEMS, 2)]


def test_project_without_a_start_is_named(tmp_path: Path, complaints: Complaints) -> None:
    """A day of decision may be blank if its plants have a start; without both nobody knows when it comes."""
    blank = {"earliest_decision": ""}
    assert complaints(write_project_case(tmp_path / "dated", blank)) == []
    plants = TABLES["plants"].replace(",2027-01-01,,planned", ",,,planned")
    assert complaints(write_project_case(tmp_path / "never", blank, plants=plants)) == [
        "projects.csv row 2, column earliest_decision: is blank, and no plant of the project has a start "
        "(give earliest_decision, or a start in plants.csv)"
    ]


def test_decided_project_may_hold_running_plants(tmp_path: Path, complaints: Complaints) -> None:
    """What is under construction may have begun to run: nobody chooses it any more."""
    assert (
        complaints(write_project_case(tmp_path / "case", {"plants": "mill", "status": "construction"})) == []
    )


def test_plant_belongs_to_one_project(tmp_path: Path, complaints: Complaints) -> None:
    """Two projects cannot build the same plant: its capacity would count twice."""
    folder = write_project_case(tmp_path / "case", {}, {"project": "again"})
    assert complaints(folder) == [
        'projects.csv row 3, column plants: "planned_mill" is built by project new_mill too '
        "(leave it to one of them)"
    ]


def test_stakes_over_the_whole_are_named_with_their_sum(tmp_path: Path, complaints: Complaints) -> None:
    """60 % and 55 % are 115 %; the last row of the project is where the sum stands."""
    stakes = ["new_mill,Digger,AUS,0.6", "new_mill,The state,JPN,0.55"]
    assert complaints(write_project_case(tmp_path / "case", stakes=stakes)) == [
        'project_stakes.csv row 3, column share: "0.55" brings the stakes in new_mill to 115 %, more than '
        "100 % (Digger 60 % + The state 55 %) (lower a stake, or take out one that is only expected)"
    ]


def test_problems_of_all_tables_come_at_once(tmp_path: Path, complaints: Complaints) -> None:
    """Mistakes in three tables come together, by file and row."""
    folder = write_project_case(
        tmp_path / "case",
        {"lead_months_low": "30"},
        stakes=["old_mill,Digger,AUS,0.6"],
        rates=["USD,2", "JPY,150"],
    )
    assert complaints(folder) == [
        'projects.csv row 2, column lead_months_low: "30" is above lead_months, 24',
        'project_stakes.csv row 2, column project: "old_mill" is not in projects.csv '
        '(did you mean "new_mill"?)',
        'exchange_rates.csv row 2, column per_usd: "2" is not 1 (a dollar is worth a dollar)',
    ]


def test_figures_stay_within_bounds(tmp_path: Path, refusals: Refusals) -> None:
    """No debt that takes back more than was lent, no chance above one, no life of nothing, no stake above
    all.
    """
    wrong = {"debt_rate": "-1", "success_share": "1.2", "life_years": "0"}
    folder = write_project_case(tmp_path / "case", wrong, stakes=["new_mill,Digger,AUS,1.5"])
    columns = {problem.split(":")[0] for problem in refusals(folder)}
    assert columns == {f"projects.csv row 2, column {name}" for name in wrong} | {
        "project_stakes.csv row 2, column share"
    }
