"""Portfolios held against a rival that answers: sentences and a table."""

from __future__ import annotations

import datetime as dt

from didymium.decisions.portfolio.answer import BEST, GREEDY, HeldPortfolios, PortfolioAnswered
from didymium.decisions.rival.results import NONE
from didymium.views.answered.replies import reply_sentence, searched_sentence
from didymium.views.portfolio.naming import compared_name, millions, project_names, usd
from didymium.views.portfolio.view import PortfolioView
from didymium.views.result_tables import Table, message_table
from didymium.views.rival.naming import rival_name
from didymium.views.wording import Words


def answered_sentences(words: Words, held: HeldPortfolios) -> list[str]:
    """Say whether the portfolio chosen still stands, and what each portfolio provokes."""
    rival, years = held.rival, held.dials[0].levels
    replies = [
        reply_sentence(words, rival, held.dials, held_name(words, one.name), one.reply, _first_day(one))
        for one in held.portfolios
    ]
    rule = words(
        "answered.say.portfolio_rule",
        rival=rival_name(words, rival),
        first=f"{years[0]:.0f}",
        last=f"{years[-1]:.0f}",
    )
    searched = searched_sentence(words, [one.reply for one in held.portfolios])
    return [_verdict(words, held), *replies, rule, *searched]


def _first_day(one: PortfolioAnswered) -> dt.date | None:
    return None if one.year is None else dt.date(one.year, 1, 1)


def _verdict(words: Words, held: HeldPortfolios) -> str:
    chosen = next(one for one in held.portfolios if one.name == BEST)
    fields = {"rival": rival_name(words, held.rival), "after": _weighed(words, chosen, after=True)}
    if held.stands:
        before = _weighed(words, chosen, after=False)
        return words("answered.say.portfolio_stands", before=before, **fields)
    best = held.best_after
    least, other = _weighed(words, best, after=True), held_name(words, best.name)
    return words("answered.say.portfolio_falls", other=other, least=least, **fields)


def _weighed(words: Words, one: PortfolioAnswered, *, after: bool) -> str:
    """Say what is lost; below zero it is a gain."""
    lost = (one.after if after else one.before).risk.weighed_usd_million
    return words(f"answered.{'gained' if lost < 0.0 else 'lost'}", money=usd(words, abs(lost)))


def held_name(words: Words, name: str) -> str:
    """Return the name of a portfolio that is held against the rival."""
    if name == GREEDY:
        return words("answered.portfolio.greedy")
    return compared_name(words, "nothing" if name == NONE else name)


def answered_table(words: Words, view: PortfolioView, held: HeldPortfolios) -> Table:
    """Return what is lost with each portfolio before and after the reply."""
    rows = [
        (
            held_name(words, one.name),
            project_names(words, view, one.before.names),
            "–" if one.year is None else str(one.year),
            millions(one.reply.gain),
            millions(one.before.risk.weighed_usd_million),
            millions(one.after.risk.weighed_usd_million),
        )
        for one in held.portfolios
    ]
    columns = ("portfolio", "projects", "year", "gain", "before", "after")
    return message_table(words, "answered", "portfolio", columns, rows, columns[2:])
