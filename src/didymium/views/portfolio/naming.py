"""Words that tables, sentences and charts about portfolios share."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence

from didymium.decisions.investment.asking import NO_END
from didymium.decisions.portfolio.budgets import BudgetLine
from didymium.decisions.portfolio.choices import Backing
from didymium.views.portfolio.view import PortfolioView, ShockSeen
from didymium.views.result_tables import Table, message_table
from didymium.views.wording import Words, number

MILLION = 1e6
LEAST_USD_MILLION = 0.005
"""Less than 5,000 dollars is written as nothing: markets are not solved more closely."""


def portfolio_table(
    words: Words,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Sequence[str] = (),
    note: str = "",
) -> Table:
    """Build a table whose title and columns are messages about portfolios."""
    return message_table(words, "portfolio", title, columns, rows, right, note)


def project_name(words: Words, view: PortfolioView, name: str) -> str:
    """Return the name of a project."""
    project = view.projects.get(name)
    return name.replace("_", " ") if project is None else project.name_in(words.language)


def project_names(words: Words, view: PortfolioView, names: Iterable[str]) -> str:
    """List projects for a table or a sentence; a dash for none."""
    return words("list.comma").join(project_name(words, view, name) for name in names) or "–"


def funder_name(words: Words, funder: str) -> str:
    """Return whose money it is; blank: nobody's."""
    return words.region(funder) if funder else "–"


def funders_name(words: Words, funders: Iterable[str]) -> str:
    """Return who spends from a budget; nobody named: all funders."""
    return " + ".join(words.region(name) for name in sorted(funders)) or words("portfolio.all_funders")


def budget_name(words: Words, line: BudgetLine) -> str:
    """Return whose budget it is and for which years."""
    whose = funders_name(words, line.funders)
    if line.last_year == NO_END:
        return words("portfolio.budget_from", who=whose, first=line.first_year)
    return words("portfolio.budget_of", who=whose, first=line.first_year, last=line.last_year)


def support_name(words: Words, backing: Backing) -> str:
    """Return the kind of a support."""
    return words(f"portfolio.support.{backing.kind}")


def usd(words: Words, usd_million: float) -> str:
    """Say money that is given in millions."""
    return words.money(usd_million * MILLION if abs(usd_million) >= LEAST_USD_MILLION else 0.0)


def millions(usd_million: float) -> str:
    """Write money for a table in millions; a dash where there is none to tell, such as a tail of nothing."""
    if math.isnan(usd_million):
        return "–"
    return number(usd_million if abs(usd_million) >= LEAST_USD_MILLION else 0.0)


def month(day: dt.date) -> str:
    """Write a day as year and month."""
    return f"{day:%Y-%m}"


def reason_text(words: Words, reason: str) -> str:
    """Say why a project could not be chosen."""
    message = f"portfolio.reason.{reason}"
    return words(message) if message in words.catalogue.messages else reason


def shock_text(words: Words, view: PortfolioView, seen: Sequence[ShockSeen]) -> str:
    """Say what happens in a future: the scenario of each market with its month."""
    said = [
        words("portfolio.shock", title=view.titles.get(one.scenario, one.scenario), month=month(one.news))
        for one in seen
        if one.news is not None
    ]
    return "; ".join(said) or words("portfolio.calm")


def future_name(words: Words, place: int) -> str:
    """Return the name of a future by its place, from 0."""
    return words("portfolio.future", number=place + 1)


def compared_name(words: Words, key: str) -> str:
    """Return the name of a portfolio of :attr:`PortfolioView.compared`."""
    kind, _, place = key.partition("-")
    return words("portfolio.alternative", number=place) if place else words(f"portfolio.compared.{kind}")
