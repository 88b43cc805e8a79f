"""Supports applied to a project: what changes in its cash flow, and what each payer bears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.finance.capital_plan import CapitalPlan, grant_share, plan_capital
from didymium.decisions.finance.cash_flow import CashFlow, Ground, PublicFlow, make_ground
from didymium.decisions.finance.operation import Operation, check_operation
from didymium.decisions.finance.supports import (
    ConcessionalLoan,
    Equity,
    Facilitation,
    Grant,
    Guarantee,
    Insurance,
    OfftakeFloor,
    Support,
    TaxCredit,
    check_supports,
)
from didymium.decisions.finance.taxes import credit_used, tax_on
from didymium.decisions.finance.terms import ProjectTerms

Floats = NDArray[np.float64]

USD_PER_MILLION = 1e6


def cash_flow(operation: Operation, terms: ProjectTerms) -> CashFlow:
    """Return the cash flow of a project without public support.

    Raises:
        FinanceError: If the operation or the terms are not whole, or do not fit each other.
    """
    return apply((), operation, terms)


def apply(supports: Sequence[Support], operation: Operation, terms: ProjectTerms) -> CashFlow:
    """Return the cash flow of a project with supports, and what each support costs its payer.

    Raises:
        FinanceError: If operation, terms or supports are not whole, or do not fit each other.
    """
    check_operation(operation)
    check_supports(supports, operation, terms)
    return Trials(make_ground(operation, sooner(terms, supports))).apply(supports)


def sooner(terms: ProjectTerms, supports: Sequence[Support]) -> ProjectTerms:
    """Return the terms with the lead time as authorities shorten it."""
    left = 1.0
    for support in supports:
        if isinstance(support, Facilitation):
            left *= 1.0 - support.shortened_share
    if left == 1.0:
        return terms
    waiting, share = terms.lead_months * terms.permitting_share, terms.permitting_share
    whole = left * share + (1.0 - share)
    return replace(
        terms,
        lead_months=terms.lead_months - waiting * (1.0 - left),
        permitting_share=left * share / whole if whole > 0 else 0.0,
    )


class Trials:
    """Supports applied to a project whose ground stands already (facilitation is in it), unchecked: for
    searches that try many. What is the same as in the last try is kept.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._planned: tuple[tuple[Support, ...], CapitalPlan] | None = None
        self._output: dict[float, Floats] = {}

    def apply(self, supports: Sequence[Support]) -> CashFlow:
        """Return the cash flow with supports, and what each costs its payer."""
        ground, plan = self.ground, self._plan(supports)
        floors = {one: self._floor_flows(one) for one in supports if isinstance(one, OfftakeFloor)}
        floors_usd = sum((paid - got for paid, got, _ in floors.values()), np.zeros_like(ground.revenue_usd))
        written_off = (ground.terms.capital_usd * (1.0 - plan.grant))[:, None] / ground.terms.life_years
        profit = ground.margin_usd + floors_usd - written_off * ground.timing.running
        tax = tax_on(profit - plan.fees_usd - plan.interest_usd, ground.terms.tax_rate)
        credits = _credits(ground, supports, tax)
        flow = CashFlow(
            ground=ground,
            supports=tuple(supports),
            grants_usd=ground.capital_usd * plan.grant[:, None],
            floors_usd=floors_usd,
            fees_usd=plan.fees_usd,
            credits_usd=sum(credits.values(), np.zeros_like(tax)),
            profit_usd=profit,
            tax_usd=tax,
            drawn_usd=plan.drawn_usd,
            service_usd=plan.service_usd,
            commercial_drawn_usd=plan.commercial_drawn_usd,
            commercial_service_usd=plan.commercial_service_usd,
            rescued_usd=np.zeros_like(tax),
            public_equity_usd=np.zeros_like(tax),
            public=(),
        )
        return _borne(flow, plan, floors, credits)

    def _plan(self, supports: Sequence[Support]) -> CapitalPlan:
        """Return where the capital comes from, which floors and credits do not change."""
        key = tuple(one for one in supports if not isinstance(one, OfftakeFloor | TaxCredit))
        if self._planned is None or self._planned[0] != key:
            self._planned = (key, plan_capital(self.ground, key))
        return self._planned[1]

    def _floor_flows(self, floor: OfftakeFloor) -> tuple[Floats, Floats, Floats]:
        """Return what a floor pays, what its payer gets of the upside, and the kg covered; shapes (D, Y)."""
        ground = self.ground
        if floor.years not in self._output:
            self._output[floor.years] = ground.timing.output_within(floor.years)
        covered = ground.operation.kg_of(floor.material) * (self._output[floor.years] * floor.share)
        price = ground.operation.price_usd_per_kg[floor.material]
        paid = np.maximum(floor.floor_usd_per_kg - price, 0.0) * covered
        if floor.strike_usd_per_kg is None:
            return paid, np.zeros_like(paid), covered
        upside = np.maximum(price - floor.strike_usd_per_kg, 0.0) * covered * floor.upside_share
        return paid, upside, covered


def _credits(ground: Ground, supports: Sequence[Support], tax: Floats) -> dict[TaxCredit, Floats]:
    """Return what each tax credit is worth each year; those that wait for tax share it in their order."""
    found: dict[TaxCredit, Floats] = {}
    for one in supports:
        if isinstance(one, TaxCredit):
            given = _credit(ground, one)
            found[one] = given if one.transferable else credit_used(given, tax)
            tax = tax if one.transferable else tax - found[one]
    return found


def _credit(ground: Ground, credit: TaxCredit) -> Floats:
    terms, timing = ground.terms, ground.timing
    if credit.base == "capital":
        running = timing.running > 0
        first = running & (np.cumsum(running, axis=1) == 1)
        return np.where(first, credit.rate * terms.capital_usd[:, None], 0.0)
    within = timing.output_within(credit.years)
    share = np.divide(within, ground.output, out=np.zeros_like(within), where=ground.output > 0)
    return credit.rate * ground.operating_usd * share


def _borne(
    flow: CashFlow,
    plan: CapitalPlan,
    floors: dict[OfftakeFloor, tuple[Floats, Floats, Floats]],
    credits: dict[TaxCredit, Floats],
) -> CashFlow:
    """Return the cash flow with what each payer bears."""
    none, no_exposure = np.zeros_like(flow.tax_usd), np.zeros(len(flow.tax_usd))
    paid_share = np.divide(
        flow.paid_usd, flow.service_usd, out=np.ones_like(none), where=flow.service_usd > 0
    )
    missing = plan.plain.service * (1.0 - paid_share)
    rescued, stake_usd = none, none
    public: list[PublicFlow] = []
    for one in flow.supports:
        outlay, returns, exposure = none, none, no_exposure
        match one:
            case Grant():
                outlay = flow.ground.capital_usd * _grant_part(one, flow, plan)[:, None]
            case Guarantee():
                debt = plan.guaranteed[one]
                outlay, returns = debt.service * (1.0 - paid_share), plan.fees[one]
                exposure = debt.owed.max(axis=1)
                rescued = rescued + outlay
            case ConcessionalLoan():
                loan = plan.loans[one]
                outlay, returns = loan.drawn, loan.service * paid_share
            case Equity():
                outlay, returns = _stake(one, flow, plan)
                stake_usd = stake_usd + outlay - returns
            case OfftakeFloor():
                outlay, returns, covered = floors[one]
                exposure = one.floor_usd_per_kg * covered.sum(axis=1)
            case Insurance():
                outlay, returns = missing * _cover(one, flow), plan.fees[one]
                exposure = plan.plain.owed.max(axis=1) * one.cover_share
                rescued, missing = rescued + outlay, missing - outlay
            case Facilitation():
                outlay = none.copy()
                outlay[:, int(flow.ground.timing.decision)] = one.cost_usd_million * USD_PER_MILLION
            case TaxCredit():
                outlay = credits[one]
        public.append(PublicFlow(support=one, outlay_usd=outlay, returns_usd=returns, exposure_usd=exposure))
    return replace(flow, rescued_usd=rescued, public_equity_usd=stake_usd, public=tuple(public))


def _grant_part(grant: Grant, flow: CashFlow, plan: CapitalPlan) -> Floats:
    """Return the share of the capital that one of several grants pays, once they are cut to the capital."""
    terms = flow.ground.terms
    shares = [grant_share(one, terms) for one in flow.supports]
    total = np.asarray(sum(shares))
    own = grant_share(grant, terms)
    part = np.divide(own, total, out=np.zeros_like(own), where=total > 0)
    return np.asarray(plan.grant * part)


def _stake(equity: Equity, flow: CashFlow, plan: CapitalPlan) -> tuple[Floats, Floats]:
    """Return what a public owner puts in and what it gets, by its share of all equity; shapes (D, Y)."""
    asked = sum(one.share for one in flow.supports if isinstance(one, Equity))
    part = plan.equity * (equity.share / asked if asked > 0 else 0.0)
    everyone = plan.equity + plan.own
    stake = np.divide(part, everyone, out=np.zeros_like(part), where=everyone > 0)[:, None]
    own = stake * flow.equity_usd
    built = stake * (flow.ground.capital_usd - flow.grants_usd - flow.drawn_usd)
    later = own + built
    return built + np.maximum(-later, 0.0), np.maximum(later, 0.0)


def _cover(insurance: Insurance, flow: CashFlow) -> Floats:
    named = np.array([name in insurance.scenarios for name in flow.ground.operation.scenario])
    return (named * insurance.cover_share)[:, None].astype(np.float64)
