"""Tables and summaries that are worked out when somebody asks for them, once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


class Lazy(Mapping[str, Value], Generic[Value]):
    """A mapping each of whose values is made on first use. ``makers`` are by name; one that makes several
    values at once (``together``) is run once for all of its names. May be read by many threads.
    """

    def __init__(
        self,
        makers: Mapping[str, Callable[[], Value]],
        together: Mapping[tuple[str, ...], Callable[[], Mapping[str, Value]]] | None = None,
    ) -> None:
        self._makers = dict(makers)
        self._together = {name: make for names, make in (together or {}).items() for name in names}
        self._made: dict[str, Value] = {}
        self._lock = threading.RLock()

    def __getitem__(self, name: str) -> Value:
        with self._lock:
            if name not in self._made:
                if name in self._together:
                    self._made.update(self._together[name]())
                else:
                    self._made[name] = self._makers[name]()
            return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter((*self._makers, *self._together))

    def __len__(self) -> int:
        return len(self._makers) + len(self._together)


class LazyDict(Mapping[str, Any]):
    """A mapping that is made as a whole on first use."""

    def __init__(self, make: Callable[[], Mapping[str, Any]]) -> None:
        self._make, self._lock = make, threading.RLock()
        self._made: Mapping[str, Any] | None = None

    def _whole(self) -> Mapping[str, Any]:
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    def __getitem__(self, name: str) -> Any:
        return self._whole()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())
