"""What the interests of a relationship come to: shares, votes and special rights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from didymium.screening.ownership.holdings import Right
from didymium.screening.register.bods.codes import ECONOMIC, RIGHTS, SHARES, UNKNOWN_INTERESTS, VOTES
from didymium.screening.register.bods.relationship import Interest
from didymium.screening.register.records import (
    ANYTHING,
    NOTHING,
    Assumed,
    Interval,
    added,
    hull,
    one_share_one_vote,
)

Meaning = tuple[Interval, Interval, Right, Assumed]
"""Capital, votes, rights, and what of them is assumed."""
UNSTATED: Meaning = (ANYTHING, ANYTHING, Right.NONE, Assumed.NOTHING)
"""A relationship that says nothing of its interests: they may be anything."""


def meaning_of(interests: Sequence[Interest]) -> Meaning:
    """Return what interests held at the same time come to.

    Shares of several interests are added, as are votes. Economic rights stand for shares only where there are
    none, and bring no votes. Of an unknown interest nothing bounds capital and votes.
    """
    if not interests or any(not i.type or i.type in UNKNOWN_INTERESTS for i in interests):
        return ANYTHING, ANYTHING, _rights(interests), Assumed.NOTHING
    shares, votes = _total(interests, SHARES), _total(interests, VOTES)
    economic = _economic(interests)
    if shares is None and economic is not None:
        return economic, votes or NOTHING, _rights(interests), Assumed.NOTHING
    return _with_rights(one_share_one_vote(shares, votes), _rights(interests))


def _with_rights(stake: tuple[Interval, Interval, Assumed], rights: Right) -> Meaning:
    capital, votes, assumed = stake
    return capital, votes, rights, assumed


def _total(interests: Iterable[Interest], type_: str) -> Interval | None:
    found = [interest.share for interest in interests if interest.type == type_]
    return reduce(added, found) if found else None


def _economic(interests: Iterable[Interest]) -> Interval | None:
    """Return the bounds of the economic rights: several are views of one interest. A nominator has it all or
    part.
    """
    found = [interest.share for interest in interests if interest.type in ECONOMIC | {"nominator"}]
    return reduce(hull, found) if found else None


def _rights(interests: Iterable[Interest]) -> Right:
    return reduce(Right.__or__, (_right(interest) for interest in interests), Right.NONE)


def _right(interest: Interest) -> Right:
    if interest.type == "controlViaCompanyRulesOrArticles" and interest.is_veto:
        return Right.GOLDEN_SHARE
    return RIGHTS.get(interest.type, Right.NONE)
