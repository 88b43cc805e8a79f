"""What a game comes to, in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict

from didymium.decisions.rival.results import NONE, Payoff, Reply, Searched
from didymium.decisions.rival.schema import Rival
from didymium.evidence.provenance import Kind, parse_references
from didymium.views.coalition.naming import is_something, money
from didymium.views.rival.naming import (
    answer_name,
    damage_said,
    members_of,
    policy_name,
    policy_names,
    rival_name,
    stands,
)
from didymium.views.rival.view import RivalView
from didymium.views.sentences import drift_sentences
from didymium.views.wording import Words

MILLION = 1e6


def answer_sentences(words: Words, view: RivalView) -> Iterator[str]:
    """Yield which policy stands best, which looked best, which invites an attack and which leaves least to
    fear.
    """
    yield from standing_sentences(words, view)
    yield from _invited(words, view)
    yield from _unanswered(words, view, view.game.unanswered)
    yield from drift_sentences(words, [asdict(row) for row in view.game.drifting])
    yield from record_sentences(words, view)


def standing_sentences(words: Words, view: RivalView) -> tuple[str, str]:
    """Say which policy stands best, and which invites an attack."""
    return _best(words, view), _fear(words, view)


def record_sentences(words: Words, view: RivalView) -> Iterator[str]:
    """Yield when the game was recorded, and what has changed since."""
    if view.record is None:
        return
    yield words("rival.say.recorded", date=words.date(view.record.recorded))
    if view.record.is_case_changed:
        yield words("rival.say.stale_case")
    if view.record.is_rival_changed:
        yield words("rival.say.stale_rival")


def _best(words: Words, view: RivalView) -> str:
    game, rival = view.game, view.rival
    best, looked = game.reply_to(game.best_against_reply), game.reply_to(game.best_against_passive)
    fields = {
        "rival": rival_name(words, rival),
        "policy": policy_name(words, rival, best.policy),
        "answered": stands(words, best.payoff.alliance),
        "passive": stands(words, looked.passive.alliance),
    }
    if best.policy == looked.policy:
        return words("rival.say.best_same", **fields)
    other, after = policy_name(words, rival, looked.policy), stands(words, looked.payoff.alliance)
    return words("rival.say.best_other", **fields, other=other, after=after)


def _fear(words: Words, view: RivalView) -> str:
    replies = sorted(view.game.replies, key=lambda reply: reply.damage)
    least, most = replies[0], replies[-1]
    if not any(reply.attacks for reply in replies):
        return words("rival.say.no_attack", rival=rival_name(words, view.rival))
    fields = {
        "most": policy_name(words, view.rival, most.policy),
        "damage": damage_said(words, most.damage),
    }
    if len(replies) == 1:
        return words("rival.say.one_attack", **fields)
    named = policy_name(words, view.rival, least.policy)
    return words("rival.say.fear", **fields, least=named, little=damage_said(words, least.damage))


def _invited(words: Words, view: RivalView) -> Iterator[str]:
    """Yield under which policies an attack pays the rival more, or less, than under none."""
    usual = view.game.reply_to(NONE).gain
    others = [reply for reply in view.game.replies if reply.policy != NONE]
    more = [reply.policy for reply in others if is_something(reply.gain - usual) and reply.gain > usual]
    less = [reply.policy for reply in others if is_something(reply.gain - usual) and reply.gain < usual]
    for message, names in (("invites", more), ("deters", less)):
        if names:
            listed = policy_names(words, view.rival, names)
            yield words(f"rival.say.{message}", rival=rival_name(words, view.rival), list=listed)


def _unanswered(words: Words, view: RivalView, unanswered: Mapping[str, str]) -> Iterator[str]:
    """Yield under which policies the market had no answer even if the rival does nothing, and why."""
    for policy, why in unanswered.items():
        yield words(
            "rival.say.unanswered", policy=policy_name(words, view.rival, policy), why=" ".join(why.split())
        )


def search_sentences(words: Words, view: RivalView) -> Iterator[str]:
    """Yield how good the replies are known to be, and on what condition."""
    replies = view.game.replies
    whole = [reply.policy for reply in replies if is_whole(reply.searched)]
    rest = [reply for reply in replies if reply.policy not in whole]
    proven = [reply.policy for reply in rest if reply.searched.is_proven]
    if whole:
        yield words("rival.say.whole", list=policy_names(words, view.rival, whole))
    if rest:
        yield words("rival.say.condition")
    if proven:
        yield words("rival.say.proven", list=policy_names(words, view.rival, proven))
    left = [_open(words, view, reply) for reply in rest if reply.policy not in proven]
    if left:
        yield words("rival.say.open", list=words("list.comma").join(left))
    yield from _single_changes(words, view)
    refused = sum(reply.searched.refused for reply in replies)
    if refused:
        yield words("rival.say.refused", count=f"{refused:,}")


def _single_changes(words: Words, view: RivalView) -> Iterator[str]:
    for message, is_so in (("single", True), ("no_single", False)):
        names = [
            reply.policy
            for reply in view.game.replies
            if reply.searched.no_single_change_is_better is is_so and not is_whole(reply.searched)
        ]
        if names:
            yield words(f"rival.say.{message}", list=policy_names(words, view.rival, names))


def is_whole(searched: Searched) -> bool:
    """Say whether every move on the grid was tried."""
    return searched.evaluated >= searched.count and not searched.refused


def not_ruled_out(reply: Reply) -> float:
    """Return by how much a move on the grid may be better than what was found there, million US dollars; what
    was added between levels is not of the grid.
    """
    return max(reply.searched.bound - (reply.payoff.aim - reply.searched.polished), 0.0)


def _open(words: Words, view: RivalView, reply: Reply) -> str:
    more, named = not_ruled_out(reply), policy_name(words, view.rival, reply.policy)
    if not math.isfinite(more):
        return words("rival.say.open_endless", policy=named)
    return words("rival.say.open_by", policy=named, money=money(words, more))


def second_sentences(words: Words, view: RivalView) -> Iterator[str]:
    """Yield which second move the alliance does best with, policy by policy."""
    for found in view.game.answered:
        best = next(reply for reply in found.answers if reply.policy == found.best)
        yield words(
            "rival.say.second",
            policy=policy_name(words, view.rival, found.policy),
            rival=rival_name(words, view.rival),
            best=answer_name(words, view.rival, found.best),
            answered=stands(words, best.payoff.alliance),
        )
        yield from _unanswered(words, view, found.unanswered)


def recheck_sentences(words: Words, view: RivalView) -> Iterator[str]:
    """Yield whether the policies stand in the same order on the finer division of time."""
    finer = {reply.policy: reply.rechecked for reply in view.game.replies if reply.rechecked is not None}
    if not finer:
        return
    searched = {policy: view.game.reply_to(policy).payoff for policy in finer}
    orders = [_order(payoffs) for payoffs in (searched, finer)]
    best = policy_name(words, view.rival, orders[1][0])
    same = (
        words("rival.say.order_same")
        if orders[0] == orders[1]
        else words("rival.say.order_other", policy=best)
    )
    yield words("rival.say.recheck", profile=view.rival.recheck_profile, same=same)


def _order(payoffs: dict[str, Payoff]) -> list[str]:
    return sorted(payoffs, key=lambda policy: -payoffs[policy].alliance)


def rules_sentences(words: Words, rival: Rival) -> Iterator[str]:
    """Yield what the rival wants, where that comes from, and when who moves."""
    named = rival_name(words, rival)
    if rival.summary:
        yield " ".join(rival.summary.split())
    regions = words.listed([words.place(region) for region in rival.regions])
    yield words.sentence("rival.say.who", members=members_of(words, rival), regions=regions)
    yield words.sentence("rival.say.aim", rival=named, list=words("rival.between").join(_aims(words, rival)))
    yield words("rival.say.aim_source", source=source_said(words, rival.aim.source))
    moves = words.date(rival.moves_on)
    if rival.begin is None:
        yield words("rival.say.days_lead", moves=moves)
    else:
        yield words("rival.say.days", moves=moves, begin=words.date(rival.begin))
    if rival.answers_on is not None:
        yield words("rival.say.answers", day=words.date(rival.answers_on), rival=named)
    yield words("rival.say.profile", profile=rival.profile)


def _aims(words: Words, rival: Rival) -> Iterator[str]:
    aim = rival.aim
    for name in ("revenue", "income"):
        if weight := getattr(aim, name):
            yield words(f"rival.aim.{name}", weight=f"{weight:g}")
    if aim.share:
        materials = words.listed([words.material(name) for name in aim.share_of])
        yield words("rival.aim.share", money=words.money(aim.share * MILLION), materials=materials)
    if aim.harm:
        yield words("rival.aim.harm", weight=f"{aim.harm:g}", places=_places(words, rival))


def _places(words: Words, rival: Rival) -> str:
    names = [name for one in rival.aim.harm_to for name in _regions(words, rival, one)]
    if set(names) == set(words.case.regions_of(rival.club, rival.moves_on)):
        return members_of(words, rival)
    return words.listed([words.place(name) for name in dict.fromkeys(names)])


def _regions(words: Words, rival: Rival, name: str) -> tuple[str, ...]:
    return words.case.regions_of(name, rival.moves_on)


def source_said(words: Words, source: str) -> str:
    """Say where a figure comes from: titles of sources, and what is assumed in words of its own."""
    evidence = words.case.evidence
    known = {} if evidence is None else evidence.sources
    said = []
    for one in parse_references(source):
        if one.kind is Kind.CITED:
            said += [known[name].title if name in known else name for name in one.ids]
        else:
            said.append(f"{one.kind}: {one.explanation}")
    return "; ".join(said)
