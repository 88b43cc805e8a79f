"""Scenarios that somebody sends: read like a file of the case, but reaching no file of whoever reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.files.problems import InputError
from didymium.scenario.reading import complete_scenario, parse_scenario, read_scenario, refuse_wrong
from didymium.scenario.schema import Scenario
from tiny_case import write_tiny_case

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
    """The tiny case with an instrument file, and another that includes it."""
    folder = write_tiny_case(tmp_path / "tiny")
    (folder / "instruments").mkdir()
    (folder / "instruments" / "duty.toml").write_text(f'title = "Duty"\n\n{DUTY}', encoding="utf-8")
    (folder / "instruments" / "halt.toml").write_text(
        f'title = "Halt"\ninclude = ["duty"]\n\n{BAN}', encoding="utf-8"
    )
    return read_case(folder)


def sent(*include: str, tables: str = "") -> str:
    """The text of a scenario that includes files."""
    named = ", ".join(f'"{name}"' for name in include)
    return f'title = "Mine"\nprofile = "shock"\ninclude = [{named}]\n\n{tables}'


def said(case: Case, text: str) -> list[str]:
    with pytest.raises(InputError) as refused:
        parse_scenario(case, text, "mine.toml")
    return [str(problem) for problem in refused.value.problems]


def test_it_may_include_the_instruments_of_the_case(case: Case, tmp_path: Path) -> None:
    """As a file on a disk does: the tables of the case's files first, its own words."""
    path = tmp_path / "mine.toml"
    path.write_text(sent("halt", tables=DUTY.replace("0.25", "0.5")), encoding="utf-8")
    found = parse_scenario(case, path.read_text(encoding="utf-8"), "mine.toml")
    assert found == read_scenario(case, path)
    assert (found.title, len(found.event), len(found.instrument)) == ("Mine", 1, 2)
    assert found.include == ()


@pytest.mark.parametrize("names", [("duty", "duty"), ("duty", "halt"), ("halt", "duty"), ("halt", "halt")])
def test_a_file_reached_twice_counts_once(case: Case, names: tuple[str, ...]) -> None:
    """Named twice, or by another file too: a duty is not paid twice. The same for a scenario sent as data."""
    assert len(parse_scenario(case, sent(*names), "mine.toml").instrument) == 1
    stated = Scenario(title="Mine", include=names)
    assert len(complete_scenario(case, stated, "body").instrument) == 1


@pytest.mark.parametrize(
    "path", ["../scenarios/stop.toml", "/etc/passwd", "duty.toml", "instruments/duty", "stop", ""]
)
def test_paths_are_refused(case: Case, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads it may stand in any folder: a path names none of their files, nor a scenario one to take
    in.
    """
    assert case.path is not None
    monkeypatch.chdir(case.path / "instruments")
    (problem,) = said(case, sent(path))
    assert problem.startswith(f'mine.toml line 3, include: "{path}" is not an instrument file of tiny')


def test_every_problem_is_told_at_once_with_its_line(case: Case) -> None:
    """What is included wrongly, and what the tables disagree on with the case, each where it stands."""
    text = sent("dutty", tables=BAN.replace('"AUS"', '"AUSS"') + DUTY.replace('["oxide"]', '["oxyde"]'))
    lines = text.splitlines()

    def line(word: str) -> int:
        return next(number for number, found in enumerate(lines, start=1) if word in found)

    assert said(case, text) == [
        'mine.toml line 3, include: "dutty" is not an instrument file of tiny (did you mean "duty"?)',
        f'mine.toml line {line("AUSS")}, event 1 origin: "AUSS" is not in regions.csv (did you mean "AUS"?)',
        f"mine.toml line {line('oxyde')}, instrument 1 materials: "
        '"oxyde" is not in materials.csv or material_groups.csv (did you mean "oxide"?)',
    ]


def test_tables_after_included_ones_have_their_own_lines(case: Case) -> None:
    """The second instrument of the whole is the first of the file that was sent."""
    (problem,) = said(case, sent("duty", tables=DUTY.replace('"JPN"', '"JPNN"')))
    assert problem.startswith('mine.toml line 7, instrument 1 club: "JPNN" is not in')


def test_wrong_schema_is_told_at_once_with_its_line(case: Case) -> None:
    """Unknown keys and wrong types alike."""
    found = said(case, f'title = 5\nprofil = "shock"\n\n{BAN}size = 1\n')
    assert {text.split(":")[0] for text in found} == {
        "mine.toml line 1, title", "mine.toml line 2, profil", "mine.toml line 10, event 1 size",
    }  # fmt: skip


def test_no_toml_at_all(case: Case) -> None:
    (problem,) = said(case, "title = ")
    assert problem.startswith("mine.toml line 1: is not valid TOML")


def test_wrong_in_a_shipped_file_is_named_there(case: Case) -> None:
    """The fault is the case's, not that of who sent it."""
    assert case.path is not None
    duty = case.path / "instruments" / "duty.toml"
    duty.write_text(duty.read_text(encoding="utf-8").replace("oxide", "oxyde"), encoding="utf-8")
    (problem,) = said(case, sent("duty"))
    assert problem.startswith('instruments/duty.toml line 6, instrument 1 materials: "oxyde"')


def test_what_was_made_elsewhere_is_held_against_the_case(case: Case) -> None:
    """Data has no lines: places are told in words. A scenario that agrees passes."""
    good = parse_scenario(case, sent(tables=BAN), "mine.toml")
    refuse_wrong(case, good, "body")
    event = good.event[0].model_copy(update={"origin": "AUSS", "source": "nobody"})
    wrong = good.model_copy(update={"profile": "shok", "event": (event,)})
    for hold in (refuse_wrong, complete_scenario):
        with pytest.raises(InputError) as refused:
            hold(case, wrong, "body")  # type: ignore[operator]
        assert [(problem.column, problem.value, problem.row) for problem in refused.value.problems] == [
            ("profile", "shok", None), ("event 1 origin", "AUSS", None), ("event 1 source", "nobody", None),
        ]  # fmt: skip
