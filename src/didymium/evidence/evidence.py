"""All evidence in memory: sources, words, facts, sums, corrections, agreements and rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from didymium.evidence.agreements import Agreement, Rule
from didymium.evidence.countries import country_codes, country_name
from didymium.evidence.facts import Correction, Sum
from didymium.evidence.sources import Source
from didymium.evidence.vocabulary import Alias, Area, EvidenceMaterial, Measure, Phrase, Subject, Unit


@dataclass(frozen=True)
class Evidence:
    """What is known, and who says so.

    ``facts`` has the columns of :data:`didymium.evidence.fact_table.SCHEMA`: what the sources print. Use
    :attr:`corrected` for figures to compute with. ``names`` are the words of a case (regions, materials) in
    each language, so that its own facts can be named.
    """

    sources: Mapping[str, Source]
    subjects: Mapping[str, Subject]
    materials: Mapping[str, EvidenceMaterial]
    measures: Mapping[str, Measure]
    units: Mapping[str, Unit]
    areas: Mapping[str, Area]
    phrases: Mapping[str, Phrase]
    aliases: Mapping[str, Alias]
    facts: pl.DataFrame
    sums: Mapping[str, Sum] = field(default_factory=dict)
    corrections: Mapping[str, Correction] = field(default_factory=dict)
    agreements: Mapping[str, Agreement] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    places: Mapping[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    """File and row of each thing, by table and identifier."""
    confidential: frozenset[tuple[str, str]] = frozenset()
    """Things that were laid over a case from outside, by table and identifier."""

    @cached_property
    def fact_ids(self) -> frozenset[str]:
        """Identifiers of all facts."""
        return frozenset(self.facts["fact"].to_list())

    @cached_property
    def _fact_rows(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.facts["fact"].to_list())}

    @cached_property
    def by_date(self) -> pl.DataFrame:
        """Facts by date, subject and measure: sorted once, for every question."""
        return self.facts.sort("start", "end", "subject", "measure", "fact")

    @cached_property
    def corrected(self) -> pl.DataFrame:
        """Facts with every correction in force applied."""
        from didymium.evidence.correcting import apply_corrections

        return apply_corrections(self.facts, self.corrections.values(), self.units)

    def fact(self, identifier: str) -> dict[str, Any]:
        """Return a fact as a row of :attr:`facts`.

        Raises:
            KeyError: If there is none of that name.
        """
        return self.facts.row(self._fact_rows[identifier], named=True)

    @cached_property
    def listed(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """What each list (subject of ``listed`` facts) names, each with the fact that says so."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        rows = self.facts.filter(pl.col("measure") == "listed").select("subject", "value", "fact")
        for subject, value, fact in rows.iter_rows():
            found[subject].append((value, fact))
        return {subject: tuple(pairs) for subject, pairs in found.items()}

    @cached_property
    def other_names(self) -> Mapping[str, tuple[str, ...]]:
        """Aliases of each identifier that has some."""
        found: dict[str, list[str]] = defaultdict(list)
        for alias in self.aliases.values():
            found[alias.stands_for].append(alias.alias)
        return {name: tuple(aliases) for name, aliases in found.items()}

    def groups_of(self, material: str) -> tuple[str, ...]:
        """Return the groups that a material belongs to, the nearest first; none for an unknown one."""
        found: list[str] = []
        while material in self.materials and (group := self.materials[material].part_of):
            if group in found:
                break
            found.append(group)
            material = group
        return tuple(found)

    def elements_of(self, material: str) -> frozenset[str]:
        """Return the elements that every piece of a material holds; itself for an element."""
        row = self.materials.get(material)
        if row is None:
            return frozenset()
        return frozenset({material} if row.kind == "element" else row.elements.split())

    def phrase(self, text: str, language: str = "en") -> str:
        """Return a few words of a fact or correction in a language; as they are if nobody translated them."""
        known = self.phrases.get(text)
        return text if known is None or language == "en" else str(getattr(known, f"phrase_{language}"))

    def name(self, identifier: str, language: str = "en") -> str:
        """Return the name of a subject, country, material, agreement or rule; the identifier if unknown."""
        for table in (self.subjects, self.materials):
            if identifier in table:
                return str(getattr(table[identifier], f"name_{language}"))
        for texts in (self.agreements, self.rules):
            if identifier in texts:
                return texts[identifier].title.in_language(language)
        if identifier in self.names:
            return self.names[identifier].get(language) or identifier
        if identifier in country_codes():
            return country_name(identifier, language) or identifier
        return identifier
