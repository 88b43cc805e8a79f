"""The page: controls on one side, the answer on the other, and what happens between a move and its answer."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial

from nicegui import ui
from pydantic import ValidationError

from didymium.catalogue.database import CatalogueError
from didymium.files.problems import InputError
from didymium.indicators.roles import critical_materials, home_regions
from didymium.views.run_view import ScenarioRun
from didymium.views.service import work_out
from didymium.web.engine.desk import DeskFull, Superseded
from didymium.web.lab.link import setting_problems
from didymium.web.lab.settings import LabSettings
from didymium.web.look.asking import (
    REFUSED,
    answer_of,
    lab_begin,
    lab_scenario,
    refusal_text,
    show_refusal,
)
from didymium.web.look.html import Tag, field, link, select, set_address
from didymium.web.look.visit import Visit
from didymium.web.pages.shock_lab.answer import Answer, horizon_text
from didymium.web.pages.shock_lab.controls import Controls
from didymium.web.pages.shock_lab.keeping import Keeping, saved_links
from didymium.web.pages.shock_lab.state import LabState, state_of

PATH = "/shock-lab"
OFFERING = ("scenario", "floor_material", "club")
"""Settings on which it depends what other controls offer or say."""


async def build(visit: Visit) -> None:
    """Show the lab as an address describes it."""
    try:
        state = state_of(_opened(visit))
        # Before anything is drawn: the controls say dates that must be possible.
        lab_scenario(visit, state.settings)
    except (InputError, CatalogueError) as error:
        show_refusal(visit, error)
        link(visit.words("web.lab.start_again"), PATH, "button")
        return
    await _Lab(visit, state).show()


def _opened(visit: Visit) -> Visit:
    """Return the visit with the settings of the saved scenario that its address names, if any."""
    saved = visit.server.saved.find(visit.query["saved"]) if visit.query.get("saved") else None
    if saved is None or saved.case_name != visit.server.case.settings.name:
        return visit
    if saved.settings is None:
        return replace(visit, query={**visit.query, "scenario": f"saved:{saved.key}", "severity": "0"})
    told = {
        name: ".".join(value) if isinstance(value, list) else str(value)
        for name, value in saved.settings.items()
    }
    return replace(visit, query={**told, **visit.query})


@dataclass(frozen=True)
class Answered:
    """The last answer, and the settings that it answers."""

    settings: LabSettings
    run: ScenarioRun


class _Lab:
    """One tab of the lab."""

    def __init__(self, visit: Visit, state: LabState) -> None:
        self.visit, self.state = visit, state
        self._asked = 0
        self._pinned: dict[str, ScenarioRun] = {}
        self._answered: Answered | None = None

    async def show(self) -> None:
        """Draw the page and ask for the first answer."""
        words = self.visit.words
        Tag("h1", words("web.page.shock_lab"))
        Tag("p", words("web.lab.lead"), classes="lead")
        with Tag("div", classes="lab"):
            self._form = Tag("form", aria_label=words("web.lab.controls"), onsubmit="return false")
            self._control()
            with Tag("section", aria_label=words("web.lab.answer")):
                self._view()
                Keeping(self.visit, lambda: self.state, self.pin, self._say)
                saved_links(self.visit)
                self._status = Tag(
                    "p", "", classes="quiet", role="status", aria_live="polite", id="lab-status"
                )
                self._answer = Answer(self.visit)
        for name, pinned in self.state.pins.items():
            run = await self._solved(pinned, is_whole=True)
            if run is not None:
                self._pinned[name] = run
        await self._ask()

    def _control(self, focus: str = "") -> None:
        """Draw the controls, anew where what they offer depends on what was chosen."""
        settings = self.state.settings
        try:
            begin = lab_begin(self.visit, settings)
        except InputError:
            begin = settings.begin
        self._form.clear()
        with self._form:
            Controls(self.visit, settings, begin, self.change).show()
        if focus:
            ui.run_javascript(f"document.getElementsByName('{focus}')[0]?.focus()")

    def _view(self) -> None:
        """Which member and which material the charts show."""
        words, case = self.visit.words, self.visit.server.case
        homes = home_regions(case)
        others = [row.region for row in case.regions if row.region not in homes]
        regions = {code: words.region(code) for code in (*homes, *others)}
        first = critical_materials(case)
        rest = [row.material for row in case.materials if row.material not in first]
        materials = {code: words.material(code) for code in (*first, *rest)}
        with Tag("div", classes="row"):
            field(
                words("web.lab.region"),
                lambda name: select(name, regions, self.state.region, lambda code: self._look(region=code)),
            )
            field(
                words("web.lab.material"),
                lambda name: select(
                    name, materials, self.state.material, lambda code: self._look(material=code)
                ),
            )

    async def change(self, **update: object) -> None:
        """Take a move of a control and show what follows."""
        if update.get("scenario") and not self.state.settings.scenario:
            # A scenario brings its own events: the sliders' restriction comes on top only if asked for.
            update["severity"] = 0
        values = {**self.state.settings.model_dump(), **update}
        try:
            settings = LabSettings.model_validate(values)
        except ValidationError as error:
            self._say(refusal_text(self.visit, setting_problems(error, values)))
            return
        self.state = replace(self.state, settings=settings)
        set_address(PATH, self.state.query())
        for name in OFFERING:
            if name in update:
                with self._status:
                    self._control(focus=name)
        await self._ask()

    async def pin(self, name: str) -> None:
        """Keep the scenario at hand beside those to come."""
        answered = self._answered
        if answered is None:
            return
        # What is pinned is what was answered: the settings may have moved on since.
        self.state = replace(self.state, pins={**self.state.pins, name: answered.settings})
        self._pinned[name] = answered.run
        set_address(PATH, self.state.query())
        await self._show()
        self._say(self.visit.words("web.lab.pinned", name=name.upper()))

    async def _look(self, region: str = "", material: str = "") -> None:
        region, material = region or self.state.region, material or self.state.material
        self.state = replace(self.state, region=region, material=material)
        set_address(PATH, self.state.query())
        await self._show()

    async def _show(self) -> None:
        """Draw the last answer anew, for another region or beside another pin; greyed still if a newer one is
        on its way.
        """
        answered = self._answered
        if answered is None or not await self._worked_out(answered.run):
            return
        state = replace(self.state, settings=answered.settings)
        self._answer.show_first(state, answered.run)
        self._answer.show_rest(state, answered.run, self._pinned)
        if answered.settings != self.state.settings:
            self._answer.stale()

    async def _ask(self) -> None:
        """Ask for the answer to the settings; the old one stays, greyed, until the new one is there, and an
        answer that comes too late is dropped.
        """
        self._asked += 1
        asked, begun, state = self._asked, time.perf_counter(), self.state
        self._answer.stale()
        self._status.say(self.visit.words("web.overview.solving"))
        run = await self._solved(state.settings)
        if run is None or asked != self._asked:
            return
        self._answered = Answered(state.settings, run)
        seconds = time.perf_counter() - begun
        self._answer.show_first(self.state, run)
        # Prices are on their way to the browser while accounts and indicators are worked out.
        if not await self._worked_out(run) or asked != self._asked:
            return
        self._answer.show_rest(self.state, run, self._pinned)
        words = self.visit.words
        took = words("web.lab.took", seconds=f"{seconds:.2f}")
        self._status.say(f"{horizon_text(words, run)} {took}")

    async def _worked_out(self, run: ScenarioRun) -> bool:
        """Work out the tables of an answer; say whether it is still wanted."""
        try:
            await self.visit.work(partial(work_out, run), "rest")
        except Superseded:
            return False
        except DeskFull as error:
            self._say(refusal_text(self.visit, error))
            return False
        return True

    async def _solved(self, settings: LabSettings, is_whole: bool = False) -> ScenarioRun | None:
        """Return the answer to settings; None if it is not wanted any more, or if there is none, and then say
        so.
        """
        try:
            return await answer_of(self.visit, settings, is_whole)
        except Superseded:
            return None
        except REFUSED as error:
            self._status.say(refusal_text(self.visit, error))
            return None

    def _say(self, text: str) -> None:
        self._status.say(text)
