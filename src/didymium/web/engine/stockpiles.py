"""Questions about stockpiles: answered by the solvers' threads, kept for a while, shared by who asks.

Cover is worked out at once; how long sectors last is read from the markets that are hot anyway.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.decisions.stockpile.answering import answer_stockpile
from didymium.decisions.stockpile.asking import check_request
from didymium.decisions.stockpile.frontiers import frontiers_of
from didymium.decisions.stockpile.request import StockpileRequest
from didymium.decisions.stocks.cover.sector_cover import SolvedScenario
from didymium.decisions.stocks.futures.emergencies import with_profile
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.indicators.roles import restriction_start
from didymium.scenario.schema import Scenario
from didymium.views.stocks.answer_view import view_of
from didymium.views.stocks.view import StockpileView
from didymium.web.engine.desk import Desk
from didymium.web.engine.engine import Engine, Recent
from didymium.web.engine.shared import SharedWork, Tell

MOST_KEPT, MOST_COVERS = 12, 32
STEPS = ("survival", "shortfall", "futures", "pool", "alone", "stages", "release", "frontier")
"""Steps of an answer, in order; how many of how many are done may follow after a blank."""
_STEP_OF = (
    (re.compile(r"cover$"), "survival"),
    (re.compile(r"shortfall$"), "shortfall"),
    (re.compile(r"scenario (\d+) of (\d+)$"), "futures"),
    (re.compile(r"group (\d+) of (\d+)$"), "pool"),
    (re.compile(r"stocks of "), "alone"),
    (re.compile(r"stages for "), "stages"),
    (re.compile(r"release"), "release"),
    (re.compile(r"cost against risk of \w+ (\d+) of (\d+)$"), "frontier"),
)
Shipped = Callable[[], Mapping[str, Scenario]]


class StockpileDesk:
    """Answers questions about stockpiles. Belongs to one event loop, that of its desk."""

    def __init__(
        self, case: Case, calibration: Calibration, engine: Engine, desk: Desk, shipped: Shipped
    ) -> None:
        """``shipped`` returns the scenarios that may be named: never a file of this machine."""
        self._case, self._calibration, self._engine, self._shipped = case, calibration, engine, shipped
        self._covers = Recent(MOST_COVERS)
        self._work: SharedWork[StockpileView] = SharedWork("stockpile", desk, MOST_KEPT)

    def close(self) -> None:
        """Begin no more steps: answers that are not finished end without one."""
        self._work.close()

    def cover(self, request: StockpileRequest) -> StockpileView:
        """Return what stocks are worth now: days of cover, targets and what filling the gap takes. Nothing is
        solved for it.

        Raises:
            InputError: With everything that is wrong with the question.
        """
        now = request.model_copy(update={"parts": ("cover",), "scenarios": ()})

        def make() -> StockpileView:
            return view_of(answer_stockpile(self._case, self._calibration, now))

        found: StockpileView = self._covers.keep(_key(now), make)
        return found

    def check(self, request: StockpileRequest) -> None:
        """Hold a question against the case.

        Raises:
            InputError: With every problem.
        """
        known = self._shipped()
        unknown = [one.name for one in request.scenarios if one.name not in known]
        problems = [_unknown(self._case, name, known) for name in unknown]
        named = tuple(one for one in request.scenarios if one.name in known)
        if unknown and not named:
            raise InputError(problems)
        try:
            check_request(self._case, request.model_copy(update={"scenarios": named}))
        except InputError as error:
            problems += error.problems
        if problems:
            raise InputError(problems)

    def known(self, request: StockpileRequest) -> StockpileView | None:
        """Return an answer that was worked out not long ago."""
        return self._work.known(_key(request))

    async def answer(
        self,
        session: str,
        request: StockpileRequest,
        tell: Tell = lambda step: None,
        asker: str = "",
    ) -> StockpileView:
        """Return the answer to a question, as ``didymium stockpile`` gives it; ``tell`` hears one of
        :data:`STEPS`, such as ``pool 3 7`` for the third of seven groups.

        Raises:
            InputError: With everything that is wrong with the question.
            Superseded: If the session asks for another one before this was begun.
            DeskFull: If too many wait, or the desk is closed.
            SizingError: If no stocks keep the bound.
            SolverError, UnsettledError: If the market has no answer.
        """
        self.check(request)
        return await self._work.ask(
            session, _key(request), lambda step: self._answered(request, step), tell, asker
        )

    def _answered(self, request: StockpileRequest, step: Tell) -> StockpileView:
        # Threads are the desk's to give out: an answer takes one of them.
        answer = answer_stockpile(
            self._case,
            self._calibration,
            request.model_copy(update={"workers": 1}),
            outcomes=lambda name: self._solved(name, request, step),
            progress=_Steps(step),
        )
        frontiers = frontiers_of(answer, _Steps(step))
        asked = answer.request.model_copy(update={"workers": request.workers})
        return view_of(replace(answer, request=asked), frontiers)

    def _solved(self, name: str, request: StockpileRequest, step: Tell) -> SolvedScenario:
        """Return a scenario as the pages solve it, beside its base run."""
        step("survival")
        scenario = with_profile(self._shipped()[name], request.profile)
        run = self._engine.solve(name, scenario)
        return SolvedScenario(name, run.base, run.outcome, restriction_start(scenario, run.outcome))


class _Steps:
    """Hears the progress of the engine, whose messages are English, and tells the step. What it does not know
    belongs to the step before.
    """

    def __init__(self, step: Tell) -> None:
        self._step, self._at = step, STEPS[0]

    def __call__(self, message: str) -> None:
        for pattern, step in _STEP_OF:
            found = pattern.match(message)
            if found is not None:
                self._at = step
                self._step(" ".join((step, *found.groups())))
                return
        self._step(self._at)


def _key(request: StockpileRequest) -> str:
    return request.model_dump_json()


def _unknown(case: Case, name: str, known: Mapping[str, Scenario]) -> Problem:
    message = f"is no scenario of {case.settings.name}"
    return Problem("scenarios", message, None, "name", name, did_you_mean(name, known))
