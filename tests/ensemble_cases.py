"""Ensembles for the tests: the calibrated mini case with a few uncertain inputs, runs of them that take two
seconds, a results folder with numbers written by hand, and a comparison of folders byte for byte.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from calibration_case import mini_case, scenario
from didymium.calibration.calibrate import calibrate
from didymium.case.case import Case
from didymium.case.schema import Uncertain
from didymium.ensemble.inputs import inputs_of
from didymium.ensemble.running.catalogue import EnsembleCatalogue
from didymium.ensemble.running.definition import FORMAT, Definition
from didymium.ensemble.running.folder import DEFINITION, DRAWS, RESULTS, write_results
from didymium.ensemble.running.work import USUAL_TABLES, work_of
from didymium.ensemble.running.worker import Solved
from didymium.ensemble.sampling.draws import draw
from didymium.market.base_year import BaseYear
from didymium.outcome.tables import SCHEMAS
from didymium.scenario.schema import Scenario

WHY = "parameters=assumed: test"


def uncertain(name: str, **cells: Any) -> Uncertain:
    """Return a row of uncertain.csv: a uniform factor from ½ to 2 unless said otherwise."""
    usual = {"change": "factor", "distribution": "uniform", "parameters": "low=0.5; high=2", "source": WHY}
    return Uncertain.model_validate({"input": name, "name_en": name, **usual, **cells})


MINI_INPUTS = (
    uncertain("share", table="event", rows="kind=export_restriction", column="approval.volume_share"),
    uncertain(
        "growth", table="demands", rows="sector=ev", column="growth_per_year", change="add",
        distribution="normal", parameters="mean=0; deviation=0.03",
    ),
    uncertain("penalty", table="substitutes", column="penalty_usd_per_kg"),
    uncertain("ban", table="event", rows="kind=ban", column="until", change="add"),
)  # fmt: skip
"""Two figures of the case, one of the scenario, and one of events that the scenario does not have."""


def licences(shares: Sequence[float] = (0.2, 0.5), days: Sequence[dt.date] = (), **more: object) -> Scenario:
    """Return licences for dysprosium and its magnets from 4 April 2025 on: nothing leaves, then the shares
    from the given days on (July and October unless said otherwise).
    """
    dates = days or (dt.date(2025, 7, 1), dt.date(2025, 10, 1))
    approval = [{"from": day, "rate": share, "source": WHY} for day, share in zip(dates, shares, strict=True)]
    event = {
        "kind": "export_restriction", "origin": "CHN", "materials": ["dy", "magh"],
        "from": dt.date(2025, 4, 4), "approval": approval,
    }  # fmt: skip
    return scenario(event, **{"begin": dt.date(2025, 1, 1), **more})


@cache
def mini_base_year() -> BaseYear:
    """The base year of the mini case."""
    return calibrate(mini_case()).base


def mini_definition(
    count: int = 6,
    *,
    inputs: Sequence[Uncertain] = MINI_INPUTS,
    method: Any = "monte_carlo",
    seed: int = 1,
    stated: Scenario | None = None,
    tables: Iterable[str] = USUAL_TABLES,
) -> Definition:
    """Return an ensemble of licences on the mini case."""
    case, found = mini_case(uncertain=inputs), stated or licences()
    known = inputs_of(case, found)
    draws = draw(known, method, count, seed)
    work = work_of(case, mini_base_year(), found, known.moving, draws.values, tables=tables)
    return Definition(work, "licences", draws)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a results folder but the catalogue and the lock, which know of times."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(("catalogue.sqlite", ".lock"))
    }


JAN, FEB, MAR = (dt.date(2025, month, 1) for month in (1, 2, 3))


class HandMade:
    """A results folder with numbers written by hand: one entry a scenario, 0 being the scenario as stated."""

    def __init__(self, folder: Path, drawn: int, tables: Sequence[str] = USUAL_TABLES) -> None:
        self.folder, self.drawn, self.tables = folder, drawn, tuple(tables)
        self._rows: dict[int, dict[str, list[Mapping[str, Any]]]] = {
            number: {table: [] for table in tables} for number in range(drawn + 1)
        }
        self.failed: set[int] = set()
        self.waiting: set[int] = set()

    def row(self, number: int, table: str, **cells: Any) -> HandMade:
        """Add a row of a scenario; the cells not named are null."""
        self._rows[number][table].append(cells)
        return self

    def write(self) -> Path:
        """Write the folder and its catalogue; scenarios ``failed`` have no answer, those ``waiting`` are in
        the catalogue only.
        """
        (self.folder / RESULTS).mkdir(parents=True)
        definition = {
            "format": FORMAT, "key": "k" * 64, "case": "by hand", "scenario": "by hand", "title": "By hand",
            "common": "c" * 64, "case_sha256": "", "sampling": "monte_carlo",
            "scenarios": self.drawn, "inputs": ["x"], "tables": list(self.tables), "seed": 1,
        }  # fmt: skip
        (self.folder / DEFINITION).write_text(json.dumps(definition), encoding="utf-8")
        numbers = np.arange(1, self.drawn + 1)
        pl.DataFrame(
            {"scenario": numbers, "seed": numbers, "x": numbers * 0.5},
            schema_overrides={"scenario": pl.Int32, "seed": pl.UInt64},
        ).write_parquet(self.folder / DRAWS)
        self._write_scenarios(definition)
        return self.folder

    def _write_scenarios(self, definition: Mapping[str, Any]) -> None:
        key = str(definition["key"])
        catalogue = EnsembleCatalogue(f"sqlite:///{self.folder / 'catalogue.sqlite'}")
        catalogue.add(key, self.folder, definition)
        contents = {
            number: {}
            if number in self.failed
            else {name: _arrow(name, rows) for name, rows in found.items()}
            for number, found in self._rows.items()
        }
        for number, tables in contents.items():
            failure = "these cannot hold together" if number in self.failed else ""
            catalogue.enter(key, str(number), Solved(number, tables, 0.0, "hot", 1, 1, failure))
        gathered = [number for number in contents if number not in self.waiting]
        write_results(
            self.folder,
            0,
            {
                name: [(n, contents[n][name]) for n in gathered if n not in self.failed]
                for name in self.tables
            },
        )
        catalogue.gathered(key, gathered, 0)
        catalogue.close()


EXTRA: Mapping[str, Mapping[str, Any]] = {
    "prices": {"base_usd_per_kg": pl.Float64, "multiple": pl.Float64},
    "shortages": {
        "sector": pl.String, "region": pl.String, "material": pl.String, "period": pl.Date,
        "share": pl.Float64, "missing_t": pl.Float64, "demanded_t": pl.Float64, "met_t": pl.Float64,
        "expected_t": pl.Float64,
    },
}  # fmt: skip
"""Columns of tables that an ensemble makes itself."""


def _arrow(table: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    schema = {**SCHEMAS.get(table, {}), **EXTRA.get(table, {})}
    buffer = io.BytesIO()
    pl.DataFrame(list(rows), schema=schema).write_ipc(buffer)
    return buffer.getvalue()


def with_inputs(case: Case, *rows: Uncertain) -> Case:
    """Return a case with these uncertain inputs alone."""
    return replace(case, tables={**case.tables, "uncertain": tuple(rows)})
