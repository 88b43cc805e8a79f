"""At what point a restriction costs its author more than it gains: what it earns while it lasts, and what it
has lost for good through new plants and substitutes once it is lifted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from didymium.case.case import Case
from didymium.decisions.entry_exit.course import Course, Decision, Progress, State, course_of, divided
from didymium.decisions.entry_exit.income import Account, Effect, account_of, effect_of
from didymium.decisions.entry_exit.running import (
    EntryAndExit,
    Step,
    entry_and_exit,
    last_of,
    refuse_wrong,
    walk,
)
from didymium.decisions.entry_exit.takers import Taker, takers
from didymium.decisions.entry_exit.terms import EntryTerms
from didymium.evidence.dates import add_months
from didymium.files.problems import InputError, Problem
from didymium.market.base_year import BaseYear
from didymium.scenario.course import run_periods
from didymium.scenario.entry import Names
from didymium.scenario.schema import ExportRestriction, Scenario

MEASURES = ("earnings", "income")
MOST_MONTHS = 600
NOISE = 3e-4
"""Share of what the rival's exports earn anyway below which a sum says nothing: demand, supply and entry
come in steps."""
MORE = 1e-6
"""Share of a capacity by which it must be larger to count as more."""


@dataclass(frozen=True)
class Restriction:
    """A restriction whose length and depth are tried out."""

    origin: str
    """Region that restricts its exports."""
    materials: tuple[str, ...]
    """Materials or groups."""
    destinations: Names = "all"
    """Regions or clubs."""
    begins: dt.date | None = None
    """First day; None: a year after the first day of the run."""
    months: tuple[int, ...] = (1, 3, 6, 12, 24, 36)
    """Lengths that are tried, in months."""
    volume_shares: tuple[float, ...] = (0.0,)
    """Shares of the usual flow that still leave, each tried with each length."""
    end_is_known: bool = False
    """Whether its end is announced with it; else everybody believes that it stays until it is lifted."""
    regions: tuple[str, ...] = ()
    """Regions whose earnings and income count; blank: the origin."""
    source: str = "assumed: a restriction that is tried out"
    """Where it comes from."""

    @property
    def own(self) -> tuple[str, ...]:
        """Regions whose earnings and income count."""
        return self.regions or (self.origin,)


@dataclass(frozen=True, eq=False)
class Trial:
    """A restriction of one length and depth, against none."""

    months: int
    volume_share: float
    begins: dt.date
    ends: dt.date
    """First day without it."""
    earnings: Effect
    """What exports fetch at the border, licence rents and export taxes with them."""
    income: Effect
    """The whole account of the rival's regions (users, producers, traders, holders, treasuries), less what
    the capital of plants that were built there must earn."""
    takers: tuple[Taker, ...]
    """Who sells or saves more once it is over than would have been without it, most first."""
    built: tuple[Decision, ...]
    """What was built elsewhere that is not built without it."""
    closed: tuple[Decision, ...]
    """What closed in the rival's regions that does not close without it."""

    def effect(self, measure: str) -> Effect:
        """Return ``earnings`` or ``income``.

        Raises:
            KeyError: If it is neither.
        """
        return {"earnings": self.earnings, "income": self.income}[measure]


@dataclass(frozen=True, eq=False)
class BreakEven:
    """Restrictions of several lengths and depths, each against never restricting."""

    restriction: Restriction
    terms: EntryTerms
    never: EntryAndExit
    """The run without the restriction, with entry and exit, and with buyers as alert as in the others."""
    trials: tuple[Trial, ...]
    """By share, then by length."""
    last: dt.date
    """Last day that counts."""
    usual_usd_million: Mapping[str, float]
    """Earnings and income of the rival in ``never``, by measure, discounted."""

    def months(self, measure: str = "earnings", volume_share: float | None = None) -> float | None:
        """Return the length in months at which the sum of what it gains and what it loses for good turns
        negative, between two lengths in proportion; 0 if it never pays, None if it still pays at the longest.

        Raises:
            KeyError: If the measure is neither ``earnings`` nor ``income``.
            ValueError: If no trial has that share.
        """
        share = self.restriction.volume_shares[0] if volume_share is None else volume_share
        own = [one for one in self.trials if one.volume_share == share]
        if not own:
            raise ValueError(f"no restriction was tried that leaves {share:g}")
        least = NOISE * abs(self.usual_usd_million["earnings"])
        return break_even_at([(one.months, one.effect(measure).total) for one in own], least)


def break_even_at(totals: Sequence[tuple[float, float]], least: float = 0.0) -> float | None:
    """Return where a sum that is nothing at nothing turns negative, between two points in proportion; 0 if it
    was never positive before, None if it does not turn. What is no larger than ``least`` counts as nothing.
    """
    before, sum_before, has_gained = 0.0, 0.0, False
    for months, total in sorted(totals):
        if total < -least:
            gained = max(sum_before, 0.0)
            return before + (months - before) * gained / (gained - total) if has_gained else 0.0
        has_gained = has_gained or total > least
        before, sum_before = months, total
    return None


def break_even(
    case: Case,
    base_year: BaseYear,
    restriction: Restriction,
    terms: EntryTerms | None = None,
    progress: Progress = lambda message: None,
) -> BreakEven:
    """Try a restriction at several lengths and depths, with entry and exit and with substitution that lasts,
    and weigh what it earns its author against never restricting.

    In the run without it the same is announced, but everything may leave: buyers look for other suppliers and
    substitutes in both, and what they would do without any restriction is no loss of its author's. All runs
    share what comes before that news. Money is discounted with the case's
    rate to the first day of the run, and counts until its last day.

    Args:
        case: A case.
        base_year: Its calibrated base year.
        restriction: What is tried.
        terms: What investors ask for and believe, how time is divided, and what substitution lasts.
        progress: Told at each run.

    Raises:
        InputError: With everything that is wrong with terms or restriction.
        SolverError: If a market has no answer.
    """
    terms = terms or EntryTerms()
    begins = restriction.begins or add_months(case.settings.start, 12)
    _refuse_wrong(case, restriction, begins, terms)
    longest = _scenario(restriction, begins, max(restriction.months), min(restriction.volume_shares))
    course, turned = course_of(case, base_year, longest, terms)
    calm = turned.model_copy(update={"event": _scenario(restriction, begins, None, 1.0).event})
    progress("no restriction")
    steps = list(walk(course, calm, course.begin(), course.schedule(calm)))
    never = steps[-1].state
    usual = account_of(never, restriction.own, course.case.settings.discount_rate)
    trials = []
    for share, months in product(restriction.volume_shares, sorted(restriction.months)):
        progress(f"{months} months at {share:g}")
        tried = turned.model_copy(update={"event": _scenario(restriction, begins, months, share).event})
        state = _branched(course, tried, steps, begins)
        trials.append(_trial(restriction, begins, months, share, state, never, usual))
    last = course.market.structure.periods.bounds[-1] - dt.timedelta(days=1)
    totals = {"earnings": float(usual.earnings.sum()), "income": float(usual.income.sum())}
    return BreakEven(restriction, terms, entry_and_exit(course, calm, never), tuple(trials), last, totals)


def _scenario(restriction: Restriction, begins: dt.date, months: int | None, share: float) -> Scenario:
    """Return the restriction of a length and a depth; without a length and with a share of 1 the news alone:
    buyers look for ways out of a shortage that does not come.
    """
    ends = None if months is None else add_months(begins, months)
    event = ExportRestriction(
        kind="export_restriction",
        origin=restriction.origin,
        materials=restriction.materials,
        destinations=restriction.destinations,
        from_=begins,
        until=ends and ends - dt.timedelta(days=1),
        end_known_from=None if restriction.end_is_known else ends,
        volume_share=share,
        source=restriction.source,
    )
    return Scenario(title="restriction", event=(event,))


def _branched(course: Course, tried: Scenario, steps: Sequence[Step], begins: dt.date) -> State:
    """Return the end of a run that shares with another what came before its news."""
    schedule = course.schedule(tried)
    common = sum(1 for step in steps if step.is_review and step.stage.last_day < begins)
    state = steps[common - 1].state if common else course.begin()
    return last_of(walk(course, tried, state, schedule[common:], anyway=steps[-1].state))


def _trial(
    restriction: Restriction,
    begins: dt.date,
    months: int,
    share: float,
    state: State,
    never: State,
    usual: Account,
) -> Trial:
    ends, own = add_months(begins, months), restriction.own
    account = account_of(state, own, usual.discount_rate)
    return Trial(
        months=months,
        volume_share=share,
        begins=begins,
        ends=ends,
        earnings=effect_of(account.earnings, usual.earnings, account.periods, ends),
        income=effect_of(account.income, usual.income, account.periods, ends),
        takers=takers(state.path, never.path, own, ends),
        built=tuple(_more("built", state, never, own, inside=False)),
        closed=tuple(_more("closed", state, never, own, inside=True)),
    )


def _more(kind: str, state: State, never: State, own: Sequence[str], inside: bool) -> Iterator[Decision]:
    """Yield decisions of a kind by which a run has more than another, inside or outside regions: what is only
    decided at another time does not count.
    """

    def decided(one: State) -> dict[tuple[str, dt.date], Decision]:
        kept = (item for item in one.decisions if item.kind == kind and (item.region in own) == inside)
        return {(item.name, item.decided): item for item in kept}

    now, then = decided(state), decided(never)
    total: dict[str, float] = {}
    for sign, items in ((1.0, now), (-1.0, then)):
        for (name, _), item in items.items():
            total[name] = total.get(name, 0.0) + sign * item.t_per_year
    for key, item in now.items():
        more = item.t_per_year - (then[key].t_per_year if key in then else 0.0)
        if min(total[key[0]], more) > MORE * item.t_per_year:
            yield replace(item, t_per_year=more, capital_usd=item.capital_usd * more / item.t_per_year)


def _refuse_wrong(case: Case, restriction: Restriction, begins: dt.date, terms: EntryTerms) -> None:
    problems = list(_problems(case, restriction, begins, terms))
    scenario = Scenario(title="")
    if not problems:
        scenario = _scenario(restriction, begins, max(restriction.months), min(restriction.volume_shares))
    try:
        refuse_wrong(case, scenario, terms)
    except InputError as error:
        problems += error.problems
    if not problems:
        problems += _beyond_the_run(case, scenario, restriction, begins, terms)
    if problems:
        raise InputError(problems)


def _beyond_the_run(
    case: Case, scenario: Scenario, restriction: Restriction, begins: dt.date, terms: EntryTerms
) -> Iterator[Problem]:
    """Yield the lengths after which no day is left on which what is lost for good could count."""
    last = run_periods(*divided(case, scenario, terms)).bounds[-1] - dt.timedelta(days=1)
    late = [months for months in restriction.months if add_months(begins, months) > last]
    if late:
        message = f"last beyond the last day of the run, {last}: nothing after them would count"
        said = ", ".join(map(str, late))
        remedy = "take more years, an earlier begin, or shorter lengths"
        yield Problem("restriction", message, column="months", value=said, remedy=remedy)


def _problems(case: Case, restriction: Restriction, begins: dt.date, terms: EntryTerms) -> Iterator[Problem]:
    def wrong(column: str, message: str, value: object, remedy: str) -> Problem:
        return Problem("restriction", message, column=column, value=str(value), remedy=remedy)

    if not restriction.months:
        yield wrong("months", "is empty", "", "name at least one length")
    for months in restriction.months:
        if not 1 <= months <= MOST_MONTHS:
            yield wrong("months", "is no length", months, f"give 1 to {MOST_MONTHS} months")
    if not restriction.volume_shares:
        yield wrong("volume_shares", "is empty", "", "name at least one share")
    for share in restriction.volume_shares:
        if not 0.0 <= share < 1.0:
            yield wrong(
                "volume_shares", "restricts nothing, or is no share", f"{share:g}", "give 0 to below 1"
            )
    for name in restriction.regions:
        if name not in {row.region for row in case.regions}:
            yield wrong("regions", "is not in regions.csv", name, "name regions of the case")
    if begins < case.settings.start:
        yield wrong("begins", f"is before the case begins, {case.settings.start}", begins, "give a later day")
