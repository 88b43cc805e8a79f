"""Stocks held against a rival that answers: sentences, a table, data."""

from __future__ import annotations

from didymium.decisions.rival.results import NONE
from didymium.decisions.stockpile.answered import ASKED, Size, SizeAnswered, StockpileAnswered
from didymium.views.answered.replies import (
    Record,
    reply_record,
    reply_sentence,
    rival_record,
    searched_sentence,
)
from didymium.views.coalition.naming import millions, money
from didymium.views.result_tables import Table, message_table
from didymium.views.rival.naming import rival_name, yes_or_no
from didymium.views.wording import Words

MILLION = 1e6


def answered_sentences(words: Words, answered: StockpileAnswered) -> list[str]:
    """Say whether the stocks that looked best still do, and what each size provokes."""
    rival = answered.rival
    replies = [
        reply_sentence(words, rival, answered.dials, size_name(words, answered, one.size), one.reply)
        for one in answered.sizes
    ]
    rule = words(
        "answered.say.stocks_rule",
        rival=rival_name(words, rival),
        day=words.date(rival.moves_on),
        days=words.days(answered.days),
    )
    searched = searched_sentence(words, [one.reply for one in answered.sizes])
    return [*_verdict(words, answered), *replies, rule, *searched]


def _verdict(words: Words, answered: StockpileAnswered) -> list[str]:
    rival, asked, best = rival_name(words, answered.rival), answered.asked, answered.best
    lost = words(
        "answered.say.stocks_loss",
        lost=money(words, asked.lost_after_musd),
        drawn=money(words, asked.lost_drawn_musd),
    )
    if best is None:
        return [words("answered.say.stocks_none", rival=rival), lost]
    if best is asked:
        return [words("answered.say.stocks_stand", rival=rival), lost]
    kind = "less" if best.size.usd_per_year < asked.size.usd_per_year else "more"
    said = words(
        f"answered.say.stocks_{kind}",
        rival=rival,
        size=size_name(words, answered, best.size),
        cost=words.money(best.size.usd_per_year),
        before=words.money(asked.size.usd_per_year),
    )
    return [said, lost]


def size_name(words: Words, answered: StockpileAnswered, size: Size) -> str:
    """Return what a size is called."""
    if size.name in (NONE, ASKED):
        return words(f"answered.size.{size.name}")
    if answered.by_share:
        return words("answered.size.share", share=words.percent(float(size.name)))
    return words("answered.size.times", times=size.name)


def answered_table(words: Words, answered: StockpileAnswered) -> Table:
    """Return what each size costs, and what is lost with it before and after the reply."""
    rows = [
        (
            size_name(words, answered, one.size),
            millions(one.size.usd_per_year / MILLION),
            millions(one.lost_drawn_musd),
            millions(one.lost_after_musd),
            millions(one.worst_after_musd(answered.alpha)),
            yes_or_no(words, one.keeps_all),
        )
        for one in answered.sizes
    ]
    columns = ("size", "cost", "drawn", "lost", "tail", "keeps")
    return message_table(words, "answered", "stocks", columns, rows, columns[1:5])


def answered_data(answered: StockpileAnswered) -> Record:
    """Return what becomes of each size as nested lists and numbers."""
    best = answered.best
    return {
        **rival_record(answered.rival, answered.dials),
        "stands": answered.stands,
        "best_after": None if best is None else best.size.name,
        "sizes": [_size(answered, one) for one in answered.sizes],
    }


def _size(answered: StockpileAnswered, one: SizeAnswered) -> Record:
    return {
        "size": one.size.name,
        "usd_per_year": one.size.usd_per_year,
        "t": [
            {"region": region, "material": material, "t": t}
            for (region, material), t in sorted(one.size.tonnes.items())
        ],
        "lost_drawn_usd_million": one.lost_drawn_musd,
        "lost_after_usd_million": one.lost_after_musd,
        "worst_after_usd_million": one.worst_after_musd(answered.alpha),
        "keeps_bounds": one.keeps_all,
        "holders": [
            {
                "members": list(pool.members),
                "lost_after_usd_million": one.expected_after_musd(number),
                "keeps_bound": one.keeps[number],
            }
            for number, pool in enumerate(answered.holders)
        ],
        "reply": reply_record(one.reply),
    }
