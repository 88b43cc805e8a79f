"""What others published is found anew, and the record says what we find."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from didymium.files.problems import InputError
from didymium.validation.comparison import Comparison
from didymium.validation.record import departures, read_record, updated_record, write_record
from didymium.validation.run import SUBJECTS, compare


def one(ours: float, digits: int = 1, item: str = "a") -> Comparison:
    return Comparison("optimum", "made_up", item, 2.3, ours, "1", digits, "hand")


@pytest.mark.parametrize(
    "subject",
    [
        "trnsport",
        "mexss",
        "farmer",
        "gloves",
        "airport",
        "votes",
        "estate",
        "cournot",
        "five_firms",
        "stackelberg",
        "dominant_firm",
        "optimal_tariff",
    ],
)
def test_textbook_answers_are_found(subject: str) -> None:
    """Dantzig's transport, Mexican steel, the farmer of Birge and Louveaux, nine games: to the last
    digit, those of sellers to the steps into which a market is cut.
    """
    assert [row.item for row in compare([subject]) if not row.agrees] == []


def test_half_a_unit_of_the_last_digit_agrees() -> None:
    """2.3 was rounded from 2.25 to 2.35."""
    assert [one(ours).agrees for ours in (2.25, 2.349, 2.351, 2.249)] == [True, True, False, False]
    assert not one(float("nan")).agrees


@pytest.mark.parametrize("subject", ["miller_blair", "geopolrisk", "ec_2023", "odym"])
def test_published_figures_differ_only_with_a_reason(subject: str) -> None:
    """What is not found to the digits published has words that say why; what is found has none."""
    found = compare([subject])
    assert [row.item for row in found if row.agrees == bool(row.note)] == []


def test_record_is_what_is_found() -> None:
    """The record that pages and docs show is that of today's code, but for what takes long to find."""
    record = read_record()
    assert set(record["subject"]) == set(SUBJECTS)
    quick = [name for name in SUBJECTS if name not in ("usgs_2025", "magnets_in_use")]
    found = compare(quick)
    assert departures(found, record).is_empty()
    assert record.filter(pl.col("subject").is_in(quick)).height == len(found)


def test_unknown_subjects_are_named_at_once() -> None:
    with pytest.raises(InputError) as caught:
        compare(["farmr", "mexss", "nothing like it"])
    assert len(caught.value.problems) == 2
    assert 'did you mean "farmer"?' in str(caught.value)


def test_record_keeps_other_subjects(tmp_path: Path) -> None:
    """What was not compared again keeps its day; what departs from the record is found."""
    first, later = dt.date(2026, 11, 1), dt.date(2026, 11, 23)
    old = Comparison("game", "gloves", "b", 1.0, 1.0, "1", 0, "hand")
    record = updated_record(read_record(tmp_path / "none.csv"), [old, one(2.31)], first)
    record = updated_record(record, [one(2.32)], later)
    write_record(record, tmp_path / "record.csv")
    again = read_record(tmp_path / "record.csv")
    assert again.equals(record)
    assert dict(again.select("subject", "recorded").iter_rows()) == {"gloves": first, "made_up": later}
    assert departures([one(2.32)], again).is_empty()
    assert departures([one(2.33)], again)["recorded_ours"].to_list() == [2.32]


def test_new_and_lost_figures_depart_from_the_record(tmp_path: Path) -> None:
    """One that nobody recorded and one that is no longer found are named as one that moved."""
    record = updated_record(
        read_record(tmp_path / "none.csv"), [one(2.31), one(1.0, item="b")], dt.date(2026, 1, 1)
    )
    departed = departures([one(2.31), one(5.0, item="c")], record)
    assert departed.select("item", "ours", "recorded_ours").rows() == [("c", 5.0, None), ("b", None, 1.0)]


def test_a_damaged_record_is_told(tmp_path: Path) -> None:
    (tmp_path / "record.csv").write_text("recorded,group\nsoon,game\n", encoding="utf-8")
    with pytest.raises(InputError, match="is damaged"):
        read_record(tmp_path / "record.csv")


def test_every_subject_has_a_command_and_a_source() -> None:
    """Each can be repeated by itself."""
    games = compare(["gloves", "estate"])
    assert {row.command for row in games} == {
        "didymium validation --only gloves",
        "didymium validation --only estate",
    }
    assert all(row.source for row in games)
    assert set(SUBJECTS) >= {"gloves", "estate"}
