"""Stocks held against a rival that sees them and answers.

What the rival earns is worked out in the market, with the stocks as releases into the market of their region
(``stock_release``): only there do prices answer to what it holds back. What its best reply costs the holders
is worked out by the planner's program of emergencies that the sizes were found with, so that losses before
and after compare like with like, and differ by nothing but what the rival does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from didymium.case.case import Case
from didymium.decisions.allocation.situation import Node
from didymium.decisions.pooling.pooling import Pool
from didymium.decisions.rival.days import first_day
from didymium.decisions.rival.facing import RESTRICTING, Stand, facing, openings
from didymium.decisions.rival.moves import dials_of
from didymium.decisions.rival.replies import Answering
from didymium.decisions.rival.results import NONE, Dial, Reply
from didymium.decisions.rival.schema import DelayLever, Lever, RestrictionLever, Rival
from didymium.decisions.stockpile.parts import StockpileAnswer
from didymium.decisions.stockpile.request import StockpileRequest
from didymium.decisions.stocks.futures.drawn import drawn_futures
from didymium.decisions.stocks.futures.emergencies import Futures, WeightedCase, futures_of_scenarios
from didymium.decisions.stocks.sizing.criteria import ServedButFor
from didymium.decisions.stocks.sizing.frontier import Frontier
from didymium.decisions.stocks.sizing.sizes import Sizing
from didymium.decisions.stocks.sizing.sizing import held_against
from didymium.decisions.stocks.terms import KG_PER_T
from didymium.decisions.stocks.trial.simulation import stock_for_sale
from didymium.ensemble.two_stage.bounds import MeanBound, TailBound
from didymium.files.problems import InputError, Problem
from didymium.market.base_year import BaseYear
from didymium.market.periods import add_months
from didymium.scenario.course import run_periods
from didymium.scenario.instruments.schema import Instrument, StockRelease
from didymium.scenario.schema import Ban, Event, ExportRestriction, Scenario

ASKED = "asked"
"""Name of the sizes that were found against the futures drawn."""
MULTIPLES = (0.25, 0.5, 0.75, 1.5, 2.0, 4.0)
"""Sizes that are tried beside those found where no frontier says which are worth it."""
MOST_TRIED = 4
"""Sizes beside none and those found against which a reply is looked for."""
MOST_DRAWS = 24
"""Draws of uncertain figures behind the loss with a reply, where draws were asked for."""
USUAL_REPLIES = 24
"""Moves that are tried against each size."""
ROUNDING = 1.0 + 1e-6

BestReply = Callable[[str, Sequence[Instrument]], Reply]
"""Returns the best reply to stocks, from their name and the stocks as instruments."""
EmergencyOf = Callable[[Reply], Futures]
"""Returns what members face once a reply comes."""


@dataclass(frozen=True, eq=False)
class Size:
    """Stocks of every holder: by itself each member, or all together as a pool."""

    name: str
    """``none``, ``asked``, or what the sizes stand for: a share of the loss, a multiple."""
    sizings: tuple[Sizing, ...]
    """One for each holder, in the order of the answer's stocks."""

    @property
    def usd_per_year(self) -> float:
        """What all of them cost a year."""
        return sum(one.usd_per_year for one in self.sizings)

    @property
    def tonnes(self) -> dict[Node, float]:
        """Tonnes at each place that holds any."""
        return {node: t for one in self.sizings for node, t in one.tonnes.items()}


@dataclass(frozen=True, eq=False)
class SizeAnswered:
    """A size with the reply that it provokes, and what is lost then; a list has one entry for each holder."""

    size: Size
    reply: Reply
    after: tuple[Sizing, ...] | None
    """The same stocks in the emergency that the reply brings; None where the rival does nothing."""
    drawn: tuple[Sizing, ...]
    """The same stocks in the futures drawn."""
    keeps: tuple[bool, ...]
    """Whether each holder's bound holds once the rival has answered."""

    @property
    def keeps_all(self) -> bool:
        """Whether every holder's bound holds."""
        return all(self.keeps)

    def expected_after_musd(self, holder: int) -> float:
        """Return the expected loss of a holder with the reply, million US dollars."""
        return 0.0 if self.after is None else self.after[holder].expected("value_after_musd")

    def worst_after_musd(self, alpha: float) -> float:
        """Return the mean of the worst ``1 − alpha`` of each holder's loss, added up."""
        return sum(one.tail("value_after_musd", alpha) for one in self.after or ())

    @property
    def lost_after_musd(self) -> float:
        """Expected loss of all holders with the reply."""
        return sum(self.expected_after_musd(number) for number in range(len(self.keeps)))

    @property
    def lost_drawn_musd(self) -> float:
        """Their expected loss in the futures drawn."""
        return sum(one.expected("value_after_musd") for one in self.drawn)


@dataclass(frozen=True, eq=False)
class StockpileAnswered:
    """Stocks held against a rival: sizes in the order of their cost, none first."""

    rival: Rival
    dials: tuple[Dial, ...]
    holders: tuple[Pool, ...]
    sizes: tuple[SizeAnswered, ...]
    days: int
    alpha: float
    by_share: bool
    """Whether the other sizes are named by the share of the loss that they leave, not by multiples."""

    @property
    def asked(self) -> SizeAnswered:
        """The sizes that looked best against the futures drawn."""
        return next(one for one in self.sizes if one.size.name == ASKED)

    @property
    def best(self) -> SizeAnswered | None:
        """The cheapest of the sizes tried that keep every bound once the rival has answered; None: none
        does.
        """
        kept = [one for one in self.sizes if one.keeps_all]
        return min(kept, key=lambda one: (one.size.usd_per_year, one.size.name != ASKED), default=None)

    @property
    def stands(self) -> bool:
        """Whether the sizes that looked best are still the best of those tried."""
        return self.best is self.asked


def hold_stocks(
    answer: StockpileAnswer,
    base_year: BaseYear,
    rival: Rival,
    *,
    frontiers: Mapping[str, Frontier],
    best_reply: BestReply | None = None,
    emergency_of: EmergencyOf | None = None,
    progress: Callable[[str], None] = lambda message: None,
) -> StockpileAnswered:
    """Hold sized stocks, none, and some sizes beside them against the reply that each provokes.

    Sizes that looked best and keep their bounds are made smaller until one does not, unless none are needed;
    those that do not keep them are made larger until one does.

    Args:
        answer: An answer with sizes.
        base_year: The calibrated base year.
        rival: The rival, turned to the holders by :func:`rival_facing`.
        frontiers: Cost against risk by member; its sizes are those tried. Empty: multiples are.
        best_reply: Finds the reply to stocks; by default the market and the search do.
        emergency_of: What members face after a reply; by default its run in the market.
        progress: Told of each size.

    Raises:
        SolverError, UnsettledError: If the market has no answer.
    """
    faced = emergency_of or (lambda reply: emergency_after(answer, base_year, reply))
    holding = _Holding(answer, rival, best_reply or replying(answer.case, base_year, rival), faced, progress)
    asked = Size(ASKED, tuple(pool.sizing for pool in answer.stocks))
    nothing, found = holding.answered(_nothing(asked)), holding.answered(asked)
    # Where no stocks do, nothing cheaper need be looked for.
    others = [] if nothing.keeps_all else _others(answer, asked, frontiers)
    sizes = [nothing, found, *holding.beside(found, others)]
    sizes.sort(key=lambda one: one.size.usd_per_year)
    request = answer.request
    return StockpileAnswered(
        rival, dials_of(rival), answer.stocks, tuple(sizes), request.days, request.alpha,
        _on_frontiers(answer, frontiers),
    )  # fmt: skip


def replying(case: Case, base_year: BaseYear, rival: Rival) -> BestReply:
    """Return what finds replies in the market."""
    answering = Answering(case, base_year, rival)
    first = openings(answering.dials)

    def best_reply(name: str, stocks: Sequence[Instrument]) -> Reply:
        return answering.best_reply(name, stocks, evaluations=USUAL_REPLIES, first=first)

    return best_reply


def rival_facing(case: Case, members: tuple[str, ...], request: StockpileRequest, rival: Rival) -> Rival:
    """Return a rival turned to holders of stocks: with its restrictions alone, begun early enough for the
    days that count to lie within the run.

    Raises:
        InputError: If it is one of the holders, restricts nothing, or moves too late for the days that count.
    """
    profile = request.profile or rival.profile
    course = Scenario(title="", profile=profile, begin=first_day(case, rival, profile))
    until = run_periods(case, course).bounds[-1] - dt.timedelta(days=request.days)
    turned = facing(rival, Stand(members, until, profile, begin=None, kinds=RESTRICTING))
    levers = tuple(_in_time(turned, until))
    if not levers:
        message = f"lead past the end of the run once {rival.title_en} begins"
        raise InputError([Problem("days", message, value=str(request.days), remedy="ask for fewer")])
    return turned.model_copy(update={"lever": levers})


def _in_time(rival: Rival, until: dt.date) -> Iterator[Lever]:
    """Yield levers with those of their beginnings that leave time for the days that count."""
    for lever in rival.lever:
        assert isinstance(lever, RestrictionLever | DelayLever)
        first = max(lever.from_ or rival.moves_on, rival.moves_on)
        kept = tuple(months for months in lever.begins_after_months if add_months(first, months) <= until)
        if kept:
            yield lever.model_copy(update={"begins_after_months": kept})


def for_sale(case: Case, futures: Futures, tonnes: Mapping[Node, float], on: dt.date) -> list[Instrument]:
    """Return stocks as releases into the market of their own region."""
    return [
        StockRelease.model_validate(stock_for_sale(case, futures.means, node, held, on))
        for node, held in sorted(tonnes.items())
    ]


def emergency_after(answer: StockpileAnswer, base_year: BaseYear, reply: Reply) -> Futures:
    """Return what members face once a reply comes, read as the futures drawn were: the emergency is declared
    when goods cease to leave, and its uncertain figures are drawn where those were.
    """
    request, futures = answer.request, answer.futures
    assert futures is not None
    events = tuple(_when_it_bites(event) for event in reply.scenario.event)
    scenario = reply.scenario.model_copy(update={"event": events, "instrument": ()})
    if not request.draws:
        return futures_of_scenarios(
            answer.case, base_year, [WeightedCase(reply.policy, scenario)], answer.members,
            days=request.days, means=futures.means, profile=request.profile,
        )  # fmt: skip
    return drawn_futures(
        answer.case, base_year, reply.policy, scenario, answer.members,
        count=min(request.draws, MOST_DRAWS), seed=request.seed, days=request.days, means=futures.means,
        profile=request.profile, workers=request.workers,
    )  # fmt: skip


def _when_it_bites(event: Event) -> Event:
    if isinstance(event, ExportRestriction | Ban):
        return event.model_copy(update={"announced": None})
    return event


@dataclass(frozen=True, eq=False)
class _Holding:
    """Holds one size after the other against its reply."""

    answer: StockpileAnswer
    rival: Rival
    best_reply: BestReply
    emergency_of: EmergencyOf
    progress: Callable[[str], None]

    def answered(self, size: Size) -> SizeAnswered:
        """Return a size with the reply that it provokes."""
        answer, futures = self.answer, self.answer.futures
        assert futures is not None
        self.progress(f"reply to stocks: {size.name}")
        stocks = for_sale(answer.case, futures, size.tonnes, self.rival.moves_on)
        reply = self.best_reply(size.name, stocks)
        drawn = self._in(futures, size)
        if not reply.attacks:
            return SizeAnswered(size, reply, None, drawn, tuple(True for _ in drawn))
        after = self._in(self.emergency_of(reply), size)
        keeps = tuple(kept(pool, one) for pool, one in zip(answer.stocks, after, strict=True))
        return SizeAnswered(size, reply, after, drawn, keeps)

    def _in(self, futures: Futures, size: Size) -> tuple[Sizing, ...]:
        return tuple(
            held_against(self.answer.case, futures.of_members(pool.members), sizing)
            for pool, sizing in zip(self.answer.stocks, size.sizings, strict=True)
        )

    def beside(self, asked: SizeAnswered, others: Sequence[Size]) -> Iterator[SizeAnswered]:
        """Yield smaller sizes until one breaks a bound, or larger ones until one keeps all."""
        cost = asked.size.usd_per_year
        smaller = sorted((one for one in others if 0.0 < one.usd_per_year < cost), key=_dearest_first)
        larger = sorted((one for one in others if one.usd_per_year > cost), key=lambda one: one.usd_per_year)
        for size in (smaller if asked.keeps_all else larger)[:MOST_TRIED]:
            found = self.answered(size)
            yield found
            if found.keeps_all != asked.keeps_all:
                return


def _dearest_first(size: Size) -> float:
    return -size.usd_per_year


def kept(pool: Pool, sizing: Sizing) -> bool:
    """Return whether a holder's stocks keep its bound in some futures."""
    criterion, lost = sizing.criterion, "value_after_musd"
    if isinstance(criterion, MeanBound):
        return sizing.expected(lost) <= pool.limit * ROUNDING
    if isinstance(criterion, TailBound):
        return sizing.tail(lost, criterion.alpha) <= pool.limit * ROUNDING
    missed = pool.limit / KG_PER_T
    chance = criterion.chance if isinstance(criterion, ServedButFor) else 0.0
    return sizing.chance_above("after", missed) <= chance * ROUNDING


def _nothing(asked: Size) -> Size:
    return replace(_times(asked, 0.0), name=NONE)


def _times(asked: Size, multiple: float) -> Size:
    """Return the sizes asked for times a multiple."""
    return Size(
        f"{multiple:g}",
        tuple(
            replace(one, places=tuple(replace(place, t=place.t * multiple) for place in one.places))
            for one in asked.sizings
        ),
    )


def _others(answer: StockpileAnswer, asked: Size, frontiers: Mapping[str, Frontier]) -> list[Size]:
    """Return the sizes that are worth a try: those on the frontiers of all holders at the same share of the
    loss, where each is one member with a frontier; else multiples.
    """
    if not _on_frontiers(answer, frontiers):
        return [_times(asked, multiple) for multiple in MULTIPLES]
    owners, found = [pool.members[0] for pool in answer.stocks], []
    for points in zip(*(frontiers[name].points for name in owners), strict=True):
        sizings = tuple(point.sizing for point in points if point.sizing is not None)
        if len(sizings) == len(owners):
            found.append(Size(f"{points[0].share:g}", sizings))
    return found


def _on_frontiers(answer: StockpileAnswer, frontiers: Mapping[str, Frontier]) -> bool:
    return all(len(pool.members) == 1 and pool.members[0] in frontiers for pool in answer.stocks)
