"""The folder of a job, through which the server and the job's process talk: each file whole or not there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from didymium.files.atomic import write_whole_bytes

STEPS = ("reading", "calibrating", "solving", "scenarios", "reporting")
"""What a job can be at."""


@dataclass(frozen=True)
class Progress:
    """Steps done, of so many, and what the job is at: one of :data:`STEPS`."""

    done: int = 0
    total: int = 0
    message: str = ""


@dataclass(frozen=True)
class Ended:
    """How a job's process ended: with a result and its summary, or why without one, in words."""

    failure: str
    summary: Mapping[str, Any]


@dataclass(frozen=True)
class JobFolder:
    """Where the files of a job lie."""

    path: Path

    @property
    def result(self) -> Path:
        """Folder of what the user gets."""
        return self.path / "result"

    @property
    def log(self) -> Path:
        """File for what nobody but the operator reads."""
        return self.path / "log.txt"

    @property
    def lock(self) -> Path:
        """File that the process at work in the folder holds locked."""
        return self.path / ".lock"

    def prepare(self, order: Mapping[str, Any]) -> None:
        """Write what is to be done, and clear away how an earlier try ended; its results stay, to go on from.

        Raises:
            OSError: If the folder cannot be written.
        """
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in ("ended.json", "progress.json"):
            (self.path / name).unlink(missing_ok=True)
        self._write("order.json", order)

    def order(self) -> dict[str, Any]:
        """Return what is to be done."""
        return dict(json.loads((self.path / "order.json").read_text(encoding="utf-8")))

    def report(self, progress: Progress) -> None:
        """Write how far the job is."""
        self._write("progress.json", vars(progress))

    def progress(self) -> Progress:
        """Return how far the job is; nothing before it has begun."""
        return Progress(**(self._read("progress.json") or {}))

    def end(self, ended: Ended) -> None:
        """Write how it ended."""
        self._write("ended.json", vars(ended))

    def ended(self) -> Ended | None:
        """Return how it ended, or None if it has not, or was killed."""
        found = self._read("ended.json")
        return None if found is None else Ended(found["failure"], found["summary"])

    def clear_result(self) -> None:
        """Take away what an earlier try left of the result."""
        shutil.rmtree(self.result, ignore_errors=True)

    def remove(self) -> None:
        """Take the folder away with all that it holds."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _write(self, name: str, content: Mapping[str, Any]) -> None:
        text = json.dumps(dict(content), ensure_ascii=False, default=str) + "\n"
        write_whole_bytes(self.path / name, text.encode())

    def _read(self, name: str) -> dict[str, Any] | None:
        try:
            return dict(json.loads((self.path / name).read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return None
