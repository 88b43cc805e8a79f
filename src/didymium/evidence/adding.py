"""Add facts to a folder of evidence under a name, whole or not at all, and take them away again.

An addition is a file ``facts/NAME.csv``, with its sources in ``sources/NAME.csv``, its words in
``subjects/NAME.csv`` and the like, and what they were read from in ``raw/NAME/``.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from dataclasses import replace as changed
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import BaseModel

from didymium.evidence.evidence import Evidence
from didymium.evidence.facts import Fact
from didymium.evidence.reading import Folder, load_evidence
from didymium.evidence.sources import Source
from didymium.evidence.vocabulary import EvidenceMaterial, Subject
from didymium.files.atomic import restore_folder, whole_folder
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


def add(
    folder: Path,
    addition: Addition,
    base: Evidence,
    *,
    needed: Mapping[str, str] | None = None,
    replace: bool = False,
) -> int:
    """Add facts to a folder of evidence that is laid over ``base``; return how many the addition holds.

    ``needed`` are facts and sources that must stay, with the place that names each. With ``replace`` an
    addition of the same name gives way.

    Raises:
        InputError: With every problem in what would be added, if there is an addition of that name, or if
            somebody else is adding; then nothing is changed.
    """
    _check_name(addition.name)
    with _alone(folder), tempfile.TemporaryDirectory() as scratch:
        restore_folder(folder)
        if addition.name in additions(folder) and not replace:
            remedy = "give another name, or replace it"
            raise InputError([Problem(addition.name, "is the name of an addition already", remedy=remedy)])
        staged = Path(scratch) / "evidence"
        _stage(folder, staged, addition)
        evidence = _checked(staged, base, needed or {}, addition)
        with whole_folder(folder) as unfinished:
            shutil.copytree(staged, unfinished, dirs_exist_ok=True, symlinks=True)
        return _facts_of(evidence, addition.name)


def remove(folder: Path, name: str, base: Evidence, *, needed: Mapping[str, str] | None = None) -> int:
    """Take an addition away again; return how many facts it held.

    Raises:
        InputError: If there is none of that name, or other facts, sums, agreements or ``needed`` need it.
    """
    _check_name(name)
    with _alone(folder), tempfile.TemporaryDirectory() as scratch:
        restore_folder(folder)
        if name not in additions(folder):
            known = ", ".join(additions(folder)) or "none"
            raise InputError([Problem(name, "is no addition", remedy=f"there are: {known}")])
        before, _ = load_evidence([Folder(folder, "")], base, base.names)
        staged = Path(scratch) / "evidence"
        shutil.copytree(folder, staged, symlinks=True)
        _take_away(staged, name)
        _checked(staged, base, needed or {}, None)
        with whole_folder(folder) as unfinished:
            shutil.copytree(staged, unfinished, dirs_exist_ok=True, symlinks=True)
        return _facts_of(before, name)


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        remedy = "small letters a to z, digits and _"
        raise InputError([Problem(name, "is no valid name of an addition", remedy=remedy)])


def _checked(staged: Path, base: Evidence, needed: Mapping[str, str], addition: Addition | None) -> Evidence:
    """Read what would be the folder, and refuse it if it has a problem or lacks what is needed."""
    evidence, problems = load_evidence([Folder(staged, "")], base, base.names)
    missing = [name for name in needed if name not in evidence.fact_ids and name not in evidence.sources]
    problems += [
        Problem(name, f"is cited in {needed[name]}", remedy="cite something else there first")
        for name in missing
    ]
    if problems:
        raise InputError([_named(problem, addition) if addition else problem for problem in problems])
    return evidence


def _facts_of(evidence: Evidence, name: str) -> int:
    return evidence.facts.filter(file=f"facts/{name}.csv").height


def additions(folder: Path) -> list[str]:
    """Return the names of the additions of a folder."""
    return sorted(path.stem for path in (folder / "facts").glob("*.csv"))


def kept_name(path: Path) -> str:
    """Return the name under which a raw file is kept: its own after the beginning of its SHA-256."""
    return f"{file_hash(path)[:12]}_{path.name}"


def name_from(path: Path, prefix: str = "") -> str:
    """Return the name of an addition from a file's: its letters a to z and digits, or the beginning of its
    hash.
    """
    plain = re.sub(r"[^a-z0-9]+", "_", path.stem.casefold()).strip("_") or file_hash(path)[:12]
    return f"{prefix}_{plain}" if prefix else plain


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    user = os.getuid() if hasattr(os, "getuid") else "user"
    lock = FileLock(str(Path(tempfile.gettempdir()) / f"didymium-{user}-{name}.lock"), timeout=_BUSY_SECONDS)
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
    """Return a problem with the user's own file in place of the one that was staged; of two facts of one name
    the new one is to blame.
    """
    staged = {f"{table}/{addition.name}.csv": content for table, content in addition.tables.items()}
    again = re.fullmatch(r"stands already in (\S+) row (\d+)", problem.message)
    if again and again.group(1) in staged and problem.file not in staged:
        message = f"stands already in {problem.file} row {problem.row}"
        problem = changed(problem, file=again.group(1), row=int(again.group(2)), message=message)
    content = staged.get(problem.file)
    return changed(problem, file=content.name) if isinstance(content, Path) else problem
