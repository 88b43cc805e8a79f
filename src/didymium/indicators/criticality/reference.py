"""The reference tables that come with the product: governance, production, trade, and what the European
Commission published.

They stand here and not among the facts of the evidence because they are dense tables by country and year
that methods look up as a whole: as facts they would triple what every command reads at its start, and no
reader disputes a single cell of them. Each row still names its source (:func:`reference_sources`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import polars as pl

from didymium.evidence.sources import Source
from didymium.files.problems import InputError
from didymium.files.table_file import read_table

SCHEMAS: Mapping[str, Mapping[str, pl.DataType]] = {
    "governance": {
        "region": pl.String(), "year": pl.Int32(), "estimate": pl.Float64(), "source": pl.String(),
    },
    "production": {
        "material": pl.String(), "stage": pl.String(), "form": pl.String(), "region": pl.String(),
        "year": pl.Int32(), "t": pl.Float64(), "source": pl.String(),
    },
    "trade": {
        "hs": pl.String(), "year": pl.Int32(), "importer": pl.String(), "exporter": pl.String(),
        "t": pl.Float64(), "thousand_usd": pl.Float64(), "source": pl.String(),
    },
    "tariff_lines": {"hs": pl.String(), "material": pl.String(), "stage": pl.String(), "source": pl.String()},
    "ec_2023_results": {
        "material": pl.String(), "group": pl.String(), "supply_risk": pl.Float64(),
        "economic_importance": pl.Float64(), "bottleneck": pl.String(), "basis_extraction": pl.String(),
        "risk_extraction": pl.Float64(), "basis_processing": pl.String(), "risk_processing": pl.Float64(),
        "substitution_ei": pl.Float64(), "substitution_sr": pl.Float64(),
        "reliance_extraction": pl.Float64(), "reliance_processing": pl.Float64(),
        "recycled_share": pl.Float64(), "source": pl.String(),
    },
    "ec_2023_trade_parameters": {
        "material": pl.String(), "stage": pl.String(), "scope": pl.String(), "region": pl.String(),
        "parameter": pl.Float64(), "source": pl.String(),
    },
    "ec_2023_supply_shares": {
        "material": pl.String(), "stage": pl.String(), "region": pl.String(), "share": pl.Float64(),
        "source": pl.String(),
    },
    "governance_mean": {
        "region": pl.String(), "year": pl.Int32(), "estimate": pl.Float64(), "source": pl.String(),
    },
    "ec_2023_differences": {
        "material": pl.String(), "what": pl.String(), "kind": pl.String(), "explanation": pl.String(),
    },
}  # fmt: skip
"""Tables, their columns and types. Shares are from 0 to 1, tonnes as the form says, ``estimate`` from −2.5
(worst) to 2.5."""


@cache
def reference_table(name: str) -> pl.DataFrame:
    """Return a reference table by name; it is read once.

    Raises:
        KeyError: If there is no table of that name.
    """
    path = Path(str(files("didymium"))) / "indicators" / "criticality" / "data" / f"{name}.csv"
    return pl.read_csv(path, schema=dict(SCHEMAS[name]))


@cache
def reference_sources() -> Mapping[str, Source]:
    """Return the sources of the reference tables that the evidence does not list; the others are there."""
    path = Path(str(files("didymium"))) / "indicators" / "criticality" / "data" / "sources.csv"
    table = read_table(path, "didymium/indicators/criticality/data/sources.csv", Source, ("source",))
    if table.problems:
        raise InputError(table.problems)
    return {row.source: row for _, row in table.rows}
