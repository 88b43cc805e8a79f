"""What a question of screening is, what it is answered with, and its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.scenario.schema import Scenario
from didymium.views.answer.parts import ShownAnswer, render_answer
from didymium.views.evidence.speaking import Speaker
from didymium.web.engine.engine import Engine, Recent
from didymium.web.engine.shared import Tell

LONGEST_TEXT = 250_000
"""Letters of a bill, a register or documents that are pasted or sent: a message of a page may have 1 MB, and
a letter may take four in it."""
MOST_VIEWS = 6


@dataclass(frozen=True, eq=False)
class World:
    """What questions are answered with."""

    case: Case
    calibration: Calibration
    engine: Engine
    shipped: Callable[[], Mapping[str, Scenario]]
    """The scenarios that may be named: never a file of this machine."""
    speaker: Callable[[str], Speaker]
    """Who says evidence in a language."""
    views: Recent
    """Solved markets and reviews of them, in no language yet. Nothing that somebody pasted is among them."""


@dataclass(frozen=True, eq=False)
class Answered:
    """An answer: everything that is shown of it, and its report."""

    shown: ShownAnswer
    report: Callable[[], str]


def with_report(shown: ShownAnswer) -> Answered:
    """Return an answer whose report has the parts that are shown."""
    return Answered(shown, lambda: render_answer(shown))


class Question(Protocol):
    """One question of any kind."""

    @property
    def kind(self) -> str:
        """Which of the kinds."""

    @property
    def is_pasted(self) -> bool:
        """Whether somebody's own figures are in it, so that nothing of it is kept."""

    def model_dump_json(self) -> str:
        """Return it whole, to tell questions apart."""

    def answer(self, world: World, language: str, tell: Tell, *, charts: bool = True) -> Answered:
        """Return its answer in a language; ``tell`` hears the steps and may end it. Without ``charts`` none
        is drawn.

        Raises:
            InputError: With everything that is wrong with the question.
            SolverError, UnsettledError: If the market has no answer.
        """


class Order(BaseModel):
    """What every question shares: strict, frozen, its fields documented."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False)
