"""The page itself: parts, the form, how far the answer is, the answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping

from nicegui import ui
from nicegui.events import GenericEventArguments

from didymium.files.problems import InputError
from didymium.web.engine.desk import DeskFull, Superseded
from didymium.web.engine.screening.question import Answered
from didymium.web.look.answer import show_shown
from didymium.web.look.asking import NO_ANSWER, refusal_text
from didymium.web.look.forms import send_button, sent_form
from didymium.web.look.html import Tag, button, set_address
from didymium.web.look.tables import tabs
from didymium.web.look.visit import Visit
from didymium.web.pages.screening.box import TextBox
from didymium.web.pages.screening.downloads import show_downloads
from didymium.web.pages.screening.packed import packed, unpacked
from didymium.web.pages.screening.tab import (
    LONGEST_FIELD,
    PATH,
    TEXT,
    ScreeningTab,
    given_of,
    own_of,
    parameters_of,
    sent_of,
)

EXAMPLE = "example"
"""Parameter of an address that asks for the worked example."""


class ScreeningBoard:
    """One tab of the browser on one part of the page. Other pages that ask in parts have boards like it."""

    page, path = "screening", PATH
    """Its name in the catalogue (``web.page.NAME``, and what it says as ``web.NAME.…``), and its address."""

    def __init__(self, visit: Visit, tab: ScreeningTab, parts: tuple[ScreeningTab, ...]) -> None:
        self._visit, self._tab, self._parts = visit, tab, parts
        self._given, self._text = given_of(tab, visit.query), ""
        self._asking: asyncio.Task[Answered] | None = None
        self._box: TextBox | None = None
        ui.context.client.on_delete(self._give_up)

    def show(self) -> None:
        """Draw the page; what address and browser hold is asked for once the browser is there."""
        words = self._visit.words
        Tag("h1", words(f"web.page.{self.page}"))
        Tag("p", words(f"web.{self.page}.lead"), classes="lead")
        tabs(
            words("web.screening.parts"),
            [
                (
                    words(f"web.{self.page}.tab_{part.name}"),
                    self._visit.address(self.path, view=part.name),
                    part is self._tab,
                )
                for part in self._parts
            ],
        )
        Tag("p", words(f"web.{self.page}.lead_{self._tab.name}"))
        with Tag("div", classes="lab"):
            with sent_form(self._send):
                if self._tab.endings:
                    self._box = TextBox(self._visit, self._tab)
                self._tab.draw(self._visit, self._given)
                send_button(words(f"web.{self.page}.ask"))
            with Tag("section", aria_label=words("web.screening.answer")):
                self._status = Tag("p", "", role="status", aria_live="polite", id="screening-status")
                with Tag("div", classes="row", hidden=True) as self._waiting:
                    self._progress = Tag("progress", aria_label=words("web.screening.progress"))
                    button(words("web.response.cancel"), lambda _: self._give_up(), id="screening-cancel")
                self._notice = Tag("div")
                self._place = Tag("div")
        self._arrival = Tag("span", hidden=True, id="screening-arrival")
        self._arrival.on("arrive", self._arrive, js_handler="(e) => emit(e.detail)")
        ui.timer(0.1, self._call, once=True)

    def _call(self) -> None:
        """Ask the browser for the last part of the address, which it never sends by itself."""
        place = json.dumps(self._arrival._props["id"])
        ui.run_javascript(
            f"document.getElementById({place})"
            ".dispatchEvent(new CustomEvent('arrive', { detail: location.hash.slice(1) }))"
        )

    async def _arrive(self, event: GenericEventArguments) -> None:
        """Ask what the address says; at first, and where it says so, the worked example."""
        query, tab = self._visit.query, self._tab
        own = unpacked(str(event.args)[:20_000])
        self._given |= {name: own[name][:LONGEST_FIELD] for name in tab.private if name in own}
        self._text = own.get(TEXT, "")
        told = bool(own) or any(query.get(name) for name in tab.fields)
        if not self._text and tab.example and (query.get(EXAMPLE) or not told):
            self._text = tab.example
        self._fill()
        if self._text or (told and tab.is_whole(self._given)) or self._asks_at_once():
            await self._ask()
        else:
            key = "paste_again" if told and tab.endings else "nothing_yet"
            self._status.say(self._visit.words(f"web.screening.{key}"))

    def _asks_at_once(self) -> bool:
        """Whether a part is asked as it stands at first, without anybody having said anything."""
        return False

    def _fill(self) -> None:
        """Put what is the person's own into the form."""
        if self._box is not None and self._text:
            self._box.fill(self._text)
        for name in self._tab.private:
            if self._given[name]:
                place, text = json.dumps(name), json.dumps(self._given[name])
                with self._status:
                    ui.run_javascript(f"document.getElementsByName({place})[0].value = {text}")

    async def _send(self, given: dict[str, str]) -> None:
        """Ask what the form says."""
        self._given, self._text = sent_of(self._tab, given), given.get(TEXT, "")
        query = self._visit.address("", **parameters_of(self._tab, self._given)).removeprefix("?")
        behind = self._behind
        set_address(self.path, f"{query}#{behind}" if behind else query)
        await self._ask()

    @property
    def _behind(self) -> str:
        return packed(own_of(self._tab, self._given, self._text))

    async def _ask(self) -> None:
        """Have the question of the form answered; of several that are asked, the last one is shown."""
        self._give_up()
        self._notice.clear()
        self._place.classes(add="stale")
        try:
            question = self._tab.question(self._visit, self._given, self._text)
        except InputError as error:
            self._refuse(error)
            return
        visit = self._visit
        asking = asyncio.ensure_future(
            visit.server.screening.answer(visit.session, question, visit.language, self._tell)
        )
        self._asking = asking
        await asyncio.wait([asking])
        if self._asking is not asking:
            return
        if asking.cancelled():
            self._stop(visit.words("web.screening.cancelled"))
            return
        try:
            found = asking.result()
        except (*NO_ANSWER, DeskFull, Superseded, InputError) as error:
            self._refuse(error)
            return
        self._draw(found)

    def _give_up(self) -> None:
        """Wait no more: what nobody waits for ends before its next step."""
        if self._asking is not None:
            self._asking.cancel()

    def _tell(self, step: str) -> None:
        words = self._visit.words
        self._waiting.set(hidden=None)
        name, *counts = step.split() or ["waiting"]
        if len(counts) == 2:
            self._progress.set(value=counts[0], max=counts[1])
        self._status.say(words(f"web.{'screening' if name == 'waiting' else self.page}.step_{name}"))

    def _refuse(self, error: Exception) -> None:
        self._stop("")
        with self._notice:
            Tag("p", refusal_text(self._visit, error), classes="notice bad problems", role="alert")

    def _stop(self, said: str) -> None:
        self._waiting.set(hidden=True)
        self._status.say(said)
        self._place.classes(remove="stale")
        self._place.clear()

    def _draw(self, found: Answered) -> None:
        visit, words = self._visit, self._visit.words
        self._stop(words("web.screening.done"))
        with self._place, Tag("div", classes="answer screening"):
            if self._tab.example and self._text == self._tab.example:
                Tag("p", words(f"web.screening.is_example_{self._tab.name}"), classes="notice")
            show_shown(visit, found.shown)
            command = self._tab.command(visit, self._given, self._text)
            show_downloads(visit, found, command, self._linked(), self._tables())

    def _tables(self) -> Mapping[str, str]:
        """Return which whole tables may be saved, and what the buttons say."""
        return {}

    def _linked(self) -> str:
        """Say whether the address leads back to the answer."""
        words = self._visit.words
        if not any(own_of(self._tab, self._given, self._text).values()):
            return words("web.screening.linked_plain")
        return words("web.screening.linked" if self._behind else "web.screening.not_linked")
