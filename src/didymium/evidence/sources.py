"""The list of sources: who published what, when, where, and on which terms."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Source(BaseModel):
    """One row of ``evidence/sources.csv``."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    source: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$")]
    """Identifier used in ``source`` cells."""
    title: str
    """Title."""
    publisher: str = ""
    """Who published it; blank: unknown."""
    published: str = ""
    """Date of publication as far as known: ``2026``, ``2026-03`` or ``2026-03-19``; blank: unknown."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "en"
    """Language, ISO 639-1."""
    url: str = ""
    """Address; blank: not recovered."""
    kind: Literal["official", "company", "press", "peer_reviewed", "secondary", "seed"]
    """How near the source is to the fact."""
    licence: str = ""
    """Terms on which its figures may be passed on; blank: single figures quoted only."""
