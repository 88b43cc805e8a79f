"""Scenarios on threads of this machine: HiGHS lets go of the interpreter while it solves."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from didymium.ensemble.running.work import Work
from didymium.ensemble.running.worker import Crew, Solved

Task = tuple[int, tuple[float, ...]]
"""Number of a scenario and the values of its inputs."""

AHEAD = 4
"""Finished scenarios that may wait to be written for each worker; more would only fill memory."""


@dataclass(frozen=True)
class Threads:
    """Workers on threads, each with solvers of its own."""

    workers: int

    def solve(self, work: Work, tasks: Sequence[Task], stop: threading.Event) -> Iterator[Solved]:
        """Yield scenarios as they are finished. Once ``stop`` is set, each worker finishes what it is at, and
        that is yielded too; closed early, the generator drops it.
        """
        count = min(self.workers, len(tasks))
        crew = Crew(work)
        waiting: queue.SimpleQueue[Task] = queue.SimpleQueue()
        for task in tasks:
            waiting.put(task)
        done: queue.Queue[Solved | BaseException | None] = queue.Queue(maxsize=AHEAD * max(count, 1))
        threads = [
            threading.Thread(target=_work, args=(crew, waiting, done, stop), name=f"worker-{n}", daemon=True)
            for n in range(count)
        ]
        for thread in threads:
            thread.start()
        try:
            yield from _finished(done, count)
        finally:
            stop.set()
            for thread in threads:
                while thread.is_alive():
                    _drain(done)
                    thread.join(timeout=0.05)


def _finished(done: queue.Queue[Solved | BaseException | None], working: int) -> Iterator[Solved]:
    while working:
        item = done.get()
        if item is None:
            working -= 1
        elif isinstance(item, BaseException):
            raise item
        else:
            yield item


def _work(
    crew: Crew,
    waiting: queue.SimpleQueue[Task],
    done: queue.Queue[Solved | BaseException | None],
    stop: threading.Event,
) -> None:
    try:
        worker = crew.join()
        while not stop.is_set():
            number, values = waiting.get_nowait()
            done.put(worker.solve(number, values))
    except queue.Empty:
        pass
    except BaseException as error:
        done.put(error)
        return
    done.put(None)


def _drain(done: queue.Queue[Solved | BaseException | None]) -> None:
    """Make room for a worker that waits to hand over what nobody will take."""
    try:
        while True:
            done.get_nowait()
    except queue.Empty:
        return
