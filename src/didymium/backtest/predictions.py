"""What a run predicts for a series: a course over its periods, and its value within any days.

Figures of a period hold evenly for all its days, so that a point of other days than a period's gets a mean
weighed by days (prices) or the part of a sum that falls on its days (tonnes).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from didymium.backtest.actuals import observed_of
from didymium.backtest.definition import (
    ExportsSeries,
    FirstShortSeries,
    ImportShareSeries,
    OutputSeries,
    PriceRatioSeries,
    PriceSeries,
    Series,
    UseSeries,
)
from didymium.case.case import Case
from didymium.indicators.spans import Spans, overlap_days, spans_of_outcome
from didymium.indicators.survival import NEGLIGIBLE_T, met_shares
from didymium.outcome.tables import Outcome

_DAY = dt.timedelta(days=1)

NEEDED_TABLES: Mapping[str, tuple[str, ...]] = {
    "price": ("prices",),
    "price_ratio": ("prices",),
    "exports": ("flows",),
    "import_share": ("flows",),
    "output": ("output",),
    "use": ("served",),
    "first_short": ("served",),
}
"""Tables of a run from which each quantity is predicted."""


class Reason(StrEnum):
    """Why nothing is predicted for the days of a point."""

    OUTSIDE = "outside"
    """The run does not cover all the days."""
    NO_PRICE = "no_price"
    """Nothing is left to buy on some of the days."""
    NOTHING_TRADED = "nothing_traded"
    """A share or a ratio of nothing."""
    NO_REFERENCE = "no_reference"
    """What is predicted for the days of the reference is nothing."""
    NEVER = "never"
    """Nobody runs short to the end of the run."""


@dataclass(frozen=True)
class Course:
    """A quantity over the periods of a run: within any days it is the sum of ``above`` over that of
    ``below``, each period with the part of its days that lies within; without ``below`` it is the sum alone.
    A missing figure is one that the run does not know.
    """

    spans: Spans
    above: Mapping[dt.date, float | None]
    below: Mapping[dt.date, float | None] | None = None
    missing: Reason = Reason.NO_PRICE

    def covers(self, first: dt.date, last: dt.date) -> bool:
        """Say whether the run has all the days."""
        return bool(self.spans) and min(self.spans) <= first and last < max(self.spans.values())

    def value(self, first: dt.date, last: dt.date) -> float | Reason:
        """Return the value within [first, last], or why there is none."""
        if not self.covers(first, last):
            return Reason.OUTSIDE
        return self._value({day: self._share(day, first, last) for day in self.spans})

    def value_where_covered(self, first: dt.date, last: dt.date) -> float | Reason:
        """Return the value within those of the days that the run has, or why there is none."""
        if not self.spans or last < min(self.spans) or first >= max(self.spans.values()):
            return Reason.OUTSIDE
        return self._value({day: self._share(day, first, last) for day in self.spans})

    def value_of_first(self) -> float | Reason:
        """Return the value within the first period, or why there is none."""
        return self._value({min(self.spans): 1.0}) if self.spans else Reason.OUTSIDE

    def _share(self, period: dt.date, first: dt.date, last: dt.date) -> float:
        end = self.spans[period]
        return overlap_days(period, end, first, last + _DAY) / (end - period).days

    def _value(self, shares: Mapping[dt.date, float]) -> float | Reason:
        above = _summed(self.above, shares)
        if above is None:
            return self.missing
        if self.below is None:
            return above
        below = _summed(self.below, shares)
        if below is None:
            return self.missing
        return above / below if below > 0 else Reason.NOTHING_TRADED


def _summed(figures: Mapping[dt.date, float | None], shares: Mapping[dt.date, float]) -> float | None:
    total = 0.0
    for period, share in shares.items():
        if share > 0:
            figure = figures.get(period, 0.0)
            if figure is None:
                return None
            total += share * figure
    return total


@dataclass(frozen=True)
class Prediction:
    """What a run predicts for a series, in the unit of the series: ``course`` divided by ``by``."""

    course: Course
    by: float | Reason = 1.0

    def value(self, first: dt.date, last: dt.date) -> float | Reason:
        """Return what is predicted for [first, last], or why there is nothing."""
        found = self.course.value(first, last)
        if isinstance(found, Reason):
            return found
        return self.by if isinstance(self.by, Reason) else found / self.by

    def path(self) -> list[tuple[dt.date, dt.date, float | None]]:
        """Return first day, last day and value of each period of the run."""
        found = []
        for first, after in sorted(self.course.spans.items()):
            value = self.value(first, after - _DAY)
            found.append((first, after - _DAY, None if isinstance(value, Reason) else value))
        return found


def predict(case: Case, series: Series, base: Outcome, outcome: Outcome) -> Prediction:
    """Return what a run predicts for a series of anything but days.

    A reference that lies wholly before the run is what its base run has in the first period, when nothing
    has happened yet; else it is the mean of those of its days that the run has.
    """
    course = _course(case, series, outcome)
    if series.reference is None:
        return Prediction(course)
    first, last = series.reference
    if course.spans and last < min(course.spans):
        by = _course(case, series, base).value_of_first()
    else:
        by = course.value_where_covered(first, last)
    return Prediction(course, Reason.NO_REFERENCE if isinstance(by, Reason) or by <= 0 else by)


def days_until_short(
    case: Case, series: FirstShortSeries, base: Outcome, outcome: Outcome, since: dt.date
) -> float | Reason:
    """Return the days from ``since`` to the first day of the first period, not before the one that holds
    ``since``, in which any of the users is short; 0 if that period holds it.
    """
    spans = spans_of_outcome(outcome)
    if not spans or not min(spans) <= since < max(spans.values()):
        return Reason.OUTSIDE
    shares = outcome["shortages"] if "shortages" in outcome.tables else met_shares(base, outcome)
    short = shares.filter(
        _users(case, series),
        pl.col("share") < series.threshold,
        pl.col("missing_t") > NEGLIGIBLE_T,
        pl.col("period").is_in([first for first, after in spans.items() if after > since]),
    )
    if not short.height:
        return Reason.NEVER
    first = min(short["period"].to_list())
    return float(max((first - since).days, 0))


def _course(case: Case, series: Series, outcome: Outcome) -> Course:
    spans = spans_of_outcome(outcome)
    if isinstance(series, PriceSeries):
        return Course(spans, _by_days(spans, _prices(outcome, series.material, series.region)), _days(spans))
    if isinstance(series, PriceRatioSeries):
        here, there = (
            _by_days(spans, _prices(outcome, series.material, region))
            for region in (series.region, series.against_region)
        )
        return Course(spans, here, there)
    if isinstance(series, ImportShareSeries):
        return _import_share(case, series, outcome, spans)
    if isinstance(series, ExportsSeries):
        tonnes = _cleared(case, series, outcome)
    elif isinstance(series, OutputSeries):
        tonnes = _made(case, series, outcome)
    elif isinstance(series, UseSeries):
        tonnes = _summed_by_period(outcome["served"].filter(_users(case, series)), "served_t")
    else:
        raise TypeError(f"{series.quantity} has no course")
    return Course(spans, tonnes, _days(spans) if series.unit == "multiple" else None)


def _days(spans: Spans) -> dict[dt.date, float | None]:
    return {first: float((after - first).days) for first, after in spans.items()}


def _by_days(spans: Spans, prices: Mapping[dt.date, float | None]) -> dict[dt.date, float | None]:
    """Return prices times the days of their periods; of a period without a price none."""
    found: dict[dt.date, float | None] = {}
    for first, after in spans.items():
        price = prices.get(first)
        found[first] = None if price is None else price * (after - first).days
    return found


def _prices(outcome: Outcome, material: str, region: str) -> dict[dt.date, float | None]:
    here = outcome["prices"].filter(pl.col("material") == material, pl.col("region") == region)
    return dict(here.select("period", "price_usd_per_kg").iter_rows())


def _cleared(case: Case, series: ExportsSeries, outcome: Outcome) -> dict[dt.date, float | None]:
    """Return what clears the customs of the exporter; a series has one material and one set of places."""
    rows = observed_of(case, series)
    if not rows:
        return {}
    row = rows[0]
    wanted = outcome["flows"].filter(
        pl.col("material").is_in(list(case.materials_of(row.material))),
        pl.col("origin").is_in(list(case.regions_of(row.origin))),
    )
    if row.destinations:
        wanted = wanted.filter(pl.col("destination").is_in(regions_named(case, row.destinations.split())))
    return _summed_by_period(wanted, "cleared_t")


def _made(case: Case, series: OutputSeries, outcome: Outcome) -> dict[dt.date, float | None]:
    made = outcome["output"].filter(
        pl.col("t") > 0,
        pl.col("material").is_in(materials_named(case, series.materials)),
        pl.col("region").is_in(regions_named(case, series.regions)),
    )
    if series.processes:
        made = made.filter(pl.col("process").is_in(list(series.processes)))
    return _summed_by_period(made, "t")


def _import_share(case: Case, series: ImportShareSeries, outcome: Outcome, spans: Spans) -> Course:
    home = regions_named(case, [series.region])
    arrived = outcome["flows"].filter(
        pl.col("material").is_in(materials_named(case, series.materials)),
        pl.col("destination").is_in(home),
        ~pl.col("origin").is_in(home),
    )
    from_origins = arrived.filter(pl.col("origin").is_in(regions_named(case, series.origins)))
    above, below = (_summed_by_period(table, "arrived_t") for table in (from_origins, arrived))
    return Course(spans, above, below)


def _summed_by_period(table: pl.DataFrame, column: str) -> dict[dt.date, float | None]:
    return dict(table.sort("period").group_by("period").agg(pl.col(column).sum()).iter_rows())


def _users(case: Case, series: UseSeries | FirstShortSeries) -> pl.Expr:
    found = pl.col("material").is_in(materials_named(case, series.materials)) & pl.col("region").is_in(
        regions_named(case, series.regions)
    )
    return found if "all" in series.sectors else found & pl.col("sector").is_in(list(series.sectors))


def materials_named(case: Case, names: Iterable[str]) -> list[str]:
    """Return the materials that names of materials and groups stand for, each once."""
    return sorted({material for name in names for material in case.materials_of(name)})


def regions_named(case: Case, names: Iterable[str]) -> list[str]:
    """Return the regions that names of regions and clubs stand for, each once."""
    return sorted({region for name in names for region in case.regions_of(name)})


def tables_needed(series: Sequence[Series]) -> tuple[str, ...]:
    """Return the tables of a run from which all of some series are predicted, each once."""
    return tuple(dict.fromkeys(name for one in series for name in NEEDED_TABLES[one.quantity]))
