"""Columns of the chain: stages, and where processes of a stage feed each other, steps within the stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from didymium.case.case import Case
from didymium.case.recipes import recipes_of

SCRAP = "scrap"
USE = "use"
ORDER = (SCRAP, "mine", "other", "separation", "processing", "metal", "magnet", "power", USE)
"""Stages in the order in which goods pass through them."""
_STEP = ":"


def column_of_process(case: Case) -> Mapping[str, str]:
    """Return the column of each process: its stage, with the number of its step from the second on
    (``separation:2``).
    """
    stage = {row.process: str(row.stage) for row in case.processes}
    return {
        process: stage[process] if step == 1 else f"{stage[process]}{_STEP}{step}"
        for process, step in _steps(case, stage).items()
    }


def stage_and_step(column: str) -> tuple[str, int]:
    """Return stage and number of the step of a column."""
    stage, _, step = column.partition(_STEP)
    return stage, int(step or 1)


def position(column: str) -> tuple[int, int]:
    """Return the place of a column from left to right, to sort by."""
    stage, step = stage_and_step(column)
    return ORDER.index(stage), step


def _steps(case: Case, stage: Mapping[str, str]) -> Mapping[str, int]:
    """Number the steps: a process is one step after those of its stage that make what it uses; where they
    go round in a circle, counting stops.
    """
    inputs, makers = _inputs_and_makers(case)
    scrap = {row.material for row in case.materials if row.stage == SCRAP}
    before = {
        process: {
            maker
            for material in inputs[process] - scrap
            for maker in makers[material]
            if stage[maker] == stage[process] and maker != process
        }
        for process in stage
    }
    steps = dict.fromkeys(stage, 1)
    for _ in range(len(stage)):
        later = {
            process: 1 + max((steps[maker] for maker in found), default=0)
            for process, found in before.items()
        }
        if later == steps or max(later.values(), default=0) > len(ORDER):
            break
        steps = later
    return steps


def _inputs_and_makers(case: Case) -> tuple[Mapping[str, set[str]], Mapping[str, set[str]]]:
    inputs: dict[str, set[str]] = defaultdict(set)
    makers: dict[str, set[str]] = defaultdict(set)
    for recipe in recipes_of(case):
        for material, t_per_t in recipe.t_per_t.items():
            if t_per_t < 0:
                inputs[recipe.process].add(material)
            elif t_per_t > 0:
                makers[material].add(recipe.process)
    return inputs, makers
