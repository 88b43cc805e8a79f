"""The choice as a two-stage program: projects, years and backings now; each future's market afterwards.

For projects p, decision days k and backings o, all zero or one:

    minimise   Σ charge_pk·b_pk + m·Σ cost_o·s_pko + risk over futures ( L_f(b) )
    so that    Σ_k b_pk = u_p ≤ 1,   Σ_o s_pko = b_pk,   Σ s_pko·outlay_o(year) ≤ budget of each line

``charge`` is the capital charge of the years within the horizon, ``m`` the marginal cost of public money;
both count in full only if the question is what is worth its money, and break ties where it is how little is
lost.
L_f(b) is the loss of a future: the least cost of its market with the plants that come of b, less that of the
same future's calm course without projects. A market's cost is the negative of what all its users and makers
gain, so a loss is what the shock destroys and the projects do not make good; what they add on calm days
counts too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from didymium.decisions.long_run.horizon import Horizon
from didymium.decisions.portfolio.budgets import BudgetLine, Budgets
from didymium.decisions.portfolio.choices import Backing, Choice, decision_days
from didymium.decisions.projects.timeline import MONTHS_PER_YEAR, after_months, first_product
from didymium.ensemble.two_stage import Decisions
from didymium.market.periods import DAYS_PER_YEAR

Floats = NDArray[np.float64]

TIE = 1e-3
"""Weight of capital where it is not counted: of portfolios that lose the same the cheaper one is chosen."""
TURN = 1e-4
"""Million US dollars by which each further support counts as dearer: of funders on the same terms the first
that the project names pays."""
MARGINAL_COST = 0.2
"""What a dollar of public money costs beyond itself, because taxes distort: assumed; cost-benefit guides use
0.2 to 0.3."""


@dataclass(frozen=True)
class Build:
    """A project decided on a day."""

    choice: Choice
    decided: dt.date
    column: int

    @property
    def name(self) -> str:
        """Name of its decision."""
        return f"{self.choice.name} {self.decided}"


@dataclass(frozen=True)
class Funding:
    """A support of a project decided on a day."""

    build: Build
    backing: Backing
    column: int

    def spent_usd_million(self, line: BudgetLine) -> float:
        """Return what it takes of a budget line."""
        first = self.build.decided.year
        return sum(
            paid
            for after, paid in enumerate(self.backing.usd_million)
            if line.takes(self.backing.funder, first + after)
        )


@dataclass(frozen=True, eq=False)
class Plan:
    """What is decided, as columns: projects first, then builds, then fundings."""

    choices: tuple[Choice, ...]
    budgets: Budgets
    horizon: Horizon
    discount_rate: float
    delays_years: tuple[int, ...] = (0, 2)
    committed: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    marginal_cost: float = MARGINAL_COST
    count_capital: bool = False
    """Whether capital and the cost of public money weigh beside losses, or only break ties."""

    @cached_property
    def open_choices(self) -> tuple[Choice, ...]:
        """The projects that can be chosen."""
        return tuple(choice for choice in self.choices if choice.backings)

    @cached_property
    def builds(self) -> tuple[Build, ...]:
        """Every project on every day on which it may be decided within the horizon."""
        pairs = [
            (choice, day)
            for choice in self.open_choices
            for day in decision_days(choice.project, self.horizon.begin, self.delays_years)
            if day.year <= self.horizon.last
        ]
        first = len(self.open_choices)
        return tuple(Build(choice, day, first + n) for n, (choice, day) in enumerate(pairs))

    @cached_property
    def fundings(self) -> tuple[Funding, ...]:
        """Every support of every build."""
        first = len(self.open_choices) + len(self.builds)
        pairs = [(build, support) for build in self.builds for support in build.choice.backings]
        return tuple(Funding(build, support, first + n) for n, (build, support) in enumerate(pairs))

    @property
    def count(self) -> int:
        """Number of columns."""
        return len(self.open_choices) + len(self.builds) + len(self.fundings)

    @cached_property
    def decisions(self) -> Decisions:
        """The columns with their costs, bounds and rows."""
        rows = [*self._choose_once(), *self._fund_each(), *self._keep_budgets()]
        matrix = sparse.csr_matrix(np.array([row for row, _, _ in rows]).reshape(len(rows), self.count))
        lower, upper = np.zeros(self.count), np.ones(self.count)
        for number, choice in enumerate(self.open_choices):
            lower[number] = 1.0 if choice.name in self.committed else 0.0
            upper[number] = 0.0 if choice.name in self.excluded else 1.0
        return Decisions(
            self._names(),
            self._costs(),
            lower,
            upper,
            matrix,
            np.array([low for _, low, _ in rows]),
            np.array([high for _, _, high in rows]),
            np.ones(self.count, dtype=np.bool_),
        )

    def _names(self) -> tuple[str, ...]:
        fundings = (
            f"{item.build.name} {item.backing.kind} {item.backing.funder} {item.column}"
            for item in self.fundings
        )
        return (
            *(choice.name for choice in self.open_choices),
            *(build.name for build in self.builds),
            *fundings,
        )

    def _costs(self) -> Floats:
        costs = np.zeros(self.count)
        weight = 1.0 if self.count_capital else TIE
        for build in self.builds:
            costs[build.column] = weight * self.capital_usd_million(build)
        for item in self.fundings:
            years = (item.build.decided - self.horizon.begin).days / DAYS_PER_YEAR
            present = item.backing.present_cost_usd_million * (1.0 + self.discount_rate) ** -years
            turn = item.build.choice.backings.index(item.backing)
            chance = item.build.choice.project.success_share
            costs[item.column] = weight * self.marginal_cost * chance * max(present, 0.0) + turn * TURN
        return costs

    def capital_usd_million(self, build: Build) -> float:
        """Return the expected capital charge of a build in the years of the horizon, discounted to its first
        day, million US dollars.
        """
        project, rate = build.choice.project, self.discount_rate
        begin = first_product(project, build.decided)
        end = after_months(begin, MONTHS_PER_YEAR * project.life_years)
        charge = build.choice.charge_usd_million(rate) * project.success_share
        total = 0.0
        for year in self.horizon.years:
            first, after = max(begin, dt.date(int(year), 1, 1)), min(end, dt.date(int(year) + 1, 1, 1))
            share = max((after - first).days, 0) / DAYS_PER_YEAR
            middle = (after - self.horizon.begin).days / DAYS_PER_YEAR - share / 2.0
            total += charge * share * (1.0 + rate) ** -middle
        return total

    def _row(self) -> Floats:
        return np.zeros(self.count)

    def _choose_once(self) -> Iterator[tuple[Floats, float, float]]:
        for number, choice in enumerate(self.open_choices):
            row = self._row()
            row[number] = -1.0
            row[[build.column for build in self.builds if build.choice is choice]] = 1.0
            yield row, 0.0, 0.0

    def _fund_each(self) -> Iterator[tuple[Floats, float, float]]:
        for build in self.builds:
            row = self._row()
            row[build.column] = -1.0
            row[[item.column for item in self.fundings if item.build is build]] = 1.0
            yield row, 0.0, 0.0

    def _keep_budgets(self) -> Iterator[tuple[Floats, float, float]]:
        for line in self.budgets.lines:
            row = self._row()
            for item in self.fundings:
                row[item.column] = item.spent_usd_million(line)
            yield row, -np.inf, line.usd_million

    def decision_of(self, fundings: Sequence[Funding]) -> Floats:
        """Return the columns of a portfolio."""
        decision = np.zeros(self.count)
        for item in fundings:
            decision[[item.column, item.build.column, self.open_choices.index(item.build.choice)]] = 1.0
        return decision

    def chosen(self, decision: Floats) -> tuple[Funding, ...]:
        """Return the fundings of a decision of shape (n,)."""
        return tuple(item for item in self.fundings if decision[item.column] > 0.5)
