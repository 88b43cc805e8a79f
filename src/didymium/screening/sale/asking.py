"""What is wrong with a question about a sale: everything at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.case.schema import Plant
from didymium.evidence.countries import country_codes
from didymium.evidence.evidence import Evidence
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.indicators.roles import home_regions
from didymium.market.base_year import BaseYear
from didymium.scenario.reading import read_scenario
from didymium.scenario.schema import Scenario
from didymium.screening.sale.controllers import Controller, Controllers
from didymium.screening.sale.guidelines import FACTS
from didymium.screening.sale.request import SaleRequest
from didymium.screening.sale.withholding import harshest_scenario, restrictions_by


@dataclass(frozen=True, eq=False)
class CheckedSale:
    """A request that was held against its case."""

    request: SaleRequest
    plant: Plant
    seller: Controller
    buyer: Controller
    members: tuple[str, ...]
    scenario_name: str
    """Blank: no scenario of the case has the buyer's country restrict exports."""
    scenario: Scenario | None
    """In the request's division of time."""
    day: dt.date
    """Day for which capacities are taken: the first of the restriction, else of the case."""


def check_sale(
    case: Case, base_year: BaseYear, request: SaleRequest, evidence: Evidence, controllers: Controllers
) -> CheckedSale:
    """Hold a request against its case.

    Raises:
        InputError: With every problem.
    """
    problems = [*_named(case, request), *_thresholds(evidence)]
    plant = next((row for row in case.plants if row.plant == request.plant), None)
    scenario = _scenario(case, request, problems)
    if plant is None or problems:
        raise InputError(problems)
    name = request.scenario or harshest_scenario(case, base_year, request.buyer_country)
    if scenario is None and name:
        scenario = read_scenario(case, name).model_copy(update={"profile": request.profile})
    day = _day(case, scenario, request)
    seller, buyer = _parties(controllers, plant, request)
    problems += [*_operating(plant, day), *_same(plant, seller, buyer)]
    if problems:
        raise InputError(problems)
    members = request.members or home_regions(case)
    return CheckedSale(request, plant, seller, buyer, members, name, scenario, day)


def _named(case: Case, request: SaleRequest) -> Iterator[Problem]:
    plants = {row.plant: row.plant for row in case.plants}
    if request.plant not in plants:
        names = {**plants, **{row.name_en: row.plant for row in case.plants}}
        remedy = did_you_mean(request.plant, names, stands_for=names)
        yield Problem("plant", "is no plant of the case", value=request.plant, remedy=remedy)
    regions = [row.region for row in case.regions]
    if request.buyer_country not in (country_codes() | set(regions)):
        names = {row.name_en: row.region for row in case.regions} | {name: name for name in regions}
        remedy = did_you_mean(request.buyer_country, names, stands_for=names) or "write a code such as CHN"
        yield Problem("buyer_country", "is no country", value=request.buyer_country, remedy=remedy)
    for member in request.members:
        if member not in regions:
            yield Problem("members", "is no region", value=member, remedy=did_you_mean(member, regions))
    if not request.buyer.strip():
        yield Problem("buyer", "is blank", remedy="name who buys")
    if request.profile not in case.settings.profiles:
        remedy = f"there are {', '.join(case.settings.profiles)}"
        yield Problem("profile", "is not in case.toml", value=request.profile, remedy=remedy)


def _thresholds(evidence: Evidence) -> Iterator[Problem]:
    for fact in FACTS:
        if fact not in evidence.fact_ids:
            yield Problem("facts", "is missing: no threshold of the guidelines without it", value=fact)


def _scenario(case: Case, request: SaleRequest, problems: list[Problem]) -> Scenario | None:
    if not request.scenario:
        return None
    try:
        scenario = read_scenario(case, request.scenario)
    except InputError as error:
        problems += error.problems
        return None
    return scenario.model_copy(update={"profile": request.profile})


def _day(case: Case, scenario: Scenario | None, request: SaleRequest) -> dt.date:
    if scenario is None:
        return case.settings.start
    days = [event.from_ for event in restrictions_by(scenario, request.buyer_country)]
    return max(min(days, default=case.settings.start), case.settings.start)


def _parties(controllers: Controllers, plant: Plant, request: SaleRequest) -> tuple[Controller, Controller]:
    """Return seller and buyer; a plant of which no owner is named has one of its own."""
    seller = controllers.of_plant(plant.plant, plant.owners, plant.region)
    if not seller.name:
        seller = Controller(plant.plant, seller.country, seller.basis, seller.source)
    name = " ".join(request.buyer.split())
    subject = controllers.subject_of(name)
    buyer = Controller(subject or name, request.buyer_country, "stated")
    return seller, buyer


def _operating(plant: Plant, day: dt.date) -> Iterator[Problem]:
    if plant.status in ("planned", "closed"):
        yield Problem("plant", f"does not operate: its status is {plant.status}", value=plant.plant)
    elif plant.start is not None and plant.start > day:
        yield Problem(
            "plant", f"does not operate: it starts on {plant.start}, after {day}", value=plant.plant
        )
    elif plant.end is not None and plant.end < day:
        yield Problem("plant", f"does not operate: it ended on {plant.end}", value=plant.plant)


def _same(plant: Plant, seller: Controller, buyer: Controller) -> Iterator[Problem]:
    if seller.name == buyer.name:
        message = f"controls {plant.plant} already: nothing is sold"
        yield Problem("buyer", message, value=buyer.name, remedy="name another buyer")
