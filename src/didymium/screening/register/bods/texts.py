"""A file of statements as text: within bounds, in UTF-8, not something else with the name of one."""

from __future__ import annotations

from pathlib import Path

from didymium.screening.register.findings import Findings

LARGEST_BYTES = 300_000_000
"""Largest file read at once: what it holds takes about five times as much memory."""
_AS_UTF8 = "save it as UTF-8"
_OTHERS = {
    b"PK\x03\x04": "is a zip archive or a workbook",
    b"\x1f\x8b": "is packed (gzip)",
    b"PAR1": "is a Parquet file",
    b"%PDF": "is a PDF file",
    b"\xff\xfe": "is saved as UTF-16 text",
    b"\xfe\xff": "is saved as UTF-16 text",
}


def bytes_of(path: Path, findings: Findings, largest_bytes: int = LARGEST_BYTES) -> bytes:
    """Return what a file holds.

    Raises:
        InputError: If it is missing, no file, too large or may not be read.
    """
    try:
        if path.is_dir():
            raise findings.refuse("is a folder", "give the file itself")
        if not path.is_file():
            raise findings.refuse("does not exist or is no plain file")
        if path.stat().st_size > largest_bytes:
            raise findings.refuse("is too large", f"at most {largest_bytes:,} bytes; larger ones as Parquet")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its name is none"
        raise findings.refuse(f"cannot be read: {reason}") from None


def text_of(content: bytes, findings: Findings, largest_bytes: int = LARGEST_BYTES) -> str:
    """Return bytes as text, without a byte order mark.

    Raises:
        InputError: If they are too many, none, or no UTF-8 text.
    """
    if len(content) > largest_bytes:
        raise findings.refuse("is too large", f"at most {largest_bytes:,} bytes; larger ones as Parquet")
    for beginning, message in _OTHERS.items():
        if content.startswith(beginning):
            raise findings.refuse(message, f"give the JSON text itself; {_AS_UTF8}")
    if b"\0" in content:
        raise findings.refuse("is not text", "it holds zero bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise findings.refuse(f"is not UTF-8 text (byte {error.start:,})", _AS_UTF8) from None
    if not text.strip():
        raise findings.refuse("is empty", "it should hold statements")
    return text
