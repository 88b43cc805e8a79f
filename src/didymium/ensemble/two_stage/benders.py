"""Decomposition by scenario: Benders' cuts, one for each scenario and round.

Van Slyke and Wets (1969) cut one scenario at a time. How the next decision is chosen depends on whether some
of them must be whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.two_stage.checks import check_problem
from didymium.ensemble.two_stage.evaluate import Evaluation, evaluator
from didymium.ensemble.two_stage.integer import Asked, solve_whole
from didymium.ensemble.two_stage.level_search import LevelSearch, widths
from didymium.ensemble.two_stage.master import Master
from didymium.ensemble.two_stage.problem import TwoStageProblem
from didymium.ensemble.two_stage.result import TwoStageAnswer
from didymium.ensemble.two_stage.search import Progress

Floats = NDArray[np.float64]


def solve_two_stage(
    problem: TwoStageProblem,
    *,
    relative_gap: float = 1e-6,
    absolute_gap: float = 1e-9,
    most_iterations: int = 500,
    workers: int = 1,
    start: Floats | None = None,
    known: Sequence[Evaluation] = (),
    progress: Progress | None = None,
    cutoff: float = np.inf,
) -> TwoStageAnswer:
    """Search for the best decision until the bounds meet.

    Args:
        problem: What is decided, and what may follow.
        relative_gap: Stop once the bounds differ by this share of the upper one.
        absolute_gap: Stop once they differ by this much, in the money of the costs.
        most_iterations: Stop after so many rounds; ``stop`` of the answer then says so.
        workers: Threads that solve scenarios; the answer does not depend on their number.
        start: Decision to begin at, shape (n,); else the one that costs least now.
        known: Evaluations of an earlier answer (``evaluations``) of a problem with the same scenarios and
            names of decisions: none of them is made again, and their cuts are kept. Costs of decisions,
            bounds, rows and the risk may differ.
        progress: Told of every round.
        cutoff: With whole numbers: stop once nothing below this objective is left.

    Raises:
        TwoStageError: If the problem is malformed, has no decision, falls without end, or if no decision was
            found in the rounds allowed from which every scenario has a way out.
    """
    check_problem(problem)
    with evaluator(problem, workers, known) as evaluate:
        if problem.decisions.whole.any():
            asked = Asked(relative_gap, absolute_gap, most_iterations, cutoff)
            return solve_whole(problem, evaluate, asked, start, progress)
        search = LevelSearch(problem, evaluate, Master(problem, widths(problem.decisions)), progress)
        search.recall()
        return search.answer(search.run(start, relative_gap, absolute_gap, most_iterations))
