"""The chain of the base year: who ships an element to whom, from stage to stage.

Tonnes of an element counted as oxide (contents.csv). What a region uses of a material at a stage comes from
its suppliers in proportion to their shares: domestic output less exports, and imports by shipper. Use
within a material's own stage (recycling, upgrading) is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.case.recipes import recipes_of
from didymium.market.base_year import BaseYear, Node

STAGES = ("mine", "separation", "metal", "magnet", "use")
PREFERRED = "NdPr"


@dataclass(frozen=True)
class Band:
    """Tonnes a year of the element from the makers of a stage in a region to the users at another stage in
    a region.
    """

    stage: str
    origin: str
    user_stage: str
    user: str
    t: float


@dataclass(frozen=True)
class Shipment:
    """Tonnes a year of the element from one region to another, over all materials."""

    origin: str
    destination: str
    t: float


def element_of(case: Case) -> str | None:
    """Return the element that the figures follow: NdPr where the case has it, else the first; None without
    contents.
    """
    elements = list(dict.fromkeys(row.element for row in case.contents))
    return PREFERRED if PREFERRED in elements else elements[0] if elements else None


def chain_bands(case: Case, base: BaseYear, element: str) -> list[Band]:
    """Return the bands between the stages, without confidential rows."""
    content = contents_of(case, element)
    stage = {row.material: str(row.stage) for row in case.materials}
    uses, supply = _uses(case, base), _supply(case, base)
    bands: dict[tuple[str, str, str, str], float] = defaultdict(float)
    for (region, material, user_stage), tonnes in uses.items():
        suppliers = supply.get((region, material), {})
        total = sum(suppliers.values())
        if total <= 0 or user_stage == stage[material] or not content.get(material):
            continue
        for origin, supplied in suppliers.items():
            bands[stage[material], origin, user_stage, region] += (
                tonnes * supplied / total * content[material]
            )
    return [Band(*key, tonnes) for key, tonnes in sorted(bands.items()) if tonnes > 0]


def shipments(case: Case, base: BaseYear, element: str) -> list[Shipment]:
    """Return what regions ship to each other, largest first, without confidential rows."""
    content = contents_of(case, element)
    total: dict[tuple[str, str], float] = defaultdict(float)
    for row in case.routes:
        if not case.is_confidential("routes", row.identity):
            total[row.origin, row.destination] += base.flow.get(row.identity, 0.0) * content.get(
                row.material, 0.0
            )
    found = [Shipment(*key, tonnes) for key, tonnes in total.items() if tonnes > 0]
    return sorted(found, key=lambda item: (-item.t, item.origin, item.destination))


def contents_of(case: Case, element: str) -> dict[str, float]:
    """Return tonnes of an element, counted as oxide, in a tonne of each material that holds it."""
    return {row.material: row.t_oxide_per_t for row in case.contents if row.element == element}


def _recipes(case: Case) -> Mapping[str, Mapping[str, float]]:
    """Return the coefficients of each process as they stand at first."""
    first: dict[str, Mapping[str, float]] = {}
    for recipe in recipes_of(case):
        first.setdefault(recipe.process, recipe.t_per_t)
    return first


def _plants(case: Case, base: BaseYear) -> list[tuple[str, str, Mapping[str, float]]]:
    """Return region, stage and tonnes by material (used negative) of each plant that runs."""
    recipes, stage = _recipes(case), {row.process: str(row.stage) for row in case.processes}
    return [
        (
            row.region,
            stage[row.process],
            {material: t * base.run[row.plant] for material, t in recipes[row.process].items()},
        )
        for row in case.plants
        if base.run.get(row.plant, 0.0) > 0 and not case.is_confidential("plants", row.identity)
    ]


def _uses(case: Case, base: BaseYear) -> Mapping[tuple[str, str, str], float]:
    """Return tonnes used by region, material and the stage of the user."""
    uses: dict[tuple[str, str, str], float] = defaultdict(float)
    for region, stage, recipe in _plants(case, base):
        for material, tonnes in recipe.items():
            if tonnes < 0:
                uses[region, material, stage] -= tonnes
    for row in case.demands:
        if not case.is_confidential("demands", row.identity):
            uses[row.region, row.material, "use"] += base.use.get(row.identity, 0.0)
    return uses


def _supply(case: Case, base: BaseYear) -> Mapping[Node, dict[str, float]]:
    """Return tonnes by supplier for each region and material: domestic output less exports, and imports by
    shipper.
    """
    made: dict[Node, float] = defaultdict(float)
    supply: dict[Node, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for region, _, recipe in _plants(case, base):
        for material, tonnes in recipe.items():
            made[region, material] += max(tonnes, 0.0)
    for row in case.routes:
        flow = 0.0 if case.is_confidential("routes", row.identity) else base.flow.get(row.identity, 0.0)
        made[row.origin, row.material] -= flow
        supply[row.destination, row.material][row.origin] += flow * (1 - row.loss_share)
    for node, tonnes in made.items():
        if tonnes > 0:
            supply[node][node[0]] += tonnes
    return supply
