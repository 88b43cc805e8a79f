"""Of which materials the missing tonnes of a sector are added up, and counted in units of its product."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from didymium.case.case import Case


def counted_materials(case: Case) -> Mapping[str, frozenset[str]]:
    """Return the materials that count in each sector: those that sectors.csv names, else all."""
    everything = case.materials_of("all")
    return {
        row.sector: frozenset(case.materials_of(row.counted) if row.counted else everything)
        for row in case.sectors
    }


def used_materials(case: Case, sector: str) -> frozenset[str]:
    """Return the materials that a sector uses somewhere."""
    return frozenset(row.material for row in case.demands if row.sector == sector)


def named_materials(case: Case) -> tuple[str, ...]:
    """Return the materials that sectors.csv names as counted in any sector, in the order of the case."""
    named = {material for row in case.sectors if row.counted for material in case.materials_of(row.counted)}
    return tuple(row.material for row in case.materials if row.material in named)


def counted_goods(case: Case, sectors: Iterable[str]) -> str:
    """Return the one material or group that counts in all of some sectors; blank if there are several."""
    stated = {row.sector: row.counted for row in case.sectors}
    found = set[str]()
    for sector in sectors:
        found |= {stated[sector]} if stated.get(sector) else used_materials(case, sector)
    return found.pop() if len(found) == 1 else ""
