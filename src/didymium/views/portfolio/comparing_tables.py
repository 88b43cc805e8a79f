"""Tables that hold portfolios and projects against each other: what each adds, pairs, alternatives, regret,
other budgets, linked funds, greedy and random portfolios.
"""

from __future__ import annotations

import math

from didymium.decisions.portfolio.answer import Held, Linked, Portfolio
from didymium.views.portfolio.data import decision_years
from didymium.views.portfolio.naming import (
    compared_name,
    future_name,
    millions,
    portfolio_table,
    project_name,
    project_names,
)
from didymium.views.portfolio.view import PortfolioView
from didymium.views.result_tables import Table
from didymium.views.wording import Words


def addition_table(words: Words, view: PortfolioView) -> Table:
    """What each project chosen avoids alone, and as the last one of the portfolio."""
    rows = [
        (
            project_name(words, view, one.project),
            millions(one.alone_usd_million),
            millions(one.last_usd_million),
        )
        for one in view.answer.additions
    ]
    columns = ("project", "alone", "last")
    return portfolio_table(words, "additions", columns, rows, columns[1:], words("portfolio.say.adds_note"))


def pair_table(words: Words, view: PortfolioView) -> Table:
    """Pairs of projects of which one makes what the other needs: each alone, both, and what only both do."""
    rows = [
        (
            project_name(words, view, one.first),
            project_name(words, view, one.second),
            words.material(one.material),
            millions(one.first_usd_million),
            millions(one.second_usd_million),
            millions(one.both_usd_million),
            millions(one.together_usd_million),
        )
        for one in view.answer.pairs
    ]
    columns = ("maker", "user", "material", "maker_alone", "user_alone", "both", "only_together")
    return portfolio_table(words, "pairs", columns, rows, columns[3:])


def near_table(words: Words, view: PortfolioView) -> Table:
    """The best portfolio and those nearly as good, a column each: in which year a project is decided."""
    portfolios = view.compared[:-1]
    names = list(dict.fromkeys(name for _, one in portfolios for name in one.names))
    years = [decision_years(one) for _, one in portfolios]
    rows = [
        (project_name(words, view, name), *(str(found.get(name, "–")) for found in years)) for name in names
    ]
    shares = [words.percent(one.share) for one in view.answer.near]
    rows.append((words("portfolio.column.forgone"), "–", *shares))
    headers = (words("portfolio.column.project"), *(compared_name(words, key) for key, _ in portfolios))
    places = frozenset(range(1, len(headers)))
    return Table(
        words("portfolio.table.near"), headers, tuple(rows), places, words("portfolio.say.near_note")
    )


LEAST_REGRET = 0.05
"""Million US dollars below which a regret is rounding, and no future is named."""


def regret_table(words: Words, view: PortfolioView) -> Table:
    """What each portfolio loses at worst more than the best of those compared, and in which future."""
    regret = view.answer.regret
    rows = []
    for (key, _), row, worst in zip(
        view.compared, regret.by_future_usd_million, regret.worst_usd_million, strict=True
    ):
        where = future_name(words, row.index(worst)) if worst > LEAST_REGRET else "–"
        rows.append((compared_name(words, key), millions(worst), where))
    columns = ("portfolio", "worst", "future")
    return portfolio_table(words, "regret", columns, rows, ("worst",), words("portfolio.say.regret_note"))


def frontier_table(words: Words, view: PortfolioView) -> Table:
    """The best portfolio under other budgets: money against loss."""
    rows = [
        (words.multiple(one.factor), *_summary(words, view, one.portfolio)) for one in view.answer.frontier
    ]
    columns = ("factor", "paid", "expected", "tail", "weighed", "projects")
    return portfolio_table(words, "frontier", columns, rows, columns[:5])


def _summary(words: Words, view: PortfolioView, portfolio: Portfolio) -> tuple[str, ...]:
    risk = portfolio.risk
    return (
        millions(portfolio.public_usd_million),
        millions(risk.expected_usd_million),
        millions(risk.tail_usd_million),
        millions(risk.weighed_usd_million),
        project_names(words, view, portfolio.names),
    )


def linked_table(words: Words, view: PortfolioView, linked: Linked) -> Table:
    """The best portfolio with separate funds and with linked ones."""
    rows = [
        (words("portfolio.separate"), *_summary(words, view, view.answer.best)),
        (words("portfolio.linked"), *_summary(words, view, linked.portfolio)),
    ]
    columns = ("funds", "paid", "expected", "tail", "weighed", "projects")
    return portfolio_table(words, "linked", columns, rows, columns[1:5])


def held_table(words: Words, held: Held) -> Table:
    """The best portfolio beside the greedy one and the best random one: weighed loss, in the search and in
    markets made anew.
    """
    luckiest = min(held.random_usd_million, default=math.nan)
    found = (held.best_usd_million, held.greedy_usd_million, luckiest)
    named = zip(("best", "greedy", "random"), found, held.again_usd_million, strict=True)
    rows = [
        (words(f"portfolio.held.{name}"), millions(value), millions(again)) for name, value, again in named
    ]
    columns = ("portfolio", "searched", "anew")
    return portfolio_table(words, "held", columns, rows, columns[1:])
