"""Projects of several markets in one portfolio."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from didymium.decisions.long_run.futures import LongFuture
from didymium.decisions.long_run.markets import Setting
from didymium.decisions.portfolio.again import losses_again
from didymium.decisions.portfolio.model import Funding, Plan
from didymium.decisions.portfolio.recourse import recourse_of
from investment_cases import paper


def _doubled(places: tuple[int, int, int]) -> tuple[Setting, Plan, LongFuture]:
    """The market on paper twice, struck in one and calm in the other, with each project in one of them."""
    (own,) = paper().setting.markets
    setting = Setting((own, own), paper().setting.horizon)
    plan = replace(paper().plan(), delays_years=(0,))
    choices = tuple(replace(one, market=place) for one, place in zip(plan.choices, places, strict=True))
    future = replace(paper().futures[1], markets=(paper().struck(), paper().calm()))
    return setting, replace(plan, choices=choices), future


def _pair(plan: Plan) -> tuple[Funding, ...]:
    first = {item.build.choice.name: item for item in reversed(plan.fundings)}
    return first["new_pit"], first["new_mill"]


@pytest.mark.parametrize(
    ("places", "helps"),
    [((0, 0, 0), "struck"), ((1, 1, 1), "calm"), ((0, 1, 0), "")],
    ids=["both in the struck one", "both in the calm one", "one in each"],
)
def test_a_project_opens_plants_in_its_own_market_only(places: tuple[int, int, int], helps: str) -> None:
    """The loss of a future is the sum over its markets. The pit and the mill help in the market in which both
    stand, as much as they do there alone; apart they help in neither.
    """
    setting, plan, future = _doubled(places)
    pair = _pair(plan)
    recourse = recourse_of(setting, plan, future)
    gained = recourse.value_and_slope(np.zeros(plan.count))[0]
    gained -= recourse.value_and_slope(plan.decision_of(pair))[0]
    alone = 0.0
    if helps:
        single = replace(future, markets=(getattr(paper(), helps)(),))
        own = _pair(replace(paper().plan(), delays_years=(0,)))
        with_pair = losses_again(paper().setting, [single], own)[0]
        alone = losses_again(paper().setting, [single], ())[0] - with_pair
        assert alone > 5.0
    assert gained == pytest.approx(alone, abs=1e-3)
    assert losses_again(setting, [future], ())[0] - losses_again(setting, [future], pair)[0] == pytest.approx(
        alone, abs=1e-4
    )
