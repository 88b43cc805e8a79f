"""Which mineral a project is about: the chain of what it makes."""

from __future__ import annotations

from didymium.case.case import Case
from didymium.case.elements import RARE_EARTHS
from didymium.case.recipes import recipes_of
from didymium.views.projects.view import Listed

RARE_EARTH, OTHER = "rare_earths", "other"
MINERALS = (RARE_EARTH, "copper", "lithium", "nickel", "gallium", "graphite", "fluorspar", OTHER)
"""In the order of the legend."""
_FIRST_WORDS = {name: name for name in MINERALS[1:-1]} | {"acidspar": "fluorspar"}
"""Minerals by the first word of a material's name."""


def mineral_of(row: Listed) -> str:
    """Return one of :data:`MINERALS`: by the name of a product, else rare earths where it holds any."""
    for material in row.candidate.products:
        found = _FIRST_WORDS.get(material.partition("_")[0])
        if found is not None:
            return found
    rare = _rare_earth_materials(row.case)
    return RARE_EARTH if any(name in rare for name in row.candidate.products) else OTHER


def _rare_earth_materials(case: Case) -> frozenset[str]:
    """Return the materials that hold rare earths, and all that is made of them or with them."""
    held = {row.material for row in case.contents if row.element in RARE_EARTHS}
    held |= {row.material for row in case.materials if row.basis == "reo"}
    recipes = [frozenset(recipe.t_per_t) for recipe in recipes_of(case)]
    while more := {name for recipe in recipes if recipe & held for name in recipe} - held:
        held |= more
    return frozenset(held)
