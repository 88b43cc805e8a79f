"""Supply risk as the European Commission computes it (guidelines of 2017, doi 10.2873/769526; report
EUR 28654, doi 10.2760/73303).

``SR = [HHI_GS · IR/2 + HHI_EU · (1 − IR/2)] · (1 − EoL-RIR) · SI_SR``: the concentration of world supply
(GS) and of the region's own sourcing (EU), both weighted with governance and trade, mixed by import reliance
IR; less what recycling of old products supplies; times the substitution index. If only one of the two is
known, the bracket is that one alone. The bottleneck is the stage, extraction or processing, with the higher
risk.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

CRITICAL = 1.0
"""At or above it a raw material is critical, if economic importance is too."""
Basis = Literal["GS+EU", "GSonly", "EUonly"]
"""Which supply the concentration rests on."""


def mixed_concentration(
    world: float | None, sourcing: float | None, import_reliance: float | None
) -> tuple[float, Basis]:
    """Return the bracket of the formula, and which supply it rests on.

    ``world`` and ``sourcing`` are governance-weighted indices from 0 to 10, ``import_reliance`` a share; a
    region that exports more than it imports counts as 0, one above 1 as 1.

    Raises:
        ValueError: If neither concentration is known, or both are and import reliance is not.
    """
    if world is None and sourcing is None:
        raise ValueError("neither world supply nor sourcing is known")
    if sourcing is None:
        assert world is not None
        return world, "GSonly"
    if world is None:
        return sourcing, "EUonly"
    if import_reliance is None:
        raise ValueError("import reliance is not known")
    half = min(max(import_reliance, 0.0), 1.0) / 2.0
    return world * half + sourcing * (1.0 - half), "GS+EU"


def supply_risk(concentration: float, recycled_share: float, substitution: float) -> float:
    """Return ``concentration · (1 − EoL-RIR) · SI_SR``; recycled share and substitution index in 0 to 1."""
    return concentration * (1.0 - recycled_share) * substitution


def bottleneck(by_stage: Iterable[tuple[str, float]]) -> tuple[str, float]:
    """Return the stage with the highest supply risk; the first of equals.

    Raises:
        ValueError: If there is no stage.
    """
    return max(by_stage, key=lambda item: item[1])


def reported(value: float, digits: int = 1) -> float:
    """Round as the Commission reports: half away from zero, one decimal."""
    scale = 10.0**digits
    return int(abs(value) * scale + 0.5 + 1e-9) / scale * (1 if value >= 0 else -1)
