"""The whole problem as one linear program: decisions and every scenario's columns side by side.

Small cases only: it grows with the number of scenarios. It is a second way to the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from didymium.ensemble.two_stage.checks import check_problem
from didymium.ensemble.two_stage.evaluate import evaluator
from didymium.ensemble.two_stage.mixed import solve_mixed
from didymium.ensemble.two_stage.problem import TwoStageError, TwoStageProblem, WeightedScenario
from didymium.ensemble.two_stage.recourse import LinkedProgram
from didymium.ensemble.two_stage.result import Stop, TwoStageAnswer
from didymium.ensemble.two_stage.risk import CvarBound, CvarWeight, Expectation, expected_cost, tail_cost
from didymium.market.program import Block, Program
from didymium.market.solver import HotSolver, SolverError

Floats = NDArray[np.float64]
Part = tuple[sparse.csr_matrix, Floats, Floats]
"""Rows over all columns, with their lower and upper sides."""


def solve_extensive_form(problem: TwoStageProblem, *, algorithm: str = "ipm") -> TwoStageAnswer:
    """Solve the problem as one program; both bounds of the answer are its optimum, or with whole numbers what
    the solver has proved.

    Raises:
        TwoStageError: If the problem is malformed, a recourse is no linked program, or there is no answer.
    """
    program, decisions = extensive_form(problem), problem.decisions
    try:
        if decisions.whole.any():
            columns, lower, upper = solve_mixed(program, np.flatnonzero(decisions.whole))
        else:
            answer = HotSolver(program, cold_algorithm=algorithm).solve()
            columns, lower, upper = answer.columns, answer.objective, answer.objective
    except SolverError as error:
        raise TwoStageError([_words(error)]) from None
    decision = np.clip(columns[: decisions.count], decisions.lower, decisions.upper)
    decision = np.where(decisions.whole, np.round(decision), decision)
    # Where only the tail counts, the program leaves cheap scenarios anywhere below it: each is solved again.
    with evaluator(problem, 1) as evaluate:
        costs = evaluate.at(decision).costs
    probabilities = problem.probabilities
    mean, tail = expected_cost(costs, probabilities), tail_cost(problem.risk, costs, probabilities)
    return TwoStageAnswer(decision, lower, upper, costs, mean, tail, Stop.WHOLE, ())


def _words(error: SolverError) -> str:
    if error.status == "infeasible":
        return (
            "no decision is left: its rows, the scenarios' rows, and any bound on CVaR contradict each other"
        )
    if error.status == "unbounded":
        return "cost falls without end: a decision or a column of a scenario that earns has no bound"
    return str(error)


def extensive_form(problem: TwoStageProblem) -> Program:
    """Return the problem as one program: its first n columns are the decisions.

    Columns: decisions, those of each scenario in turn, then (where the risk speaks of a tail) the value at
    risk and each scenario's excess over it. Blocks are named after the scenario and the block there.

    Raises:
        TwoStageError: If the problem is malformed, or a recourse is no :class:`LinkedProgram`.
    """
    check_problem(problem)
    linked = _linked(problem)
    offsets = np.cumsum([problem.decisions.count, *(one.program.shape[1] for one in linked)])
    total = int(offsets[-1]) + (0 if isinstance(problem.risk, Expectation) else len(linked) + 1)
    rows = [_decision_rows(problem, total)]
    for one, offset in zip(linked, offsets, strict=False):
        rows += _scenario_rows(one, int(offset), total)
    rows += _tail_rows(problem, linked, offsets, total)
    program = _joined(problem, linked, rows, total)
    return replace(program, columns=_blocks(problem, linked), rows={})


def _linked(problem: TwoStageProblem) -> list[LinkedProgram]:
    linked = [one.recourse for one in problem.scenarios if isinstance(one.recourse, LinkedProgram)]
    if len(linked) < len(problem.scenarios):
        other = [one.name for one in problem.scenarios if not isinstance(one.recourse, LinkedProgram)]
        raise TwoStageError([
            f"scenario {name}: its recourse is no linked program, and cannot be written out" for name in other
        ])  # fmt: skip
    return linked


def _placed(parts: list[tuple[int, sparse.csr_matrix]], rows: int, total: int) -> sparse.csr_matrix:
    """Return matrices with so many rows at their first columns, added up; shape (rows, total)."""
    result = sparse.csr_matrix((rows, total))
    for offset, matrix in parts:
        entries = sparse.coo_matrix(matrix)
        places = (entries.row, entries.col + offset)
        result = result + sparse.csr_matrix((entries.data, places), shape=(rows, total))
    return result


def _decision_rows(problem: TwoStageProblem, total: int) -> Part:
    matrix, lower, upper = problem.decisions.rows
    return _placed([(0, matrix)], len(lower), total), lower, upper


def _scenario_rows(linked: LinkedProgram, offset: int, total: int) -> Iterator[Part]:
    """Yield the rows of a scenario, then its columns' bounds that decisions move, as rows."""
    program, links = linked.program, linked.links
    matrix = _placed([(0, -links.rows), (offset, program.matrix)], program.shape[0], total)
    yield matrix, program.row_lower, program.row_upper
    for part, bound, is_lower in (
        (links.column_lower, program.lower, True),
        (links.column_upper, program.upper, False),
    ):
        moved = np.flatnonzero(np.diff(sparse.csr_matrix(part).indptr))
        own = sparse.identity(program.shape[1], format="csr")[moved]
        open_side = np.full(len(moved), np.inf)
        sides = (bound[moved], open_side) if is_lower else (-open_side, bound[moved])
        yield _placed([(0, -part[moved]), (offset, own)], len(moved), total), *sides


def _tail_rows(
    problem: TwoStageProblem, linked: list[LinkedProgram], offsets: Floats, total: int
) -> Iterator[Part]:
    """Yield ``z ≥ cost of the scenario − η``, and the bound on CVaR if there is one."""
    risk, count = problem.risk, len(linked)
    if isinstance(risk, Expectation):
        return
    first, value_at_risk = sparse.csr_matrix(problem.decisions.cost), int(offsets[-1])
    for number, one in enumerate(linked):
        excess = np.zeros(count + 1)
        excess[[0, number + 1]] = 1.0
        costs = [(0, -first), (int(offsets[number]), -sparse.csr_matrix(one.program.cost))]
        row = _placed([*costs, (value_at_risk, sparse.csr_matrix(excess))], 1, total)
        yield row, np.array([one.program.constant]), np.array([np.inf])
    if isinstance(risk, CvarBound):
        weights = sparse.csr_matrix(_tail_weights(problem, 1.0))
        yield _placed([(value_at_risk, weights)], 1, total), np.array([-np.inf]), np.array([risk.bound])


def _tail_weights(problem: TwoStageProblem, weight: float) -> Floats:
    if isinstance(problem.risk, Expectation):
        return np.zeros(0)
    return weight * np.concatenate([[1.0], problem.probabilities / (1.0 - problem.risk.alpha)])


def _joined(problem: TwoStageProblem, linked: list[LinkedProgram], rows: list[Part], total: int) -> Program:
    decisions, probabilities = problem.decisions, problem.probabilities
    weight = problem.risk.weight if isinstance(problem.risk, CvarWeight) else 0.0
    mean = (1.0 - weight) * probabilities
    scenario_costs = [share * one.program.cost for share, one in zip(mean, linked, strict=True)]
    bounds = [_free_bounds(one) for one in linked]
    tail = 0 if isinstance(problem.risk, Expectation) else len(linked) + 1
    tail_lower = np.concatenate([[-np.inf], np.zeros(len(linked))])[:tail]
    cost_now = (1.0 - weight) * decisions.cost
    return Program(
        columns={},
        rows={},
        cost=np.concatenate([cost_now, *scenario_costs, _tail_weights(problem, weight)]),
        lower=np.concatenate([decisions.lower, *(lower for lower, _ in bounds), tail_lower]),
        upper=np.concatenate([decisions.upper, *(upper for _, upper in bounds), np.full(tail, np.inf)]),
        row_lower=np.concatenate([lower for _, lower, _ in rows]),
        row_upper=np.concatenate([upper for _, _, upper in rows]),
        matrix=sparse.csc_matrix(sparse.vstack([matrix for matrix, _, _ in rows])),
        column_unit_t=np.ones(total),
        row_unit_t=np.ones(sum(len(lower) for _, lower, _ in rows)),
        constant=float(mean @ [one.program.constant for one in linked]),
    )


def _free_bounds(linked: LinkedProgram) -> tuple[Floats, Floats]:
    """Return the bounds of a scenario's columns, open where rows of their own hold them."""
    program, links = linked.program, linked.links
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[np.diff(sparse.csr_matrix(links.column_lower).indptr) > 0] = -np.inf
    upper[np.diff(sparse.csr_matrix(links.column_upper).indptr) > 0] = np.inf
    return lower, upper


def _blocks(problem: TwoStageProblem, linked: list[LinkedProgram]) -> dict[str, Block]:
    names = problem.decisions.names
    blocks = {"decisions": Block("decisions", 0, len(names), 1, lambda entity: names[entity])}
    offset = len(names)
    for scenario, one in zip(problem.scenarios, linked, strict=True):
        blocks.update(_shifted(scenario, one.program, offset))
        offset += one.program.shape[1]
    return blocks


def _shifted(scenario: WeightedScenario, program: Program, offset: int) -> dict[str, Block]:
    return {
        f"{scenario.name}: {name}": replace(
            block, name=f"{scenario.name}: {name}", offset=block.offset + offset
        )
        for name, block in program.columns.items()
    }
