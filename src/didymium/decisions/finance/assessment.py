"""Whether a project is bankable at market prices and at a floor, what it needs, and what a price war does."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.decisions.finance.applying import apply
from didymium.decisions.finance.bankable import Asks, Hurdle, Needs, Verdict, judge, needs_of
from didymium.decisions.finance.cash_flow import CashFlow
from didymium.decisions.finance.draws import draw_project
from didymium.decisions.finance.from_market import PriceWar, in_price_war, main_product, operation_of
from didymium.decisions.finance.metrics import (
    break_even_price,
    internal_rate_of_return,
    least_cover,
    lower_quantile,
    net_present_value,
    payback_years,
)
from didymium.decisions.finance.operation import Operation
from didymium.decisions.finance.supports import ConcessionalLoan, Grant, OfftakeFloor, Payer
from didymium.decisions.finance.terms import ProjectTerms, project_terms
from didymium.decisions.long_run.prices import PricePaths
from didymium.decisions.projects.pipeline import Candidate

USD_PER_MILLION = 1e6


@dataclass(frozen=True)
class Assessing:
    """How projects are judged. Rates are real; what is not the case's is assumed, and shown."""

    floor_usd_per_kg: float = 0.0
    floor_material: str = ""
    """Blank: no floor is tried."""
    floor_years: float | None = None
    """Years of production in which the floor holds; None: until the debt is paid back."""
    discount_rate: float | None = None
    """None: the case's."""
    hurdle: Hurdle = Hurdle(needs_return=True)
    draws_each: int = 16
    """Draws of capital, lead time and cost for each future."""
    seed: int = 1
    highest_factor: float = 20.0
    """A floor on the project's own product is looked for up to so many times its market price."""
    highest_grant: float = 0.95
    loan_rate: float = 0.02
    loan_years: float = 15.0
    treasury_rate: float = 0.02
    war: PriceWar = field(default_factory=PriceWar)


@dataclass(frozen=True)
class Worth:
    """The figures of a cash flow: quantiles over draws, million US dollars of the first year of the horizon.

    ``rate_of_return``, ``payback_years`` and ``break_even_usd_per_kg`` are medians; None: there is none in
    half of the draws or more.
    """

    npv_low_usd_million: float
    npv_usd_million: float
    npv_high_usd_million: float
    rate_of_return: float | None
    payback_years: float | None
    worst_cover: float
    """Least cover of debt service in the worst decile."""


@dataclass(frozen=True, eq=False)
class Assessment:
    """The finance of one project."""

    candidate: Candidate
    capital_usd_million: float
    product: str
    price_usd_per_kg: float
    """Mean price of the main product over all futures while it would run."""
    break_even_usd_per_kg: float | None
    market: Worth
    verdict: Verdict
    floor: Worth | None
    """With the floor; None: it sells nothing that the floor is for."""
    floor_verdict: Verdict | None
    war: Worth
    war_verdict: Verdict
    needs: Needs
    war_needs: Needs
    operation: Operation
    terms: ProjectTerms
    flow: CashFlow

    @property
    def name(self) -> str:
        """Name of the project."""
        return self.candidate.project.project


@dataclass(frozen=True)
class NotAssessed:
    """A project of which nothing can be said, and why."""

    candidate: Candidate
    reason: str


def assess(case: Case, candidate: Candidate, paths: PricePaths, asked: Assessing) -> Assessment | NotAssessed:
    """Judge a project at the prices of every future.

    Raises:
        FinanceError: If its terms make no sense.
    """
    if candidate.capital_usd is None:
        return NotAssessed(candidate, "capital")
    operation, terms = ground_of(case, candidate, paths, asked)
    if not any(np.any(table > 0.0) for table in operation.sold_kg.values()):
        return NotAssessed(candidate, "feed")
    product = main_product(operation)
    flow = apply((), operation, terms)
    asks = _asks(candidate, operation, product, asked)
    floor = floor_of(candidate, operation, asked)
    floored = None if floor is None else apply((floor,), operation, terms)
    struck = in_price_war(operation, asked.war)
    war_flow = apply((), struck, terms)
    return Assessment(
        candidate=candidate,
        capital_usd_million=float(terms.capital_usd.mean()) / USD_PER_MILLION,
        product=product,
        price_usd_per_kg=float(np.average(operation.price_usd_per_kg[product], weights=flow.ground.output)),
        break_even_usd_per_kg=_median(break_even_price(product, (), operation, terms)),
        market=worth_of(flow, asked.hurdle),
        verdict=judge(flow, asked.hurdle),
        floor=None if floored is None else worth_of(floored, asked.hurdle),
        floor_verdict=None if floored is None else judge(floored, asked.hurdle),
        war=worth_of(war_flow, asked.hurdle),
        war_verdict=judge(war_flow, asked.hurdle),
        needs=needs_of(operation, terms, asked.hurdle, asks),
        war_needs=needs_of(struck, terms, asked.hurdle, asks),
        operation=operation,
        terms=terms,
        flow=flow,
    )


def ground_of(
    case: Case, candidate: Candidate, paths: PricePaths, asked: Assessing
) -> tuple[Operation, ProjectTerms]:
    """Return what a project earns and spends in every draw, and its terms.

    Raises:
        FinanceError: If its terms make no sense.
    """
    project, rate = candidate.project, asked.discount_rate
    decision = max(candidate.timeline.decision, dt.date(int(paths.years[0]), 1, 1))
    last = decision.year + int(np.ceil(project.lead_months_high / 12.0 + project.life_years)) + 2
    operation = operation_of(case, candidate, paths.until(last), asked.floor_material, asked.draws_each)
    drawn = draw_project(
        project,
        candidate.plants,
        {row.plant: row for row in case.plant_costs},
        {row.currency: row.per_usd for row in case.exchange_rates},
        draws=operation.draws,
        seed=asked.seed,
    )
    discount = case.settings.discount_rate if rate is None else rate
    return operation, project_terms(project, drawn, decision=decision, discount_rate=discount)


def floor_of(candidate: Candidate, operation: Operation, asked: Assessing) -> OfftakeFloor | None:
    """Return the floor asked about for all of a project's output, paid by the first of its funders; None if
    it neither sells nor holds what the floor is for.
    """
    material = asked.floor_material
    if material not in operation.sold_kg and material not in operation.contained_kg:
        return None
    years = _floor_years(candidate, asked)
    return OfftakeFloor(treasury_of(candidate), material, asked.floor_usd_per_kg, 1.0, years)


def treasury_of(candidate: Candidate) -> Payer:
    """Return the treasury that stands first among a project's funders, participants and its own region."""
    project = candidate.project
    names = (*project.funders.split(), *project.participants.split(), project.region)
    return Payer("treasury", names[0])


def worth_of(flow: CashFlow, hurdle: Hurdle) -> Worth:
    """Return the figures of a cash flow."""
    npv = net_present_value(flow.project_usd, flow.ground.terms.discount_rate) / USD_PER_MILLION
    low, middle, high = np.quantile(npv, [hurdle.worst_share, 0.5, 1.0 - hurdle.worst_share])
    return Worth(
        npv_low_usd_million=float(low),
        npv_usd_million=float(middle),
        npv_high_usd_million=float(high),
        rate_of_return=_median(_rates_of_return(flow)),
        payback_years=_median(payback_years(flow)),
        worst_cover=lower_quantile(least_cover(flow), hurdle.worst_share),
    )


def _rates_of_return(flow: CashFlow) -> NDArray[np.float64]:
    """Return the rate of return of each draw; none where the project never gives its money back: the root
    that such a flow has says nothing.
    """
    given_back = flow.project_usd.sum(axis=1) > 0.0
    return np.where(given_back, internal_rate_of_return(flow.project_usd), np.nan)


def _asks(candidate: Candidate, operation: Operation, product: str, asked: Assessing) -> Asks:
    payer, life = treasury_of(candidate), candidate.project.life_years - candidate.project.ramp_years
    years = _floor_years(candidate, asked)
    highest = float(np.mean(operation.price_usd_per_kg[product])) * asked.highest_factor
    return Asks(
        floor=OfftakeFloor(payer, product, highest, 1.0, years),
        grant=Grant(payer, share=asked.highest_grant),
        loan=ConcessionalLoan(payer, 1.0, asked.loan_rate, min(asked.loan_years, life)),
    )


def _floor_years(candidate: Candidate, asked: Assessing) -> float:
    project = candidate.project
    years = project.ramp_years + project.debt_years if asked.floor_years is None else asked.floor_years
    return min(years, project.life_years)


def _median(values: NDArray[np.float64]) -> float | None:
    """Return the median; None where half of the values or more are unknown."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) * 2 > len(values) else None
