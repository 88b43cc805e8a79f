"""The tables of an outcome: their columns, types and units. ``period`` is the first day of the period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

Schema = Mapping[str, Any]

SCHEMAS: dict[str, Schema] = {
    "prices": {
        "region": pl.String,
        "material": pl.String,
        "period": pl.Date,
        "price_usd_per_kg": pl.Float64,
        "price_low": pl.Float64,
        "price_high": pl.Float64,
        "status": pl.String,
    },
    "flows": {
        "material": pl.String,
        "origin": pl.String,
        "destination": pl.String,
        "via": pl.String,
        "period": pl.Date,
        "t": pl.Float64,
        "cleared_t": pl.Float64,
        "arrived_t": pl.Float64,
    },
    "output": {
        "plant": pl.String,
        "process": pl.String,
        "region": pl.String,
        "material": pl.String,
        "period": pl.Date,
        "t": pl.Float64,
    },
    "served": {
        "sector": pl.String,
        "region": pl.String,
        "material": pl.String,
        "period": pl.Date,
        "demanded_t": pl.Float64,
        "served_t": pl.Float64,
        "substituted_t": pl.Float64,
        "unserved_t": pl.Float64,
    },
    "stocks": {
        "holder": pl.String,
        "region": pl.String,
        "material": pl.String,
        "period": pl.Date,
        "level_t": pl.Float64,
    },
    "accounts": {
        "region": pl.String,
        "sector": pl.String,
        "party": pl.String,
        "item": pl.String,
        "period": pl.Date,
        "usd": pl.Float64,
        "discounted_usd": pl.Float64,
    },
    "measures": {
        "number": pl.Int64,
        "instrument": pl.String,
        "kind": pl.String,
        "item": pl.String,
        "region": pl.String,
        "material": pl.String,
        "period": pl.Date,
        "rate_usd_per_kg": pl.Float64,
        "rate_from_above_usd_per_kg": pl.Float64,
        "t": pl.Float64,
        "usd": pl.Float64,
    },
    "losses": {
        "region": pl.String,
        "sector": pl.String,
        "period": pl.Date,
        "missing_t": pl.Float64,
        "unit": pl.String,
        "units": pl.Float64,
        "value_added_usd": pl.Float64,
        "jobs": pl.Float64,
    },
    "drivers": {
        "region": pl.String,
        "material": pl.String,
        "period": pl.Date,
        "kind": pl.String,
        "subject": pl.String,
        "shadow_usd_per_kg": pl.Float64,
        "text": pl.String,
    },
    "unused": {"table": pl.String, "row": pl.String, "reason": pl.String},
}
"""Columns of each table.

- ``prices``: cost of one more tonne at a node; null with status ``no_supply`` where only the supply of last
resort is left; ``price_low`` and ``price_high`` bracket it where intervals were asked for.
- ``flows``: ``t`` dispatched by the shipper in the period, ``cleared_t`` what left the origin's customs in
it, ``arrived_t`` what arrived in it.
- ``output``: tonnes of each material that a plant made (positive) or used (negative).
- ``served``: ``demanded_t`` wanted at base prices, ``served_t`` met with the material itself,
``substituted_t`` met by something else, ``unserved_t`` given up.
- ``stocks``: level at the end of the period.
- ``accounts``: money received (positive) and paid (negative), as it is and discounted to the first day;
``sector`` is blank but for users.
- ``measures``: what each instrument charged (positive) or paid (negative), and with the number 0 each export
tax. ``rate_usd_per_kg`` is the rate
that its rule found, in the rule's own measure (a kg of the floor's material, the price at the origin for an
ad valorem tariff, a share of cost for a tax credit); ``rate_from_above_usd_per_kg`` what the search from high
rates found; ``t`` the tonnes that were charged or paid for; ``usd`` by ``t`` is what a kg of them paid. Items
``delivered`` and ``first refusal`` of an offtake carry no money.
- ``losses``: what the missing tonnes mean in plain units, against the base run.
- ``drivers``: why a price stands where it does: what binds at the node, and what a kg more room there would
be worth.
- ``unused``: rows of the case that took no part, and why.
"""


@dataclass(frozen=True)
class Outcome:
    """The tables of one run, with a summary and a manifest of how it came about."""

    case: str
    scenario: str
    title: str
    tables: Mapping[str, pl.DataFrame]
    summary: Mapping[str, Any] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, table: str) -> pl.DataFrame:
        """Return a table by name."""
        return self.tables[table]


def make_table(name: str, columns: Mapping[str, Any]) -> pl.DataFrame:
    """Build a table with exactly the columns and types of its schema.

    Raises:
        polars.exceptions.PolarsError: If a column is missing or of another type.
    """
    schema = SCHEMAS[name]
    return pl.DataFrame({column: columns[column] for column in schema}, schema=dict(schema), strict=False)
