"""A purchase plan for stocks that does not move prices more than stated, or that holds a floor.

The market is run with and without agencies that buy (``public_purchase``). An agency that pays at most
``(1 + price_move)`` times the price without it cannot move the price of its market further than that in the
period in which it buys: above, it stands aside. What it then gets is what can be had quietly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.decisions.stocks.purchases.purchase_plan import MET, NeedPlan, PurchasePeriod, PurchasePlan
from didymium.decisions.stocks.purchases.purchase_sources import TABLES, output_gained, supply_sources
from didymium.decisions.stocks.purchases.purchase_terms import (
    PurchaseRequest,
    StockNeed,
    caught_up_t,
    check_markets,
    check_request,
    course_without,
    instruments_of,
    wanted_t,
)
from didymium.market.base_year import BaseYear
from didymium.market.build import build_market
from didymium.market.structure import Options
from didymium.scenario.hot import HotMarket, same_shape
from didymium.scenario.instruments.toolbox import additions_of
from didymium.scenario.path import Path
from didymium.scenario.readout import read_path
from didymium.scenario.run import scenario_structure
from didymium.scenario.schema import Scenario

Floats = NDArray[np.float64]
Progress = Callable[[str], None]

CATCH_UPS = 3
"""How often what one period cannot give is spread over others."""
WORTH_IT = 0.01
"""Catching up ends once a further run brings less than this share of the needs."""
MOVE_STEP = 0.005
"""The search for the price move that meets a need ends once it is known within this."""


def plan_purchases(
    case: Case,
    base_year: BaseYear,
    request: PurchaseRequest,
    *,
    profile: str = "shock",
    options: Options | None = None,
    progress: Progress = lambda message: None,
) -> PurchasePlan:
    """Plan the purchases for all needs of a request, side by side in one run of a calibrated market.

    Raises:
        InputError: With every problem of the request.
        SolverError, UnsettledError: As :func:`didymium.scenario.run.run_scenario`.
    """
    check_request(case, request, profile)
    runs = _Runs(case, base_year, request, profile, options or Options(), progress)
    progress("purchases as asked for")
    found = runs.buy(request.needs)
    plans = _need_plans(runs, found)
    moves, together = _search(runs, plans) if request.most_price_move > 0 else ({}, None)
    plans = [replace(plan, needed_price_move=moves.get(n)) for n, plan in enumerate(plans)]
    return PurchasePlan(
        request, profile, tuple(plans), found.scenario, runs.count, together, path=found.path,
        without=runs.without,
    )  # fmt: skip


@dataclass(frozen=True)
class _Bought:
    """A run with purchases: tonnes and highest price by need and period, shape (T,) each."""

    needs: tuple[StockNeed, ...]
    scenario: Scenario
    path: Path
    tonnes: tuple[Floats, ...]
    limits: tuple[Floats, ...]

    def met_share(self, need: int) -> float:
        return float(self.tonnes[need].sum()) / self.needs[need].tonnes

    @property
    def met_shares(self) -> float:
        return sum(map(self.met_share, range(len(self.needs))))


class _Runs:
    """The run without purchases, and those with them, on a market that is kept hot."""

    def __init__(
        self,
        case: Case,
        base_year: BaseYear,
        request: PurchaseRequest,
        profile: str,
        options: Options,
        progress: Progress,
    ) -> None:
        self._course = course_without(case, request, profile)
        self.structure = scenario_structure(case, base_year, self._course, options)
        check_markets(self.structure, request.needs)
        self.request, self.progress, self.count = request, progress, 1
        self._hot: HotMarket | None = None
        progress("without purchases")
        hot = HotMarket(build_market(self.structure, additions_of(self._course.instrument)))
        self.without = hot.run(self._course, progress)

    def price_without(self, need: StockNeed) -> Floats:
        """Return the price at a need's market without purchases; NaN where there is none; shape (T,)."""
        return self._price(self.without, need)

    def _price(self, path: Path, need: StockNeed) -> Floats:
        return np.asarray(path.prices[self.structure.node_index[need.member, need.material]])

    def buy(self, needs: Sequence[StockNeed]) -> _Bought:
        """Run the course with purchases for some needs, again while what one period cannot give can be had in
        others.
        """
        most = [wanted_t(need, self.structure.periods) for need in needs]
        best = self._buy(needs, most)
        for _ in range(CATCH_UPS):
            again = [
                None
                if best.met_share(n) >= 1.0 - MET
                else caught_up_t(need, most[n], best.tonnes[n], self._price(best.path, need), best.limits[n])
                for n, need in enumerate(needs)
            ]
            if all(limits is None for limits in again):
                break
            most = [old if new is None else new for old, new in zip(most, again, strict=True)]
            found = self._buy(needs, most)
            gained = found.met_shares - best.met_shares
            best = found if gained > 0 else best
            if gained < WORTH_IT:
                break
        return best

    def _buy(self, needs: Sequence[StockNeed], most: Sequence[Floats]) -> _Bought:
        own, before = self._course.instrument, len(self._course.instrument)
        entries = [
            (position, entry)
            for position, need in enumerate(needs)
            for entry in instruments_of(
                need, position + 1, self.structure.periods, self.price_without(need), most[position]
            )
        ]
        scenario = self._course.model_copy(update={"instrument": (*own, *(entry for _, entry in entries))})
        path = self._run(scenario)
        count, periods = len(needs), self.structure.periods
        tonnes, limits = np.zeros((count, len(periods))), np.full((count, len(periods)), np.nan)
        for number, (position, entry) in enumerate(entries, start=before + 1):
            tonnes[position] += path.market.extras[f"purchase {number}"].block.view(path.tonnes)[0]
            limits[position, periods.share_within(entry.from_, entry.until) > 0] = entry.price_usd_per_kg
        return _Bought(tuple(needs), scenario, path, tuple(np.maximum(tonnes, 0.0)), tuple(limits))

    def _run(self, scenario: Scenario) -> Path:
        self.count += 1
        market = build_market(self.structure, additions_of(scenario.instrument))
        if self._hot is None or not same_shape(self._hot.market, market):
            self._hot = HotMarket(market)
        self._hot.turn_to(market)
        return self._hot.run(scenario, self.progress)


def _need_plans(runs: _Runs, found: _Bought) -> list[NeedPlan]:
    after, before = (read_path(path, TABLES) for path in (found.path, runs.without))
    return [_need_plan(runs, found, position, after, before) for position in range(len(found.needs))]


def _need_plan(
    runs: _Runs,
    found: _Bought,
    position: int,
    after: Mapping[str, pl.DataFrame],
    before: Mapping[str, pl.DataFrame],
) -> NeedPlan:
    need, periods = found.needs[position], runs.structure.periods
    price = found.path.prices[runs.structure.node_index[need.member, need.material]]
    columns = zip(
        periods.bounds[:-1],
        wanted_t(need, periods).tolist(),
        found.tonnes[position].tolist(),
        map(_known, found.limits[position].tolist()),
        map(_known, price.tolist()),
        map(_known, runs.price_without(need).tolist()),
        strict=True,
    )
    return NeedPlan(
        need,
        tuple(PurchasePeriod(*line) for line in columns),
        supply_sources(after, before, need.member, need.material, need.end),
        output_gained(after, before, need.material, need.end),
        runs.request.supplier,
    )


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _search(runs: _Runs, plans: Sequence[NeedPlan]) -> tuple[dict[int, float], bool | None]:
    """Find for every need that is not met the least price move that meets it, up to the bound, by bisection
    of all of them side by side; and whether all are met at once at what was found.

    That more room never buys less holds for one need; needs that compete for the same supply are tried
    together, so that each is found beside the others'.
    """
    most = runs.request.most_price_move
    low = {
        number: plan.need.price_move
        for number, plan in enumerate(plans)
        if not plan.is_met and plan.need.floor_usd_per_kg is None and plan.need.price_move < most
    }
    if not low:
        return {}, None
    needs = [plan.need for plan in plans]
    found = _moved(runs, needs, dict.fromkeys(low, most))
    high = {number: most for number in low if found.met_share(number) >= 1.0 - MET}
    given_up = {number: most for number in low if number not in high}
    while any(high[number] - low[number] > MOVE_STEP for number in high):
        tried = {number: (low[number] + high[number]) / 2 for number in high}
        found = _moved(runs, needs, {**given_up, **tried})
        for number, move in tried.items():
            (high if found.met_share(number) >= 1.0 - MET else low)[number] = move
    if not high:
        return {}, False
    found = _moved(runs, needs, {**given_up, **high})
    return high, all(found.met_share(number) >= 1.0 - MET for number in range(len(needs)))


def _moved(runs: _Runs, needs: Sequence[StockNeed], moves: Mapping[int, float]) -> _Bought:
    runs.progress("price moves " + ", ".join(f"{100 * move:.1f} %" for move in moves.values()))
    return runs.buy(
        [
            replace(need, price_move=moves[number]) if number in moves else need
            for number, need in enumerate(needs)
        ]
    )
