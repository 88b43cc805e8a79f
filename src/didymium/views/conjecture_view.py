"""What the base year says of market power: the conjecture of each exporter at each destination."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from didymium.calibration.calibrate import Calibration
from didymium.market.power.conjectures import COURNOT, Reading, SalesTotal, sales_totals
from didymium.market.structure import Structure
from didymium.views.result_tables import Table, table_of
from didymium.views.wording import Words, number

Record = dict[str, Any]

_WITHOUT = (Reading.NO_WEDGE, Reading.NO_SALES, Reading.NO_CURVE)


def conjectures(calibration: Calibration) -> list[Record]:
    """Return what every exporter of market_power.csv believes at every destination, those with the largest
    rent first and those without power last; totals with confidential rows are left out.
    """
    if calibration.reconciliation is None:
        return []
    structure = replace(calibration.reconciliation.equations.structure, base=calibration.base)
    shown = [total for total in sales_totals(structure) if _is_shown(structure, total)]
    return [_record(total) for total in sorted(shown, key=_rank)]


def _rank(total: SalesTotal) -> tuple[bool, float, str]:
    rent = min(total.wedge_usd_per_kg, total.markup_usd_per_kg) * total.base_t
    return total.reading in _WITHOUT, -rent, total.label


def _is_shown(structure: Structure, total: SalesTotal) -> bool:
    case = structure.case
    routes = (structure.routes[position] for position in total.routes)
    return not case.is_confidential("market_power", total.row.identity) and not any(
        case.is_confidential("routes", route.identity) for route in routes
    )


def _record(total: SalesTotal) -> Record:
    return {
        "exporter": total.row.exporter, "material": total.material, "destination": total.destination,
        "t_per_year": total.base_t, "use_t_per_year": total.buyers.use_t,
        "perceived_elasticity": total.elasticity or None, "wedge_usd_per_kg": total.wedge_usd_per_kg,
        "wedge_holds": total.held, "conjecture": total.conjecture, "reading": str(total.reading),
    }  # fmt: skip


def conjecture_table(words: Words, report: Mapping[str, Any]) -> Table:
    """Return what exporters believe as a table; empty if the case names none."""
    rows = [_row(words, row) for row in report["conjectures"]]
    columns = ("material", "flow", "wedge", "perceived", "wedge_holds", "conjecture", "read_from")
    right = ("wedge", "perceived", "wedge_holds", "conjecture")
    return table_of(words, "report.conjectures", columns, rows, right, _note(words, report))


def _note(words: Words, report: Mapping[str, Any]) -> str:
    """Say what the table means, how much of it is shown, and how many wedges hold more than Cournot power."""
    shown, counts = len(report["conjectures"]), report["counts"]
    count, above = counts.get("conjectures", 0), counts.get("above_cournot", 0)
    parts = [words("note.conjectures")]
    if above:
        parts.append(words("note.above_cournot", count=above, all=count))
    if shown < count:
        parts.append(words("note.short_rows", shown=shown, count=count))
    return " ".join(parts)


def _row(words: Words, row: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        words.material(row["material"]),
        f"{words.region(row['exporter'])} → {words.region(row['destination'])}",
        number(row["wedge_usd_per_kg"], 2),
        number(row["perceived_elasticity"], 2),
        number(row["wedge_holds"], 2),
        number(row["conjecture"], 2),
        words(f"conjecture.{row['reading']}"),
    )


def above_cournot(rows: list[Record]) -> int:
    """Return how many wedges hold more than Cournot power."""
    return sum(1 for row in rows if (row["wedge_holds"] or 0.0) > COURNOT)
