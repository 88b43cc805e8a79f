"""Whole ensembles: two workers against one on threads and on dask, memory, and how long a hundred take."""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks.ours import Ours
from benchmarks.scenarios import ENSEMBLES, define
from benchmarks.watch import Watch, peak_mb
from didymium.ensemble.running.cluster import Cluster
from didymium.ensemble.running.definition import Definition
from didymium.ensemble.running.run import Executor, run_ensemble
from didymium.ensemble.running.threads import Task, Threads
from didymium.ensemble.running.work import Work
from didymium.ensemble.running.worker import Solved, Worker

WORKED = 30
"""Scenarios that one worker and two workers solve."""
ROUNDS = 3
MEMORY_FEW, MEMORY_MANY = 40, 160


def measure_threads(watch: Watch, name: str) -> None:
    """One worker thread and two, in turn."""
    _work(watch, name, {1: lambda: Threads(1), 2: lambda: Threads(2)})


def measure_dask(watch: Watch, name: str) -> None:
    """One dask worker and two, processes of one thread each, in turn."""
    with _cluster(1) as one, _cluster(2) as two:
        _work(watch, name, {1: lambda: Cluster(one), 2: lambda: Cluster(two)})


@contextmanager
def _cluster(workers: int) -> Iterator[str]:
    from distributed import LocalCluster

    options = {"threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with LocalCluster(n_workers=workers, **options) as cluster:
        yield cluster.scheduler_address


def _work(watch: Watch, name: str, executors: dict[int, Callable[[], Executor]]) -> None:
    """Note the seconds of all scenarios, workers made ready and all, and of each once they are ready."""
    definition = define(ENSEMBLES[name], WORKED)
    taken: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for workers, executor in executors.items():
            whole, each = _seconds(executor(), definition, 2 * workers)
            taken.setdefault(f"whole_{workers}", []).append(whole)
            taken.setdefault(f"each_{workers}", []).append(each)
    watch.seconds |= {what: statistics.median(seconds) for what, seconds in taken.items()}


def _seconds(executor: Executor, definition: Definition, ready: int) -> tuple[float, float]:
    """Return the seconds of all scenarios, and of one after the first ``ready``."""
    told = definition.work, tasks_of(definition), threading.Event()
    begin = time.perf_counter()
    ends = [time.perf_counter() for _ in executor.solve(*told)]
    return ends[-1] - begin, (ends[-1] - ends[ready - 1]) / (len(ends) - ready)


def tasks_of(definition: Definition) -> list[Task]:
    """Return all draws as tasks."""
    draws = definition.draws.values.tolist()
    return [(number, tuple(values)) for number, values in enumerate(draws, 1)]


def measure_memory(watch: Watch, name: str) -> None:
    """Run an ensemble of as many scenarios as the name says, results written, and note the largest memory."""
    profile, count = name.split("_")
    with tempfile.TemporaryDirectory() as scratch:
        run_ensemble(define(ENSEMBLES[profile], int(count)), Path(scratch) / "ensemble", Threads(1))
    watch.peak_mb["ensemble"] = peak_mb()
    watch.counts["scenarios"] = int(count)


def measure_ensemble(watch: Watch, name: str) -> None:
    """Solve an ensemble on two threads with results written, and say how its solves went."""
    definition = define(ENSEMBLES[name], ENSEMBLES[name].count)
    with watch.phase("ready"):
        Worker(definition.work)
    watch.seconds["cold"] = Ours(definition.work).first_records[0].seconds
    kept = _Keeping(Threads(2))
    with tempfile.TemporaryDirectory() as scratch, watch.phase("ensemble"):
        run_ensemble(definition, Path(scratch) / "ensemble", kept)
    solved = [item for item in kept.solved if item.number]
    answered = [item for item in solved if not item.failure]
    watch.seconds |= {
        "scenario": statistics.median(item.seconds for item in answered),
        "longest": max(item.seconds for item in answered),
    }
    watch.counts |= {
        "scenarios": len(solved),
        "without_answer": len(solved) - len(answered),
        "cold_share": sum(item.path == "cold" for item in answered) / len(answered),
        "solves": statistics.median(item.solves for item in answered),
        "iterations": statistics.median(item.iterations for item in answered),
    }


class _Keeping:
    """An executor that remembers how each scenario went, without its tables."""

    def __init__(self, executor: Executor) -> None:
        self._executor, self.solved = executor, list[Solved]()

    def solve(self, work: Work, tasks: Sequence[Task], stop: threading.Event) -> Iterator[Solved]:
        for item in self._executor.solve(work, tasks, stop):
            self.solved.append(replace(item, tables={}))
            yield item
