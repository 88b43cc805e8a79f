"""From an answer about stockpiles to what is shown of it, and the runs that cover is held against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from didymium.case.case import Case
from didymium.decisions.release.search import RuleSearch
from didymium.decisions.stockpile.answering import StockpileAnswer
from didymium.decisions.stocks.cover.sector_cover import SolvedScenario
from didymium.decisions.stocks.shortfall.published_shortfalls import (
    published_emergency,
    published_shortfalls,
    published_totals,
)
from didymium.decisions.stocks.shortfall.shortfall import Shortfall, shortfall
from didymium.decisions.stocks.sizing.frontier import Frontier
from didymium.indicators.roles import restriction_start
from didymium.market.base_year import BaseYear
from didymium.outcome.tables import Outcome
from didymium.scenario.path import Path
from didymium.scenario.reading import read_scenario
from didymium.scenario.readout import read_path
from didymium.scenario.run import run_scenario
from didymium.views.stocks.view import (
    BuyView,
    CoverView,
    PoolView,
    ReleaseView,
    ShortfallView,
    SizeView,
    StockpileView,
)

READ = ("served", "prices")
"""Tables of a run that cover is held against."""


def view_of(answer: StockpileAnswer, frontiers: Mapping[str, Frontier] | None = None) -> StockpileView:
    """Return what is shown of an answer; ``frontiers`` are cost against risk by member."""
    request = answer.request
    return StockpileView(
        answer.case,
        answer.members,
        request.model_dump(mode="json"),
        {one.name: read_scenario(answer.case, one.name).title for one in request.scenarios},
        request.materials,
        None if answer.cover is None else CoverView(answer.cover.cover, answer.cover.against),
        _sizes(answer, frontiers or {}),
        answer.stages or {},
        None if answer.pool is None else PoolView(answer.pool.pooling, answer.pool.shares),
        _buy(answer),
        _release(answer),
        answer.checks,
        shortfall_view(answer.case, answer.shortfalls) if answer.shortfalls else None,
        request.yearly_chance,
    )


def _sizes(answer: StockpileAnswer, frontiers: Mapping[str, Frontier]) -> dict[str, SizeView]:
    if answer.size is None:
        return {}
    futures = answer.futures
    return {
        member: SizeView(
            pool.sizing,
            answer.size.all_draws.get(member),
            frontiers.get(member),
            () if futures is None else futures.failures,
            0 if futures is None else futures.drawn,
        )
        for member, pool in answer.size.alone.items()
    }


def _buy(answer: StockpileAnswer) -> BuyView | None:
    if answer.purchases is None and answer.rotation is None:
        return None
    rotations = (answer.rotation or {}).items()
    return BuyView(answer.purchases, tuple((*node, turned) for node, turned in rotations))


def _release(answer: StockpileAnswer) -> ReleaseView | None:
    if answer.release is None or not answer.release.stocks:
        return None
    found = answer.release.search or RuleSearch((answer.release.test,), None, ())
    return ReleaseView(found, answer.release.in_market)


def shortfall_view(case: Case, found: tuple[Shortfall, ...]) -> ShortfallView:
    """Return shortfalls with the list of 2013 beside our arithmetic, where the evidence of a case has it."""
    rows = () if case.evidence is None else published_shortfalls(case.evidence)
    if case.evidence is None or not rows:
        return ShortfallView(found)
    ours = shortfall(published_emergency(rows))
    return ShortfallView(found, rows, ours, published_totals(case.evidence))


def with_emergency(view: StockpileView, found: Shortfall) -> StockpileView:
    """Return a view whose shortfall is that of an emergency stated by somebody."""
    return replace(view, shortfall=shortfall_view(view.case, (found,)))


def outcomes_of(
    case: Case, base_year: BaseYear, profile: str | None, progress: Callable[[str], None]
) -> Callable[[str], SolvedScenario]:
    """Return a function that solves a scenario by its name, in a division of time."""

    def solved(name: str) -> SolvedScenario:
        progress(name)
        content = read_scenario(case, name)
        if profile is not None:
            content = content.model_copy(update={"profile": profile})
        paths = run_scenario(case, base_year, content)
        base, outcome = (_outcome(case, name, path) for path in (paths.base, paths.path))
        return SolvedScenario(name, base, outcome, restriction_start(content, outcome))

    return solved


def _outcome(case: Case, name: str, path: Path) -> Outcome:
    manifest = {"periods": [day.isoformat() for day in path.market.structure.periods.bounds]}
    return Outcome(case.settings.name, name, "", read_path(path, READ), {}, manifest)
