"""Questions about a rival: its game as it was recorded, or the reply to one policy worked anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from didymium.case.case import Case
from didymium.decisions.rival.asking import RivalRequest, Weight, rival_asked
from didymium.decisions.rival.playing import play
from didymium.decisions.rival.reading import FOLDER, list_rivals
from didymium.decisions.rival.results import NONE
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.views.answer.parts import render_answer
from didymium.views.rival.shown import shown_rival
from didymium.views.rival.view import RivalView, recorded_rivals
from didymium.web.engine.screening.question import Answered, Order, World
from didymium.web.engine.shared import Tell

STEPS = ("reply",)
FORM = "form"
USUAL_EVALUATIONS, MOST_EVALUATIONS = 24, 60
"""Moves tried against a policy unless another number is asked for, and at most, while somebody waits."""
Name = Annotated[str, Field(max_length=100)]


class _AboutCase(Order):
    @property
    def is_pasted(self) -> bool:
        """It is about the case alone."""
        return False


class RecordedQuestion(_AboutCase):
    """Which game of the case."""

    rival: Name = ""
    """Rival file of the case by name; blank: the first of which a game is recorded."""

    @property
    def kind(self) -> str:
        """Which of the kinds of questions."""
        return "recorded rival"

    def answer(self, world: World, language: str, tell: Tell, *, charts: bool = True) -> Answered:
        """Return the game as it was last recorded.

        Raises:
            InputError: If nothing is recorded of it.
        """
        key = (self.kind, self.rival)
        view: RivalView = world.views.keep(key, lambda: _recorded(world.case, self.rival))
        return _answered(view, language, charts=charts)


class RivalQuestion(_AboutCase):
    """Which policy of an alliance is held against a rival, what the rival wants, how long its reply is
    searched.
    """

    policy: Annotated[str, Field(min_length=1, max_length=100)]
    """Policy of the rival's file; the same is worked out for no policy at all."""
    rival: Name = ""
    """Rival file of the case by name; blank: its first."""
    aim: Mapping[Weight, Annotated[float, Field(ge=-1e9, le=1e9)]] = Field(default_factory=dict)
    """Weights of its aim in place of all those of the file: `revenue`, `income`, `share`, `harm`."""
    evaluations: Annotated[int, Field(ge=2, le=MOST_EVALUATIONS)] = USUAL_EVALUATIONS
    """Moves tried at most. One takes a fifth of a second, under a price floor three seconds."""

    @property
    def kind(self) -> str:
        """Which of the kinds of questions."""
        return "rival"

    def answer(self, world: World, language: str, tell: Tell, *, charts: bool = True) -> Answered:
        """Return the answer, as ``didymium rival --policy NAME --no-recheck`` gives it.

        Raises:
            InputError: With everything that is wrong with the question.
            SolverError, UnsettledError: If the market has no answer.
        """
        key = (self.kind, self.model_dump_json())
        view: RivalView | None = world.views.find(key)
        if view is None:
            view = world.views.keep(key, lambda: self._played(world, tell))
        return _answered(view, language, charts=charts)

    def checked(self, case: Case) -> RivalRequest:
        """Return it as the layers below take it: a rival is named, never the path of a file.

        Raises:
            InputError: If the case has no such rival, or no base year.
        """
        known = list_rivals(case)
        if self.rival and self.rival not in known:
            raise InputError([_no_rival(case, self.rival)])
        if not case.settings.calibrated:
            raise InputError([Problem(FORM, f"{case.settings.name} is not calibrated")])
        return RivalRequest(
            rival=self.rival,
            policies=(self.policy,),
            aim=self.aim,
            evaluations=self.evaluations,
            recheck=False,
        )

    def _played(self, world: World, tell: Tell) -> RivalView:
        request = self.checked(world.case)
        name, rival = rival_asked(world.case, request)
        order = tuple(dict.fromkeys((NONE, self.policy)))

        def told(done: int, count: int, said: str) -> None:
            before = order.index(said) * count if said in order else 0
            tell(f"{STEPS[0]} {before + done} {len(order) * count}")

        tell(STEPS[0])
        game = play(
            world.case, world.calibration.base, rival, policies=request.policies,
            evaluations=request.evaluations, recheck=False, crosswise=False, progress=told,
        )  # fmt: skip
        return RivalView(world.case, name, rival, game)


def _recorded(case: Case, name: str) -> RivalView:
    found = recorded_rivals(case)
    view = found.named(name)
    if view is not None:
        return view
    if name and name not in list_rivals(case):
        raise InputError([_no_rival(case, name)])
    command = f"didymium rival {case.settings.name} --record"
    raise InputError(found.problems or [Problem(FOLDER, "nothing is recorded", remedy=f"run {command}")])


def _no_rival(case: Case, name: str) -> Problem:
    remedy = did_you_mean(name, list_rivals(case))
    return Problem("rival", f"is no rival file of {case.settings.name}", value=name, remedy=remedy)


def _answered(view: RivalView, language: str, *, charts: bool) -> Answered:
    shown = shown_rival(view, language, with_charts=charts)
    return Answered(shown, lambda: render_answer(shown if charts else shown_rival(view, language)))
