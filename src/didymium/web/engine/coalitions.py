"""Questions about alliances: answered by the solvers' threads, kept for a while, shared by who asks."""

from __future__ import annotations

from dataclasses import replace

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.decisions.alliance.answering import answer_coalition
from didymium.decisions.alliance.asking import check_coalition
from didymium.decisions.alliance.request import CoalitionRequest
from didymium.files.problems import InputError
from didymium.scenario.reading import list_scenarios
from didymium.views.coalition.view import CoalitionView, view_of
from didymium.web.engine.desk import Desk
from didymium.web.engine.project_cases import unknown_scenarios
from didymium.web.engine.shared import SharedWork, Tell

MOST_KEPT = 12
STEPS = ("scenarios", "sets", "floor", "check")
"""Steps of an answer, in order; how many of how many are done follow after a blank."""
_STEP_OF = {"scenario": "scenarios", "future": "sets", "floor": "floor", "check": "check"}


class CoalitionDesk:
    """Answers questions about alliances. Belongs to one event loop, that of its desk."""

    def __init__(self, case: Case, calibration: Calibration, desk: Desk) -> None:
        self._case, self._calibration = case, calibration
        self._work: SharedWork[CoalitionView] = SharedWork("coalition", desk, MOST_KEPT)

    def close(self) -> None:
        """Begin no more steps: answers that are not finished end without one."""
        self._work.close()

    def check(self, request: CoalitionRequest) -> None:
        """Hold a question against the case.

        Raises:
            InputError: With every problem.
        """
        # Only scenarios of the case may be named: never a file of this machine.
        known = list_scenarios(self._case)
        problems = unknown_scenarios([one.name for one in request.scenarios], known)
        if request.floor is not None and request.floor.scenario:
            problems += unknown_scenarios([request.floor.scenario], known)
        named = tuple(one for one in request.scenarios if one.name in known)
        try:
            check_coalition(
                self._case, self._calibration.base, request.model_copy(update={"scenarios": named})
            )
        except InputError as error:
            problems += error.problems
        if problems:
            raise InputError(problems)

    def known(self, request: CoalitionRequest) -> CoalitionView | None:
        """Return an answer that was worked out not long ago."""
        return self._work.known(request.model_dump_json())

    async def answer(
        self,
        session: str,
        request: CoalitionRequest,
        tell: Tell = lambda step: None,
        asker: str = "",
    ) -> CoalitionView:
        """Return the answer to a question, as ``didymium coalition`` gives it; ``tell`` hears one of
        :data:`STEPS`, such as ``sets 3 7``.

        Raises:
            InputError: With everything that is wrong with the question.
            Superseded: If the session asks for another one before this was begun.
            DeskFull: If too many wait, or the desk is closed.
            SolverError, UnsettledError: If the market has no answer.
        """
        key = request.model_dump_json()
        return await self._work.ask(session, key, lambda step: self._answered(request, step), tell, asker)

    def _answered(self, request: CoalitionRequest, step: Tell) -> CoalitionView:
        def progress(what: str, done: int, count: int) -> None:
            step(f"{_STEP_OF.get(what, STEPS[0])} {done} {count}")

        step(STEPS[0])
        # Threads are the desk's to give out: an answer takes one of them.
        alone = request.model_copy(update={"workers": 1})
        answer = answer_coalition(self._case, self._calibration, alone, progress=progress)
        return view_of(self._case, replace(answer, request=request))
