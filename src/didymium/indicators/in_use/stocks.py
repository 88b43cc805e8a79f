"""Goods in use by product, region, material and element, and the scrap that comes of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from didymium.case.case import Case
from didymium.case.in_use_schema import Lifetime
from didymium.indicators.in_use.cohorts import Cohorts, YearsInUse, follow
from didymium.indicators.in_use.inflows import Inflows, Use, inflows
from didymium.outcome.tables import Outcome

TONNES = ("inflow_t", "outflow_t", "stock_t")
"""What entered use in a year, what left it as scrap, and what is in use at its end."""
_TABLE = {
    "sector": pl.String, "product": pl.String, "region": pl.String, "material": pl.String, "year": pl.Int64,
    **dict.fromkeys(TONNES, pl.Float64),
}  # fmt: skip
_COHORTS = {
    "sector": pl.String, "product": pl.String, "entered": pl.Int64, "year": pl.Int64,
    "outflow_t": pl.Float64, "stock_t": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True)
class InUse:
    """What is in use.

    ``table`` has columns sector, product, region, material, year, inflow_t, outflow_t, stock_t, in tonnes of
    the material; ``elements`` the same by element instead of material, in tonnes of oxide; ``cohorts`` of the
    world's tonnes of all materials the year in which they entered use: sector, product, entered, year,
    outflow_t, stock_t. ``grounds`` says what the inflow of a year rests on, ``left_out`` which sector's use
    of which material is not followed because nobody said how much it was in the past or how long it lasts.
    """

    table: pl.DataFrame
    elements: pl.DataFrame
    cohorts: pl.DataFrame
    grounds: Mapping[int, str]
    left_out: tuple[tuple[str, str], ...]


def has_in_use(case: Case) -> bool:
    """Say whether a case has what it takes: lifetimes and a history of use."""
    return bool(case.lifetimes and case.past_uses)


def in_use(
    case: Case, outcome: Outcome | None = None, until: int | None = None, growth_per_year: float | None = None
) -> InUse:
    """Follow what sectors used, from the first year of use_history.csv through the base year and the years
    that a run covers whole, then with ``growth_per_year`` (the case's if None) to ``until``.

    Raises:
        StockBalanceError: If tonnes were lost or made, naming the goods.
    """
    entered = inflows(case, outcome, until, growth_per_year)
    tables, cohorts = [pl.DataFrame(schema=_TABLE)], [pl.DataFrame(schema=_COHORTS)]
    for life in case.lifetimes:
        uses = [use for use in entered.t if use[0] == life.sector]
        if uses:
            found = _follow(life, uses, entered)
            tables.append(_table(life, uses, found))
            cohorts.append(_cohorts(life, found))
    table = pl.concat(tables)
    return InUse(table, elements_of(case, table), pl.concat(cohorts), entered.grounds, entered.left_out)


def _follow(life: Lifetime, uses: list[Use], entered: Inflows) -> Cohorts:
    years = entered.years
    t = np.array([[entered.t[use][year] for use in uses] for year in years]) * life.share
    lasting = YearsInUse(life.distribution, life.mean_years, life.deviation_years)
    return follow(f"{life.sector} ({life.product})", years, t, lasting)


def _table(life: Lifetime, uses: list[Use], found: Cohorts) -> pl.DataFrame:
    count = len(uses)
    years = np.repeat(np.array(found.years), count)
    return pl.DataFrame(
        {
            "sector": life.sector,
            "product": life.product,
            "region": [region for _, region, _ in uses] * len(found.years),
            "material": [material for *_, material in uses] * len(found.years),
            "year": years,
            "inflow_t": found.inflow.ravel(),
            "outflow_t": found.outflow.ravel(),
            "stock_t": found.stock.ravel(),
        },
        schema=_TABLE,
    )


def _cohorts(life: Lifetime, found: Cohorts) -> pl.DataFrame:
    """Return of which year's goods the scrap and the stock of each year are; only those that have entered."""
    year, cohort = np.tril_indices(len(found.years))
    years = np.array(found.years)
    return pl.DataFrame(
        {
            "sector": life.sector,
            "product": life.product,
            "entered": years[cohort],
            "year": years[year],
            "outflow_t": found.outflow_by_cohort.sum(axis=2)[year, cohort],
            "stock_t": found.stock_by_cohort.sum(axis=2)[year, cohort],
        },
        schema=_COHORTS,
    )


def elements_of(case: Case, table: pl.DataFrame) -> pl.DataFrame:
    """Return a table of materials by element, in tonnes of oxide, of the elements that contents.csv names."""
    contents = pl.DataFrame(
        [(row.material, row.element, row.t_oxide_per_t) for row in case.contents],
        schema={"material": pl.String, "element": pl.String, "content": pl.Float64},
        orient="row",
    )
    keys = [name for name in table.columns if name not in ("material", *_tonnes(table))]
    joined = table.join(contents, on="material")
    sums = [(pl.col(name) * pl.col("content")).sum().alias(name) for name in _tonnes(table)]
    found = joined.group_by(*keys, "element", maintain_order=True).agg(sums)
    return found.select(*_placed_element(keys), *_tonnes(table))


def _tonnes(table: pl.DataFrame) -> list[str]:
    return [name for name in table.columns if name.endswith("_t")]


def _placed_element(keys: list[str]) -> Iterator[str]:
    """Return the key columns with the element before the year."""
    yield from (name for name in keys if name != "year")
    yield from ("element", "year")


def of_regions(table: pl.DataFrame, case: Case, regions: str) -> pl.DataFrame:
    """Return the rows of a region, of a club's regions, or of the world."""
    if regions == "world":
        return table
    return table.filter(pl.col("region").is_in(case.regions_of(regions)))


def sums_by(table: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """Return the tonnes of a table by columns, sorted."""
    return table.group_by(columns).agg(pl.col(_tonnes(table)).sum()).sort(columns)


def names_of_products(case: Case, language: str) -> Mapping[tuple[str, str], str]:
    """Return the name of each kind of goods, by sector and product."""
    names: dict[tuple[str, str], str] = defaultdict(str)
    for row in case.lifetimes:
        names[row.sector, row.product] = row.name_in(language)
    return names
