"""The check in the market and shortfalls as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from didymium.decisions.stocks.shortfall.published_shortfalls import PublishedShortfall
from didymium.decisions.stocks.shortfall.shortfall import Shortfall
from didymium.decisions.stocks.trial.recheck import Recheck
from didymium.decisions.stocks.trial.simulation import Simulation
from didymium.views.stocks.data import Record, nodes_data


def check_data(check: Recheck) -> Record:
    """Return what the stocks do in the market."""
    planner = check.planner
    return {
        "scenario": check.scenario,
        "sectors": list(check.named.sectors),
        "days": check.named.days,
        "share": check.named.share,
        "planned": nodes_data(check.planned_t),
        "least_multiple": check.least_multiple,
        "fails_at_multiple": check.fails_at,
        "market_proof": None if check.market_proof_t is None else nodes_data(check.market_proof_t),
        "without": run_data(check.without),
        "as_planned": None if check.planned is None else run_data(check.planned),
        "ten_percent_less": None if check.smaller is None else run_data(check.smaller),
        "planner_draws": None if planner is None else nodes_data(planner.drawn_t),
        "planner_value_lost_usd_million": None if planner is None else planner.lost_musd,
        "private_less_planner": nodes_data(check.private_less_planner_t),
        "tried": [
            {"multiple": run.multiple, "served": run.served, "missing_t": run.missing_t}
            for run in check.tried
        ],
    }


def run_data(run: Simulation) -> Record:
    """Return one run of the market with the stocks."""
    return {
        "multiple": run.multiple,
        "served": run.served,
        "served_days": run.served_days,
        "missing_t": run.missing_t,
        "value_lost_usd_million": run.lost_musd,
        "drawn": nodes_data(run.drawn_t),
        "needs": [
            {
                "member": need.region,
                "sector": need.sector,
                "material": need.material,
                "short_after_days": need.days,
                "worst_share": need.worst_share,
                "missing_t": need.missing_t,
            }
            for need in run.needs
        ],
    }


def shortfall_data(found: Shortfall) -> Record:
    """Return gross and net shortfalls of each material, by year."""
    emergency = found.emergency
    return {
        "member": emergency.member,
        "title": emergency.title,
        "begin": emergency.begin.isoformat(),
        "conflict_years": emergency.conflict_years,
        "recovery_years": emergency.recovery_years,
        "gross_usd_million": found.gross_usd_million,
        "net_usd_million": found.net_usd_million,
        "unpriced": list(found.unpriced),
        "materials": [
            {
                "material": one.material,
                "stock_t": one.stock_t,
                "price_usd_per_kg": one.price_usd_per_kg,
                "gross_t": one.gross_t,
                "net_t": one.net_t,
                "goal_t": one.goal_t,
                "gross_usd_million": one.gross_usd_million,
                "net_usd_million": one.net_usd_million,
                "years": [
                    {
                        "from": year.first_day.isoformat(),
                        "demand_t": dict(year.demand_t),
                        "domestic_t": year.domestic_t,
                        "foreign_t": dict(year.foreign_t),
                        "carried_over_t": year.carried_over_t,
                        "drawn_t": year.drawn_t,
                        "gross_t": year.gross_t,
                        "mitigated_t": dict(year.mitigated_t),
                        "net_t": year.net_t,
                    }
                    for year in one.years
                ],
            }
            for one in found.materials
        ],
    }


def published_data(rows: Sequence[PublishedShortfall], ours: Shortfall) -> list[Record]:
    """Return the list of 2013 as printed, and our arithmetic beside it."""
    mine = {one.material: one for one in ours.materials}
    return [
        {
            **asdict(row),
            "our_net_t": mine[row.material].net_t,
            "our_net_usd_million": mine[row.material].net_usd_million,
        }
        for row in rows
    ]
