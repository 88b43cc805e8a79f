"""The support of last resort: a funder makes good what sales do not cover."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.finance.applying import Trials, apply
from didymium.decisions.finance.assessment import USD_PER_MILLION, Assessing, Assessment
from didymium.decisions.finance.bankable import judge
from didymium.decisions.finance.cash_flow import Ground
from didymium.decisions.finance.metrics import net_present_value
from didymium.decisions.reference.annuity import yearly_charge

Floats = NDArray[np.float64]

HIGHEST_CHARGE = 4.0
"""A charge on the capital is looked for up to so many times the one that earns the return before tax."""
HALVINGS = 12


@dataclass(frozen=True)
class CostPlus:
    """A cost-plus contract that makes a project bankable: the charge on the capital as a multiple of the one
    that earns the owners' return before tax, what the funder pays in each year of the operation, and what
    that costs it in present value, million US dollars, means over draws.
    """

    charge_factor: float
    yearly_usd_million: tuple[float, ...]
    present_cost_usd_million: float


def cost_plus(finance: Assessment, asked: Assessing) -> CostPlus | None:
    """Return the least cost-plus contract that makes a project bankable; None if none within reach does.

    In every year of production the funder pays what the margin is short of k times the yearly charge on the
    capital, interest while building included. The payment is taxed as revenue, so that k lies above 1 where
    there is tax, and is found by bisection.
    """
    ground, charge = apply((), finance.operation, finance.terms).ground, _charge(finance)

    def paid(factor: float) -> Floats:
        due = factor * charge[:, None] * ground.timing.output
        short = np.maximum(due - ground.margin_usd, 0.0)
        return np.asarray(np.where(ground.timing.running > 0.0, short, 0.0))

    def suffices(factor: float) -> bool:
        return judge(Trials(_topped(ground, paid(factor))).apply(()), asked.hurdle).bankable

    low, high = 0.0, HIGHEST_CHARGE
    if not suffices(high):
        return None
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        low, high = (low, middle) if suffices(middle) else (middle, high)
    outlay = paid(high) / USD_PER_MILLION
    cost = float(net_present_value(outlay, asked.treasury_rate).mean())
    return CostPlus(high, tuple(float(one) for one in outlay.mean(axis=0)), cost)


def _charge(finance: Assessment) -> Floats:
    """Return the yearly charge on the capital of each draw, US dollars; shape (D,)."""
    terms = finance.terms
    building = float(terms.lead_months.mean()) * (1.0 - terms.permitting_share) / 12.0
    return terms.capital_usd * yearly_charge(1.0, terms.discount_rate, terms.life_years, building)


def _topped(ground: Ground, paid_usd: Floats) -> Ground:
    """Return what a project earns with payments on top of its sales."""
    return replace(ground, revenue_usd=ground.revenue_usd + paid_usd)
