"""Where a region stands in one material at one stage in one year: all that the methods ask for, whether it
comes from facts or from a solved market.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from didymium.indicators.criticality.table import WORLD

Tonnes = Mapping[str, float]
"""Tonnes by region."""


@dataclass(frozen=True)
class Position:
    """A region's position, or the world's. What is None is not known, and a method that needs it says so.

    Tonnes are of the material itself, or of the element counted as oxide; all in one measure.
    """

    region: str
    name: str
    """Material of the case, mineral of the evidence, or chemical symbol."""
    stage: str
    year: int
    scenario: str
    world: Tonnes | None = None
    """World output by country."""
    world_unnamed_t: float = 0.0
    """Output of countries that the source adds up without naming them."""
    mined: Tonnes | None = None
    """World output of mines by country, where GeoPolRisk is to take that instead of ``world``."""
    mined_unnamed_t: float = 0.0
    home: Tonnes = field(default_factory=dict)
    """What the region's own members make and do not send out."""
    imports: Tonnes | None = None
    """Arrivals by country outside."""
    output_t: float | None = None
    exports_t: float | None = None
    use: Tonnes | None = None
    """Apparent consumption of every country of the world."""
    recycled_share: float | None = None
    """End-of-life recycling input rate of the material or element in the region, over all stages."""
    recycled_t: float | None = None
    """At all stages: what comes out of old products."""
    input_t: float | None = None
    """At all stages: all input, primary and secondary."""
    price_usd_per_kg: float | None = None
    known_reliance: float | None = None
    """Net import reliance where it need not be computed."""
    reliance_note: str = ""
    """Who says so, or why."""
    trade: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Trade parameters of the European method by country, for ``world`` supply and for sourcing (``eu``)."""
    source: str = ""
    note: str = ""

    @property
    def is_world(self) -> bool:
        """Whether it speaks of the world and not of one region."""
        return self.region == WORLD

    @property
    def sourcing(self) -> Tonnes | None:
        """The region's supply by country, its own members included; world output for the world."""
        if self.is_world:
            return self.world
        if self.imports is None:
            return None
        return {**self.imports, **{name: t for name, t in self.home.items() if t > 0}}

    @property
    def unnamed_t(self) -> float:
        """What unnamed countries supply: only world output has such."""
        return self.world_unnamed_t if self.is_world else 0.0
