"""Comparisons of price floors: worked out by the solvers' threads, kept for a while, shared by who asks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.decisions.floors.compare import Comparison, compare_designs
from didymium.decisions.floors.designs import FloorQuestion
from didymium.scenario.path import ScenarioPaths
from didymium.scenario.run import run_scenario
from didymium.web.engine.desk import Desk, DeskFull, Superseded
from didymium.web.engine.engine import Recent

MOST_KEPT = 32
Tell = Callable[[int, int], None]
"""Is told how many designs are solved, of so many."""


@dataclass
class _Running:
    """A comparison that is being worked out, and who waits for it."""

    total: int
    answer: asyncio.Future[Comparison]
    listeners: list[Tell] = field(default_factory=list)
    done: int = 0

    def advance(self) -> None:
        self.done += 1
        for tell in self.listeners:
            tell(self.done, self.total)


class FloorDesk:
    """Answers what floors do. Belongs to one event loop, that of its desk."""

    def __init__(self, case: Case, calibration: Calibration, desk: Desk) -> None:
        self._case, self._calibration, self._desk = case, calibration, desk
        self._kept = Recent(MOST_KEPT)
        self._running: dict[tuple[FloorQuestion, tuple[str, ...]], _Running] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_closed = False

    def close(self) -> None:
        """Begin no more designs: comparisons that are not finished end without an answer."""
        self._is_closed = True

    def known(self, question: FloorQuestion, designs: tuple[str, ...]) -> Comparison | None:
        """Return a comparison that was made not long ago."""
        found: Comparison | None = self._kept.find((question, designs))
        return found

    async def compare(
        self,
        session: str,
        question: FloorQuestion,
        designs: tuple[str, ...],
        tell: Tell = lambda done, total: None,
    ) -> Comparison:
        """Return what a floor does under some designs, as ``didymium floor`` does; ``tell`` is called as
        designs are solved. Who asks for what is being worked out already waits for the same answer.

        Raises:
            Superseded: If the session asks for another one before this was begun.
            DeskFull: If too many wait, or the desk is closed.
            UnsettledError, SolverError: If no design has an answer.
        """
        while (known := self.known(question, designs)) is None:
            running = self._running.get((question, designs))
            is_ours = running is None
            running = running or self._begin(session, question, designs)
            try:
                return await _heard(running, tell)
            except Superseded:
                # Whoever asked first wants something else by now; we still want this.
                if is_ours:
                    raise
        return known

    def _run(self, *arguments: Any, **options: Any) -> ScenarioPaths:
        if self._is_closed:
            raise DeskFull
        return run_scenario(*arguments, **options)

    def _begin(self, session: str, question: FloorQuestion, designs: tuple[str, ...]) -> _Running:
        loop = asyncio.get_running_loop()
        running = _Running(len({"none", *designs}), loop.create_future())
        # Whoever waited may have gone: then nobody asks why there is no answer.
        running.answer.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._running[question, designs] = running
        task = loop.create_task(self._work(session, question, designs, running))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return running

    async def _work(
        self, session: str, question: FloorQuestion, designs: tuple[str, ...], running: _Running
    ) -> None:
        loop, key = asyncio.get_running_loop(), (question, designs)

        def solve() -> Comparison:
            return compare_designs(
                self._case,
                self._calibration.base,
                question,
                designs,
                progress=lambda _: _told(loop, running.advance),
                run=self._run,
            )

        try:
            answer = await self._desk.ask(f"{session} floor", solve)
        except BaseException as error:
            running.answer.set_exception(error)
            if not isinstance(error, Exception):
                raise
        else:
            self._kept.keep(key, lambda: answer)
            running.answer.set_result(answer)
        finally:
            del self._running[key]


async def _heard(running: _Running, tell: Tell) -> Comparison:
    """Wait for an answer and hear how far it is."""
    running.listeners.append(tell)
    tell(running.done, running.total)
    try:
        return await asyncio.shield(running.answer)
    finally:
        running.listeners.remove(tell)


def _told(loop: asyncio.AbstractEventLoop, act: Callable[[], None]) -> None:
    """Have the loop do something, unless it has ended meanwhile."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(act)
