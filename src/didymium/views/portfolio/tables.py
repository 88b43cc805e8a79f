"""Tables of a portfolio: what is chosen, whose money it takes, what is lost, what could not be chosen."""

from __future__ import annotations

from collections.abc import Callable

from didymium.decisions.portfolio.answer import Risk
from didymium.decisions.portfolio.model import Funding
from didymium.decisions.projects.timeline import first_product
from didymium.views.portfolio.data import payments_by_year
from didymium.views.portfolio.naming import (
    budget_name,
    funder_name,
    future_name,
    millions,
    month,
    portfolio_table,
    project_name,
    reason_text,
    shock_text,
    support_name,
)
from didymium.views.portfolio.view import PortfolioView
from didymium.views.result_tables import Table
from didymium.views.wording import Words


def chosen_table(words: Words, view: PortfolioView) -> Table:
    """The projects chosen: when, with which support, whose money, and what it takes."""
    rows = [_chosen(words, view, item) for item in view.answer.best.fundings]
    money = ("paid", "cost", "capital")
    columns = ("project", "region", "decided", "first_product", "support", "funder", *money)
    return portfolio_table(words, "chosen", columns, rows, money, words("portfolio.say.chosen_note"))


def _chosen(words: Words, view: PortfolioView, item: Funding) -> tuple[str, ...]:
    project = item.build.choice.project
    return (
        project_name(words, view, project.project),
        words.region(project.region),
        month(item.build.decided),
        month(first_product(project, item.build.decided)),
        support_name(words, item.backing),
        funder_name(words, item.backing.funder),
        millions(item.backing.total_usd_million),
        millions(item.backing.present_cost_usd_million),
        millions(item.build.choice.capital_usd_million),
    )


def budget_table(words: Words, view: PortfolioView) -> Table:
    """Every ceiling and what the portfolio takes of it."""
    rows = [
        (budget_name(words, one.line), millions(one.line.usd_million), millions(one.usd_million))
        for one in view.answer.spent
    ]
    columns = ("budget", "ceiling", "spent")
    return portfolio_table(words, "budgets", columns, rows, columns[1:])


def payment_table(words: Words, view: PortfolioView) -> Table:
    """What each funder pays in each year."""
    rows = [
        (funder_name(words, funder), str(year), millions(paid))
        for funder, years in payments_by_year(view).items()
        for year, paid in sorted(years.items())
    ]
    return portfolio_table(words, "payments", ("funder", "year", "paid"), rows, ("year", "paid"))


def loss_table(words: Words, view: PortfolioView) -> Table:
    """What is lost without and with the portfolio: expected, in the worst futures, and both weighed."""
    asked, answer = view.request, view.answer
    figures: tuple[tuple[str, Callable[[Risk], float]], ...] = (
        ("expected", lambda risk: risk.expected_usd_million),
        ("tail", lambda risk: risk.tail_usd_million),
        ("weighed", lambda risk: risk.weighed_usd_million),
    )
    shares = {"worst": words.percent(asked.tail_share), "weight": words.percent(asked.risk_weight)}
    rows = [
        (
            words(f"portfolio.figure.{name}", **shares),
            millions(of(answer.nothing.risk)),
            millions(of(answer.best.risk)),
        )
        for name, of in figures
    ]
    columns = ("figure", "without", "with")
    return portfolio_table(words, "losses", columns, rows, columns[1:], words("portfolio.say.loss_note"))


def future_table(words: Words, view: PortfolioView) -> Table:
    """Every future with its shock and what is lost in it."""
    losses = zip(
        view.answer.nothing.risk.by_future_usd_million,
        view.answer.best.risk.by_future_usd_million,
        strict=True,
    )
    rows = [
        (future_name(words, place), shock_text(words, view, seen), millions(without), millions(with_))
        for place, (seen, (without, with_)) in enumerate(zip(view.shocks, losses, strict=True))
    ]
    columns = ("future", "shock", "without", "with")
    return portfolio_table(words, "futures", columns, rows, columns[2:])


def excluded_table(words: Words, view: PortfolioView) -> Table:
    """The projects that could not be chosen, with the reason."""
    rows = [
        (project_name(words, view, name), reason_text(words, reason))
        for name, reason in view.answer.excluded.items()
    ]
    return portfolio_table(words, "excluded", ("project", "why"), rows)
