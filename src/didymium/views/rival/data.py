"""A game as plain data: for JSON, files and the API. Money is million US dollars, discounted to the first
day of the run, against a run with neither policy nor move.
"""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from didymium.decisions.rival.results import Answered, Move, Payoff, Reply, Searched
from didymium.views.rival.lasting import lasting_data
from didymium.views.rival.naming import move_said, policy_name
from didymium.views.rival.saying import not_ruled_out
from didymium.views.rival.view import RivalView
from didymium.views.wording import Words

Record = dict[str, Any]


def rival_data(words: Words, view: RivalView) -> Record:
    """Return a game as nested lists, texts and numbers; ``words`` say policies and moves."""
    game, rival = view.game, view.rival
    return {
        "case": view.case.settings.name,
        "rival": view.name,
        "title": rival.title_in(words.language),
        "regions": list(rival.regions),
        "club": rival.club,
        "members": list(view.case.regions_of(rival.club, rival.moves_on)),
        "aim": rival.aim.model_dump(mode="json"),
        "profile": rival.profile,
        "recorded": recorded_data(view),
        "best_against_passive": game.best_against_passive,
        "best_against_reply": game.best_against_reply,
        "dials": [
            {"dial": dial.name, "unit": dial.unit, "levels": list(dial.levels), "neutral": dial.neutral}
            for dial in game.dials
        ],
        "policies": [reply_data(words, view, reply) for reply in game.replies],
        "unanswered": dict(game.unanswered),
        "drifting": [asdict(row) for row in game.drifting],
        "cross": _cross(view),
        "lasting": lasting_data(view),
        "second_round": [_answered(words, view, found) for found in game.answered],
    }


def recorded_data(view: RivalView) -> Record | None:
    """Return when a game was recorded and what has changed since; None if it was played just now."""
    if view.record is None:
        return None
    return {
        "day": view.record.recorded,
        "case_changed": view.record.is_case_changed,
        "rival_changed": view.record.is_rival_changed,
    }


def reply_data(words: Words, view: RivalView, reply: Reply) -> Record:
    """Return a policy with the reply to it, and every move that was tried."""
    return {
        "policy": reply.policy,
        "title": policy_name(words, view.rival, reply.policy),
        "reply": move_said(words, view.rival, view.game.dials, reply.move),
        "move": _move(reply.move),
        "attack_pays": reply.attacks,
        "rival_gains_usd_million": reply.gain,
        "damage_usd_million": reply.damage,
        "passive": payoff_data(reply.passive),
        "answered": payoff_data(reply.payoff),
        "rechecked": None if reply.rechecked is None else payoff_data(reply.rechecked),
        "search": _searched(reply, reply.searched),
        "tried": [
            {
                "move": _move(one.move),
                "aim_usd_million": one.payoff.aim,
                "alliance_usd_million": one.payoff.alliance,
            }
            for one in reply.tried
        ],
    }


def _move(move: Move) -> dict[str, float]:
    return dict(move.levels)


def payoff_data(payoff: Payoff) -> Record:
    """Return what both sides get."""
    return {
        "alliance_usd_million": payoff.alliance,
        "alliance_treasuries_usd_million": payoff.alliance_treasury,
        "aim_usd_million": payoff.aim,
        "revenue_usd_million": payoff.revenue,
        "income_usd_million": payoff.income,
        "share_points": payoff.share_points,
        "harm_usd_million": payoff.harm,
        "members": [
            {
                "region": member.region,
                "account_usd_million": member.account,
                "treasury_usd_million": member.treasury,
                "lost_value_added_usd_million": member.lost_value_added,
            }
            for member in payoff.members
        ],
    }


def _searched(reply: Reply, found: Searched) -> Record:
    more = not_ruled_out(reply)
    return {
        "tried": found.evaluated,
        "grid": found.count,
        "bound_usd_million": found.bound if math.isfinite(found.bound) else None,
        "not_ruled_out_usd_million": more if math.isfinite(more) else None,
        "bound_proves_it": found.is_proven,
        "no_single_change_better": found.no_single_change_is_better,
        "added_between_levels_usd_million": found.polished,
        "refused": found.refused,
    }


def _cross(view: RivalView) -> list[Record]:
    cross = view.game.cross
    return [
        {
            "policy": policy,
            "reply_to": reply,
            "alliance_usd_million": None if one is None else one.alliance,
            "aim_usd_million": None if one is None else one.aim,
        }
        for policy, row in zip(cross.policies, cross.payoffs, strict=True)
        for reply, one in zip(cross.replies, row, strict=True)
    ]


def _answered(words: Words, view: RivalView, found: Answered) -> Record:
    return {
        "policy": found.policy,
        "best": found.best,
        "unanswered": dict(found.unanswered),
        "answers": [
            {
                "answer": reply.policy,
                "reply": move_said(words, view.rival, view.game.dials, reply.move, view.rival.answers_on),
                "answered": payoff_data(reply.payoff),
            }
            for reply in found.answers
        ],
    }
