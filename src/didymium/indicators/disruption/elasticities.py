"""The same stop by elasticities alone, without routes, stocks or ladders: a cross-check of the market.

    D(P) = D0 (P / P0)^e_d,   S_c(P) = min(S_c0 (P / P0)^e_s, Cap_c),   Σ_c S_c(P) + (1 − θ) X_k0 = D(P)

The world outside the country k is one market: demand D0 is what it makes and gets from k. Steps after the
summary of USGS Open-File Report 2025-1047, equations our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scipy.optimize import brentq

from didymium.case.case import Case
from didymium.indicators.disruption.stops import Stop
from didymium.market.base_year import BaseYear

HIGHEST_MULTIPLE = 100.0
"""Above it the search ends: what is short then is not found at any price."""
DEMAND_ELASTICITY = -0.2
"""For materials that no sector of the case uses as such: short-run elasticities of metals lie between −0.05
and −0.4 (assumed)."""


@dataclass(frozen=True)
class Supplier:
    """What a country supplies at the base price and at most, tonnes a year, with its elasticity."""

    supply_t: float
    capacity_t: float
    elasticity: float

    def at(self, multiple: float) -> float:
        """Return its supply at a multiple of the base price."""
        return float(min(self.supply_t * multiple**self.elasticity, max(self.capacity_t, self.supply_t)))


@dataclass(frozen=True)
class Balance:
    """Price and quantity after a stop, as multiples of those before."""

    price_multiple: float
    """At most ``HIGHEST_MULTIPLE``: there what is short is not found at any price."""
    supply_share: float
    """Part of what was used that still is."""


def balance_after(
    others: Sequence[Supplier], exports_t: float, theta: float, demand_elasticity: float
) -> Balance:
    """Return the new balance of all others when the country's net exports of ``exports_t`` fall by the part
    ``theta``.

    Raises:
        ValueError: If demand does not fall with the price, or there is none.
    """
    before = sum(row.supply_t for row in others) + exports_t
    if demand_elasticity >= 0 or before <= 0:
        raise ValueError("demand must be positive and fall with the price")
    left = (1.0 - theta) * exports_t

    def lacking(multiple: float) -> float:
        supplied = left + sum(row.at(multiple) for row in others)
        return float(before * multiple**demand_elasticity - supplied)

    if lacking(HIGHEST_MULTIPLE) > 0:
        supplied = left + sum(row.at(HIGHEST_MULTIPLE) for row in others)
        return Balance(HIGHEST_MULTIPLE, supplied / before)
    multiple = (
        float(brentq(lacking, 1.0, HIGHEST_MULTIPLE, xtol=1e-12)) if lacking(1.0) > 1e-12 * before else 1.0
    )
    return Balance(multiple, multiple**demand_elasticity)


def balance_of(case: Case, base_year: BaseYear, stop: Stop) -> Balance | None:
    """Return the balance of the commodity's first material after a stop; None where nobody makes it, or the
    country exports none of it.
    """
    material = stop.commodity.materials[0]
    others = suppliers(case, base_year, material, stop.origin)
    exports = max(_net_exports(base_year, material, stop.origin), 0.0)
    if exports <= 0:
        return None
    elasticity = demand_elasticity(case, base_year, material, stop.origin)
    return balance_after(others, exports, stop.theta, elasticity)


def suppliers(case: Case, base_year: BaseYear, material: str, but: str) -> list[Supplier]:
    """Return the plants outside a country that make a material, in tonnes of it."""
    per_activity = {
        row.process: row.t_per_t for row in case.coefficients if row.material == material and row.t_per_t > 0
    }
    default = case.settings.defaults.supply_elasticity
    return [
        Supplier(
            base_year.run[row.plant] * per_activity[row.process],
            row.capacity_t_per_year * per_activity[row.process],
            default if row.supply_elasticity is None else row.supply_elasticity,
        )
        for row in case.plants
        if row.region != but and row.process in per_activity and base_year.run.get(row.plant, 0.0) > 0
    ]


def demand_elasticity(case: Case, base_year: BaseYear, material: str, but: str) -> float:
    """Return the mean elasticity of those who use a material outside a country, weighted by use;
    ``DEMAND_ELASTICITY`` where no sector does.
    """
    weighted = [
        (base_year.use.get(row.identity, 0.0), row.elasticity)
        for row in case.demands
        if row.material == material and row.region != but
    ]
    total = sum(tonnes for tonnes, _ in weighted)
    mean = sum(tonnes * elasticity for tonnes, elasticity in weighted) / total if total > 0 else 0.0
    return mean if mean < 0 else DEMAND_ELASTICITY


def _net_exports(base_year: BaseYear, material: str, origin: str) -> float:
    return sum(
        tonnes * ((key[1] == origin) - (key[2] == origin))
        for key, tonnes in base_year.flow.items()
        if key[0] == material
    )
