"""What a cash flow is worth: present value, internal return, cover of debt, payback, break-even price.

The first year counts in full, each later one is discounted by one year more, as in numpy-financial's npv.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.finance.applying import Trials, sooner
from didymium.decisions.finance.cash_flow import CashFlow, make_ground
from didymium.decisions.finance.operation import Operation, scale_prices
from didymium.decisions.finance.problems import refuse
from didymium.decisions.finance.supports import Support, check_supports
from didymium.decisions.finance.terms import ProjectTerms

Floats = NDArray[np.float64]

LEAST_RETURN = -0.95
HIGHEST_RETURN = 10.0
RETURN_STEPS = 400
HALVINGS = 60
HIGHEST_PRICE_FACTOR = 100.0


def discount_factors(rate: float, count: int) -> Floats:
    """Return what a dollar of each year is worth in the first; shape (count,).

    Raises:
        FinanceError: If the rate is negative.
    """
    if rate < 0:
        refuse([f"the discount rate is {rate:g}: a negative one is refused, give 0 or more"])
    return np.asarray((1.0 + rate) ** -np.arange(count, dtype=np.float64))


def net_present_value(flow_usd: Floats, rate: float) -> Floats:
    """Return the present value of flows in their first year; shapes (D, Y) and (D,).

    Raises:
        FinanceError: If the rate is negative.
    """
    return np.asarray(flow_usd @ discount_factors(rate, flow_usd.shape[1]))


def internal_rate_of_return(flow_usd: Floats) -> Floats:
    """Return the rate at which flows are worth nothing; shapes (D, Y) and (D,). NaN where there is none: the
    flow never changes its sign, or only outside -95 % to 1,000 % a year.

    A flow with several such rates gets the least one at which its value turns from plus to minus.
    """
    rates = np.expm1(np.linspace(np.log1p(LEAST_RETURN), np.log1p(HIGHEST_RETURN), RETURN_STEPS))
    places = np.arange(flow_usd.shape[1], dtype=np.float64)
    values = flow_usd @ (1.0 + rates)[None, :] ** -places[:, None]
    turns = (values[:, :-1] > 0) & (values[:, 1:] <= 0)
    found = turns.any(axis=1)
    at = np.argmax(turns, axis=1)
    low, high = rates[at], rates[at + 1]
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        above = np.sum(flow_usd * (1.0 + middle)[:, None] ** -places, axis=1) > 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(found, (low + high) / 2.0, np.nan)


def debt_service_cover(flow: CashFlow, *, counting_calls: bool = False) -> Floats:
    """Return the cash available for debt service over the service due, by year; infinite in years without
    debt; shape (D, Y).

    ``counting_calls`` adds what guarantees and insurance pay the lenders.
    """
    due = flow.service_usd
    cash = flow.available_usd + (flow.rescued_usd if counting_calls else 0.0)
    if counting_calls:
        # What is called tops up what was paid; a loss beyond that is the owners' matter, not the lenders'.
        cash = np.where(flow.rescued_usd > 0, flow.paid_usd + flow.rescued_usd, cash)
    return np.divide(cash, due, out=np.full_like(due, np.inf), where=due > 0)


def least_cover(flow: CashFlow, *, counting_calls: bool = False) -> Floats:
    """Return the smallest yearly cover over the years of debt; infinite without debt; shape (D,)."""
    return np.asarray(debt_service_cover(flow, counting_calls=counting_calls).min(axis=1))


def lower_quantile(values: Floats, share: float) -> float:
    """Return the largest value that at most a share of draws lies below: never one between two draws."""
    return float(np.quantile(values, share, method="lower"))


def payback_years(flow: CashFlow, *, from_decision: bool = False) -> Floats:
    """Return the years from the first product (or from the decision) until the project's flow has paid back
    what was spent, without interest; NaN where it never does; shape (D,). Flows are even within a year.
    """
    timing = flow.ground.timing
    total = np.cumsum(flow.project_usd, axis=1)
    back = (total >= 0) & (np.cumsum(total < 0, axis=1) > 0)
    year = np.argmax(back, axis=1)
    rows = np.arange(len(total))
    gained = flow.project_usd[rows, year]
    into = 1.0 - np.divide(total[rows, year], gained, out=np.zeros_like(gained), where=gained > 0)
    start = timing.decision if from_decision else timing.first_product
    return np.where(back.any(axis=1), year + into - start, np.nan)


def price_factor(supports: Sequence[Support], operation: Operation, terms: ProjectTerms) -> Floats:
    """Return what all prices of what is sold must be multiplied with so that the project's present value, at
    its own discount rate, is zero; shape (D,). NaN where no factor up to 100 does, or none is needed.

    Raises:
        FinanceError: If operation, terms or supports are not whole, or do not fit each other.
    """
    check_supports(supports, operation, terms)
    ground = make_ground(operation, sooner(terms, supports))

    def value(factor: Floats) -> Floats:
        scaled = scale_prices(operation, factor)
        revenue = ground.revenue_usd * factor[:, None]
        moved = replace(
            ground,
            operation=scaled,
            revenue_usd=revenue,
            royalty_usd=ground.royalty_usd * factor[:, None],
            working_capital_usd=ground.working_capital_usd * factor[:, None],
        )
        return net_present_value(Trials(moved).apply(supports).project_usd, terms.discount_rate)

    low, high = np.zeros(operation.draws), np.full(operation.draws, HIGHEST_PRICE_FACTOR)
    bracketed = (value(low) < 0) & (value(high) >= 0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        enough = value(middle) >= 0
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.where(bracketed, (low + high) / 2.0, np.nan)


def break_even_price(
    material: str, supports: Sequence[Support], operation: Operation, terms: ProjectTerms
) -> Floats:
    """Return the price of a product, US dollars per kg, at which the project's present value is zero if the
    prices of its other products move along; NaN where it sells none, or as :func:`price_factor`; shape (D,).
    It is the mean price over the project's life, each
    year weighted with the discounted quantity, times :func:`price_factor`.

    Raises:
        FinanceError: If operation, terms or supports are not whole, or the project does not sell it.
    """
    factor = price_factor(supports, operation, terms)
    ground = make_ground(operation, sooner(terms, supports))
    weights = discount_factors(terms.discount_rate, len(operation.years))
    kg = operation.kg_of(material) * ground.output * weights
    worth, total = (kg * operation.price_usd_per_kg[material]).sum(axis=1), kg.sum(axis=1)
    mean = np.divide(worth, total, out=np.full_like(worth, np.nan), where=total > 0)
    return np.asarray(mean * factor)
