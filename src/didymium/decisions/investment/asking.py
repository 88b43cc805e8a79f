"""What is wrong with a question about projects: everything at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.decisions.investment.request import BudgetAsked, PortfolioRequest, ProjectsRequest
from didymium.decisions.long_run.futures import Shock
from didymium.decisions.portfolio.budgets import BudgetLine, Budgets
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.scenario.reading import list_scenarios, read_scenario
from didymium.scenario.restricting import restricts
from didymium.scenario.schema import Scenario

NO_END = 9999
"""Last year of a budget that has none."""


@dataclass(frozen=True, eq=False)
class Checked:
    """A request that was held against its cases: the shocks of each, and the budgets."""

    request: ProjectsRequest
    shocks: tuple[tuple[Shock, ...], ...]
    budgets: Budgets


def check_projects(cases: Sequence[Case], request: ProjectsRequest) -> Checked:
    """Hold a question about projects, or a portfolio, against its cases.

    Raises:
        InputError: With every problem.
    """
    request = with_usual_floor(cases, request)
    problems = [*_projects(cases, request), *_years(cases, request), *_floor(cases, request)]
    shocks: list[tuple[Shock, ...]] = []
    for case in cases:
        found, wrong = _shocks(case, request.scenarios)
        shocks.append(found)
        problems += wrong if len(cases) == 1 else []
    problems += _nowhere(cases, request.scenarios, shocks) if len(cases) > 1 else []
    budgets = Budgets(())
    if isinstance(request, PortfolioRequest):
        problems += [*_names(cases, request), *_budget_problems(cases, request)]
        if not problems:
            budgets = _budgets(cases, request)
    if problems:
        raise InputError(problems)
    return Checked(request, tuple(shocks), budgets)


def _projects(cases: Sequence[Case], request: ProjectsRequest) -> Iterator[Problem]:
    known = [row.project for case in cases for row in case.projects]
    if not known:
        yield Problem("projects.csv", "has no projects", remedy="add some, or name another case")
    for name in request.projects:
        if name not in known:
            yield Problem("projects", "is no project", value=name, remedy=did_you_mean(name, known))
    for name in sorted({name for name in known if known.count(name) > 1}):
        remedy = "give each its own name, or ask about one case"
        yield Problem("projects.csv", "is in more than one case", value=name, remedy=remedy)


def _years(cases: Sequence[Case], request: ProjectsRequest) -> Iterator[Problem]:
    first = first_year(cases)
    if request.last_year < first + 4:
        remedy = f"name a year from {first + 4} on"
        yield Problem("last_year", "leaves no time for projects", value=str(request.last_year), remedy=remedy)
    if request.last_shock_year < request.first_shock_year:
        yield Problem(
            "last_shock_year", "comes before the first", value=str(request.last_shock_year),
            remedy=f"name a year from {request.first_shock_year} on",
        )  # fmt: skip
    day = request.decide_from
    if day is not None and not first <= day.year < request.last_year:
        remedy = f"name a day from {first}-01-01 to {request.last_year - 1}-12-31"
        yield Problem("decide_from", "does not lie within the horizon", value=str(day), remedy=remedy)
    if request.last_shock_year > request.last_year or request.first_shock_year < first:
        value = f"{request.first_shock_year} to {request.last_shock_year}"
        remedy = f"name years from {first} to {request.last_year}"
        yield Problem("shock years", "do not lie within the horizon", value=value, remedy=remedy)


def first_year(cases: Sequence[Case]) -> int:
    """Return the first year of the horizon: the one after the first of the cases' runs."""
    return max(case.settings.start.year for case in cases) + 1


def with_usual_floor(cases: Sequence[Case], request: ProjectsRequest) -> ProjectsRequest:
    """Return a request with the usual floor of its cases where it leaves price or material open."""
    stated = [one for case in cases if (one := case.settings.usual).floor_usd_per_kg and one.floor_material]
    alike = [one for one in stated if request.floor_material in ("", one.floor_material)]
    if not alike:
        return request
    material, usd = alike[0].floor_material, request.floor_usd_per_kg or alike[0].floor_usd_per_kg
    return request.model_copy(update={"floor_material": material, "floor_usd_per_kg": usd})


def _floor(cases: Sequence[Case], request: ProjectsRequest) -> Iterator[Problem]:
    """Yield a floor on what is no material, or half of a floor that no case completes."""
    known = [row.material for case in cases for row in case.materials]
    material, usd = request.floor_material, request.floor_usd_per_kg
    if material and material not in known:
        yield Problem(
            "floor_material", "is no material", value=material, remedy=did_you_mean(material, known)
        )
    elif material and not usd:
        remedy = "say how high, in US dollars per kg"
        yield Problem("floor_usd_per_kg", f"is missing for {material}: no case states one", remedy=remedy)
    elif usd and not material:
        yield Problem("floor_material", "is missing: no case states one", remedy="say what the floor is for")


def _shocks(case: Case, names: Sequence[str]) -> tuple[tuple[Shock, ...], list[Problem]]:
    found, problems = [], list[Problem]()
    for name in names or list_scenarios(case):
        try:
            scenario = read_scenario(case, name)
        except InputError as error:
            problems += error.problems
            continue
        if names and not scenario.event:
            remedy = "name one with events"
            problems.append(Problem("scenarios", "has no events", value=name, remedy=remedy))
        elif names or _unanswered(scenario):
            found.append(Shock(name, scenario))
    return tuple(found), problems if names else []


def _unanswered(scenario: Scenario) -> bool:
    """Return whether a scenario keeps goods from buyers abroad and nobody does anything about it."""
    return restricts(scenario) and not scenario.instrument


def _nowhere(
    cases: Sequence[Case], names: Sequence[str], shocks: Sequence[tuple[Shock, ...]]
) -> Iterator[Problem]:
    read = {shock.name for own in shocks for shock in own}
    known = [name for case in cases for name in list_scenarios(case)]
    for name in names:
        if name not in read:
            remedy = did_you_mean(name, known) or f"choose {', '.join(sorted(set(known)))}"
            yield Problem(
                "scenarios", "is a scenario of no case, or has no events", value=name, remedy=remedy
            )


def _names(cases: Sequence[Case], request: PortfolioRequest) -> Iterator[Problem]:
    known = [row.project for case in cases for row in case.projects]
    for field, names in (("commit", request.commit), ("exclude", request.exclude)):
        for name in names:
            if name not in known:
                yield Problem(field, "is no project", value=name, remedy=did_you_mean(name, known))
    for name in request.commit:
        if name in request.exclude:
            yield Problem("exclude", "is committed too", value=name, remedy="name it in one of the two")


def _budget_problems(cases: Sequence[Case], request: PortfolioRequest) -> Iterator[Problem]:
    if not request.budgets:
        yield Problem("budgets", "are missing", remedy="say how much may be spent: --budget 3 (billion USD)")
    regions = known_funders(cases)
    for number, line in enumerate(request.budgets, start=1):
        for name in line.funders:
            if name not in regions:
                remedy = did_you_mean(name, regions)
                yield Problem("budgets", "is no region", number, "funders", name, remedy)
        if line.currency != "USD" and line.currency not in _rates(cases):
            remedy = "add it to exchange_rates.csv"
            yield Problem("budgets", "has no exchange rate", number, "currency", line.currency, remedy)
        if line.first_year and line.last_year and line.last_year < line.first_year:
            remedy = f"name a year from {line.first_year} on"
            yield Problem(
                "budgets", "comes before the first", number, "last_year", str(line.last_year), remedy
            )
    named = {name for line in request.budgets for name in line.funders}
    for name in request.link:
        if name not in named:
            remedy = did_you_mean(name, named) or "give it a budget of its own"
            yield Problem("link", "has no budget", value=name, remedy=remedy)


def known_funders(cases: Sequence[Case]) -> list[str]:
    """Return the regions of the cases, whose treasuries may fund, in alphabetical order."""
    return sorted({row.region for case in cases for row in case.regions} | {"EU"})


def _rates(cases: Sequence[Case]) -> Mapping[str, float]:
    return {row.currency: row.per_usd for case in cases for row in case.exchange_rates}


def _budgets(cases: Sequence[Case], request: PortfolioRequest) -> Budgets:
    rates = _rates(cases)

    def line_of(asked: BudgetAsked) -> BudgetLine:
        rate = 1.0 if asked.currency == "USD" else rates[asked.currency]
        return BudgetLine(
            frozenset(asked.funders),
            asked.first_year or first_year(cases),
            asked.last_year or NO_END,
            asked.amount_million / rate,
        )

    return Budgets(tuple(line_of(asked) for asked in request.budgets))
