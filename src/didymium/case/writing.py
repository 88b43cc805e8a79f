"""Write a case to a folder, whole or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

from didymium.case.case import Case
from didymium.case.datapackage import package_of, package_text
from didymium.case.folder import SETTINGS, SOURCES
from didymium.case.schema import REQUIRED, TABLES
from didymium.case.toml_text import settings_text
from didymium.evidence.sources import Source
from didymium.files.atomic import whole_folder
from didymium.files.csv_text import csv_text
from didymium.files.problems import InputError, Problem

_COPIED = ("README.md", "scenarios", "instruments", "evidence")


def write_case(case: Case, folder: Path) -> None:
    """Write a case with its scenarios and evidence; what is read back equals what was written.

    The folder appears when everything is in it. A case that is there is replaced; any other folder is
    refused.

    Raises:
        InputError: If the case holds confidential rows, or the folder is something else than a case.
    """
    _refuse(case, folder)
    with whole_folder(folder) as unfinished:
        _copy_beside(case.path, unfinished)
        _write_tables(case, unfinished)


def _refuse(case: Case, folder: Path) -> None:
    if case.confidential:
        message = f"would hold {len(case.confidential)} confidential rows of the overlay"
        raise InputError(
            [Problem(str(folder), message, remedy="read the case without the overlay, then write it")]
        )
    if _is_something_else(folder):
        raise InputError([Problem(str(folder), "is there and is no case", remedy="choose another folder")])


def _is_something_else(folder: Path) -> bool:
    if not folder.exists() or (folder / SETTINGS).is_file():
        return False
    return not folder.is_dir() or any(folder.iterdir())


def _copy_beside(source: Path | None, folder: Path) -> None:
    """Copy what a case holds beside its tables."""
    for name in _COPIED if source is not None else ():
        path = Path(str(source)) / name
        if path.is_dir():
            shutil.copytree(path, folder / name)
        elif path.is_file():
            shutil.copy2(path, folder / name)


def _write_tables(case: Case, folder: Path) -> None:
    (folder / SETTINGS).write_text(settings_text(case.settings), encoding="utf-8", newline="")
    for name, model in TABLES.items():
        if case.tables.get(name) or name in REQUIRED:
            text = csv_text(model, case.tables.get(name, ()))
            (folder / model.file).write_text(text, encoding="utf-8", newline="")
    if case.path is None and case.sources:
        (folder / SOURCES).parent.mkdir(exist_ok=True)
        text = csv_text(Source, case.sources.values())
        (folder / SOURCES).write_text(text, encoding="utf-8", newline="")
    package = package_text(package_of(folder, case.settings))
    (folder / "datapackage.json").write_text(package, encoding="utf-8", newline="")
