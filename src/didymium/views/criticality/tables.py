"""Tables of indicators in the words of a language."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from didymium.indicators.criticality.methods import METHODS, Method
from didymium.indicators.criticality.table import ALL_STAGES, FACTS, WORLD
from didymium.indicators.roles import critical_materials
from didymium.views.criticality.asking import minerals_of
from didymium.views.criticality.naming import (
    distinct,
    figure,
    marked,
    method_name,
    moved,
    place_name,
    remarks,
    scenario_name,
    stage_name,
    thing_name,
)
from didymium.views.criticality.view import IndicatorsFound
from didymium.views.result_tables import Table, message_table
from didymium.views.wording import Words

Row = Mapping[str, Any]
HEADLINES = (
    "supply_risk", "economic_importance", "geopolrisk", "import_reliance", "largest_supplier", "n_minus_one",
    "eol_rir",
)  # fmt: skip
"""Methods of the overview."""
PUBLISHED = "published"
MOVED, UNMOVED = 0.01, 1e-6
"""A change of this part of a scale is worth a word, one below that is none."""
SMALL_STAGE = 0.1
"""A stage with less of the tonnes of the greatest says little of on whom a region depends."""


def table_of(
    words: Words, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]],
    right: Sequence[str] = (), note: str = "",
) -> Table:  # fmt: skip
    """Build a table whose title and columns are messages about criticality."""
    return message_table(words, "criticality", title, columns, rows, right, note)


def headline_names(found: IndicatorsFound) -> tuple[str, ...]:
    """Return what the overview is about: the names asked for, else the elements in critical materials, else
    these materials.
    """
    if found.request.names:
        return found.request.names
    critical = critical_materials(found.case)
    held = {row.element for row in found.case.contents if row.material in critical and row.t_oxide_per_t > 0}
    order = distinct(row.element for row in found.case.contents if row.element in held)
    made = {row.material for row in found.case.contents if row.element in held}
    return (*order, *(name for name in critical if name not in made))


def worst_stages(rows: pl.DataFrame, method: Method) -> pl.DataFrame:
    """Return of each name, region, year and scenario the row of the stage with the worst value; a method that
    has a row over all stages is held by that.
    """
    whole = rows.filter(pl.col("stage") == ALL_STAGES)
    chosen = whole if not whole.is_empty() else rows
    keys = ["material_or_element", "region", "year", "scenario"]
    is_high = method.worse == "higher"
    return (
        chosen.drop_nulls("value")
        .sort("value", "stage", descending=[is_high, False])
        .unique(keys, keep="first", maintain_order=True)
        .sort(keys)
    )


def suppliers_abroad(found: IndicatorsFound, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows of largest suppliers that say on whom a region depends: without stages through which less
    than a tenth of what passes the greatest goes, and without those at which a region supplies itself most,
    unless it does so at all of them.
    """
    keys = ["material_or_element", "region", "year", "scenario"]
    listed = list(rows.iter_rows(named=True))
    told = rows.with_columns(
        pl.Series("tonnes", [json.loads(row["inputs"]).get("supply_t") for row in listed], dtype=pl.Float64),
        pl.Series("own", [_is_own(found, row) for row in listed], dtype=pl.Boolean),
    )
    least = SMALL_STAGE * pl.col("tonnes").max().over(keys)
    great = told.filter((pl.col("tonnes") >= least).fill_null(value=True))
    kept = great.filter(~pl.col("own") | pl.col("own").all().over(keys))
    return kept.drop("tonnes", "own")


def _is_own(found: IndicatorsFound, row: Row) -> bool:
    if row["region"] == WORLD:
        return False
    members = found.case.regions_of(row["region"], dt.date(row["year"], 12, 31))
    return json.loads(row["inputs"]).get("supplier") in members


def _worst_of(found: IndicatorsFound, method: str) -> pl.DataFrame:
    rows = of_method(found.market, method)
    if method == "largest_supplier":
        rows = suppliers_abroad(found, rows.drop_nulls("value"))
    return worst_stages(rows, METHODS[method])


def overview_table(words: Words, found: IndicatorsFound, scenarios: Collection[str]) -> Table:
    """Return the chief indicators of each material and region in scenarios, at the worst stage."""
    methods = [name for name in HEADLINES if name in _with_values(found, scenarios)]
    cells = {
        (row["scenario"], row["year"], row["material_or_element"], row["region"], name): row
        for name in methods
        for row in _worst_of(found, name).iter_rows(named=True)
    }
    keys = [
        (scenario, year, name, region)
        for scenario in scenarios
        for year in found.years
        for name in headline_names(found)
        for region in found.regions
        if any((scenario, year, name, region, method) in cells for method in methods)
    ]
    several = len(scenarios) > 1
    rows = [
        (
            *((scenario,) if several else ()),
            *((str(year),) if len(found.years) > 1 else ()),
            thing_name(words, name),
            place_name(words, region),
            *(_overview_cell(words, cells.get((scenario, year, name, region, method))) for method in methods),
        )
        for scenario, year, name, region in keys
    ]
    note = words("criticality.note.overview")
    more = (*(("scenario",) if several else ()), *(("year",) if len(found.years) > 1 else ()))
    return table_of(words, "overview", (*more, "thing", "region", *methods), rows, methods, note)


def _with_values(found: IndicatorsFound, scenarios: Collection[str]) -> frozenset[str]:
    """Return the methods that have a value for what the overview is about."""
    names = list(headline_names(found))
    about = pl.col("material_or_element").is_in(names) & pl.col("scenario").is_in(list(scenarios))
    return frozenset(found.market.filter(about).drop_nulls("value")["method"])


def _overview_cell(words: Words, row: Row | None) -> str:
    if row is None:
        return "–"
    text = marked(words, row)
    if row["method"] == "largest_supplier":
        return f"{text} {json.loads(row['inputs']).get('supplier', '')}".strip()
    return text


def _more_columns(found: IndicatorsFound) -> tuple[str, ...]:
    return (
        *(("scenario",) if len(found.titles) > 1 else ()),
        *(("year",) if len(found.years) > 1 else ()),
    )


def _more_cells(words: Words, found: IndicatorsFound, scenario: str, year: int) -> tuple[str, ...]:
    return (
        *((scenario_name(words, found.titles, scenario),) if len(found.titles) > 1 else ()),
        *((str(year),) if len(found.years) > 1 else ()),
    )


def of_method(table: pl.DataFrame, method: str) -> pl.DataFrame:
    """Return the rows of a method."""
    return table.filter(pl.col("method") == method)


def method_table(words: Words, found: IndicatorsFound, method: str) -> Table:
    """Return every value of a method: a row for each name and stage, a column for each region."""
    rows = of_method(found.market, method).drop_nulls("value")
    regions = [name for name in found.regions if name in set(rows["region"])]
    cells = {
        (row["scenario"], row["year"], row["material_or_element"], row["stage"], row["region"]): row
        for row in rows.iter_rows(named=True)
    }
    keys = sorted({key[:4] for key in cells}, key=_order(found))
    has_stage = any(stage != ALL_STAGES for *_, stage in keys)
    shown = [
        (
            *_more_cells(words, found, scenario, year),
            thing_name(words, name),
            *((stage_name(words, stage) or words("criticality.stage.worst"),) if has_stage else ()),
            *(
                marked(words, cells[scenario, year, name, stage, region])
                if (scenario, year, name, stage, region) in cells
                else "–"
                for region in regions
            ),
        )
        for scenario, year, name, stage in keys
    ]
    first = (*_more_columns(found), "thing", *(("stage",) if has_stage else ()))
    headers = (*(words(f"criticality.column.{name}") for name in first),
               *(place_name(words, region) for region in regions))  # fmt: skip
    right = frozenset(range(len(first), len(headers)))
    return Table(method_name(words, method), headers, tuple(shown), right)


_STAGES = (
    "mine", "separation", "refining", "processing", "metal", "magnet", "power", "scrap", "other", "use",
    ALL_STAGES,
)  # fmt: skip


def _order(found: IndicatorsFound) -> Any:
    """Return a key that sorts scenarios as asked, names as in the case, stages along the chain."""
    own = [*(row.element for row in found.case.contents), *(row.material for row in found.case.materials)]
    names = {name: place for place, name in enumerate(distinct(own))}
    scenarios = {name: place for place, name in enumerate(found.titles)}

    def key(row: tuple[str, int, str, str]) -> tuple[int, int, int, str, int, str]:
        scenario, year, name, stage = row
        step = _STAGES.index(stage) if stage in _STAGES else len(_STAGES)
        return scenarios.get(scenario, 0), year, names.get(name, len(names)), name, step, stage

    return key


def beside_rows(found: IndicatorsFound) -> Iterator[tuple[Row, Row | None, Row | None]]:
    """Yield values of the market's first scenario with those of facts and those published on the same method,
    region, stage and mineral.
    """
    facts = {
        (row["method"], row["region"], row["material_or_element"], row["stage"], row["scenario"]): row
        for row in found.facts.drop_nulls("value").iter_rows(named=True)
    }
    known = set(found.facts["material_or_element"])
    first, year = next(iter(found.titles), ""), min(found.years, default=0)
    own = found.market.filter(pl.col("scenario") == first, pl.col("year") == year).drop_nulls("value")
    for row in own.iter_rows(named=True):
        for mineral in minerals_of(row["material_or_element"], known):
            key = row["method"], row["region"], mineral, row["stage"]
            pair = facts.get((*key, FACTS)), facts.get((*key, PUBLISHED))
            if any(pair):
                yield row, *pair


def beside_table(words: Words, found: IndicatorsFound, names: Collection[str] | None = None) -> Table:
    """Return the market's values beside those of facts and those published, of names or of all."""
    rows = [
        (
            method_name(words, row["method"]),
            _both_names(words, row, fact or printed),
            stage_name(words, row["stage"]),
            place_name(words, row["region"]),
            marked(words, row),
            _dated(words, fact),
            _dated(words, printed),
        )
        for row, fact, printed in beside_rows(found)
        if names is None or row["material_or_element"] in names
    ]
    columns = ("method", "thing", "stage", "region", "market", "facts", "published")
    title = "beside" if names is None else "beside_chief"
    return table_of(words, title, columns, rows, ("market", "facts", "published"))


def _both_names(words: Words, row: Row, other: Row | None) -> str:
    """Name what the market knows, and the mineral of the facts if it is called otherwise."""
    own = thing_name(words, row["material_or_element"])
    theirs = "" if other is None else thing_name(words, other["material_or_element"])
    return own if own.startswith(theirs) else f"{own}: {theirs}"


def _dated(words: Words, row: Row | None) -> str:
    return "–" if row is None else f"{marked(words, row)} ({row['year']})"


def facts_table(words: Words, found: IndicatorsFound) -> Table:
    """Return every value of facts, with its year and what is to be known of it."""
    rows = [
        (
            method_name(words, row["method"]),
            thing_name(words, row["material_or_element"]),
            stage_name(words, row["stage"]),
            place_name(words, row["region"]),
            str(row["year"]),
            marked(words, row),
            scenario_name(words, {}, row["scenario"]),
            remarks(words, row["note"]),
        )
        for row in found.facts.drop_nulls("value")
        .sort(_method_order(), maintain_order=True)
        .iter_rows(named=True)
    ]
    columns = ("method", "thing", "stage", "region", "year", "value", "basis", "remark")
    return table_of(words, "facts", columns, rows, ("value",))


def _method_order() -> pl.Expr:
    places = {name: place for place, name in enumerate(METHODS)}
    return pl.col("method").replace_strict(places, default=len(places), return_dtype=pl.Int32)


def changes_table(words: Words, found: IndicatorsFound, names: Collection[str] | None = None) -> Table:
    """Return how each scenario moves indicators of names, or all, the largest part of a scale first."""
    chosen = found.changes if names is None else found.changes.filter(_is_chief(names))
    scenarios = [name for name in found.titles if name in set(chosen["scenario"])]
    keys = ("method", "material_or_element", "stage", "region", "year")
    cells = {tuple(row[key] for key in (*keys, "scenario")): row for row in chosen.iter_rows(named=True)}
    order = list(dict.fromkeys(chosen.select(keys).iter_rows()))
    has_years = len(found.years) > 1
    rows = [
        (
            method_name(words, key[0]),
            thing_name(words, key[1]),
            stage_name(words, key[2]),
            place_name(words, key[3]),
            *((str(key[4]),) if has_years else ()),
            *(_move(words, cells.get((*key, scenario))) for scenario in scenarios),
        )
        for key in order
    ]
    first = ("method", "thing", "stage", "region", *(("year",) if has_years else ()))
    headers = (*(words(f"criticality.column.{name}") for name in first), *scenarios)
    right = frozenset(range(len(first), len(headers)))
    title = words(f"criticality.table.{'changes' if names is None else 'changes_chief'}")
    return Table(title, headers, tuple(rows), right, words("criticality.note.changes"))


def _is_chief(names: Collection[str]) -> pl.Expr:
    """Return what is shown first: of names, and of what stands twice (an index on two scales, the risk of the
    worst stage and of that stage) one.
    """
    twice = (pl.col("method") == "supply_risk") & (pl.col("stage") != ALL_STAGES)
    about = pl.col("material_or_element").is_in(list(names))
    return about & ~twice & (pl.col("method") != "hhi_10000")


def _move(words: Words, row: Row | None) -> str:
    """Write a base value, the value and the change; each scenario has the base run of its own days."""
    if row is None:
        return "–"
    if abs(row["weight"]) < UNMOVED:
        return words("criticality.same", value=marked(words, row))
    before = figure(words, row["unit"], row["base"])
    return f"{before} → {marked(words, row)} ({moved(words, row['unit'], row['change'])})"


def remarks_table(words: Words, found: IndicatorsFound) -> Table:
    """Return what the library remarks on values and gaps, each with how many values it concerns."""
    noted = pl.concat([found.market, found.facts]).filter(pl.col("note") != "")
    counted = (
        noted.group_by("note", missing=pl.col("value").is_null())
        .agg(pl.len(), methods=pl.col("method").unique().sort())
        .sort("missing", "len", "note", descending=[True, True, False])
    )
    rows = [
        (
            words(f"criticality.{'missing' if row['missing'] else 'given'}"),
            remarks(words, row["note"]),
            f"{row['len']:,}",
            ", ".join(method_name(words, name) for name in row["methods"]),
        )
        for row in counted.iter_rows(named=True)
    ]
    return table_of(words, "remarks", ("kind", "remark", "count", "methods"), rows, ("count",))
