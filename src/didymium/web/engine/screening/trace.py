"""Where an element in what regions use was mined, separated, made metal and magnet: from a solved market."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.indicators.spans import spans_of_outcome
from didymium.scenario.schema import Scenario
from didymium.screening.tracing.request import TraceRequest
from didymium.screening.tracing.trace import trace
from didymium.views.run_view import ScenarioRun
from didymium.views.screening.trace.parts import shown_trace
from didymium.views.screening.trace.view import TraceView
from didymium.web.engine.screening.question import Answered, Order, World, with_report
from didymium.web.engine.shared import Tell
from didymium.web.lab.choices import lab_profile

STEPS = ("solve", "trace")
MOST_NAMES = 40
Name = Annotated[str, Field(min_length=1, max_length=100)]
Names = Annotated[tuple[Name, ...], Field(max_length=MOST_NAMES)]


class TraceQuestion(Order):
    """A material that regions use, in the base run or in a scenario of the case."""

    scenario: Annotated[str, Field(max_length=100)] = ""
    """A scenario of the case by name; blank: the base run, without any restriction."""
    material: Name = "magnet"
    """A material or a group of materials, ``all`` for all."""
    elements: Names = ()
    """Symbols or English names; blank: all that the materials hold."""
    regions: Names = ()
    """Users' regions or clubs; blank: the case's home regions."""
    sectors: Names = ()
    """Sectors, each told apart; blank: a region's whole use."""
    begin: dt.date | None = None
    """First day; left out: from the start of the run."""
    end: dt.date | None = None
    """Day before which periods must begin; left out: to the end."""

    @property
    def kind(self) -> str:
        """Which of the kinds of questions."""
        return "trace"

    @property
    def is_pasted(self) -> bool:
        """It is about the case alone."""
        return False

    def answer(self, world: World, language: str, tell: Tell, *, charts: bool = True) -> Answered:
        """Return the answer, as ``didymium trace`` gives it of the same run.

        Raises:
            InputError: With everything that is wrong with the question.
            SolverError, UnsettledError: If the market has no answer.
        """
        view: TraceView | None = world.views.find(self.model_dump_json())
        if view is None:
            view = world.views.keep(self.model_dump_json(), lambda: self._view(world, tell))
        return with_report(shown_trace(view, language, charts=charts))

    def _view(self, world: World, tell: Tell) -> TraceView:
        tell("solve 0 2")
        run = self._run(world)
        tell("trace 1 2")
        case = world.case
        request = TraceRequest(
            material=self.material,
            elements=self.elements,
            regions=self.regions or tuple(case.settings.home_regions),
            sectors=self.sectors,
            begin=self.begin,
            end=self.end,
        )
        outcome = run.outcome if self.scenario else run.base
        found = trace(case, outcome, request, run.base)
        return TraceView(case, outcome.scenario, outcome.title, spans_of_outcome(outcome), request, found)

    def _run(self, world: World) -> ScenarioRun:
        known = world.shipped()
        if self.scenario and self.scenario not in known:
            message = f"is no scenario of {world.case.settings.name}"
            remedy = did_you_mean(self.scenario, list(known))
            raise InputError([Problem("scenario", message, value=self.scenario, remedy=remedy)])
        # A case without scenarios still has a base run.
        scenario = known[self.scenario] if self.scenario else Scenario(title=world.case.settings.title)
        profile = lab_profile(world.case)
        return world.engine.solve(self.scenario, scenario.model_copy(update={"profile": profile}))
