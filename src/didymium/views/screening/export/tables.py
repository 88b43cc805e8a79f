"""Tables of an export case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from didymium.screening.answer import Finding, Holds
from didymium.screening.export.licences import LicenceOutlook
from didymium.screening.export.timeline import Stretch
from didymium.views.evidence.speaking import Speaker
from didymium.views.result_tables import Table, message_table
from didymium.views.screening.export.view import ExportView
from didymium.views.screening.saying import (
    join_said,
    rule_id,
    say_all,
    say_figure,
    say_place,
    say_rule,
    say_state,
)
from didymium.views.wording import number


def tests_table(speaker: Speaker, findings: Sequence[Finding], title: str) -> Table:
    """Return the tests: whether their conditions are met, what follows then, and the state of the rule."""
    rows = [
        (
            rule_id(finding),
            finding.about or speaker.words("screen.export.whole_shipment"),
            speaker.words(f"screen.holds.{finding.holds.value}"),
            speaker.words(f"screen.effect.{finding.effect}"),
            say_state(speaker, finding.state, finding.since, finding.until),
        )
        for finding in findings
    ]
    columns = ("rule", "about", "holds", "effect", "state")
    return message_table(speaker.words, "screen", title, columns, rows)


def grounds_table(speaker: Speaker, findings: Sequence[Finding], title: str) -> Table:
    """Return why each test came out as it did, with its figures, and who says that the rule holds."""
    rows = [
        (rule_id(finding), say_rule(speaker, finding), _why(speaker, finding), say_place(finding))
        for finding in findings
    ]
    columns = ("rule", "title", "why", "source")
    return message_table(speaker.words, "screen", title, columns, rows)


def _why(speaker: Speaker, finding: Finding) -> str:
    """Return the figures and the reasons of a test; of an open one what is missing."""
    said = [say_figure(speaker, figure) for figure in finding.figures if figure.threshold is not None]
    reasons = finding.missing if finding.holds is Holds.UNKNOWN else finding.reasons
    text = say_all(speaker, reasons)
    return join_said(speaker, [*said, text] if text else said)


def readings_table(speaker: Speaker, view: ExportView) -> Table:
    """Return the verdict under each reading of what nobody knows yet."""
    rows = [
        (
            speaker.words(f"screen.reading.{reading}"),
            say_verdict(speaker, answer.verdict.value, answer.least.value, answer.most.value),
            _rules(speaker, ((one.rule, one.part, one.state) for one in answer.biting)),
        )
        for reading, answer in view.readings.items()
    ]
    return message_table(speaker.words, "screen", "readings", ("reading", "verdict", "because"), rows)


def timeline_table(speaker: Speaker, stretches: Sequence[Stretch], reading: str) -> Table:
    """Return the verdict on every date under one reading."""
    rows = [
        (
            str(stretch.first),
            _last_day(stretch.last),
            say_verdict(speaker, stretch.verdict.value, stretch.least.value, stretch.most.value),
            _rules(speaker, stretch.because),
        )
        for stretch in stretches
    ]
    columns = ("from", "until", "verdict", "because")
    return message_table(speaker.words, "screen", f"timeline_{reading}", columns, rows)


def licence_table(speaker: Speaker, outlooks: Iterable[LicenceOutlook]) -> Table:
    """Return how long a licence takes by law and as seen, and when it would be there."""
    rows = [
        (
            one.rule if one.part == "all" else f"{one.rule} ({one.part})",
            speaker.words("screen.export.no_limit")
            if one.no_limit
            else _working_days(speaker, one.statutory_working_days),
            str(one.decided_by or ""),
            "" if one.observed_working_days is None else _seen(speaker, one.observed_working_days),
            "" if one.observed is None else f"{one.observed[0]} – {one.observed[1]}",
        )
        for one in outlooks
    ]
    columns = ("rule", "statutory", "decided_by", "observed", "observed_days")
    return message_table(speaker.words, "screen", "licences", columns, rows)


def approvals_table(speaker: Speaker, outlooks: Sequence[LicenceOutlook]) -> Table:
    """Return the shares of applications that were seen to be approved, each once."""
    seen = {one.fact: one for outlook in outlooks for one in outlook.approvals}
    rows = []
    for one in seen.values():
        warned = speaker.words("list.comma").join(speaker.words(f"warning.{word}") for word in one.warnings)
        rows.append(
            (
                one.as_of,
                speaker.name(one.who),
                speaker.value(speaker.evidence.fact(one.fact)),
                one.source,
                warned,
            )
        )
    columns = ("as_of", "who", "approved", "source", "warnings")
    return message_table(speaker.words, "screen", "approvals", columns, rows)


def remedies_table(speaker: Speaker, findings: Sequence[Finding]) -> Table:
    """Return what would have to change for each biting test not to hold."""
    rows = [
        (rule_id(finding), finding.about, say_all(speaker, finding.remedies))
        for finding in findings
        if finding.remedies
    ]
    return message_table(speaker.words, "screen", "remedies", ("rule", "about", "change"), rows)


def say_verdict(speaker: Speaker, verdict: str, least: str, most: str) -> str:
    """Return a verdict; of an open one between which others it lies."""
    words = speaker.words
    if verdict != "unknown":
        return words(f"screen.verdict.{verdict}")
    ends = {"least": words(f"screen.verdict.{least}"), "most": words(f"screen.verdict.{most}")}
    return words("screen.verdict_between", **ends)


def _rules(speaker: Speaker, because: Iterable[tuple[str, str, str]]) -> str:
    named = []
    for rule, part, state in because:
        text = f"{rule}{'' if part == 'all' else f' ({part})'}"
        if state == "unknown":
            text += f": {speaker.words('state.unknown')}"
        named.append(text)
    return speaker.words("list.comma").join(dict.fromkeys(named))


def _last_day(day: dt.date | None) -> str:
    return "" if day is None else str(day)


def _working_days(speaker: Speaker, days: float | None) -> str:
    if days is None:
        return speaker.words("state.unknown")
    return speaker.words("screen.working_days", number=number(days, 3))


def _seen(speaker: Speaker, days: tuple[float, float]) -> str:
    return speaker.words("screen.working_days_between", low=number(days[0], 3), high=number(days[1], 3))
