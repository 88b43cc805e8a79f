"""Parties by identifier or name, in any script."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from didymium.files.problems import InputError, Problem
from didymium.screening.ownership.holdings import PartyNames
from didymium.screening.register.findings import plain, shown
from didymium.screening.register.records import Party

MOST_NAMED = 8
ALIKE = 0.8
"""Likeness (Jaro and Winkler) from which a name is worth suggesting."""
LONGEST_ASKED = 500


class RegisterNames(PartyNames, Protocol):
    """Names of a register that can also say what was perhaps meant."""

    def countries(self, party: int) -> tuple[str, ...]:
        """Return every country of a party: the nationalities of a person, or a jurisdiction."""
        ...

    def alike(self, text: str) -> list[int]:
        """Return parties with an identifier or name like a text, the likest first."""
        ...


def name_key(text: str) -> str:
    """Return what two writings of a name share: Unicode NFKC, without case, with single spaces.

    Full-width letters, ligatures, half-width kana and composed or decomposed Hangul come to the same.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


class ListedNames:
    """Names held in memory: ``parties`` in the order of their indices."""

    def __init__(self, parties: Sequence[Party], jurisdictions: Sequence[str]) -> None:
        self._parties = parties
        self._jurisdictions = jurisdictions
        self._by_id = {party.id: index for index, party in enumerate(parties)}
        self._by_key: defaultdict[str, list[int]] = defaultdict(list)
        for index, party in enumerate(parties):
            for key in {name_key(name) for name in (party.id, party.name, *party.other_names) if name}:
                self._by_key[key].append(index)

    def identifier(self, party: int) -> str:
        """Return the identifier that the data use."""
        return self._parties[party].id

    def name(self, party: int) -> str:
        """Return the name, or the identifier of a party without one."""
        return self._parties[party].name or self._parties[party].id

    def jurisdiction(self, code: int) -> str:
        """Return the country of a code; nothing for -1."""
        return self._jurisdictions[code] if code >= 0 else ""

    def countries(self, party: int) -> tuple[str, ...]:
        """Return every country of a party."""
        return self._parties[party].countries

    def find(self, text: str) -> list[int]:
        """Return the party with this identifier, or else every party with this name."""
        known = self._by_id.get(text)
        if known is not None:
            return [known]
        return list(self._by_key.get(name_key(text[:LONGEST_ASKED]), ()))

    def alike(self, text: str) -> list[int]:
        """Return parties with an identifier or name like a text, the likest first."""
        found = process.extract(
            name_key(text[:LONGEST_ASKED]), list(self._by_key), scorer=JaroWinkler.similarity,
            score_cutoff=ALIKE, limit=MOST_NAMED,
        )  # fmt: skip
        parties = (party for key, _, _ in found for party in self._by_key[key])
        return list(dict.fromkeys(parties))[:MOST_NAMED]


def find_party(names: RegisterNames, text: str, what: str = "target") -> int:
    """Return the one party with an identifier or name; ``what`` names the question in messages.

    Raises:
        InputError: If there is none (then with those that are alike) or more than one.
    """
    if not _is_text(text) or not text.strip():
        raise InputError([Problem(what, "is no name of a party", value=plain(text))])
    found = names.find(text)
    if len(found) == 1:
        return found[0]
    if found:
        more = f" and {len(found) - MOST_NAMED:,} more" if len(found) > MOST_NAMED else ""
        remedy = f"give the identifier: {_listed(names, found)}{more}"
        message = f"is the name of {len(found):,} parties"
        raise InputError([Problem(what, message, value=shown(text), remedy=remedy)])
    alike = names.alike(text)
    remedy = f"did you mean {_listed(names, alike)}?" if alike else "give its identifier or exact name"
    raise InputError([Problem(what, "is no party of this register", value=shown(text), remedy=remedy)])


def _listed(names: RegisterNames, parties: Sequence[int]) -> str:
    return ", ".join(
        f'{plain(names.identifier(party))} "{plain(names.name(party))}"' for party in parties[:MOST_NAMED]
    )


def _is_text(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
