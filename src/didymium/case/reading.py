"""Read a case folder: all of it, or every problem in it at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from didymium.case.case import Case, RowKey
from didymium.case.evidence_names import case_names
from didymium.case.folder import EVIDENCE, SETTINGS, find_case, folder_problems, overlay_problems
from didymium.case.schema import TABLES
from didymium.case.settings import Settings
from didymium.evidence.evidence import Evidence
from didymium.evidence.reading import Folder, load_evidence, shared_evidence
from didymium.files.atomic import restore_folder
from didymium.files.problems import InputError, Problem
from didymium.files.row import Row
from didymium.files.table_file import TableFile, read_table
from didymium.files.toml_file import read_toml

_Tables = dict[str, dict[tuple[str, ...], Row]]


@dataclass
class _Reading:
    """What has been read so far."""

    tables: _Tables = field(default_factory=lambda: {name: {} for name in TABLES})
    evidence: list[Folder] = field(default_factory=list)
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
    restore_folder(folder / EVIDENCE)
    reading = _Reading(problems=folder_problems(folder))
    settings = _read_settings(reading, folder)
    _read_folder(reading, folder)
    if overlay is not None:
        _read_overlay(reading, Path(overlay), folder)
    tables = {name: tuple(rows.values()) for name, rows in reading.tables.items()}
    evidence = _read_evidence(reading, tables)
    if reading.problems or settings is None:
        raise InputError(reading.problems)
    return Case(
        settings=settings,
        tables=tables,
        sources=evidence.sources,
        path=folder,
        places=reading.places,
        confidential=frozenset(reading.confidential),
        notes=tuple(reading.notes),
        evidence=evidence,
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
    reading.evidence.append(Folder(folder / EVIDENCE, f"{prefix}{EVIDENCE}/", confidential))


def _read_evidence(reading: _Reading, tables: Mapping[str, tuple[Row, ...]]) -> Evidence:
    """Read the case's own evidence over the shared one, and note where its sources stand."""
    evidence, problems = load_evidence(reading.evidence, shared_evidence(), case_names(tables))
    reading.problems += problems
    reading.places |= {(table, (name,)): place for (table, name), place in evidence.places.items()}
    reading.confidential |= {(table, (name,)) for table, name in evidence.confidential}
    return evidence


def _read_overlay(reading: _Reading, overlay: Path, folder: Path) -> None:
    problems = overlay_problems(overlay, folder)
    reading.problems += problems
    if overlay.is_dir() and not problems:
        _read_folder(reading, overlay, prefix=f"{overlay.resolve().name}/", confidential=True)


def _keep(reading: _Reading, key: RowKey, place: tuple[str, int], confidential: bool) -> None:
    reading.places[key] = place
    if confidential:
        reading.confidential.add(key)


def _note(reading: _Reading, table: TableFile[Row]) -> None:
    reading.notes += table.notes
    reading.problems += table.problems
