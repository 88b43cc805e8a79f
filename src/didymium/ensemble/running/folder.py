"""The results folder of an ensemble: what lies in it, and how finished scenarios become files.

``ensemble.json`` says what the ensemble is, ``draws.parquet`` the inputs of every scenario, ``results/``
holds each table in files of a hundred scenarios, ``catalogue.sqlite`` (unless a server keeps it) what is
done. All but the catalogue are the same bytes whoever solved the scenarios, and where.
"""

from __future__ import annotations

import io
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
from filelock import FileLock, Timeout

from didymium.ensemble.running.definition import FORMAT, Definition, differences
from didymium.ensemble.running.parts import joined, packed
from didymium.files.atomic import write_whole_bytes, write_whole_file

DEFINITION = "ensemble.json"
DRAWS = "draws.parquet"
RESULTS = "results"
CATALOGUE = "catalogue.sqlite"
LOCK = ".lock"
REPORT = "report.html"
FLIPS = "flips.json"
SALT = ".salt"
PER_FILE = 100
"""Scenarios in one file of results."""


NEEDED = ("key", "common", "case", "case_sha256", "scenario", "scenarios", "inputs", "tables", "sampling")
"""What a definition must say to be read."""


class FolderError(Exception):
    """Raised when a folder is not, or cannot become, that of an ensemble; the message says what helps."""


def read_definition(folder: Path) -> dict[str, Any]:
    """Return what a folder's ensemble is.

    Raises:
        FolderError: If the folder holds none, or one that cannot be read.
    """
    file = folder / DEFINITION
    if not file.is_file():
        raise FolderError(
            f"{folder} holds no ensemble (no {DEFINITION}): give the folder that didymium ensemble wrote"
        )
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        version = int(found["format"])
        missing = [key for key in NEEDED if key not in found]
        if missing and version <= FORMAT:
            raise ValueError(f"it says nothing of {', '.join(missing)}")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FolderError(f"{file} cannot be read ({error}): run the ensemble again") from None
    if version > FORMAT:
        raise FolderError(f"{folder} was written by a newer version of didymium")
    return dict(found)


def refuse_strangers(folder: Path) -> None:
    """See that a folder is new, or holds an ensemble, or what a killed start of one left.

    Raises:
        FolderError: If it is a file or holds something else.
    """
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"{folder} is a file: give a folder for the results")
    if (folder / DEFINITION).exists() or not folder.is_dir():
        return
    if not all(_left_by_a_start(path) for path in folder.iterdir()):
        raise FolderError(f"{folder} holds something other than an ensemble: give a new folder with --out")


def extended_key(folder: Path, definition: Definition) -> str | None:
    """Return the key of the ensemble in a folder if another one is the same with more draws after its own;
    None otherwise.
    """
    if not (folder / DEFINITION).exists():
        return None
    found = read_definition(folder)
    count = int(found.get("scenarios", 0))
    if found.get("common") != definition.common or not 0 < count < definition.count:
        return None
    try:
        old = pl.read_parquet(folder / DRAWS)
    except (OSError, pl.exceptions.PolarsError):
        return None
    return str(found["key"]) if old.equals(definition.draws.table().head(count)) else None


def claim(folder: Path, definition: Definition, *, replace: bool = False) -> None:
    """Make a folder that of an ensemble: new, the one that it already is, or one that goes on from it.

    Raises:
        FolderError: If it holds another ensemble or something else; with ``replace`` another ensemble goes.
    """
    refuse_strangers(folder)
    if (folder / DEFINITION).exists():
        found = read_definition(folder)
        if found["key"] == definition.key and _is_parquet(folder / DRAWS):
            return
        if found["key"] != definition.key and extended_key(folder, definition) is None:
            _give_way(folder, definition, found, replace)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RESULTS).mkdir(exist_ok=True)
    write_whole_bytes(folder / DRAWS, _parquet(definition.draws.table()))
    write_whole_file(
        folder / DEFINITION, json.dumps(definition.as_dict(), indent=1, ensure_ascii=False) + "\n"
    )


def _give_way(folder: Path, definition: Definition, found: dict[str, Any], replace: bool) -> None:
    """Take away the ensemble that a folder holds, if that is what the user wants."""
    if not replace:
        what = ", ".join(differences(definition.as_dict(), found))
        raise FolderError(
            f"{folder} holds another ensemble, which differs in: {what}. "
            "Give another folder, or --replace to lose what is there"
        )
    empty(folder)


def _left_by_a_start(path: Path) -> bool:
    """Say whether a run that was killed before it wrote the definition can have left this behind."""
    if path.name == RESULTS:
        return path.is_dir() and not any(path.iterdir())
    return path.name in (LOCK, SALT, DRAWS) or path.name.startswith((f".{DRAWS}.", f".{DEFINITION}."))


def holds(folder: Path, key: str) -> bool:
    """Say whether a folder holds the ensemble of a key."""
    try:
        return bool(read_definition(folder).get("key") == key)
    except FolderError:
        return False


def has_results(folder: Path, file: int, tables: Sequence[str]) -> bool:
    """Say whether a numbered file of results is there for every table."""
    return all(_is_parquet(result_file(folder, name, file)) for name in tables)


def _is_parquet(file: Path) -> bool:
    """Say whether a Parquet file is there and whole."""
    try:
        pl.read_parquet_schema(file)
    except (OSError, pl.exceptions.PolarsError):
        return False
    return True


def drop_results(folder: Path, file: int, tables: Sequence[str]) -> None:
    """Take away what is left of a numbered file of results."""
    for name in tables:
        result_file(folder, name, file).unlink(missing_ok=True)


def drop_unfinished(folder: Path) -> None:
    """Take away files that a killed run did not finish; the folder must be :func:`locked`."""
    for place in (folder, folder / RESULTS):
        for path in place.glob(".*.parquet.*"):
            path.unlink(missing_ok=True)


def empty(folder: Path) -> None:
    """Take away what an ensemble wrote, and nothing else."""
    shutil.rmtree(folder / RESULTS, ignore_errors=True)
    names = (DRAWS, REPORT, FLIPS, CATALOGUE, f"{CATALOGUE}-wal", f"{CATALOGUE}-shm", DEFINITION)
    for name in names:  # the definition last: killed in between, the folder is still an ensemble's
        (folder / name).unlink(missing_ok=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep a folder for one process at a time.

    Raises:
        FolderError: If another process has it, or it is a file.
    """
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"{folder} is a file: give a folder for the results")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / LOCK, timeout=0):
            yield
    except Timeout:
        raise FolderError(f"another process is working in {folder}: wait for it, or stop it") from None


def write_results(folder: Path, file: int, tables: Mapping[str, Sequence[tuple[int, bytes]]]) -> None:
    """Write tables of scenarios, each as (number, Arrow file) in order, to the numbered files of results."""
    for name, parts in tables.items():
        table = joined(parts)
        if table is not None:
            write_whole_bytes(result_file(folder, name, file), _parquet(table))


def result_file(folder: Path, table: str, file: int) -> Path:
    """Return where a numbered file of a table stands."""
    return folder / RESULTS / f"{table}-{file:05d}.parquet"


def split_results(
    folder: Path, file: int, tables: Sequence[str], numbers: Sequence[int]
) -> Iterator[tuple[int, str, bytes]]:
    """Yield number, table and Arrow file of scenarios that a file of results holds: what
    :func:`write_results` was given.
    """
    for name in tables:
        table = pl.read_parquet(result_file(folder, name, file))
        for number in numbers:
            yield number, name, packed(table.filter(pl.col("scenario") == number).drop("scenario"))


def file_of(number: int) -> int:
    """Return the number of the file that holds a scenario."""
    return number // PER_FILE


def numbers_in(file: int, count: int) -> range:
    """Return the scenarios that a numbered file holds, of an ensemble with ``count`` draws."""
    return range(file * PER_FILE, min((file + 1) * PER_FILE, count + 1))


def salt_of(folder: Path) -> str:
    """Return a random text that stands in a folder alone, readable by its owner; made if there is none.

    It goes into the key of an ensemble with confidential figures: nobody can find them by trying which
    figures give the key that the results show.
    """
    refuse_strangers(folder)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / SALT
    if not file.is_file():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(secrets.token_hex(16))
    return file.read_text(encoding="utf-8")


def free_bytes(folder: Path) -> int:
    """Return the room left where a folder lies."""
    return shutil.disk_usage(folder).free


def _parquet(table: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    table.write_parquet(buffer, compression="zstd", statistics=True)
    return buffer.getvalue()
