"""Which rows or entries a cell such as ``material=magnet; region=JPN|KOR`` selects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from didymium.case.case import Case
from didymium.case.pairs import read_pairs

_REGIONS = frozenset({"region", "origin", "destination", "regions", "origins", "destinations"})
_MATERIALS = frozenset({"material", "materials", "from_material", "to_material"})


@dataclass(frozen=True)
class Selection:
    """Values wanted by column; an entry that holds several values is selected if any of them is wanted."""

    wanted: Mapping[str, frozenset[str]]

    def takes(self, row: BaseModel) -> bool:
        """Say whether a row or entry is selected."""
        return all(
            _values(row, column) & values or (_is_all(row, column) and values)
            for column, values in self.wanted.items()
        )


def read_selection(case: Case, text: str) -> Selection:
    """Read a selection, with clubs and groups of materials spelt out beside their names.

    Raises:
        ValueError: If the text is malformed.
    """
    wanted = {}
    for column, values in read_pairs(text).items():
        names = [name.strip() for name in values.split("|") if name.strip()]
        found = set(names)
        for name in names:
            if column in _REGIONS:
                found.update(case.regions_of(name))
            elif column in _MATERIALS:
                found.update(case.materials_of(name))
        wanted[column] = frozenset(found)
    return Selection(wanted)


def _values(row: BaseModel, column: str) -> set[str]:
    # A header that is a word of Python, such as from, fills an attribute with a line below it.
    value = getattr(row, column, getattr(row, f"{column}_", None))
    if value is None:
        return set()
    if column == "sectors" and isinstance(value, str):
        return set(value.split())
    return {str(item) for item in value} if isinstance(value, tuple) else {str(value)}


def _is_all(row: BaseModel, column: str) -> bool:
    return getattr(row, column, None) in ("all", "*")
