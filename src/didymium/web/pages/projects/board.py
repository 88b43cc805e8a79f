"""A part of the page whose answer takes a while: a form, how far the answer is, a way to stop, the answer."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Generic, TypeVar

from nicegui import ui

from didymium.decisions.finance.problems import FinanceError
from didymium.ensemble.running.worker import NO_ANSWER
from didymium.ensemble.two_stage import TwoStageError
from didymium.files.problems import InputError
from didymium.web.engine.desk import DeskFull, Superseded
from didymium.web.engine.shared import Tell
from didymium.web.look.asking import refusal_text
from didymium.web.look.forms import send_button, sent_form
from didymium.web.look.html import Tag, button, set_address
from didymium.web.look.visit import Visit
from didymium.web.pages.projects.asked import PATH, Form, form_of

Question = TypeVar("Question")
Answer = TypeVar("Answer")
NONE = (*NO_ANSWER, FinanceError, TwoStageError, DeskFull, Superseded, InputError)
"""Why there may be no answer."""


class AnswerBoard(ABC, Generic[Question, Answer]):
    """One tab of a browser on one part of the page."""

    steps: tuple[str, ...] = ()
    """Steps of an answer, in order."""

    def __init__(self, visit: Visit, form: Form) -> None:
        self._visit, self._form = visit, form
        self._asking: asyncio.Task[Answer] | None = None
        ui.context.client.on_delete(self._give_up)

    @abstractmethod
    def draw_controls(self, form: Form) -> None:
        """Draw the fields inside the form around them."""

    @abstractmethod
    def question(self, form: Form) -> Question:
        """Return what a form asks.

        Raises:
            InputError: With everything that is wrong with it.
        """

    @abstractmethod
    def check(self, question: Question) -> None:
        """Hold a question against the case, in a thread.

        Raises:
            InputError: With everything that is wrong with it.
        """

    @abstractmethod
    def known(self, question: Question) -> Answer | None:
        """Return the answer if it is known already."""

    @abstractmethod
    async def answer(self, question: Question, tell: Tell) -> Answer:
        """Have a question answered."""

    @abstractmethod
    def draw(self, question: Question, answer: Answer) -> None:
        """Draw an answer."""

    def show(self) -> None:
        """Draw the part: the answer at once if it is known, later if the address asks for it."""
        words, part = self._visit.words, self._form.part
        Tag("p", words(f"web.projects.lead_{part}"), classes="lead")
        with Tag("div", classes="lab"):
            with Tag("div", classes="beside"), sent_form(self._send):
                self.draw_controls(self._form)
                send_button(words("web.projects.work_out"))
                Tag("p", words(f"web.projects.takes_{part}"), classes="quiet")
            with Tag("section", aria_label=words("web.projects.answer")):
                self._status = Tag("p", "", role="status", aria_live="polite", id="projects-status")
                with Tag("div", classes="row", hidden=True) as self._waiting:
                    self._progress = Tag("progress", aria_label=words("web.projects.progress"))
                    button(words("web.projects.cancel"), lambda _: self._give_up(), id="projects-cancel")
                self._notice, self._place = Tag("div"), Tag("div")
        question = self._asked()
        found = None if question is None else self.known(question)
        if question is not None and found is not None:
            self._draw(question, found)
        elif self._form.is_sent:
            ui.timer(0.1, self._ask, once=True)
        else:
            self._status.say(words("web.projects.not_asked"))

    def _asked(self) -> Question | None:
        try:
            return self.question(self._form)
        except InputError:
            return None

    async def _send(self, given: Mapping[str, str]) -> None:
        """Ask what the form says."""
        self._form = form_of(self._form.part, self._form.usual, given, is_posted=True)
        query = self._visit.address("", **self._form.parameters)
        set_address(PATH, query.removeprefix("?"))
        await self._ask()

    async def _ask(self) -> None:
        """Have the question of the form answered; of several that are asked, the last one is shown."""
        self._give_up()
        self._notice.clear()
        self._place.classes(add="stale")
        try:
            question = self.question(self._form)
            await asyncio.to_thread(self.check, question)
        except InputError as error:
            self._refuse(error)
            return
        asking = asyncio.ensure_future(self.answer(question, self._tell))
        self._asking = asking
        await asyncio.wait([asking])
        if self._asking is not asking:
            return
        if asking.cancelled():
            self._stop(self._visit.words("web.projects.cancelled"))
            return
        try:
            found = asking.result()
        except NONE as error:
            self._refuse(error)
            return
        self._draw(question, found)

    def _give_up(self) -> None:
        """Wait no more: what nobody waits for ends before its next step."""
        if self._asking is not None:
            self._asking.cancel()

    def _tell(self, told: str) -> None:
        words = self._visit.words
        step, *counts = told.split() or [""]
        self._waiting.set(hidden=None)
        done = float(self.steps.index(step)) if step in self.steps else 0.0
        if len(counts) == 2:
            done += int(counts[0]) / max(int(counts[1]), 1)
        self._progress.set(value=done, max=len(self.steps))
        said = words(f"web.projects.step_{step or 'waiting'}")
        if len(counts) == 2:
            said += " " + words("web.projects.of", done=counts[0], count=counts[1])
        self._status.say(said)

    def _refuse(self, error: Exception) -> None:
        self._stop("")
        with self._notice:
            Tag("p", refusal_text(self._visit, error), classes="notice bad problems", role="alert")

    def _stop(self, said: str) -> None:
        self._waiting.set(hidden=True)
        self._status.say(said)
        self._place.classes(remove="stale")
        self._place.clear()

    def _draw(self, question: Question, found: Answer) -> None:
        self._stop(self._visit.words("web.projects.done"))
        with self._place, Tag("div", classes="answer response"):
            self.draw(question, found)
