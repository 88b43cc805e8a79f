"""Solves scenarios of one case for many people: markets stay hot, answers are kept for a while.

A market is built from a scenario's periods, structural options and instruments, exactly as the command line
builds it. So both give the same numbers, and a scenario that differs in dates, shares or prices alone finds
its market hot.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.market.build import build_market
from didymium.market.structure import Options, Structure
from didymium.scenario.hot import HotMarket, same_market, same_shape
from didymium.scenario.instruments.toolbox import additions_of, shapes_program
from didymium.scenario.path import ScenarioPaths
from didymium.scenario.run import scenario_structure
from didymium.scenario.schema import Scenario
from didymium.views.run_view import ScenarioRun
from didymium.views.service import outcomes_of, tables_of_base

Key = tuple[Any, ...]
Value = TypeVar("Value")


@dataclass
class Recent:
    """The values asked for last, at most so many; safe for many threads."""

    most: int
    _held: OrderedDict[Any, Any] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __len__(self) -> int:
        return len(self._held)

    def find(self, key: object) -> Any | None:
        """Return what is kept under a key, or None."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def keep(self, key: object, make: Callable[[], Value]) -> Value:
        """Return what is kept under a key, made if it is not there, and let go of the oldest."""
        with self._lock:
            if key not in self._held:
                self._held[key] = make()
                while len(self._held) > self.most:
                    self._held.popitem(last=False)
            self._held.move_to_end(key)
            found: Value = self._held[key]
            return found


@dataclass
class _Place:
    """Where the market of a shape is kept hot: one thread at a time uses it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    hot: HotMarket | None = None
    terms: Key = ()
    """The instruments that the market was built with."""
    base_tables: Mapping[str, Any] | None = None

    def turn_to(self, case: Case, structure: Structure, scenario: Scenario) -> HotMarket:
        """Return the market of a scenario, built if it is not the one that is kept."""
        terms = _terms(scenario)
        if self.hot is None or terms != self.terms:
            market = build_market(structure, additions_of(scenario.instrument))
            if self.hot is None or not same_shape(self.hot.market, market):
                self.hot, self.base_tables = HotMarket(market), None
            elif not same_market(self.hot.market, market):
                self.hot.turn_to(market)
                self.base_tables = None
            self.terms = terms
        if self.base_tables is None:
            self.base_tables = tables_of_base(case, self.hot.base())
        return self.hot


class Engine:
    """The hot markets of a case and the last answers that they gave. May be used by many threads."""

    def __init__(
        self, case: Case, calibration: Calibration, *, most_markets: int = 16, most_answers: int = 64
    ) -> None:
        self.case = case
        self.calibration = calibration
        self._places = Recent(most_markets)
        self._answers = Recent(most_answers)
        self._counting = threading.Lock()
        self.solves, self.solve_seconds = 0, 0.0
        """How many scenarios were solved, and the time that it took."""

    @property
    def markets(self) -> int:
        """How many markets are kept hot."""
        return len(self._places)

    def known(self, name: str, scenario: Scenario) -> ScenarioRun | None:
        """Return the answer to a scenario if it was solved not long ago."""
        found: ScenarioRun | None = self._answers.find((name, scenario.model_dump_json()))
        return found

    def solve(self, name: str, scenario: Scenario) -> ScenarioRun:
        """Return what happens in a scenario, as ``didymium solve`` does.

        Raises:
            SolverError, UnsettledError, MassBalanceError: As :func:`didymium.scenario.run.run_scenario`.
        """
        known = self.known(name, scenario)
        if known is not None:
            return known
        begun = time.perf_counter()
        paths, base_tables = self._paths(scenario)
        run = outcomes_of(self.case, self.calibration, name, scenario, paths, base_tables=base_tables)
        with self._counting:
            self.solves += 1
            self.solve_seconds += time.perf_counter() - begun
        return self._answers.keep((name, scenario.model_dump_json()), lambda: run)

    def _paths(self, scenario: Scenario) -> tuple[ScenarioPaths, Mapping[str, Any]]:
        structure = scenario_structure(self.case, self.calibration.base, scenario, Options())
        kinds = tuple((number, kind) for number, kind, _ in _terms(scenario))
        place = self._places.keep((structure.periods.bounds, structure.options, kinds), _Place)
        with place.lock:
            hot = place.turn_to(self.case, structure, scenario)
            paths = ScenarioPaths(scenario, hot.base(), hot.run(scenario))
            assert place.base_tables is not None
            return paths, place.base_tables


def _terms(scenario: Scenario) -> Key:
    """Return the instruments that a scenario's program is built with: their places, which are in the names
    of what they add, their kinds and all their terms.
    """
    return tuple(
        (number, entry.kind, entry.model_dump_json())
        for number, entry in enumerate(scenario.instrument, start=1)
        if shapes_program(entry)
    )
