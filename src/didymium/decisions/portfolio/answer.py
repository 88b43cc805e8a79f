"""What a portfolio question is answered with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from didymium.decisions.portfolio.budgets import BudgetLine
from didymium.decisions.portfolio.model import Funding
from didymium.decisions.rival.results import Dial, Reply
from didymium.decisions.rival.schema import Rival

BEST, GREEDY = "best", "greedy"
"""Names of portfolios that are held against a rival, beside ``none`` and ``near-1`` and so on."""


@dataclass(frozen=True)
class Risk:
    """What is lost, million US dollars: the mean over futures, that of the worst ones, and both weighed."""

    expected_usd_million: float
    tail_usd_million: float
    weighed_usd_million: float
    by_future_usd_million: tuple[float, ...]


@dataclass(frozen=True)
class Portfolio:
    """Projects with their years and supports, and what is lost with them."""

    fundings: tuple[Funding, ...]
    risk: Risk
    capital_usd_million: float
    """Expected capital charges within the horizon, discounted, million US dollars."""
    public_usd_million: float
    """All that funders pay out, not discounted."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the projects."""
        return tuple(item.build.choice.name for item in self.fundings)


@dataclass(frozen=True)
class Spent:
    """A budget line and what the portfolio takes of it, million US dollars."""

    line: BudgetLine
    usd_million: float


@dataclass(frozen=True)
class Addition:
    """What a chosen project adds in weighed loss avoided, million US dollars: alone, and last to the others
    of the portfolio.
    """

    project: str
    alone_usd_million: float
    last_usd_million: float


@dataclass(frozen=True)
class Pair:
    """Two projects of which one makes what the other needs: what each avoids alone, and both together."""

    first: str
    second: str
    material: str
    first_usd_million: float
    second_usd_million: float
    both_usd_million: float

    @property
    def together_usd_million(self) -> float:
        """What the two avoid beyond the sum of each alone."""
        return self.both_usd_million - self.first_usd_million - self.second_usd_million


@dataclass(frozen=True)
class NearPortfolio:
    """Another portfolio nearly as good: the share of the gain that it forgoes."""

    portfolio: Portfolio
    share: float


@dataclass(frozen=True)
class Regret:
    """What each portfolio loses more than the best of those compared, million US dollars, by future."""

    names: tuple[str, ...]
    by_future_usd_million: tuple[tuple[float, ...], ...]

    @property
    def worst_usd_million(self) -> tuple[float, ...]:
        """The largest of each."""
        return tuple(max(row) for row in self.by_future_usd_million)


@dataclass(frozen=True)
class FrontierPoint:
    """The best portfolio under all budgets times a factor."""

    factor: float
    portfolio: Portfolio


@dataclass(frozen=True)
class Linked:
    """The best portfolio if some funders put their budgets together, and what that saves."""

    funders: tuple[str, ...]
    portfolio: Portfolio
    less_lost_usd_million: float
    """Weighed loss avoided beyond that with separate funds."""
    same_for_usd_million: float | None
    """Linked fund that loses no more than the separate ones do, the largest of its lines; None: it has no
    ceiling."""


@dataclass(frozen=True)
class Held:
    """The best portfolio held against others in the market: weighed loss, million US dollars.

    ``again_usd_million`` are those of the best, of the greedy one and of the best random one in markets made
    anew from the tables of the case and solved apart from the search.
    """

    best_usd_million: float
    greedy_usd_million: float
    greedy: tuple[str, ...]
    random_usd_million: tuple[float, ...]
    again_usd_million: tuple[float, float, float]

    @property
    def beaten_by(self) -> int:
        """How many of the random ones lose less than the best, by more than rounding."""
        slack = 1e-6 * max(abs(self.best_usd_million), 1.0)
        return sum(one < self.best_usd_million - slack for one in self.random_usd_million)


@dataclass(frozen=True, eq=False)
class PortfolioAnswered:
    """A portfolio with the reply that it provokes; objectives in million US dollars, as the search counts
    them.
    """

    name: str
    before: Portfolio
    """With what is lost to the shocks drawn."""
    after: Portfolio
    """With what is lost once the rival has answered."""
    reply: Reply
    objective_before_usd_million: float
    objective_after_usd_million: float
    year: int | None
    """In which the rival begins; None: it does nothing."""


@dataclass(frozen=True, eq=False)
class HeldPortfolios:
    """Portfolios held against a rival, the one chosen first."""

    rival: Rival
    dials: tuple[Dial, ...]
    portfolios: tuple[PortfolioAnswered, ...]
    alike_usd_million: float
    """Portfolios whose objectives differ by no more count as equal: the search does not tell them apart."""

    @property
    def best_after(self) -> PortfolioAnswered:
        """The one that loses least once the rival has answered; of equal ones the first."""
        most = min(one.objective_after_usd_million for one in self.portfolios) + self.alike_usd_million
        return next(one for one in self.portfolios if one.objective_after_usd_million <= most)

    @property
    def stands(self) -> bool:
        """Whether the portfolio chosen is still the best of these."""
        return self.best_after.name == BEST


@dataclass(frozen=True)
class PortfolioAnswer:
    """The best portfolio, how sure that is, and what stands around it."""

    best: Portfolio
    nothing: Portfolio
    lower_usd_million: float
    """No portfolio has a smaller objective than this."""
    upper_usd_million: float
    futures: tuple[str, ...]
    shocks: tuple[tuple[str, ...], ...]
    """For each future the shock of each market, with its day; blank: calm."""
    excluded: Mapping[str, str]
    """Projects that could not be chosen, with the reason."""
    spent: tuple[Spent, ...]
    additions: tuple[Addition, ...]
    pairs: tuple[Pair, ...]
    near: tuple[NearPortfolio, ...]
    near_complete: bool
    regret: Regret
    frontier: tuple[FrontierPoint, ...]
    linked: Linked | None
    held: Held | None
    answered: HeldPortfolios | None = None
    """The portfolio and others held against a rival; None: the rival is passive."""

    @property
    def gap(self) -> float:
        """Share of the objective by which the answer may be off the best."""
        size = max(abs(self.upper_usd_million), 1e-9)
        return max(self.upper_usd_million - self.lower_usd_million, 0.0) / size
