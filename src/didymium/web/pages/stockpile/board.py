"""The page itself: the form, cover at once, how far the rest is, and the answer."""

from __future__ import annotations

import asyncio

from nicegui import ui

from didymium.decisions.stockpile.request import StockpileRequest
from didymium.decisions.stocks.sizing.sizing import SizingError
from didymium.files.problems import InputError
from didymium.views.stocks.view import StockpileView
from didymium.web.engine.desk import DeskFull, Superseded
from didymium.web.engine.stockpiles import STEPS
from didymium.web.look.asking import NO_ANSWER, refusal_text
from didymium.web.look.forms import sent_form
from didymium.web.look.html import Tag, button, set_address
from didymium.web.look.visit import Visit
from didymium.web.pages.stockpile.answer import show_answer, show_cover, show_survival
from didymium.web.pages.stockpile.asked import PATH, StockpileForm, form_of, request_of, survival_of
from didymium.web.pages.stockpile.controls import Controls
from didymium.web.pages.stockpile.downloads import show_downloads


class StockpileBoard:
    """One tab of the page."""

    def __init__(self, visit: Visit, form: StockpileForm) -> None:
        self._visit, self._form = visit, form
        self._asking: asyncio.Task[StockpileView] | None = None
        ui.context.client.on_delete(self._give_up)

    def show(self) -> None:
        """Draw the page; cover and what is known already at once, the rest once the browser is there."""
        words = self._visit.words
        Tag("h1", words("web.page.stockpile"))
        Tag("p", words("web.stockpile.lead"), classes="lead")
        with Tag("div", classes="lab"):
            with Tag("div", classes="beside"), sent_form(self._send):
                Controls(self._visit, self._form)
            with Tag("section", aria_label=words("web.stockpile.answer")):
                self._cover = Tag("div", classes="response")
                self._survival = Tag("div", classes="response")
                self._status = Tag("p", "", role="status", aria_live="polite", id="stockpile-status")
                with Tag("div", classes="row", hidden=True) as self._waiting:
                    self._progress = Tag("progress", aria_label=words("web.stockpile.progress"))
                    button(words("web.stockpile.cancel"), lambda _: self._give_up(), id="stockpile-cancel")
                self._notice = Tag("div")
                self._place = Tag("div")
        self._draw_cover()
        known, survived = self._known()
        if known is not None and survived is not None:
            self._draw_survival(survived)
            self._draw(known)
        else:
            ui.timer(0.1, self._ask, once=True)

    def _known(self) -> tuple[StockpileView | None, StockpileView | None]:
        """Return the answer and how long sectors last in every scenario, as far as known."""
        server = self._visit.server
        try:
            request = request_of(server, self._form)
        except InputError:
            return None, None
        return server.stockpiles.known(request), server.stockpiles.known(survival_of(server, request))

    async def _send(self, given: dict[str, str]) -> None:
        """Ask what the form says."""
        self._form = form_of(self._visit.server, given)
        query = self._visit.address("", **self._form.parameters)
        set_address(PATH, query.removeprefix("?"))
        self._draw_cover()
        await self._ask()

    def _draw_cover(self) -> None:
        """Draw what needs no run: it is there at once, whatever else is asked."""
        server = self._visit.server
        self._cover.clear()
        self._survival.clear()
        try:
            found = server.stockpiles.cover(request_of(server, self._form))
        except InputError:
            return
        with self._cover:
            show_cover(self._visit, found)

    async def _ask(self) -> None:
        """Have the question of the form answered; of several that are asked, the last one is shown."""
        self._give_up()
        self._notice.clear()
        self._place.classes(add="stale")
        server = self._visit.server
        try:
            request = request_of(server, self._form)
        except InputError as error:
            self._refuse(error)
            return
        asking = asyncio.ensure_future(self._answer(request))
        self._asking = asking
        await asyncio.wait([asking])
        if self._asking is not asking:
            return
        if asking.cancelled():
            self._stop(self._visit.words("web.stockpile.cancelled"))
            return
        try:
            found = asking.result()
        except (*NO_ANSWER, DeskFull, Superseded, InputError, SizingError) as error:
            self._refuse(error)
            return
        self._draw(found)

    async def _answer(self, request: StockpileRequest) -> StockpileView:
        """Have the question answered; first how long sectors last in every scenario, if that is asked."""
        stockpiles, session = self._visit.server.stockpiles, self._visit.session
        if request.wants("cover"):
            every = survival_of(self._visit.server, request)
            self._draw_survival(await stockpiles.answer(session, every, self._tell))
        return await stockpiles.answer(session, request, self._tell)

    def _draw_survival(self, found: StockpileView) -> None:
        self._survival.clear()
        with self._survival:
            show_survival(self._visit, found)

    def _give_up(self) -> None:
        """Wait no more: what nobody waits for ends before its next step."""
        if self._asking is not None:
            self._asking.cancel()

    def _tell(self, told: str) -> None:
        words = self._visit.words
        step, *counts = told.split() or [""]
        self._waiting.set(hidden=None)
        done = float(STEPS.index(step)) if step else 0.0
        if len(counts) == 2:
            done += int(counts[0]) / max(int(counts[1]), 1)
        self._progress.set(value=done, max=len(STEPS))
        said = words(f"web.stockpile.step_{step or 'waiting'}")
        if len(counts) == 2:
            said += " " + words("web.stockpile.of", done=counts[0], count=counts[1])
        self._status.say(said)

    def _refuse(self, error: Exception) -> None:
        self._stop("")
        with self._notice:
            Tag("p", self._reason(error), classes="notice bad problems", role="alert")

    def _reason(self, error: Exception) -> str:
        if isinstance(error, SizingError):
            return self._visit.words("web.stockpile.no_stocks", reason=str(error))
        return refusal_text(self._visit, error)

    def _stop(self, said: str) -> None:
        self._waiting.set(hidden=True)
        self._status.say(said)
        self._place.classes(remove="stale")
        self._place.clear()

    def _draw(self, found: StockpileView) -> None:
        visit = self._visit
        self._waiting.set(hidden=True)
        self._status.say(visit.words("web.stockpile.done"))
        self._place.classes(remove="stale")
        self._place.clear()
        with self._place, Tag("div", classes="answer response"):
            show_answer(visit, found)
            show_downloads(visit, found, self._form)
