"""Events of lots as they are read: what was seen, made, used or moved, where, when, and what is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from didymium.evidence.product_tests import ProductStage
from didymium.screening.lots.vocabulary import DEFAULT_MASS_TOLERANCE, CustodyModel, EventKind


@dataclass(frozen=True, slots=True)
class LotMass:
    """A lot, or one thing with a number of its own, and how much of it an event touches."""

    lot: str
    """Its URI: a class with a lot number (LGTIN), an instance (SGTIN, SSCC), or any other."""
    mass_kg: float | None = None
    """Kilograms; None: the document gives none."""


@dataclass(frozen=True, slots=True)
class OriginClaim:
    """A statement that a share of a lot had a stage done in a country."""

    stage: ProductStage
    country: str
    share: float
    lot: str = ""
    """The lot meant; blank: every one that the event makes."""


@dataclass(frozen=True, slots=True)
class Content:
    """A mass share of an element in a lot."""

    element: str
    share: float
    lot: str = ""
    """The lot meant; blank: every one that the event makes."""


@dataclass(frozen=True)
class Event:
    """One event of the document."""

    number: int
    """Its place in the list of events, from 1."""
    identifier: str
    """``eventID``; blank: none given."""
    kind: EventKind
    time: dt.datetime
    """When, in UTC."""
    action: str = ""
    """``ADD``, ``OBSERVE`` or ``DELETE``; blank for a transformation."""
    step: str = ""
    """Business step: a word of the vocabulary or a URI."""
    read_point: str = ""
    location: str = ""
    """Business location: where the things are after the event."""
    lots: tuple[LotMass, ...] = ()
    """Lots that are seen, added, deleted, packed or linked."""
    inputs: tuple[LotMass, ...] = ()
    outputs: tuple[LotMass, ...] = ()
    """What a transformation uses and makes."""
    parent: str = ""
    """The container or asset that lots are packed into or linked with."""
    transformation: str = ""
    """``transformationID``: events that share it are one transformation."""
    country: str | None = None
    """Where the stages of the new lots were done, ISO 3166-1 alpha-3: ``cbvmda:countryOfOrigin``."""
    stages: tuple[ProductStage, ...] = ()
    """Stages that the event did (extension)."""
    stages_said: bool = False
    """Whether the event says which stages it did; an empty list: none, lots were mixed, split or packed."""
    custody: CustodyModel = "unknown"
    tolerance: float = DEFAULT_MASS_TOLERANCE
    """Share by which outputs may exceed inputs."""
    tolerance_stated: bool = False
    """Whether the document states it; otherwise it is assumed."""
    account: str = ""
    """Name of the period over which a site balances its books (extension); blank: the calendar year."""
    contents: tuple[Content, ...] = ()
    claims: tuple[OriginClaim, ...] = ()
    certificates: tuple[str, ...] = ()
    """URIs of ``certificationInfo``."""
    senders: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()
    """Parties and places of ``sourceList`` and ``destinationList``."""

    @property
    def site(self) -> str:
        """Where it happened: the business location, else the read point."""
        return self.location or self.read_point

    @property
    def made(self) -> tuple[LotMass, ...]:
        """Lots that come into being with it."""
        if self.kind == "ObjectEvent" and self.action == "ADD":
            return self.lots
        return self.outputs


@dataclass(frozen=True)
class Certificate:
    """A certificate that events refer to."""

    identifier: str
    issuer: str = ""
    standard: str = ""
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    """First and last day; None: not said."""
    revoked: bool = False
    """Whether its status is given as inactive, suspended, withdrawn or revoked."""
    lots: frozenset[str] = frozenset()
    """Lots that it is for; empty: not limited to lots."""
    sites: frozenset[str] = frozenset()
    """Places that it is for; empty: not limited to places."""
    mass_kg: float | None = None
    """Most that may be made under it; None: no limit."""


@dataclass(frozen=True)
class LotDocument:
    """A document of events, without those that were declared to be in error."""

    file: str
    events: tuple[Event, ...]
    """In order of time."""
    certificates: Mapping[str, Certificate] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """What was passed over: ``other_types`` (event types of others), ``in_error`` (events declared to be so),
    ``no_mass`` and a unit that is none, ``counts`` (quantities without a unit)."""
