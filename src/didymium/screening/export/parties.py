"""Whether an end user is on a list of parties. Of some lists only a part of the names is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import token_sort_ratio
from rapidfuzz.process import extractOne

from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.querying import plain
from didymium.screening.answer import Holds, Said
from didymium.screening.export.shipment import EndUser

LANGUAGES = ("en", "ko", "ja")
_LEGAL_FORM = re.compile(
    r"\b(?:incorporated|inc|corporation|corp|company|co|limited|ltd|llc|plc|gmbh|kk|holdings?)\b"
    r"|株式会社|有限会社|一般社団法人|\(株\)|주식회사|\(주\)|有限公司|股份"
)
_BRACKETS = re.compile(r"\([^()]*\)")
"""What a source adds to a name: a short form, or the country."""
_ALIKE = 85.0
"""From this likeness of 100 on a name may be a listed one, spelled otherwise."""
_SHORTEST = 5
"""Letters from which on a name with one wrong letter may be meant."""


@dataclass(frozen=True)
class Listing:
    """Whether a party is on a list."""

    holds: Holds
    party: str = ""
    """The subject of the evidence that it is, or may be."""
    fact: str = ""
    """The fact that lists it."""
    missing: tuple[Said, ...] = ()


def listing(user: EndUser, lists: Iterable[str], evidence: Evidence) -> Listing:
    """Return whether an end user is on any of some lists (subjects of ``listed`` facts).

    A list is complete if it holds as many names as the figure that a source gives for it; a name that an
    incomplete list lacks is unknown, unless the exporter has checked it.
    """
    named = {name: evidence.listed.get(name, ()) for name in lists}
    found = _found(user, [pair for pairs in named.values() for pair in pairs], evidence)
    if found is not None:
        return found
    if user.declared_unlisted:
        return Listing(Holds.NO)
    if not user.name:
        return Listing(Holds.UNKNOWN, missing=(Said("screen.export.missing.end_user"),))
    known = {name: len({party for party, _ in pairs}) for name, pairs in named.items()}
    missing = [said for name, number in known.items() if (said := _incomplete(name, number, evidence))]
    return Listing(Holds.UNKNOWN if missing else Holds.NO, missing=tuple(missing))


def _found(user: EndUser, listed: Sequence[tuple[str, str]], evidence: Evidence) -> Listing | None:
    """Return the listing that a name hits, or comes so near that someone must look."""
    if not user.name:
        return None
    words = _names(listed, evidence)
    asked = bare_name(user.name)
    for spelled in (asked, _written_together(asked)):
        if spelled in words:
            return Listing(Holds.YES, *words[spelled])
    near = None if user.declared_unlisted else _near(asked, list(words))
    if near is None:
        return None
    party, fact = words[near]
    missing = Said("screen.export.missing.like_listed", {"name": user.name, "party": party})
    return Listing(Holds.UNKNOWN, party, fact, (missing,))


def _names(listed: Iterable[tuple[str, str]], evidence: Evidence) -> dict[str, tuple[str, str]]:
    """Return every name of the listed parties, with the party and the fact that lists it."""
    found: dict[str, tuple[str, str]] = {}
    for party, fact in listed:
        names = {party, *evidence.other_names.get(party, ())}
        names |= {evidence.name(party, language) for language in LANGUAGES}
        found.update({_written_together(bare_name(name)): (party, fact) for name in names})
        found.update({bare_name(name): (party, fact) for name in names})
    return found


@lru_cache(maxsize=4096)
def bare_name(name: str) -> str:
    """Return a name without case, width, punctuation and words for the legal form of a company.

    >>> bare_name("SUBARU Corporation")
    'subaru'
    """
    without_form = _LEGAL_FORM.sub(" ", plain(name).replace(".", "").replace(",", " "))
    words = _BRACKETS.sub(" ", without_form).split() or without_form.split()
    return " ".join(words) or plain(name)


def _written_together(name: str) -> str:
    """Return a bare name without the spaces and dots that Japanese names have or lack."""
    return name.replace(" ", "").replace("・", "")


def _near(asked: str, names: Sequence[str]) -> str | None:
    """Return the listed name that the same words, or nearly the same letters, make up."""
    best = extractOne(asked, names, scorer=token_sort_ratio, score_cutoff=_ALIKE)
    if best is not None:
        return str(best[0])
    if len(asked) < _SHORTEST:
        return None
    return next((name for name in names if OSA.distance(asked, name, score_cutoff=1) <= 1), None)


def _said(name: str, evidence: Evidence) -> int | None:
    """Return how many parties a list has: the highest figure of any source that is no misprint."""
    facts = evidence.facts.filter(
        pl.col("subject") == name,
        pl.col("measure") == "number_of",
        ~pl.col("warnings").fill_null("").str.contains("misprint"),
    )
    highest = facts["number"].max()
    return int(highest) if isinstance(highest, float) else None


def _incomplete(name: str, known: int, evidence: Evidence) -> Said | None:
    """Say how much of a list is known; None if all of it is."""
    said = _said(name, evidence)
    if said is not None and known >= said:
        return None
    key = "screen.export.missing.list" if said is not None else "screen.export.missing.list_unknown"
    return Said(key, {"list": name, "known": known, "total": said})
