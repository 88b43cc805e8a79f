"""What may be taken away of an answer: the report, all numbers, a link, and the command."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial

import polars as pl

from didymium.web.engine.desk import DeskFull, Superseded
from didymium.web.engine.screening.question import Answered
from didymium.web.look.asking import refusal_text
from didymium.web.look.figure import csv_of
from didymium.web.look.html import Tag, button, download
from didymium.web.look.visit import Visit


def show_downloads(
    visit: Visit, found: Answered, command: str, linked: str, tables: Mapping[str, str] | None = None
) -> None:
    """Draw the buttons, what the address leads back to, and the command that gives the same numbers;
    ``tables`` are whole tables of the answer by name, with what their buttons say.
    """
    words, name = visit.words, found.shown.name
    Tag("h2", words("web.response.take"))
    said = Tag("p", "", role="status", aria_live="polite", id="screening-said")

    def save(file: str, make: Callable[[], bytes]) -> Callable[[object], object]:
        async def act(_: object) -> None:
            said.say(words("web.response.making"))
            try:
                content = await visit.work(make, "report")
            except (DeskFull, Superseded) as error:
                said.say(refusal_text(visit, error))
            else:
                said.say("")
                download(content, file)

        return act

    def report() -> bytes:
        return found.report().encode()

    def numbers() -> bytes:
        text = json.dumps(found.shown.data, ensure_ascii=False, indent=1, default=str)
        return f"{text}\n".encode()

    with Tag("div", classes="row"):
        button(
            words("web.screening.report"), save(f"{name}_{visit.language}.html", report), id="screening-html"
        )
        button(words("web.response.json"), save(f"{name}.json", numbers), id="screening-json")
        for table, text in (tables or {}).items():
            made = found.shown.frames[table]
            button(text, save(f"{name}_{table}.csv", partial(_csv, made)), id=f"screening-{table}")
    Tag("p", linked, classes="quiet")
    Tag("h3", words("web.floor.same_numbers"), classes="quantity")
    with Tag("p"):
        Tag("code", command)


def _csv(made: Callable[[], pl.DataFrame]) -> bytes:
    return csv_of(made())
