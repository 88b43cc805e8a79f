"""How long the periods of an outcome last. Tables give first days only; a period ends where the next one
begins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import polars as pl

from didymium.evidence.dates import add_months
from didymium.outcome.tables import Outcome

Spans = Mapping[dt.date, dt.date]
"""The day after each period, by its first day."""


def spans_of(periods: Iterable[dt.date]) -> Spans:
    """Return the day after each period; the last is as many calendar months long as the one before it, a
    lone one a month.
    """
    starts = sorted(set(periods))
    if not starts:
        return {}
    ends = starts[1:] + [_after_last(starts)]
    return dict(zip(starts, ends, strict=True))


def _after_last(starts: list[dt.date]) -> dt.date:
    last = starts[-1]
    if len(starts) == 1:
        return add_months(last, 1)
    before = starts[-2]
    months = (last.year - before.year) * 12 + last.month - before.month
    return add_months(last, months) if before.day == last.day and months else last + (last - before)


def spans_of_outcome(outcome: Outcome) -> Spans:
    """Return the day after each period of an outcome: as its manifest says, else by :func:`spans_of`."""
    bounds = [dt.date.fromisoformat(str(day)) for day in outcome.manifest.get("periods", ())]
    if len(bounds) > 1:
        return dict(zip(bounds, bounds[1:], strict=False))
    tables = outcome.tables.values()
    return spans_of(day for table in tables if "period" in table.columns for day in table["period"].unique())


def periods_touched(spans: Spans, begin: dt.date, end: dt.date) -> list[dt.date]:
    """Return the first days of the periods that have a day in [begin, end)."""
    return [first for first, after in spans.items() if overlap_days(first, after, begin, end)]


def spans_table(outcome: Outcome) -> pl.DataFrame:
    """Return columns period, until (the day after it) and days, for every period of an outcome."""
    rows = [(start, end, (end - start).days) for start, end in spans_of_outcome(outcome).items()]
    return pl.DataFrame(rows, schema={"period": pl.Date, "until": pl.Date, "days": pl.Int64}, orient="row")


def overlap_days(first: dt.date, after: dt.date, begin: dt.date, end: dt.date) -> int:
    """Return how many days of [first, after) lie in [begin, end)."""
    return max((min(after, end) - max(first, begin)).days, 0)
