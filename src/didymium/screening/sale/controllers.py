"""Who controls a plant, and from where: what evidence says of the owner named first, else visibly assumed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from didymium.case.case import Case
from didymium.evidence.countries import country_codes
from didymium.evidence.evidence import Evidence

CountryBasis = Literal["evidence", "stakes", "stated", "assumed_region"]
"""Who says where a plant is controlled from: a subject of the evidence, project_stakes.csv, a table that was
given, or nobody: then the region in which it stands is assumed."""
OWNERS = frozenset({"company", "agency"})
"""Kinds of subject that own plants."""


@dataclass(frozen=True)
class Controller:
    """Whoever controls a plant."""

    name: str
    """A subject of the evidence, or the owner's name as the case writes it; blank: no owner is named."""
    country: str
    """Country of control."""
    basis: CountryBasis
    source: str = ""
    """What the country rests on."""


def named_owners(text: str) -> tuple[str, ...]:
    """Return the owners that a cell of plants.csv names, in its order, without what stands in parentheses."""
    bare = re.sub(r"\([^()]*\)", "", text)
    return tuple(name for part in bare.split(",") if (name := " ".join(part.split())))


class Controllers:
    """Finds who controls what in a case.

    The owner named first counts as the one in control: the case gives no stakes of operating plants. Parents
    that the evidence knows (``part_of``) take the place of their companies. ``stated`` overrules both, by the
    owner's name or by the plant: what a register of ownership says can be laid over.
    """

    def __init__(
        self, case: Case, evidence: Evidence | None, stated: Mapping[str, Controller] | None = None
    ) -> None:
        self._evidence = evidence
        self._subjects = dict(_subject_names(evidence)) if evidence is not None else {}
        self._stakes = {
            row.holder.casefold(): (row.region, row.source) for row in case.project_stakes if row.region
        }
        self._stated = {name.casefold(): found for name, found in (stated or {}).items()}

    def of_plant(self, plant: str, owners: str, region: str) -> Controller:
        """Return who controls a plant of these owners that stands in a region."""
        if plant.casefold() in self._stated:
            return self._stated[plant.casefold()]
        names = named_owners(owners)
        return self.of_owner(names[0], region) if names else Controller("", region, "assumed_region")

    def of_owner(self, name: str, region: str) -> Controller:
        """Return the controller behind an owner; ``region`` is assumed where nothing says otherwise."""
        if name.casefold() in self._stated:
            return self._stated[name.casefold()]
        subject = self.subject_of(name)
        country = self._country(subject)
        if country:
            return Controller(subject, country, "evidence", subject)
        staked, source = self._stakes.get(name.casefold(), self._stakes.get(subject.casefold(), (None, "")))
        known = subject or name
        return Controller(known, staked, "stakes", source) if staked else _assumed(known, region)

    def subject_of(self, name: str) -> str:
        """Return the topmost company of the evidence behind a name; blank if it knows none."""
        subject = self._subjects.get(name.casefold(), "")
        parents = list(self._upwards(subject))
        companies = [one for one in parents if self._kind(one) in OWNERS]
        return companies[-1] if companies else subject

    def _upwards(self, subject: str) -> Iterator[str]:
        """Yield a subject and what it is part of; a ring ends where it closes."""
        seen: set[str] = set()
        while subject and subject not in seen:
            seen.add(subject)
            yield subject
            known = self._evidence.subjects.get(subject) if self._evidence is not None else None
            subject = known.part_of if known is not None else ""

    def _kind(self, name: str) -> str:
        known = self._evidence.subjects.get(name) if self._evidence is not None else None
        return known.kind if known is not None else ""

    def _country(self, subject: str) -> str:
        codes = country_codes()
        return next((one for one in self._upwards(subject) if one in codes), "")


def _assumed(name: str, region: str) -> Controller:
    return Controller(name, region, "assumed_region")


def _subject_names(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Yield every way to write a subject that owns plants, with the subject."""
    for alias in evidence.aliases.values():
        known = evidence.subjects.get(alias.stands_for)
        if known is not None and known.kind in OWNERS:
            yield alias.alias.casefold(), alias.stands_for
    for name, subject in evidence.subjects.items():
        if subject.kind in OWNERS:
            yield name.replace("_", " ").casefold(), name
            for text in (name, subject.name_en, subject.name_ko, subject.name_ja):
                yield text.casefold(), name
