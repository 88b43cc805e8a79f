"""Fields of a statement, read one by one: a wrong one is noted with its place, and the reading goes on."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from didymium.files.suggestion import did_you_mean
from didymium.screening.register.findings import MOST_LISTED, Findings

LONGEST_TEXT = 2_000
_SPACES = re.compile(r"\s+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NAME_OF = {dict: "an object", list: "a list", str: "a text", bool: "true or false", float: "a number"}


@dataclass(frozen=True, slots=True)
class Fields:
    """One object within a statement, and where it stands."""

    values: dict[str, object]
    path: str
    number: int
    """The statement's place in the file, from 1."""
    statement: str
    """Its id, or nothing if it has none that can be read."""
    findings: Findings

    def wrong(self, key: str, message: str, value: object = None, remedy: str | None = None) -> None:
        """Note that a field is wrong."""
        place = "/".join(part for part in (self.path, key) if part)
        within = f" in statement {self.statement}" if self.statement else ""
        self.findings.add(message + within, row=self.number, field=place, value=value, remedy=remedy)

    def text(self, key: str, required: bool = False) -> str:
        """Return a text with single spaces; nothing if it is missing or wrong."""
        value = self.values.get(key)
        if value is None:
            if required:
                self.wrong(key, "is missing")
            return ""
        if not isinstance(value, str):
            self._wrong_kind(key, str, value)
            return ""
        return self._clean(key, value, required)

    def choice(self, key: str, codes: Sequence[str], required: bool = False) -> str:
        """Return a code of a list; nothing if it is missing or not on it."""
        code = self.text(key, required)
        if code and code not in codes:
            meant = did_you_mean(code[:100], codes) if len(self.findings) < MOST_LISTED else None
            self.wrong(key, "is no code of this field", code, meant)
            return ""
        return code

    def truth(self, key: str) -> bool | None:
        """Return true, false, or None if it is missing or wrong."""
        value = self.values.get(key)
        if value is None or isinstance(value, bool):
            return value
        self._wrong_kind(key, bool, value)
        return None

    def day(self, key: str, required: bool = False, with_time: bool = False) -> dt.date | None:
        """Return a date (of a date with time its day as written), or None."""
        text = self.text(key, required)
        if not text:
            return None
        try:
            if _DAY.fullmatch(text):
                return dt.date.fromisoformat(text)
            if with_time and _DAY.match(text):
                return dt.datetime.fromisoformat(text).date()
        except ValueError:
            pass
        self.wrong(key, "is no date", text, "write it as year-month-day, like 2025-04-04")
        return None

    def share(self, key: str) -> float | None:
        """Return a percentage from 0 to 100 as a share of 1, or None if it is missing or wrong."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._wrong_kind(key, float, value)
            return None
        if isinstance(value, float) and not math.isfinite(value):
            self.wrong(key, "is no finite number", value, "give a percentage from 0 to 100")
            return None
        if not 0 <= value <= 100:
            message = "is negative" if value < 0 else "is above 100 percent"
            self.wrong(key, message, value, "give a percentage from 0 to 100")
            return None
        return value / 100.0

    def inside(self, key: str, required: bool = False) -> Fields | None:
        """Return an object within this one, or None if it is missing or no object."""
        value = self.values.get(key)
        if value is None:
            if required:
                self.wrong(key, "is missing")
            return None
        if not isinstance(value, dict):
            self._wrong_kind(key, dict, value)
            return None
        return self._deeper(key, value)

    def items(self, key: str) -> Iterator[Fields]:
        """Return the objects of a list; what is no object is noted and left out."""
        for place, item in self._listed(key):
            if isinstance(item, dict):
                yield self._deeper(place, item)
            else:
                self._wrong_kind(place, dict, item)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of a list; what is no text is noted and left out."""
        found = []
        for place, item in self._listed(key):
            if isinstance(item, str):
                found.append(self._clean(place, item, required=False))
            else:
                self._wrong_kind(place, str, item)
        return tuple(text for text in found if text)

    def _listed(self, key: str) -> Iterator[tuple[str, object]]:
        value = self.values.get(key)
        if value is None:
            return
        if not isinstance(value, list):
            self._wrong_kind(key, list, value)
            return
        for number, item in enumerate(value):
            yield f"{key}/{number}", item

    def _deeper(self, key: str, values: dict[str, object]) -> Fields:
        path = "/".join(part for part in (self.path, key) if part)
        return Fields(values, path, self.number, self.statement, self.findings)

    def _clean(self, key: str, value: str, required: bool) -> str:
        text = _SPACES.sub(" ", value[: LONGEST_TEXT + 1]).strip()
        if len(value) > LONGEST_TEXT:
            self.wrong(key, "is too long", value, f"at most {LONGEST_TEXT:,} characters")
            return ""
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            self.wrong(key, "holds half a character (a lone surrogate)", value, "write the character whole")
            return ""
        if required and not text:
            self.wrong(key, "is blank")
        return text

    def _wrong_kind(self, key: str, wanted: type, value: object) -> None:
        self.wrong(key, f"is not {_NAME_OF[wanted]}", value)
