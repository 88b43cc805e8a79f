"""The parts of an origin in the order in which a reader asks: how far known, where, why not, the rules."""

from __future__ import annotations

from collections.abc import Iterator

from didymium.evidence.product_tests import PRODUCT_STAGES
from didymium.screening.answer import Holds
from didymium.screening.lots.findings import LotFinding
from didymium.screening.lots.gaps import reviews_of
from didymium.screening.lots.tracing import LotOrigin, LotTrace
from didymium.screening.procurement.screening import Verdict
from didymium.views.answer.parts import ShownPart
from didymium.views.evidence.speaking import Speaker
from didymium.views.screening.origin.charts import origin_chart
from didymium.views.screening.origin.rule_tables import (
    all_deciding,
    changes_table,
    figures_table,
    grounds_table,
    product_readings_table,
    product_remedies_table,
    product_tests_table,
    say_verdict,
    verdicts_table,
)
from didymium.views.screening.origin.sentences import say_sentences
from didymium.views.screening.origin.tables import (
    certificates_table,
    findings_table,
    lots_table,
    origins_table,
    say_mass,
    stages_table,
)
from didymium.views.screening.origin.view import OriginView, ProductView


def origin_parts(speaker: Speaker, view: OriginView, *, charts: bool = True) -> list[ShownPart]:
    """Return the summary, each lot's origin, certificates and rules, and what does not hold together."""
    return list(_parts(speaker, view, charts))


def _parts(speaker: Speaker, view: OriginView, charts: bool) -> Iterator[ShownPart]:
    products = {product.lot: product for product in view.products}
    if view.trace is not None:
        yield _summary(speaker, view, view.trace)
        for place, lot in enumerate(view.shown, start=1):
            yield _lot(speaker, view, view.trace.origins[lot], place, charts)
            if lot in products:
                yield from _rules(speaker, products[lot], f"rules_{place}")
        yield from _others(speaker, view)
        yield from _wrong(speaker, view, view.trace)
    elif "" in products:
        yield _stated(speaker, products[""], charts)
        yield from _rules(speaker, products[""], "rules")


def _summary(speaker: Speaker, view: OriginView, trace: LotTrace) -> ShownPart:
    said = tuple(_about(speaker, view, trace))
    heading = speaker.words("screen.lot.section.summary")
    return ShownPart("lots", heading, said, (lots_table(speaker, view),))


def _about(speaker: Speaker, view: OriginView, trace: LotTrace) -> Iterator[str]:
    words = speaker.words
    yield words(
        "screen.lot.about",
        lots=len(trace.origins),
        events=len(trace.document.events),
        day=str(view.day),
        followed=speaker.name(trace.element) if trace.element else words("screen.lot.gross_mass"),
    )
    if trace.trusted:
        yield words("screen.lot.trusted", countries=speaker.names(sorted(trace.trusted)))
    if view.left_out:
        yield words("screen.lot.club_left_out", members=speaker.names(view.left_out))
    if view.issuers is not None:
        yield words("screen.lot.issuers", issuers=words("list.comma").join(view.issuers))
    elif trace.reviews:
        yield words("screen.lot.no_issuers")
    yield words("screen.lot.bounds")
    if trace.assumed_tolerance is not None:
        tolerance = f"{100.0 * trace.assumed_tolerance:.3g} %"
        yield words("screen.lot.tolerance_assumed", tolerance=tolerance)
    yield from (say_note(speaker, note) for note in trace.document.notes)
    left = len(trace.origins) - len(view.shown)
    if left > 0:
        yield words("screen.lot.others_left", count=left)


def say_note(speaker: Speaker, note: str) -> str:
    """Return in words what was passed over in a document."""
    kind, _, unit = note.partition(" ")
    return speaker.words(f"screen.lot.note.{kind}", unit=unit)


def _lot(speaker: Speaker, view: OriginView, origin: LotOrigin, place: int, charts: bool) -> ShownPart:
    assert view.trace is not None
    words = speaker.words
    said = [words("screen.lot.mass", mass_kg=say_mass(speaker, origin.mass_kg))]
    tables = [origins_table(speaker, origin.stages), stages_table(speaker, view, origin)]
    reviews = reviews_of(view.trace, origin.lot)
    if reviews:
        tables.append(certificates_table(speaker, view.trace, reviews))
    else:
        said.append(words("screen.lot.no_certificates"))
    findings = origin.findings
    if findings:
        tables.append(findings_table(speaker, findings))
    else:
        said.append(words("screen.lot.holds_together"))
    drawn = (origin_chart(speaker, origin.lot, origin.stages, place),) if charts else ()
    heading = words("screen.lot.section.lot", lot=origin.lot)
    return ShownPart(f"lot_{place}", heading, tuple(said), tuple(tables), (), drawn)


def _stated(speaker: Speaker, product: ProductView, charts: bool) -> ShownPart:
    """Return where the stages of a product were done, as somebody states it."""
    asked = product.answer.product
    stages = [asked.stages[stage] for stage in PRODUCT_STAGES if stage in asked.stages]
    material, said = speaker.name(asked.material), speaker.words("screen.product.stated")
    drawn = (origin_chart(speaker, material, stages, 1),) if charts and stages else ()
    tables = (origins_table(speaker, stages),)
    return ShownPart("stated", speaker.words("screen.product.section.stated"), (said,), tables, (), drawn)


def _rules(speaker: Speaker, product: ProductView, name: str) -> Iterator[ShownPart]:
    answer, words = product.answer, speaker.words
    decide = all_deciding(answer)
    others = [finding for finding in answer.findings if finding not in decide]
    heading = "screen.product.section.rules_of" if product.lot else "screen.product.section.rules"
    tables = [verdicts_table(speaker, answer), product_remedies_table(speaker, decide)]
    tables += [product_tests_table(speaker, decide, "tests"), figures_table(speaker, answer, decide)]
    tables.append(grounds_table(speaker, decide, "grounds"))
    if product.timeline:
        tables.append(changes_table(speaker, product.timeline))
    if any(_changes(product, rule) for rule in answer.rules):
        tables.append(product_readings_table(speaker, product))
    folded = (
        product_tests_table(speaker, others, "other_tests"),
        grounds_table(speaker, others, "other_grounds"),
    )
    heading = words(heading, about=product.lot)
    yield ShownPart(name, heading, tuple(_verdicts(speaker, product)), tuple(tables), folded)


def _changes(product: ProductView, rule: str) -> bool:
    return len({answer.verdict(rule) for answer in product.readings.values()}) > 1


def _verdicts(speaker: Speaker, product: ProductView) -> Iterator[str]:
    """Say of each rule that is about the product what it says, and which tests are still waiting."""
    answer = product.answer
    material = speaker.name(answer.product.material)
    for rule in answer.rules:
        verdict = answer.verdict(rule)
        if verdict is not Verdict.DOES_NOT_APPLY:
            fields = {"day": str(answer.day), "material": material, "rule": speaker.name(rule)}
            yield speaker.words("screen.product.said", verdict=say_verdict(speaker, verdict), **fields)
    for finding in answer.findings:
        if finding.state == "pending" and finding.holds is not Holds.NO and finding.until is not None:
            yield speaker.words(
                "screen.product.pending", rule=speaker.name(finding.rule), until=str(finding.until),
                why=say_sentences(speaker, finding.reasons or finding.missing),
            )  # fmt: skip


def _others(speaker: Speaker, view: OriginView) -> Iterator[ShownPart]:
    """Yield what the rules say of the lots that have no part of their own."""
    others = [product for product in view.products if product.lot and product.lot not in view.shown]
    if others:
        tables = [verdicts_table(speaker, product.answer) for product in others]
        rows = tuple(
            (product.lot, *row[:1], *row[2:])
            for product, table in zip(others, tables, strict=True)
            for row in table.rows
        )
        headers = (speaker.words("screen.lot.column.lot"), *tables[0].headers[:1], *tables[0].headers[2:])
        shown = type(tables[0])(tables[0].title, headers, rows)
        yield ShownPart("other_rules", speaker.words("screen.lot.section.other_rules"), (), (shown,))


def _wrong(speaker: Speaker, view: OriginView, trace: LotTrace) -> Iterator[ShownPart]:
    """Yield what does not hold together in documents of lots that have no part of their own."""
    shown = {id(finding) for lot in view.shown for finding in trace.origins[lot].findings}
    others: list[LotFinding] = [finding for finding in trace.findings if id(finding) not in shown]
    if others:
        heading = speaker.words("screen.lot.section.wrong")
        yield ShownPart("findings", heading, (), (findings_table(speaker, others),))
