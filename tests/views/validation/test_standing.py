"""How well crises would have been called, on page and report: from records, good or bad."""

from __future__ import annotations

import polars as pl
import pytest

from didymium.backtest.history import recorded
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.locale import LANGUAGES
from didymium.validation.record import read_record
from didymium.views.backtest.past import moved_of, past_of
from didymium.views.backtest.standing import called, main_series, standing_of
from didymium.views.backtest.view import BacktestView, view_recorded
from didymium.views.validation.report import validation_section
from didymium.views.wording import words_for


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case("japan_us_magnets")


@pytest.fixture(scope="module")
def view(case: Case) -> BacktestView:
    (found,) = [one for one in recorded(case) if one.result.name == "licences_2025"]
    return view_recorded(case, found)


def test_counts_are_those_of_bars_and_errors(view: BacktestView) -> None:
    """Bars met, and series closer to what happened than the run in which nothing happens, counted anew from
    the table of scores.
    """
    found = standing_of([view])
    assert (found.met, found.bars) == (
        sum(bar.met is True for bar in view.result.bars),
        len(view.result.bars),
    )
    scores = view.result.scores.filter(part="all").pivot("measure", index="series", values="value")
    tonnes = [one.name for one in view.result.definition.series if one.unit not in ("share", "days")]
    own = scores.filter(pl.col("series").is_in(tonnes)).drop_nulls(["relative_error", "naive_relative_error"])
    assert found.compared == own.height, "no series of shares in it, and days have no run without events"
    assert found.closer == own.filter(pl.col("relative_error") < pl.col("naive_relative_error")).height


def test_what_is_said_is_no_choice_of_the_good_ones(case: Case, view: BacktestView) -> None:
    """Of each bar the first series: of dysprosium outside China the point with the highest quote among the
    days of the bar, of magnets how many months are near.
    """
    words = words_for(case, "en")
    said = called(words, view)
    assert len(said) == len(view.result.bars)
    (bar, *_), first = view.result.definition.bar, said[0]
    rows = view.points_of(bar.series[0]).filter(
        pl.col("from") <= bar.until, pl.col("until") >= bar.from_, pl.col("status") == "scored"
    )
    highest = rows.sort("actual").row(-1, named=True)
    assert words.multiple(highest["predicted"]) in first
    assert words.multiple(highest["actual"]) in first
    near = view.points_of("magnets_world").filter(
        pl.col("from") >= pl.date(2025, 4, 1), pl.col("until") <= pl.date(2025, 12, 31)
    )
    count = near.filter((pl.col("predicted") / pl.col("actual") - 1).abs() <= 0.25).height
    assert any(f"{count} of {near.height} points" in sentence for sentence in said)


def test_main_series_are_those_of_the_bars(view: BacktestView) -> None:
    """The first of each bar before the second ones, whatever came out."""
    first = [bar.series[0] for bar in view.result.definition.bar]
    days = {one.name for one in view.result.definition.series if one.unit == "days"}
    drawn = [name for name in first if name not in days]
    assert [one.name for one in main_series(view, len(drawn))] == drawn


@pytest.mark.parametrize(
    ("errors", "moved"),
    [((0.2, 0.3), "worse"), ((0.3, 0.2), "better"), ((0.3, 0.3), "same"), ((None, 0.3), None), ((), None)],
)
def test_a_change_that_made_it_worse_is_called_so(
    errors: tuple[float | None, ...], moved: str | None
) -> None:
    assert moved_of(errors) == moved


def test_history_has_an_error_for_every_record(view: BacktestView) -> None:
    past = past_of(view)
    assert [number for number, *_ in past.records] == sorted(number for number, *_ in past.records)
    assert all(len(errors) == len(past.records) for _, errors in past.errors)
    assert dict(past.errors)["magnets_world"][-1] == pytest.approx(
        view.result.score("magnets_world", "relative_error"), rel=1e-4
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_report_has_bars_series_and_the_count_of_published_figures(
    case: Case, view: BacktestView, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Met and missed, with the day and the command; charts are drawn once, in another test."""
    monkeypatch.setattr("didymium.views.validation.report.MOST_CHARTS", 1 if language == "en" else 0)
    section = validation_section(words_for(case, language))
    cells = {cell for table in section.tables for row in table.rows for cell in row}
    assert {one.title_in(language) for one in view.result.definition.series} <= cells
    assert {bar.title_in(language) for bar in view.result.definition.bar} <= cells
    record = read_record()
    assert any(
        str(record.height) in said and str(record["agrees"].sum()) in said for said in section.paragraphs
    )
    told = [sentence for part in section.parts for sentence in part.sentences]
    assert any("didymium backtest japan_us_magnets --name licences_2025" in sentence for sentence in told)
    assert len(section.figures) == (2 if language == "en" else 0)


def test_case_without_a_backtest_says_so() -> None:
    words = words_for(read_case("trnsport"), "en")
    section = validation_section(words)
    assert words("truth.no_backtest") in section.paragraphs
    assert not section.tables
