"""Results that are recorded in the folder of a case, beside what they are about."""

from __future__ import annotations

import os
from pathlib import Path

from didymium.case.case import Case
from didymium.files.atomic import write_whole_file


class RecordError(ValueError):
    """Raised for a record that cannot be written; the message says what to do."""


def write_recorded(case: Case, folder: str, name: str, text: str) -> Path:
    """Write a file into a folder of a case, whole or not at all, and return its path. ``name`` is its path
    within the folder.

    Raises:
        RecordError: If the place cannot be written.
    """
    refuse_unwritable(case, folder)
    assert case.path is not None
    path = case.path / folder / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole_file(path, text)
    except OSError as error:
        raise RecordError(f"{path} cannot be written: {error.strerror or error}") from None
    return path


def refuse_unwritable(case: Case, folder: str) -> None:
    """See that something can be recorded in a folder of a case.

    Raises:
        RecordError: If the case was read from no folder, or with confidential rows, is part of an
            installation, or its folder cannot be written.
    """
    if case.path is None or case.confidential:
        raise RecordError("a record is of a case's own folder, without confidential rows laid over it")
    whole = case.path.resolve()
    is_installed = "site-packages" in whole.parts or "dist-packages" in whole.parts
    place = whole / folder if (whole / folder).is_dir() else whole
    if is_installed or not os.access(place, os.W_OK | os.X_OK):
        raise RecordError(
            f"{place} cannot be written: record in a checkout of the product, or begin a case of your own "
            f"with didymium new my_case --from {case.settings.name}"
        )
