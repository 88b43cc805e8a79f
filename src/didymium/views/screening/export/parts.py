"""The parts of an export case in the order in which a reader asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from didymium.screening.answer import Finding, Holds
from didymium.screening.export.screen import first_day
from didymium.screening.export.verdict import Verdict
from didymium.views.answer.parts import ShownPart
from didymium.views.evidence.speaking import Speaker
from didymium.views.result_tables import Table
from didymium.views.screening.export.charts import timeline_charts
from didymium.views.screening.export.tables import (
    approvals_table,
    grounds_table,
    licence_table,
    readings_table,
    remedies_table,
    say_verdict,
    tests_table,
    timeline_table,
)
from didymium.views.screening.export.view import ExportView
from didymium.views.screening.saying import say_said


def export_parts(speaker: Speaker, view: ExportView, *, charts: bool = True) -> list[ShownPart]:
    """Return the verdict, the tests, what would change it, licences, readings and the timeline."""
    return [part for part in _parts(speaker, view, charts) if part.said or part.tables or part.charts]


def _parts(speaker: Speaker, view: ExportView, charts: bool) -> Iterator[ShownPart]:
    biting = view.answer.biting
    others = [finding for finding in view.answer.findings if finding.bites is Holds.NO]
    yield ShownPart(
        "verdict",
        speaker.words("screen.export.section.verdict"),
        tuple(_verdict(speaker, view)),
        (tests_table(speaker, biting, "tests"), grounds_table(speaker, biting, "grounds")),
        (tests_table(speaker, others, "other_tests"), grounds_table(speaker, others, "other_grounds")),
    )
    yield ShownPart("change", speaker.words("screen.export.section.change"), (), _tables(speaker, biting))
    yield _licences(speaker, view)
    yield ShownPart(
        "readings", speaker.words("screen.export.section.readings"), (), (readings_table(speaker, view),)
    )
    yield _timeline(speaker, view, charts)


def _verdict(speaker: Speaker, view: ExportView) -> Iterator[str]:
    answer, shipment, words = view.answer, view.shipment, speaker.words
    named = say_verdict(speaker, answer.verdict.value, answer.least.value, answer.most.value)
    yield words(
        "screen.export.verdict",
        day=str(answer.day),
        origin=speaker.name(shipment.shipped_from),
        destination=speaker.name(shipment.destination),
        verdict=named,
    )
    if answer.verdict is Verdict.UNKNOWN:
        for said in answer.missing:
            yield words("screen.export.needed", what=say_said(speaker, said))
    first = first_day(view.evidence)
    if answer.day < first:
        yield words("screen.export.before_rules", day=str(first))
    if answer.verdict is Verdict.PERMITTED:
        yield words("screen.export.scope", rules=len({finding.rule for finding in answer.findings}))
    yield words("screen.export.complete_bill")


def _tables(speaker: Speaker, biting: Sequence[Finding]) -> tuple[Table, ...]:
    table = remedies_table(speaker, biting)
    return (table,) if table.rows else ()


def _licences(speaker: Speaker, view: ExportView) -> ShownPart:
    heading = speaker.words("screen.export.section.licences")
    if not view.outlooks:
        return ShownPart("licences", heading)
    tables = (licence_table(speaker, view.outlooks), approvals_table(speaker, view.outlooks))
    return ShownPart("licences", heading, (speaker.words("screen.export.approvals_are_no_law"),), tables)


def _timeline(speaker: Speaker, view: ExportView, charts: bool) -> ShownPart:
    heading = speaker.words("screen.export.section.timeline")
    tables = [timeline_table(speaker, stretches, reading) for reading, stretches in view.timelines.items()]
    drawn = timeline_charts(speaker, view) if charts and view.timelines else ()
    return ShownPart("timeline", heading, (), tuple(tables[:1]), tuple(tables[1:]), drawn)
