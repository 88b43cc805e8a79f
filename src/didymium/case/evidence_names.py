"""The words of a case that its facts may use: regions, materials, plants, sectors, processes, holders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from didymium.case import schema
from didymium.files.row import Row

_LANGUAGES = ("en", "ko", "ja")
_NAMED = {
    "regions": "region",
    "materials": "material",
    "plants": "plant",
    "sectors": "sector",
    "processes": "process",
}


def case_names(tables: Mapping[str, Sequence[Row]]) -> dict[str, dict[str, str]]:
    """Return the names of everything in a case that a fact may speak of, by identifier and language; English
    where a table has no other.
    """
    names: dict[str, dict[str, str]] = {}
    for table, column in _NAMED.items():
        for row in tables.get(table, ()):
            names[str(getattr(row, column))] = {
                language: getattr(row, f"name_{language}", "") or getattr(row, "name_en", "")
                for language in _LANGUAGES
            }
    for holding in tables.get("holdings", ()):
        if isinstance(holding, schema.Holding):
            plain = holding.holder.replace("_", " ")
            names.setdefault(holding.holder, dict.fromkeys(_LANGUAGES, plain))
    return names
