"""Textbook games of sellers: Cournot's duopoly and the five firms of Murphy, Sherali and Soyster.

The market is cut into steps, so its answer is that of the game to one step of costs, demand and mark-ups.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from didymium.case.case import Case
from didymium.market.base_year import BaseYear
from didymium.scenario.readout import read_path
from didymium.scenario.run import run_scenario
from didymium.scenario.schema import Scenario
from didymium.validation.comparison import Comparison
from didymium.validation.optima import EXACT
from didymium.validation.problems.oligopoly import MARKET, game_of_sellers

COURNOT = "Cournot 1838, Recherches sur les principes mathématiques de la théorie des richesses, chapter 7"
FIVE = "Murphy, Sherali and Soyster 1982, Mathematical Programming 24, 92–106; GAMS library OLIGOMCP"
FIRST_COST = (10.0, 8.0, 6.0, 4.0, 2.0)
EXPONENT = (1.2, 1.1, 1.0, 0.9, 0.8)
SOLD = (36.9325, 41.8181, 43.7066, 42.6592, 39.1790)
PRICE = 18.3006
ELASTICITY = 1.1
"""The five firms: marginal cost c + (q/5)^(1/β), demand 5000·P^(−1.1), and what was published."""
STEPS = 1000
"""Steps of demand and of every mark-up."""
WIDTH_T = 0.25
"""Tonnes on one step of the five firms' costs."""


def cournot() -> list[Comparison]:
    """P = 120 − Q, costs of 20 and 50: q = (120 − 2·c + c of the other)/3, P = (120 + 20 + 50)/3."""
    case = game_of_sellers([np.array([20.0]), np.array([50.0])], 1000.0, 60.0, 60.0, -1.0)
    return _compared(case, "cournot", (130.0 / 3.0, 40.0 / 3.0), 190.0 / 3.0, 1, COURNOT)


def five_firms() -> list[Comparison]:
    """Demand is drawn as its tangent at the published price, where both have the same equilibrium. Steps are
    0.25 t wide: sales are compared in whole tonnes, though published with four decimals.
    """
    middles = WIDTH_T * (0.5 + np.arange(300))
    costs = [cost + (middles / 5.0) ** (1.0 / beta) for cost, beta in zip(FIRST_COST, EXPONENT, strict=True)]
    case = game_of_sellers(costs, WIDTH_T, sum(SOLD), PRICE, -ELASTICITY)
    return _compared(case, "five_firms", SOLD, PRICE, 0, FIVE)


def _compared(
    case: Case, subject: str, sold: Sequence[float], price: float, digits: int, source: str
) -> list[Comparison]:
    """Hold what every firm sells, to some digits, and the price, to one, against what is known."""
    tables = _year_of(case)
    flows = dict(tables["flows"].group_by("origin").agg(pl.col("t").sum()).iter_rows())
    paid = tables["prices"].filter(region=MARKET)["price_usd_per_kg"].item()
    found = [
        Comparison("game", subject, f"sales:{number}", known, flows[f"firm_{number}"], "1", digits, source)
        for number, known in enumerate(sold, 1)
    ]
    return [*found, Comparison("game", subject, "price", price, paid, "1", 1, source)]


def _year_of(case: Case) -> dict[str, pl.DataFrame]:
    scenario = Scenario(title="game", profile="year", conduct="conjectural_variation")
    options = replace(EXACT, linear_steps=STEPS)
    return read_path(run_scenario(case, BaseYear(), scenario, options=options).base, ("flows", "prices"))
