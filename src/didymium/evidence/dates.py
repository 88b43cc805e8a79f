"""Dates as sources give them: a year, a half, a quarter, a month or a day, with the first and last day
meant.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import cache

import holidays
import numpy as np

_FEWEST_WORKING_DAYS = 200
"""No calendar has fewer in a year."""
_PATTERN = re.compile(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(\d{2})(?:-(\d{2}))?))?", re.ASCII)


def span_of(text: str) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day that a date speaks of, or None if it is no date.

    >>> span_of("2025-Q3")
    (datetime.date(2025, 7, 1), datetime.date(2025, 9, 30))
    """
    match = _PATTERN.fullmatch(text)
    if not match or match.group(1) == "0000":
        return None
    year = int(match.group(1))
    quarter, half, month, day = (int(part) if part else None for part in match.groups()[1:])
    if quarter:
        return _months(year, 3 * quarter - 2, 3)
    if half:
        return _months(year, 6 * half - 5, 6)
    if month is None:
        return _months(year, 1, 12)
    if not 1 <= month <= 12:
        return None
    if day is None:
        return _months(year, month, 1)
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return None
    return found, found


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months later, or the last day of that month if it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_working_days(day: dt.date, count: int, *regions: str) -> dt.date:
    """Return the day ``count`` working days after ``day``, the first of them the first working day after it.

    A day counts if it is a working day in the calendar of every region given; without a region, or one that
    has no calendar, Monday to Friday count.
    """
    years = range(day.year, day.year + count // _FEWEST_WORKING_DAYS + 2)
    free = sorted(
        set().union(*(_public_holidays(region, year) for region in regions or ("",) for year in years))
    )
    after = np.busday_offset(np.datetime64(day), count, roll="backward", holidays=free)
    return dt.date.fromisoformat(str(after))


@cache
def _public_holidays(region: str, year: int) -> frozenset[dt.date]:
    try:
        return frozenset(holidays.country_holidays(region, years=year)) if region else frozenset()
    except NotImplementedError:
        return frozenset()


def _months(year: int, first: int, count: int) -> tuple[dt.date, dt.date]:
    last = first + count - 1
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])
