"""One scenario after the other with our own code: from the values drawn to the path of the scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.ensemble.inputs import changed
from didymium.ensemble.running.work import Work
from didymium.market.build import Market, build_market
from didymium.market.solver import Record
from didymium.scenario.hot import HotMarket
from didymium.scenario.instruments.toolbox import additions_of
from didymium.scenario.path import Path
from didymium.scenario.run import scenario_structure


@dataclass
class Ours:
    """A market kept hot, as a worker of an ensemble keeps it, without the tables that a worker writes."""

    work: Work

    def __post_init__(self) -> None:
        self.market = self._market(self.work.case)
        self.hot = HotMarket(self.market)
        self.hot.run(self.work.scenario)
        self.first_records: Sequence[Record] = self.hot.base().records
        """How the base run was solved, cold first."""

    def run(self, values: Sequence[float]) -> Path:
        """Solve the scenario with the inputs at these values."""
        case, scenario = changed(self.work.case, self.work.scenario, self.work.inputs, values)
        self.hot.turn_to(self.market if case is self.work.case else self._market(case))
        return self.hot.run(scenario)

    def _market(self, case: Case) -> Market:
        work = self.work
        structure = scenario_structure(case, work.base_year, work.scenario, work.options)
        return build_market(structure, additions_of(work.scenario.instrument))
