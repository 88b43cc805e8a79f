"""An acquisition, and a company with its owners, as far as they are known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from didymium.evidence.deal_tests import DealProperty, DealShare
from didymium.screening.answer import Holds

MOST = 100.0
"""A whole, in percent."""


@dataclass(frozen=True)
class Share:
    """A share in percent between two bounds.

    Raises:
        ValueError: If a bound is no number between 0 and 100, or the lower lies above the upper.
    """

    low: float | None = None
    """Least that the known facts allow; None: nothing bounds it."""
    high: float | None = None
    """Most; equal to ``low`` if the share is known."""

    def __post_init__(self) -> None:
        """Refuse what is no share."""
        for bound in (self.low, self.high):
            if bound is not None and not (math.isfinite(bound) and 0 <= bound <= MOST):
                raise ValueError(f"{bound} is no share in percent between 0 and 100")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"the lower bound {self.low} lies above the upper bound {self.high}")


def exactly(percent: float) -> Share:
    """Return a share that is known."""
    return Share(percent, percent)


@dataclass(frozen=True)
class Known:
    """What the tests look at: two countries, shares and properties. What is not in it is unknown."""

    about: str
    """Name of the target."""
    target_country: str = ""
    """ISO 3166-1 alpha-3; blank: unknown."""
    acquirer_country: str = ""
    """The same for the acquirer."""
    shares: Mapping[DealShare, Share] = field(default_factory=dict)
    properties: Mapping[DealProperty, Holds] = field(default_factory=dict)

    def share(self, name: DealShare) -> Share:
        """Return the bounds of a share; no bounds for one that is not known."""
        return self.shares.get(name, Share())

    def so(self, name: DealProperty) -> Holds:
        """Return whether a property holds."""
        return self.properties.get(name, Holds.UNKNOWN)


@dataclass(frozen=True)
class Deal:
    """An acquirer gets a stake in a target."""

    acquirer: str
    """Name of the acquirer."""
    target: str
    """Name of the target."""
    acquirer_country: str = ""
    """Country of whose law the acquirer is, or where it has its main office (ISO 3166-1 alpha-3)."""
    target_country: str = ""
    """Country of the target."""
    before: Share | None = None
    """Stake before the deal (the larger of votes and capital); None: not said, the deal adds to it anyway."""
    shares: Mapping[DealShare, Share] = field(default_factory=dict)
    """Shares after the deal. Votes or capital that are not given are bounded by ``stake_after``."""
    properties: Mapping[DealProperty, Holds] = field(default_factory=dict)
    """What is known to be so, or not."""

    def known(self) -> Known:
        """Return what the tests look at, with what follows from the shares alone."""
        grows = _acquires(self.before, self.shares)
        if grows is Holds.NO and self.properties.get("through_holder") is Holds.YES:
            grows = Holds.YES  # it is the holder that is acquired: the direct stake stays as it is
        acquires: dict[DealProperty, Holds] = {"acquires": grows}
        return Known(
            self.target,
            self.target_country,
            self.acquirer_country,
            {**_stakes(self.shares), **_others(self.shares)},
            {**acquires, **self.properties},
        )


@dataclass(frozen=True)
class Entity:
    """A company and who owns it, as the tests on entities ask."""

    name: str
    country: str = ""
    shares: Mapping[DealShare, Share] = field(default_factory=dict)
    properties: Mapping[DealProperty, Holds] = field(default_factory=dict)

    def known(self) -> Known:
        """Return what the tests look at. One owner never holds more than all of the same kind together."""
        shares = dict(self.shares)
        one, together = shares.get("specified_one", Share()), shares.get("specified_all", Share())
        if one != Share() or together != Share():
            shares["specified_one"] = _tightened(one, Share(None, together.high))
            shares["specified_all"] = _tightened(together, Share(one.low, None))
        return Known(self.name, self.country, "", shares, dict(self.properties))


def _acquires(before: Share | None, shares: Mapping[DealShare, Share]) -> Holds:
    """Whether the stake grows; a deal whose stake before is not said does."""
    after = _stakes(shares)["stake_after"]
    if before is None:
        return Holds.YES
    if after.low is not None and before.high is not None and after.low > before.high:
        return Holds.YES
    if after.high is not None and before.low is not None and after.high <= before.low:
        return Holds.NO
    return Holds.UNKNOWN


def _stakes(shares: Mapping[DealShare, Share]) -> dict[DealShare, Share]:
    """The stake is the larger of votes and capital, so each bounds the others."""
    votes, capital = shares.get("votes_after", Share()), shares.get("capital_after", Share())
    stake = _tightened(
        shares.get("stake_after", Share()), Share(_most(votes, capital), _least_high(votes, capital))
    )
    return {
        "stake_after": stake,
        "votes_after": _tightened(votes, Share(None, stake.high)),
        "capital_after": _tightened(capital, Share(None, stake.high)),
    }


def _others(shares: Mapping[DealShare, Share]) -> dict[DealShare, Share]:
    stakes = ("stake_after", "votes_after", "capital_after")
    return {name: share for name, share in shares.items() if name not in stakes}


def _most(one: Share, other: Share) -> float | None:
    return max((share.low for share in (one, other) if share.low is not None), default=None)


def _least_high(one: Share, other: Share) -> float | None:
    return max(one.high, other.high) if one.high is not None and other.high is not None else None


def _tightened(share: Share, by: Share) -> Share:
    """Add bounds that were not stated; bounds that were stated stay, even where they contradict."""
    low = by.low if share.low is None else share.low
    high = by.high if share.high is None else share.high
    return share if low is not None and high is not None and low > high else Share(low, high)
