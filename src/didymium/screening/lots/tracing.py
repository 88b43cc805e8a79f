"""From documents to answers: where the material of a lot was mined, separated, made into magnets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from didymium.evidence.product_tests import PRODUCT_STAGES, ProductStage
from didymium.screening.lots.certificates import CertificateReview, review_certificates
from didymium.screening.lots.custody import check_custody
from didymium.screening.lots.events import LotDocument
from didymium.screening.lots.findings import Doubts, LotFinding
from didymium.screening.lots.following import Following
from didymium.screening.lots.ledger import Ledger, build_ledger
from didymium.screening.lots.masses import check_masses
from didymium.screening.lots.origin import StageOrigin
from didymium.screening.lots.states import STAGE_NUMBER, UNNAMED, UNTRUSTED, Columns, State, columns_of


@dataclass(frozen=True)
class LotOrigin:
    """Where the material of a lot comes from."""

    lot: str
    mass_kg: float | None
    """What was made of it, kg; None: not known."""
    stages: tuple[StageOrigin, ...]
    """In the order of the chain, up to the last one that was done; all of them if none is known."""
    trusted: tuple[tuple[float, float], ...]
    """By stage: lowest and highest share that was done in trusted countries alone."""
    ledger: Ledger = field(repr=False, compare=False)
    document_findings: tuple[LotFinding, ...] = field(repr=False, compare=False)

    @cached_property
    def _chain(self) -> tuple[set[int], list[int]]:
        return _ancestors(self.ledger, self.ledger.place[self.lot])

    @cached_property
    def chain(self) -> frozenset[int]:
        """The lots that it is made of with itself, by their numbers."""
        return frozenset(self._chain[0])

    @cached_property
    def findings(self) -> tuple[LotFinding, ...]:
        """What does not hold together in its documents and in those of all that it is made of."""
        names = {self.ledger.lots[number] for number in self._chain[0]}
        return tuple(finding for finding in self.document_findings if names.intersection(finding.lots))

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The lots at the beginning of its chain."""
        return tuple(self.ledger.lots[number] for number in self._chain[1])


@dataclass(frozen=True)
class LotTrace:
    """The lots of a document, traced for one element on one day."""

    document: LotDocument
    day: dt.date
    element: str
    """Element whose mass is followed; blank: gross mass."""
    trusted: frozenset[str]
    origins: dict[str, LotOrigin]
    findings: tuple[LotFinding, ...]
    reviews: tuple[CertificateReview, ...]
    assumed_tolerance: float | None
    """Tolerance of masses that was assumed because a transformation states none; None: all state one."""

    @property
    def elements(self) -> tuple[str, ...]:
        """Elements whose content any document states."""
        rows = (row for event in self.document.events for row in event.contents)
        return tuple(sorted({row.element for row in rows}))


def trace_lots(
    document: LotDocument,
    lots: Iterable[str] = (),
    day: dt.date | None = None,
    element: str = "",
    trusted: Iterable[str] = (),
    issuers: Collection[str] | None = None,
) -> LotTrace:
    """Trace lots of a document; by default those that nothing else is made of.

    ``day``: events after it are left out (default: the day of the last event). ``element``: follow its mass,
    not gross mass. ``trusted``: countries (ISO 3166-1 alpha-3). ``issuers``: issuers of certificates that are
    trusted; if given, what enters without a certificate of theirs has no known origin.

    Raises:
        KeyError: For a lot that the document does not name by that day.
    """
    last = day or max((event.time.date() for event in document.events), default=dt.date.min)
    known = replace(document, events=tuple(event for event in document.events if event.time.date() <= last))
    ledger, doubts = build_ledger(known), Doubts()
    check_masses(ledger, doubts)
    check_custody(ledger, doubts)
    reviews = review_certificates(ledger, issuers, doubts)
    columns = columns_of(ledger, trusted)
    following = Following(ledger, columns, element, doubts)
    chosen = [ledger.place[lot] for lot in lots] or _last_lots(ledger)
    found = tuple(doubts.findings)
    origins = {ledger.lots[lot]: _origin(following, lot, found) for lot in chosen}
    assumed = {
        process.tolerance
        for process in ledger.processes
        if not process.is_entry and not process.tolerance_stated
    }
    return LotTrace(
        known, last, element, frozenset(trusted), origins, found, reviews, max(assumed, default=None)
    )


def _last_lots(ledger: Ledger) -> list[int]:
    names, users = ledger.lots, ledger.used_by
    return [lot for lot, name in enumerate(names) if not users[lot] and name not in ledger.containers]


def _origin(following: Following, lot: int, found: tuple[LotFinding, ...]) -> LotOrigin:
    ledger, columns = following.ledger, following.columns
    state = following.state(lot).scaled(1.0 - following.doubts.of_lot.get(lot, 0.0))
    stages = _stages(state)
    return LotOrigin(
        ledger.lots[lot],
        ledger.mass_made(lot),
        tuple(_stage_origin(state, columns, stage) for stage in stages),
        tuple(_trusted(state, columns, stage) for stage in stages),
        ledger,
        found,
    )


def _stages(state: State) -> tuple[ProductStage, ...]:
    """Return the stages that must have been done: recycling only where a document says so."""
    last = state.latest if state.latest >= 0 else STAGE_NUMBER["magnet"]
    recycling = STAGE_NUMBER["recycling"]
    return tuple(
        stage
        for number, stage in enumerate(PRODUCT_STAGES[: last + 1])
        if number != recycling or state.documented[recycling] > 0.0
    )


def _stage_origin(state: State, columns: Columns, stage: ProductStage) -> StageOrigin:
    documented = float(state.documented[STAGE_NUMBER[stage]])
    left = max(0.0, 1.0 - documented)
    shares, booked, unnamed = {}, {}, 0.0
    for number, (at, country) in enumerate(columns.pairs):
        low, high = float(state.low[number]), float(state.high[number])
        if at != stage or country == UNTRUSTED:
            continue
        if country == UNNAMED:
            unnamed = high
        elif high > 0.0 or state.booked[number] > 0.0:
            shares[country] = (low, min(1.0, high + left))
            booked[country] = float(state.booked[number])
    return StageOrigin(stage, shares, min(1.0, unnamed + left), booked, documented)


def _trusted(state: State, columns: Columns, stage: ProductStage) -> tuple[float, float]:
    """Return the bounds of the share whose stage was done in trusted countries alone.

    At least what is documented less what may have passed elsewhere; at most all but what has.
    """
    documented = float(state.documented[STAGE_NUMBER[stage]])
    column = columns.place.get((stage, UNTRUSTED))
    if column is None:
        return max(0.0, documented), 1.0
    low, high = float(state.low[column]), float(state.high[column])
    return max(0.0, documented - high), 1.0 - low


def _ancestors(ledger: Ledger, lot: int) -> tuple[set[int], list[int]]:
    """Return all lots that a lot is made of with itself, and those that nothing else is known to make."""
    seen, waiting, sources, walked = {lot}, [lot], [], set[int]()
    while waiting:
        one = waiting.pop()
        makers = {number for number, _ in ledger.made_by[one]}
        if not any(ledger.processes[number].inputs for number in makers):
            sources.append(one)
        for number in makers - walked:
            before = {draw.lot for draw in ledger.processes[number].inputs} - seen
            waiting += before
            seen |= before
        walked |= makers
    return seen, sorted(sources)
