"""Dollars in a member's own money, at a rate with a source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from didymium.decisions.programmes.figures import Figure, figure_of
from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.programmes import exchange_rate
from didymium.files.problems import InputError, Problem


def rate_of(
    evidence: Evidence, currency: str, day: dt.date, rates: Mapping[str, Figure] | None = None
) -> Figure:
    """Return units of a currency (ISO 4217) for one US dollar: the caller's own rate, or that of the evidence
    nearest before a day.

    Raises:
        InputError: If the currency has no rate.
    """
    if currency == "USD":
        return Figure(1.0, 1.0, 1.0)
    if rates and currency in rates:
        return rates[currency]
    row = exchange_rate(evidence, day, currency)
    if row is None:
        remedy = f"give units of {currency} for one US dollar, with a source"
        raise InputError(
            [
                Problem(
                    "exchange rates",
                    f"has no rate by {day}",
                    column="currency",
                    value=currency,
                    remedy=remedy,
                )
            ]
        )
    return figure_of(row)
