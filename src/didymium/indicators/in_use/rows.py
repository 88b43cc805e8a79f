"""What is in use and the scrap to come, as rows of the common table of indicators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from didymium.case.case import Case
from didymium.indicators.criticality.methods import Method
from didymium.indicators.criticality.table import WORLD, IndicatorRow, indicator_table
from didymium.indicators.in_use.inflows import whole_years
from didymium.indicators.in_use.recycling import recycling_potential
from didymium.indicators.in_use.stocks import has_in_use, in_use, of_regions
from didymium.outcome.tables import Outcome

USE = "use"
"""Stage of these indicators."""
_ODYM = "Pauliuk and Heeren 2020, doi 10.1111/jiec.12952, with flodym"
IN_USE_METHODS: Mapping[str, Method] = {
    method.name: method
    for method in (
        Method("in_use_stock", "t", "lower", "both", False, None, _ODYM),
        Method("scrap_to_come", "t", "lower", "both", False, None, _ODYM),
        Method("recycling_potential", "t", "lower", "both", False, None, _ODYM),
        Method("recycling_potential_share", "share", "lower", "both", False, None, _ODYM),
    )
}
"""Methods by name: what is in use at the end of the year, what leaves it, what recycling could have of that,
and that as a share of what enters use in the year. Less of it is worse."""
NOTE = "tonnes of oxide; goods are where they are used"
UNRECOVERED = "no process of the case recovers the element, or nothing enters use"


def in_use_indicators(
    case: Case,
    outcome: Outcome | None = None,
    regions: Sequence[str] = (WORLD,),
    years: Sequence[int] | None = None,
    scenario: str | None = None,
    methods: Sequence[str] | None = None,
    names: Sequence[str] | None = None,
) -> pl.DataFrame:
    """Return the indicators of goods in use, columns of
    :data:`didymium.indicators.criticality.table.INDICATOR_COLUMNS`; no rows for a case without lifetimes or
    history.

    ``regions`` are regions, clubs or ``world``; ``years`` None are those that the run covers whole, or the
    base year without a run; ``names`` are elements. Years after the run grow as the case says.
    """
    if not has_in_use(case):
        return indicator_table(())
    covered = whole_years(outcome) if outcome is not None else []
    wanted = sorted(years or covered or [case.settings.base_year])
    found = in_use(case, outcome, until=max(wanted))
    potential = recycling_potential(case, found)
    label = scenario or (outcome.scenario if outcome is not None else "base")
    rows = [
        row
        for region in regions
        for cells in _cells(case, found.elements, potential, region)
        if cells["year"] in wanted and (names is None or cells["element"] in names)
        for row in _rows(region, label, cells, found.grounds)
        if methods is None or row.method in methods
    ]
    return indicator_table(rows)


def _cells(
    case: Case, elements: pl.DataFrame, potential: pl.DataFrame, region: str
) -> Iterator[Mapping[str, Any]]:
    keys = ["element", "year"]
    here, had = of_regions(elements, case, region), of_regions(potential, case, region)
    used = here.group_by(keys).agg(pl.col("inflow_t", "outflow_t", "stock_t").sum())
    recovered = pl.col("recovered_t")
    known = pl.when(recovered.is_null().any()).then(None).otherwise(recovered.sum())
    had = had.group_by(keys).agg(pl.col("recoverable_t").sum(), recovered_t=known)
    yield from used.join(had, on=keys).sort(keys).iter_rows(named=True)


def _rows(
    region: str, scenario: str, cells: Mapping[str, Any], grounds: Mapping[int, str]
) -> Iterator[IndicatorRow]:
    year, entered, recovered = cells["year"], cells["inflow_t"], cells["recovered_t"]
    inputs: dict[str, float | str] = {
        "inflow_t": entered, "outflow_t": cells["outflow_t"], "recoverable_t": cells["recoverable_t"],
        "inflow_rests_on": grounds[year],
    }  # fmt: skip
    values = {
        "in_use_stock": cells["stock_t"],
        "scrap_to_come": cells["outflow_t"],
        "recycling_potential": recovered,
        "recycling_potential_share": recovered / entered if entered and recovered is not None else None,
    }
    for name, value in values.items():
        method = IN_USE_METHODS[name]
        yield IndicatorRow(
            name, region, cells["element"], USE, year, scenario, value, method.unit, method.threshold,
            method.reference, NOTE if value is not None else UNRECOVERED, inputs,
        )  # fmt: skip
