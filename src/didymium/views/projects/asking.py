"""What is wrong with a question about projects that needs no market: everything at once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from didymium.case.case import Case
from didymium.case.project_schema import ExchangeRate
from didymium.decisions.programmes.figures import Figure, assumption
from didymium.decisions.programmes.members import MEMBERS
from didymium.files.problems import Problem
from didymium.files.suggestion import did_you_mean

OWN_RATE = "projects.assumed.own_rate"
"""Message that says where a rate of the user comes from."""


def name_problems(
    cases: Sequence[Case], projects: Sequence[str], members: Sequence[str]
) -> Iterator[Problem]:
    """Yield what is wrong with names of projects, and of regions or clubs."""
    known = [row.project for case in cases for row in case.projects]
    if not known:
        yield Problem("projects.csv", "has no projects", remedy="add some, or name another case")
    for name in projects:
        if name not in known:
            yield Problem("projects", "is no project", value=name, remedy=did_you_mean(name, known))
    regions = {row.region for case in cases for row in case.regions} | {
        club for case in cases for club in case.clubs
    }
    for name in members:
        if name not in regions:
            remedy = did_you_mean(name, regions)
            yield Problem("members", "is no region or club", value=name, remedy=remedy)


def programme_problems(member: str | None) -> Iterator[Problem]:
    """Yield what is wrong with the member whose programme is asked about."""
    if member is not None and member not in MEMBERS:
        remedy = did_you_mean(member, MEMBERS) or f"choose {' or '.join(MEMBERS)}"
        yield Problem("programme", "is of no member with known terms", value=member, remedy=remedy)


def rate_problems(cases: Sequence[Case], member: str | None, rates: Mapping[str, float]) -> Iterator[Problem]:
    """Yield what is wrong with the user's exchange rates, units of a currency for one US dollar."""
    known = {row.currency for case in cases for row in case.exchange_rates}
    known |= {row.currency for case in cases for row in case.projects}
    known |= {one.currency for region, one in MEMBERS.items() if region == member}
    for currency, rate in rates.items():
        if currency == "USD" or currency not in known:
            listed = ", ".join(sorted(known - {"USD"}))
            remedy = f"nothing here is in it; currencies here: {listed or 'none but US dollars'}"
            yield Problem("rates", "is of no use", value=currency, remedy=remedy)
        if not (math.isfinite(rate) and rate > 0):
            remedy = f"give units of {currency} for one US dollar, above 0"
            yield Problem("rates", "is no exchange rate", column=currency, value=f"{rate:g}", remedy=remedy)


def with_rates(case: Case, rates: Mapping[str, float]) -> Case:
    """Return a case with the user's exchange rates in place of its own."""
    if not rates:
        return case
    kept = [row for row in case.exchange_rates if row.currency not in rates]
    own = [
        ExchangeRate(currency=currency, per_usd=rate, source="assumed: rate of the user")
        for currency, rate in rates.items()
    ]
    return replace(case, tables={**case.tables, "exchange_rates": (*kept, *own)})


def rate_figures(rates: Mapping[str, float]) -> dict[str, Figure]:
    """Return the user's rates as figures of a programme."""
    return {currency: assumption(rate, OWN_RATE) for currency, rate in rates.items()}
