"""Owners and deals as plain data, for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from didymium.screening.deals.from_register import Owned
from didymium.screening.ownership.aggregate import Aggregate
from didymium.screening.ownership.all_large import LargeHoldings
from didymium.screening.ownership.control import Control
from didymium.screening.ownership.holdings import Kind, Right
from didymium.screening.ownership.integrated import Share
from didymium.screening.ownership.pairs import Pairs
from didymium.views.evidence.speaking import Speaker
from didymium.views.screening.data import said_data
from didymium.views.screening.ownership.deal_data import screened_data
from didymium.views.screening.ownership.tables import largest
from didymium.views.screening.ownership.view import OwnershipView, TargetOwners

MOST_LISTED = 1000
_COLUMNS = ("owner", "owned", "low", "high")


def ownership_data(speaker: Speaker, view: OwnershipView) -> dict[str, Any]:
    """Return everything that is shown, parties with their identifiers, shares in percent."""
    return {
        "as_of": view.day,
        "reading": view.reading,
        "target": view.target_name,
        "owners": _owners(view.owned, view.owners),
        "large": _large(view),
        "data": _problems(speaker, view),
        "deal": screened_data(speaker, view.deal),
        "entity": screened_data(speaker, view.entity),
        "notes": said_data(speaker, view.notes),
    }


def _owners(owned: Owned | None, found: TargetOwners | None) -> dict[str, Any] | None:
    if owned is None or found is None:
        return None
    owners, states = found.owners, found.states
    return {
        "target": _party(owned, found.target),
        "owners": [_owner(owned, found, place) for place in range(min(len(owners.parties), MOST_LISTED))],
        "owner_count": len(owners.parties),
        "unstated_percent": [_percent(owners.unstated_low), _percent(owners.unstated_high)],
        "complete": owners.complete,
        "undetermined": _parties(owned, owners.undetermined.tolist()),
        "controllers": {
            "ultimate": _parties(owned, found.controllers.ultimate),
            "possible": _parties(owned, found.controllers.possible),
            "circular": found.controllers.circular,
            "decided": found.controllers.decided,
            "control": [
                {**_party(owned, party), **_control(owned, one)} for party, one in found.control.items()
            ],
        },
        "states": {
            "all": _share(states.share),
            "countries": [
                {
                    "country": ""
                    if stake.jurisdiction < 0
                    else owned.register.names.jurisdiction(stake.jurisdiction),
                    "share": _share(stake.share),
                    "controls": control.holds.value,
                    "parties": _parties(owned, stake.parties.tolist()),
                }
                for stake, control in zip(states.countries, found.state_control, strict=True)
            ],
        },
        "listed": {
            name: {"as_listed": _aggregate(owned, both[0]), "by_shares": _aggregate(owned, both[1])}
            for name, both in found.listed.items()
        },
    }


def _owner(owned: Owned, found: TargetOwners, place: int) -> dict[str, Any]:
    owners = found.owners
    party = int(owners.parties[place])
    return {
        **_party(owned, party),
        "ultimate": party in found.ultimate,
        "direct_percent": [_percent(owners.direct_low[place]), _percent(owners.direct_high[place])],
        "indirect_percent": [_percent(owners.indirect_low[place]), _percent(owners.indirect_high[place])],
        "integrated_percent": [
            _percent(owners.integrated_low[place]),
            _percent(owners.integrated_high[place]),
        ],
    }


def _large(view: OwnershipView) -> dict[str, Any] | None:
    owned, large = view.owned, view.large
    if owned is None or large is None:
        return None
    return {
        "threshold_percent": _percent(large.threshold),
        "count": len(large.sure),
        "borderline_count": len(large.borderline),
        "sure": _pairs(owned, large.sure),
        "borderline": _pairs(owned, large.borderline),
        "undecided": _parties(owned, large.undecided[:MOST_LISTED].tolist()),
    }


def pairs_frame(owned: Owned, large: LargeHoldings) -> pl.DataFrame:
    """Return every pair that reaches the share, or may, by identifier: the whole register's, for a file."""
    parts = {"yes": large.sure, "unknown": large.borderline}
    both = Pairs(*(np.concatenate([getattr(part, name) for part in parts.values()]) for name in _COLUMNS))
    parties = np.unique(np.concatenate([both.owner, both.owned]))
    named = [owned.register.names.identifier(party) for party in parties.tolist()]
    identifiers = pl.Series(named, dtype=pl.String)
    return pl.DataFrame(
        {
            "owner": identifiers.gather(np.searchsorted(parties, both.owner)),
            "owned": identifiers.gather(np.searchsorted(parties, both.owned)),
            "integrated_percent_low": np.round(100.0 * both.low, 9),
            "integrated_percent_high": np.round(100.0 * both.high, 9),
            "reaches": [word for word, part in parts.items() for _ in range(len(part))],
        }
    )


def _pairs(owned: Owned, pairs: Pairs) -> list[dict[str, Any]]:
    """Return the largest pairs; the counts beside them tell how many there are in all."""
    order = largest(pairs)
    identifier = owned.register.names.identifier
    parties = sorted({int(party) for part in (pairs.owner, pairs.owned) for party in part[order]})
    ids = {party: identifier(party) for party in parties}
    return [
        {
            "owner": ids[int(pairs.owner[place])],
            "owned": ids[int(pairs.owned[place])],
            "integrated_percent": [_percent(pairs.low[place]), _percent(pairs.high[place])],
        }
        for place in order
    ]


def _problems(speaker: Speaker, view: OwnershipView) -> dict[str, Any] | None:
    owned, anomalies = view.owned, view.anomalies
    if owned is None or anomalies is None:
        return None
    return {
        "counts": dict(anomalies.counts),
        "anomalies": [
            {
                "kind": one.kind,
                "parties": _parties(owned, one.parties[:MOST_LISTED].tolist()),
                "value_percent": None if one.value is None else _percent(one.value),
            }
            for one in anomalies.examples
        ],
        "register": said_data(speaker, owned.register.notes),
    }


def _control(owned: Owned, control: Control) -> dict[str, Any]:
    return {
        "controls": control.holds.value,
        "votes": _share(control.votes),
        "rights": [str(right.name).lower() for right in Right if right and right & control.rights],
        "through": _parties(owned, control.through.tolist()),
    }


def _aggregate(owned: Owned, aggregate: Aggregate) -> dict[str, Any]:
    return {
        "holds": aggregate.holds.value,
        "share": _share(aggregate.share),
        "through": _parties(owned, aggregate.through.tolist()),
    }


def _share(share: Share) -> Mapping[str, float]:
    return {
        "low_percent": _percent(share.low),
        "high_percent": _percent(share.high),
        "open_high_percent": _percent(share.open_high),
    }


def _party(owned: Owned, party: int) -> dict[str, Any]:
    return {
        "party": owned.register.names.identifier(party),
        "name": owned.register.names.name(party),
        "country": owned.country(party),
        "kind": Kind(int(owned.register.holdings.kinds[party])).name.lower(),
    }


def _parties(owned: Owned, parties: list[int] | tuple[int, ...]) -> list[str]:
    identifier = owned.register.names.identifier
    return [identifier(party) for party in sorted(parties)]


def _percent(share: float) -> float:
    return round(100.0 * float(share), 9)
