"""Tables of a game: policies, replies, members, searches, payoffs crosswise, second moves, moves tried."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from didymium.decisions.rival.moves import dials_of
from didymium.decisions.rival.results import PASSIVE, Answered, Cross, Payoff, Reply
from didymium.decisions.rival.schema import Rival
from didymium.views.coalition.naming import millions
from didymium.views.result_tables import Table, message_table
from didymium.views.rival.naming import (
    answer_name,
    limit_said,
    move_said,
    policy_name,
    yes_or_no,
)
from didymium.views.rival.saying import is_whole, not_ruled_out, source_said
from didymium.views.rival.view import RivalView
from didymium.views.wording import Words


def _table(
    words: Words,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Sequence[str] = (),
    note: str = "",
) -> Table:
    return message_table(
        words, "rival", title, columns, rows, right, words(f"rival.note.{note}") if note else ""
    )


def _of_policy(words: Words, view: RivalView, table: Table, policy: str) -> Table:
    """Say in the title of a table which policy it is about."""
    named = policy_name(words, view.rival, policy)
    return replace(table, title=words("rival.of_policy", what=table.title, policy=named))


def policies_table(words: Words, view: RivalView) -> Table:
    """Return what each policy comes to before and after the reply to it."""
    rows = [
        (
            policy_name(words, view.rival, reply.policy),
            millions(reply.passive.alliance),
            millions(reply.payoff.alliance),
            millions(reply.gain),
            millions(reply.damage),
            millions(reply.payoff.alliance_treasury),
            yes_or_no(words, reply.attacks),
        )
        for reply in view.game.replies
    ]
    columns = ("policy", "passive", "answered", "gain", "damage", "treasury", "attack")
    return _table(words, "policies", columns, rows, columns[1:-1], "money")


def replies_table(words: Words, view: RivalView) -> Table:
    """Return the best reply to each policy in words."""
    rows = [
        (policy_name(words, view.rival, reply.policy), _said(words, view, reply))
        for reply in view.game.replies
    ]
    return _table(words, "replies", ("policy", "reply"), rows)


def _said(words: Words, view: RivalView, reply: Reply) -> str:
    return move_said(words, view.rival, view.game.dials, reply.move)


def members_table(words: Words, view: RivalView) -> Table:
    """Return what each member has under each policy; what the alliance bears as one stands apart."""
    rows = [
        (
            policy_name(words, view.rival, reply.policy),
            _member(words, view, one.region),
            millions(_account(reply.passive, one.region)),
            millions(one.account),
            millions(one.treasury),
            millions(one.lost_value_added),
        )
        for reply in view.game.replies
        for one in reply.payoff.members
    ]
    columns = ("policy", "member", "passive", "answered", "member_treasury", "lost")
    return _table(words, "members", columns, rows, columns[2:], "members")


def _member(words: Words, view: RivalView, region: str) -> str:
    return words("rival.common") if region in view.case.clubs else words.region(region)


def _account(payoff: Payoff, region: str) -> float:
    """Return the account of a member; one that is not listed has none."""
    return next((one.account for one in payoff.members if one.region == region), 0.0)


def search_table(words: Words, view: RivalView) -> Table:
    """Return how much of the grid was tried, and what is not ruled out."""
    rows = [
        (
            policy_name(words, view.rival, reply.policy),
            f"{reply.searched.evaluated:,}",
            f"{reply.searched.count:,}",
            _more(reply),
            yes_or_no(words, reply.searched.is_proven),
            yes_or_no(words, reply.searched.no_single_change_is_better),
            millions(reply.searched.polished),
        )
        for reply in view.game.replies
    ]
    columns = ("policy", "tried", "grid", "more", "proven", "single", "polished")
    return _table(words, "search", columns, rows, ("tried", "grid", "more", "polished"), "search")


def _more(reply: Reply) -> str:
    more = 0.0 if is_whole(reply.searched) else not_ruled_out(reply)
    return millions(more) if math.isfinite(more) else "–"


def cross_table(words: Words, view: RivalView) -> Table:
    """Return what the alliance has of every policy against every reply."""
    cross = view.game.cross
    values = [[None if payoff is None else payoff.alliance for payoff in row] for row in cross.payoffs]
    return replace(_crosswise(words, view, "cross", cross, values), note=words("rival.note.cross"))


def cross_aim_table(words: Words, view: RivalView) -> Table:
    """Return what the rival has of every policy against every reply."""
    cross = view.game.cross
    values = [[None if payoff is None else payoff.aim for payoff in row] for row in cross.payoffs]
    return replace(_crosswise(words, view, "cross_aim", cross, values), note=words("rival.note.aim"))


def _crosswise(
    words: Words, view: RivalView, title: str, cross: Cross, values: Sequence[Sequence[float | None]]
) -> Table:
    """Return a table in which policies stand with a number, which heads the column of the reply to each."""
    numbers = {policy: str(place) for place, policy in enumerate(cross.policies, start=1)}
    replies = (
        words("rival.passive") if name == PASSIVE else words("rival.reply_to", number=numbers[name])
        for name in cross.replies
    )
    rows = tuple(
        (f"{numbers[policy]}. {policy_name(words, view.rival, policy)}", *(millions(one) for one in row))
        for policy, row in zip(cross.policies, values, strict=True)
    )
    headers = (words("rival.column.policy"), *replies)
    return Table(words(f"rival.table.{title}"), headers, rows, frozenset(range(1, len(headers))))


def second_tables(words: Words, view: RivalView) -> tuple[Table, ...]:
    """Return of each policy what the alliance may do next, and the reply to that."""
    return tuple(_second(words, view, found) for found in view.game.answered)


def _second(words: Words, view: RivalView, found: Answered) -> Table:
    rows = [
        (
            answer_name(words, view.rival, reply.policy),
            millions(reply.payoff.alliance),
            millions(reply.payoff.aim),
            move_said(words, view.rival, view.game.dials, reply.move, view.rival.answers_on),
        )
        for reply in sorted(found.answers, key=lambda reply: -reply.payoff.alliance)
    ]
    table = _table(words, "second", ("answer", "answered", "aim", "reply"), rows, ("answered", "aim"), "aim")
    return _of_policy(words, view, table, found.policy)


def tried_tables(words: Words, view: RivalView) -> tuple[Table, ...]:
    """Return of each policy every move that was tried against it, the best for the rival first."""
    return tuple(_tried(words, view, reply) for reply in view.game.replies)


def _tried(words: Words, view: RivalView, reply: Reply) -> Table:
    rows = [
        (
            millions(one.payoff.aim - reply.passive.aim),
            millions(reply.passive.alliance - one.payoff.alliance),
            move_said(words, view.rival, view.game.dials, one.move),
        )
        for one in reply.tried
    ]
    table = _table(words, "tried", ("gain", "loss", "move"), rows, ("gain", "loss"))
    return _of_policy(words, view, table, reply.policy)


def recheck_table(words: Words, view: RivalView) -> Table:
    """Return the payoffs on both divisions of time."""
    rows = [
        (
            policy_name(words, view.rival, reply.policy),
            millions(reply.payoff.alliance),
            millions(reply.rechecked.alliance),
            millions(reply.payoff.aim),
            millions(reply.rechecked.aim),
        )
        for reply in view.game.replies
        if reply.rechecked is not None
    ]
    columns = ("policy", "answered", "finer", "aim", "finer_aim")
    return _table(words, "recheck", columns, rows, columns[1:], "aim")


def levers_table(words: Words, rival: Rival) -> Table:
    """Return what the rival may do, within which limits, and where these come from."""
    rows = [
        (
            lever.title_in(words.language),
            words("list.comma").join(
                limit_said(words, lever, dial)
                for dial in dials_of(rival)
                if dial.lever == lever.name and len(dial.levels) > 1
            ),
            lever.source,
        )
        for lever in rival.lever
    ]
    table = _table(words, "levers", ("lever", "limits"), [row[:2] for row in rows])
    return _with_sources(words, table, [row[2] for row in rows])


def _with_sources(words: Words, table: Table, sources: Sequence[str]) -> Table:
    """Add the column of sources, which pages link."""
    header = words("screen.column.source")
    rows = tuple((*row, _source_cell(words, source)) for row, source in zip(table.rows, sources, strict=True))
    return replace(table, headers=(*table.headers, header), rows=rows)


def _source_cell(words: Words, source: str) -> str:
    """Return the id of a source that stands alone, which pages link, else all in words."""
    return source if source in words.case.sources else source_said(words, source)


def chosen_table(words: Words, rival: Rival) -> Table:
    """Return what the alliance may do, and what each policy costs beside the accounts."""
    rows = [
        (
            one.name,
            policy_name(words, rival, one.name),
            millions(one.cost_usd_million or None),
            yes_or_no(words, one.is_answer),
        )
        for one in rival.policy
    ]
    columns = ("name", "policy", "cost", "second_move")
    table = _table(words, "chosen", columns, rows, ("cost",), "cost")
    return _with_sources(words, table, [one.source for one in rival.policy])
