"""The parts of an answer as sections of sentences, charts and tables, which page and terminal share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from didymium.decisions.stocks.trial.recheck import Recheck
from didymium.views.answered.stocks import answered_sentences, answered_table
from didymium.views.result_tables import Table
from didymium.views.stocks.buying_tables import period_table, purchase_table, rotation_table, supply_table
from didymium.views.stocks.charts import cover_chart, frontier_chart, pool_chart
from didymium.views.stocks.check_tables import check_table, served_table, size_check_table
from didymium.views.stocks.cover_tables import (
    cover_table,
    published_table,
    scenario_table,
    sector_table,
    survival_table,
    target_table,
)
from didymium.views.stocks.pool_tables import (
    objection_table,
    pool_table,
    rule_table,
    saving_table,
    share_table,
)
from didymium.views.stocks.release_tables import private_table, regret_table, release_sentences, release_table
from didymium.views.stocks.sentences import (
    chance_sentence,
    check_sentences,
    cover_sentences,
    held_sentences,
    pool_sentences,
    purchase_sentences,
    shortfall_sentences,
    size_sentences,
    stage_sentences,
)
from didymium.views.stocks.shortfall_tables import (
    published_shortfall_table,
    shortfall_table,
    shortfall_years_table,
)
from didymium.views.stocks.size_tables import (
    cost_table,
    frontier_table,
    futures_table,
    loss_table,
    size_table,
    stage_table,
)
from didymium.views.stocks.view import (
    BuyView,
    CoverView,
    PoolView,
    ReleaseView,
    ShortfallView,
    SizeView,
    StockpileView,
)
from didymium.views.svg import Chart
from didymium.views.wording import Words


@dataclass(frozen=True)
class StockSection:
    """One part of an answer. ``tables`` are shown, ``folded`` ones stand behind a click or in files only."""

    name: str
    said: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    folded: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    member: str = ""
    """Of whom; blank: all members."""

    def heading(self, words: Words) -> str:
        """Return its heading."""
        name = words(f"stocks.section.{self.name}")
        if not self.member:
            return name
        return words("stocks.section_of", section=name, region=words.region(self.member))


def sections_of(words: Words, view: StockpileView, *, charts: bool = True) -> list[StockSection]:
    """Return the sections of an answer in order; without ``charts`` none is drawn."""
    return list(_sections(words, view, charts))


def _sections(words: Words, view: StockpileView, charts: bool) -> Iterator[StockSection]:
    if view.cover is not None:
        yield _cover(words, view, view.cover, charts)
    for member, part in view.sizes.items():
        yield _size(words, view, member, part, charts)
    for member, stages in view.stages.items():
        said = tuple(stage_sentences(words, stages))
        yield StockSection("stages", said, (stage_table(words, stages),), member=member)
    if view.pool is not None:
        yield _pool(words, view.pool, charts)
    if view.buy is not None:
        yield _buy(words, view.buy)
    if view.release is not None:
        yield _release(words, view, view.release)
    for check in view.checks:
        tables = (check_table(words, check), size_check_table(words, check))
        yield StockSection(
            "check", tuple(check_sentences(words, check)), tables, (served_table(words, check),)
        )
    if view.answered is not None:
        held = tuple(answered_sentences(words, view.answered))
        yield StockSection("rival", held, (answered_table(words, view.answered),))
    if view.shortfall is not None:
        yield _shortfall(words, view.shortfall)


def _cover(words: Words, view: StockpileView, part: CoverView, charts: bool) -> StockSection:
    cover, shown = part.cover, view.shown_materials
    tables = [cover_table(words, cover, shown), target_table(words, cover, view.materials or None)]
    folded = [published_table(words, cover), cover_table(words, cover), sector_table(words, cover)]
    if part.against is not None:
        tables.append(scenario_table(words, part.against, view.titles))
        folded.append(survival_table(words, part.against, view.titles))
    chart = cover_chart(words, cover, shown) if charts else None
    said = tuple(cover_sentences(words, cover, view.materials or None))
    return StockSection("cover", said, tuple(tables), tuple(folded), () if chart is None else (chart,))


def _size(words: Words, view: StockpileView, member: str, part: SizeView, charts: bool) -> StockSection:
    sizing = part.sizing
    tables = [size_table(words, sizing), loss_table(words, part.held or sizing)]
    chart = None
    if part.frontier is not None:
        tables.append(frontier_table(words, part.frontier))
        chart = frontier_chart(words, part.frontier, member) if charts else None
    folded = (cost_table(words, sizing), futures_table(words, sizing, view.titles))
    said = [*size_sentences(words, sizing), *held_sentences(words, part)]
    if view.yearly_chance is not None:
        said.append(chance_sentence(words, sizing, view.yearly_chance))
    return StockSection("size", tuple(said), tuple(tables), folded, () if chart is None else (chart,), member)


def _pool(words: Words, part: PoolView, charts: bool) -> StockSection:
    pooling, shares = part.pooling, part.shares
    tables = [pool_table(words, pooling), saving_table(words, pooling), share_table(words, shares)]
    if part.others:
        tables.append(rule_table(words, (pooling, *part.others)))
    tables.append(objection_table(words, shares, pooling.members))
    drawn = (pool_chart(words, shares),) if charts else ()
    return StockSection("pool", tuple(pool_sentences(words, pooling, shares)), tuple(tables), (), drawn)


def _buy(words: Words, part: BuyView) -> StockSection:
    tables, folded, said = [], [], []
    if part.plan is not None:
        said = purchase_sentences(words, part.plan)
        tables = [purchase_table(words, part.plan), supply_table(words, part.plan)]
        folded = [period_table(words, need) for need in part.plan.needs]
    if part.rotations:
        tables.append(rotation_table(words, part.rotations))
    return StockSection("buy", tuple(said), tuple(tables), tuple(folded))


def _release(words: Words, view: StockpileView, part: ReleaseView) -> StockSection:
    tables = [release_table(words, part.search)]
    if part.private:
        tables.append(private_table(words, part.private))
    folded = (regret_table(words, part.search.best, view.titles),)
    return StockSection("release", tuple(release_sentences(words, part.search)), tuple(tables), folded)


def _check(words: Words, check: Recheck) -> StockSection:
    tables = (check_table(words, check), size_check_table(words, check))
    return StockSection("check", tuple(check_sentences(words, check)), tables, (served_table(words, check),))


def _shortfall(words: Words, part: ShortfallView) -> StockSection:
    said = tuple(line for found in part.found for line in shortfall_sentences(words, found))
    tables = [shortfall_table(words, found) for found in part.found]
    folded = tuple(shortfall_years_table(words, found) for found in part.found)
    if part.published and part.ours is not None and part.totals is not None:
        tables.append(published_shortfall_table(words, part.published, part.ours, part.totals))
    return StockSection("shortfall", said, tuple(tables), folded)
