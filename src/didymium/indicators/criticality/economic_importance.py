"""Economic importance as the European Commission computes it (guidelines of 2017, doi 10.2873/769526).

``EI = Σ_s A_s · Q_s · SI_EI``, where A_s is the share of end use in sector s, Q_s the sector's value added
scaled so that the largest sector of the economy has 10, and SI_EI the substitution index.
"""

from __future__ import annotations

from collections.abc import Mapping

CRITICAL = 2.8
"""At or above it a raw material is critical, if supply risk is too."""
LARGEST = 10.0
"""Value of the sector with the largest value added."""


def economic_importance(
    use: Mapping[str, float], value_added: Mapping[str, float], substitution: float = 1.0
) -> float:
    """Return economic importance from 0 to 10.

    ``use`` is end use by sector in any one unit; ``value_added`` that of every sector of the economy in any
    one currency, also those that do not use the material: the largest of all is the scale.

    Raises:
        KeyError: If a sector that uses the material has no value added.
        ValueError: If nothing is used, or no sector adds value.
    """
    total, scale = sum(use.values()), max(value_added.values(), default=0.0)
    if total <= 0 or scale <= 0:
        raise ValueError("nothing is used, or no sector adds value")
    mean = sum(tonnes / total * value_added[sector] for sector, tonnes in use.items() if tonnes)
    return mean / scale * LARGEST * substitution
