"""Tables of indicators in the words of a language."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from didymium.indicators.criticality.methods import METHODS, Method
from didymium.indicators.criticality.table import ALL_STAGES, FACTS, WORLD
from didymium.indicators.disruption.summary import against_published, by_commodity
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
from didymium.views.wording import Words, number

Row = Mapping[str, Any]
HEADLINES = (
    "supply_risk", "economic_importance", "geopolrisk", "import_reliance", "largest_supplier", "n_minus_one",
    "eol_rir",
)  # fmt: skip
"""Methods of the overview."""
PUBLISHED = "published"
_PARTS = ("direct_usd", "indirect_usd", "price_usd", "substitution_usd", "producers_gain_usd")
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


_STAGES = ("mine", "separation", "refining", "metal", "magnet", "scrap", "other", "use", ALL_STAGES)


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


def stops_table(words: Words, found: IndicatorsFound) -> Table:
    """Return the costliest stop of each commodity."""
    rows = [_stop(words, row) for row in by_commodity(found.stops).sort(_costliest()).iter_rows(named=True)]
    figures = ("loss", "price", "chance", "expected")
    columns = ("commodity", "origin", "region", *figures, "category")
    return table_of(words, "stops", columns, rows, figures, words("criticality.note.stops"))


def _costliest() -> pl.Expr:
    return -pl.col("net_decrease_usd")


def _stop(words: Words, row: Row) -> tuple[str, ...]:
    category = row["category"]
    return (
        thing_name(words, row["commodity"]),
        place_name(words, row["origin"]),
        place_name(words, row["region"]),
        words.money(row["net_decrease_usd"]),
        "–" if row["price_multiple"] is None else words.multiple(row["price_multiple"]),
        chance(words, row["probability_low"], row["probability_high"]),
        figure(words, "usd", row["expected_usd"]),
        words(f"criticality.category.{category or 'unknown'}"),
    )


def chance(words: Words, low: float | None, high: float | None) -> str:
    """Say a chance or its range; a dash where nobody knows."""
    if low is None or high is None:
        return "–"
    if low == high:
        return words.percent(low)
    return f"{number(low * 100, 2)}–{words.percent(high)}"


def all_stops_table(words: Words, found: IndicatorsFound) -> Table:
    """Return every stop with the parts of its cost."""
    rows = [
        (
            thing_name(words, row["commodity"]),
            place_name(words, row["origin"]),
            place_name(words, row["region"]),
            words.tonnes(row["net_exports_t"]),
            words.percent(row["export_share"]),
            words.tonnes(row["missing_t"]),
            words.money(row["net_decrease_usd"]),
            *(figure(words, "usd", row[name]) for name in _PARTS),
            words.money(row["market_loss_usd"]),
            chance(words, row["probability_low"], row["probability_high"]),
            words("criticality.yes" if row["single_point_of_failure"] else "criticality.no"),
        )
        for row in found.stops.iter_rows(named=True)
    ]
    figures = (
        "net_exports", "export_share", "missing_t", "loss", "direct", "indirect", "dearer", "substitution",
        "gain", "market_loss", "chance",
    )  # fmt: skip
    columns = ("commodity", "origin", "region", *figures, "single_point")
    return table_of(words, "all_stops", columns, rows, figures)


def survey_table(words: Words, found: IndicatorsFound) -> Table:
    """Return our costliest stops beside the largest published ones; no rows where none is published."""
    rows = [
        (
            thing_name(words, row["commodity"]),
            place_name(words, row["origin"]),
            words.money(row["ours_usd"]),
            words.money(row["published_usd"]),
            "–" if row["ratio"] is None else words.multiple(row["ratio"]),
        )
        for row in against_published(found.stops, found.case.settings.name).iter_rows(named=True)
    ]
    figures = ("ours", "published_usd", "ratio")
    return table_of(words, "survey", ("commodity", "origin", *figures), rows, figures)
