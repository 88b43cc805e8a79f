"""The whole answer about stockpiles, or the parts of it that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.decisions.allocation.situation import Node
from didymium.decisions.pooling.asked import criterion_of, named_in
from didymium.decisions.pooling.fair_shares import fair_shares
from didymium.decisions.pooling.pooling import Pool, Pooling, pool_stocks
from didymium.decisions.release.hindsight import Trials
from didymium.decisions.release.in_market import MarketDraw, draws_in_market
from didymium.decisions.release.rules import HeldStock
from didymium.decisions.release.search import rules_grid, search_rules
from didymium.decisions.stockpile.asking import Checked, check_request
from didymium.decisions.stockpile.parts import (
    CoverAnswer,
    PoolAnswer,
    ReleaseAnswer,
    SizeAnswer,
    StockpileAnswer,
)
from didymium.decisions.stockpile.request import SIZED, StockpileRequest
from didymium.decisions.stocks.cover.cover import cover_now
from didymium.decisions.stocks.cover.sector_cover import (
    SolvedScenario,
    cover_against_scenarios,
    cover_by_sector,
)
from didymium.decisions.stocks.futures.drawn import drawn_futures, reduced
from didymium.decisions.stocks.futures.emergencies import Futures, WeightedCase, futures_of_scenarios, mixed
from didymium.decisions.stocks.purchases.purchase_plan import PurchasePlan
from didymium.decisions.stocks.purchases.purchase_terms import PurchaseRequest, StockNeed
from didymium.decisions.stocks.purchases.purchases import plan_purchases
from didymium.decisions.stocks.purchases.rotation import Rotation, rotation
from didymium.decisions.stocks.shortfall.emergency_of_case import emergency_of
from didymium.decisions.stocks.shortfall.shortfall import Shortfall, shortfall
from didymium.decisions.stocks.sizing.losses import Named, release_lead
from didymium.decisions.stocks.sizing.places import Place, places_of
from didymium.decisions.stocks.sizing.sizing import held_against
from didymium.decisions.stocks.sizing.stages import StageAnswer, compare_stages
from didymium.decisions.stocks.terms import TermsBook
from didymium.decisions.stocks.trial.recheck import Recheck, recheck
from didymium.decisions.stocks.trial.simulation import Simulator
from didymium.files.problems import InputError, Problem
from didymium.market.base_year import BaseYear
from didymium.scenario.schema import Scenario

__all__ = ["StockpileAnswer", "answer_stockpile"]

Progress = Callable[[str], None]
Outcomes = Callable[[str], SolvedScenario]
"""Returns the solved run of a scenario by its name."""

LEAST_BOUGHT_T = 1e-3
"""Less than a kilogram is not bought."""


def answer_stockpile(
    case: Case,
    calibration: Calibration,
    request: StockpileRequest,
    *,
    outcomes: Outcomes | None = None,
    futures: Futures | None = None,
    progress: Progress = lambda message: None,
) -> StockpileAnswer:
    """Answer a request about stockpiles.

    Args:
        case: The case.
        calibration: Its calibration.
        request: What is asked.
        outcomes: Solved runs by scenario, for cover against scenarios; None: it is left out.
        futures: Those of an earlier answer to the same members, scenarios, days, draws and means; None: they
            are run.
        progress: Told what is being done.

    Raises:
        InputError: With everything that is wrong with the request.
        SizingError: If no stocks keep a bound.
        SolverError, UnsettledError: If the market has no answer.
    """
    checked = check_request(case, request)
    work = _Work(case, calibration.base, checked, progress)
    answer = StockpileAnswer(case, checked.request, checked.members)
    if request.wants("cover"):
        answer = replace(answer, cover=work.cover(outcomes))
    if request.wants("shortfall"):
        answer = replace(answer, shortfalls=work.shortfalls())
    if request.wants(*SIZED):
        found = futures or work.futures()
        _refuse_other(found, checked)
        answer = replace(answer, futures=found, standing=work.standing(found))
        answer = work.sized(answer)
    return answer


def _refuse_other(futures: Futures, checked: Checked) -> None:
    """Refuse futures that are those of another question.

    Raises:
        InputError: With every difference.
    """
    pairs = [("members", futures.members, checked.members), ("days", futures.days, checked.request.days)]
    problems = [
        Problem("futures", f"were run for other {name}", value=str(theirs), remedy="run them again")
        for name, theirs, ours in pairs
        if theirs != ours
    ]
    if checked.request.wants("pool") and not futures.means.swaps:
        problems.append(Problem("futures", "were run without swaps, which a pool needs"))
    if problems:
        raise InputError(problems)


@dataclass(frozen=True, eq=False)
class _Work:
    """Does the parts one after the other."""

    case: Case
    base: BaseYear
    checked: Checked
    progress: Progress

    @property
    def request(self) -> StockpileRequest:
        return self.checked.request

    def cover(self, outcomes: Outcomes | None) -> CoverAnswer:
        """Return days of cover, now and in each scenario."""
        self.progress("cover")
        cover = cover_now(self.case, self.base, self.checked.members, self.request.capital_rate)
        solved = None if outcomes is None else [outcomes(name) for name, _, _ in self.checked.scenarios]
        against = None if solved is None else cover_against_scenarios(cover, solved)
        return CoverAnswer(cover, cover_by_sector(cover), against)

    def shortfalls(self) -> tuple[Shortfall, ...]:
        """Return each member's shortfall in an emergency of years."""
        self.progress("shortfall")
        begin, materials = self.case.settings.start, self.request.materials
        return tuple(
            shortfall(emergency_of(self.case, self.base, member, begin, materials=materials))
            for member in self.checked.members
        )

    def futures(self) -> Futures:
        """Run the scenarios, or their draws."""
        request, members = self.request, self.checked.members
        means = request.means.model_copy(update={"swaps": True}) if request.wants("pool") else request.means
        if not request.draws:
            scenarios = [WeightedCase(*one) for one in self.checked.scenarios]
            return futures_of_scenarios(
                self.case, self.base, scenarios, members, days=request.days, means=means,
                profile=request.profile, progress=self._count("scenario"),
            )  # fmt: skip
        parts = []
        for name, scenario, weight in self.checked.scenarios:
            drawn = drawn_futures(
                self.case, self.base, name, scenario, members, count=request.draws, seed=request.seed,
                days=request.days, means=means, profile=request.profile, workers=request.workers,
                progress=self._count(f"{name}, draw"),
            )  # fmt: skip
            parts.append((drawn, weight))
        return mixed(parts)

    def standing(self, futures: Futures) -> Futures:
        """Return the few that stand for all."""
        if len(futures.emergencies) <= self.request.standing:
            return futures
        return reduced(futures, self.request.standing)[0]

    def sized(self, answer: StockpileAnswer) -> StockpileAnswer:
        """Add what follows from sizes."""
        request, whole, standing = self.request, answer.futures, answer.standing
        assert whole is not None and standing is not None
        if request.wants("pool"):
            pooling = self._pooled(standing)
            answer = replace(answer, pool=PoolAnswer(pooling, fair_shares(pooling)))
        answer = replace(answer, size=self._alone(whole, standing, answer.pool))
        if request.wants("stages"):
            answer = replace(answer, stages=self._stages(standing, answer.size))
        if request.wants("buy"):
            answer = replace(answer, purchases=self._bought(answer), rotation=self._rotation(answer))
        if request.wants("release"):
            answer = replace(answer, release=self._released(answer))
        if request.wants("check"):
            answer = replace(answer, checks=self._checks(standing, answer.size))
        return answer

    def _places(self, futures: Futures) -> tuple[Place, ...] | None:
        """Return where stocks may lie; None: wherever they are of use."""
        request = self.request
        if not request.stages and not request.materials:
            return None
        found = places_of(
            self.case, futures, named=named_in(request.asked), capital_rate=request.capital_rate
        )
        return tuple(
            place
            for place in found
            if (not request.stages or place.stage in request.stages)
            and (not request.materials or place.material in request.materials)
        )

    def _pooled(self, futures: Futures) -> Pooling:
        request = self.request
        return pool_stocks(
            self.case, futures, request.asked, sharing=request.sharing, places=self._places(futures),
            capital_rate=request.capital_rate, workers=request.workers, progress=self._count("group"),
        )  # fmt: skip

    def _alone(self, futures: Futures, standing: Futures, pool: PoolAnswer | None) -> SizeAnswer:
        alone = {}
        for member in self.checked.members:
            if pool is not None:
                alone[member] = pool.pooling.alone(member)
                continue
            self.progress(f"stocks of {member}")
            alone[member] = self._by_itself(standing, member)
        if futures is standing:
            return SizeAnswer(alone, {})
        if pool is not None:
            means = futures.means.model_copy(update={"release_lead_days": pool.pooling.release_lead_days})
            futures = replace(futures, means=means)
        whole = {
            member: held_against(self.case, futures.of_members((member,)), found.sizing)
            for member, found in alone.items()
        }
        return SizeAnswer(alone, whole)

    def _by_itself(self, futures: Futures, member: str) -> Pool:
        """Return the stocks of one member: a pool of one."""
        bounds = {name: bound for name, bound in self.request.bounds_musd.items() if name == member}
        asked = self.request.model_copy(update={"bounds_musd": bounds}).asked
        own = futures.of_members((member,))
        return pool_stocks(
            self.case, own, asked, places=self._places(own), capital_rate=self.request.capital_rate,
            workers=self.request.workers,
        ).together  # fmt: skip

    def _stages(self, futures: Futures, size: SizeAnswer | None) -> dict[str, tuple[StageAnswer, ...]]:
        assert size is not None
        found = {}
        for member, pool in size.alone.items():
            self.progress(f"stages for {member}")
            own = futures.of_members((member,))
            found[member] = compare_stages(
                self.case, own, criterion_of(self.request.asked, [pool.limit]), places=self._places(own),
                capital_rate=self.request.capital_rate, workers=self.request.workers,
            )  # fmt: skip
        return found

    def _bought(self, answer: StockpileAnswer) -> PurchasePlan | None:
        """Return the purchases that fill the stocks; None where none are held."""
        begin = self.request.buy_from or self.case.settings.start
        needs = tuple(
            StockNeed(region, material, tonnes, begin, self.request.buy_months, self.request.price_move)
            for (region, material), tonnes in answer.held_t.items()
            if tonnes > LEAST_BOUGHT_T
        )
        if not needs:
            return None
        return plan_purchases(
            self.case, self.base, PurchaseRequest(needs), profile=self.request.purchase_profile,
            progress=self.progress,
        )  # fmt: skip

    def _rotation(self, answer: StockpileAnswer) -> dict[Node, Rotation]:
        """Return what turning stocks over takes; of goods that keep there is nothing to say."""
        terms, found = TermsBook(self.case), {}
        for pool in answer.stocks:
            for size in pool.sizing.places:
                row = terms.find(size.material)
                if size.node in pool.tonnes and row is not None and row.shelf_life_years is not None:
                    found[size.node] = rotation(
                        size.t, size.place.price_usd_per_kg, shelf_life_years=row.shelf_life_years,
                        rotation_cost_share=row.rotation_cost_share or 0.0,
                    )  # fmt: skip
        return found

    def _released(self, answer: StockpileAnswer) -> ReleaseAnswer:
        assert answer.standing is not None
        self.progress("release rule")
        request = self.request
        means = answer.standing.means
        stocks = tuple(
            HeldStock(*node, tonnes, request.rate_per_month, release_lead(self.case, (node[1],), means))
            for node, tonnes in answer.held_t.items()
        )
        trials = Trials(answer.standing, stocks)
        found = search_rules(trials, rules_grid(request.sectors)) if request.search_rules else None
        return ReleaseAnswer(stocks, trials.test(request.rule), found, self._in_market(answer))

    def _in_market(self, answer: StockpileAnswer) -> tuple[MarketDraw, ...]:
        if not self.request.in_market or not answer.held_t:
            return ()
        request, (_, scenario, _) = self.request, self.checked.scenarios[0]
        simulator = self._simulator(scenario, answer.held_t)
        return draws_in_market(simulator, (request.rule,), progress=self.progress)

    def _simulator(self, scenario: Scenario, held_t: Mapping[Node, float]) -> Simulator:
        request = self.request
        named = named_in(request.asked) or Named(request.sectors, request.days, request.served_share)
        return Simulator(
            self.case, self.base, scenario, self.checked.members, named, held_t, request.means,
            tuple(sorted({material for _, material in held_t})), request.check_profile,
        )  # fmt: skip

    def _checks(self, futures: Futures, size: SizeAnswer | None) -> tuple[Recheck, ...]:
        """Put each member's own stocks into the market, scenario by scenario."""
        assert size is not None
        found = []
        for name, scenario, _ in self.checked.scenarios:
            for member, pool in size.alone.items():
                self.progress(f"{member} in the market of {name}")
                found.append(
                    recheck(
                        self.case,
                        self.base,
                        name,
                        scenario,
                        futures.of_members((member,)),
                        pool.sizing,
                        profile=self.request.check_profile,
                        progress=self.progress,
                    )  # fmt: skip
                )
        return tuple(found)

    def _count(self, what: str) -> Callable[[int, int], None]:
        return lambda done, count: self.progress(f"{what} {done} of {count}")
