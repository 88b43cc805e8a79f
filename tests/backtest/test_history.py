"""The history of scores: appended, compared with the last record, read back without running anything."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from backtest_cases import PRICE, bar_text, hand_made_runs, read_backtest_case
from didymium.backtest.history import compare, last_record, read_scores, record, record_problems, recorded
from didymium.backtest.points import points_and_paths
from didymium.backtest.reading import FOLDER, read_backtests
from didymium.backtest.run import BacktestResult, scored
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.files.problems import InputError
from didymium.outcome.recording import RecordError, refuse_unwritable

MONDAY, TUESDAY = dt.date(2026, 1, 5), dt.date(2026, 1, 6)


def _result(folder: Path) -> tuple[Case, BacktestResult]:
    """Return the backtest of the run on paper, scored."""
    case, definition = read_backtest_case(folder, PRICE + bar_text("between", ["price"], low=2.0, high=3.0))
    points, paths = points_and_paths(case, definition.series, *hand_made_runs())
    return case, scored("tiny", read_backtests(case)[0], points, paths)


def test_a_record_reads_back_as_it_was(tmp_path: Path) -> None:
    """Points, courses, scores and bars of the record are those of the result, to six digits."""
    case, result = _result(tmp_path / "tiny")
    assert record(case, [result], "first run", MONDAY) == 1
    (found,) = recorded(case)
    assert (found.recorded, found.note, found.number, found.bands) == (MONDAY, "first run", 1, None)
    again = found.result
    for name in ("points", "paths", "scores"):
        then, now = getattr(again, name), getattr(result, name)
        assert then.columns == now.columns
        figures = [column for column, kind in now.schema.items() if kind == pl.Float64]
        assert then.drop(figures).equals(now.drop(figures)), name
        assert_frame_equal(then.select(figures), now.select(figures), abs_tol=1e-5)
    assert again.bars == result.bars


def test_records_are_appended_and_numbered(tmp_path: Path) -> None:
    """Two records of one day are two; the last one counts."""
    case, result = _result(tmp_path / "tiny")
    record(case, [result], "first", MONDAY)
    first = (tmp_path / "tiny" / "backtests" / "scores.csv").read_text()
    record(case, [result], "second", MONDAY)
    assert (tmp_path / "tiny" / "backtests" / "scores.csv").read_text().startswith(first)
    assert {row.record for row in read_scores(case)} == {1, 2}
    assert [row.note for row in last_record(case, "crisis") if row.note] == ["second"]
    assert read_case(case.path or "").settings == case.settings, "the folder is still a case"


def test_the_same_result_makes_the_same_bytes(tmp_path: Path) -> None:
    case, result = _result(tmp_path / "tiny")
    record(case, [result], "first", MONDAY)
    points = tmp_path / "tiny" / "backtests" / "points" / "crisis.csv"
    before = points.read_bytes()
    record(case, [result], "second", TUESDAY)
    assert points.read_bytes() == before


def test_records_that_disagree_with_themselves_are_refused_row_by_row(tmp_path: Path) -> None:
    """Files of records are tables that anybody may edit: what was scored has a prediction, and a band does
    not end below its beginning.
    """
    case, result = _result(tmp_path / "tiny")
    record(case, [result], "first", MONDAY)
    folder = tmp_path / "tiny" / "backtests"
    (folder / "points" / "crisis.csv").write_text(
        "series,number,from,until,predicted,actual,base,status,source\n"
        "price,1,2025-03-10,2025-03-10,,3,1,scored,report\n"
        "price,2,2025-03-17,2025-03-16,2,3,1,outside,report\n"
        "price,3,2025-04-17,2025-04-17,2,3,1,guessed,report\n"
    )
    with pytest.raises(InputError) as caught:
        recorded(case)
    assert [str(problem).split(", ", 1)[1] for problem in caught.value.problems] == [
        "column predicted: does not go with the status scored",
        'column until: "2025-03-16" is before from, 2025-03-17',
        'column predicted: "2" does not go with the status outside',
        'column status: "guessed" is neither scored nor a reason (outside, no_price, nothing_traded, '
        "no_reference, never)",
    ]


def test_damaged_records_are_told_together(tmp_path: Path) -> None:
    """Before anything is solved: scores and bands, each with its row."""
    case, _ = _result(tmp_path / "tiny")
    assert record_problems(case, ["crisis"]) == []
    (tmp_path / "tiny" / "backtests" / "bands").mkdir()
    (tmp_path / "tiny" / "backtests" / "scores.csv").write_text(
        "record,recorded,backtest,series,part,measure,value\n1,2025-01-01,crisis,price,all,bias,much\n"
    )
    (tmp_path / "tiny" / "backtests" / "bands" / "crisis.csv").write_text(
        "series,number,from,until,low,median,high,with_value,scenarios,seed,recorded\n"
        "price,1,2025-03-10,2025-03-10,5,3,1,2,2,1,2025-01-01\n"
    )
    assert [str(problem).split(" (")[0] for problem in record_problems(case, ["crisis"])] == [
        'backtests/scores.csv row 2, column value: "much" is not a number',
        'backtests/bands/crisis.csv row 2, column low: "5" does not lie below median and high',
    ]


def _with_scores(result: BacktestResult, **values: float) -> BacktestResult:
    rows = [("price", "all", measure, value) for measure, value in values.items()]
    return replace(result, scores=pl.DataFrame(rows, schema=result.scores.schema, orient="row"))


def test_scores_are_better_worse_or_the_same(tmp_path: Path) -> None:
    """Less error is better, more skill is better, and a band should cover eight in ten, no more; a
    thousandth is rounding.
    """
    case, result = _result(tmp_path / "tiny")
    then = _with_scores(result, relative_error=0.3, skill=0.5, coverage=0.7, log_error=0.2, direction=0.5)
    now = _with_scores(result, relative_error=0.25, skill=0.4, coverage=1.0, log_error=0.2009, bias=1.0)
    record(case, [then], "before", MONDAY)
    found = {one.measure: one.verdict for one in compare(now, last_record(case, "crisis"))}
    assert found == {
        "relative_error": "better", "log_error": "same", "direction": "gone", "coverage": "worse",
        "skill": "worse",
    }  # fmt: skip
    assert compare(now, ()) == ()


def test_a_damaged_history_is_refused_with_its_rows(tmp_path: Path) -> None:
    case, result = _result(tmp_path / "tiny")
    record(case, [result], "first", MONDAY)
    file = tmp_path / "tiny" / "backtests" / "scores.csv"
    file.write_text(file.read_text() + "x,2026-01-05,crisis,price,all,bias,much,\n", encoding="utf-8")
    number = len(file.read_text().splitlines())
    with pytest.raises(InputError) as caught:
        record(case, [result], "second", TUESDAY)
    found = [(problem.file, problem.row, problem.column) for problem in caught.value.problems]
    assert found == [("backtests/scores.csv", number, column) for column in ("record", "value")]


def test_an_installed_case_takes_no_record(tmp_path: Path) -> None:
    """A new installation would lose it."""
    case, result = _result(tmp_path / "site-packages" / "didymium" / "cases" / "tiny")
    with pytest.raises(RecordError, match="record in a checkout .* didymium new my_case --from tiny"):
        record(case, [result], "note", MONDAY)
    assert not (case.path / "backtests" / "scores.csv").exists()  # type: ignore[operator]
    with pytest.raises(RecordError, match="without confidential rows"):
        refuse_unwritable(replace(case, confidential=frozenset({("prices", ("oxide",))})), FOLDER)
