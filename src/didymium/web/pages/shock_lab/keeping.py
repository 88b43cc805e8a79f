"""Keeping scenarios of the lab: pin, save, share, export, solve in full."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

from nicegui import ui

from didymium.catalogue.database import CatalogueError
from didymium.files.problems import InputError
from didymium.scenario.reading import parse_scenario
from didymium.scenario.writing import scenario_text
from didymium.web.access.accounts.roles import Permission
from didymium.web.access.uploads import LARGEST_SCENARIO_BYTES
from didymium.web.access.uploads import scenario_text as uploaded_text
from didymium.web.lab.saved import MOST_SAVED, TooManySaved
from didymium.web.lab.scenario import NAME
from didymium.web.look.acting import allowed, note
from didymium.web.look.asking import lab_scenario, refusal_text
from didymium.web.look.html import Tag, button, download, field, link
from didymium.web.look.visit import Visit
from didymium.web.pages.shock_lab.state import PINS, LabState
from didymium.web.problem import Refusal

MOST_TITLE = 120
_READ_FILE = f"""async (event) => {{
    const file = event.target.files[0];
    if (file) emit([file.name, await file.slice(0, {LARGEST_SCENARIO_BYTES + 1}).text()]);
}}"""
"""Hands over a file that was chosen; of a larger one just enough to be refused."""


class Keeping:
    """The row of buttons above the answer; ``state`` gives the view as it is when one is pressed."""

    def __init__(
        self,
        visit: Visit,
        state: Callable[[], LabState],
        pin: Callable[[str], Any],
        say: Callable[[str], None],
    ) -> None:
        self.visit, self.state, self.pin, self.say = visit, state, pin, say
        words = visit.words
        with Tag("div", classes="row").style("margin-bottom:.75rem"):
            for name in PINS:
                text = words("web.lab.pin", name=name.upper())
                button(text, partial(self._pin, name), id=f"lab-pin-{name}")
            button(words("web.lab.copy_link"), lambda _: self._copy(), id="lab-link")
            button(words("web.lab.export"), lambda _: self._export(), id="lab-export")
            if visit.person.may(Permission.RUN_JOBS):
                button(words("web.lab.full_solve"), lambda _: self._full(), id="lab-full")
        if visit.person.may(Permission.SAVE):
            self._form()

    def _form(self) -> None:
        words = self.visit.words
        with Tag("details", classes="field"):
            Tag("summary", words("web.lab.save"))
            self._title = ""

            def typed(event: Any) -> None:
                self._title = str(event.args)[:MOST_TITLE]

            made = field(
                words("web.lab.title"),
                lambda identifier: Tag("input", id=identifier, type="text", maxlength=MOST_TITLE),
            )
            made.on("input", typed, js_handler="(e) => emit(e.target.value)")
            button(words("web.lab.save_now"), lambda _: self._save(), id="lab-save")
            if self.visit.person.may(Permission.UPLOAD):
                self._upload()

    def _upload(self) -> None:
        """Take in a scenario file of the command line: it is saved, and the lab opens on top of it."""
        made = field(
            self.visit.words("web.lab.upload"),
            lambda identifier: Tag("input", id=identifier, type="file", accept=".toml"),
            self.visit.words("web.lab.upload_hint"),
        )
        made.on("change", lambda event: self._take_in(*event.args), js_handler=_READ_FILE)

    async def _take_in(self, name: str, content: str) -> None:
        server = self.visit.server
        try:
            person = await allowed(self.visit, Permission.UPLOAD)
            text = uploaded_text(str(name), str(content).encode())
            scenario = parse_scenario(server.case, text, str(name))
            kept = server.saved.save(person.name, server.case.settings.name, scenario)
        except (Refusal, InputError, TooManySaved, CatalogueError) as error:
            await self._refused("upload scenario", str(name), error)
            return
        await note(self.visit, "upload scenario", f"{kept.key} {kept.title}")
        ui.navigate.to(self.visit.address("/shock-lab", saved=kept.key))

    def _pin(self, name: str, _: object) -> Any:
        return self.pin(name)

    async def _copy(self) -> None:
        address = f"/shock-lab?{self.state().query()}"
        script = f"""
            const link = new URL({json.dumps(address)}, location.href).href;
            if (!navigator.clipboard) return "";
            try {{ await navigator.clipboard.writeText(link); return link; }} catch {{ return ""; }}
        """
        copied = await ui.run_javascript(script, timeout=5.0)
        # Browsers give the clipboard to pages on this machine and over https alone.
        self.say(self.visit.words("web.lab.link_copied" if copied else "web.lab.link_in_bar"))

    def _export(self) -> None:
        try:
            scenario = lab_scenario(self.visit, self.state().settings)
        except InputError as error:
            self.say(refusal_text(self.visit, error))
            return
        parts = ["didymium", "solve", self.visit.server.case_argument, "--scenario", f"{NAME}.toml"]
        overlay = self.visit.server.overlay_argument
        parts += ["--overlay", overlay] if overlay else []
        head = f"# {shlex.join([*parts, '--out', f'out/{NAME}'])}\n"
        download((head + scenario_text(scenario)).encode(), f"{NAME}.toml")

    def _full(self) -> None:
        """Go to the page of jobs with this scenario filled in."""
        ui.navigate.to(f"/jobs?lab={quote(self.state().query())}")

    async def _save(self) -> None:
        words, state, server = self.visit.words, self.state(), self.visit.server
        title = self._title.strip()
        if not title:
            self.say(words("web.lab.title_lacking"))
            return
        try:
            person = await allowed(self.visit, Permission.SAVE)
            scenario = lab_scenario(self.visit, state.settings).model_copy(update={"title": title})
            kept = server.saved.save(
                person.name,
                server.case.settings.name,
                scenario,
                state.settings.model_dump(mode="json"),
            )
        except (Refusal, InputError, TooManySaved, CatalogueError) as error:
            await self._refused("save scenario", title, error)
            return
        await note(self.visit, "save scenario", f"{kept.key} {title}")
        self.say(words("web.lab.saved", title=title, key=kept.key))

    async def _refused(self, act: str, subject: str, error: Exception) -> None:
        """Say why something was not kept, and write it down."""
        words = self.visit.words
        if isinstance(error, Refusal):
            said = words("web.lab.may_not_save")
        elif isinstance(error, TooManySaved):
            said = words("web.lab.too_many", most=MOST_SAVED)
        else:
            said = refusal_text(self.visit, error)
        self.say(said)
        if not isinstance(error, CatalogueError):
            await note(self.visit, act, subject, "refused")


def saved_links(visit: Visit) -> None:
    """List the scenarios that the person saved, each as the link that opens it."""
    words, case = visit.words, visit.server.case
    found = visit.server.saved.of_case(case.settings.name, visit.person.name)
    if not found:
        return
    with Tag("details", classes="field"):
        Tag("summary", words("web.lab.load", count=len(found)))
        with Tag("ul"):
            for saved in found:
                with Tag("li"):
                    address = visit.address("/shock-lab", saved=saved.key)
                    link(saved.title, address)
                    Tag("span", f" {saved.created[:10]}", classes="quiet")
