"""Tables of who owns and who controls a party, and of what is wrong with the data."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from didymium.screening.deals.from_register import Owned
from didymium.screening.ownership.aggregate import Aggregate
from didymium.screening.ownership.anomalies import Anomalies, Anomaly
from didymium.screening.ownership.holdings import Kind
from didymium.screening.ownership.pairs import Pairs
from didymium.views.evidence.speaking import Speaker
from didymium.views.result_tables import Table, message_table
from didymium.views.screening.ownership.saying import (
    names_of,
    say_country,
    say_parties,
    say_rights,
    say_share,
)
from didymium.views.screening.ownership.view import TargetOwners

MOST_OWNERS = 1000
"""Owners of one party that a table names, the largest first."""
MOST_PAIRS = 2000
"""Pairs of a whole register that a table names, the largest first."""


def owners_table(speaker: Speaker, owned: Owned, found: TargetOwners) -> Table:
    """Return the owners with their direct, indirect and integrated shares, the largest first."""
    owners = found.owners
    parties = owners.parties[:MOST_OWNERS].tolist()
    names = names_of(owned, parties)
    rows = [
        (
            names[party],
            say_country(speaker, owned.country(party)),
            say_share(speaker, owners.direct_low[place], owners.direct_high[place]),
            say_share(speaker, owners.indirect_low[place], owners.indirect_high[place]),
            say_share(speaker, owners.integrated_low[place], owners.integrated_high[place]),
        )
        for place, party in enumerate(parties)
    ]
    columns = ("owner", "country", "direct", "indirect", "integrated")
    note = _left_out(speaker, len(owners.parties) - len(parties))
    return message_table(speaker.words, "screen.ownership", "owners", columns, rows, columns[2:], note)


def ultimate_table(speaker: Speaker, owned: Owned, found: TargetOwners) -> Table:
    """Return the owners behind whom there is nobody, and what they are."""
    owners = found.owners
    last = [place for place, party in enumerate(owners.parties.tolist()) if party in found.ultimate]
    shown = {place: int(owners.parties[place]) for place in last[:MOST_OWNERS]}
    names = names_of(owned, shown.values())
    rows = [
        (
            names[party],
            say_country(speaker, owned.country(party)),
            speaker.words(f"screen.ownership.kind.{_kind(owned, party)}"),
            say_share(speaker, owners.integrated_low[place], owners.integrated_high[place]),
        )
        for place, party in shown.items()
    ]
    columns = ("owner", "country", "kind", "integrated")
    note = _left_out(speaker, len(last) - len(shown))
    return message_table(speaker.words, "screen.ownership", "ultimate", columns, rows, columns[3:], note)


def control_table(speaker: Speaker, owned: Owned, found: TargetOwners) -> Table:
    """Return who controls the party, surely or perhaps: their votes, rights, and through whom."""
    names = names_of(owned, found.control)
    rows = [
        (
            names[party],
            speaker.words(f"screen.holds.{control.holds.value}"),
            say_share(speaker, control.votes.low, control.votes.high),
            say_share(speaker, control.votes.open_high, control.votes.open_high),
            say_rights(speaker, control.rights),
            say_parties(speaker, owned, control.through.tolist()),
        )
        for party, control in found.control.items()
    ]
    columns = ("owner", "controls", "votes", "open", "rights", "via")
    return message_table(speaker.words, "screen.ownership", "control", columns, rows, ("votes", "open"))


def states_table(speaker: Speaker, owned: Owned, found: TargetOwners) -> Table:
    """Return what the state of each country holds, and whether it controls the party."""
    rows = []
    for stake, control in zip(found.states.countries, found.state_control, strict=True):
        code = "" if stake.jurisdiction < 0 else owned.register.names.jurisdiction(stake.jurisdiction)
        rows.append(
            (
                say_country(speaker, code),
                say_share(speaker, stake.share.low, stake.share.high),
                say_share(speaker, stake.share.open_high, stake.share.open_high),
                speaker.words(f"screen.holds.{control.holds.value}"),
                say_parties(speaker, owned, stake.parties.tolist()),
            )
        )
    columns = ("country", "integrated", "open", "controls", "via")
    return message_table(speaker.words, "screen.ownership", "states", columns, rows, ("integrated", "open"))


def listed_table(speaker: Speaker, owned: Owned, found: TargetOwners) -> Table:
    """Return what parties on lists hold together, counted both ways, against half."""
    rows = [
        _listed_row(speaker, owned, name, way, aggregate)
        for name, both in found.listed.items()
        for way, aggregate in zip(("as_listed", "by_shares"), both, strict=True)
    ]
    columns = ("list", "way", "integrated", "open", "half", "via")
    return message_table(speaker.words, "screen.ownership", "listed", columns, rows, ("integrated", "open"))


def pairs_table(speaker: Speaker, owned: Owned, pairs: Pairs, title: str) -> Table:
    """Return pairs of owner and owned party, the largest shares first."""
    order = largest(pairs)
    names = names_of(owned, (int(party) for part in (pairs.owner, pairs.owned) for party in part[order]))
    rows = [
        (
            names[int(pairs.owner[place])],
            names[int(pairs.owned[place])],
            say_share(speaker, pairs.low[place], pairs.high[place]),
        )
        for place in order
    ]
    note = _left_out(speaker, len(pairs) - len(order))
    columns = ("owner", "owned", "integrated")
    return message_table(speaker.words, "screen.ownership", title, columns, rows, ("integrated",), note)


def largest(pairs: Pairs) -> list[int]:
    """Return the places of the largest pairs, the largest first."""
    return [int(place) for place in np.lexsort((-pairs.high, -pairs.low))[:MOST_PAIRS]]


def anomalies_table(speaker: Speaker, owned: Owned, anomalies: Anomalies) -> Table:
    """Return what is wrong with the data: what, of whom, how much, and where it stands."""
    rows = [
        (
            speaker.words(f"screen.ownership.anomaly.{one.kind}"),
            say_parties(speaker, owned, one.parties.tolist()),
            "" if one.value is None else f"{100 * one.value:.4g} %",
            speaker.words("list.comma").join(_sources(owned, one)),
        )
        for one in anomalies.examples
    ]
    return message_table(
        speaker.words,
        "screen.ownership",
        "anomalies",
        ("anomaly", "parties", "value", "rows"),
        rows,
        ("value",),
    )


def claims_table(speaker: Speaker, owned: Owned, target: int) -> Table:
    """Return the indirect interests that sources state as a whole, which no computed share holds."""
    claims = owned.register.claims_on(target)
    names = names_of(owned, (claim.owner for claim in claims))
    rows = [
        (
            names[claim.owner],
            say_share(speaker, *claim.capital),
            say_share(speaker, *claim.votes),
            say_rights(speaker, claim.rights),
            speaker.words("word.yes" if claim.explained else "word.no"),
            claim.source,
        )
        for claim in claims
    ]
    columns = ("owner", "claimed", "votes", "rights", "explained", "rows")
    return message_table(speaker.words, "screen.ownership", "claims", columns, rows, ("claimed", "votes"))


def undisclosed_table(speaker: Speaker, owned: Owned, target: int) -> Table:
    """Return what sources say that they do not disclose about the owners of a party."""
    rows = [(_reason(speaker, entry.reason), entry.source) for entry in owned.register.undisclosed_in(target)]
    return message_table(speaker.words, "screen.ownership", "undisclosed", ("reason", "rows"), rows)


def _left_out(speaker: Speaker, count: int) -> str:
    return speaker.words("screen.ownership.left_out", count=count) if count else ""


def _reason(speaker: Speaker, code: str) -> str:
    known = f"screen.ownership.undisclosed.{code}"
    return speaker.words(known) if known in speaker.words.catalogue.messages else code


def _kind(owned: Owned, party: int) -> str:
    return Kind(int(owned.register.holdings.kinds[party])).name.lower()


def _listed_row(speaker: Speaker, owned: Owned, name: str, way: str, aggregate: Aggregate) -> tuple[str, ...]:
    share = aggregate.share
    return (
        speaker.words(f"screen.ownership.list.{name}"),
        speaker.words(f"screen.ownership.way.{way}"),
        say_share(speaker, share.low, share.high),
        say_share(speaker, share.open_high, share.open_high),
        speaker.words(f"screen.holds.{aggregate.holds.value}"),
        say_parties(speaker, owned, aggregate.through.tolist()),
    )


def _sources(owned: Owned, anomaly: Anomaly) -> Iterator[str]:
    sources = owned.register.sources
    for row in anomaly.rows[:3].tolist():
        if row < len(sources) and sources[row]:
            yield sources[row]
