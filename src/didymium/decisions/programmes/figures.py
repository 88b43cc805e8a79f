"""A number and what it rests on: facts of the evidence, or an assumption that says why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import polars as pl

from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.preference import preferred

Row = dict[str, Any]


@dataclass(frozen=True)
class Figure:
    """A number with its range; the name of the field that holds it says the unit.

    Exactly one of ``facts`` and ``assumed`` is filled, unless facts are carried on by an assumption.
    """

    value: float
    low: float
    high: float
    facts: tuple[str, ...] = ()
    """Identifiers of the facts that it was read or computed from."""
    assumed: str = ""
    """Key of the message that says why it was assumed; blank: nothing was."""

    def times(self, other: Figure) -> Figure:
        """Return the product of two figures that are not negative, with what both rest on."""
        return Figure(
            self.value * other.value, self.low * other.low, self.high * other.high,
            self.facts + other.facts, self.assumed or other.assumed,
        )  # fmt: skip

    def scaled(self, factor: float) -> Figure:
        """Return the figure in another unit; ``factor`` is not negative."""
        return Figure(
            self.value * factor, self.low * factor, self.high * factor, self.facts, self.assumed
        )  # fmt: skip


def assumption(value: float, why: str, low: float | None = None, high: float | None = None) -> Figure:
    """Return an assumed number; ``why`` is the key of the message that argues for it."""
    low, high = value if low is None else low, value if high is None else high
    return Figure(value, low, high, assumed=why)


def figure_of(row: Row) -> Figure:
    """Return the number of a fact, in the base unit of its dimension."""
    value = float(row["base"])
    low = value if row["base_low"] is None else float(row["base_low"])
    high = value if row["base_high"] is None else float(row["base_high"])
    return Figure(value, low, high, (str(row["fact"]),))


@dataclass(frozen=True, eq=False)
class Known:
    """The facts, as corrected, that were known on a day."""

    evidence: Evidence
    facts: pl.DataFrame

    def rows(self, subject: str, measure: str, **cells: str) -> list[Row]:
        """Return the facts of a subject and a measure whose cells say what is asked for, in the order of
        their names.
        """
        wanted = [pl.col(column) == value for column, value in cells.items()]
        found = self.facts.filter(pl.col("subject") == subject, pl.col("measure") == measure, *wanted)
        return found.sort("fact").to_dicts()

    def best(self, subject: str, measure: str, **cells: str) -> Row | None:
        """Return the one of these facts to compute with, or None."""
        return preferred(self.evidence, self.rows(subject, measure, **cells))

    def figure(self, subject: str, measure: str, **cells: str) -> Figure | None:
        """Return the number of that fact, or None."""
        row = self.best(subject, measure, **cells)
        return None if row is None or row["base"] is None else figure_of(row)

    def named(self, *facts: str) -> tuple[str, ...]:
        """Return those of some facts that were known, in the order given."""
        known = set(self.facts["fact"].to_list())
        return tuple(fact for fact in facts if fact in known)


def known_on(evidence: Evidence, day: dt.date) -> Known:
    """Return what was known on a day."""
    return Known(evidence, evidence.corrected.filter(pl.col("start") <= day))
