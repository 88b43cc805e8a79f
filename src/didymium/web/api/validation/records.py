"""What is answered about backtests, published figures and indicators. Units stand in the names, or beside."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Rows = list[dict[str, Any]]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class RecordNote(_Record):
    """When and why something was recorded."""

    number: int
    """Number of the record within its case."""
    day: dt.date
    """Day of the record."""
    note: str
    """What had changed."""


class SeriesScore(_Record):
    """A series of a backtest and how far off it was."""

    series: str
    """Its name."""
    title: str
    """Its title."""
    unit: str
    """`multiple`, `usd_per_kg`, `t`, `share` or `days`."""
    points: int
    """Figures of what happened."""
    error_of: Literal["relative_error", "absolute_error"]
    """What its errors are: parts of what happened, or differences in its unit."""
    error: float | None
    """Mean error of all its points; null: none can be given."""
    held_out_error: float | None
    """Of the points that nothing was set with."""
    naive_error: float | None
    """Of the run in which nothing happens."""


class BarRecord(_Record):
    """What the predictions were to come to."""

    title: str
    """The bar."""
    met: bool | None
    """Whether all its series clear it; null: it cannot be said."""


class BacktestSummary(_Record):
    """A backtest as it was last recorded."""

    case: str
    """The case."""
    backtest: str
    """Its name."""
    title: str
    """Its title."""
    scenario: str
    """The scenario that is run: it holds only what was announced at the time."""
    recorded: RecordNote
    """The last record."""
    command: str
    """What repeats it."""
    series: list[SeriesScore]
    """Every series."""
    bars: list[BarRecord]
    """Every bar."""


class BacktestRecord(_Record):
    """A backtest whole, as `didymium backtest --recorded --json` prints it."""

    case: str
    """The case."""
    backtest: str
    """Its name."""
    title: str
    """Its title."""
    scenario: str
    """The scenario that is run."""
    split: str
    """What was set with which data, and what nobody looked at."""
    recorded: RecordNote
    """The last record."""
    bands: dict[str, Any] | None
    """How the bands were drawn; null: none are recorded."""
    series: Rows
    """Every series with its points, scores, and why it misses."""
    bars: Rows
    """Every bar: what was asked, what was found."""
    uncovered: Rows
    """Points for which nothing is predicted, with the reason."""
    changes: Rows
    """Empty: nothing is solved, so nothing has changed since the record."""
    history: list[HistoryRow]
    """The error of each series in every record."""


class HistoryRow(_Record):
    """The error of a series in a record."""

    number: int
    """Number of the record."""
    day: dt.date
    """Day of the record."""
    note: str
    """What had changed."""
    series: str
    """The series."""
    error: float | None
    """Its error, of the kind that `series` says; null: none was recorded."""


class ComparisonRecord(_Record):
    """A published figure beside ours."""

    recorded: dt.date
    """Day on which ours was last found."""
    group: str
    """Kind of figure."""
    subject: str
    """Problem or method."""
    item: str
    """The figure."""
    published: float
    """As it was published."""
    ours: float | None
    """As the product finds it; null: it finds none."""
    difference: float | None
    """Ours less what was published."""
    unit: str
    """Unit; `1` for a pure number."""
    digits: int
    """Decimals to which it was published."""
    agrees: bool
    """Whether both are the same at these digits, or within the range that rounded inputs leave open."""
    note: str
    """Id of the reason for a difference; blank without one."""
    source: str
    """Author, year and place."""
    command: str
    """What finds it anew."""


class IndicatorsRecord(_Record):
    """Indicators, as `didymium indicators --json` prints them."""

    case: str
    """Name of the case."""
    regions: list[str]
    """Regions, clubs, or `world`."""
    years: list[int]
    """Years of the solved market."""
    scenarios: dict[str, str]
    """Titles of the scenarios by name."""
    indicators: Rows
    """Every indicator: method, region, material, stage, year, scenario, value and unit, with its source; a
    value that is null has its reason in `note`."""
    changes: Rows
    """How far each scenario moves each indicator against the run in which nothing happens."""
    stops: Rows
    """What each stop of exports costs: our own reconstruction of the approach of the US Geological Survey."""
    collected: Rows
    """What runs collect of the scrap to come, by scenario, region and year, t."""


BacktestRecord.model_rebuild()
