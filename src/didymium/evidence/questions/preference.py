"""Which of several facts on the same thing to compute with: the nearest to the source, then the newest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from didymium.evidence.evidence import Evidence

KINDS = ("official", "company", "peer_reviewed", "press", "secondary", "seed")
"""Kinds of sources from the nearest to the farthest."""


def preferred(evidence: Evidence, rows: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the fact to compute with, or None if there is none."""
    return min(rows, key=lambda row: _rank(evidence, row), default=None)


def _rank(evidence: Evidence, row: dict[str, Any]) -> tuple[int, int, int, str]:
    kind = evidence.sources[row["source"]].kind if row["source"] in evidence.sources else KINDS[-1]
    doubtful = len({"superseded", "disputed", "misprint"} & set(str(row["warnings"]).split()))
    newest = -row["end"].toordinal() if row["end"] else 0
    return doubtful, KINDS.index(kind), newest, str(row["fact"])
