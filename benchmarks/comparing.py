"""Our scenarios beside bare HiGHS, linopy and PyPSA: all in one process, in turn in every round."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence

from benchmarks.bare import BareLoop
from benchmarks.ours import Ours
from benchmarks.recording import Tape, changed_coefficients, record
from benchmarks.replaying import ProgramLoop
from benchmarks.scenarios import WORKLOADS, Workload, define
from benchmarks.watch import Watch

Contestants = dict[str, Callable[[int], object]]
REBUILT = 2
"""Scenarios that are written anew in linopy and PyPSA: each takes seconds."""


def measure_hot(watch: Watch, name: str) -> None:
    """Ours from the values drawn to the path, ours given the programs, and bare HiGHS."""
    _compare(watch, WORKLOADS[name], ())


def measure_hot_beside_linopy(watch: Watch, name: str) -> None:
    """The same, and linopy's persistent solver."""
    _compare(watch, WORKLOADS[name], ("persistent",))


def measure_hot_beside_rebuilding(watch: Watch, name: str) -> None:
    """Ours, and the programs written anew in linopy and PyPSA."""
    from benchmarks.rebuilding import rebuild_in_linopy, rebuild_in_pypsa

    workload = WORKLOADS[name]
    tape, ours, run_ours = _prepare(watch, workload)
    answers: list[bool] = []
    contestants: Contestants = {"ours": run_ours}
    if "linopy" in workload.others:
        contestants["linopy"] = lambda scenario: answers.extend(rebuild_in_linopy(tape, scenario))
    if "pypsa" in workload.others:
        contestants["pypsa"] = lambda scenario: answers.extend(rebuild_in_pypsa(tape, scenario, ours.market))
    _race(watch, contestants, min(REBUILT, workload.count), 1)
    watch.counts["without_optimum"] = sum(not answer for answer in answers)


def _prepare(watch: Watch, workload: Workload) -> tuple[Tape, Ours, Callable[[int], object]]:
    definition = define(workload, workload.count)
    draws = definition.draws.values.tolist()
    tape = record(definition.work, draws)
    ours = Ours(definition.work)
    for values in draws:
        ours.run(values)
    rows, columns = tape.steps[0].program.shape
    watch.counts |= {
        "rows": rows,
        "columns": columns,
        "scenarios": len(draws),
        "solves": len(tape.steps) / len(draws),
        "iterations": sum(step.iterations for step in tape.steps) / len(draws),
        "coefficients_changed": changed_coefficients(tape),
        "cold_seconds": ours.first_records[0].seconds,
    }
    return tape, ours, lambda scenario: ours.run(draws[scenario])


def _compare(watch: Watch, workload: Workload, others: Sequence[str]) -> None:
    tape, _, ours = _prepare(watch, workload)
    bare, programs = BareLoop(tape), ProgramLoop(tape)
    contestants: Contestants = {"ours": ours, "programs": programs.run, "bare": bare.run}
    persistent = {}
    if "persistent" in others:
        from benchmarks.persistent import PersistentLoop

        persistent = {"persistent": PersistentLoop(tape), "restored": PersistentLoop(tape, restored=True)}
        contestants |= {name: loop.run for name, loop in persistent.items()}
    before = {name: loop.iterations for name, loop in {"bare": bare, **persistent}.items()}
    _race(watch, contestants, workload.count, workload.rounds)
    solved = workload.rounds * workload.count
    for name, loop in {"bare": bare, **persistent}.items():
        watch.counts[f"iterations_{name}"] = (loop.iterations - before[name]) / solved
    watch.counts["bare_failures"] = bare.failures
    for name, loop in {"bare": bare, **persistent}.items():
        watch.counts[f"{name}_differs"] = _differs(tape, loop.run)


def _race(watch: Watch, contestants: Contestants, count: int, rounds: int) -> None:
    """Let everyone solve all scenarios in every round, the order turned round each time, and note the medians
    of the seconds for a scenario.
    """
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds):
        order = list(contestants.items())
        for name, run in order if number % 2 else reversed(order):
            begin = time.perf_counter()
            for scenario in range(count):
                run(scenario)
            taken[name].append((time.perf_counter() - begin) / count)
    watch.seconds |= {name: statistics.median(seconds) for name, seconds in taken.items()}


def _differs(tape: Tape, run: Callable[[int], list[float]]) -> float:
    """Return by what share the objectives of a loop differ from those recorded, at most."""
    worst = 0.0
    for number, steps in enumerate(tape.scenarios):
        for step, objective in zip(steps, run(number), strict=True):
            wanted = step.objective / tape.money[step.solver]
            worst = max(worst, abs(objective - wanted) / max(abs(wanted), 1.0))
    return worst
