"""Outcomes on disk: Parquet and CSV, written whole or not at all, the same bytes for the same run."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl
from filelock import FileLock

from didymium.files.atomic import write_whole_file
from didymium.outcome.tables import Outcome

FORMAT = 1
OWN_ENDINGS = (".parquet", ".csv", ".json")
"""Endings of the files that a run writes into an outcome's folder."""


class OutcomeError(Exception):
    """Raised when a folder holds no outcome, or one of another format."""


def write_outcome(outcome: Outcome, folder: Path, beside: Mapping[str, Outcome] | None = None) -> None:
    """Write every table as Parquet and CSV, ``summary.json`` and ``manifest.json`` into ``folder``,
    replacing what an earlier run left.

    ``beside`` holds further outcomes, written into subfolders of their names.

    Raises:
        OutcomeError: If the folder holds something else, or cannot be written to.
    """
    check_place(folder)

    def fill(place: Path) -> None:
        _fill(outcome, place)
        for name, other in (beside or {}).items():
            (place / name).mkdir()
            _fill(other, place / name)

    replace_folder(folder, fill)


def check_place(folder: Path, endings: tuple[str, ...] = OWN_ENDINGS) -> None:
    """See that results may be written to a folder: it is new, or holds nothing but what a run writes (files
    with these endings, outcomes in subfolders), which is then replaced.

    Raises:
        OutcomeError: If it is a file, holds anything else, or lies where nothing can be written.
    """
    if folder.exists() and not folder.is_dir():
        raise OutcomeError(f"{folder} is a file: give a folder for the results")
    strangers = _strangers(folder, endings) if folder.is_dir() else []
    if strangers:
        raise OutcomeError(
            f"{folder} holds something other than results, which would be lost ({', '.join(strangers[:3])}): "
            "move it, or give a new folder"
        )
    above = next(place for place in folder.absolute().parents if place.exists())
    if not above.is_dir():
        raise OutcomeError(f"{folder} cannot be written: {above} is a file")
    if not os.access(above, os.W_OK | os.X_OK):
        raise OutcomeError(f"{folder} cannot be written: no permission to write in {above}")
    try:  # some systems of files (/proc) grant permission and take no file: a lock there would be waited for
        tempfile.TemporaryFile(dir=above).close()
    except OSError as error:
        raise OutcomeError(f"{folder} cannot be written: {error.strerror or error}") from None


def _strangers(folder: Path, endings: tuple[str, ...]) -> list[str]:
    """Return what a folder holds that a run does not write: other files, or folders that are no outcome."""
    return sorted(
        item.name
        for item in folder.iterdir()
        if not (
            (item.is_dir() and (item / "summary.json").is_file())
            or (item.is_file() and (item.suffix in endings or item.name.startswith(".")))
        )
    )


def _fill(outcome: Outcome, place: Path) -> None:
    for name, table in outcome.tables.items():
        table.write_parquet(place / f"{name}.parquet", compression="zstd", statistics=False)
        table.write_csv(place / f"{name}.csv", float_precision=6)
    head = {"format": FORMAT, "case": outcome.case, "scenario": outcome.scenario, "title": outcome.title}
    _write_json(place / "summary.json", {**head, **outcome.summary})
    _write_json(place / "manifest.json", {"format": FORMAT, **outcome.manifest})


def replace_folder(folder: Path, fill: Callable[[Path], None]) -> None:
    """Fill a temporary folder beside ``folder`` and put it in its place; on any failure nothing changes."""
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / f".{folder.name}.lock"):
        _clean_up(folder)
        place = Path(tempfile.mkdtemp(prefix=f".{folder.name}-didymium-", dir=folder.parent))
        try:
            place.chmod(0o755)
            fill(place)
            old = folder.with_name(f".{folder.name}-didymium-old")
            shutil.rmtree(old, ignore_errors=True)
            if folder.exists():
                folder.rename(old)
            _put(place, folder, old)
            shutil.rmtree(old, ignore_errors=True)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise


def _clean_up(folder: Path) -> None:
    """Undo what a killed run left: put back the old folder if no new one took its place, drop unfinished
    ones.
    """
    old = folder.with_name(f".{folder.name}-didymium-old")
    if old.exists() and not folder.exists():
        old.rename(folder)
    for left in folder.parent.glob(f".{folder.name}-didymium-*"):
        shutil.rmtree(left, ignore_errors=True)


def _put(place: Path, folder: Path, old: Path) -> None:
    """Rename ``place`` to ``folder``; if that fails, what stood there comes back."""
    try:
        place.rename(folder)
    except BaseException:
        if old.exists():
            old.rename(folder)
        raise


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all.

    Raises:
        OutcomeError: If the path is a folder or a device.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_file():
        raise OutcomeError(f"{path} is no file that can be replaced: give another name")
    write_whole_file(path, text)


def read_outcome(folder: Path) -> Outcome:
    """Read an outcome back.

    Raises:
        OutcomeError: If the folder holds none, a damaged one, or one of a newer format.
    """
    summary_file = folder / "summary.json"
    if not summary_file.is_file():
        raise OutcomeError(
            f"{folder} holds no outcome (no summary.json): give the folder that solve or run wrote"
        )
    try:
        return _read(folder)
    except (OSError, ValueError, KeyError, pl.exceptions.PolarsError) as error:
        raise OutcomeError(f"{folder} holds an outcome that cannot be read ({error}): solve again") from None


def _read(folder: Path) -> Outcome:
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    if summary.pop("format", 0) > FORMAT:
        raise OutcomeError(f"{folder} was written by a newer version")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    tables = {file.stem: pl.read_parquet(file) for file in sorted(folder.glob("*.parquet"))}
    head = {key: str(summary.pop(key)) for key in ("case", "scenario", "title")}
    return Outcome(head["case"], head["scenario"], head["title"], tables, summary, manifest)


def _write_json(path: Path, content: object) -> None:
    path.write_text(
        json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True, default=str) + "\n",
        encoding="utf-8",
    )
