"""What holds in every situation: nothing is shipped that is not there, more means never cost, the order of
rows does not matter, and a second implementation finds the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from allocation_cases import ledger, offer, random_situation, shuffled, stock
from allocation_oracle import oracle
from didymium.decisions.allocation.plan import LEAST_T, Plan, plan_allocation
from didymium.decisions.allocation.situation import Lane, Situation

SEEDS = range(8)
ROUNDING_T = 100 * LEAST_T
"""Each of some hundred actions below a tenth of a kilogram is left out of the plan."""


@pytest.fixture(params=SEEDS, scope="module")
def plan(request: pytest.FixtureRequest) -> Plan:
    """The plan of a random situation."""
    return plan_allocation(random_situation(request.param))


def test_something_is_done(plan: Plan) -> None:
    """The random situations use every kind of action, so that what follows says something."""
    kinds = {action.kind for action in plan.actions}
    assert {"draw", "release", "ship", "run", "diversion", "serve"} <= kinds
    assert plan.objective_million_usd < 0.0
    assert plan.loss_usd.sum() > 0.0


def test_nothing_is_shipped_that_is_not_there(plan: Plan) -> None:
    """The ledger counts again, from the actions and by slices of days: no node ever owes anything."""
    for node, held in ledger(plan).items():
        assert held.min() >= -ROUNDING_T, node


def test_nobody_does_more_than_can_be_done(plan: Plan) -> None:
    """Draws stay within what is free by then and a week allows; all else within its limit."""
    found, allocation = plan.situation, plan.allocation
    drawn = allocation.draw.view(plan.tonnes)
    for position, one in enumerate(found.stocks):
        assert (drawn[position] <= one.draw_t + 1e-7).all()
        assert (np.cumsum(drawn[position]) <= one.free_t + 1e-7).all()
    for block, limits in (
        (allocation.run, [one.spare_t for one in found.works]),
        (allocation.take, [one.most_t for one in found.offers]),
        (allocation.serve, [one.missing_t for one in found.needs]),
        (allocation.give_up, [one.served_t for one in found.needs]),
    ):
        assert (block.view(plan.tonnes) <= np.array(limits) + 1e-7).all()


def test_doing_the_best_never_loses_more_than_doing_nothing(plan: Plan) -> None:
    """Losses and costs together stay below the losses of doing nothing."""
    assert plan.loss_usd.sum() + plan.cost_usd <= plan.situation.missing_usd.sum() + 1e-6


MORE: dict[str, Callable[[Situation], Situation]] = {
    "stock": lambda found: replace(
        found, stocks=(*found.stocks, stock(5.0, 5.0, material="magnet", worth=10.0, weeks=5))
    ),
    "free": lambda found: replace(
        found, stocks=tuple(replace(one, free_t=one.free_t + 1.0) for one in found.stocks)
    ),
    "rate": lambda found: replace(
        found, stocks=tuple(replace(one, draw_t=one.draw_t * 2.0) for one in found.stocks)
    ),
    "plants": lambda found: replace(
        found, works=tuple(replace(one, spare_t=one.spare_t + 0.5) for one in found.works)
    ),
    "quicker plants": lambda found: replace(
        found, works=tuple(replace(one, delay_days=0.0) for one in found.works)
    ),
    "lanes": lambda found: replace(found, lanes=(*found.lanes, Lane("scrap", "JPN", "USA", 3.0, 0.1))),
    "cheaper lanes": lambda found: replace(
        found, lanes=tuple(replace(one, freight_usd_per_kg=0.0) for one in found.lanes)
    ),
    "offers": lambda found: replace(found, offers=(*found.offers, offer(1.0, 10.0, partner="AUS", weeks=5))),
}


@pytest.mark.parametrize("name", MORE)
def test_more_means_never_raise_the_loss(plan: Plan, name: str) -> None:
    """Whatever could be done before can still be done: losses and costs together cannot rise."""
    richer = plan_allocation(MORE[name](plan.situation))
    assert richer.objective_million_usd <= plan.objective_million_usd + 1e-9


def test_the_order_of_rows_does_not_matter(plan: Plan) -> None:
    """A table has no order."""
    again = plan_allocation(shuffled(plan.situation, 1))
    assert again.objective_million_usd == pytest.approx(plan.objective_million_usd, rel=1e-9)


def test_a_second_implementation_finds_the_same(plan: Plan) -> None:
    """scipy's linprog on the formulas written out by name agrees."""
    assert plan.objective_million_usd == pytest.approx(oracle(plan.situation), rel=1e-8)
