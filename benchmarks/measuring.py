"""Measurements in fresh processes, repeated, and their medians."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT_SECONDS = 300.0


@dataclass(frozen=True)
class Measured:
    """Medians of seconds, memory (MB) and counts over fresh processes, or why there are none."""

    seconds: dict[str, float]
    peak_mb: dict[str, float]
    counts: dict[str, float]
    repetitions: int
    failure: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return what is kept as JSON."""
        return vars(self).copy()


def measure(what: str, spec: str, repetitions: int, limit_seconds: float = LIMIT_SECONDS) -> Measured:
    """Run ``python -m benchmarks.child`` several times and return the medians of what it prints."""
    answers = []
    for _ in range(repetitions):
        try:
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.child", what, spec],
                cwd=ROOT,
                capture_output=True,
                text=True,
                timeout=limit_seconds,
                check=False,
                env=environment(),
            )
        except subprocess.TimeoutExpired:
            return Measured({}, {}, {}, 0, f"not done within {limit_seconds:.0f} s")
        if done.returncode:
            return Measured({}, {}, {}, 0, (done.stderr.strip().splitlines() or ["failed"])[-1])
        answers.append(json.loads(done.stdout.strip().splitlines()[-1]))
    return Measured(
        *(_medians([answer[part] for answer in answers]) for part in ("seconds", "peak_mb", "counts")),
        repetitions,
    )


def environment() -> dict[str, str]:
    """Return the environment of a measurement: one thread, so that no library takes what another leaves.
    The helpers of the tests serve pages and work them.
    """
    places = [str(ROOT / "src"), str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")]
    source = os.pathsep.join(filter(None, places))
    return {**os.environ, "PYTHONPATH": source, "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}


def _medians(figures: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(figure[name] for figure in figures) for name in figures[0]}


def seconds_of(program: Sequence[str], repetitions: int) -> float:
    """Return the median seconds that a command takes from start to end."""
    taken = []
    for _ in range(repetitions):
        begin = time.perf_counter()
        subprocess.run([sys.executable, *program], capture_output=True, check=True, env=environment())
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def measure_help(repetitions: int = 7) -> dict[str, float]:
    """Return the seconds of ``didymium --help`` and of an empty Python program."""
    return {
        "help": seconds_of(["-m", "didymium", "--help"], repetitions),
        "empty": seconds_of(["-c", "pass"], repetitions),
    }
