"""What a measurement writes down: seconds, memory and counts."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Figures = dict[str, float]


@dataclass
class Watch:
    """Seconds and, after each phase, the largest memory that the process has taken so far, MB."""

    seconds: Figures = field(default_factory=dict)
    peak_mb: Figures = field(default_factory=dict)
    counts: Figures = field(default_factory=dict)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        begin = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - begin
        self.peak_mb[name] = peak_mb()


def peak_mb() -> float:
    """Largest memory of this process so far, MB (the system counts in kB, macOS in bytes)."""
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
