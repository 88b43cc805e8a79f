"""Sentences about products, those that differ in a stage or a circumstance alone put into one."""

from __future__ import annotations

from collections.abc import Iterable

from didymium.screening.answer import Said
from didymium.views.evidence.speaking import Speaker
from didymium.views.screening.saying import say_said

_GATHERED = ("stage", "condition")
"""Fields whose values are gathered."""


def say_sentences(speaker: Speaker, sentences: Iterable[Said]) -> str:
    """Return sentences one after the other, each once."""
    return " ".join(dict.fromkeys(say_said(speaker, said) for said in gathered(sentences)))


def gathered(sentences: Iterable[Said]) -> list[Said]:
    """Return sentences, of those that differ in one gathered field alone one with all its values."""
    values: dict[str, list[object]] = {}
    first: dict[str, tuple[Said, str]] = {}
    for said in sentences:
        field = next((name for name in _GATHERED if name in said.fields), "")
        rest = sorted((name, repr(value)) for name, value in said.fields.items() if name != field)
        key = repr((said.key, field, rest))
        first.setdefault(key, (said, field))
        values.setdefault(key, []).append(said.fields.get(field))
    return [
        Said(said.key, {**said.fields, field: list(dict.fromkeys(values[key]))}) if field else said
        for key, (said, field) in first.items()
    ]
