"""GeoPolRisk against the published test cases: the United States in 2022, three materials, to machine
precision (inputs and results as published with geopolrisk-py, doi 10.21105/joss.09600).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from didymium.indicators.criticality.concentration import herfindahl
from didymium.indicators.criticality.geopolrisk import characterisation_factor, import_risk, score

INPUTS = pl.read_csv(
    Path(__file__).with_name("geopolrisk_usa_2022.csv"), schema_overrides={"country": pl.String}
)
PUBLISHED = {
    "nickel": (0.26749007657640966, 0.0012076833631026191, 0.00032304331527637555, 0.0037927385852119812),
    "manganese": (0.2035183372902862, 0.5451887492289689, 0.11095590775245055, 0.10860404642372944),
    "graphite": (0.470663478647389, 0.5842266185959466, 0.27497413262676956, 1.4956581418407857),
}
"""Concentration, import risk, score, characterisation factor."""


def rows(kind: str, material: str) -> pl.DataFrame:
    return INPUTS.filter(pl.col("kind") == kind, pl.col("material") == material)


@pytest.mark.parametrize("material", PUBLISHED)
def test_published_cases(material: str) -> None:
    made = dict(rows("production", material).group_by("country").agg(pl.col("t").sum()).iter_rows())
    trade = rows("import", material).with_row_index("flow").with_columns(pl.col("flow").cast(pl.String))
    imports = dict(trade.select("flow", "t").iter_rows())
    instability = dict(trade.select("flow", "instability").iter_rows())
    concentration = herfindahl(made)
    risk = import_risk(imports, instability, made.get("USA", 0.0))
    price = trade["thousand_usd"].sum() / trade["t"].sum()
    found = (
        concentration, risk, score(concentration, risk),
        characterisation_factor(score(concentration, risk), price),
    )  # fmt: skip
    assert found == pytest.approx(PUBLISHED[material], rel=1e-14)


def test_an_origin_without_indicator_counts_a_half() -> None:
    assert import_risk({"X": 10.0}, {}, 10.0) == 0.25


def test_who_imports_nothing_runs_no_risk_and_who_has_nothing_has_no_answer() -> None:
    assert import_risk({}, {}, 5.0) == 0.0
    with pytest.raises(ValueError, match="nothing"):
        import_risk({}, {}, 0.0)
