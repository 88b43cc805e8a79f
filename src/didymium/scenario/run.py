"""Run a scenario: the base run, then at each news a new program from that day's state to the end (market.md
§6).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from didymium.case.case import Case
from didymium.market.base_year import BaseYear
from didymium.market.build import build_market
from didymium.market.structure import Options, Structure
from didymium.scenario.course import run_periods
from didymium.scenario.effects import restrictions_on_users
from didymium.scenario.hot import HotMarket, same_shape
from didymium.scenario.instruments.schema import CapitalGrant
from didymium.scenario.instruments.toolbox import additions_of, built_by, sectors_apart
from didymium.scenario.path import ScenarioPaths
from didymium.scenario.quotas import quotas_counted
from didymium.scenario.schema import Dumping, ProjectBuild, Scenario

Progress = Callable[[str], None]


def run_scenario(
    case: Case,
    base_year: BaseYear,
    scenario: Scenario,
    *,
    options: Options | None = None,
    algorithm: str = "ipm",
    intervals: bool = False,
    progress: Progress = lambda message: None,
) -> ScenarioPaths:
    """Run a scenario on a calibrated case.

    With ``surprise`` foresight agents learn of news in the period that holds its day, and believe that the
    last known course persists; what is done before stays done. With ``perfect`` foresight they know the
    whole course from the first period. With ``rolling`` foresight they plan anew in every period from the
    first news on, and may believe that restrictions end some months later.
    """
    structure = scenario_structure(case, base_year, scenario, options or Options())
    market = build_market(structure, additions_of(scenario.instrument))
    hot = HotMarket(market, algorithm=algorithm, intervals=intervals)
    progress("base run")
    base = hot.base()
    return ScenarioPaths(scenario, base, hot.run(scenario, progress))


@dataclass
class HotRuns:
    """Runs the same few scenarios again and again on a case whose figures change: the market of each stays
    hot. One scenario may be run by one thread at a time.
    """

    _kept: dict[str, HotMarket] = field(default_factory=dict)

    def run(
        self, case: Case, base_year: BaseYear, scenario: Scenario, *, options: Options | None = None
    ) -> ScenarioPaths:
        """Run a scenario, hot if it was run before on a case of the same shape.

        Raises:
            SolverError, UnsettledError: As :func:`run_scenario`.
        """
        structure = scenario_structure(case, base_year, scenario, options or Options())
        market, key = build_market(structure, additions_of(scenario.instrument)), scenario.model_dump_json()
        hot = self._kept.get(key)
        if hot is None or not same_shape(hot.market, market):
            hot = HotMarket(market)
            if key not in self._kept:
                self._kept[key] = hot
        hot.turn_to(market)
        return ScenarioPaths(scenario, hot.base(), hot.run(scenario))


def scenario_structure(case: Case, base_year: BaseYear, scenario: Scenario, options: Options) -> Structure:
    """Return the structure that a scenario needs: its periods, the plants that it builds, the users that it
    restricts, the exports that its quotas count, and its exporters' conduct, beside what the options ask for.
    """
    restricted = restrictions_on_users(case, scenario.event)
    built = frozenset(
        plant for event in scenario.event if isinstance(event, ProjectBuild) for plant in event.plants
    )
    built |= {
        plant
        for entry in scenario.instrument
        if isinstance(entry, CapitalGrant)
        for plant in built_by(case, entry)
    }
    built |= options.built
    apart = options.apart | frozenset(sector for _, _, _, sectors in restricted for sector in sectors)
    apart |= sectors_apart(scenario.instrument)
    offers = tuple(
        sorted({(event.origin, event.material) for event in scenario.event if isinstance(event, Dumping)})
    )
    quotas = quotas_counted(case, scenario.event)
    needed = replace(
        options,
        built=built,
        apart=apart,
        restricted=restricted,
        offers=offers,
        export_quotas=quotas,
        conduct=scenario.conduct,
    )
    return Structure(case, base_year, run_periods(case, scenario), needed)
