"""Promises with a date on a timeline and in a table, the agreements, and the provisions of one."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from didymium.evidence.agreements import Agreement
from didymium.evidence.questions.deadlines import Deadline, agreement_force, deadlines_on
from didymium.evidence.questions.promises import one_sided
from didymium.views.evidence.agreements_view import (
    agreements_table,
    deadline_sentence,
    deadline_status,
    deadlines_table,
    one_sided_table,
    provisions_table,
    state_of,
)
from didymium.views.evidence.calendar_file import deadlines_calendar
from didymium.views.evidence.speaking import Speaker
from didymium.web.look.figure import FigureCard, From
from didymium.web.look.html import Tag, button, download
from didymium.web.look.tables import Cell, Row, linked_table, pairs
from didymium.web.look.visit import Visit
from didymium.web.pages.agreements.asked import EVIDENCE, Asked
from didymium.web.pages.agreements.timeline import timeline_options

MOST_CITED = 5
ROW_REM = 2.2
FILE = "didymium_deadlines.ics"


def show_promises(visit: Visit, asked: Asked) -> None:
    """Draw the timeline, the deadlines, the agreements, and what only one side states."""
    words, speaker = visit.words, visit.speaker
    chosen = [row for row in asked.agreements if asked.agreement in ("", row.agreement)]
    if asked.agreement:
        _show_one(visit, asked, chosen[0])
    deadlines = deadlines_on(chosen, asked.day)
    if deadlines:
        with Tag("div", classes="row"):
            Tag("h2", words("title.deadlines"))
            content = deadlines_calendar(speaker, deadlines, asked.day)
            button(words("web.agreements.calendar"), lambda _: download(content, FILE), "button small")
        day = words("say.as_of_day", date=words.date(asked.day))
        Tag("p", f"{day} {deadline_sentence(speaker, deadlines)}", role="status")
        _timeline(visit, asked, deadlines)
        _deadline_table(visit, asked, deadlines)
    if not asked.agreement:
        _list(visit, asked)
        _one_sided(visit, chosen)


def _timeline(visit: Visit, asked: Asked, deadlines: Sequence[Deadline]) -> None:
    names = list(dict.fromkeys(item.provision.source for item in deadlines))
    rows = len({item.agreement.agreement for item in deadlines})
    FigureCard(
        visit,
        "deadlines",
        visit.words("web.agreements.timeline"),
        timeline_options(visit, asked.day, deadlines),
        _numbers(visit.speaker, deadlines),
        note=visit.words("web.agreements.timeline_note"),
        sources=[
            From(visit.speaker.source(name), visit.address(EVIDENCE, source=name))
            for name in names[:MOST_CITED]
        ],
        height_rem=7 + ROW_REM * rows,
    )


def _numbers(speaker: Speaker, deadlines: Sequence[Deadline]) -> pl.DataFrame:
    table = deadlines_table(speaker, deadlines)
    return pl.DataFrame(list(table.rows), schema=list(table.headers), orient="row")


def _deadline_table(visit: Visit, asked: Asked, deadlines: Sequence[Deadline]) -> None:
    """Draw the deadlines; each agreement leads to its provisions, each promise to where it stands."""
    table = deadlines_table(visit.speaker, deadlines)
    source = visit.words("label.source")
    rows: list[Row] = [
        (
            row[0],
            Cell(row[1], asked.address(visit, agreement=item.agreement.agreement)),
            row[2],
            deadline_status(visit.speaker, item),
            row[4],
            _source(visit, item.provision.source, item.provision.locator),
        )
        for row, item in zip(table.rows, deadlines, strict=True)
    ]
    linked_table(table.title, [*table.headers, source], rows, tight={0})


def _source(visit: Visit, name: str, locator: str) -> Cell:
    return Cell(visit.speaker.source(name), visit.address(EVIDENCE, source=name), locator)


def _list(visit: Visit, asked: Asked) -> None:
    table = agreements_table(visit.speaker, asked.agreements, asked.day)
    Tag("h2", table.title)
    Tag("p", visit.words("web.agreements.choose"), classes="quiet")
    rows: list[Row] = [
        (row[0], Cell(row[1], asked.address(visit, agreement=agreement.agreement)), *row[2:])
        for row, agreement in zip(table.rows, asked.agreements, strict=True)
    ]
    linked_table(table.title, table.headers, rows, tight={0})


def _one_sided(visit: Visit, chosen: Sequence[Agreement]) -> None:
    claims, table = one_sided(chosen), one_sided_table(visit.speaker, chosen)
    if not claims:
        return
    Tag("h2", table.title)
    rows: list[Row] = [
        (*row[:-1], _source(visit, provision.source, provision.locator))
        for row, (_, provision) in zip(table.rows, claims, strict=True)
    ]
    linked_table(table.title, table.headers, rows)


def _show_one(visit: Visit, asked: Asked, agreement: Agreement) -> None:
    """Draw an agreement: parties, force, sources, and every provision with where it stands."""
    words, speaker = visit.words, visit.speaker
    Tag("h2", agreement.title.in_language(visit.language))
    pairs(
        [
            (words("label.signed"), words.date(agreement.signed)),
            (words("label.place"), agreement.place),
            (words("label.parties"), speaker.names(list(agreement.parties))),
            (words("label.binding"), words(f"binding.{agreement.binding}")),
            (words("label.state"), state_of(speaker, agreement_force(agreement, asked.day))),
            (words("label.source"), _source(visit, agreement.source[0], agreement.locator)),
            (words("label.remarks"), agreement.note.in_language(visit.language) if agreement.note else ""),
        ]
    )
    if not agreement.provision:
        return
    table = provisions_table(speaker, agreement)
    Tag("h3", table.title, classes="quantity")
    rows: list[Row] = [
        (*row[:-1], _source(visit, provision.source, provision.locator))
        for row, provision in zip(table.rows, agreement.provision, strict=True)
    ]
    linked_table(table.title, table.headers, rows)
