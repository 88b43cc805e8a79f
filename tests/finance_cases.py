"""Small projects on paper, for the tests of their finance."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from didymium.decisions.finance import Operation, Payer, ProjectTerms

JOGMEC = Payer("jogmec", "JPN")
NEXI = Payer("nexi", "JPN")
DOD = Payer("dod", "USA")


def steady(
    *,
    prices: tuple[float, ...] = (5.0,),
    kg: float = 100.0,
    cost_usd: float = 100.0,
    bought_usd: float = 0.0,
    years: int = 6,
    scenario: tuple[str, ...] = (),
) -> Operation:
    """A project that sells the same at the same price every year from 2026 on; one draw for each price."""
    draws = len(prices)
    every = np.ones((draws, years))
    return Operation(
        years=np.arange(2026, 2026 + years),
        sold_kg={"oxide": kg * every},
        price_usd_per_kg={"oxide": np.array(prices)[:, None] * every, "metal": 10.0 * every},
        bought_usd=bought_usd * every,
        operating_usd=cost_usd * every,
        contained_kg={"metal": kg / 2.0 * every},
        scenario=scenario or tuple(f"s{number}" for number in range(draws)),
    )


def terms(draws: int = 1, **changes: Any) -> ProjectTerms:
    """1,000 dollars spent in 2026, five years of production from 2027 on, tax of a quarter, 10 % a year."""
    given: dict[str, Any] = {
        "decision": dt.date(2026, 1, 1),
        "capital_usd": np.full(draws, 1000.0),
        "lead_months": np.full(draws, 12.0),
        "life_years": 5.0,
        "discount_rate": 0.1,
        "tax_rate": 0.25,
        "debt_years": 5.0,
    }
    return ProjectTerms(**{**given, **changes})
