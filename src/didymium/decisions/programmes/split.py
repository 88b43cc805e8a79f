"""Who gets the cash of a project: even until the funder's deemed amount is back, nine to one after.

Memorandum of 4 September 2025 as told by the St. Louis Fed (November 2025) and R. Katz (September 2025);
the Korean one of 14 November 2025 is told in the same words. Cash is net of US tax.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.finance.metrics import internal_rate_of_return
from didymium.decisions.programmes.terms import ProgrammeTerms, Reading
from didymium.files.problems import InputError, Problem

_NOTHING = 1e-9
"""What is less than this share of the money paid in is rounding."""


@dataclass(frozen=True)
class SplitYear:
    """One year of a project; money in the unit of the cash."""

    year: int
    """0 is the first year."""
    paid_in: float
    cash: float
    """Cash to be split, net of US tax."""
    interest: float
    """Deemed interest added in the year."""
    principal_back: float
    """Principal paid back ahead of any split; zero unless the reading says so."""
    even: float
    """Part of the cash that is split as before recovery."""
    to_funder: float
    to_host: float
    owed: float
    """Deemed amount that is still owed to the funder at the end of the year."""


@dataclass(frozen=True)
class Split:
    """The cash of a project over its years under one reading."""

    reading: str
    years: tuple[SplitYear, ...]
    nothing_owed_from: int | None
    """First year with cash from which on nothing is owed: the deemed amount is back, or, where the principal
    is left out of it, the interest is paid every year. None: never within the years given."""
    funder_irr: float | None
    """Internal rate of return of what the funder pays and gets, a year; None: it never gets its money
    back."""

    @property
    def to_funder(self) -> float:
        """All that the funder gets."""
        return sum(row.to_funder for row in self.years)

    @property
    def to_host(self) -> float:
        """All that the United States gets."""
        return sum(row.to_host for row in self.years)

    @property
    def funder_share(self) -> float | None:
        """The funder's part of all cash; None without any."""
        whole = self.to_funder + self.to_host
        return self.to_funder / whole if whole > 0 else None

    @property
    def funder_multiple(self) -> float:
        """What the funder gets for each unit that it paid."""
        return self.to_funder / sum(row.paid_in for row in self.years)


def split_cash(
    terms: ProgrammeTerms, reading: Reading, paid_in: Sequence[float], cash: Sequence[float]
) -> Split:
    """Split a project's cash year by year.

    ``paid_in`` is what the funder pays and ``cash`` the project's cash net of US tax, both one figure a year
    from year 0 in one unit of money. Interest runs a full year on what stood at its beginning. Where the
    reading leaves the principal out of the even phase, interest runs on the principal that is not yet back,
    and the principal comes back only ahead of the split or not at all.

    Raises:
        InputError: If the lengths differ, an amount is negative or not a number, or nothing is paid in.
    """
    _check(paid_in, cash)
    ledger = _Ledger(terms, reading)
    years = tuple(
        ledger.year(index, float(paid), float(earned))
        for index, (paid, earned) in enumerate(zip(paid_in, cash, strict=True))
    )
    flows = np.array([row.to_funder - row.paid_in for row in years])
    return Split(reading.name, years, _recovered(years), _irr(flows))


def least_yield(
    terms: ProgrammeTerms, reading: Reading, years: int, lag: int = 1, tolerance: float = 1e-6
) -> float:
    """Return the least even yearly cash, as a share of the principal and net of US tax, at which the funder
    earns the deemed rate over a project of so many years of operation that starts ``lag`` years after it is
    paid; infinite if none up to 100 % does.

    The funder's return grows with the cash, so bisection finds it.
    """

    def earns(share: float) -> bool:
        found = even_project(terms, reading, share, years, lag).funder_irr
        return found is not None and found >= terms.deemed_rate

    low, high = 0.0, 1.0
    if not earns(high):
        return math.inf
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (low, middle) if earns(middle) else (middle, high)
    return high


def even_project(terms: ProgrammeTerms, reading: Reading, share: float, years: int, lag: int = 1) -> Split:
    """Split a project of principal 1, paid at once, that earns ``share`` of it in each of so many years, the
    first ``lag`` years after the payment.
    """
    paid = [1.0] + [0.0] * (lag + years - 1)
    return split_cash(terms, reading, paid, [0.0] * lag + [share] * years)


class _Ledger:
    """What is owed to the funder, carried from year to year."""

    def __init__(self, terms: ProgrammeTerms, reading: Reading) -> None:
        self._reading, self._rate = reading, terms.deemed_rate
        self._before, self._after = terms.share_before.value, terms.share_after.value
        self._principal = 0.0
        """Principal outside the even phase."""
        self._owed = 0.0
        """What the even phase must still pay."""

    def year(self, index: int, paid: float, cash: float) -> SplitYear:
        """Post one year and return it."""
        interest = self._rate * (self._principal + self._owed) if self._reading.interest_in_phase else 0.0
        self._owed += interest
        if self._reading.principal_in_phase:
            self._owed += paid
        else:
            self._principal += paid
        first = min(cash, self._principal) if self._reading.principal_first else 0.0
        self._principal -= first
        even = min(cash - first, self._owed / self._before)
        rest = cash - first - even
        self._owed -= even * self._before
        funder = first + even * self._before + rest * self._after
        owed = self._owed + (self._principal if self._reading.principal_first else 0.0)
        return SplitYear(index, paid, cash, interest, first, even, funder, cash - funder, owed)


def _recovered(years: Sequence[SplitYear]) -> int | None:
    """The first year with cash from which on nothing is owed at the end of a year."""
    least = _NOTHING * sum(row.paid_in for row in years)
    last_owing = max((row.year for row in years if row.owed > least), default=-1)
    return next((row.year for row in years if row.year > last_owing and row.cash > 0), None)


def _irr(flows: NDArray[np.float64]) -> float | None:
    """None where the funder never gets its money back."""
    if not (flows > 0).any() or flows.sum() < -_NOTHING * np.abs(flows).sum():
        return None
    found = float(internal_rate_of_return(flows[None, :])[0])
    return None if math.isnan(found) else found


def _check(paid_in: Sequence[float], cash: Sequence[float]) -> None:
    problems = []
    if len(paid_in) != len(cash):
        problems.append(Problem("cash", f"has {len(cash)} years, payments have {len(paid_in)}"))
    for name, amounts in (("payments", paid_in), ("cash", cash)):
        problems += [
            Problem(name, f"is no amount of zero or more (year {year})", value=str(amount))
            for year, amount in enumerate(amounts)
            if not (math.isfinite(amount) and amount >= 0)
        ]
    if not any(amount > 0 for amount in paid_in):
        problems.append(Problem("payments", "are all zero: nothing is owed"))
    if problems:
        raise InputError(problems)
