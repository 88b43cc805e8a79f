"""Tables of what the rules say of a deal, or of a company and its owners."""

from __future__ import annotations

from collections.abc import Sequence

from didymium.screening.answer import Finding, Holds
from didymium.screening.deals.answers import RuleAnswer, ScreenAnswer
from didymium.screening.deals.screen import Span
from didymium.views.evidence.speaking import Speaker
from didymium.views.result_tables import Table, message_table
from didymium.views.screening.ownership.saying import say_all_rules, say_asked, say_outcome, say_times
from didymium.views.screening.ownership.view import Screened
from didymium.views.screening.saying import (
    join_said,
    rule_id,
    say_all,
    say_figure,
    say_part,
    say_place,
    say_state,
)

SHARE_REASON = "screen.deal.reason.share_"
"""Reasons that say the same as a figure."""
MOST_OPEN = 3
"""Conditions not known that a cell names; of more it gives the number."""


def told_table(speaker: Speaker, answer: ScreenAnswer) -> Table:
    """Return who must be told under each rule, or must perhaps, through whom and when."""
    rows = [
        (
            rule.rule,
            say_asked(speaker, rule, duty),
            speaker.names(duty.tell),
            speaker.name(duty.through) if duty.through else "",
            join_said(speaker, say_times(speaker, duty)),
        )
        for rule in answer.rules
        for duty in rule.duties
    ]
    return message_table(
        speaker.words, "screen", "deal_told", ("rule", "asked", "tell", "through", "when"), rows
    )


def rules_table(speaker: Speaker, rules: Sequence[RuleAnswer], title: str) -> Table:
    """Return what each rule answers, whether an exemption takes it back, and what thin facts it rests on."""
    rows = [
        (
            rule.rule,
            speaker.name(rule.rule),
            say_outcome(speaker, rule),
            "" if rule.exemption is None else speaker.words(f"screen.deal.exemption.{rule.exemption.value}"),
            speaker.words("list.comma").join(speaker.words(f"warning.{word}") for word in rule.warnings),
        )
        for rule in rules
    ]
    return message_table(
        speaker.words, "screen", title, ("rule", "title", "verdict", "exemption", "warnings"), rows
    )


def deal_tests_table(speaker: Speaker, findings: Sequence[Finding], title: str) -> Table:
    """Return each test: the question, whether it holds, what follows, and the state of its part."""
    rows = [
        (
            rule_id(finding),
            speaker.words(f"screen.deal.step.{finding.step}"),
            speaker.words(f"screen.holds.{finding.holds.value}"),
            speaker.words(f"screen.deal.outcome.{finding.effect}"),
            say_state(speaker, finding.state, finding.since, finding.until),
        )
        for finding in findings
    ]
    return message_table(speaker.words, "screen", title, ("rule", "step", "holds", "effect", "state"), rows)


def deal_grounds_table(speaker: Speaker, findings: Sequence[Finding], title: str) -> Table:
    """Return why each test came out as it did: the figure against its threshold, the reasons, the source."""
    rows = [
        (
            rule_id(finding),
            say_part(speaker, finding.rule, finding.part),
            _why(speaker, finding),
            say_place(finding),
        )
        for finding in findings
    ]
    return message_table(speaker.words, "screen", title, ("rule", "title", "why", "source"), rows)


def missing_table(speaker: Speaker, rules: Sequence[RuleAnswer]) -> Table:
    """Return what would have to be known for each rule."""
    rows = [(rule.rule, say_all(speaker, (one,))) for rule in rules for one in rule.missing]
    return message_table(speaker.words, "screen", "deal_missing", ("rule", "missing"), rows)


def changes_table(speaker: Speaker, rules: Sequence[RuleAnswer]) -> Table:
    """Return what could be changed for a rule not to ask; to be exempt, all that an exemption wants."""
    rows = [(rule.rule, say_all(speaker, (one,))) for rule in rules for one in rule.remedies]
    return message_table(speaker.words, "screen", "deal_changes", ("rule", "change"), rows)


def readings_table(speaker: Speaker, screened: Screened) -> Table:
    """Return the answer under each reading of what nobody knows yet."""
    rows = [
        (
            speaker.words(f"screen.reading.{reading}"),
            say_all_rules(speaker, answer),
            _because(speaker, answer),
        )
        for reading, answer in screened.readings.items()
    ]
    return message_table(speaker.words, "screen", "readings", ("reading", "verdict", "because"), rows)


def timeline_table(speaker: Speaker, spans: Sequence[Span], reading: str) -> Table:
    """Return the answer on every date under one reading."""
    rows = [
        (
            "" if span.first is None else str(span.first),
            "" if span.last is None else str(span.last),
            say_all_rules(speaker, span.answer),
            _because(speaker, span.answer),
        )
        for span in spans
    ]
    return message_table(
        speaker.words, "screen", f"timeline_{reading}", ("from", "until", "verdict", "because"), rows
    )


def deciding(answer: ScreenAnswer) -> list[Finding]:
    """Return the tests that decide: of rules that ask something, those that bite or may; of definitions only
    those that hold.
    """
    return [
        finding
        for rule in answer.rules
        if rule.possible
        for finding in rule.findings
        if finding.bites is Holds.YES or (finding.bites is Holds.UNKNOWN and finding.effect != "classed")
    ]


def others(answer: ScreenAnswer) -> list[Finding]:
    """Return all other tests."""
    shown = {id(finding) for finding in deciding(answer)}
    return [finding for rule in answer.rules for finding in rule.findings if id(finding) not in shown]


def _why(speaker: Speaker, finding: Finding) -> str:
    """Return figures and reasons; of an open test how much is not known, which another table lists."""
    said = [say_figure(speaker, figure) for figure in finding.figures]
    if finding.holds is Holds.UNKNOWN and len(finding.missing) > MOST_OPEN:
        said.append(speaker.words("screen.deal.open_conditions", count=len(finding.missing)))
    else:
        reasons = [one for one in finding.reasons if not one.key.startswith(SHARE_REASON)]
        said += [say_all(speaker, reasons)] if reasons else []
    return join_said(speaker, said)


def _because(speaker: Speaker, answer: ScreenAnswer) -> str:
    said = [f"{rule.rule}: {say_outcome(speaker, rule)}" for rule in answer.rules if rule.possible]
    return join_said(speaker, said)
