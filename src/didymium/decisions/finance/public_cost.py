"""What supports cost the treasuries: by payer and year, on average in present value, and at most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.finance.cash_flow import CashFlow, PublicFlow
from didymium.decisions.finance.metrics import net_present_value
from didymium.decisions.finance.supports import Payer

Floats = NDArray[np.float64]

USD_PER_MILLION = 1e6
BAD_SHARE = 0.9
"""Share of draws in which a payer's cost is no more than its bad one."""


@dataclass(frozen=True)
class PayerCost:
    """What supports cost a payer, million US dollars; present values in the first year."""

    payer: Payer
    expected_usd_million: float
    """Mean present value of outlay less returns."""
    bad_usd_million: float
    """The same in the worst decile of draws."""
    outlay_usd_million: float
    """Mean present value of what is paid out."""
    returns_usd_million: float
    """Mean present value of what comes back: loan service, dividends, fees, upside."""
    exposure_usd_million: float
    """Mean of the most that may be called beside what is paid in any case; not discounted."""
    yearly_outlay_usd_million: tuple[float, ...]
    """Mean outlay of each year, as budgets see it; not discounted."""


def cost_by_payer(flow: CashFlow, treasury_rates: Mapping[str, float], rate: float) -> tuple[PayerCost, ...]:
    """Return what supports cost each payer, in the order in which they appear. ``treasury_rates`` are the
    real discount rates of treasuries by region, ``rate`` that of the others.

    Raises:
        FinanceError: If a rate is negative.
    """
    payers = dict.fromkeys(one.payer for one in flow.public)
    return tuple(
        _cost(
            payer, [one for one in flow.public if one.payer == payer], treasury_rates.get(payer.region, rate)
        )
        for payer in payers
    )


def expected_cost_usd(flow: CashFlow, treasury_rates: Mapping[str, float], rate: float) -> float:
    """Return the mean present value of what all payers together pay less what they get back, US dollars."""
    rates = [treasury_rates.get(one.payer.region, rate) for one in flow.public]
    values = [net_present_value(one.net_usd, own).mean() for one, own in zip(flow.public, rates, strict=True)]
    return float(sum(values))


def years_over_ceiling(
    flow: CashFlow, ceilings_usd_million: Mapping[str, float]
) -> tuple[tuple[str, int, float], ...]:
    """Return the agency, the year and the mean outlay, million US dollars, wherever that is above what the
    agency may pay out in a year.
    """
    found = []
    for payer in dict.fromkeys(one.payer for one in flow.public):
        ceiling = ceilings_usd_million.get(payer.agency, np.inf)
        outlay = _outlay([one for one in flow.public if one.payer == payer]).mean(axis=0) / USD_PER_MILLION
        found += [
            (payer.agency, int(year), float(paid))
            for year, paid in zip(flow.years, outlay, strict=True)
            if paid > ceiling + 1e-9
        ]
    return tuple(found)


def _cost(payer: Payer, flows: list[PublicFlow], rate: float) -> PayerCost:
    outlay = _outlay(flows)
    returns = np.sum([one.returns_usd for one in flows], axis=0)
    net = net_present_value(outlay - returns, rate) / USD_PER_MILLION
    exposure = np.sum([one.exposure_usd for one in flows], axis=0)
    return PayerCost(
        payer=payer,
        expected_usd_million=float(net.mean()),
        bad_usd_million=float(np.quantile(net, BAD_SHARE, method="higher")),
        outlay_usd_million=float(net_present_value(outlay, rate).mean()) / USD_PER_MILLION,
        returns_usd_million=float(net_present_value(returns, rate).mean()) / USD_PER_MILLION,
        exposure_usd_million=float(exposure.mean()) / USD_PER_MILLION,
        yearly_outlay_usd_million=tuple(float(paid) for paid in outlay.mean(axis=0) / USD_PER_MILLION),
    )


def _outlay(flows: list[PublicFlow]) -> Floats:
    return np.asarray(np.sum([one.outlay_usd for one in flows], axis=0))
