"""The base year that a market is built around: flows and prices that agree with each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Node = tuple[str, str]
"""A region and a material."""


@dataclass(frozen=True)
class BaseYear:
    """Flows in tonnes a year and prices in US dollars per kg.

    ``run`` is keyed by plant, ``flow`` by the identity of a route, ``use`` by the identity of a demand,
    ``price`` and ``disposal`` by region and material. An empty base year (``BaseYear()``) stands for a case
    that is not calibrated: plants then cost what the case says and nothing more.
    """

    run: Mapping[str, float] = field(default_factory=dict)
    flow: Mapping[tuple[str, ...], float] = field(default_factory=dict)
    use: Mapping[tuple[str, ...], float] = field(default_factory=dict)
    disposal: Mapping[Node, float] = field(default_factory=dict)
    price: Mapping[Node, float] = field(default_factory=dict)

    @property
    def calibrated(self) -> bool:
        """Whether the base year holds prices."""
        return bool(self.price)
