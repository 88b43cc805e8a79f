"""The exporter's cost advantage at a stage, split into environment, labour, energy and scale as assumed."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.case.schema import CostAdvantage
from didymium.decisions.reference.manipulation import HomeCosts
from didymium.decisions.reference.reference_price import ReferencePrice, ReferencePrices

PARTS = ("environment", "labour", "energy", "scale")


@dataclass(frozen=True)
class Advantage:
    """What the marginal plant outside costs more than the exporter's, US dollars per kg, both with what is
    known of their capital, and how it is split. A plant outside that is not dearer leaves nothing to split.
    """

    row: CostAdvantage
    gap_usd_per_kg: float
    home_usd_per_kg: float

    @property
    def shares(self) -> dict[str, float]:
        """Share of each part and of what is unexplained."""
        known = {part: getattr(self.row, f"{part}_share") for part in PARTS}
        return {**known, "unexplained": max(1.0 - sum(known.values()), 0.0)}

    @property
    def parts_usd_per_kg(self) -> dict[str, float]:
        """US dollars per kg of each part."""
        return {part: share * max(self.gap_usd_per_kg, 0.0) for part, share in self.shares.items()}


def advantage(prices: ReferencePrices, found: ReferencePrice) -> Advantage | None:
    """Return the exporter's advantage in a material; None without a price, a cost at home or a split."""
    chain = prices.chain
    rows = [
        row
        for row in chain.case.cost_advantages
        if row.region == chain.terms.exporter and row.stage == chain.stages[found.material]
    ]
    home = HomeCosts(prices).marginal(found.material)
    if not rows or home is None or found.usd_per_kg is None:
        return None
    cost = home.usd_per_kg if home.with_capital_usd_per_kg is None else home.with_capital_usd_per_kg
    return Advantage(rows[0], found.usd_per_kg - cost, cost)
