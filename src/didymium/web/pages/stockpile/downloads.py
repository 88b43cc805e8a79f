"""What may be taken away: all numbers, tables, and the report; the link and the command that lead back."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

from didymium.views.stocks.answer_data import stockpile_data
from didymium.views.stocks.export import csv_tables
from didymium.views.stocks.report import render_stockpile
from didymium.views.stocks.view import StockpileView
from didymium.web.engine.desk import DeskFull, Superseded
from didymium.web.look.asking import refusal_text
from didymium.web.look.figure import csv_of
from didymium.web.look.html import Tag, button, download, link
from didymium.web.look.visit import Visit
from didymium.web.pages.stockpile.asked import StockpileForm, request_of
from didymium.web.pages.stockpile.command import command_of


def show_downloads(visit: Visit, view: StockpileView, form: StockpileForm) -> None:
    """Draw the buttons, the link, and the command that gives the same numbers."""
    words = visit.words
    Tag("h2", words("web.response.take"))
    said = Tag("p", "", role="status", aria_live="polite", id="stockpile-said")

    def save(name: str, make: Callable[[], bytes]) -> Callable[[object], object]:
        async def act(_: object) -> None:
            said.say(words("web.response.making"))
            try:
                content = await visit.work(make, "files")
            except (DeskFull, Superseded) as error:
                said.say(refusal_text(visit, error))
            else:
                said.say("")
                download(content, name)

        return act

    def numbers() -> bytes:
        return (json.dumps(stockpile_data(view), ensure_ascii=False, indent=1, default=str) + "\n").encode()

    def report() -> bytes:
        return render_stockpile(words, view).encode()

    with Tag("div", classes="row"):
        for name, file, make in (
            ("report", f"stockpile_{visit.language}.html", report),
            ("csv", "stockpile_tables.zip", lambda: tables_of(view)),
            ("json", "stockpile.json", numbers),
        ):
            button(words(f"web.stockpile.save_{name}"), save(file, make), id=f"stockpile-{name}")
    with Tag("p"):
        address = visit.address(visit.path, **form.parameters)
        link(words("web.stockpile.link"), address, id="stockpile-link")
    request = request_of(visit.server, form)
    if request.bounds_musd:
        # The command line bounds shares only.
        return
    Tag("h3", words("web.floor.same_numbers"), classes="quantity")
    with Tag("p"):
        Tag("code", command_of(visit.server, request))


def tables_of(view: StockpileView) -> bytes:
    """Return the tables of an answer as CSV in a ZIP archive."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in csv_tables(view, stockpile_data(view)):
            archive.writestr(f"{name}.csv", csv_of(table))
    return found.getvalue()
