"""How many dollars a programme takes in each year: evenly to its end, or as its tranches were announced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from didymium.decisions.programmes.clock import due_window
from didymium.decisions.programmes.terms import ProgrammeTerms
from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.programmes import programmes_on
from didymium.files.problems import InputError, Problem

Schedule = Literal["even", "announced"]
"""``even``: the cash part by days to the last day, within the yearly cap, and beyond the end as long as the
cap makes it; ``announced``: each announced tranche in the year in which its funds fall due."""
SCHEDULES: tuple[Schedule, ...] = ("even", "announced")


def outflow_usd(
    evidence: Evidence, terms: ProgrammeTerms, schedule: Schedule, first_year: int | None = None
) -> Mapping[int, float]:
    """Return US dollars by calendar year.

    ``even`` spreads the cash part from the first day of ``first_year`` to the last day; without a first year
    from that of the first tranche, or of the day if none was announced.

    Raises:
        InputError: If the programme has no last day, or the yearly cap is zero.
    """
    announced = _announced(evidence, terms)
    if schedule == "announced":
        return announced
    cap = terms.yearly_cap_usd.value if terms.yearly_cap_usd else None
    if terms.ends_on is None or terms.signed is None or (cap is not None and cap <= 0):
        raise InputError([Problem(terms.member.programme, "has no days or no cap to spread its money over")])
    year = min(announced, default=terms.day.year) if first_year is None else first_year
    start = max(terms.signed, dt.date(year, 1, 1))
    if start >= terms.ends_on:
        raise InputError([Problem("first year", "lies after the programme", value=str(year))])
    wanted = _by_days(terms.cash_usd.value, start, terms.ends_on)
    return wanted if cap is None else _capped(wanted, cap)


def over_cap(outflow: Mapping[int, float], cap_usd: float | None) -> Mapping[int, float]:
    """Return by how much each year passes a yearly cap; years within it are left out."""
    if cap_usd is None:
        return {}
    return {year: amount - cap_usd for year, amount in outflow.items() if amount > cap_usd * (1 + 1e-9)}


def _announced(evidence: Evidence, terms: ProgrammeTerms) -> dict[int, float]:
    found: dict[int, float] = {}
    for programme in programmes_on(evidence, terms.day):
        if programme.subject == terms.member.programme:
            for tranche in programme.tranches:
                if tranche.amount and tranche.announced_on:
                    year = due_window(terms, tranche.announced_on)[1].year
                    found[year] = found.get(year, 0.0) + float(tranche.amount["base"])
    return found


def _by_days(total: float, start: dt.date, end: dt.date) -> dict[int, float]:
    """Both days count."""
    days = (end - start).days + 1
    return {
        year: total * _days_in(year, start, end) / days for year in range(start.year, end.year + 1)
    }  # fmt: skip


def _days_in(year: int, start: dt.date, end: dt.date) -> int:
    first, last = max(start, dt.date(year, 1, 1)), min(end, dt.date(year, 12, 31))
    return (last - first).days + 1


def _capped(wanted: Mapping[int, float], cap: float) -> dict[int, float]:
    """What a year cannot pay waits for the next one, and runs on after the end."""
    found, waiting, year = {}, 0.0, min(wanted)
    while year <= max(wanted) or waiting > 1e-6 * cap:
        waiting += wanted.get(year, 0.0)
        found[year] = min(waiting, cap)
        waiting -= found[year]
        year += 1
    return found
