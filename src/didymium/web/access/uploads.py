"""Files that people send: read within bounds, every refusal in words."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from didymium.files.atomic import whole_folder
from didymium.files.problems import InputError, Problem

LARGEST_SCENARIO_BYTES = 200_000
MOST_ENTRIES = 200
LARGEST_CASE_BYTES = 50_000_000
LARGEST_RATIO = 100
"""How many times its packed size an archive may come to: tables of numbers pack ten to one."""
LONGEST_NAME = 120
LONGEST_PART_BYTES = 240
"""Longest name of one file or folder: disks take up to 255, and a letter of Korean has three."""
DEEPEST = 4
ENDINGS = (".csv", ".toml", ".json", ".md")
_CHUNK_BYTES = 65_536
_FORBIDDEN = frozenset('<>:"|?*\\')
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_SHOWN_PROBLEMS = 20
_UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, UnicodeError)


def scenario_text(name: str, content: bytes) -> str:
    """Return the text of a scenario file.

    Raises:
        InputError: If the name has parts of a path or another ending, or it is too large or not UTF-8.
    """
    problems = _name_problems(name, (".toml",))
    if len(content) > LARGEST_SCENARIO_BYTES:
        problems.append(_too_large(name, LARGEST_SCENARIO_BYTES))
    text = ""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.append(Problem(_shown(name), "is not UTF-8 text", remedy="save it as UTF-8"))
    if "\0" in text:
        problems.append(Problem(_shown(name), "is not text"))
    _raise(problems)
    return text


def unpack_case(name: str, content: bytes, folder: Path) -> tuple[str, ...]:
    """Unpack a zip archive of a case into a folder, whole or not at all; return the paths of its files.

    A single folder around everything is left out, as are the leftovers of macOS.

    Raises:
        InputError: With everything wrong: too many or too large entries, names that lead elsewhere, links,
            files that belong to no case, packing that cannot be read.
    """
    _raise(_name_problems(name, (".zip",)))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = _checked(name, archive, len(content))
            with whole_folder(folder) as place:
                _write(name, archive, entries, place)
    except _UNREADABLE as error:
        raise InputError([Problem(name, f"cannot be unpacked: {error}")]) from None
    return tuple(sorted(str(path) for path in entries))


def _checked(name: str, archive: zipfile.ZipFile, packed_bytes: int) -> dict[PurePosixPath, zipfile.ZipInfo]:
    infos = archive.infolist()
    if len(infos) > MOST_ENTRIES:
        _raise([Problem(name, f"has {len(infos):,} entries", remedy=f"at most {MOST_ENTRIES}")])
    problems = [problem for info in infos for problem in _entry_problems(name, info)]
    total = sum(info.file_size for info in infos)
    if total > LARGEST_CASE_BYTES:
        problems.append(_too_large_unpacked(name))
    elif total > LARGEST_RATIO * max(packed_bytes, 1):
        problems.append(_too_dense(name))
    _raise(problems)
    entries = {PurePosixPath(info.filename): info for info in infos if _is_kept(info)}
    entries = _without_outer_folder(entries)
    if not entries:
        problems.append(Problem(name, "holds no file of a case"))
    if len({str(path).casefold() for path in entries}) < len([info for info in infos if _is_kept(info)]):
        problems.append(Problem(name, "holds a file twice, or two that differ in capitals only"))
    files = {str(path).casefold() for path in entries}
    if any(str(folder).casefold() in files for path in entries for folder in path.parents):
        problems.append(Problem(name, "holds a file and a folder of the same name"))
    _raise(problems)
    return entries


def _entry_problems(name: str, info: zipfile.ZipInfo) -> Iterator[Problem]:
    shown = f"{name}: {_shown(info.filename)}"
    raw = info.orig_filename
    parts = raw.rstrip("/").split("/")
    if raw.startswith("/") or any(part in ("", ".", "..") or not _is_plain(part) for part in parts):
        yield Problem(shown, "has a name that leads elsewhere", remedy="only names below the case's folder")
    elif len(raw) > LONGEST_NAME or len(parts) > DEEPEST or _is_long(parts):
        remedy = f"at most {LONGEST_NAME} characters and {DEEPEST} levels"
        yield Problem(shown, "has a name that is too long", remedy=remedy)
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        yield Problem(shown, "is a link or a device", remedy="only files")
    if info.flag_bits & 0x1:
        yield Problem(shown, "is locked by a password")
    if info.compress_type not in _PACKINGS:
        yield Problem(shown, "is packed in an unusual way", remedy="make a plain zip archive")
    if _is_kept(info) and not info.filename.lower().endswith(ENDINGS):
        yield Problem(shown, "is no file of a case", remedy=f"only {', '.join(ENDINGS)}")


def _write(
    name: str, archive: zipfile.ZipFile, entries: dict[PurePosixPath, zipfile.ZipInfo], place: Path
) -> None:
    """Unpack, counting what really comes: what an archive says of its sizes may be a lie."""
    left = LARGEST_CASE_BYTES
    for path, info in entries.items():
        target = place / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(info) as packed, target.open("xb") as file:
            while chunk := packed.read(_CHUNK_BYTES):
                left -= len(chunk)
                if left < 0:
                    raise InputError([_too_large_unpacked(name)])
                file.write(chunk)


def _is_kept(info: zipfile.ZipInfo) -> bool:
    last = info.filename.rsplit("/", 1)[-1]
    is_leftover = info.filename.startswith("__MACOSX/") or last == ".DS_Store"
    return not info.is_dir() and not is_leftover


def _without_outer_folder(
    entries: dict[PurePosixPath, zipfile.ZipInfo],
) -> dict[PurePosixPath, zipfile.ZipInfo]:
    outer = {path.parts[0] for path in entries}
    if len(outer) != 1 or any(len(path.parts) == 1 for path in entries):
        return entries
    return {PurePosixPath(*path.parts[1:]): info for path, info in entries.items()}


def _name_problems(name: str, endings: tuple[str, ...]) -> list[Problem]:
    problems = []
    if name in ("", ".", "..") or "/" in name or not _is_plain(name) or len(name) > LONGEST_NAME:
        remedy = f"a plain name of at most {LONGEST_NAME} characters, without a folder"
        problems.append(Problem(_shown(name), "is no name for a file", remedy=remedy))
    if not name.lower().endswith(endings):
        problems.append(Problem(_shown(name), "has another ending", remedy=" or ".join(endings)))
    return problems


def _is_long(parts: list[str]) -> bool:
    return any(len(part.encode()) > LONGEST_PART_BYTES for part in parts)


def _is_plain(part: str) -> bool:
    return part.isprintable() and not _FORBIDDEN & set(part)


def _shown(name: str) -> str:
    plain = "".join(letter if letter.isprintable() else "?" for letter in name)
    return plain[:LONGEST_NAME] or "the file"


def _too_large(name: str, bytes_: int) -> Problem:
    return Problem(_shown(name), "is too large", remedy=f"at most {bytes_:,} bytes")


def _too_large_unpacked(name: str) -> Problem:
    return Problem(name, "is too large unpacked", remedy=f"at most {LARGEST_CASE_BYTES:,} bytes")


def _too_dense(name: str) -> Problem:
    remedy = f"at most {LARGEST_RATIO} times its packed size"
    return Problem(name, "would grow too much when unpacked", remedy=remedy)


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise InputError(problems[:_SHOWN_PROBLEMS])
