"""Entry and exit, year by year: between reviews the ordinary market, at each review closures and entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.decisions.entry_exit.candidates.planned import Candidate, LeftOut
from didymium.decisions.entry_exit.course import Course, Decision, Progress, State, course_of, divided
from didymium.decisions.entry_exit.entering import Entering
from didymium.decisions.entry_exit.leaving import Leaving
from didymium.decisions.entry_exit.terms import EntryTerms, check_terms
from didymium.files.problems import InputError, Problem
from didymium.market.base_year import BaseYear
from didymium.scenario.checks import check_scenario
from didymium.scenario.hot import Stage
from didymium.scenario.path import Path
from didymium.scenario.schema import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class EntryAndExit:
    """A scenario in which capacity comes and goes."""

    scenario: Scenario
    """As it was run, on the division of time of the terms."""
    terms: EntryTerms
    path: Path
    """What happens; ``scenario.readout.read_path`` and ``scenario.accounts.accounts_table`` read it."""
    still: Path
    """The base run: nothing happens, and nobody enters or leaves."""
    decisions: tuple[Decision, ...]
    """In the order in which they were taken."""
    candidates: tuple[Candidate, ...]
    """Who could have built, each alone."""
    left_out: tuple[LeftOut, ...]
    solves: int
    """Markets solved between the base run and the end."""

    @property
    def years(self) -> tuple[int, ...]:
        """Years in which reviews were held."""
        return tuple(sorted({day.year for day in self.path.market.structure.periods.bounds[:-1]}))

    @property
    def built(self) -> tuple[Decision, ...]:
        """What was built."""
        return tuple(one for one in self.decisions if one.kind == "built")

    @property
    def left(self) -> tuple[Decision, ...]:
        """What closed, stood still or started again."""
        return tuple(one for one in self.decisions if one.kind != "built")

    def price(self, region: str, material: str) -> Floats:
        """Return the price at a place by period, US dollars per kg, NaN where none is to be had; shape (T,).

        Raises:
            KeyError: If the market does not know the place.
        """
        return np.asarray(self.path.prices[self.path.market.structure.node_index[region, material]])


def enter_and_leave(
    case: Case,
    base_year: BaseYear,
    scenario: Scenario | None = None,
    terms: EntryTerms | None = None,
    progress: Progress = lambda message: None,
) -> EntryAndExit:
    """Run a scenario in which capacity that nobody supports is built when prices promise a return, and closes
    when they do not.

    Once a year, on the anniversary of the first day, owners and investors look at the prices that are
    believed with what is known on the day before: events announced later do not count. First plants close
    whose avoidable cost is not covered; then the candidate that is worth most a dollar of capital is built,
    as long as it pays with its own effect on prices. Between reviews the market is the ordinary one.

    Args:
        case: A case.
        base_year: Its calibrated base year.
        scenario: What happens; None: nothing.
        terms: What investors ask for and believe.
        progress: Told at each review.

    Raises:
        InputError: With everything that is wrong with terms or scenario.
        SolverError: If a market has no answer.
    """
    terms, scenario = terms or EntryTerms(), scenario or Scenario(title="")
    refuse_wrong(case, scenario, terms)
    course, turned = course_of(case, base_year, scenario, terms)
    state = last_of(walk(course, turned, course.begin(), course.schedule(turned), progress))
    return entry_and_exit(course, turned, state)


def refuse_wrong(case: Case, scenario: Scenario, terms: EntryTerms) -> None:
    """Refuse terms and scenarios that cannot be run.

    Raises:
        InputError: With everything that is wrong.
    """
    problems: list[Problem] = []
    try:
        check_terms(case, terms)
    except InputError as error:
        problems += error.problems
    if scenario.foresight == "perfect":
        remedy = 'write foresight = "surprise" or "rolling"'
        message = "leaves nothing to be surprised by: investors decide year by year on what is known"
        problems.append(Problem("scenario", message, column="foresight", value="perfect", remedy=remedy))
    if not terms.profile or terms.profile in case.settings.profiles:
        problems += [
            Problem(
                "scenario",
                one.message,
                column=".".join(map(str, one.path)),
                value=one.value,
                remedy=one.remedy,
            )
            for one in check_scenario(*divided(case, scenario, terms))
        ]
    if problems:
        raise InputError(problems)


@dataclass(frozen=True, eq=False)
class Step:
    """A run after a stage."""

    stage: Stage
    is_review: bool
    state: State


def walk(
    course: Course,
    scenario: Scenario,
    state: State,
    schedule: tuple[tuple[Stage, bool], ...],
    progress: Progress = lambda message: None,
    anyway: State | None = None,
) -> Iterator[Step]:
    """Yield the run after each stage of a schedule, from a state on; of equals, what another run decided
    comes first (``anyway``).

    Raises:
        SolverError: If a market has no answer.
    """
    for stage, is_review in schedule:
        progress(f"review of {stage.day}" if is_review else f"news of {stage.day}")
        course.start(stage)
        state = (
            _reviewed(course, scenario, state, stage, anyway)
            if is_review
            else _told(course, scenario, state, stage)
        )
        yield Step(stage, is_review, state)


def last_of(steps: Iterator[Step]) -> State:
    """Return the state after the last stage."""
    return [step.state for step in steps][-1]


def entry_and_exit(course: Course, scenario: Scenario, state: State) -> EntryAndExit:
    """Return a run as an answer."""
    return EntryAndExit(
        scenario=scenario,
        terms=course.terms,
        path=state.path,
        still=course.hot.base(),
        decisions=state.decisions,
        candidates=tuple(one for one in course.candidates if not one.members),
        left_out=course.left_out,
        solves=course.solves,
    )


def _reviewed(course: Course, scenario: Scenario, state: State, stage: Stage, anyway: State | None) -> State:
    foreseen = course.foresee(state, scenario, stage)
    if stage.first_period > 0:
        state = Leaving(course, stage, foreseen).leave(state)
    return Entering(course, stage, foreseen, anyway).enter(state)


def _told(course: Course, scenario: Scenario, state: State, stage: Stage) -> State:
    state = replace(state, usual=state.usual or state.path)
    foreseen = course.foresee(state, scenario, stage)
    return course.carry_on(state, stage, foreseen)
