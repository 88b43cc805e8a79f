"""Stocks in the market: where a private draw is the planner's, where it is not, and by how much."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from didymium.case.case import Case
from didymium.decisions.stocks.futures.emergencies import (
    SIZING_MEANS,
    Futures,
    WeightedCase,
    futures_of_scenarios,
)
from didymium.decisions.stocks.sizing.criteria import Served
from didymium.decisions.stocks.sizing.places import places_of
from didymium.decisions.stocks.sizing.sizing import size_stocks
from didymium.decisions.stocks.trial.recheck import Recheck, recheck
from didymium.ensemble.two_stage.bounds import MeanBound
from didymium.market.base_year import BaseYear
from didymium.market.periods import Profile
from didymium.scenario.schema import Scenario
from market_cases import WHY, CaseBuilder
from stock_futures import place

YEAR = Profile(months=12)
NODE = ("JPN", "m")
BAN = dt.date(2025, 4, 1)
DAYS = 91
"""April, May and June."""
PLACES = (place("m", 1000.0, stage="other"),)


def island(*others: str) -> Case:
    """Return a market in which Japan makes nothing: cars, and others like them, use 100 t a year each, bought
    from outside at 60 US dollars per kg; nothing is discounted.
    """
    case = CaseBuilder(profiles={"shock": YEAR, "live": YEAR})
    case.source_of("m", "OUT", 1000.0, 60.0).route("m", "OUT", "JPN")
    for sector in ("cars", *others):
        case.demand(
            sector, "JPN", "m", 100.0, elasticity=-0.2, base_price_usd_per_kg=60.0, loss_usd_per_kg=900.0
        )
    return case.build()


def ban() -> Scenario:
    """Return three months in which nothing leaves, known to the end on the first day."""
    event = {
        "kind": "ban", "origin": "OUT", "materials": ["m"], "from": BAN,
        "until": BAN + dt.timedelta(days=DAYS - 1), "source": WHY,
    }  # fmt: skip
    return Scenario.model_validate({"title": "ban", "begin": dt.date(2025, 1, 1), "event": [event]})


def found(case: Case, *, give_way: bool, share: float = 0.95) -> tuple[Futures, Recheck]:
    """Size stocks that keep cars served for the three months, and put them into the market."""
    means = SIZING_MEANS.model_copy(update={"reallocation": give_way, "release_lead_days": 0.0})
    futures = futures_of_scenarios(
        case, BaseYear(), (WeightedCase("ban", ban()),), ("JPN",), days=DAYS, means=means
    )
    wanted = Served(("cars",), DAYS, share)
    sizing = size_stocks(case, futures, wanted, places=PLACES)
    return futures, recheck(case, BaseYear(), "ban", ban(), futures, sizing)


def test_alone_in_the_market_the_plan_is_right() -> None:
    """Nothing comes in for 91 days and only cars use the goods: 95 % of 100 · 91/365 t.

    In the market the same tonnes are spread evenly over the days, for nothing is discounted and the curve is
    the same every day: each month gets 95 %, and less than that with less.
    """
    _, check = found(island(), give_way=False)
    assert check.planned_t[NODE] == pytest.approx(0.95 * 100.0 * DAYS / 365.0, rel=1e-3)
    assert not check.without.served and check.without.served_days == 0
    assert check.least_multiple == pytest.approx(1.0, abs=0.025)
    assert check.smaller is not None and not check.smaller.served
    assert check.planner is not None and check.planned is not None
    assert check.planner.drawn_t[NODE] == pytest.approx(check.planned_t[NODE], rel=1e-6)
    assert check.private_less_planner_t[NODE] == pytest.approx(0.0, abs=0.02 * check.planned_t[NODE])


def test_who_shares_the_market_shares_the_stock() -> None:
    """Lamps bid as much as cars. Unless they give way they get half of what is sold, so it takes twice the
    plan; if cars come first, the plan will do.
    """
    _, shared = found(island("lamps"), give_way=False)
    assert shared.planned_t[NODE] == pytest.approx(0.95 * 100.0 * DAYS / 365.0, rel=1e-3)
    assert shared.planned is not None and not shared.planned.served
    assert shared.least_multiple == pytest.approx(2.0, rel=0.025)
    assert shared.market_proof_t is not None
    assert shared.market_proof_t[NODE] == pytest.approx(2.0 * shared.planned_t[NODE], rel=0.025)
    assert 0.1 * shared.planned_t[NODE] < shared.planned.missing_t < shared.planned_t[NODE]
    assert shared.planner is not None
    assert shared.planner.missing_t == pytest.approx(0.0, abs=1e-3)
    _, first = found(island("lamps"), give_way=True)
    assert first.least_multiple is not None and first.least_multiple < 1.15


def test_nothing_planned_nothing_needed() -> None:
    """If cars may go without, no stock is planned, and the market agrees."""
    _, check = found(island(), give_way=False, share=0.0)
    assert check.planned_t == {}
    assert (check.planned, check.least_multiple) == (None, 0.0)


def test_only_named_sectors_can_be_checked() -> None:
    """A bound on value says nothing about who is served."""
    case = island()
    futures = futures_of_scenarios(case, BaseYear(), (WeightedCase("ban", ban()),), ("JPN",), days=DAYS)
    sizing = size_stocks(case, futures, MeanBound(1e9), places=PLACES)
    assert np.isclose(sizing.usd_per_year, 0.0)
    with pytest.raises(ValueError, match="named sectors"):
        recheck(case, BaseYear(), "ban", ban(), futures, sizing)


def test_places_need_terms() -> None:
    """Without a word on what keeping it costs no place is proposed."""
    case = island()
    futures = futures_of_scenarios(case, BaseYear(), (WeightedCase("ban", ban()),), ("JPN",), days=DAYS)
    assert places_of(case, futures) == ()
