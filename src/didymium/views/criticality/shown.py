"""Indicators as an answer: what the terminal, the report, the page and files show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from didymium.evidence.evidence import Evidence
from didymium.evidence.provenance import parse_references
from didymium.indicators.criticality.methods import METHODS, Method
from didymium.indicators.criticality.reference import reference_sources
from didymium.indicators.criticality.table import WORLD
from didymium.indicators.input_output.shipped import SOURCE as INPUT_OUTPUT
from didymium.views.answer.parts import ShownAnswer, ShownPart
from didymium.views.criticality import charts, goods_tables, stops_tables, tables
from didymium.views.criticality.asking import evidence_of
from didymium.views.criticality.naming import (
    figure,
    method_name,
    moved,
    place_name,
    stage_name,
    thing_name,
)
from didymium.views.criticality.view import IndicatorsFound, is_critical
from didymium.views.sources_view import cited_in_tables
from didymium.views.svg import Chart
from didymium.views.wording import Words, words_for

NAME = "indicators"
GROUPS: Mapping[str, tuple[str, ...]] = {
    "eu": ("supply_risk", "economic_importance"),
    "concentration": ("largest_supplier", "top_three", "hhi", "hhi_10000", "hhi_governance", "hhi_eu"),
    "resilience": ("n_minus_one",),
    "dependence": ("import_reliance", "geopolrisk"),
    "recycling": ("eol_rir",),
    "benchmarks": (
        "benchmark_mined", "benchmark_processed", "benchmark_recycled", "benchmark_largest_origin",
    ),
}  # fmt: skip
"""Methods by the part of the answer in which they stand."""
IN_USE_TABLES = ("use_history", "use_places", "lifetimes", "contents")
"""Tables of a case that stocks in use rest on."""


def shown_indicators(found: IndicatorsFound, lang: str, with_charts: bool = True) -> ShownAnswer:
    """Return everything that terminal, report, page and files show of indicators; charts take a second or
    more and may be left out where nobody sees them.
    """
    words = words_for(found.case, lang)
    parts = [part for part in _parts(words, found, with_charts) if part is not None]
    title = words("criticality.title")
    lead = words("criticality.lead", case=found.case.settings.title)
    own = evidence_of(found.case)
    evidence = replace(own, sources={**reference_sources(), **own.sources})
    return ShownAnswer(
        NAME, words, title, lead, tuple(parts), data_of(found), evidence, _sources(found, evidence),
        found.request.model_dump(mode="json"),
        {"indicators": lambda: found.table, "changes": lambda: found.changes, "stops": lambda: found.stops},
    )  # fmt: skip


def data_of(found: IndicatorsFound) -> dict[str, Any]:
    """Return the whole answer as plain data."""
    return {
        "case": found.case.settings.name,
        "regions": list(found.regions),
        "years": list(found.years),
        "scenarios": dict(found.titles),
        "indicators": found.table.to_dicts(),
        "changes": found.changes.drop("weight").to_dicts(),
        "stops": found.stops.to_dicts(),
        "collected": found.collected.to_dicts(),
    }


def _sources(found: IndicatorsFound, evidence: Evidence) -> tuple[str, ...]:
    named = [name for text in found.table["source"].unique().sort() for name in text.split()]
    if not found.in_use.is_empty():
        named += cited_in_tables(found.case, IN_USE_TABLES)
    if not found.stops.is_empty():
        reasons = found.stops["probability_source"].drop_nulls().unique().sort()
        named += [name for text in reasons for cited in parse_references(text) for name in cited.ids]
        named += [INPUT_OUTPUT, *cited_in_tables(found.case, ("sectors",))]
    return tuple(name for name in dict.fromkeys(named) if name in evidence.sources)


def _parts(words: Words, found: IndicatorsFound, drawn: bool) -> Iterator[ShownPart | None]:
    if found.request.market:
        yield _overview(words, found, drawn)
        yield _changes(words, found, drawn) if not found.changes.is_empty() else None
    yield _facts(words, found)
    for group, methods in GROUPS.items():
        chosen = [name for name in methods if name in set(found.market["method"])]
        yield _group(words, found, group, chosen, drawn) if chosen else None
    yield _goods(words, found, drawn) if not found.in_use.is_empty() else None
    yield _stops(words, found, drawn) if found.request.disruption else None
    yield _remarks(words, found)


def _drawn(drawn: bool, make: Iterable[Chart | None]) -> tuple[Chart, ...]:
    """Return the charts there are; ``make`` draws them one by one as it is read."""
    return tuple(chart for chart in make if chart is not None) if drawn else ()


def _overview(words: Words, found: IndicatorsFound, drawn: bool) -> ShownPart:
    own = found.market.filter(pl.col("scenario").is_in(list(found.titles)[:1]))
    own = own.drop_nulls(["value", "threshold"])
    critical = [
        row for row in own.iter_rows(named=True) if is_critical(row["method"], row["value"], row["threshold"])
    ]
    scenarios = words.listed([f"{name} ({title})" for name, title in found.titles.items()])
    years = words.listed([str(year) for year in found.years])
    said = [words("criticality.said.asked", scenarios=scenarios, years=years)]
    said.append(words("criticality.said.critical", critical=len(critical), count=own.height))
    worst = _worst(words, found)
    first = tables.overview_table(words, found, list(found.titles)[:1])
    every = (tables.overview_table(words, found, list(found.titles)),) if len(found.titles) > 1 else ()
    plane = _drawn(drawn, (charts.plane_chart(words, found) for _ in "1"))
    heading = words("criticality.section.overview")
    return ShownPart("overview", heading, (*said, *worst), (first,), every, plane)


def _worst(words: Words, found: IndicatorsFound) -> Iterator[str]:
    """Yield the highest supply risk, with the stage that makes it."""
    risks = tables.of_method(found.market, "supply_risk").filter(pl.col("stage") != "all").drop_nulls("value")
    if not risks.is_empty():
        row = risks.sort("value", descending=True).row(0, named=True)
        yield words(
            "criticality.said.worst",
            thing=thing_name(words, row["material_or_element"]),
            region=place_name(words, row["region"]),
            stage=stage_name(words, row["stage"]),
            value=figure(words, row["unit"], row["value"]),
        )


def _changes(words: Words, found: IndicatorsFound, drawn: bool) -> ShownPart:
    names = tables.headline_names(found)
    said = [
        sentence
        for name, title in found.titles.items()
        for sentence in _change_said(
            words, found.changes.filter(pl.col("scenario") == name), name, title, names
        )
    ]
    chief = tables.changes_table(words, found, names)
    return ShownPart(
        "changes", words("criticality.section.changes"), tuple(said), (chief,),
        (tables.changes_table(words, found),),
        _drawn(drawn, (charts.change_chart(words, found) for _ in "1")),
    )  # fmt: skip


def _change_said(
    words: Words, rows: pl.DataFrame, name: str, title: str, names: Sequence[str]
) -> Iterator[str]:
    if rows.is_empty():
        return
    moving = rows.filter(pl.col("weight").abs() >= tables.MOVED)
    if moving.is_empty():
        yield words("criticality.said.unmoved", scenario=name, title=title, count=rows.height)
        return
    chief = moving.filter(pl.col("material_or_element").is_in(names))
    row = (moving if chief.is_empty() else chief).row(0, named=True)
    parts = (method_name(words, row["method"]), thing_name(words, row["material_or_element"]),
             stage_name(words, row["stage"]), place_name(words, row["region"]))  # fmt: skip
    yield words(
        "criticality.said.moved",
        scenario=name,
        title=title,
        moving=moving.height,
        count=rows.height,
        what=words("list.comma").join(part for part in parts if part),
        base=figure(words, row["unit"], row["base"]),
        value=figure(words, row["unit"], row["value"]),
        change=moved(words, row["unit"], row["change"]),
    )


def _facts(words: Words, found: IndicatorsFound) -> ShownPart | None:
    """Return facts beside the market, or alone where nothing was solved."""
    if not found.request.facts:
        return None
    whole = tables.facts_table(words, found)
    heading = words("criticality.section.facts")
    if not found.request.market:
        message = "facts" if whole.rows else "no_facts"
        said = words(f"criticality.said.{message}", count=len(whole.rows))
        short = whole.pick(range(len(whole.headers) - 1))
        return ShownPart("facts", heading, (said,), (short,), (whole,))
    beside = tables.beside_table(words, found)
    if not whole.rows:
        return None
    message = "beside" if beside.rows else "not_beside"
    said = words(f"criticality.said.{message}", count=len(beside.rows), facts=len(whole.rows))
    chief = tables.beside_table(words, found, tables.headline_names(found))
    if len(chief.rows) == len(beside.rows):
        return ShownPart("facts", heading, (said,), (beside,), (whole,))
    return ShownPart("facts", heading, (said,), (chief,), (beside, whole))


def _group(words: Words, found: IndicatorsFound, group: str, methods: list[str], drawn: bool) -> ShownPart:
    """Return what some methods say: the whole tables are folded unless they were asked for by name."""
    shown = tuple(tables.method_table(words, found, name) for name in methods)
    asked = bool(found.request.methods)
    return ShownPart(
        group, words(f"criticality.section.{group}"),
        tuple(method_said(words, METHODS[name]) for name in methods),
        shown if asked else (), () if asked else shown,
        _drawn(drawn, (charts.method_chart(words, found, name) for name in methods if name != "hhi_10000")),
    )  # fmt: skip


def method_said(words: Words, method: Method) -> str:
    """Say what a method is, what it calls critical, and where it comes from."""
    about = words(f"criticality.about.{method.name}")
    bound = ""
    if method.threshold is not None:
        kind = "critical" if not method.name.startswith("benchmark_") else "benchmark"
        side = "limit" if method.worse == "higher" else "least"
        bound = words(f"criticality.bound.{kind}_{side}", value=figure(words, method.unit, method.threshold))
    name = method_name(words, method.name)
    said = words("criticality.said.method", name=name, about=about, bound=bound).strip()
    if not _is_cited(method.reference):
        return said
    return words("criticality.said.reference", said=said, reference=method.reference)


def _is_cited(reference: str) -> bool:
    """Say whether a reference names a work or an office, and is not only a word on the formula."""
    return reference[:1].isupper() or reference.startswith("doi")


def _goods(words: Words, found: IndicatorsFound, drawn: bool) -> ShownPart:
    ends, yearly = goods_tables.goods_tables(words, found)
    collected = goods_tables.collected_table(words, found)
    return ShownPart(
        "in_use", words("criticality.section.in_use"), tuple(_goods_said(words, found)), (ends, collected),
        (yearly,), _drawn(drawn, charts.goods_charts(words, found)),
    )  # fmt: skip


def _goods_said(words: Words, found: IndicatorsFound) -> Iterator[str]:
    rows = goods_tables.goods_rows(found)
    grown = [row["year"] for row in rows if row["inflow_rests_on"] == "growth"]
    if grown:
        growth = found.case.settings.growth_per_year
        yield words("criticality.said.growth", year=min(grown), growth=words.percent(growth))
    region = WORLD if WORLD in found.regions else found.regions[0]
    last = max(row["year"] for row in rows)
    own = [row for row in rows if (row["region"], row["year"]) == (region, last)]
    for row in sorted(own, key=lambda row: -row["stock_t"])[:1]:
        yield words(
            "criticality.said.goods", region=place_name(words, region), year=last,
            thing=thing_name(words, row["element"]), stock=words.tonnes(row["stock_t"]),
            scrap=words.tonnes(row["scrap_t"]), recovered=figure(words, "t", row["recovered_t"]),
        )  # fmt: skip


def _stops(words: Words, found: IndicatorsFound, drawn: bool) -> ShownPart:
    said = [words("criticality.said.reconstruction"), words("criticality.said.cost")]
    if found.stops.is_empty():
        said.append(words("criticality.said.no_stops"))
    elif found.stops["indirect_usd"].null_count():
        said.append(words("criticality.said.no_input_output"))
    shown = [table for table in (stops_tables.stops_table(words, found),) if table.rows]
    survey = stops_tables.survey_table(words, found)
    return ShownPart(
        "disruption", words("criticality.section.disruption"), tuple(said), (*shown, survey),
        (stops_tables.all_stops_table(words, found),),
        _drawn(drawn, (charts.stops_chart(words, found) for _ in "1")),
    )  # fmt: skip


def _remarks(words: Words, found: IndicatorsFound) -> ShownPart | None:
    table = tables.remarks_table(words, found)
    if not table.rows:
        return None
    missing = pl.concat([found.market, found.facts])["value"].null_count()
    said = words("criticality.said.missing", count=missing)
    return ShownPart("remarks", words("criticality.section.remarks"), (said,), (), (table,))


__all__ = ["GROUPS", "NAME", "data_of", "method_said", "shown_indicators"]
