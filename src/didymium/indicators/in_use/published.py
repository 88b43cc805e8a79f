"""Published figures of what is in use, enters use or could be recycled, beside what is computed here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from didymium.case.case import Case
from didymium.indicators.in_use.recycling import recycling_potential
from didymium.indicators.in_use.stocks import InUse, of_regions

ELEMENTS: Mapping[str, tuple[str, float]] = {
    "neodymium": ("NdPr", 0.8),
    "praseodymium": ("NdPr", 0.2),
    "dysprosium": ("Dy", 1.0),
    "terbium": ("Tb", 1.0),
}
"""Elements of contents.csv that hold those of the evidence, and their part of it. Assumed: four fifths of
neodymium and praseodymium in magnets are neodymium, as in the stocks of Du and Graedel (2011)."""
MEASURES = {"in_use": "stock_t", "demand": "inflow_t", "recyclable": "recovered_t"}
"""Measures of the evidence and the columns that answer them."""
_SCHEMA = {
    "fact": pl.String, "source": pl.String, "measure": pl.String, "region": pl.String, "material": pl.String,
    "year": pl.Int64, "published_t": pl.Float64, "computed_t": pl.Float64, "ratio": pl.Float64,
    "note": pl.String,
}  # fmt: skip


def beside_published(case: Case, found: InUse) -> pl.DataFrame:
    """Return what others published and what is computed here, in tonnes of metal, as it comes out.

    Columns: fact, source, measure (in_use, demand: what entered use in the year, recyclable), region,
    material, year, published_t, computed_t, ratio (computed over published), note. Published figures are the
    facts of the case's evidence with basis metal of these measures; oxide becomes metal by the facts
    ``metal_in_oxide``.
    """
    if case.evidence is None:
        return pl.DataFrame(schema=_SCHEMA)
    facts = case.evidence.corrected
    metal = dict(facts.filter(pl.col("detail") == "metal_in_oxide").select("material", "base").iter_rows())
    tables = _tables(case, found)
    rows = [
        _row(fact, computed)
        for fact in facts.filter(pl.col("measure").is_in(list(MEASURES))).iter_rows(named=True)
        if _speaks(case, fact) and (computed := _computed(case, tables, fact, metal)) is not None
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row").sort("measure", "region", "year", "fact")


def _tables(case: Case, found: InUse) -> Mapping[str, pl.DataFrame]:
    return {
        "in_use": found.elements,
        "demand": found.elements,
        "recyclable": recycling_potential(case, found),
    }


def _speaks(case: Case, fact: Mapping[str, Any]) -> bool:
    """Say whether a fact speaks of a mass of an element in products of a region, club or the world."""
    places = {"world", *case.clubs, *(row.region for row in case.regions)}
    return (
        fact["subject"] in places
        and fact["material"] in ELEMENTS
        and fact["basis"] == "metal"
        and fact["dimension"] == "mass"
        and fact["stage"] in ("use", "recycling")
    )


def _computed(
    case: Case, tables: Mapping[str, pl.DataFrame], fact: Mapping[str, Any], metal: Mapping[str, float]
) -> float | None:
    """Return the tonnes of metal that a fact speaks of; None before the first or after the last year."""
    element, part = ELEMENTS[fact["material"]]
    table = of_regions(tables[fact["measure"]], case, fact["subject"])
    rows = table.filter(pl.col("year") == int(fact["as_of"][:4]), pl.col("element") == element)
    if rows.is_empty() or fact["material"] not in metal:
        return None
    return float(rows[MEASURES[fact["measure"]]].sum()) * part * metal[fact["material"]]


def _row(fact: Mapping[str, Any], computed: float) -> tuple[object, ...]:
    published = float(fact["base"])
    ratio = computed / published if published else None
    told = (fact[name] for name in ("fact", "source", "measure", "subject", "material"))
    return (*told, int(fact["as_of"][:4]), published, computed, ratio, fact["note"])
