"""Where sessions put their questions: each has one that counts, the last; they are taken in turns.

A session that asks again before its question was begun takes the old one back. At most one question of a
session is with the solvers, so that nobody who moves a slider quickly holds up the others.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Answer = TypeVar("Answer")


class Superseded(Exception):
    """Raised for a question that its session has replaced by another."""


class DeskFull(Exception):
    """Raised when more questions wait than a desk takes, and when it takes none any more."""


@dataclass
class _Question(Generic[Answer]):
    work: Callable[[], Answer]
    answer: asyncio.Future[Answer]


@dataclass
class _Session:
    busy: bool = False
    waiting: _Question[Any] | None = None


@dataclass
class Desk:
    """Questions of many sessions, answered by a few threads. Belongs to one event loop."""

    threads: int
    most_waiting: int = 200
    most_of_one: int = 8
    """Questions that wait for one asker who is named, such as a program's."""
    _sessions: dict[str, _Session] = field(default_factory=dict)
    _turns: deque[str] = field(default_factory=deque)
    """Sessions with a question that waits for a thread, in the order in which their turn comes."""
    _working: int = 0
    _is_closed: bool = False
    _pool: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix="solver")

    @property
    def waiting(self) -> int:
        """How many sessions have a question that is not answered."""
        return len(self._sessions)

    async def ask(self, session: str, work: Callable[[], Answer], asker: str = "") -> Answer:
        """Have something worked out for a session; an ``asker`` who is named may have so many sessions at a
        time, whose names begin with theirs.

        Raises:
            Superseded: If the session asks again before this was begun.
            DeskFull: If too many sessions wait, or the desk is closed.
        """
        state = self._sessions.get(session)
        if asker and sum(name.startswith(asker) for name in self._sessions) >= self.most_of_one:
            raise DeskFull
        if self._is_closed or (state is None and len(self._sessions) >= self.most_waiting):
            raise DeskFull
        if state is None:
            state = self._sessions.setdefault(session, _Session())
            self._turns.append(session)
        question: _Question[Answer] = _Question(work, asyncio.get_running_loop().create_future())
        if state.waiting is not None:
            _refuse(state.waiting, Superseded())
        state.waiting = question
        self._take_turns()
        try:
            return await question.answer
        except asyncio.CancelledError:
            self._forget(session, state, question)
            raise

    def close(self) -> None:
        """Take no more questions: what waits is refused, what is being worked out is waited for."""
        self._is_closed = True
        self._turns.clear()
        for state in self._sessions.values():
            if state.waiting is not None:
                _refuse(state.waiting, DeskFull())
            state.waiting = None
        self._sessions = {name: state for name, state in self._sessions.items() if state.busy}
        self._pool.shutdown(wait=True)

    def _take_turns(self) -> None:
        """Begin questions while threads are free. A thread is given the last question of a session, however
        often it asked while it waited.
        """
        while self._turns and self._working < self.threads:
            session = self._turns.popleft()
            state = self._sessions[session]
            question, state.waiting = state.waiting, None
            if question is None or question.answer.done():
                del self._sessions[session]
            else:
                self._begin(session, state, question)

    def _begin(self, session: str, state: _Session, question: _Question[Any]) -> None:
        self._working, state.busy = self._working + 1, True
        running = asyncio.get_running_loop().run_in_executor(self._pool, question.work)
        running.add_done_callback(lambda done: self._end(session, state, question, done))

    def _end(
        self, session: str, state: _Session, question: _Question[Any], done: asyncio.Future[Any]
    ) -> None:
        self._working, state.busy = self._working - 1, False
        error = done.exception()
        if not question.answer.done():
            if error is None:
                question.answer.set_result(done.result())
            else:
                question.answer.set_exception(error)
        if state.waiting is None:
            del self._sessions[session]
        else:
            self._turns.append(session)
        self._take_turns()

    def _forget(self, session: str, state: _Session, question: _Question[Any]) -> None:
        """Let go of a question that nobody waits for any more, unless it was begun."""
        if state.waiting is question:
            state.waiting = None
            if not state.busy:
                self._turns.remove(session)
                del self._sessions[session]


def _refuse(question: _Question[Any], error: Exception) -> None:
    if not question.answer.done():
        question.answer.set_exception(error)
