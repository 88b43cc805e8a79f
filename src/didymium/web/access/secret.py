"""The server's own secret, with which it signs forms and cookies."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from pathlib import Path

NAME = "secret"
_SECRET = re.compile(r"[0-9a-f]{64}")


class SecretError(Exception):
    """Raised if the file of the secret holds something else."""


def server_secret(state: Path) -> str:
    """Return the secret kept in the state folder, made if there is none: 32 random bytes, for the owner only.

    Raises:
        SecretError: If the file is damaged.
        OSError: If it cannot be read or written.
    """
    file = state / NAME
    if not file.exists():
        _make(file)
    if file.stat().st_mode & 0o077:
        file.chmod(0o600)
    text = file.read_text(encoding="ascii", errors="replace").strip()
    if not _SECRET.fullmatch(text):
        raise SecretError(f"{file} is damaged: remove it, and a new one is made; open forms must be reloaded")
    return text


def _make(file: Path) -> None:
    """Write the file whole; of two servers that start at once, the first one's stays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp makes files that only their owner can read.
    handle, name = tempfile.mkstemp(prefix=".secret.", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as unfinished:
            unfinished.write(secrets.token_hex(32) + "\n")
        try:
            os.link(name, file)
        except FileExistsError:
            pass
        except OSError:  # A file system without links.
            Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)
