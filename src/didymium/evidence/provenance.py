"""Where a figure comes from, as written in the ``source`` column of a case table.

A ``source`` cell holds one or more references separated by ``;``. Each may name the column it speaks for
(``capacity_t_per_year=usgs_mcs2026``); without a column it speaks for every figure of the row that no other
reference names. A reference is

- one or more ids of facts or sources, separated by commas: the figure is *cited*;
- ``derived: how [id, id]``: computed from facts, their ids in brackets;
- ``assumed: why``: nobody said so but us.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]*")
_COLUMN = re.compile(r"\s*([a-z][a-z0-9_]*)\s*=\s*(.*)", re.DOTALL)
_CELLS_KEPT, _LONGEST_KEPT = 8192, 1000
"""How many cells are remembered with their references, and the most characters of one: a case asks for those
of a row many times, and many rows say the same."""


class Kind(StrEnum):
    """How a figure is known."""

    CITED = "cited"
    DERIVED = "derived"
    ASSUMED = "assumed"


@dataclass(frozen=True)
class Reference:
    """One reference of a ``source`` cell: for which column, of which kind, resting on which facts or
    sources.
    """

    column: str | None
    kind: Kind
    ids: tuple[str, ...]
    """Facts, or sources where nothing more is known."""
    explanation: str


def parse_references(cell: str) -> tuple[Reference, ...]:
    """Read a ``source`` cell.

    Raises:
        ValueError: If a reference is empty, an identifier is malformed, or ``assumed``/``derived`` gives
            no reason.
    """
    return _remembered(cell) if len(cell) <= _LONGEST_KEPT else _parse(cell)


def reference_for(references: Iterable[Reference], column: str) -> Reference | None:
    """Return the reference that speaks for ``column``: its own if there is one, else the row's."""
    general = None
    for reference in references:
        if reference.column == column:
            return reference
        if reference.column is None:
            general = reference
    return general


def _parse(cell: str) -> tuple[Reference, ...]:
    return tuple(_parse_reference(part) for part in cell.split(";") if part.strip())


_remembered = lru_cache(_CELLS_KEPT)(_parse)


def _parse_reference(text: str) -> Reference:
    column = None
    match = _COLUMN.fullmatch(text)
    if match:
        column, text = match.group(1), match.group(2)
    text = text.strip()
    for kind in (Kind.ASSUMED, Kind.DERIVED):
        if text.startswith(f"{kind}:"):
            return _explained(column, kind, text.removeprefix(f"{kind}:").strip())
    identifiers = tuple(part.strip() for part in text.split(","))
    for identifier in identifiers:
        if not _IDENTIFIER.fullmatch(identifier):
            ways = 'write one, "assumed: why" or "derived: how [id]"'
            raise ValueError(f'"{identifier}" is no id of a fact or source ({ways})')
    return Reference(column, Kind.CITED, identifiers, "")


def _explained(column: str | None, kind: Kind, explanation: str) -> Reference:
    if not explanation:
        raise ValueError(f'"{kind}:" needs a reason after it')
    ids: tuple[str, ...] = ()
    match = re.search(r"\[([^\]]*)\]\s*$", explanation)
    if match:
        ids = tuple(part.strip() for part in match.group(1).split(",") if part.strip())
        bad = [name for name in ids if not _IDENTIFIER.fullmatch(name)]
        if bad:
            raise ValueError(f'"{bad[0]}" is no id of a fact or source')
    return Reference(column, kind, ids, explanation)
