"""Designs of a floor held against a rival that sees each of them and answers.

Both sides of the comparison run alike: everybody knows the floor from the first day, and nobody knows of the
rival's move before the day on which it moves. So what differs between them is the move alone. New supply and
public money are counted against no floor in the same world: before, one in which the rival does nothing;
after, one in which it gives its best reply to no floor.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from didymium.case.case import Case
from didymium.decisions.floors.compare import HELD, Comparison, Design, compare_designs
from didymium.decisions.floors.designs import FloorQuestion, scenario_of
from didymium.decisions.rival.facing import Stand, facing, openings
from didymium.decisions.rival.moves import dials_of
from didymium.decisions.rival.replies import Answering
from didymium.decisions.rival.results import NONE, Dial, Move, Reply
from didymium.decisions.rival.schema import Rival
from didymium.market.base_year import BaseYear
from didymium.market.solver import SolverError
from didymium.market.structure import Options
from didymium.scenario.course import run_periods
from didymium.scenario.instruments.settle import UnsettledError
from didymium.scenario.path import ScenarioPaths
from didymium.scenario.run import run_scenario
from didymium.scenario.schema import Scenario

LEAST_NEW_T = 1.0
"""Less new supply than this, tonnes a year, is none: what a tonne of it costs would mean nothing."""
USUAL_REPLIES = 12
"""Moves that are tried against each design: its rates are searched for anew with every move. Against no floor
as many are tried as the rival's file says."""
WORKERS = 2

BestReply = Callable[[str, Scenario, Sequence[Move]], Reply]
"""Returns the best reply to a design, from its name, its scenario and the moves that are tried first."""


@dataclass(frozen=True)
class Standing:
    """One design before and after the reply that it provokes."""

    design: str
    held_before: float
    """Share of the club's use that is bought at no less than the floor."""
    held_after: float
    new_before_t_per_year: float
    """What members' plants make more than without a floor in the same world."""
    new_after_t_per_year: float
    cost_before_usd_per_t: float | None
    """What treasuries pay for a tonne of new supply; negative: they gain; None: there is none."""
    cost_after_usd_per_t: float | None
    account_before_usd_million: float
    """What all members together gain (positive) or lose against no floor and no move, discounted."""
    account_after_usd_million: float

    @property
    def still_held(self) -> bool | None:
        """Whether a floor that was held throughout still is; None if it never was."""
        return None if self.held_before < HELD else self.held_after >= HELD


@dataclass(frozen=True, eq=False)
class FloorAnswered:
    """A comparison of floors, the reply that each provokes, and the comparison after it."""

    rival: Rival
    dials: tuple[Dial, ...]
    before: Comparison
    after: Comparison
    replies: Mapping[str, Reply]
    """By design, ``none`` first."""
    unanswered: Mapping[str, str] = field(default_factory=dict)
    """Designs against which no reply could be worked out, and why."""

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Every design that has figures before and after, ``none`` first."""
        after = {design.name: design for design in self.after.designs}
        return tuple(
            _standing(self, design, after[design.name])
            for design in self.before.designs
            if design.name in after and design.name in self.replies
        )

    def cheapest(self, when: str) -> str | None:
        """Return the design whose new supply costs treasuries least a tonne, ``before`` or ``after``; None if
        none brings any.
        """
        costs = {
            one.design: cost
            for one in self.standings
            if one.design != NONE and (cost := getattr(one, f"cost_{when}_usd_per_t")) is not None
        }
        return min(costs, key=lambda name: costs[name], default=None)

    def best_for_alliance(self, when: str) -> str:
        """Return the design with which members together have most, ``before`` or ``after``; no floor is among
        them.
        """
        return max(self.standings, key=lambda one: float(getattr(one, f"account_{when}_usd_million"))).design


def answer_designs(
    case: Case,
    base_year: BaseYear,
    question: FloorQuestion,
    designs: Sequence[str],
    rival: Rival,
    *,
    best_reply: BestReply | None = None,
    options: Options | None = None,
    progress: Callable[[str], None] = lambda message: None,
) -> FloorAnswered:
    """Compare designs against a passive rival, let it answer each, and compare them again.

    Args:
        case: The case.
        base_year: Its calibrated base year.
        question: The floor.
        designs: Designs by name.
        rival: The rival, turned to this floor by :func:`rival_facing`.
        best_reply: Finds the reply to a design; by default the market and the search do.
        options: How finely the market is cut.
        progress: Told after each run and each reply.

    Raises:
        UnsettledError, SolverError: If no design but ``none`` has an answer.
    """
    asked, runs = replace(question, foresight="surprise"), _Runs()
    before = compare_designs(
        case, base_year, asked, designs, run=runs.run, options=options, progress=progress
    )
    finder = best_reply or replying(case, base_year, rival, options)
    replies, unanswered = _replies(before, finder, rival, progress)

    def answered(stated: FloorQuestion, name: str) -> Scenario:
        return replies[name].scenario if name in replies else scenario_of(stated, name)

    after = compare_designs(
        case, base_year, asked, [name for name in replies if name != NONE], run=runs.run, options=options,
        progress=progress, scenarios=answered,
    )  # fmt: skip
    return FloorAnswered(rival, dials_of(rival), before, after, replies, unanswered)


def replying(case: Case, base_year: BaseYear, rival: Rival, options: Options | None = None) -> BestReply:
    """Return what finds replies in the market; several designs may be answered at once."""
    answering = Answering(case, base_year, rival, options or Options())
    answering.gauge()  # worked out once, before threads ask for it

    def best_reply(name: str, scenario: Scenario, first: Sequence[Move]) -> Reply:
        most = None if name == NONE else USUAL_REPLIES
        return answering.best_reply(name, scenario.instrument, scenario.event, evaluations=most, first=first)

    return best_reply


def _replies(
    before: Comparison, best_reply: BestReply, rival: Rival, progress: Callable[[str], None]
) -> tuple[dict[str, Reply], dict[str, str]]:
    """Return the reply to each design, and why there is none to some. Against a floor the best reply to none
    is tried first, and each lever alone as far as it goes.
    """

    def reply(name: str, first: Sequence[Move]) -> Reply | SolverError | UnsettledError:
        try:
            return best_reply(name, scenario_of(before.question, name), first)
        except (SolverError, UnsettledError) as error:
            return error
        finally:
            progress(name)

    to_none = reply(NONE, ())
    if not isinstance(to_none, Reply):
        raise to_none
    first = (to_none.move, *openings(dials_of(rival)))
    names = [design.name for design in before.designs if design.name != NONE]
    with ThreadPoolExecutor(WORKERS) as pool:
        found = {
            NONE: to_none,
            **dict(zip(names, pool.map(lambda name: reply(name, first), names), strict=True)),
        }
    replies = {name: one for name, one in found.items() if isinstance(one, Reply)}
    return replies, {name: str(one) for name, one in found.items() if not isinstance(one, Reply)}


def rival_facing(case: Case, question: FloorQuestion, rival: Rival) -> Rival:
    """Return a rival turned to a floor.

    Raises:
        InputError: If it is a member of the club, or moves after the run.
    """
    last = run_periods(case, scenario_of(question, NONE)).bounds[-1] - dt.timedelta(days=1)
    members = case.regions_of(question.club, question.begin)
    return facing(rival, Stand(members, last, question.profile, question.begin, question.club))


def _standing(answered: FloorAnswered, before: Design, after: Design) -> Standing:
    reply = answered.replies[before.name]
    return Standing(
        before.name,
        before.held_share,
        after.held_share,
        new_supply_t(answered.before, before),
        new_supply_t(answered.after, after),
        usd_per_new_t(answered.before, before),
        usd_per_new_t(answered.after, after),
        reply.passive.alliance,
        reply.payoff.alliance,
    )


def new_supply_t(comparison: Comparison, design: Design) -> float:
    """Return what members' plants make more of the material than without a floor, tonnes a year."""
    return design.output_t_per_year - comparison.designs[0].output_t_per_year


def usd_per_new_t(comparison: Comparison, design: Design) -> float | None:
    """Return what treasuries pay for a tonne of new supply, US dollars; None where there is none."""
    new = new_supply_t(comparison, design)
    return None if new < LEAST_NEW_T else -design.public_usd_million_per_year * 1e6 / new


@dataclass
class _Runs:
    """Runs every scenario once: a design that provokes nothing is the same before and after."""

    known: dict[str, ScenarioPaths] = field(default_factory=dict)

    def run(
        self, case: Case, base_year: BaseYear, scenario: Scenario, *, options: Options | None = None
    ) -> ScenarioPaths:
        key = scenario.model_dump_json(exclude={"title", "summary"})
        if key not in self.known:
            self.known[key] = run_scenario(case, base_year, scenario, options=options)
        return self.known[key]
