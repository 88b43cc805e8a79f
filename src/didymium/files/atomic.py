"""Write a folder whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder beside ``target`` to write into, and put it in the target's place at the end.

    If anything fails, the target stays as it was and the unfinished folder goes. A folder that is there
    already is replaced. Should even putting the old one back fail, it stays in the workshop beside the
    target.
    """
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    unfinished, replaced = workshop / "new", workshop / "old"
    unfinished.mkdir()
    try:
        yield unfinished
        if target.exists():
            target.rename(replaced)
        _put(unfinished, target, replaced)
    finally:
        if target.exists() or not replaced.exists():
            shutil.rmtree(workshop, ignore_errors=True)


def _put(unfinished: Path, target: Path, replaced: Path) -> None:
    try:
        unfinished.rename(target)
    except BaseException:
        if replaced.exists() and not target.exists():
            replaced.rename(target)
        raise


def write_whole_file(path: Path, text: str) -> None:
    """Write a text file whole or not at all, in UTF-8 with plain line ends."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", prefix=f".{path.name}.", dir=path.parent, delete=False
    ) as file:
        file.write(text)
    unfinished = Path(file.name)
    unfinished.chmod(0o644)
    unfinished.replace(path)
