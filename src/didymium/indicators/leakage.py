"""Leakage: what a club brings in from outside at every later stage, and how much more than before."""

from __future__ import annotations

import polars as pl

from didymium.outcome.tables import Outcome


def imports_by_material(outcome: Outcome, members: frozenset[str]) -> pl.DataFrame:
    """Return what arrives in a club from outside over a run, and what leaves it: material, imports_t,
    exports_t.
    """
    inside = sorted(members)
    flows = outcome["flows"].with_columns(
        enters=pl.col("destination").is_in(inside) & ~pl.col("origin").is_in(inside),
        leaves=pl.col("origin").is_in(inside) & ~pl.col("destination").is_in(inside),
    )
    return (
        flows.group_by("material")
        .agg(
            imports_t=pl.col("arrived_t").filter("enters").sum(),
            exports_t=pl.col("t").filter("leaves").sum(),
        )
        .sort("material")
    )


def no_leakage() -> pl.DataFrame:
    """Return the table of a run's leakages by club without a row."""
    tonnes = dict.fromkeys(("base_t", "t", "change_t"), pl.Float64)
    return pl.DataFrame(schema={"club": pl.String, "material": pl.String, **tonnes})


def leakage(base: Outcome, outcome: Outcome, members: frozenset[str], later: set[str]) -> pl.DataFrame:
    """Return the change of imports from outside for materials of later stages: material, base_t, t, change_t;
    largest rise first.
    """
    before = imports_by_material(base, members).select("material", base_t="imports_t")
    after = imports_by_material(outcome, members).select("material", t="imports_t")
    return (
        after.join(before, on="material", how="full", coalesce=True)
        .filter(pl.col("material").is_in(sorted(later)))
        .fill_null(0.0)
        .with_columns(change_t=pl.col("t") - pl.col("base_t"))
        .select("material", "base_t", "t", "change_t")
        .sort(["change_t", "material"], descending=[True, False])
    )
