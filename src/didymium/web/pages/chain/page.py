"""The chain: a map of plants and shipments beside a Sankey diagram of the stages, through time."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from nicegui import ui

from didymium.indicators.roles import restriction_start
from didymium.indicators.spans import spans_of_outcome
from didymium.scenario.reading import list_scenarios
from didymium.views.flows.details import describe, things_of
from didymium.views.flows.grounds import grounds_table
from didymium.views.flows.map_layers import MapLayers, map_layers
from didymium.views.flows.movements import elements_of, periods_of
from didymium.views.flows.sankey import Sankey, sankey
from didymium.views.run_view import ScenarioRun
from didymium.views.sources_view import cited_in_tables
from didymium.views.wording import Words
from didymium.web.engine.desk import Superseded
from didymium.web.look.asking import REFUSED, refusal_text, shipped_answer, show_refusal
from didymium.web.look.figure import FigureCard, From
from didymium.web.look.html import Act, Tag, announce, field, select, set_address, slider, table
from didymium.web.look.visit import Visit
from didymium.web.look.world import MAPS, drawn_regions
from didymium.web.pages.chain.diagram import sankey_options
from didymium.web.pages.chain.map import PARTS, map_note, map_options
from didymium.web.pages.chain.words import unit_said

_TABLES = ("plants", "routes", "demands", "coefficients", "contents")
"""Tables of the case that the figures rest on."""
_SOURCES_SHOWN = 4
_HEIGHT_REM = 24.0
_FACTS = "display:grid;grid-template-columns:minmax(6rem,max-content) 1fr;gap:.15rem 1rem;margin:0 0 1rem"
WHOLE = "world"
"""Part of the world that the map shows unless another is asked for."""

PATH = "/chain"


@dataclass(frozen=True)
class _View:
    """What is looked at; the address holds it."""

    element: str
    scenario: str
    period: dt.date | None
    picked: str
    part: str

    @property
    def query(self) -> dict[str, str]:
        return {
            "element": self.element,
            "scenario": self.scenario,
            "period": self.period.isoformat() if self.period else "",
            "picked": self.picked,
            "part": "" if self.part == WHOLE else self.part,
        }


@dataclass(frozen=True)
class _Found:
    """What is shown of a period."""

    layers: MapLayers
    sankey: Sankey
    things: Mapping[str, str]


async def build(visit: Visit) -> None:
    """Build the page."""
    words = visit.words
    Tag("h1", words("web.page.chain"))
    Tag("p", words("web.chain.lead"), classes="lead")
    view = _asked(visit)
    try:
        run = await shipped_answer(visit, view.scenario)
    except REFUSED as error:
        show_refusal(visit, error)
        return
    Tag("p", words("web.chain.profile", profile=run.scenario.profile), classes="quiet")
    await _ChainPage(visit, run, replace(view, period=_period(run, view.period))).build()


def _asked(visit: Visit) -> _View:
    """Return the view that the address asks for, the usual one for what it does not say or that is not
    there.
    """
    case, query = visit.server.case, visit.query
    elements, scenarios = elements_of(case), list_scenarios(case)
    element, scenario = query.get("element", ""), query.get("scenario", "")
    try:
        period = dt.date.fromisoformat(query.get("period", ""))
    except ValueError:
        period = None
    return _View(
        element if element in elements else elements[0],
        scenario if scenario in scenarios else "base" if "base" in scenarios else next(iter(scenarios), ""),
        period,
        query.get("picked", ""),
        query.get("part", "") if query.get("part", "") in PARTS else WHOLE,
    )


def _period(run: ScenarioRun, asked: dt.date | None) -> dt.date:
    """Return the period in which a day lies; the one in which the restriction begins where none was asked
    for or the run has none.
    """
    spans = spans_of_outcome(run.outcome)
    start = restriction_start(run.scenario, run.outcome)
    for day in (asked, start):
        for first, after in spans.items():
            if day is not None and first <= day < after:
                return first
    return periods_of(run.outcome)[0]


def _wide(identifier: str, options: Mapping[str, str], value: str, act: Act) -> Tag:
    """A list as wide as there is room, however long its texts are."""
    return select(identifier, options, value, act, style="width:100%")


class _ChainPage:
    """The page of one visitor: controls, two figures, details."""

    def __init__(self, visit: Visit, run: ScenarioRun, view: _View) -> None:
        self._visit, self._run, self._view, self._turn = visit, run, view, 0
        self._things: Mapping[str, str] = {}

    @property
    def _words(self) -> Words:
        return self._visit.words

    async def build(self) -> None:
        """Put everything in its place."""
        found = await asyncio.to_thread(self._find, self._view, self._run)
        words = self._words
        with Tag("section", classes="grid", aria_label=words("web.chain.choices")):
            self._put_choices()
        with Tag("div", classes="field"):
            self._time_box = Tag("div")
        self._put_time()
        self._said = announce("")
        Tag("h2", words("web.chain.figures"), classes="visually-hidden")
        with Tag("div", style="display:flex;flex-wrap:wrap;gap:1.25rem"):
            self._map, self._sankey = self._put_figures(found)
        Tag("h2", words("web.chain.details"), id="details")
        self._pick_box = Tag("div")
        self._detail_box = Tag("section", aria_labelledby="details", aria_live="polite")
        self._put_picks(found.things)
        self._put_details()

    def _put_choices(self) -> None:
        words, case = self._words, self._visit.server.case
        elements = {name: name or words("web.chain.gross_choice") for name in elements_of(case)}
        scenarios = {name: scenario.title for name, scenario in self._visit.server.shipped.items()}
        field(
            words("web.chain.element"),
            lambda identifier: _wide(identifier, elements, self._view.element, self._choose_element),
        )
        field(
            words("web.chain.scenario"),
            lambda identifier: _wide(identifier, scenarios, self._view.scenario, self._choose_scenario),
        )
        parts = {part: words(f"web.chain.part.{part}") for part in PARTS}
        field(
            words("web.chain.part"),
            lambda identifier: _wide(identifier, parts, self._view.part, self._choose_part),
        )

    def _put_time(self) -> None:
        """Put the slider, whose steps are the periods of the run."""
        periods = periods_of(self._run.outcome)
        place = periods.index(self._view.period) if self._view.period in periods else 0
        self._time_box.clear()
        with self._time_box:
            with Tag("div", classes="row"):
                Tag("label", self._words("web.chain.time"), for_="time")
                self._time_said = Tag("span", self._said_period(), classes="value")
            self._slider = slider(
                "time", 0, len(periods) - 1, 1, place, self._said_period(), self._move_time, self._tell_time
            )

    def _put_figures(self, found: _Found) -> tuple[FigureCard, FigureCard]:
        words, sources = self._words, self._sources()
        with Tag("div", style="flex:1.15 1 30rem;min-width:0"):
            drawn = FigureCard(
                self._visit,
                "chain_map",
                self._title("map"),
                map_options(words, found.layers, drawn_regions(), self._view.picked, self._view.part),
                found.layers.table,
                note=map_note(words, found.layers),
                sources=sources,
                maps=MAPS,
                height_rem=_HEIGHT_REM,
            )
        with Tag("div", style="flex:1 1 28rem;min-width:0"):
            bands = FigureCard(
                self._visit,
                "chain_sankey",
                self._title("sankey"),
                sankey_options(words, found.sankey),
                found.sankey.table,
                note=self._sankey_note(),
                sources=sources,
                height_rem=_HEIGHT_REM,
            )
        drawn.chart.style("height:clamp(16rem,40vw,24rem)")
        drawn.chart.on_point(self._click)
        bands.chart.on_point(self._click)
        return drawn, bands

    def _put_picks(self, things: Mapping[str, str]) -> None:
        """Put the list that does what a click on the map does."""
        words = self._words
        self._things = things
        options = {"": words("web.chain.pick_none"), **things}
        picked = self._view.picked if self._view.picked in options else ""
        self._pick_box.clear()
        with self._pick_box:
            field(
                words("web.chain.pick"),
                lambda identifier: _wide(identifier, options, picked, self._pick_listed),
                words("web.chain.pick_hint"),
            )

    def _put_details(self) -> None:
        words = self._words
        self._detail_box.clear()
        with self._detail_box:
            try:
                assert self._view.period is not None
                detail = describe(
                    self._visit.speaker, self._run, self._view.element, self._view.picked, self._view.period
                )
            except ValueError:
                Tag("p", words("web.chain.details_hint"), classes="quiet")
                return
            with Tag("div", classes="card"):
                Tag("h3", detail.title)
                with Tag("dl", style=_FACTS):
                    for label, value in detail.rows:
                        Tag("dt", label, classes="quiet")
                        Tag("dd", value, style="margin:0")
                with Tag("div", classes="two"):
                    for shown in detail.tables:
                        table(shown)
                grounds = grounds_table(self._visit.speaker, detail.grounds)
                Tag("p", f"{words('web.chain.from_model')} {grounds.note}", classes="quiet")
                table(grounds)

    async def _choose_element(self, element: str) -> None:
        await self._show(replace(self._view, element=element))

    async def _choose_part(self, part: str) -> None:
        await self._show(replace(self._view, part=part))

    async def _choose_scenario(self, name: str) -> None:
        self._map.stale()
        self._sankey.stale()
        # Whatever is asked for meanwhile of the old scenario is overtaken.
        self._turn += 1
        turn = self._turn
        try:
            run = await shipped_answer(self._visit, name)
        except Superseded:
            return
        except REFUSED as error:
            self._said.say(refusal_text(self._visit, error))
            ui.notify(refusal_text(self._visit, error))
            self._map.stale(False)
            self._sankey.stale(False)
            return
        if turn != self._turn:
            return
        self._run = run
        self._view = replace(self._view, scenario=name, period=_period(self._run, self._view.period))
        self._put_time()
        await self._show(self._view)

    def _tell_time(self, place: float) -> None:
        """Say the period while the slider moves."""
        said = self._said_period(periods_of(self._run.outcome)[int(place)])
        self._time_said.say(said)
        self._slider.set(aria_valuetext=said)

    async def _move_time(self, place: float) -> None:
        self._tell_time(place)
        await self._show(replace(self._view, period=periods_of(self._run.outcome)[int(place)]))

    async def _click(self, point: Mapping[str, object]) -> None:
        """Pick what was clicked: a mark or a line of the map by its identity, a country by its code, a box of
        the diagram by its region.
        """
        data = point.get("data")
        told = data if isinstance(data, Mapping) else {"region": point.get("name")}
        identity = told.get("id") or f"region:{told.get('region')}"
        if identity in self._things:
            await self._pick(str(identity))

    async def _pick(self, identity: str) -> None:
        await self._show(replace(self._view, picked=identity))

    async def _pick_listed(self, identity: str) -> None:
        """Pick from the list, which stays as it is, so that the keyboard stays in it."""
        await self._show(replace(self._view, picked=identity), is_listed=True)

    async def _show(self, view: _View, *, is_listed: bool = False) -> None:
        """Show another view; a later wish overtakes it."""
        before, self._view, self._turn = self._view, view, self._turn + 1
        turn = self._turn
        set_address(self._visit.path, self._visit.address("", **view.query).removeprefix("?"))
        found = await asyncio.to_thread(self._find, view, self._run)
        if turn != self._turn:
            return
        words = self._words
        self._map.show(
            map_options(words, found.layers, drawn_regions(), view.picked, view.part),
            found.layers.table,
            title=self._title("map"),
            note=map_note(words, found.layers),
        )
        self._sankey.show(
            sankey_options(words, found.sankey),
            found.sankey.table,
            title=self._title("sankey"),
            note=self._sankey_note(),
        )
        if not is_listed and (view.picked != before.picked or found.things != self._things):
            self._put_picks(found.things)
        self._put_details()
        self._said.say(self._title("map"))

    def _find(self, view: _View, run: ScenarioRun) -> _Found:
        words = self._words
        assert view.period is not None
        return _Found(
            map_layers(words.case, run, view.element, view.period),
            sankey(words.case, run, view.element, view.period),
            things_of(words, run, view.element, view.period),
        )

    def _said_period(self, period: dt.date | None = None) -> str:
        return self._words.period(period or self._view.period, spans_of_outcome(self._run.outcome))

    def _title(self, figure: str) -> str:
        element = self._view.element or self._words("web.chain.gross_choice")
        return self._words(f"web.chain.{figure}_title", element=element, period=self._said_period())

    def _sankey_note(self) -> str:
        return self._words("web.chain.sankey_note", unit=unit_said(self._words, self._view.element))

    def _sources(self) -> list[From]:
        """Return the sources that the tables behind the figures cite most."""
        case = self._words.case
        cited = cited_in_tables(case, _TABLES)
        shown = [From(case.sources[source].title) for source in cited[:_SOURCES_SHOWN]]
        left = len(cited) - len(shown)
        more = [From(self._words("web.chain.more_sources", count=left), "/evidence")] if left > 0 else []
        return [*shown, *more]
