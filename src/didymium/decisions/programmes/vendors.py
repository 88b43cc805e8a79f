"""The spending that the preference for a member's vendors can reach, and its part of metals under tariff.

Both memoranda tell the investment committee to choose the member's suppliers over similar foreign ones. KIEP
hopes that this offsets part of the harm of the tariffs of section 232 on steel, aluminium and copper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from didymium.decisions.programmes.candidates import Candidate
from didymium.decisions.programmes.figures import Figure, Known, assumption
from didymium.decisions.programmes.members import Member

EQUIPMENT_LOW = 0.3
EQUIPMENT_HIGH = 0.7
EQUIPMENT_SHARE = 0.5
"""Part of the capital that is spent on equipment and materials, which vendors elsewhere can sell; the rest is
labour on the site, land, owner's cost and finance."""
METAL_LOW = 0.05
METAL_HIGH = 0.2
METAL_SHARE = 0.1
"""Part of the capital that is spent on goods of steel, aluminium and copper."""
_CLAUSES = {
    "JPN": ("kiep_mou_vendor",),
    "KOR": ("kiep_korea_vendor", "programmes_korea_vendors"),
}


@dataclass(frozen=True)
class VendorReach:
    """What the preference can reach in some projects, US dollars."""

    capital_usd: Figure
    equipment_usd: Figure
    """The most that the member's vendors could sell."""
    metal_usd: Figure
    """Part of it that is steel, aluminium and copper goods."""
    duty_rate: Figure | None
    """Tariff of section 232 on these goods."""
    clause: tuple[str, ...]
    """Facts that state the preference."""


def vendor_clause(known: Known, member: Member) -> tuple[str, ...]:
    """Return the facts that state the preference for a member's vendors."""
    return known.named(*_CLAUSES.get(member.region, ()))


def equipment_share() -> Figure:
    """Return the assumed part of capital that vendors elsewhere can sell."""
    return assumption(
        EQUIPMENT_SHARE, "programmes.assumed.equipment_share", EQUIPMENT_LOW, EQUIPMENT_HIGH
    )  # fmt: skip


def vendor_reach(known: Known, member: Member, chosen: Sequence[Candidate]) -> VendorReach:
    """Return what the preference can reach in the projects chosen; those without an amount are left out."""
    amounts = [item.amount_usd for item in chosen if item.state == "chosen" and item.amount_usd]
    capital = Figure(
        sum(item.value for item in amounts), sum(item.low for item in amounts),
        sum(item.high for item in amounts), tuple(fact for item in amounts for fact in item.facts),
    )  # fmt: skip
    metal = assumption(METAL_SHARE, "programmes.assumed.metal_share", METAL_LOW, METAL_HIGH)
    duty = known.figure("us_section_232_steel", "tariff_rate", partner="world", material="")
    clause = vendor_clause(known, member)
    return VendorReach(capital, capital.times(equipment_share()), capital.times(metal), duty, clause)
