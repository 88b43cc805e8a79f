"""Responses to emergencies: planned by the solvers' threads, kept for a while, shared by who asks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.decisions.response.answering import ResponseAnswer, answer_of, answer_request
from didymium.decisions.response.asking import ResponseRequest
from didymium.decisions.response.news import News
from didymium.decisions.response.saving import SavedPlan, plan_data, saved_plan
from didymium.decisions.response.updating import Update, update_plan
from didymium.files.problems import InputError, Problem
from didymium.scenario.schema import Scenario
from didymium.views.response.view import ResponseView
from didymium.web.engine.desk import Desk
from didymium.web.engine.shared import SharedWork, Tell

MOST_KEPT = 12
"""Answers hold whole runs of the market."""
STEPS = ("base", "course", "plan", "priorities", "mend")
"""Steps of an answer, in order; a step may come several times."""
_STEP_OF = {"base run": "base", "plan": "plan", "priorities": "priorities", "what would mend it": "mend"}


@dataclass(frozen=True)
class ResponseQuestion:
    """What is asked: the response to a scenario, and to news that was entered since, round by round."""

    name: str
    scenario: Scenario
    request: ResponseRequest
    rounds: tuple[tuple[News, ...], ...] = ()

    @property
    def key(self) -> Hashable:
        """Tells questions apart."""
        news = tuple(tuple(row.model_dump_json() for row in rows) for rows in self.rounds)
        return self.name, self.scenario.model_dump_json(), self.request.model_dump_json(), news

    @property
    def before(self) -> ResponseQuestion:
        """The question before the last round of news."""
        return ResponseQuestion(self.name, self.scenario, self.request, self.rounds[:-1])


@dataclass(frozen=True, eq=False)
class Answered:
    """An answer with the plan that a later one can start from."""

    view: ResponseView
    plan: SavedPlan


class ResponseDesk:
    """Answers questions about responses. Belongs to one event loop, that of its desk."""

    def __init__(self, case: Case, calibration: Calibration, desk: Desk) -> None:
        self._case, self._calibration = case, calibration
        self._work: SharedWork[Answered] = SharedWork("response", desk, MOST_KEPT)

    def close(self) -> None:
        """Begin no more steps: answers that are not finished end without one."""
        self._work.close()

    def known(self, question: ResponseQuestion) -> Answered | None:
        """Return an answer that was worked out not long ago."""
        return self._work.known(question.key)

    async def respond(
        self,
        session: str,
        question: ResponseQuestion,
        tell: Tell = lambda step: None,
        asker: str = "",
    ) -> Answered:
        """Return the answer to a question, as ``didymium respond`` gives it; ``tell`` hears each of
        :data:`STEPS`.

        Raises:
            InputError: With everything that is wrong with the request or the news.
            Superseded: If the session asks for another one before this was begun.
            DeskFull: If too many wait, or the desk is closed.
            SolverError: If the market has no answer.
        """
        return await self._work.ask(
            session, question.key, lambda step: self._answered(question, step), tell, asker
        )

    async def update(
        self,
        session: str,
        plan: SavedPlan,
        news: tuple[News, ...],
        tell: Tell = lambda step: None,
        asker: str = "",
    ) -> Answered:
        """Return the answer to news since a plan that was kept, as :meth:`respond` does."""
        content = json.dumps([plan_data(plan), [row.model_dump(mode="json") for row in news]])
        key = ("update", hashlib.sha256(content.encode()).hexdigest())
        return await self._work.ask(session, key, lambda step: self._updated(plan, news, step), tell, asker)

    def _answered(self, question: ResponseQuestion, step: Tell) -> Answered:
        if question.rounds:
            known = self.known(question.before)
            before = self._answered(question.before, step) if known is None else known
            return self._updated(before.plan, question.rounds[-1], step)
        if not self._case.settings.calibrated:
            name = self._case.settings.name
            raise InputError([Problem(name, "is not calibrated: a response needs base prices and flows")])
        answer = answer_request(
            self._case,
            self._calibration.base,
            question.name,
            question.scenario,
            question.request,
            progress=_named(step),
        )
        return Answered(_gathered(answer), saved_plan(answer.response, question.scenario))

    def _updated(self, plan: SavedPlan, news: tuple[News, ...], step: Tell) -> Answered:
        update = update_plan(self._case, self._calibration.base, plan, news, progress=_named(step))
        answer = answer_of(update.response, progress=_named(step))
        plan = saved_plan(update.response, update.scenario, update.all_news)
        return Answered(_gathered(answer, update), plan)


def _gathered(answer: ResponseAnswer, update: Update | None = None) -> ResponseView:
    """Return what is shown of an answer, worked out here rather than where all people's pages are built."""
    view = ResponseView(answer, update)
    _ = view.tasks, view.shorts, view.swaps, view.reallocations, view.decisions
    return view


def _named(step: Tell) -> Callable[[str], None]:
    """Return what hears the progress of the engine, whose messages are English, and tells the step."""
    return lambda message: step(_STEP_OF.get(message, "course"))
