"""Scenarios on a dask cluster: each worker thread keeps a market hot, and one that dies is replaced."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from didymium.ensemble.running.threads import Task
from didymium.ensemble.running.work import Work
from didymium.ensemble.running.worker import Solved, Worker
from didymium.outcome.identity import code_hash

CONNECT_SECONDS = 10.0
AHEAD = 4
"""Scenarios sent ahead for each worker thread; more would only fill memory."""


PATIENCE_SECONDS = 60.0
"""After so long without a finished scenario a cluster is asked whether it still has workers."""


class ClusterError(Exception):
    """Raised when a cluster cannot be reached or is lost; the message says what helps."""


@dataclass(frozen=True)
class Cluster:
    """A dask scheduler by its address, such as ``tcp://127.0.0.1:8786``."""

    address: str

    def solve(self, work: Work, tasks: Sequence[Task], stop: threading.Event) -> Iterator[Solved]:
        """Yield scenarios as they are finished, whatever worker solved them. Once ``stop`` is set nothing
        more is sent; what is at work is waited for.

        Raises:
            ClusterError: If the scheduler does not answer, has no workers, or is lost.
        """
        import dask
        from distributed import Client

        with dask.config.set({"distributed.comm.timeouts.connect": f"{CONNECT_SECONDS}s"}):
            try:
                client = Client(self.address, timeout=CONNECT_SECONDS)
            except (OSError, ValueError, TimeoutError) as error:
                raise ClusterError(_not_there(self.address, error)) from None
        with client:
            yield from _solve_on(client, self.address, work, tasks, stop)


def _solve_on(
    client: Any, address: str, work: Work, tasks: Sequence[Task], stop: threading.Event
) -> Iterator[Solved]:
    from distributed import CancelledError
    from distributed.scheduler import KilledWorker

    threads = _threads(client, address)
    shared = client.scatter(work, broadcast=True)
    left = iter(tasks)
    try:
        ahead = {_send(client, shared, task) for task in itertools.islice(left, AHEAD * threads)}
        while ahead:
            done = _some_of(client, address, ahead)
            ahead -= done
            for future in done:
                solved: Solved = future.result()
                future.release()
                task = None if stop.is_set() else next(left, None)
                if task is not None:
                    ahead.add(_send(client, shared, task))
                yield solved
    except KilledWorker as error:
        raise ClusterError(f"a scenario killed several workers one after the other: {error}") from None
    except (CancelledError, OSError) as error:
        said = str(error) or type(error).__name__
        raise ClusterError(f"the scheduler {address} is lost ({said}): what is finished stays") from None


def _threads(client: Any, address: str) -> int:
    """Return the number of threads of a cluster, which must have some."""
    threads = int(sum(client.nthreads().values()))
    if not threads:
        raise ClusterError(f"the scheduler {address} has no workers: start some with dask worker {address}")
    return threads


def _some_of(client: Any, address: str, ahead: set[Any]) -> set[Any]:
    """Wait until some of what was sent is done; a cluster that stays without workers is given up."""
    from distributed import wait

    while True:
        try:
            return set(wait(ahead, timeout=PATIENCE_SECONDS, return_when="FIRST_COMPLETED").done)
        except TimeoutError:
            _threads(client, address)


def _send(client: Any, shared: Any, task: Task) -> Any:
    return client.submit(solve_on_worker, shared, code_hash(), *task, pure=False)


def solve_on_worker(work: Work, code: str, number: int, values: tuple[float, ...]) -> Solved:
    """Solve a scenario on a worker thread of dask, which keeps the market of the last piece of work hot.

    Raises:
        ClusterError: If the worker runs another version than whoever asks.
    """
    from distributed import get_worker

    if code != code_hash():
        raise ClusterError(
            "a worker of the cluster runs another version of didymium: install the same everywhere"
        )
    node = get_worker()
    kept: dict[int, tuple[Work, Worker]] = node.__dict__.setdefault("didymium_workers", {})
    thread = threading.get_ident()
    if thread not in kept or kept[thread][0] is not work:
        kept[thread] = (work, Worker(work))
    return replace(kept[thread][1].solve(number, values))


def _not_there(address: str, error: Exception) -> str:
    said = str(error).strip().splitlines()
    return (
        f"no dask scheduler answers at {address} ({said[0] if said else type(error).__name__}): "
        "start one with dask scheduler, or leave --scheduler away"
    )
