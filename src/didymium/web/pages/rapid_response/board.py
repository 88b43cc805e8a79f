"""The page itself: the form, how far the planning is, the answer, and the box for news."""

from __future__ import annotations

import asyncio

from nicegui import ui

from didymium.files.problems import InputError
from didymium.web.engine.desk import DeskFull, Superseded
from didymium.web.engine.responses import STEPS, Answered
from didymium.web.look.asking import NO_ANSWER, refusal_text
from didymium.web.look.forms import sent_form
from didymium.web.look.html import Tag, button, set_address
from didymium.web.look.visit import Visit
from didymium.web.pages.rapid_response.answer import show_answer
from didymium.web.pages.rapid_response.asked import PATH, ResponseForm, form_of, question_of
from didymium.web.pages.rapid_response.changes import show_changes
from didymium.web.pages.rapid_response.controls import Controls
from didymium.web.pages.rapid_response.downloads import show_downloads
from didymium.web.pages.rapid_response.news_box import NewsBox
from didymium.web.pages.rapid_response.uploading import show_upload


class ResponseBoard:
    """One tab of the page."""

    def __init__(self, visit: Visit, form: ResponseForm) -> None:
        self._visit, self._form = visit, form
        self._asking: asyncio.Task[Answered] | None = None
        ui.context.client.on_delete(self._give_up)

    def show(self) -> None:
        """Draw the page; what is known already at once, else it is asked for once the browser is there."""
        words = self._visit.words
        Tag("h1", words("web.page.rapid_response"))
        Tag("p", words("web.response.lead"), classes="lead")
        with Tag("div", classes="lab"):
            with Tag("div", classes="beside"):
                with sent_form(self._send):
                    Controls(self._visit, self._form)
                show_upload(self._visit)
            with Tag("section", aria_label=words("web.response.answer")):
                self._status = Tag("p", "", role="status", aria_live="polite", id="response-status")
                with Tag("div", classes="row", hidden=True) as self._waiting:
                    self._progress = Tag("progress", aria_label=words("web.response.progress"))
                    button(words("web.response.cancel"), lambda _: self._give_up(), id="response-cancel")
                self._notice = Tag("div")
                self._place = Tag("div")
        known = self._known()
        if known is not None:
            self._draw(known)
        else:
            ui.timer(0.1, self._ask, once=True)

    def _known(self) -> Answered | None:
        try:
            return self._visit.server.responses.known(question_of(self._visit.server, self._form))
        except InputError:
            return None

    async def _send(self, given: dict[str, str]) -> None:
        """Ask what the form says; news belongs to the plan before and is left behind."""
        self._form = form_of(self._visit.server, given)
        self._set_address()
        await self._ask()

    async def _plan_again(self, news: str) -> None:
        """Ask for the plan with another round of news; if there is none, the plan before stays."""
        before, self._form = self._form, self._form.with_news(news)
        if await self._ask(keeps=True):
            self._set_address()
        else:
            self._form = before

    def _set_address(self) -> None:
        query = self._visit.address("", **self._form.parameters)
        # The box that news was sent from is gone by now: what lasts speaks to the browser.
        with self._status:
            set_address(PATH, query.removeprefix("?"))

    async def _ask(self, keeps: bool = False) -> bool:
        """Have the question of the form answered; of several that are asked, the last one is shown. Return
        whether there is an answer; ``keeps`` leaves the one before on the page if there is none.
        """
        self._give_up()
        self._notice.clear()
        self._place.classes(add="stale")
        try:
            question = question_of(self._visit.server, self._form)
        except InputError as error:
            return self._refuse(error, keeps)
        responses = self._visit.server.responses
        asking = asyncio.ensure_future(responses.respond(self._visit.session, question, self._tell))
        self._asking = asking
        await asyncio.wait([asking])
        if self._asking is not asking:
            return False
        if asking.cancelled():
            return self._stop(self._visit.words("web.response.cancelled"), keeps)
        try:
            found = asking.result()
        except (*NO_ANSWER, DeskFull, Superseded, InputError) as error:
            return self._refuse(error, keeps)
        self._draw(found)
        return True

    def _give_up(self) -> None:
        """Wait no more: what nobody waits for ends before its next step."""
        if self._asking is not None:
            self._asking.cancel()

    def _tell(self, step: str) -> None:
        words = self._visit.words
        self._waiting.set(hidden=None)
        done = STEPS.index(step) if step else 0
        self._progress.set(value=done, max=len(STEPS))
        self._status.say(words(f"web.response.step_{step or 'waiting'}"))

    def _refuse(self, error: Exception, keeps: bool) -> bool:
        self._stop("", keeps)
        with self._notice:
            Tag("p", refusal_text(self._visit, error), classes="notice bad problems", role="alert")
        return False

    def _stop(self, said: str, keeps: bool) -> bool:
        self._waiting.set(hidden=True)
        self._status.say(said)
        self._place.classes(remove="stale")
        if not keeps:
            self._place.clear()
        return False

    def _draw(self, found: Answered) -> None:
        words, visit = self._visit.words, self._visit
        self._waiting.set(hidden=True)
        self._status.say(words("web.response.done", count=len(found.view.tasks)))
        self._place.classes(remove="stale")
        self._place.clear()
        with self._place, Tag("div", classes="answer response"):
            if found.view.update is not None:
                show_changes(visit, found.view.update, self._form)
            show_answer(visit, found.view)
            NewsBox(visit, self._form, self._plan_again).show()
            show_downloads(visit, found, self._form)
