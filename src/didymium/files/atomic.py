"""Write a folder or a file whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OLD, _NEW = "old", "new"


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder beside ``target`` to write into, and put it in the target's place at the end.

    If anything fails, the target stays as it was and the unfinished folder goes. A folder that is there
    already is replaced. Killed between taking the old folder away and putting the new one in its place, it
    leaves the old one for :func:`restore_folder`.
    """
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    restore_folder(target)
    workshop = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    unfinished, replaced = workshop / _NEW, workshop / _OLD
    unfinished.mkdir()
    try:
        yield unfinished
        if target.exists():
            target.rename(replaced)
        unfinished.rename(target)
    except BaseException:
        if replaced.exists() and not target.exists():
            replaced.rename(target)
        raise
    finally:
        if target.exists() or not replaced.exists():
            shutil.rmtree(workshop, ignore_errors=True)


def restore_folder(target: Path) -> bool:
    """Put a folder back that a killed :func:`whole_folder` had taken away; say whether there was one."""
    if target.exists() or not target.parent.is_dir():
        return False
    for replaced in sorted(target.parent.glob(f".{target.name}.*/{_OLD}")):
        replaced.rename(target)
        shutil.rmtree(replaced.parent, ignore_errors=True)
        return True
    return False


def write_whole_file(path: Path, text: str) -> None:
    """Write a text file whole or not at all, in UTF-8 with plain line ends.

    Raises:
        OSError: If it cannot be written, or stands for something else than a file.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no file that can be replaced", str(path))
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        unfinished.chmod(0o666 & ~_mask())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def write_whole_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and through to the disk.

    Raises:
        OSError: If it cannot be written.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.chmod(0o666 & ~_mask())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
