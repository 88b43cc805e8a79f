"""The tables that ship: national tables of 2014 of the World Input-Output Database, release 2016.

Timmer, Dietzenbacher, Los, Stehrer and de Vries (2015); CC BY 4.0 (source ``wiod_2016``). Millions of US
dollars at current prices of 2014, 56 industries of ISIC Rev. 4; domestic sales between industries, final
demand put together to four columns, imports by using industry to one row, taxes and margins to another.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated, TypeVar

from pydantic import Field

from didymium.files.problems import InputError, Problem
from didymium.files.row import Row
from didymium.files.table_file import parse_table
from didymium.indicators.input_output.table import InputOutputTable, parse_input_output_table

YEAR = 2014
"""The year whose structure the tables show."""
USD_PER_UNIT = 1e6
"""US dollars in one unit of the tables."""
SOURCE = "wiod_2016"
"""The id of their source in sources.csv."""
_SUM = 1e-9

RowType = TypeVar("RowType", bound=Row)


class Industry(Row):
    """An industry of the shipped tables in words."""

    file = "industries.csv"
    key = ("industry",)

    industry: str
    """Code of ISIC Rev. 4, as in the tables."""
    name_en: str
    """Name in English."""
    name_ko: str
    """Name in Korean."""
    name_ja: str
    """Name in Japanese."""


class SectorIndustry(Row):
    """The industry in which a part of what a case's sector loses is lost."""

    file = "sector_industries.csv"
    key = ("case", "sector", "industry")

    case: str
    """Name of the case."""
    sector: str
    """Sector of the case."""
    industry: str
    """Industry of the tables."""
    share: Annotated[float, Field(gt=0, le=1)]
    """Part of the sector's lost value added; the parts of a sector sum to 1."""
    source: str
    """Where the part comes from."""


def shipped_regions() -> tuple[str, ...]:
    """Return the regions that have a table, in alphabetical order."""
    folder = _data() / f"wiod_{YEAR}"
    return tuple(sorted(file.name.removesuffix(".csv") for file in folder.iterdir()))


@cache
def shipped_table(region: str) -> InputOutputTable | None:
    """Return the table of a region; None if none ships: then there is no loss through other industries."""
    if region not in shipped_regions():
        return None
    content = (_data() / f"wiod_{YEAR}" / f"{region}.csv").read_bytes()
    return parse_input_output_table(content, f"{region}.csv")


@cache
def industries() -> Mapping[str, Industry]:
    """Return the industries of the shipped tables by code."""
    return {row.industry: row for row in _rows(Industry)}


def sector_industries(case: str) -> Mapping[str, Mapping[str, float]]:
    """Return the industries of each sector of a case, with the part of the sector's loss that falls in each;
    a sector without rows is in no industry.
    """
    found: dict[str, dict[str, float]] = {}
    for row in sector_industry_rows():
        if row.case == case:
            found.setdefault(row.sector, {})[row.industry] = row.share
    return found


@cache
def sector_industry_rows() -> tuple[SectorIndustry, ...]:
    """Return every row that says where a sector's loss falls.

    Raises:
        InputError: If parts of a sector do not sum to 1, or an industry is in no table.
    """
    rows = _rows(SectorIndustry)
    sums: dict[tuple[str, str], float] = {}
    for row in rows:
        sums[row.case, row.sector] = sums.get((row.case, row.sector), 0.0) + row.share
    problems = [
        Problem(
            SectorIndustry.file, f"has parts that sum to {total:g}", value=" ".join(name), remedy="make it 1"
        )
        for name, total in sums.items()
        if abs(total - 1.0) > _SUM
    ]
    problems += [
        Problem(SectorIndustry.file, "is in no table", column="industry", value=row.industry)
        for row in rows
        if row.industry not in industries()
    ]
    if problems:
        raise InputError(problems)
    return rows


def _rows(model: type[RowType]) -> tuple[RowType, ...]:
    found = parse_table((_data() / model.file).read_bytes(), model.file, model, model.key)
    if found.problems:
        raise InputError(found.problems)
    return tuple(row for _, row in found.rows)


def _data() -> Traversable:
    return resources.files("didymium.indicators.input_output") / "data"
