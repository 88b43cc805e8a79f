"""Whether an end user is on a list of parties. Of some lists only a part of the names is known."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl
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
_ALIKE = 85.0
"""From this likeness of 100 on a name may be a listed one, spelled otherwise."""


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
    named = tuple(lists)
    rows = evidence.facts.filter(pl.col("measure") == "listed", pl.col("subject").is_in(named))
    found = _found(user, rows, evidence)
    if found is not None:
        return found
    if user.declared_unlisted:
        return Listing(Holds.NO)
    if not user.name:
        return Listing(Holds.UNKNOWN, missing=(Said("screen.export.missing.end_user"),))
    open_lists = [name for name in named if not _complete(name, rows, evidence)]
    missing = [_incomplete(name, rows, evidence) for name in open_lists]
    return Listing(Holds.UNKNOWN if missing else Holds.NO, missing=tuple(missing))


def _found(user: EndUser, rows: pl.DataFrame, evidence: Evidence) -> Listing | None:
    """Return the listing that a name hits, or comes so near that someone must look."""
    if not user.name:
        return None
    words = _names(rows, evidence)
    asked = bare_name(user.name)
    if asked in words:
        return Listing(Holds.YES, *words[asked])
    near = None if user.declared_unlisted else _near(asked, words)
    if near is None:
        return None
    party, fact = words[near]
    missing = Said("screen.export.missing.like_listed", {"name": user.name, "party": party})
    return Listing(Holds.UNKNOWN, party, fact, (missing,))


def _names(rows: pl.DataFrame, evidence: Evidence) -> dict[str, tuple[str, str]]:
    """Return every name of the listed parties, with the party and the fact that lists it."""
    parties, aliases = set(rows["value"]), defaultdict(list)
    for alias in evidence.aliases.values():
        if alias.stands_for in parties:
            aliases[alias.stands_for].append(alias.alias)
    found: dict[str, tuple[str, str]] = {}
    for row in rows.iter_rows(named=True):
        party = row["value"]
        names = {party, *aliases[party], *(evidence.name(party, language) for language in LANGUAGES)}
        found.update({bare_name(name): (party, row["fact"]) for name in names})
    return found


def bare_name(name: str) -> str:
    """Return a name without case, width, punctuation and words for the legal form of a company.

    >>> bare_name("SUBARU Corporation")
    'subaru'
    """
    words = _LEGAL_FORM.sub(" ", plain(name).replace(".", "").replace(",", " ")).split()
    return " ".join(words) or plain(name)


def _near(asked: str, names: Iterable[str]) -> str | None:
    """Return the listed name that the same words, or nearly the same letters, make up."""
    best = extractOne(asked, names, scorer=token_sort_ratio, score_cutoff=_ALIKE)
    return None if best is None else str(best[0])


def _complete(name: str, rows: pl.DataFrame, evidence: Evidence) -> bool:
    said = _said(name, evidence)
    return said is not None and rows.filter(pl.col("subject") == name)["value"].n_unique() >= said


def _said(name: str, evidence: Evidence) -> int | None:
    """Return how many parties a list has: the highest figure of any source that is no misprint."""
    facts = evidence.facts.filter(
        pl.col("subject") == name,
        pl.col("measure") == "number_of",
        ~pl.col("warnings").fill_null("").str.contains("misprint"),
    )
    highest = facts["number"].max()
    return int(highest) if isinstance(highest, float) else None


def _incomplete(name: str, rows: pl.DataFrame, evidence: Evidence) -> Said:
    known = rows.filter(pl.col("subject") == name)["value"].n_unique()
    said = _said(name, evidence)
    key = "screen.export.missing.list" if said is not None else "screen.export.missing.list_unknown"
    return Said(key, {"list": name, "known": known, "total": said})
