"""What an ensemble comes to, put together once for the terminal, the page and JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from didymium.case.case import Case
from didymium.ensemble.flip.search import Answers, Flip, flips_from
from didymium.ensemble.reading.quantiles import quantiles
from didymium.ensemble.reading.results import Results
from didymium.ensemble.reading.risk import (
    ALPHA,
    exceedance,
    loss_risks,
    shortfall_by_period,
    shortfall_probabilities,
)
from didymium.ensemble.running.folder import FLIPS, FolderError
from didymium.ensemble.running.run import Finished
from didymium.indicators.roles import critical_materials, home_regions

LEAST_MULTIPLE = 1.05
"""Materials whose price never gets further from the base run's than this are left out of the overview."""


@dataclass(frozen=True)
class Overview:
    """An ensemble with the tables that describe it; a table that it did not keep is None."""

    definition: dict[str, Any]
    finished: Finished | None
    """How the run went; None if it is only read."""
    prices: pl.DataFrame | None
    """Quantiles of price multiples of the critical materials in the home regions, by period."""
    shortfalls: pl.DataFrame | None
    """Probabilities of shortfall of the home regions' sectors."""
    by_period: pl.DataFrame | None
    """The same by period."""
    risks: pl.DataFrame | None
    """Risk of loss of the home regions, and of all of them."""
    alpha: float = ALPHA
    answers: Answers | None = None
    """Answers to the headline questions in the scenario as stated; None unless flips were searched."""
    flips: tuple[Flip, ...] = ()

    @property
    def regions(self) -> tuple[str, ...]:
        """Regions that the risks are of."""
        if self.risks is None:
            return ()
        return tuple(region for region in self.risks["region"].to_list() if region != "all")

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data for ``--json``."""
        return {
            **self.definition,
            **(_run_report(self.finished) if self.finished else {}),
            "shortfalls": _records(self.shortfalls),
            "risks": _records(self.risks),
            "alpha": self.alpha,
            "price_multiples": _records(self.prices),
            "flips": [vars(flip) for flip in self.flips],
        }


def overview_of(case: Case, results: Results, finished: Finished | None = None) -> Overview:
    """Ask an ensemble what everyone asks first."""
    homes, kept = home_regions(case), results.tables
    answers, flips = _flips(results)
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
        answers=answers,
        flips=flips,
    )


def risk_overview(case: Case, results: Results, regions: Sequence[str] | None, alpha: float) -> Overview:
    """Ask an ensemble for its risks alone, of some regions or the home regions."""
    asked, kept = tuple(regions or home_regions(case)), results.tables
    if not {"shortages", "losses"} & set(kept):
        results.need("shortages")
    short = "shortages" in kept
    return Overview(
        results.definition,
        None,
        None,
        shortfall_probabilities(results, asked) if short else None,
        shortfall_by_period(results, asked) if short else None,
        loss_risks(results, asked, alpha) if "losses" in kept else None,
        alpha,
    )


def risk_report(overview: Overview, losses: pl.DataFrame | None) -> dict[str, Any]:
    """Return risks as plain data, with the loss exceedance curve of each region."""
    curves = {}
    if losses is not None:
        for region in overview.regions:
            curve = exceedance(losses[region].to_numpy())
            curves[region] = {name: curve[name].to_list() for name in curve.columns}
    return {
        "scenarios": overview.definition["scenarios"],
        "alpha": overview.alpha,
        "shortfalls": _records(overview.shortfalls),
        "risks": _records(overview.risks),
        "exceedance": curves,
    }


def _flips(results: Results) -> tuple[Answers | None, tuple[Flip, ...]]:
    """Return what was found to flip the headlines, if anybody searched."""
    file = results.folder / FLIPS
    if not file.is_file():
        return None, ()
    try:
        answers, flips = flips_from(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError) as error:
        raise FolderError(
            f"{file} cannot be read ({error}): remove it, or search again with --flip"
        ) from None
    return answers, tuple(flips)


def _run_report(finished: Finished) -> dict[str, Any]:
    progress = finished.progress
    return {
        "finished": progress.finished,
        "solved_now": finished.solved,
        "found_done": finished.found,
        "failed": progress.failed,
        "cold": progress.cold,
        "iterations": progress.iterations,
        "seconds": round(progress.seconds, 3),
        "failures": [{"scenario": number, "why": why} for number, why in finished.failures],
    }


def _records(table: pl.DataFrame | None) -> list[dict[str, Any]]:
    if table is None:
        return []
    return [
        {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in row.items()}
        for row in table.iter_rows(named=True)
    ]
