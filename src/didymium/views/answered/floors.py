"""Designs of a floor held against a rival that answers: sentences, a table, data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.console import Console

from didymium.decisions.floors.answered import FloorAnswered, Standing
from didymium.decisions.rival.results import NONE
from didymium.views.answered.replies import (
    Record,
    reply_record,
    reply_sentence,
    rival_record,
    searched_sentence,
)
from didymium.views.coalition.naming import millions
from didymium.views.floor_report import design_report
from didymium.views.printing import heading, print_table, say
from didymium.views.result_tables import Table
from didymium.views.rival.naming import rival_name
from didymium.views.wording import Words, number


def print_answered(console: Console, words: Words, answered: FloorAnswered) -> None:
    """Print what becomes of each design once the rival has answered."""
    heading(console, words("answered.section.floor", rival=rival_name(words, answered.rival)))
    say(console, verdicts(words, answered))
    table = answered_table(words, answered)
    heading(console, table.title)
    print_table(console, table)
    say(console, reply_sentences(words, answered))


def verdicts(words: Words, answered: FloorAnswered) -> list[str]:
    """Say whether the design that looked best still does, and whether the floor still holds."""
    kept = [
        words(
            f"answered.say.floor_{'kept' if one.still_held else 'lost'}",
            design=design(words, one.design),
            **({} if one.still_held else {"share": words.percent(one.held_after)}),
        )
        for one in answered.standings
        if one.design != NONE and one.still_held is not None
    ]
    return [_account(words, answered), _cheapest(words, answered), *kept]


def _account(words: Words, answered: FloorAnswered) -> str:
    before, after = answered.best_for_alliance("before"), answered.best_for_alliance("after")
    if before == after:
        return words("answered.say.account_same", design=design(words, before))
    return words("answered.say.account_other", design=design(words, before), other=design(words, after))


def _cheapest(words: Words, answered: FloorAnswered) -> str:
    before, after = answered.cheapest("before"), answered.cheapest("after")
    standings = {one.design: one for one in answered.standings}
    fields: dict[str, str] = {}
    if before is not None:
        cost = standings[before].cost_before_usd_per_t
        fields |= {"design": design(words, before), "before": _a_tonne(words, cost)}
    if after is not None:
        cost = standings[after].cost_after_usd_per_t
        fields |= {"other": design(words, after), "after": _a_tonne(words, cost)}
    kinds = {(True, True): "other", (True, False): "gone", (False, True): "new", (False, False): "never"}
    kind = kinds[before is not None, after is not None]
    if before is not None and before == after:
        kind = "same"
        del fields["other"]
    return words(f"answered.say.cheapest_{kind}", **fields)


def _a_tonne(words: Words, usd: float | None) -> str:
    if usd is None:
        return "–"
    return words(f"answered.{'gain_' if usd < 0 else ''}a_tonne", money=words.money(abs(usd)))


def reply_sentences(words: Words, answered: FloorAnswered) -> list[str]:
    """Say the reply to each design, and how it was found."""
    rival, moves_on = answered.rival, words.date(answered.rival.moves_on)
    replies = [
        reply_sentence(words, rival, answered.dials, design(words, name), reply)
        for name, reply in answered.replies.items()
    ]
    unknown = [
        words("answered.say.no_answer", what=design(words, name), why=" ".join(why.split()))
        for name, why in {**answered.unanswered, **answered.after.unsettled}.items()
    ]
    rule = words("answered.say.floor_rule", rival=rival_name(words, rival), day=moves_on)
    return [*replies, *unknown, rule, *searched_sentence(words, list(answered.replies.values()))]


def answered_table(words: Words, answered: FloorAnswered) -> Table:
    """Return the figures of each design before and after the reply, one column a design."""
    shown: tuple[tuple[str, Callable[[Standing], str]], ...] = (
        ("held_before", lambda one: _held(words, one, one.held_before)),
        ("held_after", lambda one: _held(words, one, one.held_after)),
        ("new_before", lambda one: number(one.new_before_t_per_year)),
        ("new_after", lambda one: number(one.new_after_t_per_year)),
        ("cost_before", lambda one: number(one.cost_before_usd_per_t)),
        ("cost_after", lambda one: number(one.cost_after_usd_per_t)),
        ("account_before", lambda one: millions(one.account_before_usd_million)),
        ("account_after", lambda one: millions(one.account_after_usd_million)),
    )
    standings = answered.standings
    rows = tuple((words(f"answered.row.{key}"), *(cell(one) for one in standings)) for key, cell in shown)
    headers = ("", *(words(f"short.{one.design}") for one in standings))
    return Table(words("answered.table.floor"), headers, rows, frozenset(range(1, len(headers))))


def _held(words: Words, one: Standing, share: float) -> str:
    return "–" if one.design == NONE else words.percent(share)


def design(words: Words, name: str) -> str:
    """Return the name of a design."""
    return words(f"design.{name}")


def answered_data(answered: FloorAnswered) -> Record:
    """Return what becomes of each design as nested lists and numbers."""
    after = {one.name: one for one in answered.after.designs}
    return {
        **rival_record(answered.rival, answered.dials),
        "designs": [
            {**_standing(one), "reply": reply_record(answered.replies[one.design]),
             "after": design_report(answered.after, after[one.design])}
            for one in answered.standings
        ],
        "without_reply": {**answered.unanswered, **answered.after.unsettled},
        "cheapest_before": answered.cheapest("before"),
        "cheapest_after": answered.cheapest("after"),
        "best_for_members_before": answered.best_for_alliance("before"),
        "best_for_members_after": answered.best_for_alliance("after"),
    }  # fmt: skip


def _standing(one: Standing) -> dict[str, Any]:
    return {
        "design": one.design,
        "still_held": one.still_held,
        "held_share_before": one.held_before,
        "held_share_after": one.held_after,
        "new_supply_before_t_per_year": one.new_before_t_per_year,
        "new_supply_after_t_per_year": one.new_after_t_per_year,
        "treasuries_cost_before_usd_per_t": one.cost_before_usd_per_t,
        "treasuries_cost_after_usd_per_t": one.cost_after_usd_per_t,
        "members_account_before_usd_million": one.account_before_usd_million,
        "members_account_after_usd_million": one.account_after_usd_million,
    }
