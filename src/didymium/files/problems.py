"""What is wrong with an input, said so that a person can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong: where it stands, the value found and what would be right.

    ``row`` is the row of the spreadsheet (the header is row 1), in TOML the line.
    """

    file: str
    message: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    remedy: str | None = None

    def __str__(self) -> str:
        """Say it in one line: ``plants.csv row 14, column tariff: "12 %" is not a number (write 0.12)``."""
        is_toml = self.file.endswith(".toml")
        is_table = not self.file.endswith((".toml", ".json", ".jsonl"))
        place = self.file
        if self.row is not None:
            place += f" line {self.row}" if is_toml else f" row {self.row}"
        if self.column is not None:
            place += f", column {self.column}" if is_table else f", {self.column}"
        found = f'"{self.value}" ' if self.value is not None else ""
        remedy = f" ({self.remedy})" if self.remedy else ""
        return f"{place}: {found}{self.message}{remedy}"

    def as_dict(self) -> dict[str, str | int | None]:
        """Return the problem as plain data, for ``--json``."""
        return asdict(self)


class InputError(Exception):
    """Raised once with every problem found in an input."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
