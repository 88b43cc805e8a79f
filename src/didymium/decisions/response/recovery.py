"""Time to recover: how long something stays out once it is."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from didymium.case.case import Case
from didymium.decisions.allocation.outage import RiskNode
from didymium.market.stocks import DAYS_PER_MONTH
from didymium.scenario.schema import Ban, ExportRestriction, Scenario

Days = Annotated[int, Field(ge=1, le=3660)]


class RecoveryTerms(BaseModel):
    """Days to recover where neither a scenario nor the case says it. All are assumptions, and can be set."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    plant_days: Days = 90
    """Of a plant after a fire or an earthquake, with its building still there."""
    supplier_days: Days = 365
    """Of a supplier that some member could not replace by a route of the case that waits to be qualified."""
    passage_days: Days = 30
    """Of a choke point, until ships go around it."""


@dataclass(frozen=True)
class Recovery:
    """Days until it is back or replaced, and where they come from."""

    days: int
    basis: Literal["scenario", "qualification", "assumed"]
    """End of a restriction; time to qualify another supplier, from routes.csv; or the terms."""


def recovery_of(
    case: Case,
    node: RiskNode,
    members: Sequence[str],
    *,
    terms: RecoveryTerms,
    scenario: Scenario | None = None,
    day: dt.date | None = None,
) -> Recovery:
    """Return the time to recover of a node.

    A supplier is back when the restrictions of ``scenario`` on it end, counted from ``day``, if their end is
    known and lies ahead. Else it is replaced once every member that buys there has qualified a route without
    base flow from another origin, the quickest, and its first goods have arrived.
    """
    if node.kind != "supplier":
        return Recovery(terms.plant_days if node.kind == "plant" else terms.passage_days, "assumed")
    until = None if scenario is None else _end_of_restriction(case, node, members, scenario)
    if until is not None and day is not None and until >= day:
        return Recovery((until - day).days + 1, "scenario")
    qualified = _days_to_qualify(case, node, members)
    if qualified is not None:
        return Recovery(qualified, "qualification")
    return Recovery(terms.supplier_days, "assumed")


def _end_of_restriction(
    case: Case, node: RiskNode, members: Sequence[str], scenario: Scenario
) -> dt.date | None:
    """Return the last day of the restrictions on a supplier; None without one, or if one has no end."""
    ends = []
    for event in scenario.event:
        if not isinstance(event, Ban | ExportRestriction) or event.origin != node.name:
            continue
        materials = {material for name in event.materials for material in case.materials_of(name)}
        if node.material in materials and _reaches(case, event, members):
            ends.append(event.until)
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def _reaches(case: Case, event: Ban | ExportRestriction, members: Sequence[str]) -> bool:
    if event.destinations == "all":
        return True
    return any(set(case.regions_of(name, event.from_)) & set(members) for name in event.destinations)


def _days_to_qualify(case: Case, node: RiskNode, members: Sequence[str]) -> int | None:
    """Return days until every member that buys there has goods of an origin that it must qualify first; None
    if one of them has no such route.
    """
    rows = [
        row
        for row in case.routes
        if row.material == node.material
        and row.destination in members
        and not case.is_confidential("routes", row.identity)
    ]
    buyers = {row.destination for row in rows if row.origin == node.name and row.base_t_per_year}
    soonest: dict[str, int] = {}
    for row in rows:
        if row.origin != node.name and not row.base_t_per_year and row.qualification_months > 0.0:
            days = math.ceil(row.qualification_months * DAYS_PER_MONTH + row.transit_days)
            soonest[row.destination] = min(days, soonest.get(row.destination, days))
    return max(soonest[buyer] for buyer in buyers) if buyers and buyers <= set(soonest) else None
