"""Everything that the product says, in one catalogue for each language: message ids with named fields.

Messages are :meth:`str.format` templates. Every catalogue holds the same ids with the same fields (a test
holds them to it). A template never puts a grammatical particle right after a field, so that names of any
ending fit.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

LANGUAGES = ("en", "ko", "ja")
"""Languages in which the product speaks."""
PSEUDO = "qps"
"""A made-up language for tests: whatever it leaves unmarked never went through a catalogue."""

MODULES = (
    "didymium.locale.{}",
    "didymium.locale.evidence.{}",
    "didymium.locale.criticality.{}",
    "didymium.locale.ensemble.{}",
    "didymium.locale.stocks.{}",
    "didymium.locale.projects.{}",
    "didymium.locale.rival.{}",
    "didymium.locale.screening.{}",
    "didymium.locale.backtest.{}",
    "didymium.locale.validation.{}",
    "didymium.locale.answered.{}",
    "didymium.locale.web.{}",
)
"""Modules of a language's catalogue; no message may stand in two."""
_ACCENTS = str.maketrans("aeiouyAEIOUY", "àéîöüýÀÉÎÖÜÝ")


class UnknownLanguage(ValueError):
    """Raised for a language that has no catalogue."""


@dataclass(frozen=True)
class Catalogue:
    """The messages of one language."""

    language: str
    messages: Mapping[str, str]

    def text(self, message: str, **fields: object) -> str:
        """Return a message with its fields filled in.

        Raises:
            KeyError: If there is no such message or a field is missing: a mistake in the program.
        """
        return self.messages[message].format(**fields)


def catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language.

    Raises:
        UnknownLanguage: If there is none.
    """
    if language == PSEUDO:
        return Catalogue(PSEUDO, {key: pseudo(text) for key, text in catalogue("en").messages.items()})
    if language not in LANGUAGES:
        raise UnknownLanguage(f'"{language}" is not spoken here: choose {", ".join(LANGUAGES)}')
    messages: dict[str, str] = {}
    for module in MODULES:
        messages |= import_module(module.format(language)).MESSAGES
    return Catalogue(language, messages)


def fields_of(template: str) -> frozenset[str]:
    """Return the names of the fields of a template."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def pseudo(template: str) -> str:
    """Return a template in the pseudo-language: accented and bracketed, its fields as they were."""
    parts = []
    for literal, name, _, _ in string.Formatter().parse(template):
        parts.append(literal.translate(_ACCENTS).replace("{", "{{").replace("}", "}}"))
        if name is not None:
            parts.append(f"{{{name}}}")
    return f"⟦{''.join(parts)}⟧"
