"""A review of a sale as plain data: for JSON, files and the API. The index runs from 0 to 10,000; shares from
0 to 1; money is US dollars at prices of the base run; days count from the first day of the restriction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

from didymium.screening.answer import Figure, Finding, Said
from didymium.screening.sale.concentration import Bounds, Concentration
from didymium.screening.sale.review import MarketEffect, SaleReview
from didymium.screening.sale.verdict import all_said, judged
from didymium.views.screening.sale.view import SaleView

Record = dict[str, Any]


def sale_data(view: SaleView) -> Record:
    """Return a review as nested lists, texts and numbers."""
    review = view.review
    checked = review.checked
    return {
        "case": view.case.settings.name,
        "request": review.request.model_dump(mode="json"),
        "plant": {
            "plant": checked.plant.plant,
            "region": checked.plant.region,
            "owners": checked.plant.owners,
        },
        "seller": {
            "name": checked.seller.name,
            "country": checked.seller.country,
            "basis": checked.seller.basis,
        },
        "buyer": {"name": checked.buyer.name, "country": checked.buyer.country},
        "control_passes": review.request.control_passes,
        "members": list(checked.members),
        "said": [said_data(said) for said in all_said(review)],
        "concentration": concentration_data(review),
        "controllers": controllers_data(review),
        "market": None if review.market is None else market_data(review.market),
        "why_no_market": None if review.why_no_market is None else said_data(review.why_no_market),
    }


def said_data(said: Said) -> Record:
    """Return a sentence as its key and fields."""
    return {"key": said.key, "fields": {name: _plain(value) for name, value in said.fields.items()}}


def _plain(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def concentration_data(review: SaleReview) -> list[Record]:
    """Return each market by each kind of holder, with what the guidelines say of it."""
    findings = {id(one): found for one, *found in judged(review)}
    return [
        {**_concentration(one), "guidelines": [finding_data(it) for it in findings.get(id(one), [])]}
        for one in review.concentration
    ]


def _concentration(one: Concentration) -> Record:
    supply = one.supply
    return {
        "level": supply.level,
        "what": supply.what,
        "measure": supply.measure,
        "by": one.by,
        "plant_share": one.plant_share,
        "index_before": bounds_data(one.before.index),
        "index_after": bounds_data(one.after.index),
        "index_change": bounds_data(one.change),
        "largest_before": one.before.largest,
        "largest_share_before": bounds_data(one.before.largest_share),
        "largest_after": one.after.largest,
        "largest_share_after": bounds_data(one.after.largest_share),
        "buyer_share": bounds_data(one.buyer_share),
        "unnamed_share": one.unnamed_share,
        "uncounted": list(supply.unknown),
    }


def bounds_data(bounds: Bounds) -> Record:
    """Return the lowest and the highest value."""
    return {"low": bounds.low, "high": bounds.high}


def finding_data(finding: Finding) -> Record:
    """Return what a guideline says, with its figures, thresholds and source."""
    return {
        "rule": finding.rule,
        "holds": str(finding.holds),
        "effect": finding.effect,
        "source": finding.source,
        "locator": finding.locator,
        "figures": [figure_data(figure) for figure in finding.figures],
    }


def figure_data(figure: Figure) -> Record:
    """Return a figure against its threshold."""
    return {
        "figure": figure.name,
        "low": figure.low,
        "high": figure.high,
        "threshold": figure.threshold,
        "included": figure.included,
        "unit": figure.unit,
        "fact": figure.fact,
        "holds": str(figure.holds),
    }


def controllers_data(review: SaleReview) -> list[Record]:
    """Return who controls each plant of the affected markets, and who says so."""
    return [
        {
            "plant": one.plant.plant,
            "region": one.plant.region,
            "owners": one.plant.owners,
            "controller": one.controller.name,
            "country": one.controller.country,
            "basis": one.controller.basis,
            "source": one.controller.source,
        }
        for one in review.controllers
    ]


def market_data(market: MarketEffect) -> Record:
    """Return what the restriction does before and after the sale."""
    change = market.change
    return {
        "scenario": market.scenario_name,
        "title": market.scenario.title,
        "profile": market.scenario.profile,
        "since": None if change.since is None else change.since.isoformat(),
        "run_until": change.until.isoformat(),
        "added_events": [event.model_dump(mode="json", by_alias=True) for event in market.added],
        "not_named": list(market.not_named),
        "plant_output_before_t": market.plant_output_t[0],
        "plant_output_after_t": market.plant_output_t[1],
        "sectors": change.sectors.to_dicts(),
        "users": change.users.to_dicts(),
        "members": change.members.to_dicts(),
    }


def sale_tables(data: Mapping[str, Any]) -> dict[str, pl.DataFrame]:
    """Return the tables that are written as files: concentration, guidelines, controllers, sectors, users,
    members.
    """
    market = data["market"] or {}
    found: dict[str, list[Record]] = {
        "concentration": [_flat(row) for row in data["concentration"]],
        "guidelines": [
            {**{name: row[name] for name in ("level", "what", "measure", "by")},
             "rule": one["rule"], "rule_holds": one["holds"], **figure}
            for row in data["concentration"] for one in row["guidelines"] for figure in one["figures"]
        ],
        "controllers": data["controllers"],
        **{name: market.get(name, []) for name in ("sectors", "users", "members")},
    }  # fmt: skip
    return {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in found.items() if rows}


def _flat(row: Record) -> Record:
    flat: Record = {}
    for name, value in row.items():
        if isinstance(value, dict):
            flat.update({f"{name}_{end}": part for end, part in value.items()})
        elif not isinstance(value, list):
            flat[name] = value
    return flat
