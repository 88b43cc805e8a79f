"""An overlay brings confidential rows, and keeps them apart."""

from collections.abc import Callable
from pathlib import Path

import pytest

from didymium.case.reading import read_case
from didymium.case.writing import write_case
from didymium.files.problems import InputError
from tiny_case import TABLES

HEADER = TABLES["holdings.csv"].splitlines()[0]


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """A folder beside the case that replaces one holding and adds another, with a source of its own."""
    folder = tmp_path / "secret"
    (folder / "evidence").mkdir(parents=True)
    replaced = "traders,commercial,JPN,oxide,700,100,100,1000,letter"
    added = "state,public,JPN,oxide,60,10,10,100,letter"
    (folder / "holdings.csv").write_text(f"{HEADER}\n{replaced}\n{added}\n")
    (folder / "evidence" / "sources.csv").write_text("source,title,kind\nletter,A letter,company\n")
    return folder


def test_rows_replace_or_add_and_are_confidential(tiny: Path, overlay: Path) -> None:
    """A row of the same key replaces the case's, another is added; both are marked, the rest is not."""
    case = read_case(tiny, overlay)
    assert {row.holder: row.level_t for row in case.holdings} == {"traders": 700, "state": 60}
    assert case.confidential == {
        ("holdings", ("traders", "JPN", "oxide")),
        ("holdings", ("state", "JPN", "oxide")),
        ("sources", ("letter",)),
    }
    assert case.place(case.holdings[0]) == "secret/holdings.csv row 2"
    assert not case.is_confidential("plants", ("pit",))


def test_confidential_case_is_not_written(tiny: Path, overlay: Path, tmp_path: Path) -> None:
    """What was laid over a case from outside must not end up in a folder that people pass on."""
    with pytest.raises(InputError, match="confidential rows of the overlay"):
        write_case(read_case(tiny, overlay), tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_overlay_inside_the_case_is_refused(tiny: Path, refusals: Callable[..., list[str]]) -> None:
    """An overlay in the case folder would be committed and shared with it, also through a link."""
    inside = tiny / "evidence"
    assert "lies inside the case folder" in refusals(tiny, inside)[0]
    link = tiny.parent / "link"
    link.symlink_to(inside)
    assert "lies inside the case folder" in refusals(tiny, link)[0]
    assert "contains the case folder" in refusals(tiny, tiny.parent)[0]


def test_overlay_is_strict(tiny: Path, overlay: Path, refusals: Callable[..., list[str]]) -> None:
    """Slips in an overlay are named with its folder; settings cannot be overlaid."""
    (overlay / "holding.csv").write_text("x")
    assert refusals(tiny, overlay) == [
        'secret/holding.csv: is no table of a case (did you mean "holdings.csv"?)'
    ]
    (overlay / "holding.csv").unlink()
    (overlay / "holdings.csv").write_text(f"{HEADER}\ntraders,commercial,JPN,oxide,x,1,1,1,letter\n")
    assert refusals(tiny, overlay)[0].startswith(
        'secret/holdings.csv row 2, column level_t: "x" is not a number'
    )
    (overlay / "case.toml").write_text("")
    assert "may not stand in an overlay" in refusals(tiny, overlay)[0]
    assert "is no folder" in refusals(tiny, overlay / "nowhere")[0]
