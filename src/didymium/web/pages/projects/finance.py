"""Finance: which projects are bankable, at market prices and at a floor, and what the others need."""

from __future__ import annotations

import shlex
from typing import Any

from didymium.case.case import Case
from didymium.decisions.investment.request import ProjectsRequest
from didymium.files.problems import Problem
from didymium.views.projects.data import projects_data
from didymium.views.projects.export import projects_tables
from didymium.views.projects.finance_tables import assessed
from didymium.views.projects.report import render_projects
from didymium.views.projects.sections import sections_of
from didymium.views.projects.view import ProjectsView
from didymium.web.engine.projects import STEPS, ProjectsQuestion
from didymium.web.engine.shared import Tell
from didymium.web.look.figure import FigureCard, From
from didymium.web.look.html import Tag
from didymium.web.look.visit import Visit
from didymium.web.pages.projects.asked import Form, model_of, number_of, share_of
from didymium.web.pages.projects.axes import height_rem
from didymium.web.pages.projects.board import AnswerBoard
from didymium.web.pages.projects.downloads import Files, show_downloads
from didymium.web.pages.projects.fields import case_boxes, number_field, price_slider, tick
from didymium.web.pages.projects.finance_charts import (
    gap_numbers,
    gap_options,
    mix_numbers,
    mix_options,
    mix_rows,
    worth_numbers,
    worth_options,
)
from didymium.web.pages.projects.sections import show_sections

USUAL = {"cases": "", "futures": "4", "seed": "1", "rate": "", "war": "60", "alone": ""}
FLOORS = (0.5, 1.5)
"""Ends of the slider of the floor, as multiples of the case's usual one."""
ASKED_FIRST = ("pipeline", "who", "full", "deposits")
"""Sections that the pipeline shows."""


class FinanceBoard(AnswerBoard[ProjectsQuestion, ProjectsView]):
    """One tab of a browser on the finance of projects."""

    steps = STEPS

    def draw_controls(self, form: Form) -> None:
        """Draw what may be asked."""
        visit = self._visit
        case_boxes(visit, form)
        if "floor" in form.usual:
            material = visit.server.case.settings.usual.floor_material
            price_slider(visit, form, "floor", material, FLOORS)
        number_field(visit, form, "futures", least=2, most=24, hint=True)
        number_field(visit, form, "rate", most=99, hint=True)
        number_field(visit, form, "war", most=100)
        number_field(visit, form, "seed", most=10**6)
        tick(visit, form, "alone")

    def question(self, form: Form) -> ProjectsQuestion:
        """Return the question of a form; raises InputError with everything that is wrong."""
        return question_of(form)

    def check(self, question: ProjectsQuestion) -> None:
        """Hold a question against its cases."""
        self._visit.server.projects.check(question)

    def known(self, question: ProjectsQuestion) -> ProjectsView | None:
        """Return the answer if it is known."""
        return self._visit.server.projects.known(question)

    async def answer(self, question: ProjectsQuestion, tell: Tell) -> ProjectsView:
        """Have it answered."""
        return await self._visit.server.projects.finance(self._visit.session, question, tell)

    def draw(self, question: ProjectsQuestion, answer: ProjectsView) -> None:
        """Draw sections, charts and downloads."""
        visit, language = self._visit, self._visit.language
        words = answer.speaker(language).words
        found = sections_of(answer, language, charts=False)
        show_sections(
            words,
            [one for one in found if one.name not in ASKED_FIRST],
            {
                "finance": lambda: _worth_figure(visit, answer),
                "support": lambda: _mix_figure(visit, answer),
                "gaps": lambda: _gap_figure(visit, answer),
            },
        )
        files = Files(
            "projects",
            lambda: projects_data(answer, language),
            lambda: dict(projects_tables(projects_data(answer, language))),
            lambda: render_projects(answer, language),
        )
        show_downloads(visit, self._form, files, command_of(visit, question))


def usual_of(case: Case) -> dict[str, str]:
    """Return the form as it is at first: with a floor where the case states a usual one."""
    stated = case.settings.usual
    if stated.floor_usd_per_kg is None or not stated.floor_material:
        return USUAL
    return {"cases": "", "floor": f"{stated.floor_usd_per_kg:g}", **USUAL}


def question_of(form: Form) -> ProjectsQuestion:
    """Return the question that a form asks.

    Raises:
        InputError: With everything that is wrong with it.
    """
    problems: list[Problem] = []
    request: ProjectsRequest = model_of(ProjectsRequest, asked_of(form), problems)
    return ProjectsQuestion(form.names("cases"), request)


def asked_of(form: Form) -> dict[str, Any]:
    """Return what a form asks of projects, as the fields of a request."""
    asked: dict[str, Any] = {"floor_usd_per_kg": number_of(form["floor"])} if "floor" in form.usual else {}
    for name, field in (("futures", "futures"), ("seed", "seed")):
        asked[field] = number_of(form[name])
    if form["rate"]:
        asked["discount_rate"] = share_of(form["rate"])
    if "war" in form.usual:
        asked["war_price_share"] = share_of(form["war"])
    if "alone" in form.usual:
        asked["alone"] = form["alone"] == "yes"
    return asked


def command_of(visit: Visit, question: ProjectsQuestion) -> str:
    """Return the command that answers a question."""
    request = question.request
    parts = ["didymium", "projects", *case_arguments(visit, question.cases), "--finance", "--deposits"]
    floor = ["--floor", f"{request.floor_usd_per_kg:.15g}"] if request.floor_usd_per_kg else []
    parts += [*floor, *drawn_arguments(request)]
    parts += ["--war-price", f"{request.war_price_share:.15g}", *(["--alone"] if request.alone else [])]
    return shlex.join([*parts, "--out", "out/projects"])


def case_arguments(visit: Visit, cases: tuple[str, ...]) -> list[str]:
    """Return the arguments that name some cases, the first one by itself."""
    server = visit.server
    own = server.case.settings.name
    names = [server.case_argument if name == own else name for name in cases or (own,)]
    found = [names[0], *(["--with", ",".join(names[1:])] if names[1:] else [])]
    overlay = server.overlay_argument
    return [
        *found,
        *(["--overlay", overlay] if overlay is not None and (not cases or cases[0] == own) else []),
    ]


def drawn_arguments(request: ProjectsRequest) -> list[str]:
    """Return the options that say which futures are drawn and at which rate they are judged."""
    found = ["--futures", str(request.futures), "--seed", str(request.seed)]
    if request.discount_rate is not None:
        found += ["--discount-rate", f"{request.discount_rate:.15g}"]
    return found


def model_sources(visit: Visit) -> list[From]:
    """Say what worked-out figures rest on."""
    return [From(visit.words("web.floor.model")), From(visit.words("web.projects.sources"), "/evidence")]


def _worth_figure(visit: Visit, view: ProjectsView) -> None:
    words = view.speaker(visit.language).words
    if assessed(view):
        FigureCard(
            visit,
            "projects_worth",
            words("web.projects.worth"),
            worth_options(view, visit.language),
            worth_numbers(view),
            note=words("web.projects.worth_note"),
            sources=model_sources(visit),
            height_rem=height_rem(len(assessed(view)), 2.0),
        )


def _mix_figure(visit: Visit, view: ProjectsView) -> None:
    words, rows = view.speaker(visit.language).words, mix_rows(view)
    if rows:
        FigureCard(
            visit,
            "projects_mixes",
            words("web.projects.mixes"),
            mix_options(view, visit.language),
            mix_numbers(view),
            note=words("web.projects.mixes_note"),
            sources=model_sources(visit),
            height_rem=height_rem(len({row.project for row in rows}), 2.2),
        )
    else:
        Tag("p", words("web.projects.no_mixes"), classes="quiet")


def _gap_figure(visit: Visit, view: ProjectsView) -> None:
    words, numbers = view.speaker(visit.language).words, gap_numbers(view)
    if numbers.height:
        FigureCard(
            visit,
            "projects_gaps",
            words("web.projects.gaps_closed"),
            gap_options(view, visit.language),
            numbers,
            note=words("web.projects.gaps_closed_note"),
            sources=model_sources(visit),
            height_rem=height_rem(numbers["material"].n_unique(), 1.6),
        )
