"""Programmes: Japan's and Korea's investment in the United States as known on a day."""

from __future__ import annotations

import asyncio
import datetime as dt
import shlex
from dataclasses import replace

import polars as pl

from didymium.decisions.finance.problems import FinanceError
from didymium.decisions.programmes.dollars import DollarSheet
from didymium.decisions.programmes.members import MEMBERS
from didymium.files.problems import InputError, Problem
from didymium.views.projects.data import projects_data
from didymium.views.projects.export import projects_tables
from didymium.views.projects.report import render_projects
from didymium.views.projects.sections import sections_of
from didymium.views.projects.view import ProgrammeView, ProjectsView
from didymium.views.wording import Words
from didymium.web.look.asking import show_refusal
from didymium.web.look.chart import Options
from didymium.web.look.figure import FigureCard, From
from didymium.web.look.forms import address_form, choice_field, send_button, text_field
from didymium.web.look.html import Tag
from didymium.web.look.visit import Visit, today
from didymium.web.pages.projects.asked import PATH, form_of
from didymium.web.pages.projects.axes import amounts, bar
from didymium.web.pages.projects.downloads import Files, show_downloads
from didymium.web.pages.projects.sections import show_sections

USUAL = {"member": "JPN", "day": ""}
SHOWN = ("programme", "decisions", "split", "dollars", "refusal", "scores")
PARTS = ("income", "bonds", "rest")
BILLION = 1e9


async def show_programmes(visit: Visit) -> None:
    """Draw the programme that the address asks for."""
    words, form = visit.words, form_of("programmes", USUAL, visit.query)
    Tag("p", words("web.projects.lead_programmes"), classes="lead")
    with address_form(PATH, classes="card row", part="programmes"):
        members = {name: words.region(name) for name in MEMBERS}
        choice_field(words("web.projects.member"), "member", members, form["member"])
        text_field(words("web.projects.day"), "day", form["day"] or today().isoformat(), kind="date")
        send_button(words("web.projects.show"))
    try:
        day = _day(form["day"])
        view = await asyncio.to_thread(_view, visit, form["member"], day)
    except (InputError, FinanceError) as error:
        show_refusal(visit, error)
        return
    assert view.programme is not None
    programme, language = view.programme, visit.language
    with Tag("div", classes="response answer"):
        sections = [one for one in sections_of(view, language, charts=False) if one.name in SHOWN]
        show_sections(words, sections, {"dollars": lambda: _dollar_figure(visit, programme)})
        files = Files(
            "programme",
            lambda: projects_data(view, language),
            lambda: {
                name: table
                for name, table in projects_tables(projects_data(view, language))
                if name.startswith("programme")
            },
            lambda: render_projects(view, language),
        )
        server = visit.server
        command = ["didymium", "projects", server.case_argument, "--programme", form["member"]]
        command += ["--overlay", server.overlay_argument] if server.overlay_argument else []
        command += ["--day", day.isoformat(), "--out", "out/programme"]
        show_downloads(visit, form, files, shlex.join(command))


def _view(visit: Visit, member: str, day: dt.date) -> ProjectsView:
    desk = visit.server.projects
    return replace(desk.pipeline(), deposits=None, programme=desk.programme(member, day))


def _day(text: str) -> dt.date:
    """Return the day that an address asks about, today without one.

    Raises:
        InputError: If it is none.
    """
    if not text:
        return today()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        remedy = "write a day such as 2026-03-20"
        raise InputError([Problem("form", "is no date", None, "day", text, remedy)]) from None


def _dollar_figure(visit: Visit, programme: ProgrammeView) -> None:
    words = visit.words
    sheet = next((one for one in programme.sheet.dollars if one.lines), None)
    if sheet is not None:
        FigureCard(
            visit,
            "programme_dollars",
            words("web.projects.dollars"),
            dollar_options(words, sheet),
            dollar_numbers(sheet),
            note=words(
                "projects.dollars_of",
                schedule=words(f"projects.schedule.{sheet.schedule}"),
                income=words(f"projects.income.{sheet.income_case}"),
            ),
            sources=[From(words("web.projects.sources"), "/evidence")],
            height_rem=19.0,
        )


def dollar_options(words: Words, sheet: DollarSheet) -> Options:
    """Return what pays the outflow of each year: asset income, bonds, and what is left."""
    series = [
        bar(
            words(f"web.projects.dollars_{name}"),
            place + 1,
            [getattr(line, f"{name}_usd") / BILLION for line in sheet.lines],
            "dollars",
        )
        for place, name in enumerate(PARTS)
    ]
    return {
        "aria": {"enabled": True},
        "grid": {"left": 16, "right": 24, "top": 64, "bottom": 32, "containLabel": True},
        "legend": {"top": 0, "textStyle": {"color": "--ink"}},
        "tooltip": {"trigger": "item", "valueFormatter": "@number"},
        "xAxis": {
            "type": "category",
            "data": [str(line.year) for line in sheet.lines],
            "axisLabel": {"color": "--quiet"},
        },
        "yAxis": {
            **amounts(words("web.projects.billion_usd")),
            "nameLocation": "end",
            "nameGap": 14,
            "nameTextStyle": {"align": "left", "color": "--quiet"},
        },
        "series": series,
    }


def dollar_numbers(sheet: DollarSheet) -> pl.DataFrame:
    """Return the dollars of each year."""
    rows = [
        (str(line.year), line.outflow_usd, line.income_usd, line.bonds_usd, line.rest_usd)
        for line in sheet.lines
    ]
    schema = {
        "year": pl.String,
        **dict.fromkeys(("outflow_usd", "income_usd", "bonds_usd", "rest_usd"), pl.Float64),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
