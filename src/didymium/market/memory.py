"""What a market has worked out before, kept by what it depends on: scenarios that differ in one figure share
the rest.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

Value = TypeVar("Value")

MOST_KEPT = 64
"""Values kept; the oldest goes first."""


@dataclass
class Memory:
    """A bounded store of values by key. Whoever gets a value must not write to it."""

    _kept: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)

    def recall(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return what is kept under a key, or make and keep it. Threads may make a value twice, never
        half.
        """
        if key in self._kept:
            value: Value = self._kept[key]
            return value
        made = make()
        self._kept[key] = made
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return made
