"""The substitution indices of the European Commission by element, as published in 2023.

A case that counts neodymium and praseodymium together takes the plain mean of the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from didymium.indicators.criticality.reference import reference_table

ELEMENTS: Mapping[str, tuple[str, ...]] = {
    "La": ("lanthanum",), "Ce": ("cerium",), "Pr": ("praseodymium",), "Nd": ("neodymium",),
    "NdPr": ("neodymium", "praseodymium"), "Sm": ("samarium",), "Eu": ("europium",), "Gd": ("gadolinium",),
    "Tb": ("terbium",), "Dy": ("dysprosium",), "Ho": ("holmium",), "Er": ("erbium",), "Tm": ("thulium",),
    "Yb": ("ytterbium",), "Lu": ("lutetium",), "Y": ("yttrium",), "Sc": ("scandium",), "Co": ("cobalt",),
    "Ni": ("nickel",), "Cu": ("copper",), "Li": ("lithium",), "Ga": ("gallium",), "Ge": ("germanium",),
    "W": ("tungsten",), "Sb": ("antimony",), "Mg": ("magnesium",), "Mn": ("manganese",), "Sn": ("tin",),
    "In": ("indium",), "C": ("natural_graphite",),
}  # fmt: skip
"""What each chemical symbol of a case is called in the tables."""


class Substitution(NamedTuple):
    """Substitution indices for economic importance and for supply risk, 0 (easy) to 1 (impossible)."""

    ei: float
    sr: float


@cache
def _published() -> Mapping[str, Substitution]:
    table = reference_table("ec_2023_results").drop_nulls(["substitution_ei", "substitution_sr"])
    rows = table.select("material", "substitution_ei", "substitution_sr").iter_rows()
    return {material: Substitution(ei, sr) for material, ei, sr in rows}


def substitution(name: str) -> Substitution | None:
    """Return the indices of an element (chemical symbol) or mineral; None if the Commission has none."""
    found = [_published()[part] for part in ELEMENTS.get(name, (name,)) if part in _published()]
    if not found:
        return None
    return Substitution(
        sum(item.ei for item in found) / len(found), sum(item.sr for item in found) / len(found)
    )
