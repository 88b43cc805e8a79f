"""Questions about projects: answered by the solvers' threads, kept for a while, shared by who asks.

What is known of projects is there at once; finance and portfolios run the market over the lives of projects.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.decisions.investment.asking import check_projects
from didymium.decisions.investment.portfolio_answer import answer_portfolio
from didymium.decisions.investment.projects_answer import answer_projects
from didymium.decisions.investment.request import PortfolioRequest, ProjectsRequest
from didymium.evidence.reading import shared_evidence
from didymium.files.problems import InputError
from didymium.scenario.reading import list_scenarios
from didymium.views.portfolio.view import PortfolioView, view_of
from didymium.views.projects.view import (
    ProgrammeView,
    ProjectsView,
    answered_deposits,
    base_deposits,
    listed_projects,
    programme_view,
)
from didymium.web.engine.desk import Desk
from didymium.web.engine.engine import Recent
from didymium.web.engine.project_cases import ProjectCases, unknown_scenarios
from didymium.web.engine.shared import SharedWork, Tell
from didymium.web.engine.steps import Patterns, Steps

MOST_KEPT, MOST_LISTS = 4, 16
"""Answers hold the cash flows of every project."""
STEPS = ("base", "prices", "finance", "mixes")
"""Steps of a question about finance, in order; how many of how many are done may follow after a blank."""
PORTFOLIO_STEPS = ("prices", "finance", "mixes", "markets", "search", "near", "adds", "frontier")
"""Steps of a question about a portfolio."""
_STEP_OF: Patterns = (
    (re.compile(r"base course of "), "base"),
    (re.compile(r"prices of .+, future (\d+) of (\d+)$"), "prices"),
    (re.compile(r"finance of "), "finance"),
    (re.compile(r"mixes for "), "mixes"),
    (re.compile(r"market of future (\d+) of (\d+)$"), "markets"),
    (re.compile(r"search$"), "search"),
    (re.compile(r"other portfolios$"), "near"),
    (re.compile(r"what each project adds$"), "adds"),
    (re.compile(r"budgets times |linked funds$"), "frontier"),
)


@dataclass(frozen=True)
class ProjectsQuestion:
    """What is asked about the projects of some cases; no names stand for the server's own."""

    cases: tuple[str, ...]
    request: ProjectsRequest

    @property
    def key(self) -> Hashable:
        """Tells questions apart."""
        return self.cases, self.request.model_dump_json()


class ProjectDesk:
    """Answers questions about projects. Belongs to one event loop, that of its desk."""

    def __init__(self, case: Case, calibration: Calibration, desk: Desk) -> None:
        self.cases = ProjectCases(case, calibration)
        self._evidence = case.evidence or shared_evidence()
        self._lists, self._programmes = Recent(MOST_LISTS), Recent(MOST_LISTS)
        self._last: dict[tuple[str, ...], ProjectsView] = {}
        self._finance: SharedWork[ProjectsView] = SharedWork("projects", desk, MOST_KEPT)
        self._portfolios: SharedWork[PortfolioView] = SharedWork("portfolio", desk, MOST_KEPT)

    def close(self) -> None:
        """Begin no more steps: answers that are not finished end without one."""
        self._finance.close()
        self._portfolios.close()

    def pipeline(self, names: Sequence[str] = ()) -> ProjectsView:
        """Return what is known of the projects of some cases, and their deposits at base prices. Nothing is
        solved, but a case may be calibrated for it: call it in a thread.

        Raises:
            InputError: If a name is unknown.
            FinanceError: If capital is in a currency without a rate.
        """
        key = tuple(names)

        def make() -> ProjectsView:
            cases, bases = self.cases.of(key)
            return ProjectsView(cases, listed_projects(cases), deposits=base_deposits(cases, bases))

        found: ProjectsView = self._lists.keep(key, make)
        return found

    def programme(self, member: str, day: dt.date) -> ProgrammeView:
        """Return a member's programme on a day, with the tests of the projects of the server's case.

        Raises:
            InputError: If the member has none with known terms, or a rule was not yet known.
        """

        def make() -> ProgrammeView:
            rows = self.pipeline().rows
            return programme_view(self._evidence, member, day, rows)

        found: ProgrammeView = self._programmes.keep((member, day), make)
        return found

    def check(self, question: ProjectsQuestion) -> None:
        """Hold a question against its cases, which may calibrate one: call it in a thread.

        Raises:
            InputError: With every problem.
        """
        problems = self.cases.problems(question.cases)
        if problems:
            raise InputError(problems)
        cases, _ = self.cases.of(question.cases)
        request = question.request
        # Only scenarios of the cases may be named: never a file of this machine.
        known = {name for case in cases for name in list_scenarios(case)}
        problems = unknown_scenarios(request.scenarios, known)
        named = tuple(name for name in request.scenarios if name in known)
        try:
            check_projects(cases, request.model_copy(update={"scenarios": named}))
        except InputError as error:
            problems += error.problems
        if problems:
            raise InputError(problems)

    def known(self, question: ProjectsQuestion) -> ProjectsView | None:
        """Return finance that was worked out not long ago."""
        return self._finance.known(question.key)

    def last_finance(self, project: str) -> ProjectsView | None:
        """Return the last answer that tells of the finance of a project."""
        found = (
            view for view in reversed(self._last.values()) if any(row.name == project for row in view.rows)
        )
        return next(found, None)

    def known_portfolio(self, question: ProjectsQuestion) -> PortfolioView | None:
        """Return a portfolio that was chosen not long ago."""
        return self._portfolios.known(question.key)

    async def finance(
        self,
        session: str,
        question: ProjectsQuestion,
        tell: Tell = lambda step: None,
        asker: str = "",
    ) -> ProjectsView:
        """Return the finance of projects, as ``didymium projects --finance`` gives it; ``tell`` hears one of
        :data:`STEPS`, such as ``prices 3 12``.

        Raises:
            InputError: With everything that is wrong with the question.
            Superseded: If the session asks for something else before this was begun.
            DeskFull: If too many wait, or the desk is closed.
            FinanceError: If the terms of a project make no sense.
            SolverError: If a market has no answer.
        """
        found = await self._finance.ask(
            session, question.key, lambda step: self._financed(question, step), tell, asker
        )
        if not question.request.projects:
            self._last.pop(question.cases, None)
            self._last[question.cases] = found
        return found

    async def portfolio(
        self,
        session: str,
        question: ProjectsQuestion,
        tell: Tell = lambda step: None,
        asker: str = "",
    ) -> PortfolioView:
        """Return which projects to back, as ``didymium portfolio`` does; ``tell`` hears one of
        :data:`PORTFOLIO_STEPS`. Raises what :meth:`finance` does, and

        Raises:
            TwoStageError: If no portfolio keeps the budgets.
        """
        return await self._portfolios.ask(
            session, question.key, lambda step: self._chosen(question, step), tell, asker
        )

    def _financed(self, question: ProjectsQuestion, step: Tell) -> ProjectsView:
        cases, bases = self.cases.of(question.cases)
        # Threads are the desk's to give out: an answer takes one of them.
        answer = answer_projects(cases, bases, question.request, progress=Steps(_STEP_OF, STEPS[0], step))
        rows = listed_projects(cases, question.request.projects)
        return ProjectsView(
            cases,
            rows,
            in_full=bool(question.request.projects),
            answer=answer,
            deposits=answered_deposits(answer),
        )

    def _chosen(self, question: ProjectsQuestion, step: Tell) -> PortfolioView:
        cases, bases = self.cases.of(question.cases)
        request = question.request
        assert isinstance(request, PortfolioRequest)
        steps = Steps(_STEP_OF, PORTFOLIO_STEPS[0], step)
        prepared, answer = answer_portfolio(cases, bases, request, progress=steps)
        return view_of(prepared, request, answer)
