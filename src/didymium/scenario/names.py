"""What the names in a scenario stand for, and which routes an event concerns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from didymium.case.case import Case
from didymium.case.schema import Route
from didymium.scenario.entry import Names
from didymium.scenario.schema import (
    Ban,
    CustomsFriction,
    ExportQuota,
    ExportRestriction,
    ExportTax,
    RouteClosure,
)

OnShipments = ExportRestriction | Ban | CustomsFriction | RouteClosure | ExportQuota | ExportTax
"""Events on shipments between regions."""


def expand_regions(case: Case, names: Names, on: dt.date) -> set[str]:
    """Return the regions that names of regions and clubs stand for on a day."""
    listed = ("all",) if names == "all" else names
    return {region for name in listed for region in case.regions_of(name, on)}


def expand_materials(case: Case, names: Names) -> set[str]:
    """Return the materials that names of materials and groups stand for."""
    listed = ("all",) if names == "all" else names
    return {material for name in listed for material in case.materials_of(name)}


def concerned_routes(case: Case, event: OnShipments, routes: Sequence[Route]) -> list[int]:
    """Return the positions of the routes that an event on shipments concerns."""
    materials = expand_materials(case, event.materials)
    destinations = expand_regions(case, event.destinations, event.from_)
    if isinstance(event, RouteClosure):
        origins, via = expand_regions(case, event.origins, event.from_), event.via
    else:
        origins, via = {event.origin}, None
    return [
        position
        for position, route in enumerate(routes)
        if route.material in materials
        and route.origin in origins
        and route.destination in destinations
        and (not via or via in route.via.split())
    ]
