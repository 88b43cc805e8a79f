"""Whole-number decisions before the scenario is known: by cuts, and as one program written out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import sparse

from benchmarks.bars import Bar, ratio
from benchmarks.measuring import Measured
from benchmarks.watch import Watch
from didymium.ensemble.two_stage import (
    Decisions,
    LinkedProgram,
    Links,
    TwoStageProblem,
    WeightedScenario,
    solve_extensive_form,
    solve_two_stage,
)
from didymium.market.program import Program

PROJECTS, VARIANTS, STAGES, ELEMENTS = 15, 4, 4, 5
SEED = 1
GAP = 0.01
"""Gap asked for, as a share of what is gained over doing nothing."""


def chains_with_projects(scenarios: int) -> TwoStageProblem:
    """Chains of four stages for five elements. Each of 15 projects widens one stage in one of four variants,
    paid for by two funders; what stays short is dear, and one project in seven fails in a scenario.
    """
    random = np.random.default_rng(SEED)
    project = np.repeat(np.arange(PROJECTS), VARIANTS)
    count = len(project)
    size = random.uniform(4, 15, PROJECTS)[project] * np.tile([1.0, 0.8, 1.0, 0.6], PROJECTS)
    cost = size * random.uniform(3, 8, count)
    funder = random.uniform(0, 1, count)
    once = (project == np.arange(PROJECTS)[:, None]).astype(float)
    matrix = np.vstack([once, cost * funder, cost * (1.0 - funder)])
    budgets = 0.15 * matrix[-2:].sum(axis=1)
    names = tuple(f"project {number // VARIANTS}, variant {number % VARIANTS}" for number in range(count))
    decisions = Decisions(
        names, cost, np.zeros(count), np.ones(count), matrix,
        row_upper=np.concatenate([np.ones(PROJECTS), budgets]), integer=np.ones(count),
    )  # fmt: skip
    place = (project % STAGES) * ELEMENTS + project * 7 % ELEMENTS
    return TwoStageProblem(
        decisions,
        tuple(
            WeightedScenario(f"s{number}", 1.0 / scenarios, _chains(random, size, place))
            for number in range(scenarios)
        ),
    )


def _chains(random: np.random.Generator, size: np.ndarray, place: np.ndarray) -> LinkedProgram:
    """Columns: what goes through each stage at home, what is imported to it, and what is short at the end."""
    stages = STAGES * ELEMENTS
    asked = random.uniform(10, 25, ELEMENTS)
    imports = random.uniform(0, 12, stages) * (random.random(stages) < 0.5)
    through = np.eye(stages) - np.eye(stages, k=ELEMENTS)
    short = np.vstack([np.zeros((stages - ELEMENTS, ELEMENTS)), np.eye(ELEMENTS)])
    matrix = np.hstack([through, np.eye(stages), short])
    columns = matrix.shape[1]
    dear = random.uniform(30, 80, ELEMENTS)
    program = Program(
        {}, {},
        cost=np.concatenate([np.ones(stages), random.uniform(2, 6, stages), dear]),
        lower=np.zeros(columns),
        upper=np.concatenate([random.uniform(0, 4, stages), imports, asked]),
        row_lower=np.concatenate([np.zeros(stages - ELEMENTS), asked]),
        row_upper=np.full(stages, np.inf),
        matrix=sparse.csc_matrix(matrix),
        column_unit_t=np.ones(columns),
        row_unit_t=np.ones(stages),
    )  # fmt: skip
    works = random.random(len(size)) < 6 / 7
    upper = sparse.csr_matrix((size * works, (place, np.arange(len(size)))), shape=(columns, len(size)))
    nothing = sparse.csr_matrix((columns, len(size)))
    return LinkedProgram(program, Links(sparse.csr_matrix((stages, len(size))), nothing, upper), "simplex")


def measure_two_stage_integers(watch: Watch, name: str) -> None:
    """Solve a problem of as many scenarios as the name says both ways."""
    problem = chains_with_projects(int(name))
    # Solvers of a problem of its own, so that neither way begins with what this leaves behind.
    idle = np.mean([
        one.recourse.value_and_slope(np.zeros(problem.decisions.count))[0]
        for one in chains_with_projects(int(name)).scenarios
    ])  # fmt: skip
    with watch.phase("written_out"):
        whole = solve_extensive_form(problem)
    stake = float(idle) - whole.objective
    with watch.phase("cuts"):
        answer = solve_two_stage(problem, relative_gap=0.0, absolute_gap=GAP * stake)
    watch.counts |= {
        "decisions": problem.decisions.count,
        "scenarios": len(problem.scenarios),
        "rounds": answer.iterations,
        "evaluations": len(answer.evaluations),
        "share_missed": (answer.objective - whole.objective) / stake,
        "outside_bounds": float(
            not answer.lower_bound - 1e-6 <= whole.objective <= answer.upper_bound + 1e-6
        ),
    }


def integer_bars(found: Mapping[str, Measured]) -> list[Bar]:
    """Return how cuts compare with the program written out, and whether the optimum lies between bounds."""
    (measured,) = found.values()
    seconds, counts = measured.seconds, measured.counts
    return [
        Bar("by cuts / written out", ratio(seconds.get("cuts"), seconds.get("written_out"))),
        Bar("rounds until the gap is 1 % of the gain", counts.get("rounds"), at_most=30.0),
        Bar("gain missed, as a share of it", counts.get("share_missed"), at_most=GAP),
        Bar("optimum outside the bounds", counts.get("outside_bounds"), at_most=0.0),
    ]


def integer_lines(found: Mapping[str, Measured]) -> list[str]:
    """Say how large the problem is and what each way takes."""
    (measured,) = found.values()
    if not measured.seconds:
        return []
    counts = measured.counts
    seconds = measured.seconds
    return [
        f"{counts['decisions']:.0f} decisions of 0 or 1, {counts['scenarios']:.0f} scenarios, "
        f"{counts['evaluations']:.0f} decisions evaluated in {counts['rounds']:.0f} rounds",
        f"written out {seconds['written_out']:.2f} s, by cuts {seconds['cuts']:.2f} s",
    ]
