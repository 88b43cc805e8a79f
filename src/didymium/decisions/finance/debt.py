"""Debt: drawn as capital is spent, paid back in level payments from full capacity on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.finance.timing import Timing

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Debt:
    """A debt as agreed, US dollars; shapes (D, Y). What is in fact paid depends on what there is."""

    drawn: Floats
    """Paid out to the project."""
    service: Floats
    """Interest and principal due."""
    interest: Floats
    """Interest that accrues; while nothing is due yet it is added to the debt."""
    owed: Floats
    """Debt at the beginning of each year."""


def level_debt(drawn: Floats, rate: float, years: float, timing: Timing, grace_years: float = 0.0) -> Debt:
    """Return a debt that is paid back in level real payments over ``years``, from full capacity (and a grace
    after it) on. A year of which only a part lies within the term pays that part.

    Payments and draws count at the end of their year, so that the payments at full capacity are

        A = Σ drawn_y (1 + r)^−y / Σ share_y (1 + r)^−y

    and, with all drawn at once and whole years, the annuity r D / (1 − (1 + r)^−n).
    """
    due = timing.between(timing.ramp_years + grace_years, timing.ramp_years + grace_years + years)
    discount = (1.0 + rate) ** -np.arange(drawn.shape[1], dtype=np.float64)
    owed_at_start, paid_per_dollar = drawn @ discount, due @ discount
    # A project that ends before its debt would fall due has none: terms are checked for that.
    payment = np.divide(
        owed_at_start, paid_per_dollar, out=np.zeros_like(owed_at_start), where=paid_per_dollar > 0
    )
    service = payment[:, None] * due
    closing = np.cumsum((drawn - service) * discount, axis=1) / discount
    owed = np.concatenate([np.zeros((len(drawn), 1)), closing[:, :-1]], axis=1)
    # Rounding leaves a trace of debt behind the last payment.
    owed = np.where(np.abs(owed) < 1e-9 * np.sum(drawn, axis=1, keepdims=True), 0.0, owed)
    return Debt(drawn=drawn, service=service, interest=rate * owed, owed=owed)
