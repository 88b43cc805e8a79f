"""What a part of a rule asks of a product that is bought or supported: where each stage of it was done."""

from __future__ import annotations

from typing import Literal

from didymium.evidence.rule_tests import RuleTestModel, Threshold
from didymium.evidence.vocabulary import Identifier

ProductStage = Literal["mine", "recycling", "separation", "metal", "alloy", "magnet", "end_item"]
"""A step in making a product. ``separation``: separated or refined; ``metal``: reduced to metal; ``alloy``:
melted; ``magnet``: powder, pressing, sintering or bonding, magnetisation; ``end_item``: what is delivered."""
PRODUCT_STAGES: tuple[ProductStage, ...] = (
    "mine", "recycling", "separation", "metal", "alloy", "magnet", "end_item",
)  # fmt: skip
"""Every stage, in the order of the chain."""
ProductKind = Literal["good", "power_plant", "energy_storage", "battery_component", "critical_mineral"]
"""What is supported, where a rule treats kinds apart."""
ProductEffect = Literal["prohibited", "no_credit", "benchmark_missed", "not_member"]
"""What follows once a test holds. ``benchmark_missed``: a target of a government, nothing follows for a
product; ``not_member``: the good stays outside a scheme."""
Condition = Literal[
    "off_the_shelf", "electronic_device", "recycled_in_country", "used_abroad", "small_purchase",
    "not_available", "mill_product",
]  # fmt: skip
"""A circumstance of a purchase on which an exemption rests. ``recycled_in_country``: magnet of recycled
material, milled and sintered in the buyer's country; ``used_abroad``: bought abroad for use abroad;
``small_purchase``: at or below the simplified threshold; ``not_available``: a waiver was granted."""
CONDITIONS: tuple[Condition, ...] = (
    "off_the_shelf", "electronic_device", "recycled_in_country", "used_abroad", "small_purchase",
    "not_available", "mill_product",
)  # fmt: skip


class ProductExemption(RuleTestModel):
    """What takes a product out of a test although it holds."""

    condition: Condition
    """The circumstance that must be given."""
    unless: Condition | None = None
    """A circumstance that undoes the exemption."""
    materials: tuple[Identifier, ...] = ()
    """Materials for which alone it is meant; absent: all of the test."""
    unless_weight_share: Threshold | None = None
    """Mass share of the listed material in the item from which the exemption is undone; absent: none."""
    weight_of: tuple[Identifier, ...] = ()
    """Materials whose mass share counts; absent: all of the test."""
    source: Identifier | None = None
    """Who says so; absent: the source of the part's state."""
    locator: str = ""
    """Where."""


class ProductTest(RuleTestModel):
    """One thing that a part of a rule asks of a product: every condition given must hold."""

    effect: ProductEffect
    """What follows if it holds while the part is in force."""
    measure: Literal["material_share", "largest_share", "cost_ratio", "membership"]
    """``material_share``: share of the material that went through a listed country at a stage;
    ``largest_share``: the largest share of one country outside the listed ones; ``cost_ratio``: share of
    direct material cost that is not from prohibited entities, which must reach the threshold;
    ``membership``: whether any of it was done outside the members, as far as these are known."""
    scope: Literal["product", "market"] = "product"
    """Whether it speaks of a product, or of a whole market's supply."""
    buyers: tuple[Identifier, ...] = ()
    """Who must be buying, or whose market it is; absent: anyone."""
    kinds: tuple[ProductKind, ...] = ()
    """Kinds of product; absent: any."""
    materials: tuple[Identifier, ...] = ()
    """Materials that the product must be, or hold; absent: any."""
    listed_in: Identifier | None = None
    """A list (subject of ``listed`` facts) whose materials count as well."""
    stages: tuple[ProductStage, ...] = ()
    """Stages that count; absent: every one."""
    countries: tuple[Identifier, ...] = ()
    """Countries that must not have (``material_share``), or must have (``membership``), done a stage; for
    ``largest_share`` those that are at home. A group stands for its members."""
    threshold: Threshold | None = None
    """Figure from which it holds; for ``cost_ratio`` the one to be reached. Absent for ``material_share``:
    any share above nothing. Absent elsewhere: no source gives one, so that it stays open."""
    begun_from: int | None = None
    """First year of begin of construction, or of sale, that it covers."""
    begun_until: int | None = None
    """Last such year."""
    exemptions: tuple[ProductExemption, ...] = ()
    """What takes a product out of it: each on its own is enough."""
    note: str = ""
    """Why it reads so, where the text leaves room."""
