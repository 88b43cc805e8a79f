"""An answer about stockpiles for tests of what shows it: cover of the bundled case, and stocks on paper."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

from bundled_case import NAME
from didymium.calibration.calibrate import calibrate
from didymium.case.reading import read_case
from didymium.decisions.allocation.situation import Lane, Situation
from didymium.decisions.pooling.asked import ShareOfLoss
from didymium.decisions.pooling.fair_shares import fair_shares
from didymium.decisions.pooling.pooling import pool_stocks
from didymium.decisions.release.hindsight import Trials
from didymium.decisions.release.rules import HeldStock
from didymium.decisions.release.search import rules_grid, search_rules
from didymium.decisions.stocks.cover.cover import cover_now
from didymium.decisions.stocks.purchases.rotation import rotation
from didymium.decisions.stocks.shortfall.emergency_of_case import emergency_of
from didymium.decisions.stocks.shortfall.published_shortfalls import (
    published_emergency,
    published_shortfalls,
    published_totals,
)
from didymium.decisions.stocks.shortfall.shortfall import shortfall
from didymium.decisions.stocks.sizing.frontier import frontier
from didymium.decisions.stocks.sizing.losses import Named
from didymium.decisions.stocks.sizing.sizing import size_stocks
from didymium.decisions.stocks.sizing.stages import compare_stages
from didymium.decisions.stocks.trial.recheck import PlannersDraw, Recheck
from didymium.decisions.stocks.trial.simulation import ServedNeed, Simulation
from didymium.ensemble.two_stage.bounds import MeanBound
from didymium.views.stocks.view import (
    BuyView,
    CoverView,
    PoolView,
    ReleaseView,
    ShortfallView,
    SizeView,
    StockpileView,
)
from stock_futures import CASE, futures, need, place, situation

NODE = ("JPN", "magnet_standard")


def _future(japan_t: float, usa_t: float) -> Situation:
    missing = situation(
        [
            need([t], sector="ev_traction", region=region, material=NODE[1])
            for region, t in (("JPN", japan_t), ("USA", usa_t))
        ]
    )
    lanes = tuple(Lane(NODE[1], *way, 0.0, 0.0) for way in (("JPN", "USA"), ("USA", "JPN")))
    return replace(missing, lanes=lanes)


@cache
def stockpile_view() -> StockpileView:
    """Return an answer with every part but purchases, whose stocks follow from two futures on paper.

    In one of two equally likely futures Japan misses 10 t of magnets, in the other the United States do; each
    tonne loses 0.1 million US dollars. Half of what is lost may be left: a tonne held in either saves 0.05
    million in expectation, so that each needs 5 t, and keeping a tonne costs 1,000 a year. Together each
    tonne saves in both futures, as they may ship to each other at once and for nothing: 5 t are enough.
    """
    case = read_case(NAME)
    base = calibrate(case).base
    both = futures(
        [
            _future(10.0, 0.0),
            _future(0.0, 10.0),
        ]
    )
    places = [place("magnet_standard", 1000.0, region=region, price=60.0) for region in ("JPN", "USA")]
    pooling = pool_stocks(CASE, both, ShareOfLoss(0.5), places=places)
    japan = both.of_members(("JPN",))
    sizing = size_stocks(CASE, japan, MeanBound(0.25), places=places[:1])
    assert case.evidence is not None
    rows = published_shortfalls(case.evidence)
    return StockpileView(
        case,
        ("JPN", "USA"),
        {"days": 30},
        {"future 0": "Japan is cut off"},
        (),
        CoverView(cover_now(case, base, ("JPN", "USA"))),
        {"JPN": SizeView(sizing, None, frontier(CASE, japan, places=places[:1]))},
        {"JPN": compare_stages(CASE, japan, sizing.criterion, places=places[:1])},
        PoolView(pooling, fair_shares(pooling)),
        BuyView(None, ((*NODE, rotation(5.0, 60.0, shelf_life_years=5.0, rotation_cost_share=0.05)),)),
        ReleaseView(search_rules(Trials(japan, [HeldStock(*NODE, 5.0)]), rules_grid())),
        (market_check(),),
        ShortfallView(
            (shortfall(emergency_of(case, base, "USA", dt.date(2026, 1, 1))),),
            rows,
            shortfall(published_emergency(rows)),
            published_totals(case.evidence),
        ),
    )


def market_check() -> Recheck:
    """Return a check in which 5 t as planned last 20 of 30 days, 6 t are enough, and 5.4 t last 25 days."""
    runs = {
        multiple: _run(multiple, days) for multiple, days in ((0.0, 0), (1.0, 20), (1.2, None), (1.08, 25))
    }
    named = Named(("ev_traction",), 30, 0.95)
    planner = PlannersDraw({NODE: 5.0}, 0.0, 0.5)
    return Recheck(
        "full_stop", named, {NODE: 5.0}, runs[0.0], runs[1.0], planner, 1.2, 1.19, runs[1.08],
        tuple(runs.values()),
    )  # fmt: skip


def _run(multiple: float, days: int | None) -> Simulation:
    missing = 0.0 if days is None else 6.0 - 5.0 * multiple
    served = ServedNeed("ev_traction", *NODE, days, 1.0 if days is None else 0.5, missing)
    return Simulation(multiple, (served,), {NODE: 5.0 * multiple}, 1.0 - 0.5 * multiple)
