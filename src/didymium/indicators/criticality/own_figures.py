"""Supply risk of the European Union from shipped facts, beside what the Commission published in 2023.

These are other years and other data than the study's, so that they need not agree; the table says for each
figure in what they differ.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from didymium.evidence.evidence import Evidence
from didymium.indicators.criticality.answer import indicators_from_facts
from didymium.indicators.criticality.from_facts import EU
from didymium.indicators.criticality.reference import reference_table
from didymium.indicators.criticality.supply_risk import reported
from didymium.indicators.criticality.table import ALL_STAGES

STEPS: Mapping[str, str] = {"mine": "extraction", "separation": "processing", "refining": "processing"}
"""What the Commission calls the stages."""
COLUMNS: Mapping[str, pl.DataType] = {
    "material": pl.String(), "stage": pl.String(), "published": pl.Float64(), "ours": pl.Float64(),
    "published_basis": pl.String(), "our_basis": pl.String(), "agrees": pl.Boolean(), "reasons": pl.String(),
}  # fmt: skip
REASONS: Mapping[str, str] = {
    "years": "the study covers 2016 to 2020, ours a later year",
    "governance": "the study averages six dimensions, ours is political stability alone",
    "basis": "one rests on world supply or sourcing alone, the other on both or on the other",
    "home": "the study counts what the Union makes itself as sourcing, ours counts imports alone",
    "shares": "world supply is known by the largest countries' shares only",
}
"""What each word of ``reasons`` means."""


def own_against_published(evidence: Evidence, year: int) -> pl.DataFrame:
    """Return supply risks of the Union by material and stage, published and ours for ``year``, columns
    :data:`COLUMNS`.

    ``agrees``: both print the same digit. ``reasons``: words of :data:`REASONS` that hold for the row,
    whether the figures agree or not.
    """
    ours = indicators_from_facts(evidence, (EU,), (year,), ("supply_risk",))
    ours = ours.filter(pl.col("scenario") == "facts", pl.col("stage") != ALL_STAGES).drop_nulls("value")
    published = {row["material"]: row for row in reference_table("ec_2023_results").to_dicts()}
    rows = [
        _row(row, published[row["material_or_element"]])
        for row in ours.iter_rows(named=True)
        if published[row["material_or_element"]][f"risk_{STEPS[row['stage']]}"] is not None
    ]
    return pl.DataFrame(rows, schema=dict(COLUMNS), orient="row").sort("material", "stage")


def rank_correlation(table: pl.DataFrame) -> float:
    """Return Spearman's rank correlation between published and own figures."""
    return float(table.select(pl.corr("published", "ours", method="spearman")).item())


def _row(ours: Mapping[str, Any], published: Mapping[str, Any]) -> tuple[object, ...]:
    step, basis = STEPS[ours["stage"]], json.loads(ours["inputs"])["basis"]
    risk, their_basis = published[f"risk_{step}"], published[f"basis_{step}"]
    reasons = " ".join(_reasons(ours, basis, their_basis, published[f"reliance_{step}"]))
    agrees = reported(ours["value"]) == reported(risk)
    return (ours["material_or_element"], step, risk, ours["value"], their_basis, basis, agrees, reasons)


def _reasons(ours: Mapping[str, Any], basis: str, their_basis: str, reliance: float | None) -> Iterator[str]:
    yield from ("years", "governance")
    if basis != their_basis:
        yield "basis"
    if basis != "GSonly" and reliance is not None and reliance < 1.0:
        yield "home"
    if "shares of the largest" in ours["note"]:
        yield "shares"
