"""The whole of an answer about stockpiles as plain data."""

from __future__ import annotations

from typing import Any

from didymium.views.answered.stocks import answered_data
from didymium.views.stocks.check_data import check_data, published_data, shortfall_data
from didymium.views.stocks.data import Record, cover_data, frontier_data, sizing_data, stages_data
from didymium.views.stocks.plan_data import pooling_data, purchases_data, release_data, rotation_data
from didymium.views.stocks.view import BuyView, PoolView, ShortfallView, SizeView, StockpileView


def stockpile_data(view: StockpileView) -> Record:
    """Return an answer as nested lists, texts and numbers; a part that was not asked for is left out."""
    found: Record = {
        "case": view.case.settings.name,
        "members": list(view.members),
        "request": dict(view.request),
    }
    if view.cover is not None:
        found["cover"] = cover_data(view.cover.cover, view.cover.against)
    if view.sizes:
        found["sizes"] = [{"member": member, **_size(part)} for member, part in view.sizes.items()]
    if view.stages:
        found["stages"] = [
            {"member": member, **row} for member, stages in view.stages.items() for row in stages_data(stages)
        ]
    if view.pool is not None:
        found["pool"] = _pool(view.pool)
    if view.buy is not None:
        found["buy"] = _buy(view.buy)
    if view.release is not None:
        found["release"] = release_data(view.release.search, view.release.private)
    if view.checks:
        found["checks"] = [check_data(one) for one in view.checks]
    if view.answered is not None:
        found["rival"] = answered_data(view.answered)
    if view.shortfall is not None:
        found["shortfall"] = _shortfall(view.shortfall)
    return found


def _size(part: SizeView) -> Record:
    more: dict[str, Any] = {"draws": part.drawn, "draws_without_answer": list(part.failures)}
    if part.held is not None:
        more["in_all_draws"] = {
            key: value for key, value in sizing_data(part.held).items() if key in ("losses", "futures")
        }
    if part.frontier is not None:
        more["frontier"] = frontier_data(part.frontier)
    return {**sizing_data(part.sizing), **more}


def _pool(part: PoolView) -> Record:
    others = [
        {"rule": one.sharing.rule, "usd_per_year": one.together.usd_per_year,
         "saves_usd_per_year": one.saving.usd_per_year}
        for one in part.others
    ]  # fmt: skip
    return {**pooling_data(part.pooling, part.shares), "other_rules": others}


def _buy(part: BuyView) -> Record:
    plan = None if part.plan is None else purchases_data(part.plan)
    return {"plan": plan, "rotations": rotation_data(part.rotations)}


def _shortfall(part: ShortfallView) -> Record:
    listed = [] if part.ours is None else published_data(part.published, part.ours)
    return {"members": [shortfall_data(found) for found in part.found], "published_2013": listed}
