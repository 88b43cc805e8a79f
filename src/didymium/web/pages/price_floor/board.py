"""The page itself: the form, how far the solvers are, and the answer, greyed while another is worked out."""

from __future__ import annotations

from nicegui import ui

from didymium.decisions.floors.compare import Comparison
from didymium.files.problems import InputError
from didymium.web.engine.desk import DeskFull, Superseded
from didymium.web.look.asking import NO_ANSWER, refusal_text
from didymium.web.look.forms import sent_form
from didymium.web.look.html import Tag, set_address
from didymium.web.look.visit import Visit
from didymium.web.pages.price_floor.answer import show_answer
from didymium.web.pages.price_floor.asked import PATH, SETS, FloorForm, form_of, question_of
from didymium.web.pages.price_floor.controls import Controls


class FloorBoard:
    """One tab of the page."""

    def __init__(self, visit: Visit, form: FloorForm) -> None:
        self._visit, self._form = visit, form
        self._asked = 0

    def show(self) -> None:
        """Draw the page; what is known already at once, else it is asked for once the browser is there."""
        words = self._visit.words
        Tag("h1", words("web.page.price_floor"))
        Tag("p", words("web.floor.lead"), classes="lead")
        with Tag("div", classes="lab"):
            with sent_form(self._send):
                Controls(self._visit, self._form)
            with Tag("section", aria_label=words("web.floor.answer")):
                self._status = Tag("p", "", role="status", aria_live="polite", id="floor-status")
                self._progress = Tag("progress", aria_label=words("web.floor.progress"), hidden=True)
                self._place = Tag("div")
        known = self._known()
        if known is not None:
            self._draw(known)
        else:
            ui.timer(0.1, self._ask, once=True)

    def _known(self) -> Comparison | None:
        try:
            question = question_of(self._visit.server, self._form)
        except InputError:
            return None
        return self._visit.server.floors.known(question, SETS[self._form.designs])

    async def _send(self, given: dict[str, str]) -> None:
        self._form = form_of(self._visit.server, given)
        query = self._visit.address("", **self._form.parameters)
        set_address(PATH, query.removeprefix("?"))
        await self._ask()

    async def _ask(self) -> None:
        """Have the question of the form answered; of several that are asked, the last one is shown."""
        self._asked += 1
        turn = self._asked
        self._place.classes(add="stale")
        try:
            question = question_of(self._visit.server, self._form)
            found = await self._visit.server.floors.compare(
                self._visit.session,
                question,
                SETS[self._form.designs],
                lambda done, total: self._tell(done, total) if turn == self._asked else None,
            )
        except (*NO_ANSWER, DeskFull, Superseded, InputError) as error:
            if turn == self._asked:
                self._refuse(error)
            return
        if turn == self._asked:
            self._draw(found)

    def _tell(self, done: int, total: int) -> None:
        self._progress.set(hidden=None, value=done, max=total)
        self._status.say(self._visit.words("web.floor.solving", done=done, total=total))

    def _refuse(self, error: Exception) -> None:
        self._progress.set(hidden=True)
        self._status.say("")
        self._place.classes(remove="stale")
        self._place.clear()
        with self._place:
            Tag("p", refusal_text(self._visit, error), classes="notice bad problems", role="alert")

    def _draw(self, found: Comparison) -> None:
        self._progress.set(hidden=True)
        self._status.say(self._visit.words("web.floor.done", count=len(found.designs)))
        self._place.classes(remove="stale")
        self._place.clear()
        with self._place, Tag("div", classes="answer"):
            show_answer(self._visit, found)
