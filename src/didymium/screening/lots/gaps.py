"""Why the origin of a lot is not known in full: which document is missing, or says too little."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from didymium.evidence.product_tests import ProductStage
from didymium.screening.answer import Holds
from didymium.screening.lots.certificates import CertificateReview
from didymium.screening.lots.ledger import Draw, Ledger, Process
from didymium.screening.lots.origin import StageOrigin
from didymium.screening.lots.tracing import LotOrigin, LotTrace
from didymium.screening.lots.vocabulary import CustodyModel

GapKind = Literal[
    "no_document", "stage_not_said", "no_country", "books_only", "not_certified", "mixed", "in_doubt"
]
"""``no_document``: none says where the stage was done; ``stage_not_said``: a making does not say what it did;
``no_country``: the stage is named, no country; ``books_only``: only the books of mass balance speak of it;
``not_certified``: it came in without a certificate that counts; ``mixed``: lots of one mixture may differ;
``in_doubt``: documents contradict each other."""
_DUST = 1e-9
_PHYSICAL = ("segregated", "identity_preserved")
_NAMED_APART = ("from_nothing", "stage_not_said")
"""Findings that other gaps tell."""


@dataclass(frozen=True)
class Gap:
    """One reason why a stage of a lot is not known in full."""

    stage: ProductStage
    kind: GapKind
    lots: tuple[str, ...]
    """Lots whose documents are missing or say too little."""


def gaps_of(trace: LotTrace, lot: str, *, certified_only: bool = False) -> tuple[Gap, ...]:
    """Return the gaps of every stage of a lot that is not known in full; none of one that is.

    ``certified_only``: the trace was made with trusted issuers, so that entries without a certificate of
    theirs have no origin.
    """
    origin = trace.origins[lot]
    found: list[Gap] = []
    for stage in origin.stages:
        if is_open(stage):
            found += _of_stage(trace, origin, stage.stage, certified_only=certified_only)
    return tuple(found)


def is_open(stage: StageOrigin) -> bool:
    """Return whether anything of a stage is not known."""
    return stage.others_high > _DUST or any(high - low > _DUST for low, high in stage.shares.values())


def custody_of(origin: LotOrigin, stage: ProductStage) -> tuple[CustodyModel, ...]:
    """Return the custody models of the makings in which a stage of a lot was done; entries only if they say
    one.
    """
    models = {
        process.custody
        for process in _processes(origin)
        if any(stage in event.stages for event in process.events)
        and (process.custody != "unknown" or not process.is_entry)
    }
    return tuple(sorted(models))


def stages_spoken_of(origin: LotOrigin) -> frozenset[ProductStage]:
    """Return the stages of which documents of a lot, or of what it is made of, say anything."""
    done = {stage for process in _processes(origin) for event in process.events for stage in event.stages}
    claims = origin.ledger.claims
    return frozenset(done | {row.stage for lot in origin.chain for row in claims.get(lot, ())})


def reviews_of(trace: LotTrace, lot: str) -> tuple[CertificateReview, ...]:
    """Return the uses of certificates in the making of a lot and of all that it is made of."""
    events = {event.number for process in _processes(trace.origins[lot]) for event in process.events}
    return tuple(review for review in trace.reviews if review.event in events)


def _processes(origin: LotOrigin) -> list[Process]:
    ledger = origin.ledger
    numbers = {number for lot in origin.chain for number, _ in ledger.made_by[lot]}
    return [ledger.processes[number] for number in sorted(numbers)]


def _of_stage(
    trace: LotTrace, origin: LotOrigin, stage: ProductStage, *, certified_only: bool
) -> Iterator[Gap]:
    ledger = origin.ledger
    found: dict[GapKind, set[int]] = _walk(ledger, ledger.place[origin.lot], stage)
    if certified_only:
        found["not_certified"] = _not_certified(trace, origin)
    doubts = [finding for finding in origin.findings if not _told(finding.kind)]
    alone = not doubts and not any(found.values())
    found["mixed"] = _mixed(ledger, origin, least=1 if alone else 2)
    for kind, lots in found.items():
        if lots:
            yield Gap(stage, kind, tuple(sorted(ledger.lots[lot] for lot in lots)))
    if doubts:
        yield Gap(stage, "in_doubt", tuple(sorted({lot for finding in doubts for lot in finding.lots})))


def _told(kind: str) -> bool:
    return kind in _NAMED_APART or kind.startswith("certificate_") and kind != "certificate_spent_twice"


def _walk(ledger: Ledger, lot: int, stage: ProductStage) -> dict[GapKind, set[int]]:
    """Walk back from a lot until documents say where a stage was done, and return where they do not."""
    found: dict[GapKind, set[int]] = {
        "no_document": set(), "stage_not_said": set(), "no_country": set(), "books_only": set()
    }  # fmt: skip
    waiting, seen, walked = [lot], {lot}, set[int]()
    while waiting:
        one = waiting.pop()
        if not ledger.made_by[one]:
            found["no_document"].add(one)
        for number, draw in ledger.made_by[one]:
            process = ledger.processes[number]
            kind, goes_on = _said(ledger, process, draw, stage)
            if kind is not None:
                found[kind].add(one)
            if goes_on and not process.inputs:
                found["no_document"].add(one)
            if goes_on and number not in walked:
                walked.add(number)
                before = {used.lot for used in process.inputs} - seen
                waiting += before
                seen |= before
    return found


def _said(ledger: Ledger, process: Process, draw: Draw, stage: ProductStage) -> tuple[GapKind | None, bool]:
    """Return what a making leaves open of a stage, and whether what it uses may say more."""
    event = draw.event
    if stage in event.stages:
        return (None if event.country else "no_country"), False
    if not process.is_entry:
        return (None if event.stages_said else "stage_not_said"), True
    claimed = sum(row.share for row in ledger.claims.get(draw.lot, ()) if row.stage == stage)
    if claimed and process.custody not in _PHYSICAL:
        return "books_only", False
    if claimed >= 1.0 - _DUST:
        return None, False
    return ("no_document" if event.stages_said or claimed else "stage_not_said"), False


def _not_certified(trace: LotTrace, origin: LotOrigin) -> set[int]:
    counting = {review.event for review in trace.reviews if review.counts is Holds.YES}
    chain = origin.chain
    return {
        draw.lot
        for process in _processes(origin)
        if process.is_entry and not any(event.number in counting for event in process.events)
        for draw in process.outputs
        if draw.lot in chain
    }


def _mixed(ledger: Ledger, origin: LotOrigin, least: int) -> set[int]:
    """Return the lots of the chain that are one of several of a mixture, which need not be like it; ``least``
    lots are mixed.
    """
    chain = origin.chain
    return {
        draw.lot
        for process in _processes(origin)
        if process.custody in ("mass_balance", "unknown")
        if _count(process.inputs) >= least and _count(process.outputs) > 1
        for draw in process.outputs
        if draw.lot in chain
    }


def _count(draws: Iterable[Draw]) -> int:
    return len({draw.lot for draw in draws})
