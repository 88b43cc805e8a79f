"""A job's process, as the server sees it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from didymium.web.jobs.folder import JobFolder
from didymium.web.jobs.store import Job

ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "POLARS_MAX_THREADS",
        "RAYON_NUM_THREADS",
    ),
    "1",
)
GRACE_SECONDS = 5.0
"""After so long a process that was asked to end is killed."""


@dataclass
class Child:
    """A process at work on a job, with the group of all that it starts."""

    job: Job
    folder: JobFolder
    seconds_limit: float
    process: subprocess.Popen[bytes]
    begun: float = field(default_factory=time.monotonic)
    asked_to_end: float | None = None

    @property
    def is_over_limit(self) -> bool:
        """Whether it has run longer than it may."""
        return time.monotonic() - self.begun > self.seconds_limit

    @property
    def is_gone(self) -> bool:
        """Whether the process has ended."""
        return self.process.poll() is not None

    @property
    def exit_words(self) -> str:
        """How a process ended that said nothing."""
        code = self.process.poll() or 0
        return f"killed by signal {-code}" if code < 0 else f"exit code {code}"

    def end(self) -> None:
        """Ask the process to end, and after some seconds see that it does."""
        now = time.monotonic()
        if self.asked_to_end is None:
            self.asked_to_end = now
            self._signal(signal.SIGTERM)
        elif now - self.asked_to_end > GRACE_SECONDS:
            self.kill()

    def kill(self) -> None:
        """End the process and whatever it has started, at once."""
        self._signal(signal.SIGKILL)

    def close(self) -> None:
        """Let go of a process that has ended."""
        if self.process.stdin is not None:
            self.process.stdin.close()

    def _signal(self, number: signal.Signals) -> None:
        if not self.is_gone:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


def start_child(job: Job, folder: JobFolder, case: str, overlay: Path | None) -> Child:
    """Start the process of a job.

    Raises:
        OSError: If the folder cannot be written or no process be started.
    """
    order: Mapping[str, Any] = {
        "case": case,
        "overlay": None if overlay is None else str(overlay),
        "request": job.request,
    }
    folder.prepare(order)
    with folder.log.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "didymium.web.jobs.process", str(folder.path)],
            # Held open by the server alone: its end is the end of the process.
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env={**os.environ, **ONE_THREAD},
            start_new_session=True,
        )
    return Child(job, folder, float(job.request["seconds_limit"]), process)
