"""What a statement says of a relationship: who holds which interests in whom."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from didymium.screening.register.bods.codes import (
    DIRECTNESS,
    INTEREST_TYPES,
    UNSPECIFIED_REASONS,
    VETO_WORDS,
)
from didymium.screening.register.bods.fields import Fields
from didymium.screening.register.records import ANYTHING, Interval


@dataclass(frozen=True, slots=True)
class Interest:
    """One interest: shares, votes or a right."""

    type: str
    """Code of the standard; nothing if the statement gives none."""
    share: Interval
    """Lowest and highest share, 0 to 1. A bound that is excluded is the next float within."""
    is_veto: bool
    """Whether its details speak of a veto or a golden share."""
    indirect: bool
    unsure: bool
    """Whether it is not said to be either direct or indirect."""
    since: dt.date | None
    """First day of it."""
    ended: dt.date | None
    """First day on which it is no more."""

    def holds_on(self, day: dt.date) -> bool:
        """Whether the interest exists on a day."""
        return (self.since is None or self.since <= day) and (self.ended is None or day < self.ended)


@dataclass(frozen=True, slots=True)
class Relationship:
    """Interests of one party in another."""

    subject: str
    """Record that is owned; nothing if it is not specified."""
    party: str
    """Record that owns; nothing if it is not specified."""
    reason: str
    """Why one of them is not specified."""
    interests: tuple[Interest, ...]
    components: tuple[str, ...]
    """Records that make up an indirect relationship."""
    is_component: bool


def relationship_details(fields: Fields) -> Relationship:
    """Return the details of a relationship; what is wrong is noted."""
    is_component = bool(fields.truth("isComponent"))
    subject, no_subject = _end(fields, "subject")
    party, no_party = _end(fields, "interestedParty")
    components = fields.texts("componentRecords")
    if is_component and components:
        message = "stands in a relationship that is itself a component"
        fields.wrong("componentRecords", message, remedy="a component has no components")
    interests = tuple(_interest(interest) for interest in fields.items("interests"))
    return Relationship(subject, party, no_party or no_subject, interests, components, is_component)


def _end(fields: Fields, key: str) -> tuple[str, str]:
    """Return the record at one end, or else the reason why there is none."""
    if isinstance(fields.values.get(key), dict):
        unspecified = fields.inside(key)
        assert unspecified is not None
        return "", unspecified.choice("reason", UNSPECIFIED_REASONS, required=True)
    return fields.text(key, required=True), ""


def _interest(fields: Fields) -> Interest:
    type_ = fields.choice("type", INTEREST_TYPES)
    directness = fields.choice("directOrIndirect", DIRECTNESS)
    fields.truth("beneficialOwnershipOrControl")
    since, ended = fields.day("startDate"), fields.day("endDate")
    if since is not None and ended is not None and ended < since:
        fields.wrong("endDate", f"is before startDate {since}", ended)
    share = fields.inside("share")
    bounds = ANYTHING if share is None else _share(share)
    details = fields.text("details").casefold()
    is_veto = any(word in details for word in VETO_WORDS)
    indirect, unsure = directness == "indirect", directness not in ("direct", "indirect")
    return Interest(type_, bounds, is_veto, indirect, unsure, since, ended)


def _share(fields: Fields) -> Interval:
    """Return the bounds that ``exact``, ``minimum`` … leave; no share at all may be anything."""
    exact = fields.share("exact")
    low = max(fields.share("minimum") or 0.0, _beyond(fields.share("exclusiveMinimum"), math.inf, 0.0))
    highest = fields.share("maximum")
    high = min(1.0 if highest is None else highest, _beyond(fields.share("exclusiveMaximum"), -math.inf, 1.0))
    if low > high:
        fields.wrong("", "leaves no share between minimum and maximum")
        return ANYTHING
    if exact is None:
        return low, high
    if not low <= exact <= high:
        fields.wrong("exact", "lies outside minimum and maximum", fields.values.get("exact"))
    return exact, exact


def _beyond(share: float | None, towards: float, otherwise: float) -> float:
    """Return the next float beyond a bound that is itself excluded."""
    return otherwise if share is None else math.nextafter(share, towards)
