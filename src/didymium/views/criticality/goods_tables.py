"""Tables of goods in use and of what a run collects of their scrap."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from didymium.views.criticality.naming import (
    figure,
    place_name,
    thing_name,
)
from didymium.views.criticality.tables import table_of
from didymium.views.criticality.view import IndicatorsFound
from didymium.views.result_tables import Table
from didymium.views.wording import Words

Row = Mapping[str, Any]


def goods_years(found: IndicatorsFound) -> tuple[int, ...]:
    """Return the years that tables of goods in use show: the first, every fifth, the last."""
    years = found.in_use["year"].unique().sort().to_list()
    return tuple(year for year in years if year in (years[0], years[-1]) or year % 5 == 0)


def goods_rows(found: IndicatorsFound) -> list[dict[str, Any]]:
    """Return goods in use as records: scenario, region, element, year, inflow_t, stock_t, scrap_t,
    recoverable_t, recovered_t, recovered_share, inflow_rests_on; tonnes of oxide.
    """
    columns = {
        "in_use_stock": "stock_t", "scrap_to_come": "scrap_t", "recycling_potential": "recovered_t",
        "recycling_potential_share": "recovered_share",
    }  # fmt: skip
    records: dict[tuple[object, ...], dict[str, Any]] = {}
    for row in found.in_use.iter_rows(named=True):
        key = row["scenario"], row["region"], row["material_or_element"], row["year"]
        names = ("scenario", "region", "element", "year")
        own = records.setdefault(key, {**dict(zip(names, key, strict=True)), **json.loads(row["inputs"])})
        own[columns[row["method"]]] = row["value"]
    return list(records.values())


def goods_tables(words: Words, found: IndicatorsFound) -> tuple[Table, Table]:
    """Return goods in use now and at the end, and year by year."""
    rows, years = goods_rows(found), goods_years(found)
    several = len({row["scenario"] for row in rows}) > 1
    cells = {(row["scenario"], row["region"], row["element"], row["year"]): row for row in rows}
    keys = sorted({key[:3] for key in cells}, key=lambda key: (key[0], key[2], found.regions.index(key[1])))
    ends = [
        _goods_ends(words, several, key, cells[(*key, years[0])], cells[(*key, years[-1])]) for key in keys
    ]
    more = ("scenario",) if several else ()
    figures = ("stock_first", "stock_last", "scrap_first", "scrap_last", "recovered_last", "share_last")
    columns = (*more, "thing", "region", *figures)
    span = {"first": years[0], "last": years[-1]}
    headers = tuple(words(f"criticality.column.{name}", **span) for name in columns)
    right = frozenset(range(len(columns) - len(figures), len(columns)))
    title, note = words("criticality.table.goods"), words("criticality.note.goods")
    whole = Table(title, headers, tuple(ends), right, note)
    yearly = [_goods_year(words, several, cells[(*key, year)]) for key in keys for year in years]
    tonnes = ("inflow", "stock", "scrap", "recoverable", "recovered", "recovered_share")
    by_year = table_of(words, "goods_years", (*more, "thing", "region", "year", *tonnes), yearly, tonnes)
    return whole, by_year


def _goods_ends(words: Words, several: bool, key: tuple[Any, ...], first: Row, last: Row) -> tuple[str, ...]:
    return (
        *((key[0],) if several else ()),
        thing_name(words, key[2]),
        place_name(words, key[1]),
        words.tonnes(first["stock_t"]),
        words.tonnes(last["stock_t"]),
        words.tonnes(first["scrap_t"]),
        words.tonnes(last["scrap_t"]),
        figure(words, "t", last["recovered_t"]),
        figure(words, "share", last["recovered_share"]),
    )


def _goods_year(words: Words, several: bool, row: Row) -> tuple[str, ...]:
    return (
        *((row["scenario"],) if several else ()),
        thing_name(words, row["element"]),
        place_name(words, row["region"]),
        str(row["year"]),
        *(
            words.tonnes(row[f"{name}_t"])
            for name in ("inflow", "stock", "scrap", "recoverable", "recovered")
        ),
        figure(words, "share", row["recovered_share"]),
    )


def collected_table(words: Words, found: IndicatorsFound) -> Table:
    """Return what runs collect of the scrap to come."""
    rows = [
        (
            row["scenario"],
            place_name(words, row["region"]),
            str(row["year"]),
            *(words.tonnes(row[f"{name}_t"]) for name in ("scrap", "collected", "recycled")),
            figure(words, "share", row["collected_share"]),
        )
        for row in found.collected.iter_rows(named=True)
    ]
    figures = ("scrap", "collected", "recycled", "collected_share")
    return table_of(words, "collected", ("scenario", "region", "year", *figures), rows, figures)
