"""Parties and stakes as the arrays of a register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from didymium.screening.answer import Said
from didymium.screening.ownership.holdings import Holdings
from didymium.screening.register.names import ListedNames
from didymium.screening.register.records import Assumed, Party, Stake
from didymium.screening.register.register import Claim, Register, Undisclosed


def register_of(
    parties: Mapping[str, Party], stakes: Sequence[Stake], day: dt.date, *,
    claims: Iterable[tuple[Stake, bool]] = (), undisclosed: Iterable[tuple[str, str, str]] = (),
    notes: Sequence[Said] = (),
) -> Register:  # fmt: skip
    """Return the register of parties (by id) and stakes between them, one stake for each pair.

    ``claims`` are indirect interests and whether the stakes make them up; ``undisclosed`` gives owned party
    (or nothing), reason and source.
    """
    index = {id_: number for number, id_ in enumerate(parties)}
    listed = list(parties.values())
    countries = sorted({party.countries[0] for party in listed if party.countries})
    return Register(
        holdings=_holdings(listed, stakes, index, countries),
        names=ListedNames(listed, countries),
        day=day,
        assumed=np.array([stake.assumed for stake in stakes], np.uint8),
        listed=np.array([-1 if p.listed is None else p.listed for p in listed], np.int8),
        sources=tuple(stake.source for stake in stakes),
        claims=tuple(_claim(stake, explained, index) for stake, explained in claims),
        undisclosed=tuple(Undisclosed(index.get(owned), *rest) for owned, *rest in undisclosed),
        notes=(*notes, *_assumptions(stakes)),
    )


def _holdings(
    parties: Sequence[Party], stakes: Sequence[Stake], index: Mapping[str, int], countries: Sequence[str]
) -> Holdings:
    code = {country: number for number, country in enumerate(countries)}
    bounds = np.array([(*stake.capital, *stake.votes) for stake in stakes], np.float64).reshape(-1, 4)
    return Holdings(
        owner=np.array([index[stake.owner] for stake in stakes], np.int32),
        owned=np.array([index[stake.owned] for stake in stakes], np.int32),
        capital_low=bounds[:, 0],
        capital_high=bounds[:, 1],
        votes_low=bounds[:, 2],
        votes_high=bounds[:, 3],
        rights=np.array([stake.rights for stake in stakes], np.uint8),
        kinds=np.array([party.kind for party in parties], np.uint8),
        jurisdictions=np.array([code[p.countries[0]] if p.countries else -1 for p in parties], np.int16),
    )


def _claim(stake: Stake, explained: bool, index: Mapping[str, int]) -> Claim:
    owner, owned = index[stake.owner], index[stake.owned]
    return Claim(owner, owned, stake.capital, stake.votes, stake.rights, explained, stake.source)


def _assumptions(stakes: Iterable[Stake]) -> list[Said]:
    notes = []
    for what, key in ((Assumed.VOTES, "votes_assumed"), (Assumed.CAPITAL, "capital_assumed")):
        count = sum(bool(stake.assumed & what) for stake in stakes)
        if count:
            notes.append(Said(f"screen.register.{key}", {"count": count}))
    return notes
