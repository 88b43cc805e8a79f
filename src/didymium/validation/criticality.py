"""Published indicators of criticality, found anew from the inputs that were published with them."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from didymium.evidence.reading import shared_evidence
from didymium.indicators.criticality.concentration import herfindahl
from didymium.indicators.criticality.geopolrisk import characterisation_factor, import_risk, score
from didymium.indicators.criticality.published import published_checks
from didymium.validation.comparison import Comparison

COMMISSION = "European Commission 2023, Study on the critical raw materials for the EU (doi 10.2873/725585)"
GEOPOLRISK = "test cases of geopolrisk-py (doi 10.21105/joss.09600): the United States in 2022"
_INPUTS = Path(__file__).parent / "problems" / "geopolrisk_usa_2022.csv"
_ITEMS = ("concentration", "import_risk", "score", "characterisation_factor")
_PUBLISHED = {
    "nickel": (0.26749007657640966, 0.0012076833631026191, 0.00032304331527637555, 0.0037927385852119812),
    "manganese": (0.2035183372902862, 0.5451887492289689, 0.11095590775245055, 0.10860404642372944),
    "graphite": (0.470663478647389, 0.5842266185959466, 0.27497413262676956, 1.4956581418407857),
}
_PRINTED = {"critical": 0, "china_weight": 2}
"""Decimals of checks of the Commission's table that have not one."""


def commission() -> list[Comparison]:
    """The 90 rows of the Commission's table: each as far as its own figures, its group, the act's list and
    quoted shares reach.
    """
    checks = published_checks(shared_evidence()).iter_rows(named=True)
    return [
        Comparison(
            "indicator", "ec_2023", f"{row['what']}:{row['material']}", row["published"],
            (row["low"] + row["high"]) / 2.0, "1", _PRINTED.get(row["what"], 1), COMMISSION,
            "" if row["agrees"] else f"ec_{row['material']}", row["agrees"],
        )
        for row in checks
    ]  # fmt: skip


def geopolrisk() -> list[Comparison]:
    """GeoPolRisk of three materials: concentration, import risk, score, characterisation factor."""
    inputs = pl.read_csv(_INPUTS, schema_overrides={"country": pl.String})
    return [
        Comparison("indicator", "geopolrisk", f"{item}:{material}", known, ours, "1", 12, GEOPOLRISK)
        for material, published in _PUBLISHED.items()
        for item, known, ours in zip(_ITEMS, published, _risks(inputs, material), strict=True)
    ]


def _risks(inputs: pl.DataFrame, material: str) -> tuple[float, float, float, float]:
    here = inputs.filter(pl.col("material") == material)
    produced = here.filter(pl.col("kind") == "production")
    made = dict(produced.group_by("country").agg(pl.col("t").sum()).iter_rows())
    trade = here.filter(pl.col("kind") == "import").with_row_index("flow").cast({"flow": pl.String})
    imports = dict(trade.select("flow", "t").iter_rows())
    instability = dict(trade.select("flow", "instability").iter_rows())
    concentration = herfindahl(made)
    risk = import_risk(imports, instability, made.get("USA", 0.0))
    price = float(trade["thousand_usd"].sum()) / float(trade["t"].sum())
    found = score(concentration, risk)
    return concentration, risk, found, characterisation_factor(found, price)
