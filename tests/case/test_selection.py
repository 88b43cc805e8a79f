"""Which rows and entries a cell of uncertain.csv selects."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.case.schema import Coefficient
from didymium.case.selection import read_selection
from didymium.scenario.schema import Scenario

FROM = dt.date(2025, 4, 4)


@pytest.fixture
def case(tiny: Path) -> Case:
    return read_case(tiny)


def chosen(case: Case, table: str, rows: str) -> list[tuple[str, ...]]:
    selection = read_selection(case, rows)
    return [row.identity for row in case.tables[table] if selection.takes(row)]


def test_blank_takes_all(case: Case) -> None:
    """No condition, no row left out."""
    assert len(chosen(case, "plants", "")) == 3


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ("region=AUS", ["pit", "mill"]),
        ("region=AUS; process=mining", ["pit"]),
        ("plant=mill|next", ["mill", "next"]),
        ("plant= mill | next ", ["mill", "next"]),
        ("region=friends", ["pit", "mill", "next"]),
        ("status=operating; region=friends", ["pit", "mill"]),
        ("region=KOR", []),
        ("capacity_t_per_year=1000", []),
    ],
)
def test_conditions_on_plants(case: Case, rows: str, names: list[str]) -> None:
    """All conditions hold, any value of one will do, and a club stands for its members, whoever they were
    at any time.
    """
    assert [plant for (plant,) in chosen(case, "plants", rows)] == names


def test_groups_of_materials(case: Case) -> None:
    """``everything`` is ore and oxide."""
    assert chosen(case, "contents", "material=everything") == chosen(case, "contents", "")
    assert [key[0] for key in chosen(case, "contents", "material=ore")] == ["ore"]


def test_a_blank_cell_is_not_a_value(case: Case) -> None:
    """Plants without a start are not selected by one."""
    assert [key[0] for key in chosen(case, "plants", "start=2027-01-01")] == ["next"]
    assert chosen(case, "plants", "start=None") == []


def test_a_header_that_is_a_word_of_python(case: Case) -> None:
    """``from`` is a column like any other."""
    assert [key[0] for key in chosen(case, "capacity_changes", "from=2026-01-01")] == ["mill"]
    assert chosen(case, "capacity_changes", "from=2026-02-01") == []
    row = Coefficient(process="p", material="ore", t_per_t=1.0, from_=FROM, source="assumed: x")
    assert read_selection(case, f"from={FROM}").takes(row)


def event(**fields: object) -> object:
    usual = {"kind": "ban", "origin": "AUS", "materials": ["oxide"], "from": FROM, "source": "assumed: x"}
    return Scenario.model_validate({"title": "t", "event": [{**usual, **fields}]}).event[0]


@pytest.mark.parametrize(
    ("fields", "rows", "taken"),
    [
        ({}, "kind=ban", True),
        ({}, "kind=dumping", False),
        ({}, "kind=ban|dumping; origin=AUS", True),
        ({"materials": ["ore", "oxide"]}, "materials=ore", True),
        ({"materials": ["oxide"]}, "materials=everything", True),
        ({"materials": ["everything"]}, "materials=everything", True),
        ({}, "destinations=JPN", True),
        ({"destinations": ["AUS"]}, "destinations=JPN", False),
        ({"destinations": ["JPN"]}, "destinations=friends", True),
        ({"destinations": ["friends"]}, "destinations=friends", True),
        ({}, "origin=JPN", False),
        ({}, "plants=pit", False),
    ],
)
def test_entries_of_scenarios(case: Case, fields: dict[str, object], rows: str, taken: bool) -> None:
    """An entry with several values is taken if any is wanted, one for ``all`` whatever is wanted, one
    without the key never.
    """
    assert read_selection(case, rows).takes(event(**fields)) is taken


@pytest.mark.parametrize(
    ("rows", "message"),
    [("JPN", '"JPN" is not of the form'), ("region=JPN; region=AUS", '"region" stands twice')],
)
def test_malformed_text(case: Case, rows: str, message: str) -> None:
    """What is no selection is quoted."""
    with pytest.raises(ValueError, match=message):
        read_selection(case, rows)
