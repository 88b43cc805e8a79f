"""What may be taken away: the briefing, the plan for a later update, and all numbers."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from didymium.decisions.response.saving import plan_data
from didymium.views.response.briefing import render_briefing
from didymium.views.response.data import response_data
from didymium.views.response.pdf import PdfError, check_printing, print_pdf
from didymium.web.engine.desk import DeskFull, Superseded
from didymium.web.engine.responses import Answered
from didymium.web.look.asking import refusal_text
from didymium.web.look.html import Tag, button, download, link
from didymium.web.look.visit import Visit
from didymium.web.pages.rapid_response.asked import ResponseForm, question_of
from didymium.web.pages.rapid_response.command import commands_of


def show_downloads(visit: Visit, found: Answered, form: ResponseForm) -> None:
    """Draw the buttons, and the command that gives the same numbers."""
    words = visit.words
    Tag("h2", words("web.response.take"))
    said = Tag("p", "", role="status", aria_live="polite", id="response-said")

    def save(name: str, make: Callable[[], bytes]) -> Callable[[object], object]:
        async def act(_: object) -> None:
            said.say(words("web.response.making"))
            try:
                content = await visit.work(make, "briefing")
            except PdfError:
                said.say(words("web.response.no_pdf"))
            except (DeskFull, Superseded) as error:
                said.say(refusal_text(visit, error))
            else:
                said.say("")
                download(content, name)

        return act

    def briefing() -> bytes:
        return render_briefing(words, found.view).encode()

    def plan() -> bytes:
        return _json(plan_data(found.plan))

    def numbers() -> bytes:
        return _json(response_data(found.view))

    language = visit.language
    with Tag("div", classes="row"):
        for name, file, make in (
            ("briefing_html", f"briefing_{language}.html", briefing),
            ("briefing_pdf", f"briefing_{language}.pdf", lambda: _printed(briefing(), language)),
            ("plan_json", "plan.json", plan),
            ("json", "response.json", numbers),
        ):
            button(words(f"web.response.{name}"), save(file, make), id=f"response-{name}")
    address = visit.address(visit.path, **form.parameters)
    with Tag("p"):
        link(words("web.response.link"), address, id="response-link")
    if not form.is_told_whole:
        Tag("p", words("web.response.link_short"), classes="notice")
    Tag("h3", words("web.floor.same_numbers"), classes="quantity")
    for line in commands_of(visit.server, form, question_of(visit.server, form)):
        with Tag("p"):
            Tag("code", line)
    if form.news:
        Tag("p", words("web.response.command_before"), classes="quiet")


def _printed(page: bytes, language: str) -> bytes:
    """Return a page as PDF.

    Raises:
        PdfError: If this machine cannot print.
    """
    check_printing(language)
    with tempfile.TemporaryDirectory(prefix="didymium-briefing-") as place:
        html, pdf = Path(place) / "briefing.html", Path(place) / "briefing.pdf"
        html.write_bytes(page)
        print_pdf(html, pdf, language)
        return pdf.read_bytes()


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n").encode()
