"""Who has taken a rival's sales once its restriction is over: plants elsewhere, and substitutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.scenario.path import Path

Floats = NDArray[np.float64]
LEAST_SHARE = 1e-3
"""Change below which nothing is said of a plant or a substitute, as a share of the world's use of its
material."""


@dataclass(frozen=True)
class Taker:
    """A plant outside the rival's regions that makes more, or a substitute that saves more, than without the
    restriction.
    """

    kind: str
    """``plants`` or ``substitutes``."""
    name: str
    """The plant; of a substitute the ladder and the number of its rung."""
    region: str
    material: str
    """Reference material of the plant; the material saved."""
    t: float
    """Tonnes more from the end of the restriction to the end of the run."""
    t_per_year: float


def takers(path: Path, never: Path, own: Sequence[str], ends: dt.date) -> tuple[Taker, ...]:
    """Return who sells or saves more after a day than in another run on the same market, the largest part of
    the world's use of its material first.
    """
    structure = path.market.structure
    after = structure.periods.share_within(ends, None)
    years = float((after * structure.periods.years).sum())
    found = [*_plants(path, never, own, after), *_substitutes(path, never, after)]
    told = [
        (t / structure.world_use_t[material], Taker(kind, name, region, material, t, t / years))
        for kind, name, region, material, t in found
        if years > 0.0 and t > LEAST_SHARE * structure.world_use_t[material] * years
    ]
    return tuple(one for _, one in sorted(told, key=lambda item: (-item[0], item[1].kind, item[1].name)))


_Found = tuple[str, str, str, str, float]


def _plants(path: Path, never: Path, own: Sequence[str], after: Floats) -> Iterator[_Found]:
    structure, supply = path.market.structure, path.market.supply
    more = (supply.block.view(path.tonnes) - supply.block.view(never.tonnes)) @ after
    by_plant = np.zeros(len(structure.plants))
    np.add.at(by_plant, supply.plant_of, more)
    for plant, t in zip(structure.plants, by_plant, strict=True):
        if plant.region not in own:
            material = structure.reference_material[plant.process]
            yield "plants", plant.plant, plant.region, material, float(t)


def _substitutes(path: Path, never: Path, after: Floats) -> Iterator[_Found]:
    structure, use = path.market.structure, path.market.use
    if use.swap is None:
        return
    more = (use.swap.view(path.tonnes) - use.swap.view(never.tonnes)) @ after
    total: dict[tuple[str, str, str], float] = {}
    for (group, rung), t in zip(use.swaps, more, strict=True):
        row, where = structure.rungs[rung], structure.groups[group].region
        if row.kind != "lost_output":
            key = (f"{row.ladder} {row.rung}", where, row.from_material)
            total[key] = total.get(key, 0.0) + float(t)
    for (name, region, material), t in total.items():
        yield "substitutes", name, region, material, t
