"""What is left of a market without its largest supplier: the N−1 test of the International Energy Agency.

``N−1 = (S − S_largest) / (D − D_largest)``: the largest supplier goes, and its own demand with it. The
definition was read in a second hand only (Global Critical Minerals Outlook 2025).
"""

from __future__ import annotations

from collections.abc import Mapping

ENOUGH = 1.0
"""From here on the others supply all that the others need."""


def n_minus_one(supply: Mapping[str, float], demand: Mapping[str, float]) -> tuple[float, str]:
    """Return remaining supply over remaining demand, and who was taken away; equals in alphabetical order.

    ``supply`` and ``demand`` are tonnes by country in the same measure.

    Raises:
        ValueError: If nothing is supplied, or nobody else demands anything.
    """
    largest = min(supply, key=lambda name: (-supply[name], name), default="")
    if not largest or supply[largest] <= 0:
        raise ValueError("nothing is supplied")
    left = sum(tonnes for name, tonnes in demand.items() if name != largest)
    if left <= 0:
        raise ValueError("nobody else demands anything")
    return sum(tonnes for name, tonnes in supply.items() if name != largest) / left, largest
