"""A shipment: the goods, the border that they leave, where they go, who uses them, and for what."""

from __future__ import annotations

from dataclasses import dataclass, field

from didymium.evidence.evidence import Evidence
from didymium.evidence.rule_tests import EndUse
from didymium.screening.answer import Holds
from didymium.screening.export.bill import Bill
from didymium.screening.export.goods import Good, goods_of
from didymium.screening.export.values import Bounds, values_of


@dataclass(frozen=True)
class EndUser:
    """Who uses the goods in the end."""

    name: str = ""
    """Name in any script; blank: unknown."""
    country: str = ""
    """ISO 3166-1 alpha-3; blank: where the shipment goes."""
    military: Holds = Holds.UNKNOWN
    """Whether it is a military user."""
    declared_unlisted: bool = False
    """Whether the exporter has checked that it is on no list."""
    listed_owners_percent: tuple[float, float] | None = None
    """Lowest and highest share that listed parties hold of it together; None: unknown."""


@dataclass(frozen=True)
class Shipment:
    """One export case."""

    bill: Bill
    goods: tuple[Good, ...]
    values: tuple[Bounds, ...]
    shipped_from: str
    """Country whose border the goods leave, ISO 3166-1 alpha-3."""
    destination: str
    """Country of the end user."""
    end_user: EndUser = field(default_factory=EndUser)
    end_uses: frozenset[EndUse] | None = None
    """All uses that are meant; None: unknown."""


def make_shipment(
    bill: Bill,
    evidence: Evidence,
    shipped_from: str,
    destination: str,
    end_user: EndUser | None = None,
    end_uses: frozenset[EndUse] | None = None,
) -> Shipment:
    """Make a shipment of a bill of materials.

    Raises:
        InputError: With every word of the bill that the evidence does not know, and every whole that is worth
            less than its parts.
    """
    goods = goods_of(bill, evidence)
    user = EndUser() if end_user is None else end_user
    return Shipment(bill, goods, tuple(values_of(bill)), shipped_from, destination, user, end_uses)
