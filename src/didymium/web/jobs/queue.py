"""The queue of long computations: bounded, with fair turns, each job in a process of its own.

What stands in the queue is in the catalogue, what comes out in ``state/jobs/KEY``. A server that is stopped
or killed loses neither: its jobs wait for the next start, and an ensemble goes on where it was.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from didymium.case.case import Case
from didymium.files.problems import InputError
from didymium.web.jobs.errors import JobError, NoRoom, NoSuchJob, QueueFull
from didymium.web.jobs.folder import JobFolder
from didymium.web.jobs.requests import EnsembleRequest, SolveRequest, plain_request
from didymium.web.jobs.store import QUEUED, Job, JobStore, State
from didymium.web.jobs.supervisor import Supervisor, lack_of_room
from didymium.web.settings import ServerSettings

MOST_QUEUED = 50
"""Jobs that wait, of everybody."""
MOST_QUEUED_EACH = 10
"""Jobs that wait, of one person."""


class JobQueue:
    """The jobs of a server. Its methods may be called from any thread; each raises
    :class:`didymium.catalogue.database.CatalogueError` if the catalogue does not answer.
    """

    def __init__(self, settings: ServerSettings, store: JobStore, case: Case) -> None:
        """Open the queue; nothing runs before :meth:`start`.

        Raises:
            OSError: If the folder of the server's state cannot be written.
        """
        self._store, self._case = store, case
        self._home = (settings.state / "jobs").resolve()
        self._home.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(self._home / ".lock", timeout=0, thread_local=False)
        self._entering = threading.Lock()
        self._supervisor = Supervisor(settings, store, self._home, _name_of(self._home))

    def claim(self) -> None:
        """Take the folder of jobs for this server.

        Raises:
            JobError: If another server runs jobs in it.
        """
        try:
            if not self._lock.is_locked:
                self._lock.acquire()
        except Timeout:
            raise JobError(f"another server runs jobs in {self._home}: give this one another state") from None

    def start(self) -> None:
        """Begin to run jobs, first of all those that were running when the server was ended.

        Raises:
            JobError: If another server runs jobs in the same folder.
        """
        self.claim()
        self._supervisor.start()

    def stop(self, timeout: float = 10.0) -> None:
        """End the processes at work, within about ``timeout`` seconds; their jobs wait for the next start."""
        self._supervisor.stop(timeout)
        self._lock.release()

    def submit(self, owner: str, request: SolveRequest | EnsembleRequest) -> Job:
        """Put a job at the end of the queue.

        Raises:
            InputError: If it cannot be done on the case, with every problem.
            QueueFull: If too many jobs wait.
            NoRoom: If the disk is too full.
        """
        from didymium.web.jobs.work import check_request

        lacking = lack_of_room(self._home)
        if lacking:
            raise NoRoom(lacking)
        problems = check_request(self._case, request)
        if problems:
            raise InputError(problems)
        with self._entering:
            self._refuse_too_many(owner)
            job = self._store.add(owner, request.kind, request.shown_title, plain_request(request))
        self._supervisor.wake()
        return job

    def get(self, key: str) -> Job:
        """Return a job.

        Raises:
            NoSuchJob: If there is none.
        """
        job = self._store.get(key)
        if job is None:
            raise NoSuchJob(f'there is no job "{key}"')
        return job

    def list(self, owner: str | None = None, *, offset: int = 0, limit: int = 50) -> Sequence[Job]:
        """Return jobs, the newest first: of one person, or of everybody."""
        return self._store.list(owner, offset=offset, limit=limit)

    def count(self, owner: str | None = None) -> int:
        """Return the number of jobs, of one person or everybody."""
        return self._store.count(owner)

    def states(self) -> dict[State, int]:
        """Return the number of jobs in each state that any is in."""
        return self._store.states()

    def place(self, key: str) -> int | None:
        """Return how many turns off a queued job is, 1 for the next; None if it does not wait."""
        waiting = self._store.waiting()
        return waiting.index(key) + 1 if key in waiting else None

    def cancel(self, key: str) -> Job:
        """Cancel a job; if it is running, its process ends within a second.

        Raises:
            NoSuchJob: If there is none.
            JobError: If it is over.
        """
        if not self._store.cancel(key):
            raise JobError(f"the job is over ({self.get(key).state}): there is nothing to cancel")
        self._supervisor.wake()
        return self.get(key)

    def forget(self, key: str) -> None:
        """Remove a job that is over, and all its files.

        Raises:
            NoSuchJob: If there is none.
            JobError: If it is not over, or its files lie with another server.
        """
        job = self.get(key)
        if not job.is_over:
            raise JobError(f"the job is {job.state}: cancel it first")
        if self._is_elsewhere(job):
            raise JobError("the files of the job lie with another server: remove it there")
        self._supervisor.let_go(key)
        self.folder(key).remove()
        self._store.forget(key)

    def folder(self, key: str) -> JobFolder:
        """Return the folder of a job, whether or not it is there."""
        return self._supervisor.folder(key)

    def result_folder(self, key: str) -> Path:
        """Return the folder of a job's results.

        Raises:
            NoSuchJob: If there is no such job.
            JobError: If it has no results, or they lie with another server.
        """
        job = self.get(key)
        if job.state != "done":
            raise JobError(f"the job is {job.state} and has no results")
        if self._is_elsewhere(job):
            raise JobError("the results of the job lie with another server: ask there")
        return self.folder(key).result

    def _is_elsewhere(self, job: Job) -> bool:
        return job.server not in (None, self._supervisor.server) and not self.folder(job.key).path.is_dir()

    def _refuse_too_many(self, owner: str) -> None:
        if self._store.count(owner, (QUEUED,)) >= MOST_QUEUED_EACH:
            raise QueueFull(f"{MOST_QUEUED_EACH} jobs of yours wait already: cancel one, or wait for one")
        if self._store.count(None, (QUEUED,)) >= MOST_QUEUED:
            raise QueueFull(f"{MOST_QUEUED} jobs wait already: try again later")


def _name_of(home: Path) -> str:
    """Return the name of the server whose jobs lie in a folder, which stays with the folder wherever it is
    moved; made if there is none.
    """
    file = home / "server"
    with contextlib.suppress(FileExistsError), file.open("x", encoding="utf-8") as opened:
        opened.write(secrets.token_hex(8))
    return file.read_text(encoding="utf-8")
