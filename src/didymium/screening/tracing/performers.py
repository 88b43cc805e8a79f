"""Which plants perform which stage of the chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from didymium.case.case import Case
from didymium.screening.tracing.network import Network
from didymium.screening.tracing.request import STAGES


@dataclass(frozen=True)
class Performers:
    """The plants that perform each stage, as places in ``moved.plants``."""

    of_stage: Mapping[str, tuple[int, ...]]


def performers_of(case: Case, network: Network) -> Performers:
    """Return the plants that perform each stage: those of processes of the stage, and those that bring the
    element into the chain and make a later stage's goods at once (a mine that sells oxide separates too).
    """
    process_stage = {row.process: str(row.stage) for row in case.processes}
    made = _last_stages_made(case, network)
    found: dict[str, list[int]] = {stage: [] for stage in STAGES}
    for number, plant in enumerate(network.moved.plants):
        own = process_stage.get(plant.process, "")
        if own in STAGES:
            first = STAGES.index(own)
            for stage in STAGES[first : max(first, made.get(number, first)) + 1]:
                found[stage].append(number)
    return Performers({stage: tuple(numbers) for stage, numbers in found.items()})


def _last_stages_made(case: Case, network: Network) -> Mapping[int, int]:
    """Return the place in the chain of the last stage of which each plant makes goods that hold the
    element.
    """
    stages = {row.material: str(row.stage) for row in case.materials}
    plant, pool, _, t = network.moved.output
    last: dict[int, int] = {}
    for place in np.flatnonzero((t > 0.0) & (network.content[pool] > 0.0)):
        stage = stages.get(network.moved.pools[int(pool[place])][1], "")
        if stage in STAGES:
            number = int(plant[place])
            last[number] = max(last.get(number, 0), STAGES.index(stage))
    return last
