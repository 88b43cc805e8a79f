"""Questions of many sessions: the last one of each counts, and nobody waits for somebody who asks a lot.

Work is held at gates that the tests open, so that what waits and what runs is known, not timed.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from didymium.web.engine.desk import Desk, DeskFull, Superseded


@dataclass
class Gate:
    """Work that says when it is begun and ends when it is let go."""

    name: str
    order: list[str]
    begun: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> str:
        self.order.append(self.name)
        self.begun.set()
        assert self.let_go.wait(30)
        return self.name


class Office:
    """A desk, gates in the order in which they were begun, and askers as tasks."""

    def __init__(self, threads: int = 1, most_waiting: int = 200) -> None:
        self.desk, self.order = Desk(threads, most_waiting), list[str]()
        self.gates: dict[str, Gate] = {}

    async def ask(self, session: str, name: str) -> asyncio.Task[str]:
        """Ask, and return once the question is with the desk."""
        self.gates[name] = Gate(name, self.order)
        asker = asyncio.create_task(self.desk.ask(session, self.gates[name]))
        await asyncio.sleep(0)
        return asker

    async def began(self, name: str) -> None:
        """Wait until a question is begun."""
        assert await asyncio.to_thread(self.gates[name].begun.wait, 30)

    def open(self) -> None:
        """Let everything go that is and will be begun."""
        for gate in self.gates.values():
            gate.let_go.set()


def in_office(story: Callable[[Office], Coroutine[Any, Any, None]], **terms: int) -> None:
    """Tell a story in an office that is closed afterwards."""

    async def told() -> None:
        office = Office(**terms)
        try:
            await story(office)
        finally:
            office.open()
            office.desk.close()

    asyncio.run(told())


def test_a_later_question_takes_back_the_one_that_waits_but_not_the_one_that_runs() -> None:
    """Three in a row of one session: the first is being worked out and is answered, the second is given up,
    the third is answered next.
    """

    async def story(office: Office) -> None:
        first = await office.ask("anna", "a1")
        await office.began("a1")
        second, third = await office.ask("anna", "a2"), await office.ask("anna", "a3")
        with pytest.raises(Superseded):
            await second
        office.open()
        assert (await first, await third) == ("a1", "a3")
        assert office.order == ["a1", "a3"]
        assert office.desk.waiting == 0

    in_office(story)


def test_what_waits_for_a_thread_can_be_taken_back_too() -> None:
    """The only thread works for Anna; Ben moves his slider thrice meanwhile. Only his last question is worked
    out, and its turn is where his first one would have been: before Cho, who came between.
    """

    async def story(office: Office) -> None:
        anna = await office.ask("anna", "a1")
        await office.began("a1")
        early = await office.ask("ben", "b1")
        cho = await office.ask("cho", "c1")
        middle, last = await office.ask("ben", "b2"), await office.ask("ben", "b3")
        for replaced in (early, middle):
            with pytest.raises(Superseded):
                await replaced
        office.open()
        assert await asyncio.gather(anna, last, cho) == ["a1", "b3", "c1"]
        assert office.order == ["a1", "b3", "c1"]

    in_office(story)


def test_sessions_take_turns() -> None:
    """Anna asks again while she is served: Ben, who asked after her first and before her second, is next."""

    async def story(office: Office) -> None:
        askers = [await office.ask("anna", "a1")]
        await office.began("a1")
        askers += [
            await office.ask("anna", "a2"),
            await office.ask("ben", "b1"),
            await office.ask("cho", "c1"),
        ]
        office.open()
        await asyncio.gather(*askers)
        assert office.order == ["a1", "b1", "c1", "a2"]

    in_office(story)


def test_one_session_never_holds_two_threads() -> None:
    """Two threads, one of them free: Anna's second question waits for her first, Ben's does not."""

    async def story(office: Office) -> None:
        first = await office.ask("anna", "a1")
        second = await office.ask("anna", "a2")
        ben = await office.ask("ben", "b1")
        await office.began("a1")
        await office.began("b1")
        office.gates["b1"].let_go.set()
        assert await ben == "b1"
        assert not office.gates["a2"].begun.is_set()
        office.open()
        assert await asyncio.gather(first, second) == ["a1", "a2"]

    in_office(story, threads=2)


def test_threads_work_side_by_side() -> None:
    """Two threads meet at a barrier that lets nobody pass alone."""

    async def story(office: Office) -> None:
        barrier = threading.Barrier(2)
        met = await asyncio.gather(*(office.desk.ask(name, lambda: barrier.wait(30)) for name in "ab"))
        assert sorted(met) == [0, 1]

    in_office(story, threads=2)


def test_a_full_desk_refuses_new_sessions_alone() -> None:
    """Two sessions fill it: a third is refused, the two may still change their minds; with one answered there
    is room again.
    """

    async def story(office: Office) -> None:
        anna = await office.ask("anna", "a1")
        await office.began("a1")
        ben = await office.ask("ben", "b1")
        with pytest.raises(DeskFull):
            await office.desk.ask("cho", lambda: "c1")
        changed = await office.ask("ben", "b2")
        with pytest.raises(Superseded):
            await ben
        office.open()
        assert await asyncio.gather(anna, changed) == ["a1", "b2"]
        assert await office.desk.ask("cho", lambda: "c2") == "c2"

    in_office(story, most_waiting=2)


def test_an_error_reaches_who_asked_and_nobody_else() -> None:
    """The asker gets the error itself, the next question of the session its answer."""

    async def story(office: Office) -> None:
        error = ValueError("no such market")

        def fail() -> str:
            raise error

        with pytest.raises(ValueError, match="no such market") as caught:
            await office.desk.ask("anna", fail)
        assert caught.value is error
        assert await office.desk.ask("anna", lambda: "well") == "well"

    in_office(story)


def test_who_goes_while_waiting_leaves_nothing_behind() -> None:
    """A tab is closed before its question was begun: it is never worked out, its place is free at once."""

    async def story(office: Office) -> None:
        anna = await office.ask("anna", "a1")
        await office.began("a1")
        ben = await office.ask("ben", "b1")
        assert office.desk.waiting == 2
        ben.cancel()
        with pytest.raises(asyncio.CancelledError):
            await ben
        assert office.desk.waiting == 1
        cho = await office.ask("cho", "c1")
        office.open()
        assert await asyncio.gather(anna, cho) == ["a1", "c1"]
        assert office.order == ["a1", "c1"]

    in_office(story, most_waiting=2)


def test_who_goes_and_comes_back_at_once_is_answered() -> None:
    """The session asks again before it is noticed that its first asker has gone."""

    async def story(office: Office) -> None:
        anna = await office.ask("anna", "a1")
        await office.began("a1")
        gone = await office.ask("ben", "b1")
        gone.cancel()
        back = await office.ask("ben", "b2")
        office.open()
        assert await asyncio.gather(anna, back) == ["a1", "b2"]
        assert office.order == ["a1", "b2"]
        assert office.desk.waiting == 0

    in_office(story)


def test_who_goes_while_being_served_does_not_stop_others() -> None:
    """What is begun is worked out to its end, in vain; the session's next question and others follow."""

    async def story(office: Office) -> None:
        gone = await office.ask("anna", "a1")
        await office.began("a1")
        later, ben = await office.ask("anna", "a2"), await office.ask("ben", "b1")
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        office.open()
        assert await asyncio.gather(later, ben) == ["a2", "b1"]
        assert office.desk.waiting == 0

    in_office(story)


def test_closing_waits_for_what_runs_and_refuses_what_waits() -> None:
    """The one that runs is answered after the desk is closed, the ones that wait are told at once, a new one
    is refused: nobody is left waiting for ever.
    """

    async def story(office: Office) -> None:
        anna = await office.ask("anna", "a1")
        await office.began("a1")
        again, ben = await office.ask("anna", "a2"), await office.ask("ben", "b1")
        with ThreadPoolExecutor(1) as opener:
            done: Future[None] = opener.submit(office.open)
            office.desk.close()
            done.result()
        assert await anna == "a1"
        for refused in (again, ben):
            with pytest.raises(DeskFull):
                await refused
        with pytest.raises(DeskFull):
            await office.desk.ask("cho", lambda: "c1")
        assert office.order == ["a1"]
        assert office.desk.waiting == 0

    in_office(story)


def test_a_crowd_is_answered_each_with_its_own() -> None:
    """Fifty sessions, three threads: every answer is the asker's own, in the order of asking where one thread
    works.
    """

    async def story(office: Office) -> None:
        names = [f"s{number}" for number in range(50)]

        def asked(name: str) -> Coroutine[Any, Any, str]:
            return office.desk.ask(name, lambda: name)

        assert await asyncio.gather(*map(asked, names)) == names
        assert office.desk.waiting == 0

    in_office(story, threads=3)
