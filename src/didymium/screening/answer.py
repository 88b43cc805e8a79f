"""What every kind of screening answers with: one finding a test, and never a guess."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Holds(StrEnum):
    """Whether a condition holds, in Kleene's three values."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def __invert__(self) -> Holds:
        """Return the opposite; unknown stays unknown."""
        return {Holds.YES: Holds.NO, Holds.NO: Holds.YES, Holds.UNKNOWN: Holds.UNKNOWN}[self]


def all_of(values: Iterable[Holds]) -> Holds:
    """Return ``NO`` if any is, else ``UNKNOWN`` if any is, else ``YES`` (of nothing: ``YES``)."""
    found = set(values)
    if Holds.NO in found:
        return Holds.NO
    return Holds.UNKNOWN if Holds.UNKNOWN in found else Holds.YES


def any_of(values: Iterable[Holds]) -> Holds:
    """Return ``YES`` if any is, else ``UNKNOWN`` if any is, else ``NO`` (of nothing: ``NO``)."""
    return ~all_of(~value for value in values)


@dataclass(frozen=True)
class Said:
    """A sentence for a reader: a message of the catalogues and what stands in it."""

    key: str
    """Key of the message."""
    fields: Mapping[str, object] = field(default_factory=dict)
    """Numbers, dates and identifiers of evidence (subjects, materials, countries, rules) that fill it."""


@dataclass(frozen=True)
class Figure:
    """A figure of the case held against a threshold of a rule."""

    name: str
    """What is measured: ``value_share``, ``ownership_share``, ``voting_share`` …"""
    low: float | None
    """Lowest value that the known facts allow, in the threshold's unit."""
    high: float | None
    """Highest; equal to ``low`` if it is known. None: nothing bounds it."""
    unit: str
    """Unit of evidence (``percent``, ``working_days`` …)."""
    threshold: float | None = None
    """The rule's figure; None if the rule sets none."""
    included: bool = True
    """Whether the threshold itself is enough."""
    fact: str = ""
    """The fact that states the threshold."""
    warnings: tuple[str, ...] = ()
    """Warnings on that fact (``incomplete``, ``press_estimate``, ``disputed`` …): thin evidence is shown."""

    @property
    def holds(self) -> Holds:
        """Whether the figure reaches the threshold, as far as its bounds tell."""
        if self.threshold is None:
            return Holds.UNKNOWN
        return reaches(self.low, self.high, self.threshold, included=self.included)


def reaches(low: float | None, high: float | None, threshold: float, *, included: bool) -> Holds:
    """Return whether a figure between two bounds reaches a threshold."""
    if low is not None and (low > threshold or (included and low == threshold)):
        return Holds.YES
    if high is not None and (high < threshold or (not included and high == threshold)):
        return Holds.NO
    return Holds.UNKNOWN


@dataclass(frozen=True)
class Finding:
    """One test of one part of a rule, on one thing and one day."""

    rule: str
    part: str
    number: int
    """Which of the part's tests it is, from 1."""
    step: str
    """The question that it answers."""
    about: str
    """The item, holder or lot that was tested."""
    state: str
    """State of the part on the day: ``in_force``, ``suspended``, ``pending``, ``not_yet``, ``unknown`` …"""
    since: dt.date | None
    """First day of that state."""
    until: dt.date | None
    """Last day of it as far as known."""
    source: str
    """Who says so."""
    locator: str
    """Where."""
    holds: Holds
    """Whether the test's conditions hold."""
    effect: str
    """What it asks once it holds and the part is in force."""
    figures: tuple[Figure, ...] = ()
    reasons: tuple[Said, ...] = ()
    """Why it holds, fails or stays open: one a condition that decides."""
    missing: tuple[Said, ...] = ()
    """What would have to be known."""
    remedies: tuple[Said, ...] = ()
    """What would have to change for it not to hold."""
    warnings: tuple[str, ...] = ()
    """Warnings on the facts that the test rests on."""
    exempts: tuple[str, ...] = ()
    """Parts of the same rule whose licences it lifts."""

    @property
    def bites(self) -> Holds:
        """Whether its effect follows: it holds and the part is in force; unknown if either is."""
        if self.state == "in_force":
            return self.holds
        return Holds.UNKNOWN if self.state == "unknown" and self.holds is not Holds.NO else Holds.NO
