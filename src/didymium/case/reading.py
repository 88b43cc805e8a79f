"""Read a case folder: all of it, or every problem in it at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from didymium.case.case import Case, RowKey
from didymium.case.folder import (
    SETTINGS,
    SHARED_SOURCES,
    SOURCES,
    find_case,
    folder_problems,
    overlay_problems,
    shared_sources,
)
from didymium.case.schema import TABLES
from didymium.case.settings import Settings
from didymium.evidence.sources import Source
from didymium.files.problems import InputError, Problem
from didymium.files.row import Row
from didymium.files.table_file import TableFile, read_table
from didymium.files.toml_file import read_toml

SOURCES_TABLE = "sources"
"""Name under which the places of sources, and confidential sources, are kept."""

_Tables = dict[str, dict[tuple[str, ...], Row]]


@dataclass
class _Reading:
    """What has been read so far."""

    tables: _Tables = field(default_factory=lambda: {name: {} for name in TABLES})
    sources: dict[str, Source] = field(default_factory=dict)
    places: dict[RowKey, tuple[str, int]] = field(default_factory=dict)
    confidential: set[RowKey] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_case(path_or_name: str | Path, overlay: Path | None = None) -> Case:
    """Read a bundled case by name, or the case in a folder.

    ``overlay`` is a folder outside the case with confidential rows: they replace the case's rows of the
    same key or are added, and are listed in ``Case.confidential``. Values are checked here; whether they
    agree with each other is for :func:`didymium.case.checks.check_case`.

    Raises:
        InputError: With every problem found in every file.
    """
    folder = find_case(path_or_name)
    reading = _Reading(problems=folder_problems(folder))
    settings = _read_settings(reading, folder)
    _read_sources(reading, shared_sources(), SHARED_SOURCES)
    _read_folder(reading, folder)
    if overlay is not None:
        _read_overlay(reading, Path(overlay), folder)
    if reading.problems or settings is None:
        raise InputError(reading.problems)
    return Case(
        settings=settings,
        tables={name: tuple(rows.values()) for name, rows in reading.tables.items()},
        sources=reading.sources,
        path=folder,
        places=reading.places,
        confidential=frozenset(reading.confidential),
        notes=tuple(reading.notes),
    )


def _read_settings(reading: _Reading, folder: Path) -> Settings | None:
    settings, _, problems = read_toml(folder / SETTINGS, SETTINGS, Settings)
    reading.problems += problems
    if settings is not None and settings.name != folder.resolve().name:
        reading.notes.append(
            f'{SETTINGS}: name "{settings.name}" is not the folder\'s, "{folder.resolve().name}"'
        )
    return settings


def _read_folder(reading: _Reading, folder: Path, prefix: str = "", confidential: bool = False) -> None:
    """Read the tables and sources of a folder over what has been read."""
    for name, model in TABLES.items():
        path = folder / model.file
        if path.is_file():
            table = read_table(path, prefix + model.file, model, model.key)
            _note(reading, table)
            for number, row in table.rows:
                _keep(reading, (name, row.identity), (table.file, number), confidential)
                reading.tables[name][row.identity] = row
    _read_sources(reading, folder / SOURCES, prefix + SOURCES, confidential)


def _read_sources(reading: _Reading, path: Path, file: str, confidential: bool = False) -> None:
    if not path.is_file():
        return
    table = read_table(path, file, Source, ("source",))
    _note(reading, table)
    for number, source in table.rows:
        key = (SOURCES_TABLE, (source.source,))
        if reading.sources.get(source.source, source) != source:
            other = reading.places[key]
            if other[0] != file:
                reading.problems.append(_other_source(file, number, source, f"{other[0]} row {other[1]}"))
        elif source.source not in reading.sources:
            _keep(reading, key, (file, number), confidential)
            reading.sources[source.source] = source


def _other_source(file: str, number: int, source: Source, place: str) -> Problem:
    remedy = "delete the row, or give it another id"
    return Problem(file, f"is another source in {place}", number, "source", source.source, remedy)


def _read_overlay(reading: _Reading, overlay: Path, folder: Path) -> None:
    problems = overlay_problems(overlay, folder)
    reading.problems += problems
    if overlay.is_dir() and not problems:
        _read_folder(reading, overlay, prefix=f"{overlay.resolve().name}/", confidential=True)


def _keep(reading: _Reading, key: RowKey, place: tuple[str, int], confidential: bool) -> None:
    reading.places[key] = place
    if confidential:
        reading.confidential.add(key)


def _note(reading: _Reading, table: TableFile[Row] | TableFile[Source]) -> None:
    reading.notes += table.notes
    reading.problems += table.problems
