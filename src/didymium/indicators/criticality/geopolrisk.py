"""The geopolitical supply risk of an importing country, GeoPolRisk (Gemechu and others 2016; as published
with geopolrisk-py, doi 10.21105/joss.09600).

``score = HHI · Σ_i g_i f_i / (p + F)``: concentration of world production times the imports f_i weighted with
political instability g_i of their origin (0 best to 1 worst), over domestic production p and all imports F.
Times the mean import price it is a midpoint for life-cycle assessment, and over that of copper a
characterisation factor.
"""

from __future__ import annotations

from collections.abc import Mapping

UNKNOWN_INSTABILITY = 0.5
"""What the method takes for an origin without a governance indicator."""
COPPER_MIDPOINT = 0.409412948
"""Midpoint of copper, mean of the OECD from 2017 to 2021, as the publication states it: thousand US dollars a
tonne."""


def import_risk(imports: Mapping[str, float], instability: Mapping[str, float], production: float) -> float:
    """Return ``Σ g f / (p + F)``; an origin without instability counts 0.5, as the method has it.

    Raises:
        ValueError: If nothing is produced or imported.
    """
    total = production + sum(imports.values())
    if total <= 0:
        raise ValueError("nothing is produced or imported")
    weighted = sum(
        instability.get(origin, UNKNOWN_INSTABILITY) * quantity for origin, quantity in imports.items()
    )
    return weighted / total


def score(concentration: float, risk: float) -> float:
    """Return concentration of world production (0 to 1) times import risk (0 to 1)."""
    return concentration * risk


def characterisation_factor(score: float, price_thousand_usd_per_t: float) -> float:
    """Return score times price over the midpoint of copper."""
    return score * price_thousand_usd_per_t / COPPER_MIDPOINT
