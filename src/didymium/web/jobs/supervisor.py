"""The thread that starts jobs when their turn comes and looks after their processes."""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from didymium.catalogue.database import CatalogueError
from didymium.web.jobs.child import Child, start_child
from didymium.web.jobs.folder import JobFolder, Progress
from didymium.web.jobs.store import Job, JobStore
from didymium.web.settings import ServerSettings

MOST_TRIES = 3
"""A job whose process was killed is begun this often."""
LEAST_FREE_BYTES = 500_000_000
"""Room on the disk without which no job starts."""
PAUSE_SECONDS = 0.4

_log = structlog.get_logger("didymium.jobs")


@dataclass
class Supervisor:
    """Runs the jobs of a catalogue on this machine. One thread, that of :meth:`start`, does all of it; any
    other may :meth:`wake` it.
    """

    settings: ServerSettings
    store: JobStore
    home: Path
    """Folder that holds a folder for each job."""
    server: str
    """Name under which this server takes jobs."""
    _children: dict[str, Child] = field(default_factory=dict)
    _told: dict[str, Progress] = field(default_factory=dict)
    _starts: dict[str, str] = field(default_factory=dict)
    _awake: threading.Event = field(default_factory=threading.Event)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to work."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look at the queue at once."""
        self._awake.set()

    def stop(self, timeout: float) -> None:
        """End every process and let its job wait for the next start; after ``timeout`` seconds those that
        are still there are killed.
        """
        self._stopping.set()
        self.wake()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        for child in self._children.values():
            child.end()
        self._wait_for_all(timeout)
        for key, child in list(self._children.items()):
            child.close()
            with contextlib.suppress(CatalogueError):  # found running at the next start, it goes on then
                if not self._settle(child.job):
                    self.store.put_back(key, self.server, counted=False)
            self._children.pop(key)
        self._told.clear()

    def let_go(self, key: str) -> None:
        """See that no process is at work on a job that is over."""
        child = self._children.get(key)
        if child is not None:
            child.kill()
            child.process.wait()

    def turn(self) -> None:
        """Look after the processes at work once, and start as many jobs as there is room for.

        Raises:
            CatalogueError: If the catalogue does not answer; the next turn makes up for it.
        """
        mine = {job.key: job for job in self.store.running_on(self.server)}
        for key, child in list(self._children.items()):
            self._look_after(child, is_mine=key in mine)
        for key in mine.keys() - self._children.keys():
            job = self.store.get(key)
            if job is not None and job.state == "running":
                self._take_up(job)
        while len(self._children) < self.settings.job_processes and self._start_next():
            pass

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._awake.clear()
            try:
                self.turn()
            except CatalogueError as error:
                _log.warning("jobs_wait", reason=str(error))
            except Exception:
                # Whatever happens to one job, the others' turns come.
                _log.exception("jobs_failed")
            self._awake.wait(PAUSE_SECONDS)

    def _look_after(self, child: Child, *, is_mine: bool) -> None:
        if child.is_gone:
            self._close(child, is_mine=is_mine)
        elif not is_mine or child.is_over_limit:
            child.end()
        else:
            self._pass_on_progress(child)

    def _pass_on_progress(self, child: Child) -> None:
        key, progress = child.job.key, child.folder.progress()
        if progress != self._told.get(key):
            self.store.progress(key, self.server, progress.done, progress.total, progress.message)
            self._told[key] = progress

    def _close(self, child: Child, *, is_mine: bool) -> None:
        """Note how a process ended; it is forgotten only once the catalogue knows."""
        job = child.job
        if not self._settle(job) and is_mine:
            if child.is_over_limit:
                limit = f"{child.seconds_limit:,.0f} seconds"
                self.store.fail(job.key, self.server, f"took longer than its limit of {limit}")
            else:
                self._try_again(job, child.exit_words)
        child.close()
        self._children.pop(job.key)
        self._told.pop(job.key, None)

    def _take_up(self, job: Job) -> None:
        """Note how a job ended, or let it wait again, that a server which was killed left running."""
        if not self._settle(job):
            self._try_again(job, "the server was ended")

    def _settle(self, job: Job) -> bool:
        """Enter the end of a job that its process has written; say whether it has."""
        folder = self.folder(job.key)
        ended = folder.ended()
        if ended is None:
            return False
        if ended.failure:
            self.store.fail(job.key, self.server, ended.failure)
            _log.info("job_failed", job=job.key, owner=job.owner, reason=ended.failure)
            return True
        last = folder.progress()
        self.store.progress(job.key, self.server, last.done, last.total, last.message)
        self.store.finish(job.key, self.server)
        _log.info("job_done", job=job.key, owner=job.owner)
        return True

    def _try_again(self, job: Job, why: str) -> None:
        _log.warning("job_ended_early", job=job.key, owner=job.owner, reason=why, tries=job.tries)
        if job.tries < MOST_TRIES:
            self.store.put_back(job.key, self.server, counted=True)
        else:
            words = f"its process ended {job.tries} times before it was done (last: {why})"
            self.store.fail(job.key, self.server, words)

    def _start_next(self) -> bool:
        """Start the job whose turn it is; say whether one was taken."""
        for key in self.store.waiting(self._starts):
            job = self.store.claim(key, self.server)
            if job is not None and job.started is not None:
                self._starts[job.owner] = job.started
                self._start(job)
                return True
        return False

    def _start(self, job: Job) -> None:
        try:
            lacking = lack_of_room(self.home)
            if lacking:
                self.store.fail(job.key, self.server, lacking)
                return
            folder = self.folder(job.key)
            self._children[job.key] = start_child(job, folder, self.settings.case, self.settings.overlay)
        except OSError as error:
            words = f"cannot be started: {error.strerror or type(error).__name__}"
            self.store.fail(job.key, self.server, words)
            return
        _log.info("job_started", job=job.key, owner=job.owner, kind=job.kind, tries=job.tries)

    def folder(self, key: str) -> JobFolder:
        """Return the folder of a job."""
        return JobFolder(self.home / key)

    def _wait_for_all(self, timeout: float) -> None:
        until = time.monotonic() + timeout
        children = list(self._children.values())
        while not all(child.is_gone for child in children) and time.monotonic() < until:
            time.sleep(0.02)
        for child in children:
            child.kill()
            child.process.wait()


def lack_of_room(home: Path) -> str:
    """Say how little room the disk has left, if it is too little for a job; else nothing."""
    free = shutil.disk_usage(home).free
    if free >= LEAST_FREE_BYTES:
        return ""
    return (
        f"the server has {free / 1e6:,.0f} MB of disk left, and a job needs {LEAST_FREE_BYTES / 1e6:,.0f}: "
        "remove jobs that are no longer needed"
    )
