"""The Herfindahl–Hirschman index and the largest share before and after a sale, as bounds.

The index is the sum of squared shares in per cent, from 0 to 10,000 (Hirschman 1945, Herfindahl 1950). What
plants without a named owner make may belong to anybody. The lowest index counts it as held by countless
small owners, the highest as held by the largest one; the change lies between what it is if the seller's
group holds all of it, and if the buyer's does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from didymium.screening.sale.markets import Supply

SCALE = 10_000.0
"""The index of one owner of everything."""


@dataclass(frozen=True)
class Bounds:
    """The lowest and the highest that a figure can be, given what is known."""

    low: float
    high: float

    @property
    def is_known(self) -> bool:
        """Whether both are the same, but for rounding."""
        return self.high - self.low <= 1e-9 * max(abs(self.high), 1.0)


@dataclass(frozen=True)
class State:
    """Concentration of a market at one time; shares from 0 to 1."""

    index: Bounds
    largest: str
    """The largest holder among those named; blank if none is."""
    largest_share: Bounds


@dataclass(frozen=True)
class Concentration:
    """What a sale does to the concentration of one market."""

    supply: Supply
    by: str
    """``location``, ``control`` (country of control) or ``owner``."""
    plant_share: float
    before: State
    after: State
    change: Bounds
    buyer_share: Bounds
    """Share of the buyer after the deal; of its country, by country."""
    unnamed_share: float
    """Share of plants of which no owner is named."""


@dataclass(frozen=True)
class Transfer:
    """A plant that goes from one holder to another; the same holder if nothing passes."""

    plant: str
    seller: str
    buyer: str


def index_of(shares: Mapping[str, float], unnamed: float = 0.0) -> Bounds:
    """Return the index of shares from 0 to 1 that add up to one with ``unnamed``."""
    squares = sum(share**2 for share in shares.values())
    largest = max(shares.values(), default=0.0)
    return Bounds(SCALE * squares, SCALE * (squares + 2 * largest * unnamed + unnamed**2))


def concentration(
    supply: Supply, by: str, holders: Mapping[str, str], transfer: Transfer
) -> Concentration | None:
    """Return what a transfer does to a market; None if the plant sold makes none of it.

    ``holders`` gives the holder of each plant, blank where nobody is named.
    """
    total = sum(supply.amounts.values())
    share = supply.amounts.get(transfer.plant, 0.0) / total if total > 0 else 0.0
    if share <= 0.0:
        return None
    named, unnamed = _shares(supply.amounts, {**holders, transfer.plant: transfer.seller}, total)
    later = _moved(named, transfer, share)
    change = _change(named, transfer, share, unnamed)
    buyer = later.get(transfer.buyer, 0.0)
    return Concentration(
        supply, by, share, _state(named, unnamed), _state(later, unnamed), change,
        Bounds(buyer, min(buyer + unnamed, 1.0)), unnamed,
    )  # fmt: skip


def _shares(
    amounts: Mapping[str, float], holders: Mapping[str, str], total: float
) -> tuple[dict[str, float], float]:
    named: dict[str, float] = {}
    unnamed = 0.0
    for plant, amount in amounts.items():
        holder = holders.get(plant, "")
        if holder:
            named[holder] = named.get(holder, 0.0) + amount / total
        else:
            unnamed += amount / total
    return named, unnamed


def _moved(named: Mapping[str, float], transfer: Transfer, share: float) -> dict[str, float]:
    later = dict(named)
    later[transfer.seller] = max(later[transfer.seller] - share, 0.0)
    later[transfer.buyer] = later.get(transfer.buyer, 0.0) + share
    return {holder: part for holder, part in later.items() if part > 0.0}


def _change(named: Mapping[str, float], transfer: Transfer, share: float, unnamed: float) -> Bounds:
    """(S − p)² + (B + p)² − S² − B² = 2p(B − S + p), with S of the seller, the plant included."""
    if transfer.seller == transfer.buyer:
        return Bounds(0.0, 0.0)
    apart = named.get(transfer.buyer, 0.0) - named[transfer.seller] + share
    return Bounds(SCALE * 2 * share * (apart - unnamed), SCALE * 2 * share * (apart + unnamed))


def _state(named: Mapping[str, float], unnamed: float) -> State:
    largest = max(sorted(named), key=lambda holder: named[holder], default="")
    share = named.get(largest, 0.0)
    return State(index_of(named, unnamed), largest, Bounds(max(share, 0.0), min(share + unnamed, 1.0)))
