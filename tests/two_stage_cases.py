"""Two-stage problems for the tests: random ones by seed, a newsvendor."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from didymium.ensemble.two_stage import (
    Decisions,
    Expectation,
    LinkedProgram,
    Links,
    Risk,
    TwoStageProblem,
    WeightedScenario,
    make_links,
)
from didymium.market.program import Program


def array_program(
    cost: np.ndarray,
    matrix: np.ndarray,
    row_lower: np.ndarray,
    row_upper: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
    constant: float = 0.0,
) -> Program:
    """A program straight from arrays, without blocks."""
    count = len(cost)
    return Program(
        {}, {}, np.asarray(cost, dtype=float), np.asarray(lower, dtype=float), np.asarray(upper, dtype=float),
        np.asarray(row_lower, dtype=float), np.asarray(row_upper, dtype=float),
        sparse.csc_matrix(np.asarray(matrix, dtype=float)), np.ones(count), np.ones(len(row_lower)), constant,
    )  # fmt: skip


def random_problem(
    seed: int, *, risk: Risk | None = None, complete: bool = True, scenarios: int = 4
) -> TwoStageProblem:
    """Decisions add to right-hand sides and to capacities; what stays short is bought dearly, or, if the
    recourse is not ``complete``, must not stay short.
    """
    random = np.random.default_rng(seed)
    count = 3
    names = tuple(f"x{number}" for number in range(count))
    decisions = Decisions(
        names,
        cost=random.uniform(0.5, 3.0, count),
        lower=np.zeros(count),
        upper=random.uniform(5, 15, count),
        matrix=np.ones((1, count)),
        row_upper=[25.0],
    )
    weights = random.dirichlet(np.ones(scenarios))
    return TwoStageProblem(
        decisions,
        tuple(
            WeightedScenario(f"s{number}", float(weight), random_recourse(random, count, complete))
            for number, weight in enumerate(weights)
        ),
        risk or Expectation(),
    )


def random_recourse(random: np.random.Generator, count: int, complete: bool) -> LinkedProgram:
    """Three needs, four activities; one row with two sides, one equality, a moved lower and upper bound."""
    needs, activities = 3, 4
    matrix = np.zeros((needs + 2, activities + 1 + needs))
    matrix[:needs, :activities] = random.uniform(0, 1, (needs, activities)) * (
        random.random((needs, activities)) < 0.7
    )
    matrix[:needs, activities + 1 :] = np.eye(needs)
    matrix[needs, :activities] = 1.0
    matrix[needs + 1, : activities + 1] = random.uniform(0.2, 1, activities + 1)
    matrix[needs + 1, activities] = -1.0
    program = array_program(
        cost=np.concatenate(
            [random.uniform(0.5, 4, activities), [random.uniform(0, 0.5)], np.full(needs, 30.0)]
        ),
        matrix=matrix,
        row_lower=np.concatenate([random.uniform(3, 8, needs), [-5.0, 0.0]]),
        row_upper=np.concatenate([np.full(needs, np.inf), [random.uniform(8, 14), 0.0]]),
        lower=np.zeros(activities + 1 + needs),
        upper=np.concatenate(
            [
                random.uniform(2, 6, activities),
                [np.inf],
                np.full(needs, np.inf if complete else random.uniform(0, 1)),
            ]
        ),
        constant=float(random.uniform(-3, 3)),
    )
    return LinkedProgram(program, random_links(random, program, count), algorithm="simplex")


def random_links(random: np.random.Generator, program: Program, count: int) -> Links:
    """Decisions lower the needs, widen the row with two sides, raise capacities and one least activity."""
    rows, columns = program.shape
    needs = np.zeros((rows, count))
    needs[:3] = -random.uniform(0, 1, (3, count)) * (random.random((3, count)) < 0.6)
    needs[3] = random.uniform(0, 0.2, count)
    upper, lower = np.zeros((columns, count)), np.zeros((columns, count))
    upper[:2] = random.uniform(0, 0.5, (2, count))
    lower[2, 0] = random.uniform(0, 0.3)
    return Links(sparse.csr_matrix(needs), sparse.csr_matrix(lower), sparse.csr_matrix(upper))


def newsvendor(price: float = 5.0, cost: float = 2.0) -> TwoStageProblem:
    """Buy papers now, sell what is asked for: 1 to 10 papers, each with probability 1/10."""
    decisions = Decisions(("papers",), cost=[cost], lower=[0.0], upper=[np.inf])
    scenarios = []
    for asked in range(1, 11):
        program = array_program([-price], [[1.0]], [-np.inf], [0.0], [0.0], [float(asked)])
        links = make_links(program, decisions, rows=[(0, "papers", 1.0)])
        scenarios.append(WeightedScenario(f"{asked} asked", 0.1, LinkedProgram(program, links, "simplex")))
    return TwoStageProblem(decisions, tuple(scenarios))


def with_risk(problem: TwoStageProblem, risk: Risk) -> TwoStageProblem:
    """The same problem weighed otherwise."""
    return replace(problem, risk=risk)
