"""Checks certificates: whether they are known, cover the lots and places that name them, hold on the day, and
are not used for more than they were given for. Who is trusted is not assumed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from didymium.screening.answer import Holds, all_of
from didymium.screening.lots.events import Certificate, Event
from didymium.screening.lots.findings import Doubts
from didymium.screening.lots.ledger import Ledger


@dataclass(frozen=True)
class CertificateReview:
    """A certificate as an event uses it."""

    certificate: str
    event: int
    known: bool
    """Whether the document says more of it than its URI."""
    valid: Holds
    """Whether it holds on the day of the event; unknown if its dates are not given."""
    in_scope: Holds
    """Whether it covers the lots and the place."""
    trusted: Holds
    """Whether its issuer is among those trusted; unknown if nobody said who is."""

    @property
    def counts(self) -> Holds:
        """Whether it can be relied on."""
        return all_of((self.valid, self.in_scope, self.trusted))


@dataclass
class _Use:
    """What is made under a certificate."""

    made_kg: float = 0.0
    processes: set[int] = field(default_factory=set)


def review_certificates(
    ledger: Ledger, trusted: Collection[str] | None, doubts: Doubts
) -> tuple[CertificateReview, ...]:
    """Return every use of a certificate, reviewed, and note what is wrong.

    With ``trusted`` (names or URIs of issuers) given, what enters the document without a certificate that
    counts is left without origin; with None, certificates are reviewed and nothing follows.
    """
    found: list[CertificateReview] = []
    uses: dict[str, _Use] = {}
    for number, process in enumerate(ledger.processes):
        counts = False
        for event in process.events:
            reviews = [_review(ledger, event, uri, trusted, doubts) for uri in event.certificates]
            found += reviews
            counts |= any(review.counts is Holds.YES for review in reviews)
            for uri in event.certificates:
                use = uses.setdefault(uri, _Use())
                use.made_kg += sum(one.mass_kg or 0.0 for one in event.made)
                use.processes.add(number)
        if trusted is not None and process.is_entry and not counts:
            doubts.certified[number] = 1.0
    _check_spending(ledger, uses, doubts)
    return tuple(found)


def _review(
    ledger: Ledger, event: Event, uri: str, trusted: Collection[str] | None, doubts: Doubts
) -> CertificateReview:
    lots = [one.lot for one in event.made or event.lots]
    known = ledger.document.certificates.get(uri)
    if known is None:
        doubts.add("certificate_unknown", {"certificate": uri}, lots, [event.number])
        return CertificateReview(uri, event.number, False, Holds.UNKNOWN, Holds.UNKNOWN, Holds.UNKNOWN)
    valid, in_scope = _valid(known, event.time.date()), _in_scope(known, event, lots)
    fields = {"certificate": uri, "on": event.time.date()}
    if valid is Holds.NO:
        doubts.add("certificate_not_valid", fields, lots, [event.number])
    if in_scope is Holds.NO:
        doubts.add("certificate_out_of_scope", fields, lots, [event.number])
    return CertificateReview(uri, event.number, True, valid, in_scope, _trusted(known, trusted))


def _valid(certificate: Certificate, day: dt.date) -> Holds:
    first, last = certificate.valid_from, certificate.valid_until
    if certificate.revoked or (first and day < first) or (last and day > last):
        return Holds.NO
    return Holds.YES if first and last else Holds.UNKNOWN


def _in_scope(certificate: Certificate, event: Event, lots: list[str]) -> Holds:
    if certificate.lots and not certificate.lots.issuperset(lots):
        return Holds.NO
    places = {event.location, event.read_point} - {""}
    if not certificate.sites or places & certificate.sites:
        return Holds.YES
    return Holds.NO if places else Holds.UNKNOWN


def _trusted(certificate: Certificate, trusted: Collection[str] | None) -> Holds:
    if trusted is None or not certificate.issuer:
        return Holds.UNKNOWN
    return Holds.YES if certificate.issuer in trusted else Holds.NO


def _check_spending(ledger: Ledger, uses: dict[str, _Use], doubts: Doubts) -> None:
    """Find certificates under which more was made than they allow: the excess has no origin."""
    for uri, use in uses.items():
        certificate = ledger.document.certificates.get(uri)
        limit = None if certificate is None else certificate.mass_kg
        if limit is None or use.made_kg <= limit:
            continue
        processes = [ledger.processes[number] for number in sorted(use.processes)]
        lots = {ledger.lots[draw.lot] for process in processes for draw in process.outputs}
        events = [event.number for process in processes for event in process.events]
        fields = {"certificate": uri, "certified_kg": limit, "made_kg": use.made_kg}
        doubts.add("certificate_spent_twice", fields, sorted(lots), events)
        for number in use.processes:
            excess = 1.0 - limit / use.made_kg
            doubts.of_outputs[number] = max(excess, doubts.of_outputs.get(number, 0.0))
