"""Where a stage of a lot or product was done: shares of countries, as bounds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from didymium.evidence.product_tests import ProductStage


@dataclass(frozen=True)
class StageOrigin:
    """Where one stage was done, by share of the material."""

    stage: ProductStage
    shares: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Lowest and highest share of the material that had this stage done in a country (ISO 3166-1 alpha-3).
    Material that went through a stage twice counts in both countries."""
    others_high: float = 1.0
    """Highest share that any country not named in ``shares`` may have; 0: there is no other."""
    booked: Mapping[str, float] = field(default_factory=dict)
    """Shares as the books of mass balance claim them; the goods themselves may be others."""
    documented: float = 0.0
    """Share of which documents say that and where the stage was done, at least."""

    def through(self, countries: Collection[str]) -> tuple[float, float]:
        """Return the lowest and highest share that went through any of some countries at this stage."""
        named = [share for country, share in self.shares.items() if country in countries]
        low = max((low for low, _ in named), default=0.0)
        unnamed = self.others_high if set(countries) - set(self.shares) else 0.0
        return low, min(1.0, sum(high for _, high in named) + unnamed)

    def only(self, countries: Collection[str]) -> tuple[float, float]:
        """Return the lowest and highest share that went through none but some countries at this stage."""
        strangers = [share for country, share in self.shares.items() if country not in countries]
        low = max((low for low, _ in strangers), default=0.0)
        high = min(1.0, sum(high for _, high in strangers) + self.others_high)
        return 1.0 - high, 1.0 - low


def stated_origin(stage: ProductStage, shares: Mapping[str, float]) -> StageOrigin:
    """Return the origin of a stage as a user states it: what the shares leave over may be anywhere."""
    left = max(0.0, 1.0 - sum(shares.values()))
    left = 0.0 if left < 1e-9 else left
    return StageOrigin(
        stage, {country: (share, share) for country, share in shares.items()}, left, {}, 1.0 - left
    )
