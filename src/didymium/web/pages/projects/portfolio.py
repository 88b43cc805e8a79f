"""Portfolio: which projects to back under a budget, when and with what, and what that avoids."""

from __future__ import annotations

import re
import shlex
from typing import Any

from didymium.decisions.investment.request import PortfolioRequest
from didymium.files.problems import Problem
from didymium.views.portfolio.data import portfolio_data
from didymium.views.portfolio.files import portfolio_tables
from didymium.views.portfolio.report import render_portfolio
from didymium.views.portfolio.sections import sections_of
from didymium.views.portfolio.view import PortfolioView
from didymium.views.wording import words_for
from didymium.web.engine.projects import PORTFOLIO_STEPS, ProjectsQuestion
from didymium.web.engine.shared import Tell
from didymium.web.look.figure import FigureCard
from didymium.web.look.forms import choice_field, text_field
from didymium.web.look.html import button, download
from didymium.web.look.visit import Visit
from didymium.web.pages.projects.asked import Form, model_of, number_of
from didymium.web.pages.projects.axes import height_rem
from didymium.web.pages.projects.board import AnswerBoard
from didymium.web.pages.projects.downloads import Files, show_downloads
from didymium.web.pages.projects.fields import case_boxes, number_field, tick
from didymium.web.pages.projects.finance import asked_of, case_arguments, drawn_arguments, model_sources
from didymium.web.pages.projects.portfolio_charts import (
    adds_numbers,
    adds_options,
    chosen_bars,
    frontier_numbers,
    frontier_options,
    loss_numbers,
    loss_options,
    pair_numbers,
    pair_options,
)
from didymium.web.pages.projects.sections import show_sections
from didymium.web.pages.projects.timeline import timeline_numbers, timeline_options

USUAL = {
    "cases": "", "budget": "3", "own": "", "funders": "", "linked": "", "aim": "least_loss", "futures": "4",
    "seed": "1", "rate": "", "frontier": "yes",
}  # fmt: skip
BUDGETS = ("1", "3", "10")
AIMS = ("least_loss", "worth_it")
FRONTIER = (0.33, 3.0)
"""Multiples of the budget that are also tried."""
_LINE = re.compile(r"\s*([A-Za-z]{2,10})\s+([0-9.]+)\s*")
MILLION_PER_BILLION = 1000.0
BUDGET_FILE = "budgets.csv"


class PortfolioBoard(AnswerBoard[ProjectsQuestion, PortfolioView]):
    """One tab of a browser on portfolios."""

    steps = PORTFOLIO_STEPS

    def draw_controls(self, form: Form) -> None:
        """Draw what may be asked."""
        visit, words = self._visit, self._visit.words
        case_boxes(visit, form)
        budgets = {name: words("web.projects.billion", amount=name) for name in BUDGETS}
        value = form["budget"] if form["budget"] in BUDGETS else "own"
        budgets["own"] = words("web.projects.budget_own")
        choice_field(words("web.projects.budget"), "budget", budgets, value)
        number_field(visit, form, "own", most=10000)
        hint = words("web.projects.funders_hint")
        text_field(words("web.projects.funders"), "funders", form["funders"], hint=hint)
        tick(visit, form, "linked")
        aims = {name: words(f"web.projects.aim_{name}") for name in AIMS}
        choice_field(words("web.projects.aim"), "aim", aims, form["aim"])
        number_field(visit, form, "futures", least=2, most=24, hint=True)
        number_field(visit, form, "seed", most=10**6)
        tick(visit, form, "frontier")

    def question(self, form: Form) -> ProjectsQuestion:
        """Return the question of a form; raises InputError with everything that is wrong."""
        return question_of(form)

    def check(self, question: ProjectsQuestion) -> None:
        """Hold a question against its cases."""
        self._visit.server.projects.check(question)

    def known(self, question: ProjectsQuestion) -> PortfolioView | None:
        """Return the answer if it is known."""
        return self._visit.server.projects.known_portfolio(question)

    async def answer(self, question: ProjectsQuestion, tell: Tell) -> PortfolioView:
        """Have it answered."""
        return await self._visit.server.projects.portfolio(self._visit.session, question, tell)

    def draw(self, question: ProjectsQuestion, answer: PortfolioView) -> None:
        """Draw sections, charts and downloads."""
        visit = self._visit
        words = words_for(answer.naming, visit.language)
        show_sections(
            words,
            sections_of(words, answer, charts=False),
            {
                "answer": lambda: _timeline_figure(visit, answer),
                "losses": lambda: _loss_figure(visit, answer),
                "adds": lambda: _adds_figures(visit, answer),
                "frontier": lambda: _frontier_figure(visit, answer),
            },
        )
        files = Files(
            "portfolio",
            lambda: portfolio_data(answer),
            lambda: portfolio_tables(portfolio_data(answer)),
            lambda: render_portfolio(words, answer),
        )
        show_downloads(visit, self._form, files, command_of(visit, question))
        request = question.request
        assert isinstance(request, PortfolioRequest)
        if request.budgets[0].funders:
            content = budget_file(request).encode()
            said = visit.words("web.projects.budget_file", file=BUDGET_FILE)
            button(said, lambda _: download(content, BUDGET_FILE), id="projects-budgets")


def question_of(form: Form) -> ProjectsQuestion:
    """Return the question that a form asks.

    Raises:
        InputError: With everything that is wrong with it.
    """
    problems: list[Problem] = []
    lines = budgets_of(form, problems)
    asked: dict[str, Any] = {**asked_of(form), "budgets": lines, "aim": form["aim"]}
    if form["frontier"] == "yes":
        asked["frontier"] = FRONTIER
    if form["linked"] == "yes":
        asked["link"] = tuple(line["funders"][0] for line in lines if line.get("funders"))
    request: PortfolioRequest = model_of(PortfolioRequest, asked, problems)
    return ProjectsQuestion(form.names("cases"), request)


def budgets_of(form: Form, problems: list[Problem]) -> list[dict[str, Any]]:
    """Return the budgets that a form states: by funder where any are named, else one for all."""
    if not form["funders"]:
        text = form["own"] if form["budget"] == "own" else form["budget"]
        amount = number_of(text)
        if isinstance(amount, str):
            remedy = "write billion US dollars, such as 2.5"
            problems.append(Problem("form", "is no amount", None, "budget", text, remedy))
            return []
        return [{"amount_million": amount * MILLION_PER_BILLION}]
    found = []
    for part in form["funders"].split(","):
        line = _LINE.fullmatch(part)
        amount = number_of(line[2]) if line else ""
        if line is None or isinstance(amount, str):
            remedy = "write regions with billion US dollars: JPN 2, USA 3"
            problems.append(Problem("form", "is no budget", None, "funders", part.strip(), remedy))
        else:
            found.append({"funders": (line[1].upper(),), "amount_million": amount * MILLION_PER_BILLION})
    return found


def command_of(visit: Visit, question: ProjectsQuestion) -> str:
    """Return the command that answers a question."""
    request = question.request
    assert isinstance(request, PortfolioRequest)
    parts = ["didymium", "portfolio", *case_arguments(visit, question.cases)]
    first = request.budgets[0]
    amount = BUDGET_FILE if first.funders else f"{first.amount_million / MILLION_PER_BILLION:.15g}"
    parts += ["--budget", amount]
    parts += ["--aim", request.aim, *drawn_arguments(request)]
    parts += ["--link", ",".join(request.link)] if request.link else []
    if request.frontier:
        parts += ["--frontier", ",".join(f"{factor:.15g}" for factor in request.frontier)]
    return shlex.join([*parts, "--out", "out/portfolio"])


def budget_file(request: PortfolioRequest) -> str:
    """Return budgets by funder as the file that the command takes."""
    rows = [f"{' '.join(line.funders)},{line.amount_million:.15g}" for line in request.budgets]
    return "\n".join(["funders,amount_million", *rows]) + "\n"


def _timeline_figure(visit: Visit, view: PortfolioView) -> None:
    words, bars = words_for(view.naming, visit.language), chosen_bars(view, visit.language)
    if bars:
        FigureCard(
            visit,
            "portfolio_timeline",
            words("web.projects.chosen"),
            timeline_options(words, bars),
            timeline_numbers(bars),
            note=words("web.projects.chosen_note"),
            sources=model_sources(visit),
            height_rem=height_rem(len(bars)),
        )


def _loss_figure(visit: Visit, view: PortfolioView) -> None:
    words = words_for(view.naming, visit.language)
    FigureCard(
        visit,
        "portfolio_losses",
        words("web.projects.losses"),
        loss_options(words, view),
        loss_numbers(view),
        note=words("web.projects.losses_note"),
        sources=model_sources(visit),
        height_rem=height_rem(len(view.answer.futures) + 2, 2.0),
    )


def _adds_figures(visit: Visit, view: PortfolioView) -> None:
    words = words_for(view.naming, visit.language)
    if view.answer.additions:
        FigureCard(
            visit,
            "portfolio_adds",
            words("web.projects.adds"),
            adds_options(words, view),
            adds_numbers(view),
            note=words("web.projects.adds_note"),
            sources=model_sources(visit),
            height_rem=height_rem(len(view.answer.additions), 2.2),
        )
    if view.answer.pairs:
        FigureCard(
            visit,
            "portfolio_pairs",
            words("web.projects.pairs"),
            pair_options(words, view),
            pair_numbers(view),
            note=words("web.projects.pairs_note"),
            sources=model_sources(visit),
            height_rem=height_rem(len(view.answer.pairs), 3.2),
        )


def _frontier_figure(visit: Visit, view: PortfolioView) -> None:
    words = words_for(view.naming, visit.language)
    FigureCard(
        visit,
        "portfolio_frontier",
        words("web.projects.frontier_title"),
        frontier_options(words, view),
        frontier_numbers(view),
        note=words("web.projects.frontier_note"),
        sources=model_sources(visit),
        height_rem=19.0,
    )
