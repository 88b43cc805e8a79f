"""Budgets: who may spend how much in which years."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linprog


@dataclass(frozen=True)
class BudgetLine:
    """A ceiling on what some funders together spend from one year to another, million US dollars.

    ``funders`` empty stands for all of them.
    """

    funders: frozenset[str]
    first_year: int
    last_year: int
    usd_million: float

    def takes(self, funder: str, year: int) -> bool:
        """Return whether a payment counts against this line."""
        return (not self.funders or funder in self.funders) and self.first_year <= year <= self.last_year


@dataclass(frozen=True)
class Budgets:
    """All ceilings; each payment counts against every line that takes it."""

    lines: tuple[BudgetLine, ...]

    def pays(self, funder: str) -> bool:
        """Return whether a funder has a budget: one that names it, or one of all funders."""
        return any(not line.funders or funder in line.funders for line in self.lines)

    def scaled(self, factor: float, funders: frozenset[str] | None = None) -> Budgets:
        """Return the same ceilings times a factor; only those of exactly some funders, if these are named."""
        return Budgets(
            tuple(
                replace(line, usd_million=line.usd_million * factor)
                if funders is None or line.funders == funders
                else line
                for line in self.lines
            )
        )

    def linked(self, funders: frozenset[str]) -> Budgets:
        """Return the budgets with the lines of some funders put together as one fund, which may spend in the
        years of any of these lines what all of them could have spent there.
        """
        kept = [line for line in self.lines if not _is_within(line, funders)]
        own = Budgets(tuple(line for line in self.lines if _is_within(line, funders)))
        spans = dict.fromkeys((line.first_year, line.last_year) for line in own.lines)
        most = {span: own.most_usd_million(funders, *span) for span in spans}
        pooled = [BudgetLine(funders, *span, amount) for span, amount in most.items() if np.isfinite(amount)]
        return Budgets((*kept, *pooled))

    def most_usd_million(self, funders: Collection[str], first_year: int, last_year: int) -> float:
        """Return the most that funders can spend together from one year to another; infinite if no line
        keeps one of them from spending in one of these years.
        """
        # Years between which no line begins or ends are alike: the first stands for all of them.
        turns = {first_year, *(line.first_year for line in self.lines)}
        turns |= {line.last_year + 1 for line in self.lines}
        years = [year for year in sorted(turns) if first_year <= year <= last_year]
        pairs = [(funder, year) for funder in sorted(funders) for year in years]
        rows = np.array([[float(line.takes(*pair)) for pair in pairs] for line in self.lines])
        if not len(rows) or not rows.any(axis=0).all():
            return np.inf
        sides = [line.usd_million for line in self.lines]
        answer = linprog(-np.ones(len(pairs)), A_ub=rows, b_ub=sides, bounds=(0.0, None), method="highs")
        return -float(answer.fun)


def _is_within(line: BudgetLine, funders: frozenset[str]) -> bool:
    return bool(line.funders) and line.funders <= funders
