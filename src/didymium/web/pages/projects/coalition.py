"""Coalition: what each member adds, fair shares, whether a split holds, and who would rather stay out."""

from __future__ import annotations

import shlex
from typing import Any

import polars as pl

from didymium.case.usual import usual
from didymium.decisions.alliance.members import parts_of
from didymium.decisions.alliance.request import CoalitionRequest
from didymium.files.problems import Problem
from didymium.scenario.reading import restricting_scenarios
from didymium.views.coalition.charts import Bars, candidate_bars, loss_bars, share_bars
from didymium.views.coalition.data import best_data, coalition_data
from didymium.views.coalition.files import coalition_tables
from didymium.views.coalition.naming import set_name
from didymium.views.coalition.report import render_coalition
from didymium.views.coalition.sections import sections_of
from didymium.views.coalition.view import CoalitionView
from didymium.views.wording import Words
from didymium.web.engine.coalitions import STEPS
from didymium.web.engine.shared import Tell
from didymium.web.look.chart import Options
from didymium.web.look.figure import FigureCard
from didymium.web.look.forms import choice_field
from didymium.web.look.visit import Visit
from didymium.web.pages.projects.asked import MEMBER, SCENARIO, Form, model_of, number_of
from didymium.web.pages.projects.axes import amounts, bar, height_rem, lying
from didymium.web.pages.projects.board import AnswerBoard
from didymium.web.pages.projects.downloads import Files, show_downloads
from didymium.web.pages.projects.fields import boxes, number_field, tick
from didymium.web.pages.projects.finance import model_sources
from didymium.web.pages.projects.sections import show_sections

USUAL = {"members": "", "scenarios": "", "days": "180", "newcomer": "", "abroad": ""}
FIRST_MEMBERS = 5
"""So many of the case's usual members are asked about at first: all ten take longer."""
MILLION = 1e6


class CoalitionBoard(AnswerBoard[CoalitionRequest, CoalitionView]):
    """One tab of a browser on alliances."""

    steps = STEPS

    def draw_controls(self, form: Form) -> None:
        """Draw what may be asked."""
        visit, words = self._visit, self._visit.words
        server = visit.server
        offered = list(server.case.settings.usual.members) or [row.region for row in server.case.regions]
        here = form.names("members") or first_members(visit)
        boxes(words("web.projects.members"), MEMBER, offered, here, lambda name: _said(words, name))
        newcomers = {"": words("web.projects.newcomer_any")} | {
            parts_of(name)[0]: _said(words, name) for name in offered
        }
        choice_field(words("web.projects.newcomer"), "newcomer", newcomers, form["newcomer"])
        titles = {name: server.shipped[name].title for name in restricting_scenarios(server.case)}
        ticked = form.names("scenarios") or tuple(titles)
        boxes(words("web.projects.scenarios"), SCENARIO, titles, ticked, lambda name: titles.get(name, name))
        number_field(visit, form, "days", least=1, most=3660)
        tick(visit, form, "abroad")

    def question(self, form: Form) -> CoalitionRequest:
        """Return the question of a form; raises InputError with everything that is wrong."""
        return question_of(self._visit, form)

    def check(self, question: CoalitionRequest) -> None:
        """Hold a question against its cases."""
        self._visit.server.coalitions.check(question)

    def known(self, question: CoalitionRequest) -> CoalitionView | None:
        """Return the answer if it is known."""
        return self._visit.server.coalitions.known(question)

    async def answer(self, question: CoalitionRequest, tell: Tell) -> CoalitionView:
        """Have it answered."""
        return await self._visit.server.coalitions.answer(self._visit.session, question, tell)

    def draw(self, question: CoalitionRequest, answer: CoalitionView) -> None:
        """Draw sections, charts and downloads."""
        visit, words = self._visit, self._visit.words

        def joining() -> None:
            _figure(visit, "coalition_losses", loss_bars(answer))
            _figure(visit, "coalition_candidates", candidate_bars(answer))

        show_sections(
            words,
            sections_of(words, answer, charts=False),
            {
                "joining": joining,
                "shares": lambda: _figure(visit, "coalition_shares", share_bars(answer)),
                "sets": lambda: _sets_figure(visit, answer),
            },
        )
        files = Files(
            "coalition",
            lambda: coalition_data(answer),
            lambda: coalition_tables(coalition_data(answer)),
            lambda: render_coalition(words, answer),
        )
        show_downloads(visit, self._form, files, command_of(visit, question))


def question_of(visit: Visit, form: Form) -> CoalitionRequest:
    """Return the question that a form asks.

    Raises:
        InputError: With everything that is wrong with it.
    """
    problems: list[Problem] = []
    every = restricting_scenarios(visit.server.case)
    named = form.names("scenarios")
    asked: dict[str, Any] = {
        "members": form.names("members") or first_members(visit),
        # All of them, alike, is what is asked without any.
        "scenarios": () if set(named) == set(every) else [{"name": name} for name in named],
        "days": number_of(form["days"]),
        "newcomer": form["newcomer"],
        "give_way_abroad": form["abroad"] == "yes",
    }
    request: CoalitionRequest = model_of(CoalitionRequest, asked, problems)
    return request


def first_members(visit: Visit) -> tuple[str, ...]:
    """Return the members that are asked about at first."""
    return usual(visit.server.case).members[:FIRST_MEMBERS]


def command_of(visit: Visit, request: CoalitionRequest) -> str:
    """Return the command that answers a question."""
    server = visit.server
    parts = ["didymium", "coalition", server.case_argument, "--members", ",".join(request.members)]
    if request.scenarios:
        parts += ["--scenarios", ",".join(one.name for one in request.scenarios)]
    parts += ["--days", str(request.days)]
    parts += ["--newcomer", request.newcomer] if request.newcomer else []
    parts += ["--give-way-abroad"] if request.give_way_abroad else []
    parts += ["--overlay", server.overlay_argument] if server.overlay_argument else []
    return shlex.join([*parts, "--out", "out/coalition"])


def _said(words: Words, name: str) -> str:
    return words.region(parts_of(name)[0])


def _figure(visit: Visit, name: str, bars: Bars) -> None:
    words = visit.words
    if bars.members:
        FigureCard(
            visit,
            name,
            words(f"coalition.chart.{bars.name}"),
            bar_options(words, bars),
            bar_numbers(bars),
            note=words("coalition.chart.unit"),
            sources=model_sources(visit),
            height_rem=height_rem(len(bars.members), 0.9 + 0.8 * len(bars.series)),
        )


def bar_options(words: Words, bars: Bars) -> Options:
    """Return bars side by side for each member."""
    series = [
        bar(words(f"coalition.chart.{bars.name}_{name}"), place + 1, values)
        for place, (name, values) in enumerate(bars.series)
    ]
    labels = [words.region(name) for name in bars.members]
    return lying(labels, amounts(words("coalition.chart.unit")), series)


def bar_numbers(bars: Bars) -> pl.DataFrame:
    """Return the numbers of bars, US dollars."""
    columns: dict[str, Any] = {"member": list(bars.members)}
    columns |= {f"{name}_usd": [value * MILLION for value in values] for name, values in bars.series}
    return pl.DataFrame(columns)


def _sets_figure(visit: Visit, view: CoalitionView) -> None:
    words, rows = visit.words, best_data(view.answer)
    if not rows:
        return
    series = [
        bar(words(f"coalition.chart.sizes_{name}"), place + 1, [row[f"{name}_usd_million"] for row in rows])
        for place, name in enumerate(("value", "least_value"))
    ]
    labels = [set_name(words, row["members"]) for row in rows]
    numbers = pl.DataFrame({
        "set": [" ".join(row["members"]) for row in rows],
        **{
            f"{name}_usd": [row[f"{name}_usd_million"] * MILLION for row in rows]
            for name in ("value", "least_value", "tail")
        },
    })  # fmt: skip
    FigureCard(
        visit,
        "coalition_sets",
        words("coalition.chart.sizes"),
        lying(labels, amounts(words("coalition.chart.unit")), series),
        numbers,
        note=words("coalition.chart.unit"),
        sources=model_sources(visit),
        height_rem=height_rem(len(rows), 2.6),
    )
