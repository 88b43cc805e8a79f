"""Bands: the range of every point over the declared uncertainties of the case, from an ensemble.

The ensemble lies in a folder of its own and goes on where it was stopped. Of its scenarios the quantiles 0.1,
0.5 and 0.9 of each point are recorded beside the backtest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from didymium.backtest.definition import Definition, FirstShortSeries
from didymium.backtest.points import points_and_paths, significant
from didymium.backtest.reading import Backtest
from didymium.backtest.records import BandRow, read_rows, write_rows
from didymium.backtest.run import scenario_of
from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.ensemble.reading.results import Results
from didymium.ensemble.running.definition import Definition as EnsembleDefinition
from didymium.ensemble.running.plan import define, drawn, uncertain_inputs
from didymium.outcome.tables import Outcome
from didymium.scenario.course import run_periods

LOW, MEDIAN, HIGH = 0.1, 0.5, 0.9
"""Quantiles recorded: eight scenarios in ten lie between the first and the last."""
SAMPLING = "latin_hypercube"
KEPT = {
    "price": ("prices",), "price_ratio": ("prices",), "exports": ("flows",), "import_share": ("flows",),
    "output": ("output",), "use": ("served",), "first_short": ("shortages",),
}  # fmt: skip
"""Tables of an ensemble from which each quantity is predicted."""
BANDS = {
    "series": pl.String,
    "number": pl.Int64,
    **dict.fromkeys(("from", "until"), pl.Date),
    **dict.fromkeys(("low", "median", "high"), pl.Float64),
}
"""Columns of bands as they are laid beside points."""


@dataclass(frozen=True)
class BandsNote:
    """Of how many scenarios bands are, drawn with which seed, and on which day they were recorded."""

    recorded: dt.date
    scenarios: int
    seed: int


def define_bands(
    case: Case, calibration: Calibration, backtest: Backtest, count: int, seed: int, folder: Path
) -> EnsembleDefinition:
    """Return the ensemble of a backtest over the uncertain inputs of its case, to be run in a folder by
    :func:`didymium.ensemble.running.run.run_ensemble`.

    Raises:
        PlanError: If the case declares no uncertainty that moves anything in the scenario.
        InputError: If the scenario is malformed.
        FolderError: If the folder does not allow it.
    """
    scenario = scenario_of(case, backtest.definition)
    inputs = uncertain_inputs(case, scenario)
    draws = drawn(inputs, SAMPLING, count, seed)
    series = backtest.definition.series
    tables = tuple(dict.fromkeys(name for one in series for name in KEPT[one.quantity]))
    return define(case, calibration.base, backtest.name, scenario, inputs, draws, tables, folder)


def bands_of(case: Case, backtest: Backtest, ensemble: EnsembleDefinition, folder: Path) -> pl.DataFrame:
    """Return the quantiles of every point over the scenarios drawn that have an answer: the columns of
    :data:`BANDS`, and ``with_value``, the scenarios that predict something.

    Of days until something runs short, a scenario in which nothing does counts as later than any.

    Raises:
        FolderError: If the results are damaged.
    """
    found: list[pl.DataFrame] = []
    with Results(folder) as results:
        for number in results.drawn:
            found.append(_points_of_draw(case, backtest.definition, ensemble, results, number))
    points = pl.concat(found) if found else None
    return _quantiles(backtest.definition, points)


def _points_of_draw(
    case: Case, definition: Definition, ensemble: EnsembleDefinition, results: Results, number: int
) -> pl.DataFrame:
    """Return the points of one scenario, numbered in their series."""
    tables = {name: _table(results, name, number) for name in results.tables}
    # All draws have the periods of the work, which begin early enough for each of them.
    manifest = {"periods": [str(day) for day in run_periods(case, ensemble.work.scenario).bounds]}
    outcome = Outcome("", "", "", tables, {}, manifest)
    before = {**tables, **_base_prices(tables)}
    points, _ = points_and_paths(case, definition.series, Outcome("", "", "", before, {}, manifest), outcome)
    return numbered(points).select("series", "number", "from", "until", "predicted", "status")


def _table(results: Results, name: str, number: int) -> pl.DataFrame:
    return results.ask(f"SELECT * EXCLUDE (scenario) FROM {name} WHERE scenario = ?", [number])


def _base_prices(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the prices of the base run, which stand beside those of the scenario."""
    if "prices" not in tables:
        return {}
    return {"prices": tables["prices"].with_columns(price_usd_per_kg=pl.col("base_usd_per_kg"))}


def numbered(points: pl.DataFrame) -> pl.DataFrame:
    """Number points in their series, from 1."""
    return points.with_columns(number=pl.int_range(1, pl.len() + 1).over("series"))


def _quantiles(definition: Definition, points: pl.DataFrame | None) -> pl.DataFrame:
    rows = []
    if points is not None:
        late = {one.name for one in definition.series if isinstance(one, FirstShortSeries)}
        keys = ["series", "number", "from", "until"]
        for key, part in points.group_by(keys, maintain_order=True):
            values = [value for value in part["predicted"] if value is not None]
            never = part.filter(pl.col("status") == "never").height if key[0] in late else 0
            rows.append((*key, *_three(values, never), len(values) + never))
    return pl.DataFrame(rows, schema={**BANDS, "with_value": pl.Int64}, orient="row")


def _three(values: Sequence[float], never: int) -> tuple[float | None, ...]:
    """Return the three quantiles; None where it falls among those that never come."""
    everything = np.array([*values, *[np.inf] * never])
    if not len(everything):
        return None, None, None
    found = [float(np.quantile(everything, share, method="nearest" if never else "linear"))
             for share in (LOW, MEDIAN, HIGH)]  # fmt: skip
    return tuple(value if np.isfinite(value) else None for value in found)


def record_bands(
    case: Case, backtest: Backtest, bands: pl.DataFrame, ensemble: EnsembleDefinition, today: dt.date
) -> Path:
    """Record bands beside the backtest, in place of those recorded before.

    Raises:
        RecordError: If the place cannot be written.
    """
    rows = [
        BandRow.model_validate(
            {
                **{name: significant(row[name]) for name in ("low", "median", "high")},
                **{name: row[name] for name in ("series", "number", "from", "until", "with_value")},
                "scenarios": ensemble.count,
                "seed": ensemble.draws.seed,
                "recorded": today,
            }
        )
        for row in bands.to_dicts()
    ]
    return write_rows(case, f"bands/{backtest.name}.csv", BandRow, rows)


def read_bands(case: Case, name: str) -> pl.DataFrame | None:
    """Return the recorded bands of a backtest, columns :data:`BANDS`; None if there are none.

    Raises:
        InputError: With every problem in the file.
    """
    rows = read_rows(case, f"bands/{name}.csv", BandRow)
    if not rows:
        return None
    columns = [(row.series, row.number, row.from_, row.until, row.low, row.median, row.high) for row in rows]
    return pl.DataFrame(columns, schema=BANDS, orient="row")


def bands_note(case: Case, name: str) -> BandsNote | None:
    """Return of how many scenarios the recorded bands of a backtest are; None if there are none.

    Raises:
        InputError: With every problem in the file.
    """
    rows = read_rows(case, f"bands/{name}.csv", BandRow)
    return BandsNote(rows[0].recorded, rows[0].scenarios, rows[0].seed) if rows else None
