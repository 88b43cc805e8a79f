"""Where sessions put their questions: each has one that counts, the last; they are taken in turns.

A session that asks again before its question was begun takes the old one back. At most one question of a
session is with the solvers, so that nobody who moves a slider quickly holds up the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Answer = TypeVar("Answer")


class Superseded(Exception):
    """Raised for a question that its session has replaced by another."""


class DeskFull(Exception):
    """Raised when more questions wait than a desk takes."""


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
    _sessions: dict[str, _Session] = field(default_factory=dict)
    _pool: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix="solver")

    @property
    def waiting(self) -> int:
        """How many sessions have a question that is not answered."""
        return len(self._sessions)

    async def ask(self, session: str, work: Callable[[], Answer]) -> Answer:
        """Have something worked out for a session.

        Raises:
            Superseded: If the session asks again before this was begun.
            DeskFull: If too many sessions wait.
        """
        state = self._sessions.get(session)
        if state is None:
            if len(self._sessions) >= self.most_waiting:
                raise DeskFull
            state = self._sessions.setdefault(session, _Session())
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        question = _Question(work, answer)
        if state.waiting is not None and not state.waiting.answer.done():
            state.waiting.answer.set_exception(Superseded())
        state.waiting = question
        if not state.busy:
            self._begin(session, state)
        return await answer

    def close(self) -> None:
        """Take no more questions; what is being worked out is waited for."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _begin(self, session: str, state: _Session) -> None:
        question, state.waiting = state.waiting, None
        if question is None or question.answer.cancelled():
            state.busy = False
            del self._sessions[session]
            return
        state.busy = True
        running = asyncio.get_running_loop().run_in_executor(self._pool, question.work)
        running.add_done_callback(lambda done: self._end(session, state, question, done))

    def _end(
        self, session: str, state: _Session, question: _Question[Any], done: asyncio.Future[Any]
    ) -> None:
        if not question.answer.done():
            if done.cancelled():
                question.answer.cancel()
            elif (error := done.exception()) is not None:
                question.answer.set_exception(error)
            else:
                question.answer.set_result(done.result())
        elif not done.cancelled():
            done.exception()
        self._begin(session, state)
