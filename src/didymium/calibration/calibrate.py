"""Calibrate a case: reconcile its flows, find its prices, and hand both over as the base year of the
market.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from didymium.calibration.equations import Equations
from didymium.calibration.price import Prices, price_base_year
from didymium.calibration.reconcile import Reconciliation, reconcile
from didymium.case.case import Case
from didymium.case.settings import Profile
from didymium.market.base_year import BaseYear
from didymium.market.periods import make_periods
from didymium.market.structure import Options, Structure


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
