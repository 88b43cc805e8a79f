"""Other decisions that are nearly as good as the best one: what is much the same, and what is not.

Each is the best of those that differ from all found before in so many of the decisions that are 0 or 1: a row
on the Hamming distance for each (Balas and Jeroslow 1972 for a distance of one). All cuts are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.two_stage.benders import solve_two_stage
from didymium.ensemble.two_stage.master import NoDecisionLeft
from didymium.ensemble.two_stage.problem import Decisions, TwoStageError, TwoStageProblem
from didymium.ensemble.two_stage.result import Stop, TwoStageAnswer
from didymium.ensemble.two_stage.search import Progress

Floats = NDArray[np.float64]

GAP_SHARE = 0.1
"""Each alternative is the best one left but for this share of what it may be worse by."""


@dataclass(frozen=True, eq=False)
class Alternative:
    """A decision near the best: its ``answer``, by how much money it is ``worse`` than the best one, the
    same as a ``share`` of what is at stake, and names of the decisions of 0 or 1 that differ from the best.
    """

    answer: TwoStageAnswer
    worse: float
    share: float
    differs: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class NearBest:
    """Alternatives in the order found, about from good to less so. ``stake`` is the gain of the best over
    the reference, in money; ``complete`` says that no other decision within the limit is as different.
    """

    best: TwoStageAnswer
    stake: float
    alternatives: tuple[Alternative, ...]
    complete: bool


def near_best(
    problem: TwoStageProblem,
    best: TwoStageAnswer,
    *,
    reference: float,
    share: float = 0.02,
    most: int = 5,
    least_distance: int = 1,
    among: Sequence[str] | None = None,
    most_iterations: int = 200,
    workers: int = 1,
    progress: Progress | None = None,
) -> NearBest:
    """Return decisions that forgo at most a share of what is at stake.

    Args:
        problem: The problem, with decisions of 0 or 1.
        best: Its answer, from :func:`solve_two_stage`; its evaluations are not made again.
        reference: Objective of what the best is measured against, such as that of doing nothing. A share of
            the objective itself would mean little: it may be a huge sum that no decision moves.
        share: Most that an alternative may forgo of the gain of the best over the reference.
        most: Most alternatives.
        least_distance: Least number of decisions of 0 or 1 in which any two differ.
        among: Names of those that count as different; else all that are 0 or 1.
        most_iterations: Most rounds for each.
        workers: Threads that solve scenarios.
        progress: Told of every round.

    Raises:
        TwoStageError: If there is nothing at stake, or no decision of 0 or 1 among those named; or as
            :func:`solve_two_stage`.
    """
    counted = _counted(problem.decisions, among)
    stake = reference - best.objective
    _check(problem.decisions, counted, stake, share, least_distance)
    limit, gap = best.objective + share * stake, GAP_SHARE * share * stake
    known, complete = best.evaluations, False
    found: list[Alternative] = []
    while len(found) < most:
        others = [best.decision, *(one.answer.decision for one in found)]
        apart = replace(problem, decisions=_apart(problem.decisions, counted, others, least_distance))
        try:
            answer = solve_two_stage(
                apart,
                relative_gap=0.0,
                absolute_gap=gap,
                most_iterations=most_iterations,
                workers=workers,
                known=known,
                progress=progress,
                cutoff=limit,
            )
        except NoDecisionLeft:
            complete = True
            break
        known = answer.evaluations
        if answer.objective > limit:
            complete = answer.stop is Stop.CUTOFF
            break
        found.append(_alternative(problem.decisions, counted, best, answer, stake))
    return NearBest(best, stake, tuple(found), complete)


def _counted(decisions: Decisions, among: Sequence[str] | None) -> NDArray[np.bool_]:
    if among is None:
        return decisions.binary
    unknown = [f"among: there is no decision {name!r}" for name in among if name not in decisions.names]
    if unknown:
        raise TwoStageError(unknown)
    return decisions.binary & np.isin(decisions.names, among)


def _check(
    decisions: Decisions, counted: NDArray[np.bool_], stake: float, share: float, least_distance: int
) -> None:
    found = []
    if not counted.any():
        found.append("near best: there is no decision of 0 or 1 by which alternatives could differ")
    if not stake > 0.0:
        found.append(f"near best: the best gains {stake:g} over the reference, so nothing is at stake")
    if not share > 0.0:
        found.append(f"near best: the share {share:g} leaves room for no alternative")
    if least_distance < 1:
        found.append(f"near best: a distance of {least_distance} would find the best one again")
    if found:
        raise TwoStageError(found)


def _apart(
    decisions: Decisions, counted: NDArray[np.bool_], others: Sequence[Floats], least: int
) -> Decisions:
    """Return the decisions with a row for each of ``others``: those counted that are 0 there and 1 here, and
    the other way round, are at least so many.
    """
    signs = np.array([np.where(counted, 1.0 - 2.0 * other, 0.0) for other in others])
    lower = np.array([least - float(other[counted].sum()) for other in others])
    return decisions.with_rows(signs, lower, np.full(len(others), np.inf))


def _alternative(
    decisions: Decisions,
    counted: NDArray[np.bool_],
    best: TwoStageAnswer,
    answer: TwoStageAnswer,
    stake: float,
) -> Alternative:
    moved = np.flatnonzero(counted & (answer.decision != best.decision))
    worse = answer.objective - best.objective
    return Alternative(answer, worse, worse / stake, tuple(decisions.names[one] for one in moved))
