"""Decisions held against a rival, on paper: a floor in a market of four plants, and a stock of one material.

**The floor.** Use in CLB is Q = 150 − P. Its plants can make 2 t at 40 and 10 t at 68 dollars a kg; OUT sends
80 t that cost 50 and 100 t that cost 66. Nothing done: P = 66, use 84, the old plant runs. Users have 84²/2 =
3528, plants 2·26 = 52 thousand dollars.

A contract at 70 pays for 12 t: 150 − P = 80 + 12, P = 58. Users have 92²/2 = 4232, plants 2·30 + 10·2 = 80,
the treasury pays 12·12 = 144: 588 more than without it. The 10 t more that plants make cost it 14.4 each.

OUT may give 50 dollars a kg away on what it sends (half of a base price of 100). Then 16 is what the last
tonne costs, with a floor or without, and users take 134 t. Without a floor CLB makes nothing and users have
134²/2 = 8978. With the contract plants have 80 and the treasury pays 12·(70 − 16) = 648: 568 less. So the
contract that wins against a rival that does nothing loses once it dumps.

**The stock.** In one of two equally likely futures Japan misses 10 t of magnets, in the other none; a tonne
loses 0.1 million US dollars. Half of the 0.5 million expected may be left: 5 t are enough.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cache

from didymium.case.case import Case
from didymium.decisions.floors.answered import FloorAnswered, answer_designs, rival_facing
from didymium.decisions.floors.designs import FloorQuestion
from didymium.decisions.pooling.asked import ShareOfLoss
from didymium.decisions.pooling.pooling import pool_stocks
from didymium.decisions.rival.results import Move, Payoff, Reply, Searched
from didymium.decisions.rival.schema import Rival
from didymium.decisions.stockpile.answered import StockpileAnswered, hold_stocks
from didymium.decisions.stockpile.parts import SizeAnswer, StockpileAnswer
from didymium.decisions.stockpile.request import StockpileRequest
from didymium.decisions.stocks.futures.emergencies import Futures
from didymium.market.base_year import BaseYear
from didymium.scenario.instruments.schema import Instrument, StockRelease
from didymium.scenario.schema import Scenario
from instrument_cases import FINE, FIRST_DAY, builder
from rival_markets import TITLES, WHY, rival_file
from stock_futures import CASE, futures, need, place, situation

QUESTION = FloorQuestion("m", 70.0, "CLB", FIRST_DAY, "year")
BASE = BaseYear(price={("OUT", "m"): 100.0, ("CLB", "m"): 100.0})
DESIGNS = ("none", "contract")
WITHOUT = 84.0**2 / 2 + 2 * 26
CONTRACT = 92.0**2 / 2 + 80 - 144
DUMPED = 134.0**2 / 2
DUMPED_CONTRACT = DUMPED + 80 - 648
OXIDE_DUMPED = {
    "kind": "dumping", "name": "dump", "origin": "OUT", "material": "m", "source": WHY, **TITLES,
    "t_per_year": {"levels": (0.0, 200.0)}, "price_share": {"levels": (0.5,)},
}  # fmt: skip


def rival(aim: str, **more: object) -> Rival:
    """OUT, which wants one thing and may dump."""
    aims = {aim: 1.0, "share_of": ("m",) if aim == "share" else ()}
    return rival_file([OXIDE_DUMPED], aims, **{"club": "CLB", "moves_on": FIRST_DAY, "begin": None, **more})


@cache
def market() -> Case:
    """Return the market of the docstring."""
    case = builder().process("making", "m", m=1.0)
    plants = (("old", "CLB", 2.0, 40.0), ("new", "CLB", 10.0, 68.0), ("first", "OUT", 80.0, 50.0))
    for name, region, tonnes, cost in (*plants, ("second", "OUT", 100.0, 66.0)):
        case.plant(name, "making", region, tonnes, cost)
    case.route("m", "OUT", "CLB")
    case.demand("u", "CLB", "m", 90.0, curve="linear", elasticity=-60 / 90, base_price_usd_per_kg=60.0)
    return case.build()


@cache
def answered(aim: str) -> FloorAnswered:
    turned = rival_facing(market(), QUESTION, rival(aim))
    return answer_designs(market(), BASE, QUESTION, DESIGNS, turned, options=FINE)


LICENCES = {
    "kind": "restriction", "name": "licences", "origin": "CHN", "materials": ("magnet",), "source": WHY,
    "volume_share": {"levels": (0.0, 1.0)}, **TITLES,
}  # fmt: skip
DUMPING = {
    "kind": "dumping", "name": "war", "origin": "CHN", "material": "ndpr_oxide", "source": WHY, **TITLES,
    "t_per_year": {"levels": (0.0, 1000.0)}, "price_share": {"levels": (0.5,)},
}  # fmt: skip


def china(*levers: dict[str, object], **more: object) -> Rival:
    """Return China with levers, which moves in June 2026."""
    stated = {"regions": ("CHN",), "club": "g7", "moves_on": dt.date(2026, 6, 1), "profile": "live"}
    return rival_file(levers or (LICENCES,), {"revenue": 1.0}, **{**stated, "begin": None, **more})


@cache
def sized() -> StockpileAnswer:
    """Return the answer of 5 t."""
    found = futures([situation([need([10.0])]), situation([need([0.0])])])
    pooling = pool_stocks(CASE, found, ShareOfLoss(0.5), places=[place("magnet", 1000.0)])
    size = SizeAnswer({"JPN": pooling.alone("JPN")}, {})
    request = StockpileRequest(parts=("size",), days=30)
    return StockpileAnswer(CASE, request, ("JPN",), found, found, size=size)


def held_t(stocks: Sequence[Instrument]) -> float:
    """Return what is held, as the rival sees it."""
    return sum(one.level_t or 0.0 for one in stocks if isinstance(one, StockRelease))


STOPPED = Move({"licences.volume_share": 0.0})


def reply(name: str, stocks: Sequence[Instrument], gain: float) -> Reply:
    """Return a reply whose scenario tells how much the rival saw."""
    still = Payoff(0.0, 0.0, 0.0, 0.0, 0.0, ())
    better = Payoff(gain, gain, 0.0, 0.0, 0.0, ())
    searched = Searched(2, 2, gain, True, True, 0.0)
    return Reply(name, STOPPED, better, still, searched, (), Scenario(title=f"{held_t(stocks):g}"))


def hold(missing_t: Callable[[float], float], gain: float = 1.0) -> StockpileAnswered:
    """Hold the stocks against a rival that makes Japan miss so much when it sees so much held."""

    def emergency(found: Reply) -> Futures:
        return futures([situation([need([missing_t(float(found.scenario.title))])])])

    return hold_stocks(
        sized(), BaseYear(), china(), frontiers={}, emergency_of=emergency,
        best_reply=lambda name, stocks: reply(name, stocks, gain),
    )  # fmt: skip
