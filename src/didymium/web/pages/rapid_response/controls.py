"""The form of the page: scenario, day, members, order of sectors, licences, means."""

from __future__ import annotations

import json
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from didymium.web.look.forms import choice_field, send_button, text_field
from didymium.web.look.html import Tag
from didymium.web.look.visit import Visit
from didymium.web.pages.rapid_response.asked import (
    DAYS_OF_MEANS,
    MEMBER,
    NO,
    SAVED,
    SHARES,
    SWITCHES,
    YES,
    ResponseForm,
    first_day,
    found_scenario,
    offered_scenarios,
)
from didymium.web.pages.rapid_response.sector_order import SectorOrder

MOST_SAVED_SHOWN = 50


class Controls:
    """Draws the controls inside the form around it."""

    def __init__(self, visit: Visit, form: ResponseForm) -> None:
        self._visit = visit
        words = visit.words
        chosen = choice_field(
            words("web.response.scenario"), "scenario", self._scenarios(form), form.scenario
        )
        chosen.on("change", self._turn, js_handler="(e) => emit(e.target.value)")
        self._day = _field(
            words("web.response.as_of"),
            "as_of",
            form.as_of,
            kind="date",
            hint=words("web.response.as_of_hint"),
        )
        _field(words("web.response.days"), "days", form.days, kind="number", min=7, max=730, step=1)
        self._members(form)
        with Tag("details", open=bool(form.first or form.by_value), classes="field"):
            Tag("summary", words("web.response.sectors"))
            SectorOrder(visit, form)
        with Tag("details", open=bool(form.chance or form.decision), classes="field"):
            Tag("summary", words("web.response.licences"))
            self._number("chance", form.chance, words("web.response.chance_hint"), most=100)
            self._number("decision", form.decision, words("web.response.decision_hint"), least=1, most=730)
        self._means(form)
        send_button(words("web.response.plan"))

    def _scenarios(self, form: ResponseForm) -> dict[str, str]:
        server, words = self._visit.server, self._visit.words
        found = {name: server.shipped[name].title for name in offered_scenarios(server)}
        saved = server.saved.of_case(
            server.case.settings.name, self._visit.person.name, limit=MOST_SAVED_SHOWN
        )
        found |= {f"{SAVED}{row.key}": words("web.jobs.saved", title=row.title) for row in saved}
        if form.scenario not in found:
            # A link may lead to a scenario that somebody else saved, or to none.
            scenario = found_scenario(server, form.scenario)
            found[form.scenario] = form.scenario if scenario is None else scenario.title
        return found

    def _turn(self, event: GenericEventArguments) -> None:
        """Another scenario: another day to begin with."""
        scenario = found_scenario(self._visit.server, str(event.args)[:100])
        if scenario is not None:
            day = first_day(self._visit.server.case, scenario)
            place = json.dumps(self._day._props["id"])
            ui.run_javascript(f"document.getElementById({place}).value = {json.dumps(day)}")

    def _members(self, form: ResponseForm) -> None:
        words, case = self._visit.words, self._visit.server.case
        here = form.members or case.settings.home_regions
        ends = {row.origin for row in case.routes} | {row.destination for row in case.routes}
        regions = [row.region for row in case.regions if row.region in ends]
        first = [name for name in case.settings.home_regions if name in regions]
        names = (*first, *case.clubs, *(name for name in regions if name not in first))
        said = ", ".join(words.region(name) for name in here)
        with Tag("details", classes="field"):
            Tag("summary", words("web.response.members", members=said))
            with Tag("fieldset"):
                Tag("legend", words("web.response.members_legend"))
                for name in dict.fromkeys((*names, *here)):
                    with Tag("label", classes="check"):
                        Tag("input", type="checkbox", name=f"{MEMBER}{name}", checked=name in here)
                        Tag("span", words.region(name))

    def _means(self, form: ResponseForm) -> None:
        words = self._visit.words
        with Tag("details", classes="field"):
            Tag("summary", words("web.response.means"))
            Tag("p", words("web.response.means_hint"), classes="quiet")
            for name in (*DAYS_OF_MEANS, *SHARES):
                hint = words("web.response.release_hint") if name == "release" else ""
                self._number(name, form.means[name], hint, most=100 if name in SHARES else 1000)
            _field(
                words("response.means.spared"),
                "spared",
                " ".join(form.spared),
                hint=words("web.response.spared_hint"),
            )
            answers = {YES: words("response.yes"), NO: words("response.no")}
            for name in SWITCHES:
                choice_field(words(f"web.response.{name}"), name, answers, form.means[name])

    def _number(self, name: str, value: str, hint: str = "", *, least: int = 0, most: int) -> None:
        _field(
            self._visit.words(f"web.response.{name}"),
            name,
            value,
            kind="number",
            hint=hint,
            min=least,
            max=most,
            step="any",
        )


def _field(label: str, name: str, value: str, **more: Any) -> Tag:
    """A field that keeps what somebody wrote into it while the page around it changes: as a property the
    value would be put back.
    """
    made = text_field(label, name, value, **more)
    made._props["^value"] = made._props.pop("value")
    return made
