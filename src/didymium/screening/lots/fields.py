"""Reads the fields of one object of a document and words every problem in them."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from didymium.files.problems import Problem
from didymium.files.suggestion import did_you_mean

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+|_:\S+")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,12})?)?(Z|[+-]\d\d:\d\d)?")
_ZONE = re.compile(r"(Z|[+-]\d\d:\d\d)$")
_OFFSET = re.compile(r"[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00")
_SHOWN = 80


def shown(value: object) -> str:
    """Return a value as messages show it: one short line of printable characters."""
    text = value if isinstance(value, str) else repr(value)
    return "".join(letter if letter.isprintable() else "?" for letter in text[:_SHOWN])


@dataclass
class Fields:
    """An object of a document: ``place`` says where it stands, ``problems`` takes what is wrong."""

    data: Mapping[str, Any]
    file: str
    place: str
    problems: list[Problem]

    def problem(self, name: str, message: str, value: object = None, remedy: str | None = None) -> None:
        """Note what is wrong with a field."""
        column = f"{self.place}, {shown(name)}" if name else self.place
        found = None if value is None else shown(value)
        self.problems.append(Problem(self.file, message, None, column, found, remedy))

    def inner(self, data: Mapping[str, Any], place: str) -> Fields:
        """Return the reader of an object within this one."""
        return Fields(data, self.file, f"{self.place}, {place}", self.problems)

    def text(self, name: str) -> str:
        """Return a text, blank if there is none."""
        value = self.data.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.problem(name, "is no text", value, "write it in quotes")
            return ""
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            self.problem(name, "holds half of a character", remedy="write it as UTF-8")
            return ""
        return value.strip()

    def uri(self, name: str, *, required: bool = False) -> str:
        """Return an identifier that must be a URI."""
        value = self.text(name)
        if not value and required and not self.data.get(name):
            self.problem(name, "is missing")
        if value and not _URI.fullmatch(value):
            self.problem(
                name, "is no URI", value, 'write one, like "urn:epc:class:lgtin:4012345.012345.LOT1"'
            )
            return ""
        return value

    def word(self, name: str, words: Iterable[str], *, required: bool = False) -> str:
        """Return one of some words, blank if there is none."""
        value, known = self.text(name), sorted(words)
        if not value:
            if required and not self.data.get(name):
                self.problem(name, "is missing", remedy=f"known: {', '.join(known)}")
            return ""
        if value not in known:
            self.problem(name, "is unknown", value, did_you_mean(shown(value), known))
            return ""
        return value

    def number(self, name: str, highest: float = math.inf) -> float | None:
        """Return a number from 0 to ``highest``, or None."""
        value = self.data.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not _is_finite(value):
            self.problem(name, "is no number", value, "write a plain number without quotes")
            return None
        if value < 0:
            self.problem(name, "is negative", value, "a mass or share is 0 or more")
            return None
        if value > highest:
            self.problem(name, f"is more than {highest:g}", value, "write 0.12 for 12 %")
            return None
        return float(value)

    def items(self, name: str) -> list[Any]:
        """Return a list; one thing that is no list counts as a list of one."""
        value = self.data.get(name)
        if value is None:
            return []
        return value if isinstance(value, list) else [value]

    def objects(self, name: str) -> list[Fields]:
        """Return the readers of the objects in a list."""
        found = []
        for number, value in enumerate(self.items(name), start=1):
            if isinstance(value, dict):
                found.append(self.inner(value, f"{shown(name)} {number}"))
            else:
                self.problem(f"{name} {number}", "is no object", value, "write it in braces { }")
        return found

    def uris(self, name: str) -> tuple[str, ...]:
        """Return a list of URIs."""
        found = []
        for number, value in enumerate(self.items(name), start=1):
            if isinstance(value, str) and _URI.fullmatch(value.strip()) and value.isprintable():
                found.append(value.strip())
            else:
                self.problem(f"{name} {number}", "is no URI", value)
        return tuple(found)

    def time(self, name: str, *, required: bool = False) -> dt.datetime | None:
        """Return a moment in UTC; one without a time zone is a problem."""
        value = self.text(name)
        if not value:
            if required and not self.data.get(name):
                self.problem(name, "is missing", remedy='write "2026-03-31T09:00:00+09:00"')
            return None
        if _TIME.fullmatch(value) and not _ZONE.search(value):
            self.problem(name, "has no time zone", value, 'end it with an offset, like "+09:00", or "Z"')
            return None
        moment = _moment(value)
        if moment is None:
            self.problem(name, "is no moment", value, 'write it like "2026-03-31T09:00:00+09:00"')
        return moment

    def offset(self, name: str) -> None:
        """Check a time zone offset, which every event must state."""
        value = self.text(name)
        if not value:
            self.problem(name, "is missing", remedy='write the offset at the place, like "+09:00"')
        elif not _OFFSET.fullmatch(value):
            self.problem(name, "is no time zone offset", value, 'write it like "+09:00", at most 14 hours')

    def day(self, name: str) -> dt.date | None:
        """Return a date."""
        value = self.text(name)
        try:
            return dt.date.fromisoformat(value[:10]) if value else None
        except ValueError:
            self.problem(name, "is no date", value, "write it as year-month-day, like 2026-03-31")
            return None


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _moment(text: str) -> dt.datetime | None:
    if not _TIME.fullmatch(text):
        return None
    try:
        return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
