"""A product as rules of buying and support see it. What is not said is unknown, never taken as good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from didymium.evidence.product_tests import Condition, ProductKind, ProductStage
from didymium.screening.answer import Holds
from didymium.screening.lots.origin import StageOrigin
from didymium.screening.lots.tracing import LotOrigin

Bounds = tuple[float, float]


@dataclass(frozen=True)
class Product:
    """What is bought, sold or supported; or the whole supply of a market."""

    material: str
    """What the rules look at, as in materials.csv: the magnet in a motor, not the motor."""
    name: str = ""
    """What the reader calls it; blank: the material."""
    buyer: str = ""
    """Who buys it, or whose market it is: a subject or country; blank: not said."""
    kind: ProductKind | None = "good"
    """What is supported; None: not said."""
    is_market: bool = False
    """Whether it is the supply of a market as a whole."""
    stages: Mapping[ProductStage, StageOrigin] = field(default_factory=dict)
    """Where each stage was done; a stage that is missing is unknown."""
    conditions: Mapping[Condition, Holds] = field(default_factory=dict)
    """Circumstances of the purchase; one that is missing is unknown."""
    weight_shares: Mapping[str, Bounds] = field(default_factory=dict)
    """Lowest and highest mass share of a material in the item that is bought."""
    prohibited_cost: Bounds | None = None
    """Lowest and highest share of direct material cost that is from prohibited foreign entities."""
    delivered_as_is: bool = False
    """Whether the material itself is delivered, and no end item that is made with it."""
    begun: int | None = None
    """Year in which construction began, or in which a part is sold."""

    @property
    def about(self) -> str:
        """What findings call it."""
        return self.name or self.material

    def stage(self, stage: ProductStage) -> StageOrigin:
        """Return where a stage was done: anywhere, if nothing is said.

        What is known to be mined was not recycled, and what is delivered as it is was made into nothing else.
        """
        if stage in self.stages:
            return self.stages[stage]
        mined = self.stages.get("mine")
        if stage == "recycling" and mined is not None and mined.shares and mined.others_high == 0.0:
            return StageOrigin(stage, others_high=0.0)
        if stage == "end_item" and self.delivered_as_is:
            return StageOrigin(stage, others_high=0.0)
        return StageOrigin(stage)


def stages_of_lot(origin: LotOrigin) -> dict[ProductStage, StageOrigin]:
    """Return the stages of a traced lot, for a product that is made of it."""
    return {stage.stage: stage for stage in origin.stages}
