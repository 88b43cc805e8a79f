"""Calibrate a case: reconcile its flows, find its prices, and hand both over as the base year of the
market.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from didymium.calibration.equations import Equations
from didymium.calibration.price import Prices, price_base_year
from didymium.calibration.reconcile import Reconciliation, reconcile
from didymium.case.case import Case
from didymium.case.schema import Holding, Plant
from didymium.case.settings import Profile
from didymium.files.row import Row
from didymium.market.base_year import BaseYear
from didymium.market.periods import make_periods
from didymium.market.structure import Options, Structure

UNREAD_TABLES = frozenset({
    *("capacity_changes", "sectors", "stock_terms", "substitutes", "uncertain", "market_units"),
    "market_power",
    *("projects", "project_stakes", "exchange_rates", "deposits", "deposit_elements"),
})  # fmt: skip
UNREAD_COLUMNS = {
    "plants": frozenset({"start"}),
    "holdings": frozenset(Holding.model_fields),
    "routes": frozenset({"qualification_months", "premium_usd_per_kg", "until"}),
    "demands": frozenset({"growth_per_year", "elasticity", "loss_usd_per_kg", "priority"}),
}
UNREAD_SETTINGS = frozenset({"growth_per_year", "usual"})
"""What the base year does not depend on: it concerns other years, scarcity, or words."""


@dataclass(frozen=True)
class Calibration:
    """A calibrated base year with the evidence of how it came about."""

    base: BaseYear
    reconciliation: Reconciliation | None = None
    prices: Prices | None = None


def calibrate(case: Case) -> Calibration:
    """Calibrate a case; a case with ``calibrated = false`` gets an empty base year and keeps its stated
    costs.

    Raises:
        ReconciliationError, PricingError: If no flows or no prices agree with the case.
    """
    if not case.settings.calibrated:
        return Calibration(BaseYear())
    begin = dt.date(case.settings.base_year, 1, 1)
    every_plant = frozenset(plant.plant for plant in case.plants)
    structure = Structure(case, BaseYear(), make_periods(begin, Profile(years=1)), Options(built=every_plant))
    reconciliation = reconcile(Equations(structure))
    prices = price_base_year(reconciliation)
    return Calibration(_base_year(reconciliation, prices), reconciliation, prices)


def changes_base_year(before: Case, after: Case) -> bool:
    """Say whether two cases with the same rows may have different base years, so that one must be calibrated
    anew.
    """
    if before.settings is not after.settings:
        old, new = before.settings.model_dump(), after.settings.model_dump()
        if any(old[key] != new[key] for key in old.keys() - UNREAD_SETTINGS):
            return True
    year = before.settings.base_year
    return any(
        rows is not before.tables[table]
        and table not in UNREAD_TABLES
        and _differ(before.tables[table], rows, UNREAD_COLUMNS.get(table, frozenset()), year)
        for table, rows in after.tables.items()
    )


def _differ(before: Sequence[Row], after: Sequence[Row], unread: frozenset[str], year: int) -> bool:
    read = [name for name in type(after[0]).model_fields if name not in unread] if after else []
    return any(
        one is not other
        and (
            any(getattr(one, name) != getattr(other, name) for name in read)
            or _seen(one, year) != _seen(other, year)
        )
        for one, other in zip(before, after, strict=True)
    )


def _seen(row: Row, year: int) -> object:
    """Return what the base year sees of columns that it does not read as they are: whether a plant had
    started, and what spoils in stock.
    """
    if isinstance(row, Plant):
        return row.start is not None and row.start.year > year
    return row.level_t * row.loss_per_year if isinstance(row, Holding) else None


def _base_year(reconciliation: Reconciliation, prices: Prices) -> BaseYear:
    equations = reconciliation.equations
    structure, flows = equations.structure, reconciliation.flows_t
    first_route, first_demand, first_disposal, _ = equations.offsets
    return BaseYear(
        run={
            plant.plant: float(flow)
            for plant, flow in zip(structure.plants, flows[:first_route], strict=True)
        },
        flow={
            route.identity: float(flow)
            for route, flow in zip(structure.routes, flows[first_route:first_demand], strict=True)
        },
        use={
            demand.identity: float(flow)
            for demand, flow in zip(structure.demands, flows[first_demand:first_disposal], strict=True)
        },
        disposal={
            node: float(flow)
            for node, flow in zip(structure.nodes, flows[first_disposal:], strict=True)
            if flow > 0
        },
        price={
            node: float(price) for node, price in zip(structure.nodes, np.asarray(prices.nodes), strict=True)
        },
    )
