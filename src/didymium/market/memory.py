"""What a market has worked out before, kept by what it depends on: scenarios that differ in one figure share
the rest.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

Value = TypeVar("Value")

MOST_KEPT = 8
"""Values kept of each kind; the one that was asked for longest ago goes first."""


@dataclass
class Memory:
    """A bounded store of values by kind and key. Whoever gets a value must not write to it."""

    _kept: dict[str, OrderedDict[Hashable, Any]] = field(default_factory=dict)

    def recall(self, kind: str, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return what is kept of a kind under a key, or make and keep it. Threads may make a value twice,
        never half.
        """
        kept = self._kept.setdefault(kind, OrderedDict())
        found = kept.pop(key, None)
        value: Value = make() if found is None else found
        kept[key] = value
        if len(kept) > MOST_KEPT:
            with suppress(KeyError):
                kept.popitem(last=False)
        return value
