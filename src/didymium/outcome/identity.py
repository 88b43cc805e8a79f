"""What a result was made from, as hashes: the case, the code, any text."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from didymium.case.case import Case


def case_hash(case: Case, *, confidential: bool = False) -> str:
    """Return a hash of everything that a case says, whatever the order of files; its confidential rows only
    count if asked for, since a hash that is shown may be tried against guesses.
    """
    parts = [case.settings.model_dump_json()]
    for table in sorted(case.tables):
        rows = case.tables[table]
        if not confidential:
            rows = tuple(row for row in rows if not case.is_confidential(table, row.identity))
        parts += [row.model_dump_json() for row in rows]
    return text_hash("\n".join(parts))


@cache
def code_hash() -> str:
    """Return a hash of the product's own source files."""
    package = Path(__file__).parent.parent
    files = sorted(package.rglob("*.py"))
    return text_hash(
        "\n".join(f"{file.relative_to(package)} {file.read_text(encoding='utf-8')}" for file in files)
    )


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
