"""What a page knows of who looks at it: person, language, the parameters of the address, the server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import Request

from didymium.locale import LANGUAGES
from didymium.scenario.schema import Scenario
from didymium.views.evidence.speaking import Speaker
from didymium.views.run_view import ScenarioRun
from didymium.views.service import work_out
from didymium.views.wording import Words
from didymium.web.access.accounts.person import Person
from didymium.web.server import Server

LANGUAGE_COOKIE, THEME_COOKIE = "didymium_language", "didymium_theme"
Answer = TypeVar("Answer")
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Visit:
    """One look at a page in one tab of a browser."""

    server: Server
    person: Person
    language: str
    theme: str
    path: str
    query: Mapping[str, str]
    session: str
    """Names the tab: its questions replace each other."""

    @property
    def words(self) -> Words:
        """Words of the language."""
        return self.server.words(self.language)

    @property
    def speaker(self) -> Speaker:
        """Who says evidence in the language."""
        return self.server.speaker(self.language)

    def address(self, path: str, **parameters: object) -> str:
        """Return the address of a page with parameters; blank ones are left out."""
        told = {key: value for key, value in parameters.items() if value not in (None, "")}
        return f"{path}?{urlencode(told)}" if told else path

    async def solve(self, name: str, scenario: Scenario, is_whole: bool = True) -> ScenarioRun:
        """Have a scenario solved for this tab; unless it is to be whole, tables are worked out when they are
        asked for.

        Raises:
            Superseded: If the tab has asked for another one meanwhile.
            DeskFull: If too many wait.
            SolverError, UnsettledError, MassBalanceError: If there is no answer.
        """
        engine = self.server.engine
        known = engine.known(name, scenario)
        if known is not None and not is_whole:
            return known

        def answer() -> ScenarioRun:
            run = engine.solve(name, scenario)
            if is_whole:
                work_out(run)
            return run

        return await self.work(answer)

    async def work(self, task: Callable[[], Answer], aside: str = "") -> Answer:
        """Have something worked out by the solvers' threads for this tab; what is done ``aside``, under a
        name, neither holds up nor is replaced by the tab's other questions.

        Raises:
            Superseded: If the tab has asked for something else meanwhile.
            DeskFull: If too many wait.
        """
        return await self.server.desk.ask(f"{self.session} {aside}", task)


def language_of(request: Request) -> str:
    """Return the language that an address asks for, else the one chosen before, else the browser's first that
    is spoken here.
    """
    wished = [request.query_params.get("lang", ""), request.cookies.get(LANGUAGE_COOKIE, "")]
    accepted = request.headers.get("accept-language", "")
    wished += [part.split(";")[0].strip().split("-")[0].lower() for part in accepted.split(",")]
    return next((language for language in wished if language in LANGUAGES), LANGUAGES[0])


def theme_of(request: Request) -> str:
    """Return the theme that was chosen, else the system's."""
    theme = request.cookies.get(THEME_COOKIE, "")
    return theme if theme in THEMES else THEMES[0]


def today() -> dt.date:
    """Return the day on which pages are looked at."""
    return dt.date.today()
