"""What a register of owners says of a deal or of a company: bounds of shares, countries, a listing.

Shares of several holders are counted both ways that rules use, whole along chains of 50 % and by multiplying
shares: the bounds hold both. What nobody states in the register may be anybody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from didymium.evidence.deal_tests import DealProperty, DealShare
from didymium.evidence.evidence import Evidence
from didymium.screening.answer import Holds
from didymium.screening.deals.deal import MOST, Deal, Entity, Share
from didymium.screening.deals.entities import covered_nations
from didymium.screening.ownership.aggregate import aggregate_as_listed, aggregate_by_shares
from didymium.screening.ownership.graph import OwnershipGraph, make_graph
from didymium.screening.ownership.holdings import Holdings
from didymium.screening.ownership.integrated import Owners, owners_of, share_of
from didymium.screening.ownership.integrated import Share as HeldShare
from didymium.screening.ownership.states import state_ownership

if TYPE_CHECKING:
    from didymium.screening.register.register import Register

HALF = 0.5
"""From this share of a company on, the stakes that it holds count whole (the affiliates rule)."""


@dataclass(frozen=True)
class Lists:
    """Parties of a register that are known to be on lists, by index."""

    us: Sequence[int] = ()
    """On US lists whose restriction passes on to those they own."""
    cn: Sequence[int] = ()
    """On Chinese lists."""
    named: Sequence[int] = ()
    """Specified foreign entities by name."""
    complete: bool = False
    """Whether no other party is on these lists, or has its main office in a covered nation. Otherwise shares
    are bounded from below only."""


@dataclass(frozen=True, eq=False)
class Owned:
    """A register with its graph, so that several questions share it: make it with :func:`owned_of`."""

    register: Register
    graph: OwnershipGraph
    """Its stakes bound votes and capital alike, for rules ask of either."""
    lists: Lists

    def country(self, party: int) -> str:
        """Return the country of a party; blank: not known."""
        code = int(self.register.holdings.jurisdictions[party])
        return "" if code < 0 else self.register.names.jurisdiction(code)


def owned_of(register: Register, lists: Lists | None = None) -> Owned:
    """Return a register made ready for questions; it sorts all holdings once."""
    return Owned(register, make_graph(_either(register.holdings)), lists or Lists())


def deal_from_register(
    owned: Owned, acquirer: int, target: int, bought: Share, *, seller: int | None = None
) -> Deal:
    """Return a deal in which a party buys a share of another, in percent, as the register shows both.

    Without ``seller`` the stake may be bought from a company of the acquirer's own, so that the least stake
    after the deal is the larger of what it had and what it buys. What the register does not say (sectors,
    wishes, the nature of the acquirer) is unknown: lay it over with ``dataclasses.replace``.

    Raises:
        ValueError: For a party outside the register.
    """
    before = _percent(share_of(owned.graph, [acquirer], target))
    country, inside = owned.country(acquirer), _inside(owned, acquirer, seller)
    shares: dict[DealShare, Share] = {
        "stake_after": _after(before, bought, inside),
        "government_votes": _governments(owned, acquirer, owned.country(target)),
    }
    if country:
        shares["foreign_votes"] = _foreign(owned, acquirer, country)
    named = owned.register.names.name
    return Deal(
        named(acquirer),
        named(target),
        country,
        owned.country(target),
        before,
        shares,
        {**_listed(owned, target, "listed"), **_grows(bought, inside)},
    )


def entity_from_register(owned: Owned, party: int, evidence: Evidence) -> Entity:
    """Return a company with its owners of covered nations and on lists, as the register shows them.

    Raises:
        ValueError: For a party outside the register.
    """
    owners = owners_of(owned.graph, party)
    covered = _of_countries(owned, owners, covered_nations(evidence))
    specified = _specified(owned, owners, covered)
    shares: dict[DealShare, Share] = {
        "covered_nation_share": _known_in_part(owned, _held(owned, covered, party)),
        "specified_all": _known_in_part(owned, _held(owned, specified, party)),
        "specified_one": _known_in_part(owned, _largest(owners, specified)),
        "us_listed_owners": _known_in_part(owned, _held(owned, owned.lists.us, party)),
        "cn_listed_owners": _known_in_part(owned, _held(owned, owned.lists.cn, party)),
    }
    properties = _listed(owned, party, "publicly_traded")
    if party in owned.lists.named:
        properties["named_entity"] = Holds.YES
    return Entity(owned.register.names.name(party), owned.country(party), shares, properties)


def deal_with(deal: Deal, given: Deal) -> Deal:
    """Return a deal with what a user says of it laid over what a register shows."""
    return replace(
        deal,
        acquirer_country=given.acquirer_country or deal.acquirer_country,
        target_country=given.target_country or deal.target_country,
        before=given.before or deal.before,
        shares={**deal.shares, **given.shares},
        properties={**deal.properties, **given.properties},
    )


def _either(holdings: Holdings) -> Holdings:
    """Return holdings whose stakes span votes and capital, where any of them differ."""
    low, high = holdings.capital_low, holdings.capital_high
    if np.array_equal(low, holdings.votes_low) and np.array_equal(high, holdings.votes_high):
        return holdings
    return replace(
        holdings,
        capital_low=np.minimum(low, holdings.votes_low),
        capital_high=np.maximum(high, holdings.votes_high),
    )


def _after(before: Share, bought: Share, inside: float) -> Share:
    """What is bought from a company of one's own was held through it already, as far as one owns that."""
    had, gets = before.low or 0.0, bought.low or 0.0
    least = max(had, gets, had + gets * (1 - inside))
    most = MOST if before.high is None or bought.high is None else min(MOST, before.high + bought.high)
    return Share(round(min(least, most), 9), round(most, 9))


def _grows(bought: Share, inside: float) -> dict[DealProperty, Holds]:
    """Whatever was held before, the stake grows by what is bought from somebody who is not one's own."""
    return {"acquires": Holds.YES} if (bought.low or 0.0) * (1 - inside) > 0 else {}


def _inside(owned: Owned, acquirer: int, seller: int | None) -> float:
    """Return the most of the seller that the acquirer may hold, 0 to 1."""
    return 1.0 if seller is None else share_of(owned.graph, [acquirer], seller).open_high


def _percent(share: HeldShare) -> Share:
    return Share(*(round(min(max(MOST * value, 0.0), MOST), 9) for value in (share.low, share.open_high)))


def _held(owned: Owned, holders: Sequence[int], party: int) -> Share:
    """Return what holders have of a party together, whichever way it is counted."""
    whole = _percent(aggregate_as_listed(owned.graph, holders, party, HALF).share)
    by_shares = _percent(aggregate_by_shares(owned.graph, holders, party, HALF).share)
    return Share(min(whole.low or 0.0, by_shares.low or 0.0), max(whole.high or 0.0, by_shares.high or 0.0))


def _governments(owned: Owned, party: int, besides: str) -> Share:
    """Return the share of the government that holds most, that of the target's country left out."""
    states = state_ownership(owned.graph, party)
    foreign = [
        _held(owned, stake.parties.tolist(), party)
        for stake in states.countries
        if stake.jurisdiction < 0 or owned.register.names.jurisdiction(stake.jurisdiction) != besides
    ]
    low = max((share.low or 0.0 for share in foreign), default=0.0)
    return Share(low, max(low, _percent(states.share).high or 0.0))


def _foreign(owned: Owned, party: int, country: str) -> Share:
    """Return what owners abroad have of a party: at least those whose country is known, at most those too
    whose country is not.
    """
    owners = owners_of(owned.graph, party).parties.tolist()
    sure = [owner for owner in owners if owned.country(owner) not in ("", country)]
    perhaps = [owner for owner in owners if owned.country(owner) != country]
    return Share(_held(owned, sure, party).low, _held(owned, perhaps, party).high)


def _specified(owned: Owned, owners: Owners, covered: Sequence[int]) -> list[int]:
    """Return the owners that are specified foreign entities: of covered nations, named, or controlled so."""
    first = sorted({*covered, *owned.lists.named} & {*owners.parties.tolist()})
    if not first:
        return []
    held = aggregate_as_listed(owned.graph, first, owners.target, HALF, included=False)
    return sorted({*first, *held.through.tolist()})


def _of_countries(owned: Owned, owners: Owners, countries: Iterable[str]) -> list[int]:
    wanted = set(countries)
    return [owner for owner in owners.parties.tolist() if owned.country(owner) in wanted]


def _largest(owners: Owners, specified: Sequence[int]) -> Share:
    """Return the largest integrated share of any of some owners, who may hold what nobody states too."""
    chosen = [index for index, owner in enumerate(owners.parties.tolist()) if owner in set(specified)]
    low = max((float(owners.integrated_low[index]) for index in chosen), default=0.0)
    high = max((float(owners.integrated_high[index]) for index in chosen), default=0.0)
    most = high + owners.unstated_high + owners.remainder
    return Share(*(round(min(100 * value, MOST), 9) for value in (low, most)))


def _known_in_part(owned: Owned, share: Share) -> Share:
    return share if owned.lists.complete else Share(share.low, None)


def _listed(owned: Owned, party: int, name: DealProperty) -> dict[DealProperty, Holds]:
    listed = owned.register.is_listed(party)
    return {} if listed is None else {name: Holds.YES if listed else Holds.NO}
