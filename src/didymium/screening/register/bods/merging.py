"""Records of the same party, joined: registers describe a company anew in every declaration."""

from __future__ import annotations

from collections.abc import Mapping

from didymium.screening.register.bods.party import PartyDetails
from didymium.screening.register.records import Party


def same_parties(parties: Mapping[str, PartyDetails]) -> dict[str, str]:
    """Return for each record the first record that shares an official identifier with it, directly or through
    others. A person and an entity are never the same.
    """
    above = {record: record for record in parties}
    first: dict[tuple[bool, str, str], str] = {}
    for record, details in parties.items():
        for scheme, id_ in details.identifiers:
            known = first.setdefault((details.is_person, scheme, id_), record)
            _join(above, known, record)
    return {record: _top(above, record) for record in parties}


def _join(above: dict[str, str], one: str, other: str) -> None:
    above[_top(above, other)] = _top(above, one)


def _top(above: dict[str, str], record: str) -> str:
    """Return the record that stands for a set, and shorten the way to it."""
    top = record
    while above[top] != top:
        top = above[top]
    while above[record] != top:
        above[record], record = top, above[record]
    return top


def parties_of(parties: Mapping[str, PartyDetails], same: Mapping[str, str]) -> dict[str, Party]:
    """Return a party for each set of records, under the id of its first record and with all their names."""
    found: dict[str, Party] = {}
    for record, details in parties.items():
        known = found.get(same[record])
        found[same[record]] = _party(record, details) if known is None else _richer(known, record, details)
    return found


def _party(record: str, details: PartyDetails) -> Party:
    return Party(record, details.name, details.kind, details.countries, details.other_names, details.listed)


def _richer(known: Party, record: str, details: PartyDetails) -> Party:
    """Return a party with what another record adds; the ids of all its records find it."""
    names = dict.fromkeys((*known.other_names, details.name, *details.other_names, record))
    names.pop("", None)
    countries = tuple(dict.fromkeys((*known.countries, *details.countries)))
    listed = details.listed if known.listed is None else known.listed
    return Party(known.id, known.name or details.name, known.kind, countries, tuple(names), listed)
