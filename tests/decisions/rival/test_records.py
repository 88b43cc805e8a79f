"""A recorded game reads back as it was, figure by figure, and says what has changed since."""

import datetime as dt
from dataclasses import asdict
from pathlib import Path

import pytest

from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.decisions.rival.records import recorded, write_record
from didymium.files.problems import InputError
from rival_cases import NAME, hand_made_game, hand_made_lasting, read_rival
from tiny_case import edit, write_tiny_case

MONDAY = dt.date(2026, 1, 5)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return read_case(write_tiny_case(tmp_path / "tiny"))


def test_every_figure_comes_back(case: Case) -> None:
    """Moves, payoffs, searches (one with an endless bound), scenarios, the second round: all of it."""
    game = hand_made_game()
    lasting = (hand_made_lasting(),)
    path = write_record(case, NAME, read_rival(), game, MONDAY, lasting)
    found = recorded(case, NAME, read_rival())
    assert found is not None and found.recorded == MONDAY
    assert not (found.is_case_changed or found.is_rival_changed)
    assert asdict(found.game) == asdict(game) and found.lasting == lasting
    assert path == case.path / "rivals" / "digger.json"  # type: ignore[operator]


def test_a_change_of_case_or_rival_is_seen(case: Case) -> None:
    write_record(case, NAME, read_rival(), hand_made_game(), MONDAY)
    other = read_rival().model_copy(update={"evaluations": 99})
    found = recorded(case, NAME, other)
    assert found is not None and (found.is_case_changed, found.is_rival_changed) == (False, True)
    assert case.path is not None
    edit(case.path, "routes.csv", "10000,0.1", "10000,0.2")
    found = recorded(read_case(case.path), NAME, read_rival())
    assert found is not None and (found.is_case_changed, found.is_rival_changed) == (True, False)


def test_nothing_recorded_is_no_error_and_a_damaged_file_is_named(case: Case) -> None:
    assert recorded(case, NAME, read_rival()) is None
    path = write_record(case, NAME, read_rival(), hand_made_game(), MONDAY)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="rivals/digger.json: is damaged.*--rival digger --record"):
        recorded(case, NAME, read_rival())
