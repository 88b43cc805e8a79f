"""Answers that take seconds: worked out by the solvers' threads, kept for a while, shared by who asks the
same, told about step by step, and given up between steps when nobody waits any more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from didymium.web.engine.desk import Desk, DeskFull, Superseded
from didymium.web.engine.engine import Recent

Answer = TypeVar("Answer")
Tell = Callable[[str], None]
"""Is told which step is begun."""
Work = Callable[[Tell], Answer]
"""Works something out in a thread; it calls what it is given before every step, which may end it."""


@dataclass
class _Running(Generic[Answer]):
    """An answer that is being worked out, and who waits for it."""

    answer: asyncio.Future[Answer]
    listeners: list[Tell] = field(default_factory=list)
    step: str = ""
    is_given_up: bool = False

    def begin(self, step: str) -> None:
        self.step = step
        for tell in self.listeners:
            tell(step)


class SharedWork(Generic[Answer]):
    """Works out answers of one kind. Belongs to one event loop, that of its desk."""

    def __init__(self, name: str, desk: Desk, most_kept: int) -> None:
        """``name`` parts its questions from a tab's others, which neither hold it up nor replace it; of
        ``most_kept`` 0 nothing is kept once it was told.
        """
        self._name, self._desk = name, desk
        self._kept = Recent(most_kept)
        self._running: dict[Hashable, _Running[Answer]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_closed = False

    def close(self) -> None:
        """Begin no more steps: what is not finished ends without an answer."""
        self._is_closed = True

    def known(self, key: Hashable) -> Answer | None:
        """Return an answer that was worked out not long ago."""
        found: Answer | None = self._kept.find(key)
        return found

    async def ask(
        self,
        session: str,
        key: Hashable,
        work: Work[Answer],
        tell: Tell = lambda step: None,
        asker: str = "",
    ) -> Answer:
        """Return the answer of a key, worked out if it is not known. Who asks for what is being worked out
        already waits for the same answer; once nobody waits, it ends before its next step.

        Raises:
            Superseded: If the session asks for something else before this was begun.
            DeskFull: If too many wait, or the desk is closed.
        """
        while (known := self.known(key)) is None:
            running = self._running.get(key)
            is_ours = running is None or running.is_given_up
            if running is None or running.is_given_up:
                running = self._begin(session, key, work, asker)
            try:
                return await _heard(running, tell)
            except Superseded:
                # Whoever asked first wants something else by now; we still want this.
                if is_ours:
                    raise
        return known

    def _begin(self, session: str, key: Hashable, work: Work[Answer], asker: str) -> _Running[Answer]:
        loop = asyncio.get_running_loop()
        running: _Running[Answer] = _Running(loop.create_future())
        # Whoever waited may have gone: then nobody asks why there is no answer.
        running.answer.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._running[key] = running
        task = loop.create_task(self._work(session, key, work, asker, running))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return running

    async def _work(
        self, session: str, key: Hashable, work: Work[Answer], asker: str, running: _Running[Answer]
    ) -> None:
        loop = asyncio.get_running_loop()

        def step(name: str) -> None:
            if self._is_closed:
                raise DeskFull
            if running.is_given_up:
                raise Superseded
            _told(loop, lambda: running.begin(name))

        def begun() -> Answer:
            step("")
            return work(step)

        try:
            answer = await self._desk.ask(f"{session} {self._name}", begun, asker)
        except BaseException as error:
            running.answer.set_exception(error)
            if not isinstance(error, Exception):
                raise
        else:
            if self._kept.most:
                self._kept.keep(key, lambda: answer)
            running.answer.set_result(answer)
        finally:
            if self._running.get(key) is running:
                del self._running[key]


async def _heard(running: _Running[Answer], tell: Tell) -> Answer:
    """Wait for an answer and hear how far it is; the last one who goes gives it up."""
    running.listeners.append(tell)
    tell(running.step)
    try:
        return await asyncio.shield(running.answer)
    finally:
        running.listeners.remove(tell)
        running.is_given_up = not running.listeners and not running.answer.done()


def _told(loop: asyncio.AbstractEventLoop, act: Callable[[], Any]) -> None:
    """Have the loop do something, unless it has ended meanwhile."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(act)
