"""Where the capital of a project comes from: grants, owners, lenders, and what the debt asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.finance.cash_flow import Ground
from didymium.decisions.finance.debt import Debt, level_debt
from didymium.decisions.finance.supports import (
    ConcessionalLoan,
    Equity,
    Grant,
    Guarantee,
    Insurance,
    Support,
)
from didymium.decisions.finance.terms import ProjectTerms

Floats = NDArray[np.float64]

USD_PER_MILLION = 1e6


def replaceable_share(terms: ProjectTerms, supports: Sequence[Support]) -> float:
    """Return the share of the capital that is commercial debt beside supports, in the draw where that is
    least: as much as a further public loan can take the place of.
    """
    grant, equity, lent = _shares(terms, supports)
    return float(np.clip(terms.debt_share * (1.0 - grant - equity) - lent, 0.0, None).min())


def _shares(terms: ProjectTerms, supports: Sequence[Support]) -> tuple[Floats, Floats, Floats]:
    """Return the shares of the capital that grants, public equity and public loans pay; shapes (D,)."""
    grant = np.minimum(sum((grant_share(one, terms) for one in supports), np.zeros(terms.draws)), 1.0)
    equity = np.minimum(sum(one.share for one in supports if isinstance(one, Equity)), 1.0 - grant)
    asked = sum(one.share for one in supports if isinstance(one, ConcessionalLoan))
    return grant, equity, np.minimum(asked, 1.0 - grant - equity)


@dataclass(frozen=True, eq=False)
class CapitalPlan:
    """Where the capital comes from; shares of it have the shape (D,)."""

    grant: Floats
    """Share that grants pay."""
    equity: Floats
    """Share that public owners put in."""
    own: Floats
    """Share that private owners put in."""
    plain: Debt
    """Commercial debt that nobody stands in for."""
    guaranteed: Mapping[Guarantee, Debt]
    """Commercial debt that somebody stands in for."""
    loans: Mapping[ConcessionalLoan, Debt]
    """Public loans."""
    fees: Mapping[Support, Floats]
    """Fees of guarantees and premiums of insurance; shape (D, Y)."""

    @property
    def commercial(self) -> list[Debt]:
        """All commercial debt."""
        return [self.plain, *self.guaranteed.values()]

    @property
    def debts(self) -> list[Debt]:
        """All debt."""
        return [*self.commercial, *self.loans.values()]

    @cached_property
    def commercial_drawn_usd(self) -> Floats:
        """Commercial debt drawn; shape (D, Y)."""
        return np.asarray(sum(debt.drawn for debt in self.commercial))

    @cached_property
    def commercial_service_usd(self) -> Floats:
        """Service of commercial debt; shape (D, Y)."""
        return np.asarray(sum(debt.service for debt in self.commercial))

    @cached_property
    def drawn_usd(self) -> Floats:
        """All debt drawn; shape (D, Y)."""
        return np.asarray(sum(debt.drawn for debt in self.debts))

    @cached_property
    def service_usd(self) -> Floats:
        """Service of all debt; shape (D, Y)."""
        return np.asarray(sum(debt.service for debt in self.debts))

    @cached_property
    def interest_usd(self) -> Floats:
        """Interest on all debt; shape (D, Y)."""
        return np.asarray(sum(debt.interest for debt in self.debts))

    @cached_property
    def fees_usd(self) -> Floats:
        """All fees of guarantees and premiums of insurance; shape (D, Y)."""
        return sum(self.fees.values(), np.zeros_like(self.plain.drawn))


def plan_capital(ground: Ground, supports: Sequence[Support]) -> CapitalPlan:
    """Return where the capital comes from: grants, public equity and loans first, then commercial debt and
    private equity.
    """
    terms, timing = ground.terms, ground.timing
    grant, equity, lent = _shares(terms, supports)
    loan = [one for one in supports if isinstance(one, ConcessionalLoan)]
    commercial = np.clip(terms.debt_share * (1.0 - grant - equity) - lent, 0.0, None)
    guarantees = [one for one in supports if isinstance(one, Guarantee)]

    def debt(share: Floats, rate: float, years: float, grace_years: float = 0.0) -> Debt:
        return level_debt(ground.capital_usd * share[:, None], rate, years, timing, grace_years)

    left = 1.0 - sum(one.share for one in guarantees)
    asked = sum(one.share for one in loan)
    scale = lent / asked if asked > 0 else np.zeros(terms.draws)
    plain = debt(commercial * left, terms.debt_rate, terms.debt_years)
    guaranteed = {
        one: debt(commercial * one.share, terms.debt_rate - one.rate_cut, terms.debt_years)
        for one in guarantees
    }
    covered: dict[Support, Floats] = {one: one.fee * debt.owed for one, debt in guaranteed.items()}
    insured = [one for one in supports if isinstance(one, Insurance)]
    return CapitalPlan(
        grant=grant,
        equity=equity,
        own=1.0 - grant - equity - lent - commercial,
        plain=plain,
        guaranteed=guaranteed,
        loans={one: debt(one.share * scale, one.rate, one.years, one.grace_years) for one in loan},
        fees={**covered, **{one: one.premium * one.cover_share * plain.owed for one in insured}},
    )


def grant_share(support: Support, terms: ProjectTerms) -> Floats:
    """Return the share of the capital that a support grants; 0 if it is no grant; shape (D,)."""
    if not isinstance(support, Grant):
        return np.zeros(terms.draws)
    amount = np.full(terms.draws, support.amount_usd_million * USD_PER_MILLION)
    capital = terms.capital_usd
    given = np.divide(amount, capital, out=np.zeros_like(amount), where=capital > 0)
    return np.asarray(support.share + given)
