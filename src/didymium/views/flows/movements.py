"""What moves in a period of a run: tonnes of an element a year, made, shipped, used and released by stocks.

Tonnes are of the element counted as oxide (contents.csv), so that every stage is in one unit. A case without
contents is counted in tonnes of each material. Confidential rows are in no table of an outcome.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from didymium.case.case import Case
from didymium.indicators.spans import spans_of_outcome
from didymium.market.periods import Periods
from didymium.outcome.tables import Outcome
from didymium.views.chain import contents_of, element_of

GROSS = ""
"""Stands for the element of a case without contents: tonnes of each material count as they are."""


@dataclass(frozen=True)
class Movements:
    """Rates of one period, all in tonnes of ``element`` a year, gross tonnes of the material beside them."""

    element: str
    period: dt.date
    until: dt.date
    """The day after the period."""
    output: pl.DataFrame
    """plant, process, region, material, gross_t, t: made positive, used negative."""
    shipments: pl.DataFrame
    """material, origin, destination, via, gross_t, t (dispatched) and arrived_t."""
    served: pl.DataFrame
    """sector, region, material, gross_t, t (met with the material itself) and unserved_t."""
    released: pl.DataFrame
    """region, material, t: released by stocks less what they took in."""
    levels: pl.DataFrame
    """holder, region, material, gross_t: level at the end of the period, in tonnes."""


def elements_of(case: Case) -> tuple[str, ...]:
    """Return the elements that can be followed, the usual one first; :data:`GROSS` alone without
    contents.
    """
    first = element_of(case)
    if first is None:
        return (GROSS,)
    return tuple(dict.fromkeys([first, *(row.element for row in case.contents)]))


def periods_of(outcome: Outcome) -> tuple[dt.date, ...]:
    """Return the first day of each period of an outcome, in order."""
    return tuple(spans_of_outcome(outcome))


def movements(case: Case, outcome: Outcome, element: str, period: dt.date) -> Movements:
    """Return what moves in a period, a year.

    Raises:
        ValueError: If the outcome has no such period, or the case no such element.
    """
    spans = spans_of_outcome(outcome)
    if period not in spans:
        raise ValueError(f"{period} is not the first day of a period")
    if element not in elements_of(case):
        raise ValueError(f"{element} is not an element of the case")
    content = contents(case, element)
    years = Periods((period, spans[period])).years[0]

    def rates(table: str, columns: Mapping[str, str]) -> pl.DataFrame:
        held = pl.col("material").replace_strict(content, default=0.0, return_dtype=pl.Float64)
        first = next(iter(columns))
        return (
            outcome[table]
            .filter(pl.col("period") == period, held > 0)
            .with_columns(pl.col(first).truediv(years).alias("gross_t"))
            .with_columns((pl.col(old) * held / years).alias(new) for old, new in columns.items())
            .select(
                *(name for name, kind in outcome[table].schema.items() if kind == pl.String),
                "gross_t",
                *columns.values(),
            )
        )

    return Movements(
        element,
        period,
        spans[period],
        rates("output", {"t": "t"}).filter(pl.col("t") != 0),
        rates("flows", {"t": "t", "arrived_t": "arrived_t"}),
        rates("served", {"served_t": "t", "unserved_t": "unserved_t"}),
        _released(case, outcome, content, period, float(years)),
        outcome["stocks"]
        .filter(pl.col("period") == period, pl.col("material").is_in(list(content)))
        .select("holder", "region", "material", gross_t="level_t"),
    )


def contents(case: Case, element: str) -> Mapping[str, float]:
    """Return tonnes of an element in a tonne of each material that holds it; one for each without
    contents.
    """
    if element == GROSS:
        return {row.material: 1.0 for row in case.materials}
    return {material: t for material, t in contents_of(case, element).items() if t > 0}


def _released(
    case: Case, outcome: Outcome, content: Mapping[str, float], period: dt.date, years: float
) -> pl.DataFrame:
    """Return what stocks released less what they took in, a year: by how much levels fell, but for what
    spoilt.
    """
    holdings = {row.identity: row for row in case.holdings}
    held = outcome["stocks"].filter(pl.col("material").is_in(list(content)))
    before = pl.col("level_t").shift().over("holder", "region", "material", order_by="period")
    now = held.with_columns(before_t=before).filter(pl.col("period") == period)
    released: dict[tuple[str, str], float] = defaultdict(float)
    for holder, region, material, level, last in now.select(
        "holder", "region", "material", "level_t", "before_t"
    ).iter_rows():
        holding = holdings.get((holder, region, material))
        opening = holding.level_t if holding else 0.0
        kept = (1.0 - holding.loss_per_year) ** years if holding else 1.0
        fallen = (opening if last is None else last) * kept - level
        released[region, material] += fallen * content[material] / years
    rows = [(region, material, t) for (region, material), t in released.items()]
    schema = {"region": pl.String, "material": pl.String, "t": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")
