"""Two-stage problems with whole numbers for the tests, small enough to list every decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from didymium.ensemble.two_stage import (
    CvarBound,
    CvarWeight,
    Decisions,
    Expectation,
    LinkedProgram,
    Risk,
    TwoStageProblem,
    WeightedScenario,
    conditional_value_at_risk,
    make_links,
)
from didymium.market.program import Program
from didymium.validation.problems.farmer import farm, farmer
from two_stage_cases import array_program

FIELDS = (185.0, 145.0, 105.0, 65.0)
"""Acres."""


def farmer_with_fields() -> TwoStageProblem:
    """The farmer of Birge and Louveaux with four fields, each for one crop: decision ``field·3 + crop``."""
    plain = farmer()
    crops, count = len(plain.decisions.names), len(FIELDS)
    names = tuple(f"{crop} on field {field}" for field in range(count) for crop in plain.decisions.names)
    acres = np.zeros((crops, crops * count))
    for number, size in enumerate(FIELDS):
        acres[:, number * crops : (number + 1) * crops] = size * np.eye(crops)
    decisions = Decisions(
        names,
        cost=plain.decisions.cost @ acres,
        lower=np.zeros(len(names)),
        upper=np.ones(len(names)),
        matrix=np.kron(np.eye(count), np.ones((1, crops))),
        row_upper=np.ones(count),
        integer=np.ones(len(names)),
    )
    yields = ((3.0, 3.6, 24.0), (2.5, 3.0, 20.0), (2.0, 2.4, 16.0))
    scenarios = []
    for name, tonnes in zip(("good", "usual", "bad"), yields, strict=True):
        program: Program = farm(plain.decisions, tonnes).program
        harvest = np.diag(tonnes) @ acres
        links = make_links(
            program,
            decisions,
            rows=[(row, names[place], -harvest[row, place]) for row, place in np.argwhere(harvest)],
        )
        scenarios.append(WeightedScenario(name, 1 / 3, LinkedProgram(program, links, "simplex")))
    return TwoStageProblem(decisions, tuple(scenarios))


def facilities(
    opening: np.ndarray, travel: np.ndarray, unserved: float, asked: np.ndarray, weights: np.ndarray
) -> TwoStageProblem:
    """Open sites before it is known which clients ask. ``travel`` has shape (clients, sites), ``asked``
    (scenarios, clients) is 0 or 1: each client who asks goes to an open site, or stays ``unserved``.
    """
    clients, sites = travel.shape
    names = tuple(f"site {number}" for number in range(sites))
    decisions = Decisions(
        names, cost=opening, lower=np.zeros(sites), upper=np.ones(sites), integer=np.ones(sites)
    )
    one_client = np.kron(np.eye(clients), np.ones((1, sites)))
    scenarios = []
    for number, row in enumerate(asked):
        program = array_program(
            cost=np.concatenate([travel.ravel(), np.full(clients, unserved)]),
            matrix=np.hstack([one_client, np.eye(clients)]),
            row_lower=row,
            row_upper=np.full(clients, np.inf),
            lower=np.zeros(clients * (sites + 1)),
            upper=np.concatenate([np.zeros(clients * sites), np.ones(clients)]),
        )
        opened = [
            (client * sites + site, names[site], 1.0) for client in range(clients) for site in range(sites)
        ]
        links = make_links(program, decisions, column_upper=opened)
        weight = float(weights[number])
        scenarios.append(WeightedScenario(f"day {number}", weight, LinkedProgram(program, links, "simplex")))
    return TwoStageProblem(decisions, tuple(scenarios))


@dataclass(frozen=True, eq=False)
class Overload:
    """What a sack costs that holds ``room`` and carries more: 4 for each unit over. It counts its calls."""

    weights: np.ndarray
    room: float
    asked: list[bytes] = field(default_factory=list)

    def value_and_slope(self, decision: np.ndarray) -> tuple[float, np.ndarray]:
        self.asked.append(decision.tobytes())
        over = float(self.weights @ decision) - self.room
        return 4.0 * max(over, 0.0), 4.0 * self.weights * (over > 0.0)


def sack(seed: int, *, risk: Risk | None = None, items: int = 7, scenarios: int = 5) -> TwoStageProblem:
    """Things to pack, each worth something, while it is not known how much the sack will hold."""
    random = np.random.default_rng(seed)
    worth, weights = random.uniform(2, 9, items), random.uniform(1, 6, items)
    decisions = Decisions(
        tuple(f"item {number}" for number in range(items)),
        cost=-worth,
        lower=np.zeros(items),
        upper=np.ones(items),
        matrix=np.ones((1, items)),
        row_upper=[items - 2.0],
        integer=np.ones(items),
    )
    shares = random.dirichlet(np.ones(scenarios))
    rooms = random.uniform(0.1, 0.8, scenarios) * weights.sum()
    return TwoStageProblem(
        decisions,
        tuple(
            WeightedScenario(f"s{number}", float(share), Overload(weights, float(room)))
            for number, (share, room) in enumerate(zip(shares, rooms, strict=True))
        ),
        risk or Expectation(),
    )


def listed(problem: TwoStageProblem) -> dict[tuple[int, ...], float]:
    """The objective of every decision of 0s and 1s that keeps the rows and any bound on CVaR: no search."""
    return dict(_each(problem))


def _each(problem: TwoStageProblem) -> Iterator[tuple[tuple[int, ...], float]]:
    decisions, risk, weights = problem.decisions, problem.risk, problem.probabilities
    matrix, lower, upper = decisions.rows
    for bits in product((0, 1), repeat=decisions.count):
        decision = np.array(bits, dtype=float)
        sides = matrix @ decision
        if (sides < lower - 1e-9).any() or (sides > upper + 1e-9).any():
            continue
        costs = decisions.cost @ decision + np.array([
            one.recourse.value_and_slope(decision)[0] for one in problem.scenarios
        ])  # fmt: skip
        mean = float(weights @ costs)
        tail = 0.0 if isinstance(risk, Expectation) else conditional_value_at_risk(costs, weights, risk.alpha)
        if isinstance(risk, CvarWeight):
            yield bits, (1.0 - risk.weight) * mean + risk.weight * tail
        elif not isinstance(risk, CvarBound) or tail <= risk.bound:
            yield bits, mean
