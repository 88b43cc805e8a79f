"""A rival of the tiny case and a game against it, written by hand so that every figure shown is known.

Australia moves against Japan. Four policies: nothing, a duty to hold stocks, a floor, and plants. Against a
rival that does nothing the floor looks best (50 against 30 and 10); once Australia answers, stocks do.
"""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from collections.abc import Mapping
from dataclasses import replace

from didymium.decisions.entry_exit import Decision, Taker
from didymium.decisions.rival.lasting import Lasting, Length, Sum
from didymium.decisions.rival.results import (
    NONE,
    Answered,
    Cross,
    Dial,
    Game,
    MemberPayoff,
    Move,
    Payoff,
    Reply,
    Searched,
    Tried,
)
from didymium.decisions.rival.schema import Rival
from didymium.scenario.schema import Scenario

NAME = "digger"
RIVAL = """\
title_en = "Australia"
title_ko = "호주"
title_ja = "オーストラリア"
summary = "A textbook rival: it digs, others buy."
regions = ["AUS"]
club = "JPN"
moves_on = 2026-01-01
answers_on = 2026-07-01
profile = "shock"
recheck_profile = "shock"
evaluations = 12

[aim]
revenue = 1.0
harm = 0.5
harm_to = ["JPN"]
share = 2.0
share_of = ["oxide"]
source = "revenue=report; assumed: a dollar of harm is worth half a dollar"

[[lever]]
name = "oxide"
kind = "restriction"
title_en = "Oxide to Japan"
title_ko = "일본행 산화물"
title_ja = "日本向け酸化物"
origin = "AUS"
destinations = ["JPN"]
materials = ["oxide"]
begins_after_months = [0, 6]
lasts_months = [0, 12]
volume_share = { least = 0.0, most = 1.0, steps = 5 }
source = "report"

[[lever]]
name = "dump"
kind = "dumping"
title_en = "Oxide dumped"
title_ko = "산화물 덤핑"
title_ja = "酸化物の投げ売り"
origin = "AUS"
material = "oxide"
t_per_year = { least = 0, most = 5000, steps = 3, between = true }
price_share = { levels = [0.6, 0.8] }
source = "assumed: half of what it makes"

[[lever]]
name = "mill"
kind = "capacity"
title_en = "The mill"
title_ko = "제련소"
title_ja = "製錬所"
plants = ["mill"]
share = { levels = [0.5, 1.0, 1.2] }
source = "assumed: round numbers"

[[policy]]
name = "floor"
title_en = "A floor of 60 dollars"
title_ko = "60달러 하한"
title_ja = "60ドルの最低価格"

[[policy]]
name = "stocks"
title_en = "A duty to hold stocks"
title_ko = "비축 의무"
title_ja = "備蓄義務"
include = ["stocks"]
is_answer = true

[[policy]]
name = "plants"
title_en = "Plants at home"
title_ko = "국내 공장"
title_ja = "国内工場"
"""
"""The text of the rival's file."""
DIALS = (
    Dial("oxide.volume_share", "oxide", "volume_share", "share", (0.0, 0.25, 0.5, 0.75, 1.0), 1.0, False),
    Dial("oxide.begins_after_months", "oxide", "begins_after_months", "months", (0.0, 6.0), None, False),
    Dial("oxide.lasts_months", "oxide", "lasts_months", "months", (0.0, 12.0), None, False),
    Dial("dump.t_per_year", "dump", "t_per_year", "t/year", (0.0, 2500.0, 5000.0), 0.0, True),
    Dial("dump.price_share", "dump", "price_share", "share", (0.6, 0.8), None, False),
    Dial("mill.share", "mill", "share", "share", (0.5, 1.0, 1.2), 1.0, False),
)
STILL = {
    "oxide.volume_share": 1.0, "oxide.begins_after_months": 0.0, "oxide.lasts_months": 0.0,
    "dump.t_per_year": 0.0, "dump.price_share": 0.6, "mill.share": 1.0,
}  # fmt: skip
CUT = {**STILL, "oxide.volume_share": 0.25, "oxide.begins_after_months": 6.0, "oxide.lasts_months": 12.0}
DUMPED = {**STILL, "dump.t_per_year": 2500.0}
BOTH = {**CUT, "dump.t_per_year": 5000.0, "mill.share": 1.2}


def read_rival(text: str = RIVAL) -> Rival:
    """Return a rival from the text of a file."""
    return Rival.model_validate(tomllib.loads(text))


def payoff(aim: float, alliance: float, treasury: float = 0.0, lost: float | None = 1.0) -> Payoff:
    """Return what one pair comes to, with one member."""
    return Payoff(aim, aim + 1, aim - 1, 0.5, -alliance, (MemberPayoff("JPN", alliance, treasury, lost),))


PASSIVE = {NONE: 0.0, "floor": 50.0, "stocks": 30.0, "plants": 10.0}
"""What the alliance has if the rival does nothing."""
REPLIES: Mapping[str, tuple[Mapping[str, float], float, float]] = {
    NONE: (CUT, 40.0, -100.0), "floor": (DUMPED, 60.0, -80.0), "stocks": (CUT, 5.0, 20.0),
    "plants": (STILL, 0.0, 10.0),
}  # fmt: skip
"""The reply to each policy, what it adds to the rival's aim, and what the alliance then has."""


def _reply(policy: str, *, searched: Searched | None = None) -> Reply:
    move, gain, alliance = REPLIES[policy]
    passive = payoff(0.0, PASSIVE[policy], treasury=-5.0, lost=0.0)
    best = payoff(gain, alliance, treasury=-20.0)
    others = [Tried(Move(STILL), passive), Tried(Move(BOTH), payoff(gain - 30.0, alliance - 15.0))]
    tried = (Tried(Move(move), best), *(one for one in others if dict(one.move.levels) != move))
    known = searched or Searched(12, 240, gain + 3.0, False, True, 0.5, refused=1)
    title = f"Australia answers: {policy}"
    after = payoff(gain + 1.0, alliance - 2.0, treasury=-21.0)
    return Reply(policy, Move(move), best, passive, known, tried, Scenario(title=title), after)


def hand_made_game(*, is_answered: bool = True) -> Game:
    """Return the game."""
    proven = Searched(240, 240, 0.0, True, True, 0.0)
    endless = Searched(12, 240, math.inf, False, False, 0.0)
    replies = (
        _reply(NONE), _reply("floor", searched=endless), _reply("stocks"), _reply("plants", searched=proven),
    )  # fmt: skip
    names = tuple(reply.policy for reply in replies)
    columns = (*names, "passive")
    rows = tuple(
        tuple(
            replies[row].passive if column == "passive" else
            replies[row].payoff if column == replies[row].policy else payoff(1.0 * row, -10.0 * (place + 1))
            for place, column in enumerate(columns)
        )
        for row in range(len(names))
    )  # fmt: skip
    first = replies[1]
    rounds = (Answered("floor", first, (replace(replies[0]), replace(replies[2])), "stocks"),)
    cross = Cross(names, columns, rows)
    answered = rounds if is_answered else ()
    return Game(
        NAME, DIALS, replies, cross, "floor", "stocks", answered, {"wall": "the market has no answer"}
    )


def hand_made_lasting() -> Lasting:
    """Return a stop of oxide that earns 10, 15 and −20 in all for 1, 12 and 36 months: its earnings turn
    between the last two, its whole account is lost from the first day on.
    """
    day = dt.date(2026, 1, 1)
    taker = Taker("plants", "next", "JPN", "oxide", 2000.0, 500.0)
    built = Decision("built", "next", "JPN", ("oxide",), day, dt.date(2028, 1, 1), 1000.0, 5e6, 1e6)
    lengths = tuple(
        Length(months, Sum(during, after), Sum(-1.0, after), takers, (built,) if takers else (), ())
        for months, during, after, takers in (
            (1, 10.0, 0.0, ()),
            (12, 20.0, -5.0, ()),
            (36, 25.0, -45.0, (taker,)),
        )
    )
    turns = 12 + 24 * 15 / 35
    return Lasting("oxide", 0.0, day, dt.date(2034, 12, 31), turns, 0.0, 0.1, lengths)
