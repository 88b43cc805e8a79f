"""On which line of a TOML file a value stands. Parsers throw the places away; this finds them again."""

from __future__ import annotations

import re
from collections import Counter

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?")
_KEY = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*[A-Za-z0-9_-]+)*)\s*=""")

Path = tuple[str | int, ...]


def line_of(text: str, path: Path) -> int | None:
    """Return the line (from 1) of the value at ``path``, or of the nearest table around it."""
    places = _places(text)
    while path:
        if path in places:
            return places[path]
        path = path[:-1]
    return None


def _places(text: str) -> dict[Path, int]:
    places: dict[Path, int] = {}
    counts: Counter[Path] = Counter()
    table: Path = ()
    quoted: str | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if quoted is None and (match := _HEADER.fullmatch(line)):
            table = _table(match.group(2), match.group(1) == "[[", counts)
            places.setdefault(table, number)
        elif quoted is None and (match := _KEY.match(line)):
            places.setdefault((*table, *_parts(match.group(1))), number)
        quoted = _open_quote(line, quoted)
    return places


def _table(name: str, is_array: bool, counts: Counter[Path]) -> Path:
    """Return the path of a header; every part that is an array gets the index of its last entry."""
    path: Path = ()
    parts = _parts(name)
    for position, part in enumerate(parts):
        path = (*path, part)
        if is_array and position == len(parts) - 1:
            counts[path] += 1
        if counts[path]:
            path = (*path, counts[path] - 1)
    return path


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in name.split("."))


def _open_quote(line: str, quoted: str | None) -> str | None:
    """Return the mark of the multi-line text that is still open after the line."""
    for mark in re.findall(r'"""|\'\'\'', line):
        quoted = mark if quoted is None else (None if quoted == mark else quoted)
    return quoted
