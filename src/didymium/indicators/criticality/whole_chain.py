"""Indicators of a solved market that take the whole chain at once: economic importance, and the benchmarks of
the Critical Raw Materials Act.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl

from didymium.indicators.benchmarks import benchmarks
from didymium.indicators.criticality.economic_importance import economic_importance
from didymium.indicators.criticality.from_outcome import MarketYear
from didymium.indicators.criticality.methods import METHODS, Found, Missing, row_of
from didymium.indicators.criticality.position import Position
from didymium.indicators.criticality.substitution import substitution
from didymium.indicators.criticality.table import ALL_STAGES, WORLD, IndicatorRow

LEAST_KNOWN_USE = 0.5
"""Share of use in sectors with known value added below which economic importance is not given."""
BENCHMARKS: Mapping[str, str] = {
    "mined": "benchmark_mined", "processed": "benchmark_processed", "recycled": "benchmark_recycled",
    "largest_origin": "benchmark_largest_origin",
}  # fmt: skip
"""Methods by what :func:`didymium.indicators.benchmarks.benchmarks` calls them."""


def importance_rows(
    market: MarketYear, regions: Iterable[str], label: str, methods: Sequence[str],
    names: Sequence[str] | None,
) -> Iterator[IndicatorRow]:  # fmt: skip
    """Return the economic importance of every element: who uses it, and what those sectors add."""
    if "economic_importance" not in methods:
        return
    for region in (name for name in regions if name != WORLD):
        members = market.case.regions_of(region, dt.date(market.year, 12, 31))
        for element, use in market.use_by_sector(members).items():
            if names is None or element in names:
                position = Position(
                    region, element, ALL_STAGES, market.year, label, note=market.covered, source=market.source
                )
                answer = partial(_important, market, element, use, members)
                yield row_of(position, "economic_importance", answer)


def _important(market: MarketYear, element: str, use: Mapping[str, float], members: Sequence[str]) -> Found:
    added, total = market.value_added(members), sum(use.values())
    known = {sector: tonnes for sector, tonnes in use.items() if sector in added}
    unknown, covered = sorted(set(use) - set(known)), sum(known.values()) / total
    if covered < LEAST_KNOWN_USE:
        raise Missing(f"value added is known for {covered:.0%} of use only, not of {', '.join(unknown)}")
    index = substitution(element)
    if index is None:
        raise Missing("no substitution index of the European Commission")
    value = economic_importance(known, added, index.ei)
    inputs: dict[str, float | str] = {f"share_{name}": t / sum(known.values()) for name, t in known.items()}
    inputs["si_ei"], inputs["known_use"] = index.ei, covered
    note = "value added of the case's sectors, not of the whole economy"
    if unknown:
        note += f"; {1 - covered:.0%} of use, whose value added is not known, left out: {', '.join(unknown)}"
    return Found(value, inputs, note, "ec_crm_2023")


def benchmark_rows(
    market: MarketYear, regions: Iterable[str], label: str, methods: Sequence[str],
    names: Sequence[str] | None,
) -> Iterator[IndicatorRow]:  # fmt: skip
    """Return what every region mines, processes and recycles of its use, and its largest origin outside."""
    if not set(BENCHMARKS.values()) & set(methods) or not market.case.contents:
        return
    for region in (name for name in regions if name != WORLD):
        table = benchmarks(market.case, market.outcome, region, dt.date(market.year, 12, 31))
        for row in table.filter(pl.col("year") == market.year).iter_rows(named=True):
            if BENCHMARKS[row["what"]] in methods and (names is None or row["element"] in names):
                yield _benchmark(market, region, label, row)


def _benchmark(market: MarketYear, region: str, label: str, row: Mapping[str, Any]) -> IndicatorRow:
    method = METHODS[BENCHMARKS[row["what"]]]
    notes = ["" if row["met"] else "the benchmark is not met", market.covered]
    return IndicatorRow(
        method.name, region, row["element"], ALL_STAGES, market.year, label, row["share"], method.unit,
        row["benchmark"], f"{market.source} eu_crma", "; ".join(note for note in notes if note),
        {"t": row["t"], "use_t": row["use_t"]},
    )  # fmt: skip
