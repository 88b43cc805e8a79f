"""What a finished job gives: a list of files, a summary, single files and all of them in a ZIP archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from didymium.web.jobs.errors import NoSuchJob
from didymium.web.jobs.folder import JobFolder

CHUNK_BYTES = 1 << 20
_SQLITE_WORK = ("-wal", "-shm", "-journal")


@dataclass(frozen=True)
class ResultFile:
    """A file among the results: its name within them, with ``/`` between folders, and its size."""

    name: str
    bytes: int


def result_files(result: Path) -> tuple[ResultFile, ...]:
    """Return the files of a result in the order of their names. Hidden files, links and what a database keeps
    while it is open are left out.
    """
    found = (path for path in result.rglob("*") if _is_shown(path, result))
    return tuple(
        sorted(
            (ResultFile(path.relative_to(result).as_posix(), path.stat().st_size) for path in found),
            key=lambda file: file.name,
        )
    )


def result_file(result: Path, name: str) -> Path:
    """Return where a file of a result lies. Only names that :func:`result_files` gives are known: so none
    leads out of the folder.

    Raises:
        NoSuchJob: If the result holds no such file.
    """
    if name not in {file.name for file in result_files(result)}:
        raise NoSuchJob(f'the result holds no file "{name}"')
    return result / name


def summary_of(folder: JobFolder) -> Mapping[str, Any]:
    """Return the summary of a finished job: of a solve that of its outcome, of an ensemble how many of its
    scenarios are finished and have no answer.
    """
    ended = folder.ended()
    return {} if ended is None else ended.summary


def zipped(result: Path, inside: str) -> Iterator[bytes]:
    """Yield a ZIP archive of a result, piece by piece, its files in the folder ``inside``; the same files
    give the same bytes.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in result_files(result):
            entry = zipfile.ZipInfo(f"{inside}/{file.name}")
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with (result / file.name).open("rb") as source, archive.open(entry, "w") as target:
                while chunk := source.read(CHUNK_BYTES):
                    target.write(chunk)
                    yield pipe.taken()
            yield pipe.taken()
    yield pipe.taken()


class _Pipe(io.RawIOBase):
    """Holds what was written until it is taken."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        content = bytes(piece)
        self._pieces.append(content)
        return len(content)

    def taken(self) -> bytes:
        content = b"".join(self._pieces)
        self._pieces.clear()
        return content


def _is_shown(path: Path, result: Path) -> bool:
    parts = path.relative_to(result).parts
    return (
        path.is_file()
        and not path.is_symlink()
        and not any(part.startswith(".") for part in parts)
        and not path.name.endswith(_SQLITE_WORK)
    )
