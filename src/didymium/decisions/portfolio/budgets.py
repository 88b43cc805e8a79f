"""Budgets: who may spend how much in which years, and what they cannot meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from didymium.decisions.portfolio.choices import Choice
from didymium.files.problems import InputError, Problem


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

    @property
    def funders(self) -> frozenset[str]:
        """Funders that a line names."""
        return frozenset().union(*(line.funders for line in self.lines))

    def scaled(self, factor: float) -> Budgets:
        """Return the same ceilings times a factor."""
        return Budgets(tuple(replace(line, usd_million=line.usd_million * factor) for line in self.lines))

    def linked(self, funders: frozenset[str]) -> Budgets:
        """Return the budgets with the lines of some funders for the same years put together as one fund."""
        kept, pooled = [], dict[tuple[int, int], float]()
        for line in self.lines:
            if line.funders and line.funders <= funders:
                years = (line.first_year, line.last_year)
                pooled[years] = pooled.get(years, 0.0) + line.usd_million
            else:
                kept.append(line)
        lines = [BudgetLine(funders, *years, amount) for years, amount in pooled.items()]
        return Budgets((*kept, *lines))


def total_budget(usd_billion: float, first_year: int, last_year: int) -> Budgets:
    """Return one ceiling on what all funders spend over all years."""
    return Budgets((BudgetLine(frozenset(), first_year, last_year, usd_billion * 1000.0),))


def refuse_unmet(budgets: Budgets, choices: Sequence[Choice], committed: Sequence[str]) -> None:
    """Refuse budgets from which the projects that must be chosen cannot be paid, even each by itself at its
    cheapest.

    Raises:
        InputError: With every commitment that has no support at all, and every line too small for all of
            them together.
    """
    problems = [*_unsupported(choices, committed), *_too_small(budgets, choices, committed)]
    if problems:
        raise InputError(problems)


def _unsupported(choices: Sequence[Choice], committed: Sequence[str]) -> Iterator[Problem]:
    known = {choice.name: choice for choice in choices}
    for name in committed:
        if name not in known:
            yield Problem("--commit", "is no candidate", value=name, remedy=f"choose {', '.join(known)}")
        elif not known[name].backings:
            reason = known[name].reason or "no support within reach makes it bankable"
            yield Problem("--commit", f"cannot be met: {reason}", value=name)


def _too_small(budgets: Budgets, choices: Sequence[Choice], committed: Sequence[str]) -> Iterator[Problem]:
    wanted = [choice for choice in choices if choice.name in committed and choice.backings]
    for line in budgets.lines:
        least = sum(
            min(
                (item.total_usd_million if not line.funders or item.funder in line.funders else 0.0)
                for item in choice.backings
            )
            for choice in wanted
        )
        if least > line.usd_million:
            whose = " + ".join(sorted(line.funders)) or "all funders"
            yield Problem(
                "budget",
                f"of {whose} for {line.first_year} to {line.last_year} cannot meet the commitments, which "
                f"take at least {least:,.0f} million US dollars",
                value=f"{line.usd_million:g}",
                remedy="raise the budget or commit fewer projects",
            )
