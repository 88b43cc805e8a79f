"""Indicators of a solved market and of facts, as one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import polars as pl

from didymium.case.case import Case
from didymium.evidence.evidence import Evidence
from didymium.files.suggestion import did_you_mean
from didymium.indicators.criticality.from_facts import (
    EU,
    OF_STUDY,
    PUBLISHED_IN,
    Facts,
    fact_names,
    fact_positions,
    fact_regions,
    fact_years,
    published_rows,
)
from didymium.indicators.criticality.from_outcome import MarketYear, positions
from didymium.indicators.criticality.governance import Governance, governance_of
from didymium.indicators.criticality.methods import METHODS, Found, Missing, row_of, rows_of
from didymium.indicators.criticality.position import Position
from didymium.indicators.criticality.substitution import substitution
from didymium.indicators.criticality.supply_risk import bottleneck
from didymium.indicators.criticality.table import (
    ALL_STAGES,
    WORLD,
    IndicatorRow,
    indicator_table,
)
from didymium.indicators.criticality.whole_chain import benchmark_rows, importance_rows
from didymium.indicators.spans import spans_of_outcome
from didymium.outcome.tables import Outcome

ASSESSED_STAGES = ("mine", "separation", "refining")
"""Stages that the European method assesses: extraction and processing."""


class UnknownIndicator(ValueError):
    """Raised for methods, regions, years or names that there are none of, with all of them in its text."""


def indicators_of(
    case: Case,
    outcome: Outcome,
    regions: Sequence[str] = (WORLD,),
    years: Sequence[int] | None = None,
    scenario: str | None = None,
    methods: Sequence[str] | None = None,
    names: Sequence[str] | None = None,
) -> pl.DataFrame:
    """Return the indicators of a solved market, columns of :data:`.table.INDICATOR_COLUMNS`.

    ``regions`` are regions of the case, clubs (each as one bloc) or ``world``; ``years`` those that the run
    covers at least in part if None; ``scenario`` a label, the outcome's own if None; ``names`` materials and
    chemical symbols, all if None. Tonnes of an element are counted as oxide.

    Raises:
        UnknownIndicator: With every method, region, year and name that there is none of.
    """
    covered = sorted({day.year for day in spans_of_outcome(outcome)})
    known_names = {row.material for row in case.materials} | {row.element for row in case.contents}
    known_regions = {WORLD, *case.clubs, *(row.region for row in case.regions)}
    _check(methods, regions, names, known_regions, known_names, years, covered)
    label, chosen = scenario or outcome.scenario, tuple(methods or METHODS)
    rows: list[IndicatorRow] = []
    governance = governance_of(case)
    for year in years or covered:
        market = MarketYear(case, outcome, year)
        found = [place for place in positions(market, regions, label) if names is None or place.name in names]
        rows += _rows(found, governance, chosen)
        rows += importance_rows(market, regions, label, chosen, names)
        rows += benchmark_rows(market, regions, label, chosen, names)
    return indicator_table(rows)


def indicators_from_facts(
    evidence: Evidence,
    regions: Sequence[str] = (WORLD,),
    years: Sequence[int] | None = None,
    methods: Sequence[str] | None = None,
    names: Sequence[str] | None = None,
) -> pl.DataFrame:
    """Return the indicators that facts and the shipped tables allow, columns of
    :data:`.table.INDICATOR_COLUMNS`, with scenario ``facts``; what the European Commission published in 2023
    has scenario ``published``.

    ``regions`` are countries, ``eu`` or ``world``; ``years`` all with production figures if None; ``names``
    minerals of the evidence.

    Raises:
        UnknownIndicator: With every method, region, year and name that there is none of.
    """
    facts = Facts(evidence)
    _check(methods, regions, names, fact_regions(facts), fact_names(facts), years, fact_years())
    governance = governance_of(None, evidence)
    wanted, chosen = names or sorted(fact_names(facts)), tuple(methods or METHODS)
    found = list(fact_positions(facts, regions, years or fact_years(), wanted))
    rows = list(_of_their_year(_rows(found, governance, chosen)))
    if EU in regions and (years is None or PUBLISHED_IN in years):
        rows += published_rows(wanted, chosen)
    return indicator_table(rows)


def _rows(
    found: Sequence[Position], governance: Governance, methods: Sequence[str]
) -> Iterator[IndicatorRow]:
    for position in found:
        rows = list(rows_of(position, governance, methods))
        yield from (row for row in rows if not _beside_the_point(row, position))
    if "supply_risk" in methods:
        yield from _bottlenecks(found, governance)


def _of_their_year(rows: Iterable[IndicatorRow]) -> Iterator[IndicatorRow]:
    """Yield a reliance that the study of 2023 published once, with its year: other methods take it for every
    year, but it is not of every year.
    """
    published: dict[tuple[str, str, str], IndicatorRow] = {}
    for row in rows:
        if row.method == "import_reliance" and row.note.startswith(OF_STUDY):
            published[row.region, row.material_or_element, row.stage] = replace(row, year=PUBLISHED_IN)
        else:
            yield row
    yield from published.values()


def _beside_the_point(row: IndicatorRow, position: Position) -> bool:
    """Say whether a row only says that a method does not assess the material or stage, or that a
    region's imports at the stage are not known.
    """
    if row.value is None and position.imports is None and row.region != WORLD and row.stage != ALL_STAGES:
        return True
    if row.method != "supply_risk":
        return False
    return row.stage not in ASSESSED_STAGES or substitution(row.material_or_element) is None


def _bottlenecks(found: Sequence[Position], governance: Governance) -> Iterator[IndicatorRow]:
    """Return the supply risk over all stages: that of the worst stage."""
    by_chain: dict[tuple[str, str, int], list[tuple[Position, IndicatorRow]]] = {}
    for position in found:
        for row in rows_of(position, governance, ("supply_risk",)):
            if not _beside_the_point(row, position):
                key = (position.region, position.name, position.year)
                by_chain.setdefault(key, []).append((position, row))
    for pairs in by_chain.values():
        yield _overall(pairs)


def _overall(pairs: Sequence[tuple[Position, IndicatorRow]]) -> IndicatorRow:
    position = replace(pairs[0][0], stage=ALL_STAGES)

    def worst() -> Found:
        by_stage = [(row.stage, row.value) for _, row in pairs if row.value is not None]
        if not by_stage:
            raise Missing("no stage has a value")
        stage, value = bottleneck(by_stage)
        source = " ".join(row.source for _, row in pairs)
        return Found(value, {"bottleneck": stage, **dict(by_stage)}, "the worst stage", source)

    return row_of(position, "supply_risk", worst)


def _check(
    methods: Sequence[str] | None, regions: Sequence[str], names: Sequence[str] | None,
    known_regions: Iterable[str], known_names: Iterable[str],
    years: Sequence[int] | None, known_years: Iterable[int],
) -> None:  # fmt: skip
    wrong = [
        *_unknown("method", methods or (), METHODS),
        *_unknown("region", regions, known_regions),
        *_unknown("material or element", names or (), known_names),
        *_unknown("year", [str(year) for year in years or ()], [str(year) for year in known_years]),
    ]
    if wrong:
        raise UnknownIndicator("\n".join(wrong))


def _unknown(what: str, given: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    choices = sorted(known)
    for name in given:
        if name not in choices:
            yield f'there is no {what} "{name}": {did_you_mean(name, choices)}'
