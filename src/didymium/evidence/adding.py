"""Add facts to a folder of evidence under a name, whole or not at all, and take them away again.

An addition is a file ``facts/NAME.csv``, with its sources in ``sources/NAME.csv``, its words in
``subjects/NAME.csv`` and the like, and what they were read from in ``raw/NAME/``.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import BaseModel

from didymium.evidence.evidence import Evidence
from didymium.evidence.facts import Fact
from didymium.evidence.reading import Folder, load_evidence
from didymium.evidence.sources import Source
from didymium.evidence.vocabulary import EvidenceMaterial, Subject
from didymium.files.atomic import whole_folder
from didymium.files.csv_text import csv_text
from didymium.files.problems import InputError, Problem

_NAME = re.compile(r"[a-z0-9][a-z0-9_]*")
_MODELS: Mapping[str, type[BaseModel]] = {
    "sources": Source,
    "subjects": Subject,
    "materials": EvidenceMaterial,
    "facts": Fact,
}
_BUSY_SECONDS = 10


@dataclass(frozen=True)
class Addition:
    """Facts to add, with what they need."""

    name: str
    tables: Mapping[str, Sequence[BaseModel] | Path]
    """Rows of ``facts``, ``sources``, ``subjects``, ``materials``, or a CSV file of them."""
    raw: Sequence[Path] = field(default=())
    """Files to keep as they are."""


def add(folder: Path, addition: Addition, base: Evidence) -> int:
    """Add facts to a folder of evidence that is laid over ``base``; return how many the addition holds.

    An addition of the same name is replaced.

    Raises:
        InputError: With every problem in what would be added, or if somebody else is adding; then nothing
            is changed.
    """
    if not _NAME.fullmatch(addition.name):
        remedy = "small letters a to z, digits and _"
        raise InputError([Problem(addition.name, "is no valid name of an addition", remedy=remedy)])
    with _alone(folder), tempfile.TemporaryDirectory() as scratch:
        staged = Path(scratch) / "evidence"
        _stage(folder, staged, addition)
        evidence, problems = load_evidence([Folder(staged, "")], base, base.names)
        if problems:
            raise InputError([_named(problem, addition) for problem in problems])
        with whole_folder(folder) as unfinished:
            shutil.copytree(staged, unfinished, dirs_exist_ok=True, symlinks=True)
        return evidence.facts.filter(file=f"facts/{addition.name}.csv").height


def remove(folder: Path, name: str, base: Evidence) -> int:
    """Take an addition away again; return how many facts it held.

    Raises:
        InputError: If there is none of that name, or other facts, sums or agreements need it.
    """
    path = folder / "facts" / f"{name}.csv"
    if not path.is_file():
        known = ", ".join(additions(folder)) or "none"
        raise InputError([Problem(name, "is no addition", remedy=f"there are: {known}")])
    with _alone(folder), tempfile.TemporaryDirectory() as scratch:
        before, _ = load_evidence([Folder(folder, "")], base, base.names)
        staged = Path(scratch) / "evidence"
        shutil.copytree(folder, staged, symlinks=True)
        _take_away(staged, name)
        _, problems = load_evidence([Folder(staged, "")], base, base.names)
        if problems:
            raise InputError(problems)
        with whole_folder(folder) as unfinished:
            shutil.copytree(staged, unfinished, dirs_exist_ok=True, symlinks=True)
        return before.facts.filter(file=f"facts/{name}.csv").height


def additions(folder: Path) -> list[str]:
    """Return the names of the additions of a folder."""
    return sorted(path.stem for path in (folder / "facts").glob("*.csv"))


def kept_name(path: Path) -> str:
    """Return the name under which a raw file is kept: its own after the beginning of its SHA-256."""
    return f"{file_hash(path)[:12]}_{path.name}"


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    lock = FileLock(str(Path(tempfile.gettempdir()) / f"didymium-{name}.lock"), timeout=_BUSY_SECONDS)
    try:
        lock.acquire()
    except Timeout:
        message = "is being changed by somebody else"
        raise InputError([Problem(str(folder), message, remedy="try again when they are done")]) from None
    try:
        yield
    finally:
        lock.release()


def _stage(folder: Path, staged: Path, addition: Addition) -> None:
    """Lay the addition into a copy of the folder."""
    if folder.is_dir():
        shutil.copytree(folder, staged, symlinks=True)
    staged.mkdir(exist_ok=True)
    _take_away(staged, addition.name)
    for table, content in addition.tables.items():
        target = staged / table / f"{addition.name}.csv"
        target.parent.mkdir(exist_ok=True)
        if isinstance(content, Path):
            shutil.copyfile(content, target)
        elif content:
            target.write_text(csv_text(_MODELS[table], content), encoding="utf-8", newline="")
    for path in addition.raw:
        kept = staged / "raw" / addition.name
        kept.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, kept / kept_name(path))


def _take_away(folder: Path, name: str) -> None:
    """Delete everything of an addition."""
    for table in _MODELS:
        (folder / table / f"{name}.csv").unlink(missing_ok=True)
    shutil.rmtree(folder / "raw" / name, ignore_errors=True)


def _named(problem: Problem, addition: Addition) -> Problem:
    """Return a problem with the user's own file in place of the one that was staged."""
    for table, content in addition.tables.items():
        if isinstance(content, Path) and problem.file == f"{table}/{addition.name}.csv":
            return Problem(
                content.name, problem.message, problem.row, problem.column, problem.value, problem.remedy
            )
    return problem
