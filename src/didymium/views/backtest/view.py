"""What is shown of a backtest: how it did, what was recorded of it before, and what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from didymium.backtest.bands import BandsNote, bands_note
from didymium.backtest.history import Change, Recorded, compare, last_record
from didymium.backtest.records import Score
from didymium.backtest.run import BacktestResult
from didymium.case.case import Case


@dataclass(frozen=True, eq=False)
class BacktestView:
    """A backtest of a case and how it did. ``before`` are the scores of the last record, ``changes`` says
    which scores are better or worse than then; ``recorded`` is the record itself if nothing was solved now.
    """

    case: Case
    result: BacktestResult
    before: tuple[Score, ...] = ()
    changes: tuple[Change, ...] = ()
    bands: BandsNote | None = None
    recorded: Recorded | None = None

    @property
    def worse(self) -> tuple[Change, ...]:
        """Scores that are worse than in the last record."""
        return tuple(change for change in self.changes if change.verdict == "worse")

    def points_of(self, series: str) -> pl.DataFrame:
        """Return the points of a series."""
        return self.result.points.filter(pl.col("series") == series)

    def path_of(self, series: str) -> pl.DataFrame:
        """Return the course of a series."""
        return self.result.paths.filter(pl.col("series") == series)


def view_result(case: Case, result: BacktestResult) -> BacktestView:
    """Return a view of a backtest that was solved now, beside its last record.

    Raises:
        InputError: If what was recorded is damaged.
    """
    before = last_record(case, result.name)
    return BacktestView(case, result, before, compare(result, before), bands_note(case, result.name))


def view_recorded(case: Case, found: Recorded) -> BacktestView:
    """Return a view of the last record of a backtest; nothing is solved."""
    before = last_record(case, found.result.name)
    return BacktestView(case, found.result, before, (), found.bands, found)


def of_series(changes: Sequence[Change], series: str) -> list[Change]:
    """Return the changes of a series over all its points."""
    return [change for change in changes if change.series == series and change.part == "all"]
