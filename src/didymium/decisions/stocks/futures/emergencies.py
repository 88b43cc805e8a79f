"""Emergencies for which stocks are sized: what members have, need and can do in each, from solved runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.decisions.allocation.delays import delays_of
from didymium.decisions.allocation.means import Means
from didymium.decisions.allocation.reading import SituationReader
from didymium.decisions.allocation.situation import Node, Situation
from didymium.decisions.stocks.futures.signals import Signals, signals_of
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.market.base_year import BaseYear
from didymium.market.periods import Periods
from didymium.scenario.course import news_days, run_periods
from didymium.scenario.path import ScenarioPaths
from didymium.scenario.restricting import holds_back
from didymium.scenario.run import run_scenario
from didymium.scenario.schema import Scenario

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]
"""Told how many emergencies are done, and of how many."""
Trimmed = Callable[[Situation], Situation]
"""What is kept of a situation."""

USUAL_PROFILE = "live"
"""Division of time in which stocks are sized; the check by simulation uses ``shock``."""
SIZING_MEANS = Means(
    commercial_share=0.0, surge_share=0.0, swaps=False, diversion_share=0.0, purchase_share=0.0
)
"""What counts beside the stocks to be sized, unless asked otherwise: public stocks are released, plants
convert up to their stated capacity, and sectors give way to those that lose more. Private holders draw what
they draw in the market, no more; nothing is swapped, kept back from outsiders or bought elsewhere."""


@dataclass(frozen=True, eq=False)
class Emergency:
    """One future: the state of members from the declared emergency to the horizon."""

    name: str
    probability: float
    situation: Situation
    declared: dt.date
    signals: Signals | None = None
    """Cover and prices as they were known; None: nobody watched."""


@dataclass(frozen=True, eq=False)
class Futures:
    """Futures whose probabilities add up to one, given that an emergency happens."""

    emergencies: tuple[Emergency, ...]
    members: tuple[str, ...]
    days: int
    means: Means
    use_t_per_day: Mapping[Node, float]
    """What plants and sectors of each place use a day when nothing happens."""
    failures: tuple[str, ...] = ()
    """Draws without an answer: name and reason."""
    drawn: int = 0
    """Draws behind these emergencies, those that failed included; 0 where none were drawn."""

    @cached_property
    def probabilities(self) -> Floats:
        """Probability of each future; shape (futures,)."""
        return np.array([one.probability for one in self.emergencies])

    @cached_property
    def price_usd_per_kg(self) -> Mapping[Node, float]:
        """Base price of each node, the mean over futures."""
        found: dict[Node, float] = {}
        for one in self.emergencies:
            for node, price in one.situation.price_usd_per_kg.items():
                found[node] = found.get(node, 0.0) + one.probability * price
        return found

    def of_members(self, members: Sequence[str]) -> Futures:
        """Return the same futures for some of the members, each left to what it has itself.

        Raises:
            InputError: If one of them is no member.
        """
        unknown = [name for name in members if name not in self.members]
        if unknown:
            raise InputError([Problem("members", "is not among those read", value=name) for name in unknown])
        chosen = tuple(dict.fromkeys(members))
        return replace(
            self,
            members=chosen,
            emergencies=tuple(
                replace(one, situation=situation_of(one.situation, chosen)) for one in self.emergencies
            ),
        )


@dataclass(frozen=True)
class WeightedCase:
    """A scenario with its weight among those that may come."""

    name: str
    scenario: Scenario
    weight: float = 1.0


def as_read(situation: Situation) -> Situation:
    """Return a situation as it is: all of it is kept."""
    return situation


@dataclass(frozen=True, eq=False)
class Reading:
    """Reads emergencies for some members over so many days from the declaration, all in the same way."""

    members: tuple[str, ...]
    days: int
    means: Means = field(default=SIZING_MEANS)
    trimmed: Trimmed = as_read

    def read(self, case: Case, paths: ScenarioPaths) -> tuple[Situation, dt.date, dict[Node, float]]:
        """Return the situation, the day of the declaration, and the daily use of each node of members."""
        source = paths.path.market.structure.periods
        declared = declared_on(paths.scenario, source)
        periods = emergency_periods(source, declared, self.days)
        reader = SituationReader(case, paths, self.members, self.means, delays_of(case), periods, declared)
        situation = reader.read()
        # Prices of the whole world, times hundreds of draws, would only fill memory.
        prices = {node: price for node, price in reader.prices.items() if node[0] in self.members}
        situation = replace(situation, price_usd_per_kg=prices)
        use = {node: reader.use_t_per_day(node) for node in situation.nodes if node[0] in self.members}
        return self.trimmed(situation), declared, use


def futures_of_scenarios(
    case: Case,
    base_year: BaseYear,
    scenarios: Sequence[WeightedCase],
    members: Sequence[str],
    *,
    days: int = 180,
    means: Means = SIZING_MEANS,
    profile: str | None = USUAL_PROFILE,
    trimmed: Trimmed = as_read,
    progress: Progress = lambda done, count: None,
) -> Futures:
    """Run scenarios of a case and return what members face in each.

    Args:
        case: The case.
        base_year: Its calibrated base year.
        scenarios: Those that may come; their weights become probabilities.
        members: Regions whose stocks are sized.
        days: Length of the emergency that is looked at, from the declaration.
        means: What counts beside the stocks.
        profile: Division of time; None: each scenario's own.
        trimmed: What is kept of each situation.
        progress: Told after each run.

    Raises:
        InputError: If the question is impossible, with everything that is wrong.
        SolverError, UnsettledError: If a scenario has no answer.
    """
    turned = [replace(one, scenario=with_profile(one.scenario, profile)) for one in scenarios]
    refuse_wrong_question(case, turned, members, days)
    reading, found = Reading(tuple(dict.fromkeys(members)), days, means, trimmed), []
    for number, one in enumerate(turned, start=1):
        paths = run_scenario(case, base_year, one.scenario)
        situation, declared, use = reading.read(case, paths)
        signals = signals_of(paths, reading.members, situation.periods, use)
        emergency = Emergency(one.name, 1.0, situation, declared, signals)
        found.append((Futures((emergency,), reading.members, days, means, use), one.weight))
        progress(number, len(turned))
    return mixed(found)


def mixed(parts: Sequence[tuple[Futures, float]]) -> Futures:
    """Return the futures of several ways in which an emergency may come, each with its weight, as one.

    Raises:
        InputError: If they are not for the same members, days and means, or a weight is not above 0.
    """
    kinds = {(part.members, part.days, part.means.model_dump_json()) for part, _ in parts}
    if len(kinds) != 1 or not all(np.isfinite(weight) and weight > 0.0 for _, weight in parts):
        message = "must be for the same members, days and means, each with a weight above 0"
        raise InputError([Problem("futures", message)])
    total = sum(weight for _, weight in parts)
    use: dict[Node, float] = {}
    for part, weight in parts:
        for node, daily in part.use_t_per_day.items():
            use[node] = use.get(node, 0.0) + weight / total * daily
    return replace(
        parts[0][0],
        emergencies=tuple(
            replace(one, probability=one.probability * weight / total)
            for part, weight in parts
            for one in part.emergencies
        ),
        use_t_per_day=use,
        failures=tuple(reason for part, _ in parts for reason in part.failures),
        drawn=sum(part.drawn for part, _ in parts),
    )


def with_profile(scenario: Scenario, profile: str | None) -> Scenario:
    """Return a scenario with another division of time, if one is named."""
    return scenario if profile is None else scenario.model_copy(update={"profile": profile})


def declared_on(scenario: Scenario, periods: Periods) -> dt.date:
    """Return the day on which an emergency is declared: that of the first news of a restriction within the
    run, else of any news, else the first day.
    """
    limits = {event.known_from for event in scenario.event if holds_back(event)}
    for days in (sorted(limits), news_days(scenario)):
        within = [day for day in days if periods.bounds[0] <= day < periods.bounds[-1]]
        if within:
            return within[0]
    return periods.bounds[0]


def emergency_periods(source: Periods, declared: dt.date, days: int) -> Periods:
    """Return a run's periods from a declaration on for so many days; the first and the last are cut."""
    end = declared + dt.timedelta(days=days)
    return Periods((declared, *(day for day in source.bounds if declared < day < end), end))


def situation_of(situation: Situation, members: tuple[str, ...]) -> Situation:
    """Return what some of the members have, need and can do without the others."""
    return replace(
        situation,
        members=members,
        needs=tuple(one for one in situation.needs if one.region in members),
        stocks=tuple(one for one in situation.stocks if one.region in members),
        works=tuple(one for one in situation.works if one.region in members),
        lanes=tuple(one for one in situation.lanes if one.origin in members and one.destination in members),
        offers=tuple(one for one in situation.offers if one.region in members),
    )


def refuse_wrong_question(
    case: Case, scenarios: Sequence[WeightedCase], members: Sequence[str], days: int
) -> None:
    """Hold a question about stocks against the case.

    Raises:
        InputError: With every problem.
    """
    problems = [*_members(case, members), *_scenarios(case, scenarios, days)]
    if problems:
        raise InputError(problems)


def _members(case: Case, members: Sequence[str]) -> Iterator[Problem]:
    regions = [row.region for row in case.regions]
    if not members:
        yield Problem("members", "are missing", remedy="name at least one region")
    for name in members:
        if name not in regions:
            yield Problem(
                "members", "is no region of the case", value=name, remedy=did_you_mean(name, regions)
            )


def _scenarios(case: Case, scenarios: Sequence[WeightedCase], days: int) -> Iterator[Problem]:
    if days < 1:
        yield Problem("days", "must be at least 1", value=str(days))
    if not scenarios:
        yield Problem("scenarios", "are missing", remedy="name at least one")
    for one in scenarios:
        if not (np.isfinite(one.weight) and one.weight > 0.0):
            yield Problem(one.name, f"has the weight {one.weight:g}", remedy="give a weight above 0")
        if one.scenario.profile not in case.settings.profiles:
            remedy = did_you_mean(one.scenario.profile, case.settings.profiles)
            yield Problem(
                one.name,
                "is not among the profiles of case.toml",
                value=one.scenario.profile,
                remedy=remedy,
            )
            continue
        periods = run_periods(case, one.scenario)
        left = (periods.bounds[-1] - declared_on(one.scenario, periods)).days
        if days > left:
            message = f"leads past the end of the run of {one.name}"
            yield Problem("days", message, value=str(days), remedy=f"ask for at most {left}")
