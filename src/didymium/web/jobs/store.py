"""Jobs in the catalogue. Each change states what the job must be before it, so that of two servers that share
a catalogue one alone takes a job, and nothing wakes what was cancelled.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

import sqlalchemy as sa

from didymium.catalogue.database import Database
from didymium.catalogue.tables import JOBS
from didymium.web.jobs.turns import in_turn

State = Literal["queued", "running", "done", "failed", "cancelled"]
QUEUED: State = "queued"
RUNNING: State = "running"
DONE: State = "done"
FAILED: State = "failed"
CANCELLED: State = "cancelled"


@dataclass(frozen=True)
class Job:
    """A long computation. Times are UTC in ISO format."""

    key: str
    owner: str
    case_name: str
    kind: str
    title: str
    request: Mapping[str, Any]
    state: State
    done: int
    total: int
    """Steps done, of so many; 0 of 0 before it is known."""
    message: str
    """What it is at: one of the words in :data:`didymium.web.jobs.folder.STEPS`, or nothing."""
    created: str
    started: str | None
    finished: str | None
    failure: str
    """Why there is no result, in words."""
    server: str | None
    """The server that took it last and has its files."""
    tries: int

    @property
    def is_over(self) -> bool:
        """Whether it is done, failed or cancelled."""
        return self.state not in (QUEUED, RUNNING)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


@dataclass(frozen=True)
class JobStore:
    """The jobs of one case in a catalogue; safe for many threads and servers.

    Every method raises :class:`didymium.catalogue.database.CatalogueError` if the catalogue does not answer.
    """

    database: Database
    case_name: str

    def add(self, owner: str, kind: str, title: str, request: Mapping[str, Any]) -> Job:
        """Enter a job at the end of the queue."""
        job = Job(
            secrets.token_hex(8), owner, self.case_name, kind, title, dict(request),
            QUEUED, 0, 0, "", moment(), None, None, "", None, 0,
        )  # fmt: skip
        with self.database.writing() as connection:
            connection.execute(sa.insert(JOBS).values(**job.as_dict()))
        return job

    def get(self, key: str) -> Job | None:
        """Return a job, or None if there is none."""
        found = self.database.read(self._all().where(JOBS.c.key == key))
        return _job(found[0]) if found else None

    def list(self, owner: str | None = None, *, offset: int = 0, limit: int = 50) -> Sequence[Job]:
        """Return jobs, the newest first: of one person, or of everybody."""
        query = self._of(self._all(), owner).order_by(JOBS.c.created.desc(), JOBS.c.key.desc())
        return [_job(row) for row in self.database.read(query.offset(offset).limit(limit))]

    def count(self, owner: str | None = None, states: Collection[State] | None = None) -> int:
        """Return the number of jobs, of one person or everybody, in some states or any."""
        query = self._of(sa.select(sa.func.count()).where(JOBS.c.case_name == self.case_name), owner)
        if states is not None:
            query = query.where(JOBS.c.state.in_(states))
        return int(self.database.read(query)[0][0])

    def waiting(self, more_starts: Mapping[str, str] | None = None) -> Sequence[str]:
        """Return the keys of queued jobs in the order of their turns (:func:`in_turn`). ``more_starts`` are
        times at which jobs of people were started that the catalogue may have forgotten.
        """
        here = JOBS.c.case_name == self.case_name
        begun = self.database.read(
            sa.select(JOBS.c.owner, sa.func.max(JOBS.c.started)).where(here).group_by(JOBS.c.owner)
        )
        starts = {owner: time for owner, time in begun if time is not None}
        for owner, time in (more_starts or {}).items():
            starts[owner] = max(time, starts.get(owner, ""))
        queued = self.database.read(
            sa.select(JOBS.c.key, JOBS.c.owner, JOBS.c.created).where(here, JOBS.c.state == QUEUED)
        )
        return in_turn([(key, owner, created) for key, owner, created in queued], starts)

    def claim(self, key: str, server: str) -> Job | None:
        """Take a queued job for a server; None if another was quicker or it is queued no more."""
        taken = self._change(
            key, (QUEUED,), state=RUNNING, server=server, started=moment(), finished=None,
            tries=JOBS.c.tries + 1, done=0, total=0, message="", failure="",
        )  # fmt: skip
        return self.get(key) if taken else None

    def progress(self, key: str, server: str, done: int, total: int, message: str) -> bool:
        """Note how far a job is; say whether it is still this server's to run."""
        return self._change(key, (RUNNING,), server, done=done, total=total, message=message)

    def finish(self, key: str, server: str) -> bool:
        """Note that a job is done; say whether it was still this server's to run."""
        return self._change(
            key, (RUNNING,), server, state=DONE, done=JOBS.c.total, message="", finished=moment()
        )

    def fail(self, key: str, server: str, words: str) -> bool:
        """Note why a job has no result; say whether it was still this server's to run."""
        over = moment()
        return self._change(key, (RUNNING,), server, state=FAILED, failure=words, message="", finished=over)

    def cancel(self, key: str) -> bool:
        """Cancel a job that is queued or running, wherever it runs; say whether it was."""
        return self._change(key, (QUEUED, RUNNING), state=CANCELLED, message="", finished=moment())

    def put_back(self, key: str, server: str, *, counted: bool) -> bool:
        """Let a running job wait again; ``counted`` says whether the try counts."""
        tries = JOBS.c.tries - (0 if counted else 1)
        return self._change(key, (RUNNING,), server, state=QUEUED, message="", tries=tries)

    def running_on(self, server: str) -> Sequence[Job]:
        """Return the jobs that a server has taken and not finished."""
        query = self._all().where(JOBS.c.state == RUNNING, JOBS.c.server == server)
        return [_job(row) for row in self.database.read(query.order_by(JOBS.c.created, JOBS.c.key))]

    def forget(self, key: str) -> bool:
        """Take a job that is over out of the catalogue; say whether it was there."""
        gone = sa.delete(JOBS).where(self._is(key), JOBS.c.state.in_((DONE, FAILED, CANCELLED)))
        with self.database.writing() as connection:
            return bool(connection.execute(gone).rowcount)

    def states(self) -> dict[State, int]:
        """Return the number of jobs in each state that any is in."""
        query = sa.select(JOBS.c.state, sa.func.count()).where(JOBS.c.case_name == self.case_name)
        return {state: int(count) for state, count in self.database.read(query.group_by(JOBS.c.state))}

    def _change(self, key: str, before: Collection[State], held_by: str | None = None, **values: Any) -> bool:
        change = sa.update(JOBS).where(self._is(key), JOBS.c.state.in_(before)).values(**values)
        if held_by is not None:
            change = change.where(JOBS.c.server == held_by)
        with self.database.writing() as connection:
            return bool(connection.execute(change).rowcount)

    def _is(self, key: str) -> sa.ColumnElement[bool]:
        return sa.and_(JOBS.c.key == key, JOBS.c.case_name == self.case_name)

    def _all(self) -> sa.Select[Any]:
        return sa.select(JOBS).where(JOBS.c.case_name == self.case_name)

    def _of(self, query: sa.Select[Any], owner: str | None) -> sa.Select[Any]:
        return query if owner is None else query.where(JOBS.c.owner == owner)


_NAMES = tuple(field.name for field in fields(Job))


def _job(row: sa.Row[Any]) -> Job:
    return Job(**{name: row._mapping[name] for name in _NAMES})


def moment() -> str:
    """Return the time now in UTC, to the microsecond: jobs of one second keep their order."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")
