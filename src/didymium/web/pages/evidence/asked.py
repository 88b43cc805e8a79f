"""What the address asks of the evidence: the words and filters of ``didymium facts``, and what is wrong with
them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from didymium.evidence.dates import span_of
from didymium.evidence.questions.querying import Lexicon, Query, UnknownWords
from didymium.web.look.visit import Visit

PATH = "/evidence"
COLUMNS = ("subject", "measure", "material", "source")
"""Filters that name a column of the facts."""
NAMED = ("region", *COLUMNS)
DATES = ("from", "until")
LONGEST = 300


@dataclass(frozen=True)
class Fault:
    """A word that names nothing, or a date that is none."""

    field: str
    text: str
    nearest: str = ""
    """What may have been meant."""


@dataclass(frozen=True)
class Asked:
    """The filters as written, and the query that they come to; None if something is wrong with them."""

    filters: Mapping[str, str]
    query: Query | None
    faults: tuple[Fault, ...] = ()

    def with_(self, **changes: object) -> dict[str, object]:
        """Return the parameters of an address with some of them changed."""
        return {**self.filters, **changes}


def asked_by(visit: Visit) -> Asked:
    """Return what the address of a visit asks for."""
    names = ("q", *NAMED, *DATES)
    filters = {name: visit.query.get(name, "").strip()[:LONGEST] for name in names}
    filters = {name: text for name, text in filters.items() if text}
    lexicon, faults = Lexicon(visit.speaker.evidence), list[Fault]()
    anywhere = [_meaning(lexicon, "q", [phrase], faults) for phrase in lexicon.phrases(filters.get("q", ""))]
    named = {
        name: _meaning(lexicon, name, _listed(filters[name]), faults) for name in NAMED if name in filters
    }
    if "region" in named:
        anywhere.append(named.pop("region"))
    first, last = (_day(name, filters.get(name, ""), faults) for name in DATES)
    if first and last and last < first:
        faults.append(Fault("until", filters["until"]))
    query = None if faults else Query(named, tuple(anywhere), first, last)
    return Asked(filters, query, tuple(faults))


def fault_sentence(visit: Visit, fault: Fault) -> str:
    """Say what is wrong with a filter."""
    key = "web.evidence.no_date" if fault.field in DATES else "web.evidence.unknown"
    return visit.words(key, word=fault.text)


def _listed(text: str) -> list[str]:
    """Return the names of a filter, which commas part."""
    return [name.strip() for name in text.split(",") if name.strip()]


def _meaning(lexicon: Lexicon, field: str, names: Sequence[str], faults: list[Fault]) -> frozenset[str]:
    try:
        return lexicon.identifiers(names)
    except UnknownWords as error:
        faults += [Fault(field, word, lexicon.nearest(word) or "") for word in error.words]
        return frozenset()


def _day(field: str, text: str, faults: list[Fault]) -> dt.date | None:
    """Return the first day that a date speaks of, for the end of a search the last one."""
    span = span_of(text) if text else None
    if text and span is None:
        faults.append(Fault(field, text))
    return span[DATES.index(field)] if span else None
