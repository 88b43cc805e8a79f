"""Taking in a scenario file: it is saved, and the page opens on it."""

from __future__ import annotations

from nicegui import ui

from didymium.catalogue.database import CatalogueError
from didymium.files.problems import InputError
from didymium.scenario.reading import parse_scenario
from didymium.web.access.accounts.roles import Permission
from didymium.web.access.uploads import LARGEST_SCENARIO_BYTES, scenario_text
from didymium.web.lab.saved import MOST_SAVED, TooManySaved
from didymium.web.look.acting import allowed, note
from didymium.web.look.asking import refusal_text
from didymium.web.look.html import Tag, field
from didymium.web.look.visit import Visit
from didymium.web.pages.rapid_response.asked import PATH, SAVED
from didymium.web.problem import Refusal

_READ_FILE = f"""async (event) => {{
    const file = event.target.files[0];
    if (file) emit([file.name, await file.slice(0, {LARGEST_SCENARIO_BYTES + 1}).text()]);
}}"""
"""Hands over a file that was chosen; of a larger one just enough to be refused."""


def show_upload(visit: Visit) -> None:
    """Draw the field for a scenario file, for those who may bring one."""
    if not visit.person.may(Permission.UPLOAD):
        return
    words = visit.words

    async def take_in(name: str, content: str) -> None:
        try:
            person = await allowed(visit, Permission.UPLOAD)
            text = scenario_text(name, content.encode())
            scenario = parse_scenario(visit.server.case, text, name)
            kept = visit.server.saved.save(person.name, visit.server.case.settings.name, scenario)
        except (Refusal, InputError, TooManySaved, CatalogueError) as error:
            said.say(_refused(visit, error))
            if not isinstance(error, CatalogueError):
                await note(visit, "upload scenario", name, "refused")
            return
        await note(visit, "upload scenario", f"{kept.key} {kept.title}")
        ui.navigate.to(visit.address(PATH, scenario=f"{SAVED}{kept.key}"))

    with Tag("details", classes="card"):
        Tag("summary", words("web.response.upload"))
        made = field(
            words("web.lab.upload"),
            lambda identifier: Tag("input", id=identifier, type="file", accept=".toml"),
            words("web.response.upload_hint"),
        )
        made.on("change", lambda event: take_in(*(str(part) for part in event.args)), js_handler=_READ_FILE)
        said = Tag("p", "", classes="problems", role="status", aria_live="polite")


def _refused(visit: Visit, error: Exception) -> str:
    if isinstance(error, Refusal):
        return visit.words("web.lab.may_not_save")
    if isinstance(error, TooManySaved):
        return visit.words("web.lab.too_many", most=MOST_SAVED)
    return refusal_text(visit, error)
