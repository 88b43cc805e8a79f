"""The cash flow of a project by year, in real terms, and which part of it each party gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.finance.operation import Operation, check_operation
from didymium.decisions.finance.supports import Facilitation, Payer, Support
from didymium.decisions.finance.taxes import tax_on
from didymium.decisions.finance.terms import ProjectTerms, check_terms
from didymium.decisions.finance.timing import Timing, make_timing

Floats = NDArray[np.float64]

DAYS_PER_YEAR = 365.0


@dataclass(frozen=True, eq=False)
class Ground:
    """What a project earns and spends before tax, finance and support, US dollars; shapes (D, Y)."""

    operation: Operation
    terms: ProjectTerms
    timing: Timing
    output: Floats
    """Output as a share of a year at full capacity."""
    revenue_usd: Floats
    royalty_usd: Floats
    bought_usd: Floats
    operating_usd: Floats
    sustaining_usd: Floats
    working_capital_usd: Floats
    """What is newly tied up in stocks and unpaid bills; negative when released."""
    capital_usd: Floats

    @cached_property
    def margin_usd(self) -> Floats:
        """Revenue without royalty, materials bought, operating cost and sustaining capital."""
        costs = self.royalty_usd + self.bought_usd + self.operating_usd + self.sustaining_usd
        return self.revenue_usd - costs


def make_ground(operation: Operation, terms: ProjectTerms) -> Ground:
    """Return what a project earns and spends before tax, finance and support.

    Raises:
        FinanceError: If the operation or the terms are not whole, or do not fit each other.
    """
    check_operation(operation)
    check_terms(terms, operation.draws)
    timing = make_timing(terms, operation.years)
    output = timing.output
    revenue = operation.market_usd * output
    factor = 1.0 if terms.cost_factor is None else terms.cost_factor[:, None]
    tied = np.where(timing.last, 0.0, revenue * (terms.working_capital_days / DAYS_PER_YEAR))
    capital = terms.capital_usd[:, None]
    return Ground(
        operation=operation,
        terms=terms,
        timing=timing,
        output=output,
        revenue_usd=revenue,
        royalty_usd=revenue * terms.royalty_rate,
        bought_usd=operation.bought_usd * output,
        operating_usd=operation.operating_usd * output * factor,
        sustaining_usd=capital * terms.sustaining_share * timing.running,
        working_capital_usd=np.diff(tied, axis=1, prepend=0.0),
        capital_usd=capital * timing.building,
    )


@dataclass(frozen=True, eq=False)
class PublicFlow:
    """What a support costs its payer, US dollars; D draws, Y years."""

    support: Support
    outlay_usd: Floats
    """Paid out; shape (D, Y)."""
    returns_usd: Floats
    """Got back: loan service, dividends, fees, upside; shape (D, Y)."""
    exposure_usd: Floats
    """The most that may be called beside what is paid in any case: debt stood in for, or the whole floor at a
    price of zero; shape (D,)."""

    @property
    def payer(self) -> Payer:
        """Who pays."""
        return self.support.payer

    @property
    def net_usd(self) -> Floats:
        """Outlay less returns; shape (D, Y)."""
        return self.outlay_usd - self.returns_usd


@dataclass(frozen=True, eq=False)
class CashFlow:
    """The cash flow of a project with its supports, US dollars a year; shapes (D, Y)."""

    ground: Ground
    supports: tuple[Support, ...]
    grants_usd: Floats
    """Grants for building."""
    floors_usd: Floats
    """Paid by floors, less the upside given up; taxed."""
    fees_usd: Floats
    """Fees of guarantees and premiums of insurance."""
    credits_usd: Floats
    """Tax credits used or sold."""
    profit_usd: Floats
    """Margin and floors less the capital written off: taxable before fees and interest."""
    tax_usd: Floats
    """Tax, with fees and interest deducted."""
    drawn_usd: Floats
    """Debt drawn from all lenders."""
    service_usd: Floats
    """Debt service due to all lenders."""
    commercial_drawn_usd: Floats
    """Debt drawn from commercial lenders."""
    commercial_service_usd: Floats
    """Debt service due to commercial lenders."""
    rescued_usd: Floats
    """Paid to commercial lenders by guarantees and insurance."""
    public_equity_usd: Floats
    """What public owners put in, less what they get."""
    public: tuple[PublicFlow, ...]
    """What each support costs its payer."""

    @property
    def years(self) -> NDArray[np.int64]:
        """Calendar years; shape (Y,)."""
        return self.ground.operation.years

    @property
    def gross_usd(self) -> Floats:
        """Revenue less costs and capital: what all parties share."""
        ground = self.ground
        return ground.margin_usd + ground.royalty_usd - ground.working_capital_usd - ground.capital_usd

    @property
    def unlevered_tax_usd(self) -> Floats:
        """Tax as it would be without debt."""
        return tax_on(self.profit_usd, self.ground.terms.tax_rate)

    @property
    def project_usd(self) -> Floats:
        """Cash flow after tax as if there were no debt, with grants, floors and credits."""
        ground = self.ground
        flow = ground.margin_usd - ground.working_capital_usd - ground.capital_usd
        return flow + self.grants_usd + self.floors_usd + self.credits_usd - self.unlevered_tax_usd

    @cached_property
    def available_usd(self) -> Floats:
        """Cash flow available for debt service: after tax, royalty and all costs but capital."""
        ground = self.ground
        flow = ground.margin_usd - ground.working_capital_usd
        return flow + self.floors_usd + self.credits_usd - self.fees_usd - self.tax_usd

    @cached_property
    def paid_usd(self) -> Floats:
        """Debt service that the project pays: what is due, as far as there is cash. What is missing is not
        paid later.
        """
        return np.clip(self.available_usd, 0.0, self.service_usd)

    @property
    def commercial_paid_usd(self) -> Floats:
        """The part of it that commercial lenders get; all lenders have the same rank."""
        return self.paid_usd * _ratio(self.commercial_service_usd, self.service_usd)

    @property
    def equity_usd(self) -> Floats:
        """Cash flow of all owners: what is left after debt service, less the capital that they put in."""
        put_in = self.ground.capital_usd - self.grants_usd - self.drawn_usd
        return self.available_usd - self.paid_usd - put_in

    @property
    def owners_usd(self) -> Floats:
        """Cash flow of the private owners."""
        return self.equity_usd + self.public_equity_usd

    @property
    def lenders_usd(self) -> Floats:
        """Cash flow of the commercial lenders."""
        return self.commercial_paid_usd + self.rescued_usd - self.commercial_drawn_usd

    @property
    def host_usd(self) -> Floats:
        """Tax and royalty that the country of the project gets."""
        return self.tax_usd + self.ground.royalty_usd

    @property
    def public_usd(self) -> Mapping[Payer, Floats]:
        """Outlay less returns by payer; each of shape (D, Y)."""
        found: dict[Payer, Floats] = {}
        for flow in self.public:
            before = found.get(flow.payer)
            found[flow.payer] = flow.net_usd if before is None else before + flow.net_usd
        return found

    @property
    def support_costs_usd(self) -> Floats:
        """What supports cost without reaching the project: the work of authorities that decide sooner."""
        spent = [flow.outlay_usd for flow in self.public if isinstance(flow.support, Facilitation)]
        return np.asarray(sum(spent, np.zeros_like(self.grants_usd)))


def _ratio(part: Floats, whole: Floats) -> Floats:
    """Return part over whole, and 0 where there is no whole."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
