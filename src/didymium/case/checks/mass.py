"""No process makes mass: neither of an element, nor of oxides altogether."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from didymium.case.case import Case
from didymium.case.recipes import Recipe, recipes_of
from didymium.files.problems import Problem

_TOLERANCE = 1.005
_FILE = "coefficients.csv"


def check_mass(case: Case) -> list[Problem]:
    """Return processes whose outputs hold over 0.5 % more of an element, or of oxides, than their inputs."""
    contents: dict[str, dict[str, float]] = {}
    for row in case.contents:
        contents.setdefault(row.element, {})[row.material] = row.t_oxide_per_t
    bases: dict[str, str] = {row.material: row.basis for row in case.materials}
    problems = []
    for recipe in recipes_of(case):
        if recipe.inputs:
            problems += [*_elements(recipe, contents), *_oxides(recipe, bases, contents)]
    return problems


def _elements(recipe: Recipe, contents: Mapping[str, Mapping[str, float]]) -> Iterator[Problem]:
    for element, held in contents.items():
        used, made = _mass(recipe.inputs, held), _mass(recipe.outputs, held)
        if made > used * _TOLERANCE:
            message = (
                f"process {recipe.process} makes {made:.4g} t of {element} (as oxide) from {used:.4g} t"
                f"{_since(recipe)}: mass is not conserved"
            )
            yield Problem(_FILE, message, remedy=_remedy(recipe, held))


def _mass(tonnes: Mapping[str, float], held: Mapping[str, float]) -> float:
    return math.fsum(amount * held.get(material, 0.0) for material, amount in tonnes.items())


def _remedy(recipe: Recipe, held: Mapping[str, float]) -> str:
    unstated = sorted(material for material in recipe.inputs if material not in held)
    if unstated:
        return f"contents.csv says nothing of {', '.join(unstated)}"
    return "compare its coefficients with contents.csv"


def _oxides(
    recipe: Recipe, bases: Mapping[str, str], contents: Mapping[str, Mapping[str, float]]
) -> Iterator[Problem]:
    """Compare tonnes of oxide where every input that may hold rare earths is counted in oxide."""
    bearing = {material for held in contents.values() for material in held}
    if any(bases.get(material) != "reo" and material in bearing for material in recipe.inputs):
        return
    used = math.fsum(tonnes for material, tonnes in recipe.inputs.items() if bases.get(material) == "reo")
    made = math.fsum(tonnes for material, tonnes in recipe.outputs.items() if bases.get(material) == "reo")
    if used > 0 and made > used * _TOLERANCE:
        message = (
            f"process {recipe.process} makes {made / used:.4g} t of oxides from 1 t of REO{_since(recipe)}: "
            "mass is not conserved"
        )
        yield Problem(_FILE, message, remedy="lower its outputs, or raise its inputs")


def _since(recipe: Recipe) -> str:
    return f" from {recipe.from_}" if recipe.from_ else ""


def gaining_loops(case: Case) -> list[str]:
    """Note the loops of materials that give back more tonnes than they take, one loop a set of materials."""
    gains: dict[tuple[str, str], float] = {}
    for recipe in recipes_of(case):
        for source, used in recipe.inputs.items():
            for made_of, made in recipe.outputs.items():
                gains[source, made_of] = max(gains.get((source, made_of), 0.0), made / used)
    loop = _gaining_loop(gains)
    if not loop:
        return []
    gain = math.prod(gains[pair] for pair in zip(loop, loop[1:], strict=False))
    return [f"materials run in a loop that gives {gain:.3g} t for 1 t: {' → '.join(loop)}"]


def _gaining_loop(gains: Mapping[tuple[str, str], float]) -> list[str]:
    """Find a loop with a product of gains above 1 (Bellman and Ford on their logarithms)."""
    best = {material: 0.0 for pair in gains for material in pair}
    before: dict[str, str] = {}
    last = None
    for _ in range(len(best) + 1):
        last = None
        for (source, made), gain in gains.items():
            if best[source] + math.log(gain) > best[made] + 1e-9:
                best[made], before[made], last = best[source] + math.log(gain), source, made
    return [] if last is None else _trace(last, before)


def _trace(material: str, before: Mapping[str, str]) -> list[str]:
    for _ in before:
        material = before[material]
    loop = [material]
    while before[loop[-1]] != material:
        loop.append(before[loop[-1]])
    return [material, *reversed(loop)]
