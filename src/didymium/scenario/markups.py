"""What exporters with market power ask above their cost in a run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from didymium.scenario.path import Path

Floats = NDArray[np.float64]


def markups_usd_per_kg(path: Path) -> Floats:
    """Return what each route's exporter asks above its cost, US dollars per kg, not discounted: the shadow
    price of its total, zero on routes without power; shape (routes, T).
    """
    market = path.market
    result = np.zeros((len(market.structure.routes), market.balance.periods))
    if market.sales is None:
        return result
    asked = np.maximum(-market.sales.rows.view(path.row_prices), 0.0)
    for total, usd_per_kg in zip(market.sales.power.totals, asked, strict=True):
        result[list(total.routes)] = usd_per_kg
    return result
