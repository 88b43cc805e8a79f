"""Questions of screening: answered by the solvers' threads; what was pasted is forgotten once answered."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.scenario.schema import Scenario
from didymium.views.evidence.speaking import Speaker
from didymium.web.engine.desk import Desk
from didymium.web.engine.engine import Engine, Recent
from didymium.web.engine.screening.question import MOST_VIEWS, Answered, Question, World
from didymium.web.engine.shared import SharedWork, Tell

MOST_KEPT = 8


class ScreeningDesk:
    """Answers questions of screening. Belongs to one event loop, that of its desk."""

    def __init__(
        self,
        case: Case,
        calibration: Calibration,
        engine: Engine,
        desk: Desk,
        shipped: Callable[[], Mapping[str, Scenario]],
        speaker: Callable[[str], Speaker],
    ) -> None:
        self._world = World(case, calibration, engine, shipped, speaker, Recent(MOST_VIEWS))
        self._kept: SharedWork[Answered] = SharedWork("screening", desk, MOST_KEPT)
        self._pasted: SharedWork[Answered] = SharedWork("screening", desk, 0)

    def close(self) -> None:
        """Begin no more steps: answers that are not finished end without one."""
        self._kept.close()
        self._pasted.close()

    def known(self, question: Question, language: str) -> Answered | None:
        """Return an answer that was worked out not long ago; never one to something that was pasted."""
        return None if question.is_pasted else self._kept.known(_key(question, language))

    async def answer(
        self,
        session: str,
        question: Question,
        language: str,
        tell: Tell = lambda step: None,
        asker: str = "",
        *,
        charts: bool = True,
    ) -> Answered:
        """Return the answer to a question, as ``didymium screen`` and ``didymium trace`` give it; ``tell``
        hears the step, such as ``timeline 3 90``. Without ``charts`` none is drawn.

        Raises:
            InputError: With everything that is wrong with the question.
            Superseded: If the session asks for another one before this was begun.
            DeskFull: If too many wait, or the desk is closed.
            SolverError, UnsettledError: If the market has no answer.
        """
        work = self._pasted if question.is_pasted else self._kept
        key: Hashable = _key(question, language, charts=charts)
        if question.is_pasted:
            # What one person pasted is no answer for another.
            key = (session, key)

        def answer(step: Tell) -> Answered:
            return question.answer(self._world, language, step, charts=charts)

        return await work.ask(session, key, answer, tell, asker)


def _key(question: Question, language: str, *, charts: bool = True) -> Hashable:
    return question.kind, language, charts, question.model_dump_json()
