"""The box for what is pasted, and the field for a file whose text goes into it."""

from __future__ import annotations

import json

from nicegui import ui
from nicegui.events import GenericEventArguments

from didymium.web.engine.screening.question import LONGEST_TEXT
from didymium.web.look.html import Tag, button, field
from didymium.web.look.visit import Visit
from didymium.web.pages.screening.tab import TEXT, ScreeningTab

_READ = """async (event) => {{
    const file = event.target.files[0], box = document.getElementById("{box}");
    if (!file) return;
    if (file.size > {longest}) {{ event.target.value = ""; emit("large"); return; }}
    try {{
        const text = new TextDecoder("utf-8", {{ fatal: true }}).decode(await file.arrayBuffer());
        box.value = text;
        emit("");
    }} catch {{ event.target.value = ""; emit("encoding"); }}
}}"""
"""Puts a file that was chosen into the box; of one that is too large, or no UTF-8, nothing."""


class TextBox:
    """Draws the box inside the form around it."""

    def __init__(self, visit: Visit, tab: ScreeningTab) -> None:
        self._visit = visit
        words = visit.words
        self._box = field(
            words(f"web.screening.paste_{tab.name}"),
            lambda identifier: Tag(
                "textarea", id=identifier, name=TEXT, rows=9, maxlength=LONGEST_TEXT, spellcheck="false"
            ).style("width:100%;font-family:monospace;font-size:.85rem;white-space:pre"),
            words("web.screening.private"),
        )
        chosen = field(
            words("web.screening.file"),
            lambda identifier: Tag("input", id=identifier, type="file", accept=tab.endings),
        )
        self._said = Tag("p", "", classes="problems", role="status", aria_live="polite")
        script = _READ.format(box=self._box._props["id"], longest=LONGEST_TEXT)
        chosen.on("change", self._say, js_handler=script)
        if tab.example:
            button(
                words(f"web.screening.example_{tab.name}"),
                lambda _: self.fill(tab.example),
                "button small",
                id="screening-example",
            )

    def fill(self, text: str) -> None:
        """Put a text into the box."""
        place = json.dumps(self._box._props["id"])
        with self._box:
            ui.run_javascript(f"document.getElementById({place}).value = {json.dumps(text)}")

    def _say(self, event: GenericEventArguments) -> None:
        problem = str(event.args)
        words = self._visit.words
        known = {
            "large": words("web.screening.too_large", most=f"{LONGEST_TEXT:,}"),
            "encoding": words("web.screening.no_utf8"),
        }
        self._said.say(known.get(problem, ""))
