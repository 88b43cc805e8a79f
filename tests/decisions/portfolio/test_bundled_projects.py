"""Projects of the bundled case in a short horizon: the search sees what the tables of the case say."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from bundled_case import NAME
from didymium.calibration.calibrate import calibrate
from didymium.case.reading import read_case
from didymium.decisions.long_run.futures import Fate, LongFuture, MarketCase, MarketFuture, Shock
from didymium.decisions.long_run.horizon import Horizon
from didymium.decisions.long_run.markets import Setting
from didymium.decisions.portfolio import recourse as recourse_module
from didymium.decisions.portfolio.again import losses_again
from didymium.decisions.portfolio.budgets import Budgets
from didymium.decisions.portfolio.choices import Backing, Choice
from didymium.decisions.portfolio.model import Plan
from didymium.decisions.portfolio.recourse import recourse_of
from didymium.scenario.reading import read_scenario


def test_a_full_stop_with_projects_loses_the_same_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """All exports stop in March 2029. Every project that can be chosen is decided in 2027 and 2028 and comes
    after a year: what is lost is the same by the bounds that the search lifts, without its easing of
    balances, and by plants in the tables of the case; and they avoid more than a hundredth of it.
    """
    monkeypatch.setattr(recourse_module, "EASE", 0.0)
    case = read_case(NAME)
    market = MarketCase(case, calibrate(case).base, ())
    setting = Setting((market,), Horizon(2027, 2030))
    news = dt.date(2029, 3, 1)
    shock = Shock("full_stop", read_scenario(case, "full_stop"))
    undecided = tuple(row for row in case.projects if not row.is_decided)
    future = LongFuture(
        "stop",
        1.0,
        (MarketFuture(case, shock.name, news, shock.events_from(news)),),
        {row.project: Fate(built=True, lead_months=12.0) for row in undecided},
    )
    paid = (Backing("none", "", (), 0.0),)
    plan = Plan(
        tuple(Choice(row, 0, 1.0, paid) for row in undecided), Budgets(()), setting.horizon, 0.05, (0,)
    )
    recourse = recourse_of(setting, plan, future)
    nothing, _ = recourse.value_and_slope(np.zeros(plan.count))
    everything, _ = recourse.value_and_slope(plan.decision_of(plan.fundings))
    (again,) = losses_again(setting, [future], plan.fundings)
    assert nothing > 0.0
    assert nothing - everything > 0.01 * nothing
    assert everything == pytest.approx(again, rel=1e-6)
