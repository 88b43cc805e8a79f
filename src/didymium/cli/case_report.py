"""What ``didymium check`` says of a case without problems, line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from didymium.case.caps import LadderCap, ladder_caps
from didymium.case.case import Case
from didymium.case.figures import sources_summary
from didymium.evidence.provenance import Kind

MOST_PLACES = 10


def summary_line(case: Case) -> str:
    """Say how large a case is."""
    filled = [rows for rows in case.tables.values() if rows]
    rows = sum(len(table) for table in filled)
    confidential = f", {len(case.confidential)} of them confidential" if case.confidential else ""
    size = f"{len(filled)} tables, {rows} rows{confidential}, {len(case.sources)} sources"
    return f"{case.settings.name}: {size}, no problems"


def caps_lines(case: Case) -> list[str]:
    """List the highest price that each ladder of substitutes implies, US dollars per kg."""
    caps = ladder_caps(case)
    if not caps:
        return []
    header = ("sector", "material", "USD/kg", "")
    rows = [(cap.sector, cap.material, _penalty(cap), _replaced(cap)) for cap in caps]
    return ["", "price caps of the ladders", *_columns([header, *rows]), ""]


def _penalty(cap: LadderCap) -> str:
    return "none" if cap.penalty_usd_per_kg is None else f"{cap.penalty_usd_per_kg:g}"


def _replaced(cap: LadderCap) -> str:
    if cap.penalty_usd_per_kg is None:
        return f"covers {cap.covered_share:.0%} of the use"
    return f"plus the price of {cap.replacement}" if cap.replacement else ""


def sources_lines(case: Case) -> list[str]:
    """List how the figures of each table are known, and which kinds of sources are cited."""
    summary = sources_summary(case)
    rows = [_kinds(table, counts) for table, counts in summary.tables.items()]
    rows.append(_kinds("all", summary.total))
    cited = sorted(summary.cited.items(), key=lambda item: -item[1])
    total = sum(summary.cited.values())
    kinds = [(kind, str(count), f"{count / total:.0%}") for kind, count in cited]
    return [
        "how the figures are known",
        *_columns([("table", *(kind for kind in Kind)), *rows]),
        "",
        "citations by kind of source",
        *_columns(kinds),
        "",
        *_without_fact(summary.without_fact),
        "",
    ]


def _without_fact(places: Sequence[str]) -> list[str]:
    if not places:
        return ["every figure that is not assumed rests on a fact (see: didymium facts)"]
    shown = [f"  {place}" for place in places[:MOST_PLACES]]
    more = [f"  … and {len(places) - MOST_PLACES} more"] if len(places) > MOST_PLACES else []
    return [f"{len(places)} figures rest on a source but on no fact", *shown, *more]


def _kinds(table: str, counts: Mapping[Kind, int]) -> tuple[str, ...]:
    numbers = [counts.get(kind, 0) for kind in Kind]
    total = sum(numbers)
    return (table, *(f"{number} ({number / total:.0%})" if total else "0" for number in numbers))


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Align the rows of a table."""
    if not rows:
        return []
    widths = [max(len(row[position]) for row in rows) for position in range(len(rows[0]))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
