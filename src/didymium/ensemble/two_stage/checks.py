"""Everything that is wrong with a two-stage problem, before anything is solved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from didymium.ensemble.two_stage.combined import parts_of
from didymium.ensemble.two_stage.links import Links
from didymium.ensemble.two_stage.problem import (
    Decisions,
    Recourse,
    TwoStageError,
    TwoStageProblem,
    WeightedScenario,
)
from didymium.ensemble.two_stage.recourse import LinkedProgram
from didymium.ensemble.two_stage.risk import CvarBound, CvarWeight, Risk

PROBABILITY_TOLERANCE = 1e-9


def check_problem(problem: TwoStageProblem) -> None:
    """Raise all that :func:`find_problems` finds.

    Raises:
        TwoStageError: If there is any.
    """
    found = find_problems(problem)
    if found:
        raise TwoStageError(found)


def find_problems(problem: TwoStageProblem) -> list[str]:
    """Return everything that is wrong with a problem, one line each."""
    return [
        *_of_names(problem.decisions),
        *_of_shapes(problem.decisions),
        *_of_whole_numbers(problem.decisions),
        *_of_probabilities(problem.scenarios),
        *_of_recourse(problem),
        *_of_risk(problem.risk),
    ]


def _of_names(decisions: Decisions) -> Iterator[str]:
    if not decisions.names:
        yield "decisions: there are none"
    for name, count in Counter(decisions.names).items():
        if count > 1:
            yield f"decisions: {name} stands there {count} times"


def _of_shapes(decisions: Decisions) -> Iterator[str]:
    count, whole = decisions.count, True
    for word in ("cost", "lower", "upper"):
        values = getattr(decisions, word)
        if values.shape != (count,):
            whole = False
            yield f"decisions: {word} has shape {values.shape}, and there are {count} names"
        elif np.isnan(values).any() or (word == "cost" and not np.isfinite(values).all()):
            whole = False
            yield f"decisions: {word} of {_names(decisions, ~np.isfinite(values))} is not a number"
    if whole and (decisions.lower > decisions.upper).any():
        crossed = _names(decisions, decisions.lower > decisions.upper)
        yield f"decisions: the lower bound of {crossed} lies above the upper one"
    yield from _of_rows(decisions)


def _of_whole_numbers(decisions: Decisions) -> Iterator[str]:
    """Say where ``integer`` does not fit, and which whole number has none between its bounds."""
    shape = (decisions.count,)
    if decisions.whole.shape != shape:
        yield f"decisions: integer has shape {decisions.whole.shape}, and there are {decisions.count} names"
    elif decisions.lower.shape == decisions.upper.shape == shape:
        none = np.ceil(decisions.lower) > np.floor(decisions.upper)
        empty = decisions.whole & none & (decisions.lower <= decisions.upper)
        for position in np.flatnonzero(empty):
            low, high = decisions.lower[position], decisions.upper[position]
            yield f"decisions: {decisions.names[position]} has no whole number between {low:g} and {high:g}"


def _of_rows(decisions: Decisions) -> Iterator[str]:
    if decisions.matrix is None:
        if decisions.row_lower is not None or decisions.row_upper is not None:
            yield "decisions: sides of rows are given without a matrix"
        return
    shape = decisions.matrix.shape
    if len(shape) != 2 or shape[1] != decisions.count:
        yield f"decisions: the matrix has shape {shape}, and there are {decisions.count} names"
        return
    for word in ("row_lower", "row_upper"):
        side = getattr(decisions, word)
        if side is not None and side.shape != (shape[0],):
            yield f"decisions: {word} has shape {side.shape}, and the matrix has {shape[0]} rows"


def _names(decisions: Decisions, where: np.ndarray) -> str:
    return ", ".join(decisions.names[position] for position in np.flatnonzero(where))


def _of_probabilities(scenarios: tuple[WeightedScenario, ...]) -> Iterator[str]:
    if not scenarios:
        yield "scenarios: there are none"
        return
    for name, count in Counter(scenario.name for scenario in scenarios).items():
        if count > 1:
            yield f"scenarios: {name} stands there {count} times"
    for scenario in scenarios:
        if not 0.0 <= scenario.probability <= 1.0:
            yield f"scenario {scenario.name}: the probability {scenario.probability} is not between 0 and 1"
    total = sum(scenario.probability for scenario in scenarios)
    if not abs(total - 1.0) <= PROBABILITY_TOLERANCE:
        yield f"scenarios: the probabilities add up to {total:.10g}, not to one"


def _of_recourse(problem: TwoStageProblem) -> Iterator[str]:
    owner: dict[int, str] = {}
    for scenario in problem.scenarios:
        recourse = scenario.recourse
        for part in parts_of(recourse):
            first = owner.setdefault(id(part), scenario.name)
            if first != scenario.name:
                yield (
                    f"scenario {scenario.name}: shares its recourse with scenario {first}; "
                    "each needs one of its own, because it remembers its last solution"
                )
            if isinstance(part, LinkedProgram):
                yield from _of_linked(scenario.name, part, problem.decisions.count)
        if not isinstance(recourse, Recourse):
            yield f"scenario {scenario.name}: its recourse has no method value_and_slope"


def _of_linked(name: str, recourse: LinkedProgram, decisions: int) -> Iterator[str]:
    rows, columns = recourse.program.shape
    for word, wanted in (("rows", rows), ("column_lower", columns), ("column_upper", columns)):
        shape = getattr(recourse.links, word).shape
        if shape != (wanted, decisions):
            yield (
                f"scenario {name}: links to {word} have shape {shape}; "
                f"its program and the decisions ask for {(wanted, decisions)}"
            )
    yield from _of_shifts(name, recourse.links)


def _of_shifts(name: str, links: Links) -> Iterator[str]:
    if not all(np.isfinite(part.data).all() for part in links.parts):
        yield f"scenario {name}: a link is not a finite number"


def _of_risk(risk: Risk) -> Iterator[str]:
    if isinstance(risk, CvarWeight | CvarBound) and not 0.0 <= risk.alpha < 1.0:
        yield f"risk: alpha is {risk.alpha}; it must be at least 0 and below 1"
    if isinstance(risk, CvarWeight) and not 0.0 <= risk.weight <= 1.0:
        yield f"risk: the weight of CVaR is {risk.weight}; it must lie between 0 and 1"
    if isinstance(risk, CvarBound) and not np.isfinite(risk.bound):
        yield f"risk: the bound on CVaR is {risk.bound}, not a finite number"
