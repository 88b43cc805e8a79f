"""Who sells what where with market power, row by row of market_power.csv."""

from __future__ import annotations

from collections.abc import Iterator

from didymium.case.case import Case
from didymium.case.market_power_schema import MarketPower


def sellers(case: Case, row: MarketPower) -> frozenset[str]:
    """Return the regions whose exporters act as one, as of the case's first day."""
    return frozenset(case.regions_of(row.exporter, case.settings.start))


def places_of_sale(case: Case, row: MarketPower) -> frozenset[str]:
    """Return the regions where a row claims power; blank destinations are all but the sellers themselves."""
    if not row.destinations.split():
        return frozenset(region.region for region in case.regions) - sellers(case, row)
    names = row.destinations.split()
    return frozenset(region for name in names for region in case.regions_of(name, case.settings.start))


def sales_of(case: Case, row: MarketPower) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Yield material, destination and the positions of the routes of each total that a row's exporter decides
    on, in alphabetical order; what nobody can ship is no total.
    """
    origins, places = sellers(case, row), places_of_sale(case, row)
    materials, found = set(case.materials_of(row.material)), dict[tuple[str, str], list[int]]()
    for position, route in enumerate(case.routes):
        is_sold = route.material in materials and route.destination in places - origins
        if is_sold and route.origin in origins:
            found.setdefault((route.material, route.destination), []).append(position)
    for (material, destination), routes in sorted(found.items()):
        yield material, destination, tuple(routes)
