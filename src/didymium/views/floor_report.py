"""A comparison of floors as plain data: for JSON, files and the terminal."""

from __future__ import annotations

from typing import Any

import polars as pl

from didymium.case.case import Case
from didymium.decisions.floors.compare import Comparison, Design
from didymium.indicators.who_pays import totals

_LINES = {
    ("member", "buyers"): "buyers",
    ("member", "producers"): "member_producers",
    ("member", "treasuries"): "treasuries",
    ("member", "traders"): "traders",
    ("outside", "producers"): "outside_producers",
}
_REST = {"member": "others", "outside": "outside_others"}
ACCOUNT = (*_LINES.values(), "outside_others", "stock_value", "others", "sum")
"""Lines of the short account, in order."""


def floor_report(case: Case, comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as nested lists and numbers. Keys of ``designs`` are those of :class:`Design`."""
    question = comparison.question
    return {
        "case": case.settings.name,
        "material": question.material,
        "floor_usd_per_kg": question.floor_usd_per_kg,
        "club": question.club,
        "members": list(comparison.members),
        "from": question.begin.isoformat(),
        "until": comparison.until.isoformat(),
        "profile": question.profile,
        "dumping": _dumping(comparison),
        "reference_region": comparison.reference_region,
        "base_price_usd_per_kg": comparison.designs[0].price_in_usd_per_kg,
        "designs": [design_report(comparison, design) for design in comparison.designs],
        "unsettled": dict(comparison.unsettled),
        **({"market_units": case.units_read()} if case.market_units else {}),
        "plants": [
            {
                "plant": line.plant,
                "name": line.name,
                "region": line.region,
                "status": line.status,
                "breakeven_usd_per_kg": line.breakeven_usd_per_kg,
                "output_t_per_year": dict(line.output_t_per_year),
            }
            for line in comparison.plants
        ],
        "assumed": [
            "the levy is our reading of a border-adjusted floor: no government has published a formula",
            "every party knows the floor from its first day",
        ],
    }


def design_report(comparison: Comparison, design: Design) -> dict[str, Any]:
    """Return one design with who pays, in million US dollars a year."""
    years = comparison.years
    return {
        "design": design.name,
        "price_in_usd_per_kg": design.price_in_usd_per_kg,
        "price_out_usd_per_kg": design.price_out_usd_per_kg,
        "held_share": design.held_share,
        "lost_from": design.lost_from,
        "output_t_per_year": design.output_t_per_year,
        "imports_t_per_year": design.imports_t_per_year,
        "exports_t_per_year": design.exports_t_per_year,
        "bought_t_per_year": design.bought_t_per_year,
        "leakage_t_per_year": dict(design.leakage_t_per_year),
        "leakage_embodied_t_per_year": design.leakage_embodied_t_per_year,
        "public_usd_million_per_year": design.public_usd_million_per_year,
        "unit_cost_usd": dict(design.unit_cost_usd),
        "plants_started": started(comparison, design),
        "plants_stopped": stopped(comparison, design),
        "who_pays_usd_million_per_year": short_account(design, years),
        "rounds": list(design.rounds),
        "two_answers": design.two_answers,
    }


def short_account(design: Design, years: float) -> dict[str, float]:
    """Return gains and losses by line and their sum, million US dollars a year."""
    found = dict.fromkeys(ACCOUNT, 0.0)
    for row in totals(design.who_pays).to_dicts():
        side, group = row["side"], row["group"]
        line = "stock_value" if group == "stock_value" else _LINES.get((side, group), _REST[side])
        usd_million = row["usd"] / 1e6 / years
        found[line] += usd_million
        found["sum"] += usd_million
    return found


def started(comparison: Comparison, design: Design) -> list[str]:
    """Return plants that run under a design and would not without a floor."""
    return [line.plant for line in comparison.plants if line.runs(design.name) and not line.runs("none")]


def stopped(comparison: Comparison, design: Design) -> list[str]:
    """Return plants that would run without a floor and do not under a design."""
    return [line.plant for line in comparison.plants if line.runs("none") and not line.runs(design.name)]


def floor_tables(comparison: Comparison) -> dict[str, pl.DataFrame]:
    """Return the tables that are written to files: designs, who_pays, plants, prices, measures."""
    designs, pays, prices, measures = [], [], [], []
    for design in comparison.designs:
        row = design_report(comparison, design)
        flat = {key: value for key, value in row.items() if not isinstance(value, dict | list)}
        flat |= {f"leakage_t_{name}": t for name, t in design.leakage_t_per_year.items()}
        flat |= {f"unit_cost_usd_{name}": usd for name, usd in design.unit_cost_usd.items()}
        designs.append(flat)
        label = pl.lit(design.name).alias("design")
        pays.append(design.who_pays.select(label, pl.all()))
        prices.append(design.prices.select(label, pl.all()))
        measures.append(design.measures.select(label, pl.all()))
    plants = [
        {
            "plant": line.plant,
            "region": line.region,
            "status": line.status,
            "breakeven_usd_per_kg": line.breakeven_usd_per_kg,
            **{f"t_per_year_{name}": t for name, t in line.output_t_per_year.items()},
        }
        for line in comparison.plants
    ]
    return {
        "designs": pl.DataFrame(designs, infer_schema_length=None),
        "who_pays": pl.concat(pays),
        "plants": pl.DataFrame(plants, infer_schema_length=None),
        "prices": pl.concat(prices),
        "measures": pl.concat(measures),
    }


def _dumping(comparison: Comparison) -> dict[str, Any] | None:
    question = comparison.question
    if not question.dumping_t_per_year:
        return None
    return {"origin": question.dumping_origin, "t_per_year": question.dumping_t_per_year}
