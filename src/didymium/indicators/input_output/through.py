"""What the direct losses of sectors cost the economy of a region through its other industries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from didymium.indicators.input_output.shipped import USD_PER_UNIT, sector_industries, shipped_table
from didymium.indicators.input_output.shortage import Shortage, least_change
from didymium.indicators.input_output.table import InputOutputTable


@dataclass(frozen=True)
class EconomyLoss:
    """Value added lost in a region over a year, US dollars, positive where something is lost.

    ``indirect_usd`` and ``by_industry`` are None where no table of the region ships.
    """

    region: str
    direct_usd: float
    indirect_usd: float | None
    by_industry: Mapping[str, float] | None
    """Value added lost by industry, direct and indirect together."""
    unplaced_usd: float
    """Direct loss of sectors that no industry is named for; it stays direct."""
    capped_usd: float
    """Direct loss above what the industries make in a year, of which no more can be lost."""


def loss_through_economy(case: str, region: str, lost_usd: Mapping[str, float]) -> EconomyLoss:
    """Return what losses of value added by sector (US dollars a year) cost a region in all.

    Each sector's loss falls in its industries (``sector_industries.csv``); an industry that loses a part of
    its value added makes that part less; what all others make then follows from
    :func:`didymium.indicators.input_output.shortage.least_change` on the region's table.
    """
    direct = float(sum(lost_usd.values()))
    table = shipped_table(region)
    placed, unplaced = _by_industry(case, lost_usd)
    if table is None:
        return EconomyLoss(region, direct, None, None, unplaced, 0.0)
    limits, capped = _limits(table, placed)
    shortage = least_change(table, limits)
    return EconomyLoss(
        region,
        direct,
        (shortage.total_loss - shortage.direct_loss) * USD_PER_UNIT,
        _losses(shortage),
        unplaced,
        capped,
    )


def _by_industry(case: str, lost_usd: Mapping[str, float]) -> tuple[dict[str, float], float]:
    """Return losses by industry, and what no industry is named for; US dollars."""
    parts, found, unplaced = sector_industries(case), dict[str, float](), 0.0
    for sector, usd in lost_usd.items():
        if sector not in parts:
            unplaced += usd
        for industry, share in parts.get(sector, {}).items():
            found[industry] = found.get(industry, 0.0) + share * usd
    return found, unplaced


def _limits(table: InputOutputTable, placed: Mapping[str, float]) -> tuple[dict[str, float], float]:
    """Return the part of its output that each industry can still make, and the loss beyond all of it."""
    limits, capped = dict[str, float](), 0.0
    for industry, usd in placed.items():
        added = float(table.value_added[table.position(industry)]) * USD_PER_UNIT
        lost = min(max(usd, 0.0), max(added, 0.0))
        capped += max(usd, 0.0) - lost
        limits[industry] = 1.0 - lost / added if added > 0 else 1.0
    return limits, capped


def _losses(shortage: Shortage) -> dict[str, float]:
    lost = shortage.value_added_lost * USD_PER_UNIT
    order = np.argsort(-lost, kind="stable")
    names = shortage.table.industries
    return {names[position]: float(lost[position]) for position in order if lost[position] > 0.5}
