"""What commands and pages take where nothing else is asked for: what the case says, or what follows from its
tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from didymium.case.case import Case
from didymium.case.settings import Usual


def usual(case: Case) -> Usual:
    """Return what is usual in a case, with what it leaves open filled in from its tables; a floor without a
    price and a scenario without a name stay blank, since only base prices and scenario files can say.
    """
    stated = case.settings.usual
    club = stated.club or _first((*case.clubs, *case.settings.home_regions, *_regions(case)))
    members = stated.members or case.settings.home_regions
    return stated.model_copy(
        update={
            "exporter": stated.exporter or _first(exporters(case)),
            "club": club,
            "floor_club": stated.floor_club or club,
            "floor_material": stated.floor_material or _first((*shipped_first(case), *_materials(case))),
            "sectors": stated.sectors or _counted_sectors(case)[:2],
            "members": members,
            "founders": stated.founders or tuple(name.partition("=")[0] for name in members[:2]),
        }
    )


def exporters(case: Case) -> tuple[str, ...]:
    """Return the regions from which a route leads, who ships on the most in the base year first."""
    shipped: Counter[str] = Counter()
    for route in case.routes:
        shipped[route.origin] += bool(route.base_t_per_year)
    return tuple(region for region, _ in shipped.most_common())


def shipped_first(case: Case) -> tuple[str, ...]:
    """Return the critical materials that have a route, as the case lists them."""
    shipped = {route.material for route in case.routes}
    named = (material for name in case.settings.critical_materials for material in case.materials_of(name))
    return tuple(material for material in dict.fromkeys(named) if material in shipped)


def _counted_sectors(case: Case) -> tuple[str, ...]:
    return tuple(row.sector for row in case.sectors if row.kg_per_unit is not None)


def _regions(case: Case) -> tuple[str, ...]:
    return tuple(row.region for row in case.regions)


def _materials(case: Case) -> tuple[str, ...]:
    return tuple(row.material for row in case.materials)


def _first(names: Iterable[str]) -> str:
    return next(iter(names), "")
