"""What may be taken away of an answer: all numbers, tables, the report; the link and the command that lead
back.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from didymium.web.engine.desk import DeskFull, Superseded
from didymium.web.look.asking import refusal_text
from didymium.web.look.figure import csv_of
from didymium.web.look.html import Tag, button, download, link
from didymium.web.look.visit import Visit
from didymium.web.pages.projects.asked import Form


@dataclass(frozen=True)
class Files:
    """How the files of an answer are made, in a thread, when somebody wants one."""

    name: str
    """Of the files."""
    data: Callable[[], Mapping[str, Any]]
    tables: Callable[[], Mapping[str, pl.DataFrame]]
    report: Callable[[], str]


def show_downloads(visit: Visit, form: Form, files: Files, command: str) -> None:
    """Draw the buttons, the link, and the command that gives the same numbers."""
    words = visit.words
    Tag("h2", words("web.projects.take"))
    said = Tag("p", "", role="status", aria_live="polite", id="projects-said")

    def save(name: str, make: Callable[[], bytes]) -> Callable[[object], object]:
        async def act(_: object) -> None:
            said.say(words("web.projects.making"))
            try:
                content = await visit.work(make, "files")
            except (DeskFull, Superseded) as error:
                said.say(refusal_text(visit, error))
            else:
                said.say("")
                download(content, name)

        return act

    with Tag("div", classes="row"):
        for kind, file, make in (
            ("report", f"{files.name}_{visit.language}.html", lambda: files.report().encode()),
            ("csv", f"{files.name}_tables.zip", lambda: zipped(files.tables())),
            ("json", f"{files.name}.json", lambda: json_of(files.data())),
        ):
            button(words(f"web.projects.save_{kind}"), save(file, make), id=f"projects-{kind}")
    with Tag("p"):
        link(words("web.projects.link"), visit.address(visit.path, **form.parameters), id="projects-link")
    Tag("h3", words("web.floor.same_numbers"), classes="quantity")
    with Tag("p"):
        Tag("code", command)


def json_of(data: Mapping[str, Any]) -> bytes:
    """Return plain data as a JSON file."""
    return (json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def zipped(tables: Mapping[str, pl.DataFrame]) -> bytes:
    """Return tables as CSV in a ZIP archive."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in tables.items():
            archive.writestr(f"{name}.csv", csv_of(table))
    return found.getvalue()
