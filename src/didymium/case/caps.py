"""The highest price that each ladder of substitutes implies."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.case.case import Case
from didymium.case.schema import Substitute

FULL = 1 - 1e-9
"""Sum of shares at which a ladder covers all of a use."""


@dataclass(frozen=True)
class LadderCap:
    """What a sector pays at most for a material before every use of it is replaced."""

    sector: str
    material: str
    penalty_usd_per_kg: float | None
    """Penalty of the last rung needed, US dollars per kg saved; None: the rungs do not cover all of it."""
    covered_share: float
    replacement: str | None
    """Material of the chain used instead on that rung; its price comes on top."""


def ladder_caps(case: Case) -> list[LadderCap]:
    """Return the cap of every sector and material that has rungs, in the order of demands.csv."""
    wanted = dict.fromkeys((row.sector, row.material) for row in case.demands)
    caps = []
    for sector, material in wanted:
        rungs = rungs_for(case, sector, material)
        if rungs:
            caps.append(_cap(sector, material, rungs))
    return caps


def rungs_for(case: Case, sector: str, material: str) -> list[Substitute]:
    """Return the rungs that a sector can climb when a material is dear, cheapest first."""
    rungs = [row for row in case.substitutes if row.from_material == material and climbs(row, sector)]
    return sorted(rungs, key=lambda row: row.penalty_usd_per_kg)


def climbs(row: Substitute, sector: str) -> bool:
    """Say whether a rung is open to a sector."""
    return "*" in row.sectors.split() or sector in row.sectors.split()


def _cap(sector: str, material: str, rungs: list[Substitute]) -> LadderCap:
    covered = 0.0
    for row in rungs:
        covered += row.max_share
        if covered >= FULL:
            return LadderCap(sector, material, row.penalty_usd_per_kg, min(covered, 1.0), row.to_material)
    return LadderCap(sector, material, None, covered, None)
