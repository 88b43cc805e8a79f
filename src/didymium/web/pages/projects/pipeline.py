"""The pipeline: projects on a map and on a timeline, and everything that is known of one of them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from didymium.decisions.finance.problems import FinanceError
from didymium.ensemble.running.worker import NO_ANSWER
from didymium.files.problems import InputError
from didymium.views.projects.chart_data import time_bars
from didymium.views.projects.sections import sections_of
from didymium.views.projects.view import ProjectsView
from didymium.views.several_cases import cited_sources
from didymium.web.look.asking import show_refusal
from didymium.web.look.figure import FigureCard, From
from didymium.web.look.html import Tag, field, select, set_address
from didymium.web.look.visit import Visit
from didymium.web.look.world import MAPS
from didymium.web.pages.projects.asked import PATH, SEPARATOR, Form, form_of
from didymium.web.pages.projects.axes import height_rem
from didymium.web.pages.projects.map import STATUSES, map_numbers, map_options, places
from didymium.web.pages.projects.minerals import MINERALS, mineral_of
from didymium.web.pages.projects.one_project import show_project
from didymium.web.pages.projects.sections import show_sections
from didymium.web.pages.projects.timeline import timeline_numbers, timeline_options

USUAL = {"cases": "", "mineral": "", "status": "", "picked": ""}
TABLES = ("projects", "project_stakes")
"""Tables that the figures rest on."""
MOST_CITED = 4


async def show_pipeline(visit: Visit) -> None:
    """Draw the part as the address has it."""
    words = visit.words
    Tag("p", words("web.projects.lead_pipeline"), classes="lead")
    form = form_of("pipeline", USUAL, visit.query)
    names = form.names("cases") or visit.server.projects.cases.names
    try:
        view = await asyncio.to_thread(visit.server.projects.pipeline, names)
    except (InputError, FinanceError, *NO_ANSWER) as error:
        show_refusal(visit, error)
        return
    _Pipeline(visit, view, form).show()


class _Pipeline:
    """One tab of a browser on the pipeline."""

    def __init__(self, visit: Visit, view: ProjectsView, form: Form) -> None:
        self._visit, self._whole, self._form = visit, view, form
        self._words = view.speaker(visit.language).words

    def show(self) -> None:
        words, language = self._words, self._visit.language
        with Tag("div", classes="grid"):
            self._select("cases", self._cases())
            self._select(
                "mineral", {name: words(f"web.projects.mineral_{name}") for name in self._minerals()}
            )
            self._select("status", {name: words(f"projects.status.{name}") for name in self._statuses()})
            self._pick_place = Tag("div")
        self._said = Tag("p", self._count(), role="status", aria_live="polite", id="projects-status")
        shown = self._shown()
        found, bars = places(shown.rows), time_bars(shown, language)
        self._map = FigureCard(
            self._visit,
            "projects_map",
            words("projects.chart.map"),
            map_options(shown, language, found, self._picked),
            map_numbers(shown, language, found),
            note=words("web.projects.map_note", marks=self._marks()),
            sources=self._sources(),
            maps=MAPS,
            height_rem=30.0,
            level="h2",
        )
        self._detail = Tag("section", classes="response", aria_label=words("web.projects.one"), id="project")
        self._timeline = FigureCard(
            self._visit,
            "projects_timeline",
            words("projects.chart.timeline"),
            timeline_options(words, bars),
            timeline_numbers(bars),
            note=words("web.projects.timeline_note"),
            sources=self._sources(),
            height_rem=height_rem(len(bars), 1.6),
            level="h2",
        )
        self._map.chart.on_point(self._click_map)
        self._timeline.chart.on_point(self._click_bar)
        self._tables = Tag("div", classes="response")
        self._put_pick()
        self._put_detail()
        self._put_tables()

    def _cases(self) -> dict[str, str]:
        return {name: name.replace("_", " ") for name in self._visit.server.projects.cases.names}

    def _minerals(self) -> list[str]:
        found = {mineral_of(row) for row in self._whole.rows}
        return [name for name in MINERALS if name in found]

    def _statuses(self) -> list[str]:
        found = {row.candidate.project.status for row in self._whole.rows}
        return [name for name in STATUSES if name in found]

    def _marks(self) -> str:
        return self._words("list.comma").join(
            self._words(f"web.projects.mark_{name}", status=self._words(f"projects.status.{name}"))
            for name in self._statuses()
        )

    def _select(self, name: str, options: Mapping[str, str]) -> None:
        words = self._words
        value = self._form[name] if self._form[name] in options else ""
        every = {"": words(f"web.projects.every_{name}"), **options}

        async def choose(chosen: str) -> None:
            await self._choose(name, chosen)

        field(words(f"web.projects.{name}"), lambda identifier: select(identifier, every, value, choose))

    @property
    def _picked(self) -> str:
        names = {row.name for row in self._whole.rows}
        return self._form["picked"] if self._form["picked"] in names else ""

    def _shown(self) -> ProjectsView:
        mineral, status = self._form["mineral"], self._form["status"]
        rows = tuple(
            row
            for row in self._whole.rows
            if (not mineral or mineral_of(row) == mineral)
            and (not status or row.candidate.project.status == status)
        )
        return replace(self._whole, rows=rows)

    def _count(self) -> str:
        return self._words("web.projects.shown", count=len(self._shown().rows), all=len(self._whole.rows))

    async def _choose(self, name: str, chosen: str) -> None:
        self._form = replace(self._form, fields={**self._form.fields, name: chosen})
        query = self._visit.address("", **self._form.parameters).removeprefix("?")
        set_address(PATH, query)
        if name == "cases":
            view = self._visit.server.projects.pipeline
            names = tuple(part for part in chosen.split(SEPARATOR) if part)
            every = self._visit.server.projects.cases.names
            self._whole = await asyncio.to_thread(view, names or every)
            self._words = self._whole.speaker(self._visit.language).words
        self._draw(is_list=name != "picked")

    def _draw(self, *, is_list: bool) -> None:
        shown, language, words = self._shown(), self._visit.language, self._words
        self._said.say(self._count())
        found = places(shown.rows)
        self._map.show(map_options(shown, language, found, self._picked), map_numbers(shown, language, found))
        if is_list:
            bars = time_bars(shown, language)
            self._timeline.chart.style(f"height:{height_rem(len(bars), 1.6)}rem")
            self._timeline.show(timeline_options(words, bars), timeline_numbers(bars))
            self._put_pick()
            self._put_tables()
        self._put_detail()

    def _put_pick(self) -> None:
        """Draw the list of projects: keyboards pick from it what a click on the map does."""
        words, language = self._words, self._visit.language
        options = {"": words("web.projects.pick_none")}
        options |= {row.name: row.candidate.project.name_in(language) for row in self._shown().rows}
        value = self._picked if self._picked in options else ""

        async def choose(chosen: str) -> None:
            await self._choose("picked", chosen)

        self._pick_place.clear()
        with self._pick_place:
            field(words("web.projects.pick"), lambda identifier: select(identifier, options, value, choose))

    async def _click_map(self, point: Mapping[str, object]) -> None:
        data = point.get("data")
        name = data.get("id") if isinstance(data, Mapping) else None
        await self._click(str(name))

    async def _click_bar(self, point: Mapping[str, object]) -> None:
        language = self._visit.language
        rows = self._shown().rows
        label = str(point.get("name"))
        data = point.get("data")
        value = data.get("value") if isinstance(data, Mapping) else None
        if isinstance(value, list) and len(value) == 2:
            bars = time_bars(self._shown(), language)
            label = bars[int(value[1])].label
        await self._click(
            next((row.name for row in rows if row.candidate.project.name_in(language) == label), "")
        )

    async def _click(self, name: str) -> None:
        if any(row.name == name for row in self._whole.rows):
            await self._choose("picked", name)
            self._put_pick()

    def _put_detail(self) -> None:
        self._detail.clear()
        row = next((row for row in self._whole.rows if row.name == self._picked), None)
        with self._detail:
            if row is None:
                Tag("p", self._words("web.projects.pick_hint"), classes="quiet")
            else:
                answered = self._visit.server.projects.last_finance(row.name)
                show_project(self._visit, self._whole, row, answered)

    def _put_tables(self) -> None:
        self._tables.clear()
        with self._tables:
            show_sections(self._words, sections_of(self._shown(), self._visit.language, charts=False), {})

    def _sources(self) -> list[From]:
        """Return the sources that the tables behind the figures cite most."""
        cited = cited_sources(self._whole.cases, TABLES)
        return [
            From(one.title, self._visit.address("/evidence", source=one.source)) for one in cited[:MOST_CITED]
        ]
