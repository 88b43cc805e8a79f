"""Scenarios put together from files: a file that is included counts as if its tables stood in the file."""

from pathlib import Path

import pytest

from didymium.case.case import Case
from didymium.case.folder import folder_problems
from didymium.case.reading import read_case
from didymium.case.writing import write_case
from didymium.files.problems import InputError
from didymium.scenario.reading import list_instruments, list_scenarios, read_scenario, scenario_problems
from tiny_case import edit, write_tiny_case

DUTY = """\
[[instrument]]
kind = "tariff"
club = "JPN"
materials = ["oxide"]
ad_valorem = 0.25
from = 2026-01-01
source = "report"
"""
BAN = """\
[[event]]
kind = "ban"
origin = "AUS"
materials = ["oxide"]
from = 2025-04-04
source = "report"
"""


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """The tiny case with two instrument files, and a scenario that includes one."""
    folder = write_tiny_case(tmp_path / "tiny")
    (folder / "instruments").mkdir()
    write(folder / "instruments" / "duty.toml", DUTY)
    write(folder / "instruments" / "halt.toml", BAN, include="duty")
    write(folder / "scenarios" / "alliance.toml", "", include="halt")
    return read_case(folder)


def write(path: Path, tables: str, *, include: str = "") -> None:
    """Write a scenario file; ``include`` is one name."""
    line = f'include = ["{include}"]\n' if include else ""
    path.write_text(f'title = "{path.stem}"\nprofile = "shock"\n{line}\n{tables}', encoding="utf-8")


def test_included_tables_count_as_if_written_there(case: Case, tmp_path: Path) -> None:
    """Through one file or two, the scenario is the same as one with all tables in it; what the included files
    say of themselves does not count.
    """
    write(tmp_path / "alliance.toml", f"{BAN}\n{DUTY}")
    assert read_scenario(case, "alliance") == read_scenario(case, tmp_path / "alliance.toml")
    assert read_scenario(case, "alliance").title == "alliance"


def test_both_folders_are_found_by_name_but_only_one_is_run(case: Case) -> None:
    """``run`` solves what is in scenarios; an instrument file is a scenario of its own if asked for."""
    assert list_scenarios(case) == ("alliance", "stop")
    assert list_instruments(case) == ("duty", "halt")
    assert len(read_scenario(case, "duty").instrument) == 1
    assert scenario_problems(case) == []


def test_a_path_is_seen_from_the_file(case: Case, tmp_path: Path) -> None:
    """A file outside the case includes one beside it, whatever the folder from which it is read."""
    (tmp_path / "mine").mkdir()
    write(tmp_path / "mine" / "levy.toml", DUTY)
    write(tmp_path / "mine" / "plan.toml", BAN, include="levy.toml")
    found = read_scenario(case, tmp_path / "mine" / "plan.toml")
    assert (len(found.event), len(found.instrument)) == (1, 1)


def test_a_file_reached_twice_counts_once(case: Case) -> None:
    """A deal that two included files share is not paid twice."""
    assert case.path is not None
    edit(case.path, "scenarios/alliance.toml", '["halt"]', '["duty", "halt", "duty"]')
    assert len(read_scenario(case, "alliance").instrument) == 1


def test_unknown_name_is_named_with_its_line(case: Case) -> None:
    """A slip in a name is answered with the nearest file of the folder."""
    assert case.path is not None
    edit(case.path, "scenarios/alliance.toml", '["halt"]', '["hault"]')
    assert problems_of(case) == [
        'scenarios/alliance.toml line 3, include: "hault" is neither an instrument file of tiny nor a file '
        'beside this one (did you mean "halt"?)'
    ]


def test_cycle_is_named_with_its_line(case: Case) -> None:
    """Files that include each other are refused where the ring closes."""
    assert case.path is not None
    edit(case.path, "instruments/duty.toml", 'profile = "shock"\n', 'profile = "shock"\ninclude = ["halt"]\n')
    assert problems_of(case) == [
        'instruments/duty.toml line 3, include: "halt" leads back to itself: instruments/halt.toml → '
        "instruments/duty.toml → instruments/halt.toml (take one of them out)"
    ]


def test_slip_in_an_included_file_is_named_there(case: Case) -> None:
    """The reader mends the file that holds the slip; ``check`` names it once for all that include it."""
    assert case.path is not None
    edit(case.path, "instruments/duty.toml", '["oxide"]', '["oxyde"]')
    told = (
        'instruments/duty.toml line 7, instrument 1 materials: "oxyde" is not in materials.csv or '
        'material_groups.csv (did you mean "oxide"?)'
    )
    assert problems_of(case) == [told]
    assert [str(problem) for problem in scenario_problems(case)] == [told]


def test_what_includes_disagree_on_is_found(case: Case) -> None:
    """Checks see the whole: a measure that ends before the run begins does nothing in it."""
    assert case.path is not None
    edit(case.path, "instruments/duty.toml", "2026-01-01", "2026-01-01\nuntil = 2026-06-30")
    edit(case.path, "scenarios/alliance.toml", 'profile = "shock"', 'profile = "shock"\nbegin = 2027-01-01')
    assert problems_of(case) == [
        'instruments/duty.toml line 10, instrument 1 until: "2026-06-30" is before the run begins, '
        "2027-01-01: the event does nothing"
    ]
    assert read_scenario(case, "duty").instrument


def test_one_name_in_both_folders_is_refused(case: Case) -> None:
    """A name stands for one file."""
    assert case.path is not None
    write(case.path / "instruments" / "stop.toml", DUTY)
    assert [str(problem) for problem in scenario_problems(case)] == [
        "instruments/stop.toml: has the name of a scenario (rename one of them)"
    ]


def test_instruments_go_with_the_case(case: Case, tmp_path: Path) -> None:
    """A copy of the case holds the files as well."""
    assert case.path is not None
    write_case(case, tmp_path / "copy")
    assert folder_problems(case.path) == folder_problems(tmp_path / "copy") == []
    assert read_scenario(read_case(tmp_path / "copy"), "alliance") == read_scenario(case, "alliance")


def problems_of(case: Case) -> list[str]:
    """Return what reading the scenario says is wrong."""
    with pytest.raises(InputError) as raised:
        read_scenario(case, "alliance")
    return [str(problem) for problem in raised.value.problems]
