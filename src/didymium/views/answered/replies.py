"""What floors, stocks and portfolios say alike of a reply."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

from didymium.decisions.rival.results import Dial, Reply
from didymium.decisions.rival.schema import Rival
from didymium.views.rival.naming import move_said, rival_name
from didymium.views.wording import Words

Record = dict[str, Any]


def reply_sentence(
    words: Words, rival: Rival, dials: Sequence[Dial], what: str, reply: Reply, on: dt.date | None = None
) -> str:
    """Say what the rival does about something; ``on`` is the day of its move, if not that of its file."""
    name, what = rival_name(words, rival), words("answered.named", what=what)
    if not reply.attacks:
        return words("answered.say.no_reply", rival=name, what=what)
    return words(
        "answered.say.reply", rival=name, what=what, move=move_said(words, rival, dials, reply.move, on)
    )


def searched_sentence(words: Words, replies: Sequence[Reply]) -> list[str]:
    """Say how many moves were tried, unless none that was not tried can be better."""
    if all(reply.searched.is_proven for reply in replies):
        return []
    counts = sorted({reply.searched.evaluated for reply in replies})
    count = words("answered.range", least=counts[0], most=counts[-1]) if len(counts) > 1 else counts[0]
    return [words("answered.say.searched", count=count)]


def rival_record(rival: Rival, dials: Sequence[Dial]) -> Record:
    """Return who answers, and what it may set."""
    return {
        "title": rival.title_en,
        "regions": list(rival.regions),
        "moves_on": rival.moves_on.isoformat(),
        "dials": [{"name": dial.name, "unit": dial.unit, "levels": list(dial.levels)} for dial in dials],
    }


def reply_record(reply: Reply) -> Record:
    """Return a reply with how it was found; money in million US dollars, discounted."""
    found = reply.searched
    return {
        "attacks": reply.attacks,
        "move": dict(reply.move.levels),
        "rival_gains_usd_million": reply.gain,
        "moves_tried": found.evaluated,
        "moves_in_all": found.count,
        "aim_usd_million": reply.payoff.aim,
        "aim_at_most_usd_million": found.bound if math.isfinite(found.bound) else None,
        "is_proven": found.is_proven,
    }
