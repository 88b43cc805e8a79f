"""What is shown of the origin of lots: what was traced, why it is open, and what rules of buying say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from didymium.evidence.evidence import Evidence
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.screening.lots.events import LotDocument
from didymium.screening.lots.gaps import Gap, gaps_of, stages_spoken_of
from didymium.screening.lots.tracing import LotTrace, trace_lots
from didymium.screening.procurement.product import Product, stages_of_lot
from didymium.screening.procurement.screening import ProductAnswer, Verdict, screen_product
from didymium.screening.rules import READINGS, Reading, turning_days

MOST_SHOWN = 12
"""Lots that have a part, a chart, readings and a timeline of their own; tables and data have more."""
MOST_ANSWERED = 200
"""Lots that are held against the rules; of the others the shares alone."""
MOST_WALKED = 200_000
"""Lots in the chains of those that are looked at closely, and findings looked through, all together."""


@dataclass(frozen=True)
class VerdictChange:
    """A day from which rules say something else of a product."""

    first: dt.date
    verdicts: Mapping[str, Verdict]
    """By rule."""


@dataclass(frozen=True)
class ProductView:
    """What rules of buying and support say of a product, or of a lot of it."""

    lot: str
    """The lot; blank: a product whose origin the user states."""
    answer: ProductAnswer
    readings: Mapping[Reading, ProductAnswer]
    """Under each reading of what nobody knows yet; empty for lots that have no part of their own."""
    timeline: Sequence[VerdictChange] = ()
    """On every date, under the reading asked for; empty if it was not asked for."""


@dataclass(frozen=True, eq=False)
class OriginView:
    """Lots and products on a day."""

    evidence: Evidence
    day: dt.date
    reading: Reading
    trace: LotTrace | None
    """None: origins are stated, not traced."""
    gaps: Mapping[str, tuple[Gap, ...]]
    """By lot that was looked at closely: why its origin is not known in full."""
    products: tuple[ProductView, ...]
    """Empty: nobody asked about rules."""
    issuers: tuple[str, ...] | None = None
    """Issuers of certificates that are trusted; None: nobody said who is."""
    left_out: tuple[str, ...] = ()
    """Members of a club that are no one country: they are not trusted."""

    @property
    def shown(self) -> tuple[str, ...]:
        """Lots that have a part of their own."""
        return tuple(self.gaps)[:MOST_SHOWN]


@dataclass(frozen=True)
class LotQuestion:
    """What is asked of a document of lots."""

    lots: tuple[str, ...] = ()
    """Lots, whole or by the end of their names; empty: those that nothing else is made of."""
    element: str = ""
    """Element whose mass is followed; blank: gross mass."""
    trusted: frozenset[str] = frozenset()
    """Trusted countries (ISO 3166-1 alpha-3)."""
    left_out: tuple[str, ...] = ()
    issuers: tuple[str, ...] | None = None
    product: Product | None = None
    """What the lots are, for rules of buying; None: nothing is asked of rules."""


def view_lots(
    evidence: Evidence,
    document: LotDocument,
    question: LotQuestion,
    day: dt.date,
    *,
    reading: Reading = "as_known",
    timeline: bool = False,
) -> OriginView:
    """Trace lots on a day and hold them against the rules, if these are asked about.

    Raises:
        InputError: If a lot asked for is not in the document by that day, no document states contents of the
            element, or a stage is stated of which the documents speak.
    """
    lots = _lots_named(document, question.lots, day)
    _check_element(document, question.element)
    trace = trace_lots(document, lots, day, question.element, question.trusted, question.issuers)
    answered = list(trace.origins)[:MOST_ANSWERED]
    certified_only = question.issuers is not None
    gaps = {lot: gaps_of(trace, lot, certified_only=certified_only) for lot in _looked_at(trace, answered)}
    products: list[ProductView] = []
    if question.product is not None:
        _refuse_stated_twice(question.product, trace)
        for place, lot in enumerate(answered):
            product = _product_of_lot(question.product, trace, lot)
            shown = place < MOST_SHOWN
            products.append(_product(evidence, product, day, reading, lot, shown=shown, timeline=timeline))
    return OriginView(
        evidence, day, reading, trace, gaps, tuple(products), question.issuers, question.left_out
    )


def view_product(
    evidence: Evidence,
    product: Product,
    day: dt.date,
    *,
    reading: Reading = "as_known",
    timeline: bool = False,
) -> OriginView:
    """Hold a product, whose origin somebody states, against the rules on a day."""
    found = _product(evidence, product, day, reading, timeline=timeline)
    return OriginView(evidence, day, reading, None, {}, (found,))


def _looked_at(trace: LotTrace, lots: Sequence[str]) -> list[str]:
    """Return the first lots whose chains are not too much to walk through; the first one always."""
    found: list[str] = []
    walked = 0
    for lot in lots:
        walked += len(trace.origins[lot].chain) + len(trace.findings)
        if found and walked > MOST_WALKED:
            break
        found.append(lot)
    return found


def _product_of_lot(product: Product, trace: LotTrace, lot: str) -> Product:
    stages = {**stages_of_lot(trace.origins[lot]), **product.stages}
    return replace(product, name=lot, stages=stages)


def _refuse_stated_twice(product: Product, trace: LotTrace) -> None:
    """Refuse a stage that is stated although documents of a lot speak of it: which is right is not ours."""
    if not product.stages:
        return
    spoken = frozenset[str]().union(*(stages_spoken_of(origin) for origin in trace.origins.values()))
    remedy = "leave it out, or ask without the documents"
    problems = [
        Problem(stage, "is stated, and the documents speak of it too", remedy=remedy)
        for stage in product.stages
        if stage in spoken
    ]
    if problems:
        raise InputError(problems)


def _product(
    evidence: Evidence,
    product: Product,
    day: dt.date,
    reading: Reading,
    lot: str = "",
    *,
    shown: bool = True,
    timeline: bool = False,
) -> ProductView:
    if not shown:
        return ProductView(lot, screen_product(evidence, product, day, reading), {})
    readings = {one: screen_product(evidence, product, day, one) for one in READINGS}
    changes = _timeline(evidence, product, reading) if timeline else ()
    return ProductView(lot, readings[reading], readings, changes)


def _timeline(evidence: Evidence, product: Product, reading: Reading) -> tuple[VerdictChange, ...]:
    """Return the days on which what the rules say changes."""
    found: list[VerdictChange] = []
    for day in turning_days(evidence, lambda part: bool(part.product)):
        answer = screen_product(evidence, product, day, reading)
        verdicts = {rule: answer.verdict(rule) for rule in answer.rules}
        if not found or verdicts != found[-1].verdicts:
            found.append(VerdictChange(day, verdicts))
    return tuple(found)


def _lots_named(document: LotDocument, names: Iterable[str], day: dt.date) -> tuple[str, ...]:
    """Return the lots that names stand for: a whole identifier, or the end of one alone."""
    known = {
        one.lot: None
        for event in document.events
        if event.time.date() <= day
        for one in (*event.lots, *event.inputs, *event.outputs)
    }
    found: dict[str, None] = {}
    problems: list[Problem] = []
    for name in names:
        meant = [name] if name in known else [lot for lot in known if _ends_with(lot, name)]
        if len(meant) == 1:
            found[meant[0]] = None
        else:
            problems.append(_unknown_lot(document, name, meant, known, day))
    if problems:
        raise InputError(problems)
    return tuple(found)


def _check_element(document: LotDocument, element: str) -> None:
    known = {row.element for event in document.events for row in event.contents}
    if element and element not in known:
        hint = did_you_mean(element[:80], known) or "no document states contents"
        problem = Problem(
            "element", "is in no contents that documents state", value=element[:80], remedy=hint
        )
        raise InputError([problem])


def _ends_with(lot: str, name: str) -> bool:
    return bool(name) and lot.endswith((f".{name}", f":{name}", f"/{name}"))


def _unknown_lot(
    document: LotDocument, name: str, meant: Sequence[str], known: Iterable[str], day: dt.date
) -> Problem:
    if meant:
        return Problem("lot", "is the end of several lots", value=name[:80], remedy="write it whole")
    hint = did_you_mean(name[:80], list(known)[:5000])
    return Problem("lot", f"is no lot of {document.file} by {day}", value=name[:80], remedy=hint)
