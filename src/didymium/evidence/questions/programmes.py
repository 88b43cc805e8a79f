"""Programmes as money: what was committed, what has been announced, what remains, by year and against limits.

All from facts, as corrected: ``committed`` of a programme, ``announced`` and ``announced_on`` of its tranches
(subjects that are part of it) and of their projects, ``ends_on``, ``yearly_cap``, and the exchange rate of
the day nearest to the one asked about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from didymium.evidence.dates import span_of
from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.preference import preferred

Row = dict[str, Any]
_YEAR_DAYS = 365.25


@dataclass(frozen=True)
class Tranche:
    """A part of a programme that was announced."""

    subject: str
    announced_on: dt.date | None
    amount: Row | None
    """The fact that states its amount."""
    projects: tuple[tuple[str, Row | None], ...]
    """Its projects with the facts that state their amounts."""


@dataclass(frozen=True)
class YearLine:
    """Money of a programme in a year, US dollars."""

    year: int
    announced_usd: float
    announced_so_far_usd: float
    remaining_usd: float


@dataclass(frozen=True)
class Programme:
    """A programme on a day; amounts in US dollars."""

    subject: str
    committed: Row
    tranches: tuple[Tranche, ...]
    announced_usd: float | None
    """Sum of its tranches; None if no tranche with an amount is known."""
    ends_on: Row | None
    yearly_cap: Row | None
    years: tuple[YearLine, ...]
    """From the year of the commitment, or the first announcement, to that of the day."""
    needed_usd_per_year: float | None
    """What remains over the years that are left; None without an end or after it."""

    @property
    def committed_usd(self) -> float:
        """The whole programme."""
        return float(self.committed["base"])

    @property
    def remaining_usd(self) -> float | None:
        """What has not been announced; None if nothing is known of what has."""
        return None if self.announced_usd is None else self.committed_usd - self.announced_usd


@dataclass(frozen=True)
class Comparison:
    """A yearly amount beside the country's average outward investment, in yen a year."""

    yearly: Row
    average: Row
    ratio: float


def programmes_on(evidence: Evidence, day: dt.date) -> list[Programme]:
    """Return every programme with a committed amount, the largest first, as known on a day."""
    known = evidence.corrected.filter(pl.col("start") <= day)
    found = [
        _programme(evidence, known, name, day)
        for name, subject in evidence.subjects.items()
        if subject.kind == "programme" and _stated(evidence, known, name, "committed")
    ]
    return sorted(found, key=lambda programme: -programme.committed_usd)


def comparisons(evidence: Evidence, day: dt.date) -> list[Comparison]:
    """Compare yearly amounts of programmes in yen with Japan's average outward investment."""
    known = evidence.corrected.filter(pl.col("start") <= day)
    average = _stated(evidence, known, "JPN", "direct_investment_outward")
    if average is None:
        return []
    rows = known.filter(pl.col("measure") == "yearly_amount_jpy").sort("fact").to_dicts()
    return [Comparison(row, average, row["base"] / average["base"]) for row in rows]


def exchange_rate(evidence: Evidence, day: dt.date, currency: str = "JPY") -> Row | None:
    """Return the fact of a currency's rate to the US dollar (ISO 4217 code; the yen's by default) whose date
    lies nearest to a day, none from after it; market rates before implied ones.
    """
    unit = f"{currency.lower()}_per_usd"
    rates = evidence.corrected.filter(
        pl.col("measure") == "exchange_rate", pl.col("unit") == unit, pl.col("start") <= day
    )
    rows = rates.sort("fact").to_dicts()
    return min(
        rows, key=lambda row: ("derived" in row["warnings"], abs((row["end"] - day).days)), default=None
    )


def _programme(evidence: Evidence, known: pl.DataFrame, name: str, day: dt.date) -> Programme:
    committed = _stated(evidence, known, name, "committed")
    assert committed is not None
    tranches = tuple(_tranches(evidence, known, name))
    amounts = [_amount(tranche) for tranche in tranches if tranche.amount]
    announced = sum(amounts) if amounts else None
    ends_on = _stated(evidence, known, name, "ends_on")
    left = None if announced is None else committed["base"] - announced
    return Programme(
        name, committed, tranches, announced, ends_on, _stated(evidence, known, name, "yearly_cap"),
        tuple(_years(tranches, committed, day)), _needed(left, ends_on, day),
    )  # fmt: skip


def _tranches(evidence: Evidence, known: pl.DataFrame, programme: str) -> Iterator[Tranche]:
    found = []
    for name, subject in evidence.subjects.items():
        if subject.part_of == programme and subject.kind == "programme":
            announced_on = _stated(evidence, known, name, "announced_on")
            span = span_of(announced_on["value"]) if announced_on else None
            projects = tuple(
                (project, _stated(evidence, known, project, "announced"))
                for project, row in evidence.subjects.items()
                if row.part_of == name
            )
            amount = _stated(evidence, known, name, "announced")
            found.append(Tranche(name, span[0] if span else None, amount, projects))
    yield from sorted(found, key=lambda item: (item.announced_on or dt.date.max, item.subject))


def _amount(tranche: Tranche) -> float:
    return float(tranche.amount["base"]) if tranche.amount else 0.0


def _years(tranches: tuple[Tranche, ...], committed: Row, day: dt.date) -> Iterator[YearLine]:
    dated = [tranche for tranche in tranches if tranche.announced_on is not None]
    so_far = 0.0
    years = [committed["start"].year, *(item.announced_on.year for item in dated if item.announced_on)]
    first = min(years) if dated else day.year + 1
    for year in range(first, day.year + 1):
        now = sum(_amount(item) for item in dated if item.announced_on and item.announced_on.year == year)
        so_far += now
        yield YearLine(year, now, so_far, committed["base"] - so_far)


def _needed(left: float | None, ends_on: Row | None, day: dt.date) -> float | None:
    span = span_of(ends_on["value"]) if ends_on else None
    if left is None or span is None or span[1] <= day:
        return None
    return left / ((span[1] - day).days / _YEAR_DAYS)


def _stated(evidence: Evidence, known: pl.DataFrame, subject: str, measure: str) -> Row | None:
    rows = known.filter(
        pl.col("subject") == subject, pl.col("measure") == measure, pl.col("partner") == ""
    ).to_dicts()
    return preferred(evidence, rows)
