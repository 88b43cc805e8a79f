"""The prefixes under which a document writes the names of other vocabularies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from didymium.screening.lots.vocabulary import EXTENSION, GS1_VOCABULARY, MASTER_DATA


@dataclass(frozen=True)
class Names:
    """Prefixes of the document's context."""

    extension: str = "didymium"
    master_data: str = "cbvmda"
    vocabulary: str = "gs1"

    def key(self, data: Mapping[str, Any], name: str) -> str:
        """Return the key of one of our extensions: with the prefix, or the whole URI if it stands so."""
        return EXTENSION + name if EXTENSION + name in data else f"{self.extension}:{name}"

    def master(self, data: Mapping[str, Any], name: str) -> str:
        """Return the key of a master data attribute of the Core Business Vocabulary."""
        return MASTER_DATA + name if MASTER_DATA + name in data else f"{self.master_data}:{name}"

    def gs1(self, name: str) -> str:
        """Return the key of a property of the GS1 Web Vocabulary."""
        return f"{self.vocabulary}:{name}"


def names_of(context: object) -> Names:
    """Return the prefixes that a JSON-LD context gives; contexts on the web are not fetched."""
    found: dict[str, str] = {}
    for entry in context if isinstance(context, list) else [context]:
        if isinstance(entry, dict):
            found |= {uri: key for key, uri in entry.items() if isinstance(uri, str)}
    gs1 = next((found[uri] for uri in GS1_VOCABULARY if uri in found), "gs1")
    return Names(found.get(EXTENSION, "didymium"), found.get(MASTER_DATA, "cbvmda"), gs1)
