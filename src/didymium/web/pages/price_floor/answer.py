"""What a floor does under each design: sentences, charts, tables, and the command that gives the same."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import polars as pl

from didymium.decisions.floors.compare import Comparison
from didymium.views.charts_floor import floor_panels
from didymium.views.floor_report import ACCOUNT, floor_report, short_account
from didymium.views.floor_terminal import (
    accounts_table,
    buyers_table,
    design_name,
    designs_table,
    findings,
    leakage_table,
    plants_table,
    question_sentences,
)
from didymium.views.result_tables import Table
from didymium.views.sources_view import cited_in_tables
from didymium.web.look.figure import FigureCard, From
from didymium.web.look.html import Tag, button, download, lines
from didymium.web.look.tables import linked_table, view_table
from didymium.web.look.visit import Visit
from didymium.web.pages.price_floor.asked import command_of
from didymium.web.pages.price_floor.charts import bars_height_rem, design_bars

PANELS = ("prices", "tonnes", "money", "units")
TABLES = ("prices", "plants", "processes")
"""Tables of the case that the answer rests on most."""
MOST_CITED = 3


def show_answer(visit: Visit, found: Comparison) -> None:
    """Draw a comparison."""
    words = visit.words
    Tag("h2", words("web.floor.answer"))
    lines(question_sentences(words, found))
    _findings(visit, found)
    _table(designs_table(words, found))
    _charts(visit, found)
    for table in (leakage_table(words, found), accounts_table(words, found)):
        if table.rows:
            _table(table)
    for design in found.designs[1:]:
        buyers = buyers_table(words, design, found.years)
        with Tag("details", classes="disagreement"):
            Tag("summary", f"{buyers.title}: {design_name(words, design.name)}")
            linked_table(buyers.title, buyers.headers, buyers.rows, buyers.right)
    _table(plants_table(words, found))
    lines([words("say.breakeven"), words("say.levy_is_our_reading"), words("web.floor.everyone_knows")])
    _command(visit, found)


def _findings(visit: Visit, found: Comparison) -> None:
    words = visit.words
    Tag("h3", words("term.floor_findings"))
    lines([line for design in found.designs[1:] for line in findings(words, found, design)])
    for name, moving in found.unsettled.items():
        said = words("say.unsettled", moves=" ".join(moving.split()))
        Tag("p", f"{design_name(words, name)}: {said}", classes="notice")


def _charts(visit: Visit, found: Comparison) -> None:
    words, question = visit.words, found.question
    floor = words.price_read(question.floor_usd_per_kg, question.material)
    names = [design_name(words, design.name) for design in found.designs]
    with Tag("div", classes="two narrow"):
        for name, (title, series) in zip(PANELS, floor_panels(words, found), strict=False):
            mark = (words("web.floor.mark", price=f"{floor:g}"), floor) if name == "prices" else None
            _card(visit, name, title, names, series, mark)
    accounts = [short_account(design, found.years) for design in found.designs[1:]]
    pays = {
        words(f"short.{design.name}"): [account[line] for line in ACCOUNT]
        for design, account in zip(found.designs[1:], accounts, strict=True)
    }
    lines_of_account = [words(f"label.pays_{line}") for line in ACCOUNT]
    unit = words("web.floor.account_unit")
    _card(visit, "who_pays", words("term.floor_accounts"), lines_of_account, pays, unit=unit)


def _card(
    visit: Visit,
    name: str,
    title: str,
    rows: Sequence[str],
    series: Mapping[str, Sequence[float]],
    mark: tuple[str, float] | None = None,
    unit: str = "",
) -> None:
    """Draw a figure; ``unit`` is what its numbers are in, where the names of its series do not say."""
    columns = {f"{name}, {unit}" if unit else name: list(values) for name, values in series.items()}
    numbers = pl.DataFrame({visit.words("web.floor.row"): list(rows), **columns})
    FigureCard(
        visit,
        f"floor_{name}",
        title,
        design_bars(rows, series, mark),
        numbers,
        sources=_sources(visit),
        height_rem=bars_height_rem(len(rows), len(series)),
    )


def _sources(visit: Visit) -> list[From]:
    """Say what the figures rest on: the model, and the sources that the case cites most for it."""
    case, known = visit.server.case, visit.speaker.evidence.sources
    cited = [name for name in cited_in_tables(case, TABLES) if name in known][:MOST_CITED]
    return [
        From(visit.words("web.floor.model")),
        *(From(known[name].title, visit.address("/evidence", source=name)) for name in cited),
    ]


def _table(table: Table) -> None:
    Tag("h3", table.title, classes="quantity")
    view_table(table)


def _command(visit: Visit, found: Comparison) -> None:
    words = visit.words
    Tag("h3", words("web.floor.same_numbers"), classes="quantity")
    with Tag("p"):
        Tag("code", command_of(visit.server, found.question))
    report = floor_report(visit.server.case, found)
    content = json.dumps(report, ensure_ascii=False, indent=1).encode()
    button(words("web.floor.json"), lambda _: download(content, "didymium_floor.json"), "button")
