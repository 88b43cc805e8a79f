"""Pools, purchases, rotation and release rules as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from didymium.decisions.coalitions.games import Coalition
from didymium.decisions.pooling.fair_shares import FairShares
from didymium.decisions.pooling.pooling import Pool, Pooling
from didymium.decisions.release.hindsight import ReleaseTest
from didymium.decisions.release.in_market import MarketDraw
from didymium.decisions.release.search import RuleSearch
from didymium.decisions.stocks.purchases.purchase_plan import NeedPlan, PurchasePlan
from didymium.decisions.stocks.purchases.rotation import Rotation
from didymium.views.stocks.data import Record, nodes_data


def pooling_data(pooling: Pooling, shares: FairShares) -> Record:
    """Return every group, what pooling saves, and who pays which part."""
    saving = pooling.saving
    return {
        "rule": asdict(pooling.sharing),
        "groups": [pool_data(pool) for pool in pooling.pools.values()],
        "saving": {
            "usd_per_year": saving.usd_per_year,
            "share": saving.share,
            "capital_usd": saving.capital_usd,
            "alone_usd_per_year": saving.alone_usd_per_year,
            "together_usd_per_year": pooling.together.usd_per_year,
            "t_by_material": dict(saving.tonnes),
        },
        "shares": [
            {
                "member": one.member,
                "alone_usd_per_year": one.alone_usd_per_year,
                "shapley_usd_per_year": one.shapley_usd_per_year,
                "least_core_usd_per_year": one.least_core_usd_per_year,
                "saves_usd_per_year": one.saves_usd_per_year,
                "holds_t_by_material": {node[1]: t for node, t in one.holds_t.items()},
                "holds_usd_per_year": one.holds_usd_per_year,
                "receives_usd_per_year": one.receives_usd_per_year,
            }
            for one in shares.members
        ],
        "in_core": shares.in_core,
        "core_is_empty": shares.least_core.core_is_empty,
        "objections": [
            {
                "group": _group(one.coalition),
                "pays_usd_per_year": one.pays,
                "alone_usd_per_year": one.alone,
                "excess_usd_per_year": one.excess,
            }
            for one in shares.objections
        ],
        "dearer_together": [
            {
                "first": _group(one.first),
                "second": _group(one.second),
                "together_usd_per_year": one.together,
                "apart_usd_per_year": one.apart,
            }
            for one in shares.offences
        ],
    }


def pool_data(pool: Pool) -> Record:
    """Return the stocks of a group."""
    return {
        "group": list(pool.members),
        "stocks": nodes_data(pool.tonnes),
        "capital_usd": pool.capital_usd,
        "usd_per_year": pool.usd_per_year,
        "lost_before_usd_million": pool.lost_without_musd,
        "lost_after_usd_million": pool.lost_musd,
    }


def _group(coalition: Coalition) -> list[str]:
    return sorted(coalition)


def purchases_data(plan: PurchasePlan) -> Record:
    """Return what is bought for each need, period by period, and who supplies it."""
    return {
        "profile": plan.profile,
        "cost_usd_million": plan.cost_usd_million,
        "met_together": plan.met_together,
        "runs": plan.runs,
        "needs": [need_data(need) for need in plan.needs],
    }


def need_data(need: NeedPlan) -> Record:
    """Return the purchase plan of one need."""
    asked = need.need
    return {
        "member": asked.member,
        "material": asked.material,
        "wanted_t": asked.tonnes,
        "begin": asked.begin.isoformat(),
        "months": asked.months,
        "price_move": asked.price_move,
        "floor_usd_per_kg": asked.floor_usd_per_kg,
        "bought_t": need.bought_t,
        "met_share": need.met_share,
        "met_on": None if need.met_on is None else need.met_on.isoformat(),
        "cost_usd_million": need.cost_usd_million,
        "mean_price_usd_per_kg": need.mean_price_usd_per_kg,
        "largest_price_move": None if need.peak is None else need.peak.price_move,
        "needed_price_move": need.needed_price_move,
        "supplier": need.supplier,
        "supplier_t": need.supplier_t,
        "supplier_share": need.supplier_share,
        "periods": [
            {
                "from": period.first_day.isoformat(),
                "wanted_t": period.wanted_t,
                "bought_t": period.bought_t,
                "limit_usd_per_kg": period.limit_usd_per_kg,
                "price_usd_per_kg": period.price_usd_per_kg,
                "price_without_usd_per_kg": period.price_without_usd_per_kg,
                "price_move": period.price_move,
            }
            for period in need.periods
        ],
        "sources": [{"kind": s.kind, "region": s.region, "t": s.tonnes} for s in need.sources],
        "output_gained_t": dict(need.output_gained_t),
    }


def rotation_data(rotations: Sequence[tuple[str, str, Rotation]]) -> list[Record]:
    """Return what must be turned over a year; goods that keep have no shelf life."""
    return [
        {
            "member": member,
            "material": material,
            "level_t": one.level_t,
            "shelf_life_years": one.shelf_life_years if one.turned_t_per_year else None,
            "turned_t_per_year": one.turned_t_per_year,
            "sales_usd_million_per_year": one.sales_usd_million_per_year,
            "cost_usd_million_per_year": one.cost_usd_million_per_year,
        }
        for member, material, one in rotations
    ]


def release_data(search: RuleSearch, private: Sequence[MarketDraw] = ()) -> Record:
    """Return rules against hindsight, the best first, and what private owners would do."""
    return {
        "rules": [rule_data(test) for test in search.tests],
        "best_by_future": [
            {
                "future": one.name,
                "probability": one.probability,
                "lost_without_usd_million": one.without_musd,
                "lost_rule_usd_million": one.rule_musd,
                "lost_hindsight_usd_million": one.hindsight_musd,
                "regret_usd_million": one.regret_musd,
                "regret_share": one.share,
            }
            for one in search.best.futures
        ],
        "out_of_sample_regret_usd_million": search.out_of_sample_musd,
        "chosen_on_halves": [rule.model_dump(mode="json") for rule in search.chosen_apart],
        "private": [
            {
                "sold_above_price_ratio": one.price_above,
                "lost_without_usd_million": one.without_musd,
                "lost_private_usd_million": one.simulation.lost_musd,
                "lost_planner_usd_million": one.planner.lost_musd,
                "more_lost_usd_million": one.more_lost_musd,
                "drawn_less_planner": nodes_data(one.drawn_less_planner_t),
            }
            for one in private
        ],
    }


def rule_data(test: ReleaseTest) -> Record:
    """Return a rule and its regret."""
    return {
        "rule": test.rule.model_dump(mode="json"),
        "lost_without_usd_million": test.expected("without_musd"),
        "lost_rule_usd_million": test.expected("rule_musd"),
        "lost_hindsight_usd_million": test.expected("hindsight_musd"),
        "regret_usd_million": test.regret_musd,
        "regret_share": test.share,
        "worst_regret_usd_million": test.worst.regret_musd,
    }
