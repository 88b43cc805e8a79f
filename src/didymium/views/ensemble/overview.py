"""What an ensemble comes to, put together once for the terminal, the page and JSON."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import polars as pl

from didymium.case.case import Case
from didymium.ensemble.reading.quantiles import quantiles
from didymium.ensemble.reading.results import Results
from didymium.ensemble.reading.risk import ALPHA, loss_risks, shortfall_by_period, shortfall_probabilities
from didymium.ensemble.running.run import Finished
from didymium.indicators.roles import critical_materials, home_regions

LEAST_MULTIPLE = 1.05
"""Materials whose price never gets further from the base run's than this are left out of the overview."""


@dataclass(frozen=True)
class Overview:
    """An ensemble with the tables that describe it; a table that it did not keep is None."""

    definition: dict[str, Any]
    finished: Finished
    prices: pl.DataFrame | None
    """Quantiles of price multiples of the critical materials in the home regions, by period."""
    shortfalls: pl.DataFrame | None
    """Probabilities of shortfall of the home regions' sectors."""
    by_period: pl.DataFrame | None
    """The same by period."""
    risks: pl.DataFrame | None
    """Risk of loss of the home regions, and of all of them."""
    alpha: float = ALPHA

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data for ``--json``."""
        progress = self.finished.progress
        return {
            **self.definition,
            "finished": progress.finished,
            "solved_now": self.finished.solved,
            "found_done": self.finished.found,
            "failed": progress.failed,
            "cold": progress.cold,
            "iterations": progress.iterations,
            "seconds": round(progress.seconds, 3),
            "failures": [{"scenario": number, "why": why} for number, why in self.finished.failures],
            "shortfalls": _records(self.shortfalls),
            "risks": _records(self.risks),
            "alpha": self.alpha,
            "price_multiples": _records(self.prices),
        }


def overview_of(case: Case, results: Results, finished: Finished) -> Overview:
    """Ask an ensemble what everyone asks first."""
    homes, kept = home_regions(case), results.tables
    prices = None
    if "prices" in kept:
        where = {"region": homes, "material": critical_materials(case)}
        prices = quantiles(results, "prices", "multiple", where=where)
    short = "shortages" in kept
    return Overview(
        results.definition,
        finished,
        prices,
        shortfall_probabilities(results, homes) if short else None,
        shortfall_by_period(results, homes) if short else None,
        loss_risks(results, homes) if "losses" in kept else None,
    )


def _records(table: pl.DataFrame | None) -> list[dict[str, Any]]:
    if table is None:
        return []
    return [
        {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in row.items()}
        for row in table.iter_rows(named=True)
    ]
