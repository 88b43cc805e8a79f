"""The rules of a programme as values read from the evidence; what is disputed stands as alternatives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from didymium.decisions.programmes.figures import Figure, Known, Row, assumption, known_on
from didymium.decisions.programmes.members import Member
from didymium.evidence.dates import span_of
from didymium.evidence.evidence import Evidence
from didymium.files.problems import InputError, Problem

BEFORE, AFTER = "before_recovery", "after_recovery"
"""``detail`` of the facts that state the split."""
_BENCHMARK, _SPREAD = "sofr_6m", "spread"
ClockKind = Literal["within_working_days", "within_days", "not_before_working_days", "not_before_days"]
ReadingName = Literal["principal_and_interest", "interest_only", "principal_only", "principal_first"]


@dataclass(frozen=True)
class Clock:
    """One way in which sources tell how long after the notice the funds are due."""

    kind: ClockKind
    """``within``: the last day; ``not_before``: the first day, and no last one is stated."""
    count: int
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """One way to read which amount the funder must have back before the split changes."""

    name: ReadingName
    principal_in_phase: bool
    """Whether the even phase lasts until the principal is back too."""
    interest_in_phase: bool
    """Whether it lasts until the deemed interest is paid."""
    principal_first: bool
    """Whether the principal is paid back out of all cash before anything is split."""
    facts: tuple[str, ...]
    assumed: str = ""
    """Key of the message that argues for it, if no source reads it so."""


@dataclass(frozen=True)
class ProgrammeTerms:
    """The rules of a programme as known on a day; money in US dollars, rates and shares as fractions."""

    member: Member
    day: dt.date
    total_usd: Figure
    cash_usd: Figure
    """The part that is paid in cash; the whole, if no part is named."""
    yearly_cap_usd: Figure | None
    """Most that may be paid in a calendar year; None: no limit is stated."""
    signed: dt.date | None
    ends_on: dt.date | None
    """Last day: of the payments (Japan), of the selection of projects (Korea)."""
    ends_facts: tuple[str, ...]
    share_before: Figure
    """The funder's share of the cash, net of US tax, until the deemed allocation amount is back."""
    share_after: Figure
    benchmark_rate: Figure
    """Six-month SOFR, a year."""
    spread: Figure
    """What the deemed interest adds to it, a year."""
    readings: tuple[Reading, ...]
    clocks: tuple[Clock, ...]
    equity_share: Figure | None
    """Share of the programme that is equity; the rest is lent and guaranteed. None: not stated."""
    binding_facts: tuple[str, ...]
    """Facts that say that it does not bind."""

    @property
    def deemed_rate(self) -> float:
        """Deemed interest a year: benchmark and spread."""
        return self.benchmark_rate.value + self.spread.value

    def reading(self, name: str) -> Reading:
        """Return the reading of a name.

        Raises:
            KeyError: If the programme is not read so.
        """
        return next(reading for reading in self.readings if reading.name == name)


def programme_terms(evidence: Evidence, member: Member, day: dt.date) -> ProgrammeTerms:
    """Read the rules of a member's programme from what was known on a day.

    Raises:
        InputError: With every rule that no fact states by that day.
    """
    known = known_on(evidence, day)
    name = member.programme
    cash = known.figure(name, "committed", partner=member.cash_part)
    total = known.figure(name, "committed", partner="")
    before, after = (known.figure(name, "profit_share", partner=member.region, detail=phase)
                     for phase in (BEFORE, AFTER))  # fmt: skip
    benchmark, spread = (_interest(known, member, detail) for detail in (_BENCHMARK, _SPREAD))
    clocks = _clocks(known, name)
    parts = {
        "committed amount": total, "cash part": cash, "split before recovery": before,
        "split after recovery": after, "benchmark of the deemed interest": benchmark,
        "spread of the deemed interest": spread, "term of payment": clocks or None,
    }  # fmt: skip
    missing = [Problem(name, f"states no {part} by {day}") for part, found in parts.items() if found is None]
    if missing:
        raise InputError(missing)
    assert total and cash and before and after and benchmark and spread
    ends = known.best(name, "ends_on")
    binding = known.rows(name, "binding_force", value="non_binding")
    return ProgrammeTerms(
        member=member, day=day, total_usd=total, cash_usd=cash,
        yearly_cap_usd=known.figure(name, "yearly_cap"),
        signed=_last_day(known.best(name, "signed_on")), ends_on=_last_day(ends),
        ends_facts=(str(ends["fact"]),) if ends else (), share_before=before, share_after=after,
        benchmark_rate=benchmark, spread=spread, readings=_readings(known, member), clocks=clocks,
        equity_share=known.figure(name, "share_of_programme", detail="equity"),
        binding_facts=tuple(str(row["fact"]) for row in binding),
    )  # fmt: skip


def _interest(known: Known, member: Member, detail: str) -> Figure | None:
    """The programme's own rate, or that of the one that it resembles, marked as an assumption."""
    own = known.figure(member.programme, "interest_rate", detail=detail)
    if own is not None or not member.like:
        return own
    other = known.figure(member.like, "interest_rate", detail=detail)
    if other is None:
        return None
    found = assumption(other.value, "programmes.assumed.interest_like_japan", other.low, other.high)
    return Figure(found.value, found.low, found.high, other.facts, found.assumed)


def _clocks(known: Known, programme: str) -> tuple[Clock, ...]:
    """Terms of payment, each way of counting once; a fact with a lower end is a first day, not a last."""
    found: dict[tuple[ClockKind, int], list[str]] = {}
    for row in known.rows(programme, "term_working_days"):
        kind: ClockKind = "within_working_days" if row["low"] is None else "not_before_working_days"
        found.setdefault((kind, round(row["base"])), []).append(str(row["fact"]))
    for row in known.rows(programme, "term", unit="days"):
        kind = "within_days" if row["low"] is None else "not_before_days"
        found.setdefault((kind, round(row["base"])), []).append(str(row["fact"]))
    return tuple(Clock(kind, count, tuple(facts)) for (kind, count), facts in found.items())


def _readings(known: Known, member: Member) -> tuple[Reading, ...]:
    """How the even phase may be read; the first is the one that the best source states."""
    rows = known.rows(member.programme, "profit_share", partner=member.region, detail=BEFORE)
    split = tuple(str(row["fact"]) for row in rows)
    analogy = "programmes.assumed.deemed_amount_like_japan" if member.like else ""
    whole = Reading("principal_and_interest", True, True, False, split, analogy)
    interest = known.rows(member.like or member.programme, "statement")
    said = tuple(str(row["fact"]) for row in interest if "deemed interest" in str(row["value"]))
    literal = Reading("interest_only", False, True, False, said, analogy)
    first = Reading("principal_first", False, True, True, said, "programmes.assumed.principal_first")
    if member.like:
        return (Reading("principal_only", True, False, False, split), whole, literal, first)
    return (whole, literal, first)


def _last_day(row: Row | None) -> dt.date | None:
    span = span_of(str(row["value"])) if row else None
    return span[1] if span else None
