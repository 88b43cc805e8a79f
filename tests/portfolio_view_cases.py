"""An answer about a portfolio written by hand, on the projects of investment_cases.py, to be shown.

The pit is decided in 2027 with the cheapest mix of Japan (10 million), the mill in 2026 on a cost-plus
contract of Australia (6 million then and 6 two years later). Without them 200 million are lost in the one
shock and 10 gained on the calm course, with them 120 and 20. Neither avoids anything without the other.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from didymium.case.case import Case
from didymium.case.project_schema import Project
from didymium.decisions.investment.asking import NO_END
from didymium.decisions.investment.request import BudgetAsked, PortfolioRequest
from didymium.decisions.long_run.horizon import Horizon
from didymium.decisions.portfolio.answer import (
    Addition,
    FrontierPoint,
    Held,
    Linked,
    NearPortfolio,
    Pair,
    Portfolio,
    PortfolioAnswer,
    Regret,
    Risk,
    Spent,
)
from didymium.decisions.portfolio.budgets import BudgetLine
from didymium.decisions.portfolio.choices import Backing, Choice
from didymium.decisions.portfolio.model import Build, Funding
from didymium.views.portfolio.view import PortfolioView
from investment_cases import investment_case

JAPAN = BudgetLine(frozenset({"JPN"}), 2026, 2033, 15.0)
AUSTRALIA = BudgetLine(frozenset({"AUS"}), 2026, 2027, 6.0)
ALL = BudgetLine(frozenset(), 2026, NO_END, 30.0)

MIX = Backing("mix", "JPN", (10.0,), 7.5)
COST_PLUS = Backing("cost_plus", "AUS", (6.0, 0.0, 6.0), 11.0)


@cache
def paper_case() -> Case:
    """The case on paper, not calibrated: no market is solved here."""
    with TemporaryDirectory() as folder:
        return investment_case(Path(folder))


def project(name: str) -> Project:
    """Return a project of the case."""
    return next(row for row in paper_case().projects if row.project == name)


def funding(name: str, day: dt.date, backing: Backing) -> Funding:
    """Return a project decided on a day with a support; its capital is 10 million."""
    choice = Choice(project(name), 0, 10.0, (backing,))
    return Funding(Build(choice, day, 0), backing, 1)


def risk(calm: float, shock: float) -> Risk:
    """Return the risk of two futures, alike, half of it the tail; both weighed alike."""
    expected = (calm + shock) / 2.0
    return Risk(expected, shock, (expected + shock) / 2.0, (calm, shock))


def best() -> Portfolio:
    """The pit and the mill."""
    chosen = (
        funding("new_pit", dt.date(2027, 1, 1), MIX),
        funding("new_mill", dt.date(2026, 1, 1), COST_PLUS),
    )
    return Portfolio(chosen, risk(-20.0, 120.0), 4.5, 22.0)


def nothing() -> Portfolio:
    """No project."""
    return Portfolio((), risk(-10.0, 200.0), 0.0, 0.0)


def later() -> Portfolio:
    """Both, the mill in 2028."""
    chosen = (
        funding("new_pit", dt.date(2027, 1, 1), MIX),
        funding("new_mill", dt.date(2028, 1, 1), COST_PLUS),
    )
    return Portfolio(chosen, risk(-20.0, 121.0), 4.0, 22.0)


def answer() -> PortfolioAnswer:
    """Everything that an answer may hold."""
    return PortfolioAnswer(
        best=best(),
        nothing=nothing(),
        lower_usd_million=83.3,
        upper_usd_million=85.0,
        futures=("future 1", "future 2"),
        shocks=(("",), ("stop 2029-01-01",)),
        excluded={"dear_pit": "capital"},
        spent=(Spent(JAPAN, 10.0), Spent(AUSTRALIA, 6.0)),
        additions=(Addition("new_pit", 0.0, 67.5), Addition("new_mill", 1e-5, 67.5)),
        pairs=(Pair("new_pit", "new_mill", "ore", 0.0, 1e-5, 67.5),),
        near=(NearPortfolio(later(), 0.011),),
        near_complete=True,
        regret=Regret(("a", "b", ""), ((0.0, 0.0), (0.0, 1.0), (10.0, 80.0))),
        frontier=(FrontierPoint(0.5, nothing()), FrontierPoint(1.0, best())),
        linked=Linked(("JPN", "AUS"), best(), 0.0, None),
        held=Held(85.0, 147.5, (), (147.5, 100.0), (85.1, 147.6, 100.1)),
    )


def portfolio_view(
    found: PortfolioAnswer | None = None, asked: PortfolioRequest | None = None
) -> PortfolioView:
    """Return the view of the answer."""
    request = asked or PortfolioRequest(
        budgets=(BudgetAsked(amount_million=15.0, funders=("JPN",)),), tail_share=0.5, last_year=2033
    )
    names = tuple(row.project for row in paper_case().projects)
    titles = {"stop": "No oxide leaves"}
    return PortfolioView((paper_case(),), request, found or answer(), Horizon(2026, 2033), names, titles)
