"""The review of a sale: concentration, time to survive, and what is said of both, by stated rules only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from didymium.case.case import Case
from didymium.case.schema import Plant
from didymium.evidence.evidence import Evidence
from didymium.indicators.roles import restriction_start
from didymium.market.base_year import BaseYear
from didymium.market.build import build_market
from didymium.market.structure import Options
from didymium.outcome.tables import Outcome
from didymium.scenario.hot import HotMarket
from didymium.scenario.instruments.toolbox import additions_of
from didymium.scenario.path import Path
from didymium.scenario.readout import read_path
from didymium.scenario.run import scenario_structure
from didymium.scenario.schema import Event, Scenario
from didymium.screening.answer import Finding, Said
from didymium.screening.sale.asking import CheckedSale, check_sale
from didymium.screening.sale.concentration import Concentration, Transfer, concentration
from didymium.screening.sale.controllers import Controller, Controllers
from didymium.screening.sale.guidelines import guideline_findings
from didymium.screening.sale.markets import MEASURES, Supply, activities, capacity_on, supplies_of
from didymium.screening.sale.request import SaleRequest
from didymium.screening.sale.shortages import ShortageChange, shortage_change
from didymium.screening.sale.withholding import not_named, restrictions_by, sold

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many steps are done, and of how many."""
READ = ("prices", "served", "output")
STEPS = 4


@dataclass(frozen=True)
class PlantControl:
    """Who controls a plant of an affected market."""

    plant: Plant
    controller: Controller


@dataclass(frozen=True, eq=False)
class MarketEffect:
    """A restriction solved with the plant as it is and with the plant counted with the restricting side."""

    scenario_name: str
    scenario: Scenario
    """As it is in the case, in the profile that was asked for."""
    added: tuple[Event, ...]
    """Events that count the plant with the restricting side."""
    not_named: tuple[str, ...]
    """Products of the plant that the restriction does not name."""
    change: ShortageChange
    plant_output_t: tuple[float, float]
    """Tonnes of all its products that the plant makes over the run, before and after."""


@dataclass(frozen=True, eq=False)
class SaleReview:
    """What a sale does, in figures against thresholds."""

    checked: CheckedSale
    concentration: tuple[Concentration, ...]
    findings: tuple[Finding, ...] = field(repr=False)
    """Each concentration by owner or country of control against the guidelines: two a concentration, in the
    same order."""
    controllers: tuple[PlantControl, ...] = field(repr=False)
    uncounted: tuple[tuple[Supply, tuple[str, ...]], ...] = field(repr=False)
    """Markets in which some plants could not be counted, with these."""
    market: MarketEffect | None
    """None if control does not pass, or the buyer's country restricts no exports in the scenario."""
    why_no_market: Said | None

    @property
    def request(self) -> SaleRequest:
        """What was asked."""
        return self.checked.request


def review_sale(
    case: Case,
    base_year: BaseYear,
    request: SaleRequest,
    evidence: Evidence | None = None,
    *,
    stated: Mapping[str, Controller] | None = None,
    progress: Progress = lambda what, done, count: None,
) -> SaleReview:
    """Review the sale of a plant of a calibrated case.

    Args:
        case: The case.
        base_year: Its calibrated base year.
        request: What is asked.
        evidence: Where owners and thresholds stand; None: the case's own.
        stated: Controllers by plant or by owner's name that overrule the evidence, as from a register.
        progress: Told after each step.

    Raises:
        InputError: With everything that is wrong with the request.
        SolverError, UnsettledError: If the market has no answer.
    """
    known = evidence or case.evidence
    if known is None:
        raise ValueError("a case that was not read from a folder needs evidence")
    controllers = Controllers(case, known, stated)
    checked = check_sale(case, base_year, request, known, controllers)
    found, supplies = _concentrations(case, base_year, checked, controllers)
    progress("concentration", 1, STEPS)
    judged = [one for one in found if one.by != "location"]
    market, why_not = _market(case, base_year, checked, progress)
    return SaleReview(
        checked,
        tuple(found),
        tuple(finding for one in judged for finding in guideline_findings(known, one)),
        _affected(case, supplies, controllers),
        tuple((supply, supply.unknown) for supply in supplies if supply.unknown),
        market,
        why_not,
    )


def _concentrations(
    case: Case, base_year: BaseYear, checked: CheckedSale, controllers: Controllers
) -> tuple[list[Concentration], list[Supply]]:
    """Return every product and the stage, by output and by capacity, each by location, country and owner."""
    holders = _holders(case, controllers)
    of_measure = {
        "output": activities(case, base_year),
        "capacity": capacity_on(case, base_year, checked.day, checked.request.profile),
    }
    found, supplies = [], []
    for measure in MEASURES:
        for supply in supplies_of(case, base_year, checked.plant, measure, of_measure[measure]):
            supplies.append(supply)
            for by, names in holders.items():
                one = concentration(supply, by, names, _transfer(checked, by))
                if one is not None:
                    found.append(one)
    return found, supplies


def _holders(case: Case, controllers: Controllers) -> dict[str, dict[str, str]]:
    known = {row.plant: controllers.of_plant(row.plant, row.owners, row.region) for row in case.plants}
    return {
        "location": {row.plant: row.region for row in case.plants},
        "control": {plant: one.country for plant, one in known.items()},
        "owner": {plant: one.name for plant, one in known.items()},
    }


def _transfer(checked: CheckedSale, by: str) -> Transfer:
    """Return who holds the plant before and after; it does not move, and may stay under its seller."""
    plant = checked.plant
    before = {"location": plant.region, "control": checked.seller.country, "owner": checked.seller.name}[by]
    after = {"location": plant.region, "control": checked.buyer.country, "owner": checked.buyer.name}[by]
    return Transfer(plant.plant, before, after if checked.request.control_passes else before)


def _affected(case: Case, supplies: list[Supply], controllers: Controllers) -> tuple[PlantControl, ...]:
    names = {plant for supply in supplies for plant in supply.amounts}
    return tuple(
        PlantControl(row, controllers.of_plant(row.plant, row.owners, row.region))
        for row in case.plants
        if row.plant in names
    )


def _market(
    case: Case, base_year: BaseYear, checked: CheckedSale, progress: Progress
) -> tuple[MarketEffect | None, Said | None]:
    why_not = _why_no_market(checked)
    if why_not is not None or checked.scenario is None:
        return None, why_not
    scenario = checked.scenario
    added = sold(case, base_year, scenario, checked.plant, checked.request)
    after = scenario.model_copy(update={"event": (*scenario.event, *added)})
    structure = scenario_structure(case, base_year, after, Options())
    hot = HotMarket(build_market(structure, additions_of(scenario.instrument)))
    base = _outcome(case, hot.base())
    progress("base", 2, STEPS)
    first = _outcome(case, hot.run(scenario))
    progress("before", 3, STEPS)
    second = _outcome(case, hot.run(after))
    progress("after", 4, STEPS)
    since = restriction_start(scenario, first)
    change = shortage_change(case, base, first, second, since, checked.members)
    events = restrictions_by(scenario, checked.request.buyer_country)
    made = tuple(_made_t(one, checked.plant.plant) for one in (first, second))
    return (
        MarketEffect(
            checked.scenario_name, scenario, added, not_named(case, events, checked.plant), change,
            (made[0], made[1]),
        ),
        None,
    )  # fmt: skip


def _why_no_market(checked: CheckedSale) -> Said | None:
    country = checked.request.buyer_country
    if not checked.request.control_passes:
        return Said("screen.sale.no_market.control", {"stake_percent": checked.request.stake_percent})
    if checked.scenario is None:
        return Said("screen.sale.no_market.never", {"country": country})
    if not restrictions_by(checked.scenario, country):
        return Said(
            "screen.sale.no_market.scenario", {"country": country, "scenario_title": checked.scenario.title}
        )
    if checked.plant.region == country:
        return Said("screen.sale.no_market.home", {"country": country})
    return None


def _outcome(case: Case, path: Path) -> Outcome:
    bounds = path.market.structure.periods.bounds
    manifest = {"periods": [day.isoformat() for day in bounds]}
    return Outcome(case.settings.name, "", "", read_path(path, READ), {}, manifest)


def _made_t(outcome: Outcome, plant: str) -> float:
    made = outcome["output"].filter(pl.col("plant") == plant, pl.col("t") > 0)
    return float(made["t"].sum())
