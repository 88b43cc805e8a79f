"""What requests need: one case, one engine, and whatever must outlive the process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.catalogue.database import Database
from didymium.scenario.reading import list_scenarios, read_scenario
from didymium.scenario.schema import Scenario
from didymium.views.evidence.speaking import Speaker, speaker_for
from didymium.views.wording import Words
from didymium.web.access.access import Access
from didymium.web.access.accounts.audit import Audit
from didymium.web.access.accounts.people import People
from didymium.web.engine.coalitions import CoalitionDesk
from didymium.web.engine.desk import Desk
from didymium.web.engine.engine import Engine
from didymium.web.engine.floors import FloorDesk
from didymium.web.engine.projects import ProjectDesk
from didymium.web.engine.recorded import RecordedBacktests
from didymium.web.engine.responses import ResponseDesk
from didymium.web.engine.rival.recorded import RecordedGames
from didymium.web.engine.screening.desk import ScreeningDesk
from didymium.web.engine.stockpiles import StockpileDesk
from didymium.web.jobs.queue import JobQueue
from didymium.web.lab.saved import SavedScenarios
from didymium.web.settings import ServerSettings


@dataclass
class Server:
    """A running server. ``app.state.server`` of the application holds it."""

    settings: ServerSettings
    case: Case
    calibration: Calibration
    engine: Engine
    desk: Desk
    database: Database
    people: People
    audit: Audit
    jobs: JobQueue
    saved: SavedScenarios
    access: Access | None = None
    """The guard, once there is an application: who signs out, or changes a password, needs it."""
    ready: bool = False
    """Whether what every visitor asks first is solved."""
    _speakers: dict[str, Speaker] = field(default_factory=dict)

    @cached_property
    def floors(self) -> FloorDesk:
        """Who compares price floors, and keeps the last comparisons."""
        return FloorDesk(self.case, self.calibration, self.desk)

    @cached_property
    def responses(self) -> ResponseDesk:
        """Who plans responses to emergencies, and keeps the last plans."""
        return ResponseDesk(self.case, self.calibration, self.desk)

    @cached_property
    def stockpiles(self) -> StockpileDesk:
        """Who answers questions about stockpiles, and keeps the last answers."""
        return StockpileDesk(self.case, self.calibration, self.engine, self.desk, lambda: self.shipped)

    @cached_property
    def projects(self) -> ProjectDesk:
        """Who answers questions about projects and portfolios, and keeps the last answers."""
        return ProjectDesk(self.case, self.calibration, self.desk)

    @cached_property
    def coalitions(self) -> CoalitionDesk:
        """Who answers questions about alliances, and keeps the last answers."""
        return CoalitionDesk(self.case, self.calibration, self.desk)

    @cached_property
    def screening(self) -> ScreeningDesk:
        """Who answers questions of screening."""
        return ScreeningDesk(
            self.case, self.calibration, self.engine, self.desk, lambda: self.shipped, self.speaker
        )

    @cached_property
    def recorded(self) -> RecordedBacktests:
        """Who reads what was recorded of backtests."""
        return RecordedBacktests(self.case)

    @cached_property
    def rivals(self) -> RecordedGames:
        """Who reads what was recorded of rivals."""
        return RecordedGames(self.case)

    @cached_property
    def shipped(self) -> Mapping[str, Scenario]:
        """The scenarios of the case by name, read once for all visitors."""
        return {name: read_scenario(self.case, name) for name in list_scenarios(self.case)}

    @property
    def case_argument(self) -> str:
        """What a command line names the case by: its path is for who sits at this machine alone."""
        is_shared = self.settings.authentication != "none"
        return self.case.settings.name if is_shared else self.settings.case

    @property
    def overlay_argument(self) -> str | None:
        """What a command line names the confidential overlay by, if there is one."""
        overlay = self.settings.overlay
        if overlay is None or self.settings.authentication == "none":
            return None if overlay is None else str(overlay)
        return "OVERLAY"

    def speaker(self, language: str) -> Speaker:
        """Return who says evidence in a language; made once, since names take a while to look up."""
        if language not in self._speakers:
            self._speakers[language] = speaker_for(self.case, language)
        return self._speakers[language]

    def words(self, language: str) -> Words:
        """Return the words of a language."""
        return self.speaker(language).words
