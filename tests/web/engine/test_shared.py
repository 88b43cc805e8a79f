"""Answers that several people wait for: worked out once, kept, given up when nobody waits."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from didymium.web.engine.desk import Desk, DeskFull, Superseded
from didymium.web.engine.shared import SharedWork, Tell
from page_views import run

SECONDS = 10.0


class Slow:
    """Work of two steps that waits between them until it is let go on; it counts how often it was begun."""

    def __init__(self) -> None:
        self.begun, self.finished = 0, 0
        self.is_between, self.may_go_on = threading.Event(), threading.Event()

    def __call__(self, step: Tell) -> str:
        self.begun += 1
        step("first")
        self.is_between.set()
        assert self.may_go_on.wait(SECONDS)
        step("second")
        self.finished += 1
        return "answer"

    async def until_between(self) -> None:
        """Wait until the first step is done, while the event loop runs."""
        assert await asyncio.to_thread(self.is_between.wait, SECONDS)


def held(test: Callable[[SharedWork[str], Slow], object]) -> None:
    """Run a test of a fresh place for answers."""

    async def within() -> None:
        desk = Desk(2)
        try:
            await test(SharedWork("work", desk, 4), Slow())  # type: ignore[misc]
        finally:
            desk.close()

    run(within)


def test_two_who_ask_the_same_wait_for_one_answer() -> None:
    """It is worked out once, both hear of its steps, and whoever comes later finds it kept."""

    async def test(work: SharedWork[str], slow: Slow) -> None:
        heard: dict[str, list[str]] = {"one": [], "two": []}
        asked = [asyncio.create_task(work.ask(name, "key", slow, heard[name].append)) for name in heard]
        await slow.until_between()
        slow.may_go_on.set()
        assert await asyncio.gather(*asked) == ["answer", "answer"]
        assert (slow.begun, slow.finished) == (1, 1)
        assert heard["one"][-1] == heard["two"][-1] == "second"
        assert work.known("key") == "answer"
        assert await work.ask("three", "key", slow) == "answer"
        assert slow.begun == 1

    held(test)


def test_what_nobody_waits_for_ends_before_its_next_step() -> None:
    """Who cancels frees the solver; who asks again afterwards has it worked out anew."""

    async def test(work: SharedWork[str], slow: Slow) -> None:
        asked = asyncio.create_task(work.ask("one", "key", slow))
        await slow.until_between()
        asked.cancel()
        await asyncio.wait([asked])
        again = asyncio.create_task(work.ask("two", "key", slow))
        await asyncio.sleep(0)
        slow.may_go_on.set()
        assert await again == "answer"
        assert (slow.begun, slow.finished) == (2, 1)

    held(test)


def test_one_of_two_who_goes_does_not_stop_the_other() -> None:
    """The one who stays gets the answer of the work that was begun for the one who left."""

    async def test(work: SharedWork[str], slow: Slow) -> None:
        first, second = (asyncio.create_task(work.ask(name, "key", slow)) for name in ("one", "two"))
        await slow.until_between()
        first.cancel()
        await asyncio.wait([first])
        slow.may_go_on.set()
        assert await second == "answer"
        assert slow.begun == 1

    held(test)


def test_a_session_that_asks_something_else_takes_back_what_was_not_begun() -> None:
    """Its last question counts; another session that waits for the same one still gets its answer."""

    async def test(work: SharedWork[str], slow: Slow) -> None:
        busy = asyncio.create_task(work.ask("one", "a", slow))
        await slow.until_between()
        replaced = asyncio.create_task(work.ask("one", "b", lambda step: "b"))
        await asyncio.sleep(0)
        other = asyncio.create_task(work.ask("two", "b", lambda step: "b"))
        await asyncio.sleep(0)
        last = asyncio.create_task(work.ask("one", "c", lambda step: "c"))
        await asyncio.sleep(0)
        slow.may_go_on.set()
        found = await asyncio.gather(replaced, other, return_exceptions=True)
        assert isinstance(found[0], Superseded)
        assert found[1] == "b"
        assert (await busy, await last) == ("answer", "c")

    held(test)


def test_a_server_that_stops_begins_no_more_steps() -> None:
    """Nobody who stops a server waits for all of an answer."""

    async def test(work: SharedWork[str], slow: Slow) -> None:
        asked = asyncio.create_task(work.ask("one", "key", slow))
        await slow.until_between()
        work.close()
        slow.may_go_on.set()
        with pytest.raises(DeskFull):
            await asked
        assert slow.finished == 0

    held(test)
