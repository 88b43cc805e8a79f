"""Run a backtest: solve its scenario, hold every series against what happened, score it."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from didymium.backtest.bars import BarResult, bars_of
from didymium.backtest.definition import Definition
from didymium.backtest.points import points_and_paths, uncovered
from didymium.backtest.predictions import tables_needed
from didymium.backtest.reading import Backtest
from didymium.backtest.scores import scores_of
from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case.case import Case
from didymium.outcome.identity import case_hash, code_hash, text_hash
from didymium.outcome.tables import Outcome
from didymium.scenario.path import Path as MarketPath
from didymium.scenario.reading import read_scenario
from didymium.scenario.readout import read_path
from didymium.scenario.run import run_scenario
from didymium.scenario.schema import Scenario

Progress = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class BacktestResult:
    """A backtest and how it did, solved now or as it was recorded."""

    case: str
    name: str
    definition: Definition
    points: pl.DataFrame = field(repr=False)
    """Columns :data:`didymium.backtest.points.POINTS`."""
    paths: pl.DataFrame = field(repr=False)
    """Columns :data:`didymium.backtest.points.PATHS`: every period of the run."""
    scores: pl.DataFrame = field(repr=False)
    """Columns :data:`didymium.backtest.scores.SCORES`."""
    bars: tuple[BarResult, ...] = ()
    manifest: Mapping[str, Any] = field(default_factory=dict)
    """What is needed to repeat it; empty if it was read from a record."""
    base: Outcome | None = None
    outcome: Outcome | None = None
    """Tables of the two runs that predictions rest on; None if it was read from a record."""

    @property
    def uncovered(self) -> pl.DataFrame:
        """Points for which nothing is predicted: series, from, until, actual, status, source."""
        return uncovered(self.points)

    def score(self, series: str, measure: str, part: str = "all") -> float | None:
        """Return a score, None if it cannot be taken."""
        wanted = (pl.col("series") == series) & (pl.col("measure") == measure) & (pl.col("part") == part)
        found = self.scores.filter(wanted)["value"].to_list()
        return float(found[0]) if found else None


def run_backtest(
    case: Case,
    backtest: Backtest,
    progress: Progress = lambda message: None,
    *,
    calibration: Calibration | None = None,
    bands: pl.DataFrame | None = None,
) -> BacktestResult:
    """Solve the scenario of a backtest with what was announced at the time and score every series.

    ``bands`` are quantiles of its points (:mod:`didymium.backtest.bands`), if any were recorded;
    ``calibration`` that of the case, if it was done before.

    Raises:
        InputError: If the scenario is malformed.
        SolverError, UnsettledError, ReconciliationError, PricingError: If it has no answer.
    """
    definition = backtest.definition
    if calibration is None:
        progress("calibration")
        calibration = calibrate(case)
    scenario = scenario_of(case, definition)
    paths = run_scenario(case, calibration.base, scenario, progress=progress)
    manifest = _manifest(case, backtest, scenario, paths.path)
    needed = tuple(dict.fromkeys([*tables_needed(definition.series), "prices"]))
    base, outcome = (
        Outcome(case.settings.name, name, title, read_path(path, needed), {}, manifest)
        for name, title, path in (
            ("base", "Base run", paths.base),
            (definition.scenario, scenario.title, paths.path),
        )
    )
    points, courses = points_and_paths(case, definition.series, base, outcome)
    found = scored(case.settings.name, backtest, points, courses, bands)
    return BacktestResult(
        found.case, found.name, definition, found.points, found.paths, found.scores, found.bars, manifest,
        base, outcome,
    )  # fmt: skip


def scored(
    case: str,
    backtest: Backtest,
    points: pl.DataFrame,
    paths: pl.DataFrame,
    bands: pl.DataFrame | None = None,
) -> BacktestResult:
    """Return the scores and bars of points and courses, with bands laid beside the points they belong to."""
    definition = backtest.definition
    points = points if bands is None else with_bands(points, bands)
    scores = scores_of(definition.series, points)
    return BacktestResult(
        case, backtest.name, definition, points, paths, scores, bars_of(definition, points, paths)
    )


def with_bands(points: pl.DataFrame, bands: pl.DataFrame) -> pl.DataFrame:
    """Return points with ``low``, ``median`` and ``high`` of the bands of the same number in their series and
    the same days.
    """
    keys = ["series", "number", "from", "until"]
    known = bands.select(*keys, "low", "median", "high")
    return (
        points.drop("low", "median", "high")
        .with_columns(number=pl.int_range(1, pl.len() + 1).over("series"))
        .join(known, on=keys, how="left", maintain_order="left")
        .select(points.columns)
    )


def scenario_of(case: Case, definition: Definition) -> Scenario:
    """Return the scenario of a backtest, with the division of time and the first day that it states.

    Raises:
        InputError: With every problem found in the scenario's file.
    """
    scenario = read_scenario(case, definition.scenario)
    stated = {"profile": definition.profile, "begin": definition.begin}
    return scenario.model_copy(update={name: value for name, value in stated.items() if value is not None})


def _manifest(case: Case, backtest: Backtest, scenario: Scenario, path: MarketPath) -> dict[str, Any]:
    """Return what is needed to repeat a backtest. Nothing in it depends on the clock."""
    return {
        "case": case.settings.name,
        "case_sha256": case_hash(case),
        "backtest": backtest.name,
        "backtest_sha256": text_hash(backtest.definition.model_dump_json()),
        "scenario": backtest.definition.scenario,
        "scenario_sha256": text_hash(scenario.model_dump_json()),
        "code_sha256": code_hash(),
        "didymium": importlib.metadata.version("didymium"),
        "solver": {"name": "HiGHS", "version": importlib.metadata.version("highspy")},
        "periods": [str(day) for day in path.market.structure.periods.bounds],
        "news": [str(day) for day in path.news],
    }
