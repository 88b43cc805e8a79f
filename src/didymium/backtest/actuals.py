"""What happened: the rows of the case that a series is held against, in the unit of the series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from didymium.backtest.definition import (
    ExportsSeries,
    PriceRatioSeries,
    PriceSeries,
    Quotes,
    Series,
)
from didymium.case.case import Case
from didymium.case.schema import Happened, Observed, PriceQuote
from didymium.indicators.spans import overlap_days

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Actual:
    """What happened within the days of a point. ``value`` is in the unit of the series; ``point`` says
    whether it is scored, or serves the reference only.
    """

    from_: dt.date
    until: dt.date
    value: float
    source: str
    point: bool = True

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.until - self.from_).days + 1


def points_of(case: Case, series: Series) -> tuple[Actual, ...]:
    """Return what happened, a point a row, by last day. Rows for calibration, rows within the days of the
    reference, before ``from`` or after ``until``, and confidential ones are no points. Empty if the series
    needs a reference and has none.
    """
    by = reference_of(case, series)
    if by is None and series.reference is not None:
        return ()
    rows = [row for row in _rows(case, series) if row.point and not _serves(row, series)]
    return tuple(Actual(row.from_, row.until, row.value / (by or 1.0), row.source) for row in rows)


def reference_of(case: Case, series: Series) -> float | None:
    """Return the mean of what happened in the days of the reference, of rows that lie wholly within them and
    weighed by their days: a rate a day for tonnes. It is 1 where history.csv tells multiples; None without a
    reference, without such rows, or if they are zero.
    """
    if series.reference is None:
        return None
    if _tells_multiples(case, series) and not isinstance(series, PriceRatioSeries):
        return 1.0
    first, last = series.reference
    rows = [row for row in _rows(case, series) if first <= row.from_ and row.until <= last]
    days = sum(row.days for row in rows)
    mean = sum(row.value * row.days for row in rows) / days if days else 0.0
    return mean if mean > 0 else None


def quotes_of(case: Case, quotes: Quotes) -> list[PriceQuote]:
    """Return the rows of prices.csv that quotes name, without confidential ones."""
    return [
        row
        for row in case.prices
        if (row.material, row.region) == (quotes.material, quotes.region)
        and (not quotes.markets or row.market in quotes.markets)
        and not case.is_confidential("prices", row.identity)
    ]


def against_quotes_of(series: PriceSeries | PriceRatioSeries) -> Quotes | None:
    """Return the quotes below the line of a ratio; None for a price."""
    return series.against_quotes if isinstance(series, PriceRatioSeries) else None


def observed_of(case: Case, series: ExportsSeries) -> list[Observed]:
    """Return the rows of observed.csv of a series, without confidential ones."""
    return [
        row
        for row in case.observed
        if row.series == series.observed and not case.is_confidential("observed", row.identity)
    ]


def history_of(case: Case, name: str | None) -> list[Happened]:
    """Return the rows of history.csv of a series, without confidential ones."""
    return [
        row
        for row in case.history
        if row.series == name and not case.is_confidential("history", row.identity)
    ]


def _rows(case: Case, series: Series) -> list[Actual]:
    """Return everything that happened, by last day; tonnes as a rate a day if the unit is a multiple."""
    if isinstance(series, ExportsSeries):
        found = [Actual(row.from_, row.until, row.t, row.source) for row in observed_of(case, series)]
    elif isinstance(series, PriceSeries | PriceRatioSeries) and series.quotes is not None:
        found = _quoted(case, series, series.quotes)
    else:
        rows = history_of(case, series.history)
        found = [Actual(row.from_, row.until, row.value, row.source) for row in rows]
    if _is_sum(case, series):
        found = [Actual(row.from_, row.until, row.value / row.days, row.source) for row in found]
    return sorted(found, key=lambda row: (row.until, row.from_, row.value))


def _quoted(case: Case, series: PriceSeries | PriceRatioSeries, quotes: Quotes) -> list[Actual]:
    above = [_quote(row) for row in quotes_of(case, quotes)]
    against = against_quotes_of(series)
    if against is None:
        return above
    below = [_quote(row) for row in quotes_of(case, against)]
    return [one for row in above if (one := _over(row, below)) is not None]


def _quote(row: PriceQuote) -> Actual:
    return Actual(row.from_, row.until, row.price_usd_per_kg, row.source, row.use == "backtest")


def _over(above: Actual, below: Iterable[Actual]) -> Actual | None:
    """Return a quote over the mean of those that share days with it, weighed by the part of their own days
    that they share; None if none does.
    """
    weights = [
        (overlap_days(row.from_, row.until + _DAY, above.from_, above.until + _DAY) / row.days, row)
        for row in below
    ]
    used = [(weight, row) for weight, row in weights if weight > 0 and row.value > 0]
    if not used:
        return None
    mean = sum(weight * row.value for weight, row in used) / sum(weight for weight, _ in used)
    sources = "; ".join(dict.fromkeys([above.source, *(row.source for _, row in used)]))
    return Actual(above.from_, above.until, above.value / mean, sources, above.point)


def _is_sum(case: Case, series: Series) -> bool:
    """Say whether what happened are tonnes of periods that are to be compared as multiples."""
    if series.unit != "multiple" or isinstance(series, PriceSeries | PriceRatioSeries):
        return False
    return not _tells_multiples(case, series)


def _tells_multiples(case: Case, series: Series) -> bool:
    if isinstance(series, ExportsSeries):
        return False
    return _unit(history_of(case, series.history)) == "multiple"


def _unit(rows: Sequence[Happened]) -> str | None:
    return rows[0].unit if rows else None


def _serves(row: Actual, series: Series) -> bool:
    """Say whether a row is part of the reference, or outside of what is asked for."""
    in_reference = (
        series.reference is not None and series.reference[0] <= row.from_ and row.until <= series.reference[1]
    )
    early = series.from_ is not None and row.from_ < series.from_
    late = series.until is not None and row.until > series.until
    return in_reference or early or late
