"""Every demand reaches a mine or a collector, through plants and routes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from didymium.case.case import Case
from didymium.case.checks.at import problem_at
from didymium.case.recipes import Recipe, recipes_of
from didymium.case.schema import Plant, Route
from didymium.files.problems import Problem

Node = tuple[str, str]
"""A region and a material."""

_RUNNING = frozenset({"operating", "ramping", "construction"})


def check_reach(case: Case) -> list[Problem]:
    """Return the demands that no running plant can serve."""
    reached = supplied_nodes(case)
    regions = defaultdict(list)
    for region, material in sorted(reached):
        regions[material].append(region)
    return [
        problem_at(
            case,
            row,
            f"cannot be had in {row.region}",
            "material",
            row.material,
            _remedy(regions[row.material]),
        )
        for row in case.demands
        if row.base_t_per_year != 0 and (row.region, row.material) not in reached
    ]


def idle_plants(case: Case) -> list[str]:
    """Note the running plants whose inputs cannot be had."""
    reached = supplied_nodes(case)
    notes = []
    for plant, recipe in _running(case):
        lacking = ", ".join(name for name in recipe.inputs if (plant.region, name) not in reached)
        if lacking:
            message = f"plant {plant.plant} cannot run, as {lacking} cannot be had in {plant.region}"
            notes.append(f"{case.place(plant)}: {message}")
    return notes


def supplied_nodes(case: Case) -> frozenset[Node]:
    """Return where each material can be had, starting from plants that need no input."""
    plants = list(_running(case))
    routes = [row for row in case.routes if _open(case, row)]
    reached: set[Node] = set()
    while True:
        found = {node for plant, recipe in plants for node in _made(plant, recipe, reached)}
        found |= {(row.destination, row.material) for row in routes if (row.origin, row.material) in reached}
        if found <= reached:
            return frozenset(reached)
        reached |= found


def _remedy(regions: list[str]) -> str:
    if not regions:
        return "no running plant makes it from materials that can be had"
    return f"add a route; it can be had in {', '.join(regions)}"


def _running(case: Case) -> Iterator[tuple[Plant, Recipe]]:
    """Pair each plant that may run at some time of the case with the recipe that it begins with."""
    recipes: dict[str, Recipe] = {}
    for recipe in recipes_of(case):
        recipes.setdefault(recipe.process, recipe)
    growing = {row.plant for row in case.capacity_changes if row.capacity_t_per_year > 0}
    for plant in case.plants:
        ended = plant.end is not None and plant.end < case.settings.start
        able = plant.capacity_t_per_year > 0 or plant.plant in growing
        if plant.status in _RUNNING and able and not ended and plant.process in recipes:
            yield plant, recipes[plant.process]


def _open(case: Case, row: Route) -> bool:
    return row.limit_t_per_year != 0 and (row.until is None or row.until >= case.settings.start)


def _made(plant: Plant, recipe: Recipe, reached: set[Node]) -> list[Node]:
    if all((plant.region, material) in reached for material in recipe.inputs):
        return [(plant.region, material) for material in recipe.outputs]
    return []
