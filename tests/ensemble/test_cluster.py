"""A dask cluster solves what threads solve, byte for byte, even if it loses a worker."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from didymium.ensemble.running.cluster import Cluster, ClusterError
from didymium.ensemble.running.run import run_ensemble
from didymium.ensemble.running.threads import Task, Threads
from didymium.ensemble.running.work import Work
from didymium.ensemble.running.worker import Solved
from ensemble_cases import files_of, mini_definition

pytestmark = pytest.mark.filterwarnings("ignore:::distributed", "ignore:::tornado", "ignore::ResourceWarning")

COUNT = 12


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one thread makes of it."""
    folder = tmp_path_factory.mktemp("threads") / "out"
    run_ensemble(mini_definition(COUNT), folder, Threads(1))
    return folder


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two worker processes of one thread each."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as found:
        yield found


def pids(cluster: Any) -> list[int]:
    return [worker.pid for worker in cluster.workers.values()]


def test_a_cluster_writes_the_same_files(whole: Path, cluster: Any, tmp_path: Path) -> None:
    """Two processes, another order: the same files byte for byte."""
    found = run_ensemble(mini_definition(COUNT), tmp_path / "out", Cluster(cluster.scheduler_address))
    assert (found.solved, found.left, found.progress.failed) == (COUNT + 1, 0, 0)
    assert files_of(tmp_path / "out") == files_of(whole)


@dataclass
class Murdered:
    """A cluster of which a worker is killed once three scenarios are finished."""

    cluster: Any

    def solve(self, work: Work, tasks: Sequence[Task], stop: threading.Event) -> Iterator[Solved]:
        for number, solved in enumerate(Cluster(self.cluster.scheduler_address).solve(work, tasks, stop)):
            if number == 2:
                os.kill(pids(self.cluster)[0], signal.SIGKILL)
            yield solved


def test_a_worker_that_dies_changes_nothing(whole: Path, cluster: Any, tmp_path: Path) -> None:
    """Killed in the middle with -9, its scenarios are solved by the other or by its successor."""
    before = set(pids(cluster))
    found = run_ensemble(mini_definition(COUNT), tmp_path / "out", Murdered(cluster))
    assert (found.solved, found.left, found.progress.failed) == (COUNT + 1, 0, 0)
    assert files_of(tmp_path / "out") == files_of(whole)
    assert set(pids(cluster)) != before


def test_stopping_a_cluster_keeps_what_is_finished(cluster: Any, tmp_path: Path) -> None:
    """Once stopped nothing more is sent; what was sent is waited for, and the run goes on later."""
    stop = threading.Event()

    def advance(steps: int) -> None:
        if steps == 1:
            stop.set()

    executor = Cluster(cluster.scheduler_address)
    found = run_ensemble(mini_definition(40), tmp_path / "out", executor, advance=advance, stop=stop)
    assert 1 <= found.solved <= 12
    assert found.left == 41 - found.solved


def test_a_scheduler_without_workers(tmp_path: Path) -> None:
    """The message says how to start some."""
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=0, dashboard_address=None, silence_logs=50) as empty,
        pytest.raises(ClusterError, match="has no workers: start some with dask worker tcp://"),
    ):
        run_ensemble(mini_definition(2), tmp_path / "out", Cluster(empty.scheduler_address))
