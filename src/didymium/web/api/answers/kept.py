"""Answers that are made once and kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from anyio.to_thread import run_sync
from fastapi import Request

from didymium.web.engine.engine import Recent

MOST_ANSWERS = 400
"""Answers that are kept; one is at most some 200 kB."""
Made = TypeVar("Made")


class Kept:
    """What was answered last. The world that the answers are about must not change while a server runs."""

    def __init__(self) -> None:
        self._answers = Recent(MOST_ANSWERS)

    def now(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what is kept under a key, made if it is not there; for threads."""
        found: Made | None = self._answers.find(key)
        if found is not None:
            return found
        # Made outside of the lock: others are answered meanwhile, and twice made does no harm.
        made = make()
        return self._answers.keep(key, lambda: made)

    async def answer(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what is kept under a key, made aside if it is not there, so that other readers go on."""
        found: Made | None = self._answers.find(key)
        return found if found is not None else await run_sync(self.now, key, make)


def kept_of(request: Request) -> Kept:
    """Return the answers kept by the server that a request has come to."""
    kept: Kept = request.app.state.kept
    return kept
