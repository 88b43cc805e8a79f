"""The chain on paper (chain_case.py) with projects: one that builds its planned mill, and what a test adds.

The planned mill takes in 600 t of ore a year and makes 300 t of oxide and 150 t of residue.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from chain_case import WHY, write_chain_case
from didymium.case.case import Case
from didymium.case.reading import read_case

MILL = {
    "project": "new_mill", "name_en": "The new mill", "name_ko": "새 제련소", "name_ja": "新製錬所",
    "subject": "", "agreement": "", "region": "JPN", "plants": "planned_mill", "status": "study",
    "earliest_decision": "2025-01-01", "lead_months_low": "12", "lead_months": "24", "lead_months_high": "48",
    "permitting_share": "0.25", "ramp_years": "2", "life_years": "10", "success_share": "0.8",
    "currency": "USD", "capital_low_million": "", "capital_million": "", "capital_high_million": "",
    "tax_rate": "0.3", "debt_share": "0.4", "debt_rate": "0.05", "debt_years": "8", "participants": "AUS JPN",
    "funders": "partners", "source": WHY,
}  # fmt: skip
"""A row of projects.csv without mistakes; what the mill costs stands in plant_costs.csv."""


def write_project_case(
    folder: Path,
    *changes: dict[str, str],
    stakes: Sequence[str] = (),
    rates: Sequence[str] = (),
    **tables: str,
) -> Path:
    """Write the case with a project for each dict of changes to :data:`MILL`, the mill alone without any;
    ``stakes`` and ``rates`` are rows of their tables without the source.
    """
    write_chain_case(folder, **tables)
    rows = [MILL | change for change in changes or ({},)]
    lines = [",".join(MILL), *(",".join(row.values()) for row in rows)]
    _write(folder / "projects.csv", lines)
    if stakes:
        _write(folder / "project_stakes.csv", ["project,holder,region,share,source", *_with_why(stakes)])
    if rates:
        _write(folder / "exchange_rates.csv", ["currency,per_usd,source", *_with_why(rates)])
    return folder


def project_case(
    folder: Path,
    *changes: dict[str, str],
    stakes: Sequence[str] = (),
    rates: Sequence[str] = (),
    **tables: str,
) -> Case:
    """Write and read the case."""
    return read_case(str(write_project_case(folder, *changes, stakes=stakes, rates=rates, **tables)))


def _with_why(rows: Sequence[str]) -> list[str]:
    return [f"{row},{WHY}" for row in rows]


def _write(path: Path, lines: Sequence[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
