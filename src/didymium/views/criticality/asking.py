"""Find the indicators that are asked for: check all of the question first, then solve what must be solved."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.evidence.evidence import Evidence
from didymium.evidence.reading import shared_evidence
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.indicators.criticality.answer import indicators_from_facts, indicators_of
from didymium.indicators.criticality.from_facts import EU, Facts, fact_names, fact_regions, fact_years
from didymium.indicators.criticality.methods import METHODS
from didymium.indicators.criticality.substitution import ELEMENTS
from didymium.indicators.criticality.table import WORLD, indicator_table
from didymium.indicators.disruption.commodities import listed_commodities
from didymium.indicators.disruption.run import DISRUPTION_COLUMNS, Probability, disruptions
from didymium.indicators.in_use.recycling import collected_in_run
from didymium.indicators.in_use.rows import in_use_indicators
from didymium.indicators.in_use.stocks import has_in_use, in_use
from didymium.indicators.roles import home_regions
from didymium.outcome.tables import Outcome
from didymium.scenario.course import run_periods
from didymium.scenario.reading import read_scenario
from didymium.scenario.run import run_scenario
from didymium.scenario.schema import Scenario
from didymium.views.criticality.request import IndicatorsRequest
from didymium.views.criticality.view import IndicatorsFound, changes_of
from didymium.views.run_view import ScenarioRun
from didymium.views.service import outcomes_of

Progress = Callable[[str, int], None]
Read = Callable[[str], Scenario]
Solve = Callable[[str, Scenario], ScenarioRun]
YEARS_AHEAD, ROUND = 15, 5
"""Goods in use are followed so many years beyond the base year, up to the next round year."""
MOST_YEARS = 100
MOSTLY = 0.5
"""Tonnes of an element, as oxide, in a tonne of what counts as a commodity of that element."""
COLLECTED_COLUMNS = {
    "scenario": pl.String, "region": pl.String, "year": pl.Int64, "scrap_t": pl.Float64,
    "collected_t": pl.Float64, "recycled_t": pl.Float64, "sent_t": pl.Float64, "received_t": pl.Float64,
    "collected_share": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """A question that was checked: scenarios as read, what its blanks stand for."""

    request: IndicatorsRequest
    regions: tuple[str, ...]
    years: tuple[int, ...]
    scenarios: Mapping[str, Scenario]


def find_indicators(
    case: Case,
    request: IndicatorsRequest,
    calibration: Callable[[], Calibration],
    progress: Progress = lambda message, steps: None,
    *,
    read: Read | None = None,
    solve: Solve | None = None,
) -> IndicatorsFound:
    """Return the indicators asked for. Nothing is calibrated or solved for facts, nor for goods in use unless
    scenarios are named. ``read`` and ``solve`` take the place of reading and solving a scenario, for whoever
    lets only some be named and keeps markets hot.

    Raises:
        InputError: With everything that is wrong with the question; files are fields of the request.
        SolverError, MassBalanceError, UnsettledError: If a program has no answer.
    """
    plan = plan_of(case, request, read)
    solved = _runs(case, plan, calibration, progress) if solve is None else _given_runs(plan, solve, progress)
    runs = list(solved) if plan.scenarios else []
    market, bases = _of_market(case, plan, runs) if request.market else (_none(), _none())
    progress("facts", 1)
    facts = _of_facts(case, plan) if request.facts else _none()
    goods, collected = _of_goods(case, plan, runs, progress)
    stops = _of_stops(case, plan, calibration, progress)
    return IndicatorsFound(
        case, request, plan.regions, plan.years,
        {name: scenario.title for name, scenario in plan.scenarios.items()},
        market, bases, changes_of(market, bases), facts, goods, stops, collected,
    )  # fmt: skip


def steps_of(request: IndicatorsRequest) -> int:
    """Return how many steps an answer takes, for a progress bar."""
    return 3 * len(request.scenarios) * _needs_run(request) + 3 + 20 * request.disruption


def plan_of(case: Case, request: IndicatorsRequest, read: Read | None = None) -> Plan:
    """Check a question against its case and fill in what is blank.

    Raises:
        InputError: With everything that is wrong; files are fields of the request.
    """
    read = read or partial(read_scenario, case)
    scenarios, problems = _scenarios(case, request, read) if _needs_run(request) else ({}, [])
    regions = request.regions or _default_regions(case, request)
    problems += _name_problems(case, request)
    covered = _covered(case, scenarios)
    problems += _year_problems(case, request, covered)
    if problems:
        raise InputError(problems)
    years = request.years or _default_years(covered)
    return Plan(request, tuple(dict.fromkeys(regions)), tuple(dict.fromkeys(years)), scenarios)


def _needs_run(request: IndicatorsRequest) -> bool:
    """Say whether scenarios are solved: for indicators, or because goods in use are to follow those named."""
    return request.market or (request.in_use and "scenarios" in request.model_fields_set)


def _scenarios(
    case: Case, request: IndicatorsRequest, read: Read
) -> tuple[dict[str, Scenario], list[Problem]]:
    found: dict[str, Scenario] = {}
    problems: list[Problem] = []
    profiles = case.settings.profiles
    if request.profile is not None and request.profile not in profiles:
        remedy = did_you_mean(request.profile, profiles)
        problems.append(Problem("profile", "is no profile of the case", value=request.profile, remedy=remedy))
    for name in request.scenarios:
        try:
            scenario = read(name)
        except InputError as error:
            problems += error.problems
        else:
            own = {} if request.profile is None else {"profile": request.profile}
            found[Path(name).stem] = scenario.model_copy(update=own)
    return found, problems


def _default_regions(case: Case, request: IndicatorsRequest) -> tuple[str, ...]:
    """Return the home regions, the Union where the case has it as a club, and the world; of facts alone those
    that facts speak of.
    """
    if not request.market and not request.in_use and request.facts:
        known = fact_regions(Facts(evidence_of(case)))
        homes = [name for name in home_regions(case) if name in known]
        return (*homes, EU, WORLD)
    union = (EU,) if EU in case.clubs else ()
    return (*home_regions(case), *union, WORLD)


def evidence_of(case: Case) -> Evidence:
    """Return the evidence of a case, the shared one if it has none of its own."""
    return case.evidence if case.evidence is not None else shared_evidence()


def _name_problems(case: Case, request: IndicatorsRequest) -> list[Problem]:
    own = {row.region for row in case.regions}
    places = {WORLD, *case.clubs, *own} if request.market or request.in_use or request.disruption else set()
    if request.facts and not request.market:
        places |= fact_regions(Facts(evidence_of(case)))
    names = {row.material for row in case.materials} | {row.element for row in case.contents}
    names |= fact_names(Facts(evidence_of(case))) if request.facts else set()
    if request.disruption:
        names |= {*case.groups, *(one.name for one in listed_commodities(case.settings.name))}
    return [
        *_unknown("regions", "is no region or club of the case, nor world", request.regions, places),
        *_unknown("methods", "is no method", request.methods, METHODS),
        *_unknown("names", "is no material, element or mineral", request.names, names),
        *_unknown("countries", "is no region of the case", request.countries, own),
        *_goods_problems(case, request),
        *_stop_problems(case, request),
    ]


def _unknown(field: str, message: str, given: Sequence[str], known: Iterable[str]) -> Iterator[Problem]:
    choices = sorted(known)
    for name in given:
        if name not in choices:
            yield Problem(field, message, value=name, remedy=did_you_mean(name, choices, limit=20))


def _goods_problems(case: Case, request: IndicatorsRequest) -> Iterator[Problem]:
    first = case.settings.base_year
    if request.in_use and not has_in_use(case):
        remedy = "add lifetimes.csv and use_history.csv to the case"
        yield Problem(
            "in_use", "cannot be answered: the case does not say how long goods last", remedy=remedy
        )
    if request.until is not None and not first <= request.until <= first + MOST_YEARS:
        remedy = f"give a year from {first} to {first + MOST_YEARS}"
        yield Problem("until", "is out of reach", value=str(request.until), remedy=remedy)


def _stop_problems(case: Case, request: IndicatorsRequest) -> Iterator[Problem]:
    """Yield what is wrong with stops: they are of a region of the case, from its first year on."""
    if not request.disruption:
        return
    own = {row.region for row in case.regions}
    if request.regions and not own & {*request.regions}:
        yield Problem("regions", "hold no single region of the case, which stops need", remedy="name one")
    if request.names and not stopped(case, request.names):
        advice = "name commodities, groups or materials, or elements that some material mostly holds"
        yield Problem("names", "are nothing whose exports could stop", remedy=advice)
    start = case.settings.start.year
    for year in request.years:
        if year < start:
            yield Problem("years", "lies before the case begins", value=str(year), remedy=f"from {start} on")
    known = {row.region for row in case.regions}
    for _, origin, _ in request.probabilities:
        if origin not in known:
            remedy = did_you_mean(origin, known)
            yield Problem("probabilities", "is no region of the case", value=origin, remedy=remedy)


def _covered(case: Case, scenarios: Mapping[str, Scenario]) -> dict[str, dict[int, bool]]:
    """Return the years of each run, and whether it covers them whole."""
    found: dict[str, dict[int, bool]] = {}
    for name, scenario in scenarios.items():
        if scenario.profile not in case.settings.profiles:
            continue
        bounds = run_periods(case, scenario).bounds
        first, after = bounds[0], bounds[-1]
        last = after.year if (after.month, after.day) > (1, 1) else after.year - 1
        found[name] = {
            year: (first.year, first.month, first.day) <= (year, 1, 1) and after.year > year
            for year in range(first.year, last + 1)
        }
    return found


def _year_problems(
    case: Case, request: IndicatorsRequest, covered: Mapping[str, Mapping[int, bool]]
) -> Iterator[Problem]:
    if request.market:
        for name, years in covered.items():
            for year in request.years:
                if year not in years:
                    said = f"is not covered by the run of {name}"
                    remedy = f"it has {min(years)} to {max(years)}"
                    yield Problem("years", said, value=str(year), remedy=remedy)
    elif request.facts:
        known = [str(year) for year in fact_years()]
        yield from _unknown("years", "is no year of the facts", [str(year) for year in request.years], known)


def _default_years(covered: Mapping[str, Mapping[int, bool]]) -> tuple[int, ...]:
    """Return the first year that every run covers whole; else the first that all cover; else each its own."""
    every = [set(years) for years in covered.values()]
    whole = [{year for year, is_whole in years.items() if is_whole} for years in covered.values()]
    common = set.intersection(*whole) if whole else set()
    touched = set.intersection(*every) if every else set()
    chosen = common or touched
    return (min(chosen),) if chosen else ()


def _runs(
    case: Case, plan: Plan, calibration: Callable[[], Calibration], progress: Progress
) -> Iterator[ScenarioRun]:
    """Yield the scenarios solved, each with its base run; tables are worked out when they are asked for."""
    progress("calibrating", 0)
    found = calibration()
    progress("calibrated", 1)
    for name, scenario in plan.scenarios.items():
        progress(f"{name}: base run", 0)
        paths = run_scenario(case, found.base, scenario, progress=_told(progress, name, 0))
        progress(name, 3)
        yield outcomes_of(case, found, name, scenario, paths)


def _given_runs(plan: Plan, solve: Solve, progress: Progress) -> Iterator[ScenarioRun]:
    """Yield the scenarios as somebody else solves them."""
    progress("calibrated", 1)
    for name, scenario in plan.scenarios.items():
        progress(f"{name}: run", 0)
        yield solve(name, scenario)
        progress(name, 3)


def _told(progress: Progress, name: str, steps: int) -> Callable[[str], None]:
    """Return a progress of messages about something, each so many steps."""
    return lambda message: progress(f"{name}: {message}", steps)


def _of_market(case: Case, plan: Plan, runs: Sequence[ScenarioRun]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the indicators of scenarios, and of the base runs of those in which something happens."""
    own = [_solved(case, plan, run.name, run.outcome) for run in runs]
    bases = [_solved(case, plan, run.name, run.base) for run in runs if run.scenario.happens]
    return pl.concat([_none(), *own]), pl.concat([_none(), *bases])


def _solved(case: Case, plan: Plan, name: str, outcome: Outcome) -> pl.DataFrame:
    known = {row.material for row in case.materials} | {row.element for row in case.contents}
    names = [one for one in plan.request.names if one in known] or None
    if plan.request.names and names is None:
        return _none()
    methods = plan.request.methods or None
    return indicators_of(case, outcome, plan.regions, plan.years or None, name, methods, names)


def _none() -> pl.DataFrame:
    return indicator_table(())


def _of_facts(case: Case, plan: Plan) -> pl.DataFrame:
    """Return the indicators of facts about what is asked, of each series the latest year that has a value."""
    evidence, request = evidence_of(case), plan.request
    facts = Facts(evidence)
    known, places = fact_names(facts), fact_regions(facts)
    own = [name for one in _names(case, request) for name in minerals_of(one, known)]
    groups = [] if request.names else [name for one in own for name in _groups_of(evidence, one)]
    minerals = tuple(name for name in dict.fromkeys([*own, *groups]) if name in known)
    regions = [name for name in plan.regions if name in places]
    if not minerals or not regions:
        return _none()
    asked = [year for year in request.years if year in fact_years()]
    last = max(plan.years, default=max(fact_years())) if request.market else max(fact_years())
    years = asked or [year for year in fact_years() if year <= last]
    if not years:
        return _none()
    chosen = request.methods or None
    found = indicators_from_facts(evidence, regions, years, chosen, minerals)
    return found if asked and not request.market else _latest(found)


def _latest(table: pl.DataFrame) -> pl.DataFrame:
    keys = ["method", "region", "material_or_element", "stage", "scenario"]
    return (
        table.with_columns(has=pl.col("value").is_not_null())
        .sort("has", "year")
        .unique(keys, keep="last", maintain_order=True)
        .drop("has")
        .sort("method", "material_or_element", "region", "year", "scenario", "stage")
    )


def _names(case: Case, request: IndicatorsRequest) -> tuple[str, ...]:
    own = (*(row.material for row in case.materials), *(row.element for row in case.contents))
    return request.names or own


def minerals_of(name: str, known: Collection[str]) -> tuple[str, ...]:
    """Return the minerals, of those known, that a material or element is: by its own name, its chemical
    symbol, or as the first words of its name (``lithium_chemicals``).
    """
    if name in ELEMENTS:
        return tuple(part for part in ELEMENTS[name] if part in known)
    parts = name.split("_")
    begun = ("_".join(parts[:count]) for count in range(len(parts), 0, -1))
    return tuple(part for part in begun if part in known)[:1]


def _groups_of(evidence: Evidence, mineral: str) -> Iterator[str]:
    """Yield the groups that a mineral is part of, the next one first: statistics often know only these."""
    row = evidence.materials.get(mineral)
    while row is not None and row.part_of:
        yield row.part_of
        row = evidence.materials.get(row.part_of)


def last_year(case: Case, request: IndicatorsRequest) -> int:
    """Return the last year of goods in use."""
    ahead = case.settings.base_year + YEARS_AHEAD
    return request.until or -(-ahead // ROUND) * ROUND


def _of_goods(
    case: Case, plan: Plan, runs: Sequence[ScenarioRun], progress: Progress
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the indicators of goods in use from the base year on, and what runs collect of the scrap."""
    if not plan.request.in_use:
        return _none(), pl.DataFrame(schema=COLLECTED_COLUMNS)
    progress("goods in use", 1)
    last = last_year(case, plan.request)
    years = range(case.settings.base_year, last + 1)
    elements = {row.element for row in case.contents}
    names = [name for name in plan.request.names if name in elements] or None
    regions = [name for name in plan.regions if name == WORLD or _is_of_case(case, name)]
    outcomes: list[tuple[str | None, Outcome | None]] = [(run.name, run.outcome) for run in runs]
    found = [
        in_use_indicators(case, outcome, regions, list(years), name, None, names)
        for name, outcome in outcomes or [(None, None)]
    ]
    return pl.concat(found), _collected(case, runs, regions, last)


def _collected(case: Case, runs: Sequence[ScenarioRun], regions: Sequence[str], last: int) -> pl.DataFrame:
    tables = [pl.DataFrame(schema=COLLECTED_COLUMNS)]
    for run in runs:
        goods = in_use(case, run.outcome, last)
        for region in regions:
            members = None if region == WORLD else case.regions_of(region)
            table = collected_in_run(case, run.outcome, goods, members)
            named = table.with_columns(scenario=pl.lit(run.name), region=pl.lit(region))
            tables.append(named.select(pl.col(name).cast(kind) for name, kind in COLLECTED_COLUMNS.items()))
    return pl.concat(tables)


def _is_of_case(case: Case, name: str) -> bool:
    return name in case.clubs or name in {row.region for row in case.regions}


def _of_stops(
    case: Case, plan: Plan, calibration: Callable[[], Calibration], progress: Progress
) -> pl.DataFrame:
    """Return what stops cost the regions asked for, of the default ones the first."""
    request = plan.request
    if not request.disruption:
        return pl.DataFrame(schema=dict(DISRUPTION_COLUMNS))
    own = {row.region for row in case.regions}
    regions = [name for name in request.regions if name in own] or list(home_regions(case)[:1])
    materials = stopped(case, request.names) or None
    base_year = calibration().base
    tables = [
        disruptions(
            case, base_year, region, materials, request.countries or None, request.theta,
            _probability(case, request), min(request.years, default=None),
            _told(progress, region, 1),
        )
        for region in regions
    ]  # fmt: skip
    return pl.concat(tables)


def stopped(case: Case, names: Sequence[str]) -> list[str]:
    """Return what is stopped of the names asked for: commodities, groups and materials by their own, elements
    as the commodities or materials that are mostly made of them.
    """
    commodities = {one.name: one.materials for one in listed_commodities(case.settings.name)}
    own = {row.material: (row.material,) for row in case.materials}
    known, found = {*commodities, *case.groups, *own}, list[str]()
    for name in names:
        mostly = {
            row.material for row in case.contents if row.element == name and row.t_oxide_per_t >= MOSTLY
        }
        of_element = [
            one for one, made_of in (commodities or own).items() if made_of and set(made_of) <= mostly
        ]
        found += [name] if name in known else of_element
    return list(dict.fromkeys(found))


def _probability(case: Case, request: IndicatorsRequest) -> Probability | None:
    """Return the chances given: one for all, or of single stops, those not named with the one for all."""
    if not request.probabilities:
        return request.probability
    named = {(commodity, origin): chance for commodity, origin, chance in request.probabilities}
    if request.probability is None:
        return named
    everything = {one.name for one in listed_commodities(case.settings.name)} | {*request.names}
    everything |= {row.material for row in case.materials}
    rest = {(one, row.region): request.probability for one in everything for row in case.regions}
    return {**rest, **named}
