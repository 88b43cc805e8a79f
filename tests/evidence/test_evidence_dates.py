"""Dates as sources give them: what they span, and clocks that run in months and working days."""

import calendar
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium.evidence.dates import add_months, add_working_days, span_of

_DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31))

SPANS = [
    ("2024", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
    ("2025-H1", dt.date(2025, 1, 1), dt.date(2025, 6, 30)),
    ("2025-H2", dt.date(2025, 7, 1), dt.date(2025, 12, 31)),
    ("2025-Q1", dt.date(2025, 1, 1), dt.date(2025, 3, 31)),
    ("2025-Q4", dt.date(2025, 10, 1), dt.date(2025, 12, 31)),
    ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
    ("2025-02", dt.date(2025, 2, 1), dt.date(2025, 2, 28)),
    ("2024-02-29", dt.date(2024, 2, 29), dt.date(2024, 2, 29)),
]


@pytest.mark.parametrize(("text", "first", "last"), SPANS)
def test_span_by_calendar(text: str, first: dt.date, last: dt.date) -> None:
    """A date speaks of every day from the first to the last of its year, half, quarter, month or day."""
    assert span_of(text) == (first, last)


NO_DATES = [
    "", "24", "0000", "2025-Q0", "2025-Q5", "2025-H3", "2025-00", "2025-13", "2025-4-4", "2025-02-29",
    "2025-04-31", "2025/04", "2025-Q1-01", " 2025", "2025 ", "２０２５", "20250404", "spring 2025",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_DATES)
def test_no_date(text: str) -> None:
    """What the calendar does not hold, or is written in another way, is no date: it is never guessed at."""
    assert span_of(text) is None


@settings(deadline=None)
@given(st.integers(1, 9999))
def test_parts_of_a_year_cover_it(year: int) -> None:
    """Months, quarters and halves lie end to end from the first of January to the last of December."""
    for parts in (
        [f"{year:04d}-{month:02d}" for month in range(1, 13)],
        [f"{year:04d}-Q{quarter}" for quarter in range(1, 5)],
        [f"{year:04d}-H{half}" for half in (1, 2)],
    ):
        spans = [span for part in parts if (span := span_of(part))]
        assert (spans[0][0], spans[-1][1]) == span_of(f"{year:04d}")
        for (_, last), (first, _) in zip(spans, spans[1:], strict=False):
            assert first - last == dt.timedelta(days=1)


MONTHS = [
    (dt.date(2025, 1, 31), 1, dt.date(2025, 2, 28)),
    (dt.date(2024, 1, 31), 1, dt.date(2024, 2, 29)),
    (dt.date(2025, 1, 31), 2, dt.date(2025, 3, 31)),
    (dt.date(2025, 8, 31), 1, dt.date(2025, 9, 30)),
    (dt.date(2025, 11, 30), 3, dt.date(2026, 2, 28)),
    (dt.date(2025, 12, 15), 1, dt.date(2026, 1, 15)),
    (dt.date(2025, 12, 31), 12, dt.date(2026, 12, 31)),
    (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
    (dt.date(2024, 2, 29), 48, dt.date(2028, 2, 29)),
]


@pytest.mark.parametrize(("day", "months", "later"), MONTHS)
def test_months_later(day: dt.date, months: int, later: dt.date) -> None:
    """A month later is the same day of the month, or the month's last day if it is shorter."""
    assert add_months(day, months) == later


@settings(deadline=None)
@given(_DAYS, st.integers(0, 600))
def test_months_are_counted_by_the_calendar(day: dt.date, months: int) -> None:
    """The month moves by as many as asked; the day stays unless the month does not have it."""
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or later.day == calendar.monthrange(later.year, later.month)[1] < day.day


WORKING = [
    (dt.date(2026, 11, 20), 0, dt.date(2026, 11, 20)),
    (dt.date(2026, 11, 20), 1, dt.date(2026, 11, 23)),
    (dt.date(2026, 11, 21), 1, dt.date(2026, 11, 23)),
    (dt.date(2026, 11, 22), 1, dt.date(2026, 11, 23)),
    (dt.date(2026, 11, 23), 4, dt.date(2026, 11, 27)),
    (dt.date(2026, 11, 23), 5, dt.date(2026, 11, 30)),
    (dt.date(2025, 10, 9), 45, dt.date(2025, 12, 11)),
]


@pytest.mark.parametrize(("day", "days", "later"), WORKING)
def test_working_days_later(day: dt.date, days: int, later: dt.date) -> None:
    """20 November 2026 is a Friday: the next working day is Monday the 23rd, from the weekend too; 45 working
    days are nine weeks.
    """
    assert add_working_days(day, days) == later


@settings(deadline=None)
@given(_DAYS, st.integers(1, 300))
def test_working_days_are_counted_one_by_one(day: dt.date, days: int) -> None:
    """Of the days after the first one up to the answer exactly so many are Monday to Friday, the last among
    them.
    """
    later = add_working_days(day, days)
    passed = [day + dt.timedelta(days=number) for number in range(1, (later - day).days + 1)]
    assert sum(each.weekday() < 5 for each in passed) == days
    assert later.weekday() < 5
