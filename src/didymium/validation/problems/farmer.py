"""The farmer of Birge and Louveaux (2011, section 1.1): what to sow before the weather is known."""

from __future__ import annotations

import numpy as np

from didymium.ensemble.two_stage import (
    Decisions,
    Expectation,
    LinkedProgram,
    Risk,
    TwoStageProblem,
    WeightedScenario,
    make_links,
)
from didymium.market.program import Pen

CROPS = ("wheat", "corn", "beets")
YIELDS = {"good": (3.0, 3.6, 24.0), "usual": (2.5, 3.0, 20.0), "bad": (2.0, 2.4, 16.0)}
"""Tonnes an acre: 20 % above and below the usual ones."""
TRADES = ("buy wheat", "buy corn", "sell wheat", "sell corn", "sell beets", "sell more beets")
COST = (238.0, 210.0, -170.0, -150.0, -36.0, -10.0)
"""US dollars a tonne of each trade."""


def farmer(risk: Risk | None = None) -> TwoStageProblem:
    """Return the problem: 500 acres, 200 t of wheat and 240 t of corn to feed, a quota of 6,000 t of beets at
    36 dollars and 10 beyond it; three yields of equal probability.
    """
    decisions = Decisions(
        CROPS,
        cost=np.array([150.0, 230.0, 260.0]),
        lower=np.zeros(3),
        upper=np.full(3, np.inf),
        matrix=np.ones((1, 3)),
        row_upper=np.array([500.0]),
    )
    scenarios = tuple(
        WeightedScenario(name, 1 / 3, farm(decisions, yields)) for name, yields in YIELDS.items()
    )
    return TwoStageProblem(decisions, scenarios, risk or Expectation())


def farm(decisions: Decisions, yields: tuple[float, ...]) -> LinkedProgram:
    """Return what the farmer buys and sells after a harvest of ``yields`` tonnes an acre: what is bought less
    what is sold covers the need less the harvest.
    """
    pen = Pen(periods=1)
    trade = pen.add_columns(
        "trade",
        lambda entity: TRADES[entity],
        np.ones(6),
        cost=np.array([[cost] for cost in COST]),
        upper=np.array([[np.inf]] * 4 + [[6000.0], [np.inf]]),
    )
    need = pen.add_rows(
        "need",
        lambda entity: CROPS[entity],
        np.ones(3),
        lower=np.array([[200.0], [240.0], [0.0]]),
        upper=np.inf,
    )
    sign = [1.0, 1.0, -1.0, -1.0, -1.0, -1.0]
    pen.put(need.index([0, 1, 0, 1, 2, 2])[:, 0], trade.index(range(6))[:, 0], sign)
    program = pen.finish()
    harvest = [(need.offset + number, crop, -yields[number]) for number, crop in enumerate(CROPS)]
    return LinkedProgram(program, make_links(program, decisions, rows=harvest), algorithm="simplex")
