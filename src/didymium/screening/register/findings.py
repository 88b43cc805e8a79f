"""Problems of one file as they are found: the first ones in words, the others counted."""

from __future__ import annotations

from dataclasses import replace

from didymium.files.problems import InputError, Problem

MOST_LISTED = 100
LONGEST_SHOWN = 80


class Findings:
    """Problems of one file. The first ``MOST_LISTED`` are kept, of the others only the number."""

    def __init__(self, file: str) -> None:
        self.file = plain(file) or "the file"
        self._listed: list[Problem] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(
        self, message: str, *, row: int | None = None, field: str | None = None, value: object = None,
        remedy: str | None = None, file: str | None = None,
    ) -> None:  # fmt: skip
        """Note a problem; ``value`` is shown cut and without what no screen can show."""
        self._count += 1
        if len(self._listed) < MOST_LISTED:
            found = None if value is None else shown(value)
            self._listed.append(Problem(file or self.file, message, row, field, found, remedy))

    def take(self, problem: Problem) -> None:
        """Note a problem found elsewhere."""
        self._count += 1
        if len(self._listed) < MOST_LISTED:
            value = None if problem.value is None else plain(problem.value)
            self._listed.append(replace(problem, value=value))

    def count(self, number: int) -> None:
        """Note problems that are counted and not listed."""
        self._count += number

    def refuse(self, message: str, remedy: str | None = None, *, row: int | None = None) -> InputError:
        """Return the error to raise where nothing more can be read: this problem after those found so far."""
        self.add(message, row=row, remedy=remedy)
        if self._count > MOST_LISTED:
            self._listed[-1] = Problem(self.file, message, row, remedy=remedy)
        return InputError(self._all())

    def raise_any(self) -> None:
        """Raise everything found.

        Raises:
            InputError: If anything was.
        """
        if self._count:
            raise InputError(self._all())

    def _all(self) -> list[Problem]:
        left = self._count - len(self._listed)
        more = [Problem(self.file, f"has {left:,} more problems")] if left else []
        return self._listed + more


def shown(value: object) -> str:
    """Return a value as it may stand in a message: short, printable; of nested data only its kind."""
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, list | tuple):
        return "[…]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain(str(value)) if not isinstance(value, int) else plain(_digits(value))


def plain(text: str) -> str:
    """Return a text cut to what a line can show, everything unprintable as ``?``."""
    cut = text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
    return "".join(letter if letter.isprintable() else "?" for letter in cut)


def _digits(value: int) -> str:
    """Return an integer in digits, or about how large it is where that would take long."""
    return str(value) if value.bit_length() < 200 else "a huge number"
