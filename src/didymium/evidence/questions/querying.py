"""Find facts: by words in any language, by dimension of the table, by date."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from didymium.evidence.countries import country_codes, country_name
from didymium.evidence.evidence import Evidence
from didymium.files.suggestion import did_you_mean, nearest

LANGUAGES = ("en", "ko", "ja")
COLUMNS = ("subject", "measure", "material", "stage", "region", "partner", "source")
"""Columns that a word may be looked for in."""


class UnknownWords(ValueError):
    """Raised for words that name nothing in the evidence, each with what may have been meant."""

    def __init__(self, words: Mapping[str, str | None]) -> None:
        self.words = dict(words)
        lines = [
            f'"{word}" names nothing known' + (f" ({hint})" if hint else "") for word, hint in words.items()
        ]
        super().__init__("; ".join(lines))


@dataclass(frozen=True)
class Query:
    """What to look for: identifiers by column (any of them), and the dates between which facts hold."""

    wanted: Mapping[str, frozenset[str]] = field(default_factory=dict)
    anywhere: tuple[frozenset[str], ...] = ()
    """Each set must be met by some column of a fact."""
    first: dt.date | None = None
    last: dt.date | None = None


def find_facts(evidence: Evidence, query: Query) -> pl.DataFrame:
    """Return the facts that a query asks for, by date, subject and measure."""
    conditions = [pl.col(column).is_in(sorted(names)) for column, names in query.wanted.items()]
    for names in query.anywhere:
        known = sorted(names)
        columns = [pl.col(column).is_in(known) for column in COLUMNS]
        conditions.append(
            pl.any_horizontal(*columns, pl.col("value").is_in(known) & (pl.col("unit") == "name"))
        )
    if query.first is not None:
        conditions.append(pl.col("end") >= query.first)
    if query.last is not None:
        conditions.append(pl.col("start") <= query.last)
    return evidence.by_date.filter(*conditions) if conditions else evidence.by_date


class Lexicon:
    """Every word that the evidence knows, in every language, with the identifiers that it stands for."""

    def __init__(self, evidence: Evidence) -> None:
        self._words: dict[str, set[str]] = defaultdict(set)
        self._materials = evidence.materials
        for table in (evidence.subjects, evidence.materials, evidence.measures):
            for identifier, row in table.items():
                self._add(identifier, [getattr(row, f"name_{language}") for language in LANGUAGES])
        for texts in (evidence.agreements, evidence.rules):
            for identifier, text in texts.items():
                self._add(identifier, [text.title.in_language(language) for language in LANGUAGES])
        for identifier, names in evidence.names.items():
            self._add(identifier, names.values())
        for code in country_codes():
            self._add(code, [name for language in LANGUAGES if (name := country_name(code, language))])
        for alias in evidence.aliases.values():
            self._words[plain(alias.alias)].add(alias.stands_for)
            self._words[plain(alias.alias).replace(" ", "")].add(alias.stands_for)
        for identifier in (*evidence.sources, *_stages()):
            self._add(identifier, ())

    def _add(self, identifier: str, names: Iterable[str]) -> None:
        for word in (identifier, *names):
            self._words[plain(word)].add(identifier)
            self._words[plain(word).replace(" ", "")].add(identifier)

    def knows(self, word: str) -> bool:
        """Whether a word stands for something."""
        return plain(word) in self._words

    def meaning(self, words: Sequence[str]) -> list[frozenset[str]]:
        """Return the identifiers that each word stands for.

        Raises:
            UnknownWords: If some stand for nothing.
        """
        unknown = [word for word in words if plain(word) not in self._words]
        if unknown:
            raise UnknownWords({word: did_you_mean(word, self._words, limit=0) for word in unknown})
        return [frozenset(self._words[plain(word)]) for word in words]

    def phrases(self, line: str) -> list[str]:
        """Return the words that a line is made of, from the left, each the longest that is known; what begins
        none stands alone. Commas and semicolons part words too.
        """
        found = []
        for part in re.split("[,;、，；]", line):
            rest = plain(part).split()
            while rest:
                sizes = range(len(rest), 0, -1)
                size = next((size for size in sizes if " ".join(rest[:size]) in self._words), 1)
                found.append(" ".join(rest[:size]))
                rest = rest[size:]
        return found

    def nearest(self, word: str) -> str | None:
        """Return the word most like one that stands for nothing, or None."""
        return nearest(plain(word), self._words)

    def identifiers(self, names: Iterable[str]) -> frozenset[str]:
        """Return every identifier that some names stand for.

        Raises:
            UnknownWords: If some stand for nothing.
        """
        return frozenset().union(*self.meaning(list(names)))


def plain(word: str) -> str:
    """Return a word without case, accents of width, and with spaces for ``_`` and ``-``."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    return " ".join(folded.replace("_", " ").replace("-", " ").split())


def _stages() -> tuple[str, ...]:
    from didymium.evidence.vocabulary import STAGES

    return STAGES
