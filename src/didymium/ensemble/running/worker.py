"""A worker: keeps a market hot and solves one scenario of an ensemble after the other."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from didymium.calibration.calibrate import calibrate, changes_base_year
from didymium.calibration.price import PricingError
from didymium.calibration.reconcile import ReconciliationError
from didymium.case.case import Case
from didymium.ensemble.inputs import Input, changed
from didymium.ensemble.running.parts import packed
from didymium.ensemble.running.work import Work
from didymium.indicators.loss import losses_of
from didymium.indicators.peaks import price_multiples
from didymium.indicators.survival import met_shares
from didymium.market.build import Market, build_market
from didymium.market.checks import MassBalanceError
from didymium.market.solver import Record, SolverError
from didymium.outcome.tables import Outcome
from didymium.scenario.hot import HotMarket, same_shape
from didymium.scenario.instruments.settle import UnsettledError
from didymium.scenario.instruments.toolbox import additions_of
from didymium.scenario.path import Path, ScenarioPaths
from didymium.scenario.readout import read_path
from didymium.scenario.run import scenario_structure
from didymium.scenario.schema import Scenario

AS_STATED = 0
"""Number of the scenario as the files state it; draws are numbered from 1."""

NO_ANSWER = (SolverError, MassBalanceError, UnsettledError, ReconciliationError, PricingError)


@dataclass(frozen=True)
class Solved:
    """One scenario done: its tables as Arrow files, and how the solving went; or why it has no answer."""

    number: int
    tables: dict[str, bytes]
    seconds: float
    path: str
    """``hot``, or ``cold`` if any of its solves was."""
    solves: int
    iterations: int
    failure: str = ""


@dataclass
class Worker:
    """Solves scenarios of one piece of work. Every answer depends on the work and its own draws alone."""

    work: Work
    like: Worker | None = None
    """A worker of the same work, at work or not, from which this one takes over what is solved first."""
    _last_base: tuple[Path, Outcome] | None = None
    _stated: Market = field(init=False)
    _hot: HotMarket | None = field(init=False)

    def __post_init__(self) -> None:
        work, like = self.work, self.like
        self._stated = self._market(work.case, work.scenario) if like is None else like._stated
        self._hot = self._opened() if like is None else like._hot and like._hot.twin()

    def _opened(self) -> HotMarket | None:
        """Return the market of the work after its scenario as stated, or None if that has no answer: each
        draw is tried all the same, cold. To start from whichever came first would let answers depend on which
        worker solved what.
        """
        hot = HotMarket(self._stated, algorithm=self.work.algorithm)
        try:
            hot.run(self.work.scenario)
        except NO_ANSWER:
            return None
        return hot

    def solve(self, number: int, values: Sequence[float]) -> Solved:
        """Solve a scenario with the inputs at the values drawn; number 0 stands for the files as they are."""
        begin = time.perf_counter()
        inputs = self.work.inputs if number != AS_STATED else ()
        case, scenario = changed(self.work.case, self.work.scenario, inputs, values if inputs else ())
        try:
            base, path, records = self._run(case, scenario)
            tables = self._tables(case, base, path)
        except NO_ANSWER as error:
            return Solved(number, {}, time.perf_counter() - begin, "", 0, 0, str(error))
        cold = any(record.path == "cold" for record in records)
        return Solved(
            number,
            {name: packed(table) for name, table in tables.items()},
            time.perf_counter() - begin,
            "cold" if cold else "hot",
            len(records),
            sum(record.iterations for record in records),
        )

    def outcomes(self, inputs: Sequence[Input], values: Sequence[float]) -> tuple[Case, Outcome, Outcome]:
        """Return the case with some inputs at given values, all else as stated, and the prices and service of
        its base run and of what happens in it.

        Raises:
            SolverError, UnsettledError, ReconciliationError, PricingError: If it has no answer.
        """
        case, scenario = changed(self.work.case, self.work.scenario, inputs, values)
        base, path, _ = self._run(case, scenario)
        tables = read_path(path, ("prices", "served"))
        return case, self._base_outcome(case, base), Outcome("", "", "", tables)

    def paths(self, values: Sequence[float]) -> tuple[Case, ScenarioPaths]:
        """Return the case with the inputs of the work at the values drawn, its base run and the scenario's.

        Raises:
            SolverError, UnsettledError, ReconciliationError, PricingError: If it has no answer.
        """
        case, scenario = changed(self.work.case, self.work.scenario, self.work.inputs, values)
        base, path, _ = self._run(case, scenario)
        return case, ScenarioPaths(scenario, base, path)

    def _run(self, case: Case, scenario: Scenario) -> tuple[Path, Path, list[Record]]:
        work = self.work
        market = self._stated if case is work.case else self._market(case, scenario)
        hot = self._hot if same_shape(self._stated, market) else None
        if hot is None:
            hot = HotMarket(market, algorithm=work.algorithm)
        fresh = market is not hot.market
        hot.turn_to(market)
        base = hot.base()
        path = hot.run(scenario)
        records = list(path.records)
        return base, path, records if fresh or hot is not self._hot else records[len(base.records) :]

    def _market(self, case: Case, scenario: Scenario) -> Market:
        work = self.work
        anew = case is not work.case and changes_base_year(work.case, case)
        base_year = calibrate(case).base if anew else work.base_year
        structure = scenario_structure(case, base_year, scenario, work.options)
        return build_market(structure, additions_of(scenario.instrument))

    def _tables(self, case: Case, base: Path, path: Path) -> dict[str, pl.DataFrame]:
        """Return the tables to keep, without columns that are the same everywhere."""
        before = self._base_outcome(case, base)
        outcome = Outcome("", "", "", read_path(path, _needed(self.work.tables)))
        kept = {name: outcome[name] for name in self.work.tables if name in outcome.tables}
        if "prices" in self.work.tables:
            kept["prices"] = price_multiples(before, outcome)
        if {"shortages", "losses"} & set(self.work.tables):
            shares = met_shares(before, outcome)
            kept |= {"shortages": shares, "losses": losses_of(case, shares)}
        return {name: kept[name] for name in self.work.tables}

    def _base_outcome(self, case: Case, base: Path) -> Outcome:
        """Return the tables of a base run; those of the last one are kept."""
        if self._last_base is None or self._last_base[0] is not base:
            outcome = Outcome("", "", "", read_path(base, ("prices", "served")))
            self._last_base = (base, outcome)
        return self._last_base[1]


@dataclass
class Crew:
    """Makes workers of one piece of work for several threads: the first opens the market, which takes as long
    as several draws, while the others wait and take it over.
    """

    work: Work
    _first: Worker | None = None
    _opening: threading.Lock = field(default_factory=threading.Lock)

    def join(self) -> Worker:
        """Return a worker for the calling thread."""
        with self._opening:
            if self._first is not None:
                return Worker(self.work, self._first)
            self._first = Worker(self.work)
            return self._first


def _needed(tables: Sequence[str]) -> list[str]:
    """Return the tables of a path from which those to keep are made."""
    made_from = {"shortages": "served", "losses": "served"}
    return list(dict.fromkeys(made_from.get(name, name) for name in tables))
