"""The stakes that relationships come to on a day, what is claimed beside them, and what is not disclosed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from didymium.screening.ownership.holdings import Kind
from didymium.screening.register.bods.day import RecordsOnDay, relationship_of
from didymium.screening.register.bods.meaning import UNSTATED, Meaning, meaning_of
from didymium.screening.register.bods.merging import parties_of, same_parties
from didymium.screening.register.bods.relationship import Interest, Relationship
from didymium.screening.register.bods.statement import Statement
from didymium.screening.register.records import Party, Stake, added, hull

_LONGEST_SOURCE = 300
_Key = tuple[str, str]


@dataclass
class Network:
    """Parties and stakes on a day."""

    parties: dict[str, Party]
    merged: int
    """Records left out because another one is of the same party."""
    stakes: list[Stake] = field(default_factory=list)
    claims: list[tuple[Stake, bool]] = field(default_factory=list)
    """Indirect interests, and whether the file has the relationships that make them up."""
    undisclosed: list[tuple[str, str, str]] = field(default_factory=list)
    """Owned party, reason and statement where an owner is not disclosed."""
    unstated: int = 0
    """Direct relationships without a word on what is held."""
    unsure: int = 0
    """Interests that are not said to be direct or indirect, taken as direct."""


def network_of(records: RecordsOnDay, day: dt.date) -> Network:
    """Return parties, stakes and claims.

    Direct interests, and those not said to be either, are stakes. Indirect ones are the sum of a chain and
    would count twice: they stand beside as claims. Interests of one pair are added within one declaration;
    where two declarations state the same pair, the bounds span both.
    """
    same = same_parties(records.parties)
    parties = parties_of(records.parties, same)
    network = Network(parties, len(records.parties) - len(parties))
    valid = {statement.record for statement in records.relationships}
    found: dict[_Key, dict[str, Stake]] = {}
    for statement in records.relationships:
        _take(network, statement, same, valid, found, day)
    network.stakes.extend(_across(declared.values()) for declared in found.values())
    return network


def _take(
    network: Network, statement: Statement, same: Mapping[str, str], valid: set[str],
    found: dict[_Key, dict[str, Stake]], day: dt.date,
) -> None:  # fmt: skip
    details = relationship_of(statement)
    interests = [interest for interest in details.interests if interest.holds_on(day)]
    owned = same.get(details.subject, "")
    if details.reason:
        network.undisclosed.append((owned, details.reason, statement.id))
    if not owned or (details.interests and not interests) or (details.reason and not interests):
        return
    owner = same[details.party] if details.party else _unknown_owner(network, statement)
    direct, indirect = _split(details, interests, valid)
    network.unsure += sum(interest.unsure for interest in direct)
    if direct or not interests:
        _add(network, found, statement, _stake(owner, owned, direct, statement))
    if indirect:
        explained = any(component in valid for component in details.components)
        network.claims.append((_stake(owner, owned, indirect, statement), explained))


def _split(
    details: Relationship, interests: Iterable[Interest], valid: set[str]
) -> tuple[list[Interest], list[Interest]]:
    """Return direct and indirect interests; what may be either is indirect if its chain is in the file."""
    has_chain = any(component in valid for component in details.components)
    direct: list[Interest] = []
    indirect: list[Interest] = []
    for interest in interests:
        is_indirect = interest.indirect or (interest.unsure and has_chain)
        (indirect if is_indirect else direct).append(interest)
    return direct, indirect


def _stake(owner: str, owned: str, interests: list[Interest], statement: Statement) -> Stake:
    meaning: Meaning = meaning_of(interests) if interests else UNSTATED
    return Stake(owner, owned, *meaning, statement.id)


def _unknown_owner(network: Network, statement: Statement) -> str:
    """Return a party that nobody names: it may be anybody, and is another one in every relationship."""
    id_ = f"{statement.record} (not disclosed)"
    network.parties[id_] = Party(id_, kind=Kind.UNKNOWN)
    return id_


def _add(network: Network, found: dict[_Key, dict[str, Stake]], statement: Statement, stake: Stake) -> None:
    network.unstated += not relationship_of(statement).interests
    declared = found.setdefault((stake.owner, stake.owned), {})
    known = declared.get(statement.declared_for)
    declared[statement.declared_for] = stake if known is None else _together(known, stake)


def _together(one: Stake, other: Stake) -> Stake:
    """Return two different stakes of one pair as one."""
    return replace(
        one,
        capital=added(one.capital, other.capital),
        votes=added(one.votes, other.votes),
        rights=one.rights | other.rights,
        assumed=one.assumed | other.assumed,
        source=_sources(one, other),
    )


def _across(declared: Iterable[Stake]) -> Stake:
    """Return one stake that several declarations state."""
    first, *others = declared
    for other in others:
        first = replace(
            first,
            capital=hull(first.capital, other.capital),
            votes=hull(first.votes, other.votes),
            rights=first.rights | other.rights,
            assumed=first.assumed | other.assumed,
            source=_sources(first, other),
        )
    return first


def _sources(one: Stake, other: Stake) -> str:
    """Name both sources; of a great many only the first ones."""
    return one.source if len(one.source) > _LONGEST_SOURCE else f"{one.source} {other.source}"
