"""What a part of a rule asks of a shipment, as data: the goods that it lists, and the conditions that must
all hold before it bites.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from didymium.evidence.vocabulary import Identifier

Form = Literal[
    "ore", "concentrate", "oxide", "compound", "metal", "alloy", "target", "powder", "magnet", "scrap",
    "equipment", "technology", "battery", "component", "assembly", "vehicle", "chip", "other",
]  # fmt: skip
"""What a good is made into."""
EndUse = Literal["civil", "military", "military_strength", "weapons_of_mass_destruction", "terrorism",
    "advanced_chips", "military_artificial_intelligence", "humanitarian"]  # fmt: skip
"""What a good is for. ``military_strength``: any use that adds to a country's military strength."""
ItemName = Annotated[str, Field(pattern=r"^([A-Za-z0-9_]+\.)?[A-Za-z0-9_]+$")]
ShipmentStep = Literal[
    "listed_item", "destination", "end_use", "end_user", "value_share", "technology", "re_export",
    "case_by_case", "exemption",
]  # fmt: skip
"""Which of the questions of an export case a test answers, in the order in which they are asked."""
ShipmentEffect = Literal[
    "prohibited", "refused_in_principle", "individual_licence", "case_by_case", "licence", "exempt",
    "strict_review",
]  # fmt: skip
"""What a test asks for once it holds. ``individual_licence``: no general licence, no time limit of review.
``strict_review``: nothing more than a harder look at what needs a licence anyway."""


class RuleTestModel(BaseModel):
    """Base of everything that a rule says as data: unknown keys are errors."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, populate_by_name=True, allow_inf_nan=False
    )


class Threshold(RuleTestModel):
    """A figure from which a condition holds; the figure itself stands in a fact."""

    fact: Identifier
    """The fact that states it."""
    included: bool = True
    """Whether the figure itself is enough ("or more"); otherwise only what is above it."""


class ListedItem(RuleTestModel):
    """Goods that a part of a rule names: every field given must fit."""

    item: Identifier
    """Its name within the rule (``part_1``, ``part_2``): tests refer to it. Entries of one name add up."""
    materials: tuple[Identifier, ...] = ()
    """What the good is, as in facts: an element, a mineral or a product. Absent: any."""
    forms: tuple[Form, ...] = ()
    """Forms in which it is listed. Absent: any."""
    containing: tuple[Identifier, ...] = ()
    """Elements of which it must hold at least one. Absent: none asked."""
    purity: Threshold | None = None
    """Mass share of the material from which it is listed. Absent: any purity."""
    control_codes: tuple[str, ...] = ()
    """Control codes of these goods; a good that states one of them is listed."""
    tariff_codes: tuple[str, ...] = ()
    """Tariff codes of the issuer under which they fall. Alone they list nothing: other goods share them."""
    in_part: bool = False
    """Whether the text asks for more than stands here (sizes, grades), or was read in part: a good that fits
    is unknown then, unless its control code says that it is listed."""
    facts: tuple[Identifier, ...] = ()
    """Facts that say so."""


class ContentTest(RuleTestModel):
    """A share of value that listed goods of one origin have in a foreign good."""

    of_item: Identifier
    """The listed goods whose value counts."""
    origin: Identifier
    """Country that these must come from."""
    from_share: Threshold
    """Share of the foreign good's value from which the test holds."""


class ShipmentTest(RuleTestModel):
    """One way in which a part of a rule touches a shipment: every condition given must hold."""

    step: ShipmentStep
    """The question that it answers."""
    effect: ShipmentEffect
    """What follows if it holds while the part is in force."""
    items: tuple[ItemName, ...] = ()
    """Listed goods, each ``item`` or ``rule.item``; absent: every good that the issuer lists in any rule in
    force."""
    upon: tuple[str, ...] = ()
    """Parts of the same rule of which one must ask for a licence first: a refusal of what needs one, or an
    exemption from it."""
    inside: Literal["counts", "does_not_count", "unclear"] = "unclear"
    """Whether a listed good that is built into a finished one is touched as well, as far as sources say."""
    shipped_from: tuple[Identifier, ...] = ()
    """Countries that the shipment leaves; absent: any."""
    not_shipped_from: tuple[Identifier, ...] = ()
    """Countries that it must not leave."""
    origin: tuple[Identifier, ...] = ()
    """Countries where the good was made; absent: any."""
    not_origin: tuple[Identifier, ...] = ()
    """Countries where it must not have been made."""
    technology_of: tuple[Identifier, ...] = ()
    """Countries whose mining, separation, metal, magnet or recycling technology made it; absent: any."""
    destinations: tuple[Identifier, ...] = ()
    """Countries or groups that it goes to; absent: any."""
    not_destinations: tuple[Identifier, ...] = ()
    """Countries that it must not go to."""
    end_uses: tuple[EndUse, ...] = ()
    """Uses of which one must be meant; absent: any."""
    military_user: bool = False
    """Whether a military end user is enough, beside the end uses."""
    listed_users: tuple[Identifier, ...] = ()
    """Lists (subjects of ``listed`` facts) of which the end user must be on one."""
    owned_from: Threshold | None = None
    """Share that parties on these lists must hold together for the end user to count as listed. Absent: only
    the listed themselves."""
    content: ContentTest | None = None
    """Share of value of Chinese goods in a foreign one."""
    in_part: bool = False
    """Whether the wording was not read in full: a shipment that fits is unknown then."""
    note: str = ""
    """Why it reads so, where the text leaves room."""


class LicenceTime(RuleTestModel):
    """How long an authority may take to decide, and how long it took."""

    statutory: Identifier | None = None
    """Fact with the limit by law, in working days."""
    observed_shortest: Identifier | None = None
    """Fact with the shortest time seen."""
    observed_longest: Identifier | None = None
    """Fact with the longest time seen."""
    approval: tuple[Identifier, ...] = ()
    """Facts with observed shares of applications approved, in time order."""
