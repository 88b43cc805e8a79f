"""Which date was probably meant by a cell that is not written as year-month-day."""

from __future__ import annotations

import datetime as dt
import re

FIRST_YEAR, LAST_YEAR = 1800, 2200
"""Years between which a day is believed: one outside is a slip of the keyboard, or stands for "always"."""
UNBELIEVED = "is no believable day"
BELIEVED = f"write a day between {FIRST_YEAR} and {LAST_YEAR}, or leave it out where there is no end"
_GENERAL = "write it as year-month-day, like 2025-04-04"
_EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
_EXCEL_DAYS = range(20000, 80000)
_WORDS = ("%d-%b-%y", "%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%B %d, %Y", "%b %d, %Y", "%d. %B %Y")


def is_believable(day: dt.date) -> bool:
    """Say whether anybody can mean a day."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def date_meant(text: str) -> str:
    """Say how to write the date; name both readings where day and month cannot be told apart."""
    candidates = _candidates(text)
    if not candidates:
        return _GENERAL
    written = " or ".join(day.isoformat() for day in candidates)
    if len(candidates) > 1:
        return f"day and month cannot be told apart; write {written}"
    return f"write {written}"


def _candidates(text: str) -> list[dt.date]:
    for reading in (_year_first, _year_last, _excel_serial, _in_words):
        days = reading(text)
        if days:
            return sorted(days)
    return []


def _year_first(text: str) -> set[dt.date]:
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?(?:[ T]00:00(?::00)?.*)?", text)
    if not match:
        match = re.fullmatch(r"((?:19|20)\d{2})(\d{2})(\d{2})", text) or re.fullmatch(
            r"((?:19|20|21)\d{2})", text
        )
    if not match:
        return set()
    year, month, day = (int(part or 1) for part in (*match.groups(), None, None)[:3])
    return _days((year, month, day))


def _year_last(text: str) -> set[dt.date]:
    match = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?: 0?0:00(?::00)?)?", text)
    if not match:
        return set()
    first, second, year = (int(part) for part in match.groups())
    year += 2000 if year < 100 else 0
    return _days((year, first, second), (year, second, first))


def _excel_serial(text: str) -> set[dt.date]:
    if text.isdecimal() and int(text) in _EXCEL_DAYS:
        return {_EXCEL_DAY_ZERO + dt.timedelta(days=int(text))}
    return set()


def _in_words(text: str) -> set[dt.date]:
    for form in _WORDS:
        try:
            return {dt.datetime.strptime(text, form).date()}
        except ValueError:
            continue
    return set()


def _days(*readings: tuple[int, int, int]) -> set[dt.date]:
    days = set()
    for year, month, day in readings:
        try:
            days.add(dt.date(year, month, day))
        except ValueError:
            continue
    return days
