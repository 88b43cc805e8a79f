"""Tables of what rules of buying and support say of a product."""

from __future__ import annotations

from collections.abc import Sequence

from didymium.screening.answer import Figure, Finding, Holds, Said
from didymium.screening.procurement.screening import ProductAnswer, Verdict
from didymium.views.evidence.speaking import Speaker
from didymium.views.result_tables import Table, message_table
from didymium.views.screening.origin.sentences import say_sentences
from didymium.views.screening.origin.view import ProductView, VerdictChange
from didymium.views.screening.saying import rule_id, say_bounds, say_place, say_rule, say_state

_NAMED_ALONE = ("cost_ratio", "weight_share")
"""Figures that are no share of a stage."""


def verdicts_table(speaker: Speaker, answer: ProductAnswer) -> Table:
    """Return what each rule says, and of an open answer what is missing."""
    rows = [
        (
            rule,
            speaker.name(rule),
            say_verdict(speaker, answer.verdict(rule)),
            say_sentences(speaker, missing_of(answer, rule) or _why(answer, rule)),
        )
        for rule in answer.rules
    ]
    return message_table(
        speaker.words, "screen.product", "verdicts", ("rule", "title", "verdict", "why"), rows
    )


def say_verdict(speaker: Speaker, verdict: Verdict) -> str:
    """Return a verdict in words."""
    return speaker.words(f"screen.product.verdict.{verdict.value}")


def missing_of(answer: ProductAnswer, rule: str) -> tuple[Said, ...]:
    """Return what would have to be known for a rule that leaves its answer open."""
    if answer.verdict(rule) is not Verdict.UNKNOWN:
        return ()
    return tuple(
        said
        for finding in answer.findings
        if finding.rule == rule and finding.bites is Holds.UNKNOWN
        for said in finding.missing
    )


def _why(answer: ProductAnswer, rule: str) -> tuple[Said, ...]:
    """Return the reasons of the tests that decide: those that bite, else those that are about it."""
    found = deciding(answer, rule)
    return tuple(said for finding in found for said in finding.reasons)


def deciding(answer: ProductAnswer, rule: str) -> list[Finding]:
    """Return the tests of a rule that decide its verdict; if none is about the product, all."""
    pairs = [pair for pair in zip(answer.findings, answer.applies, strict=True) if pair[0].rule == rule]
    bites = [finding for finding, _ in pairs if finding.bites is not Holds.NO]
    if bites:
        return [one for one in bites if one.bites is Holds.YES] or bites
    about = [finding for finding, applies in pairs if applies is not Holds.NO]
    in_force = [finding for finding in about if finding.state == "in_force"]
    return in_force or about or [finding for finding, _ in pairs]


def all_deciding(answer: ProductAnswer) -> list[Finding]:
    """Return the tests that decide what the rules say that are about the product."""
    told = [rule for rule in answer.rules if answer.verdict(rule) is not Verdict.DOES_NOT_APPLY]
    return [finding for rule in told for finding in deciding(answer, rule)]


def product_tests_table(speaker: Speaker, findings: Sequence[Finding], title: str) -> Table:
    """Return the tests: whether they hold, what follows then, and the state of the rule."""
    rows = [
        (
            _test_id(speaker, finding),
            speaker.words(f"screen.holds.{finding.holds.value}"),
            speaker.words(f"screen.product.effect.{finding.effect}"),
            say_state(speaker, finding.state, finding.since, finding.until),
            say_place(finding),
        )
        for finding in findings
    ]
    columns = ("rule", "holds", "effect", "state", "source")
    return message_table(speaker.words, "screen.product", title, columns, rows)


def grounds_table(speaker: Speaker, findings: Sequence[Finding], title: str) -> Table:
    """Return why each test came out as it did, with warnings on the evidence."""
    rows = [(_test_id(speaker, one), say_rule(speaker, one), _why_of(speaker, one)) for one in findings]
    return message_table(speaker.words, "screen.product", title, ("rule", "title", "why"), rows)


def _why_of(speaker: Speaker, finding: Finding) -> str:
    reasons = finding.missing if finding.holds is Holds.UNKNOWN else finding.reasons
    text = say_sentences(speaker, reasons)
    if not finding.warnings:
        return text
    warned = speaker.words("list.comma").join(speaker.words(f"warning.{word}") for word in finding.warnings)
    return f"{text} ({speaker.words('screen.product.warned', warnings=warned)})"


def figures_table(speaker: Speaker, answer: ProductAnswer, findings: Sequence[Finding]) -> Table:
    """Return the figures of tests against their thresholds; weights only where an exemption may be given."""
    exempt = any(holds is not Holds.NO for holds in answer.product.conditions.values())
    rows = [
        (
            _test_id(speaker, finding),
            _figure_name(speaker, finding, figure),
            say_bounds(speaker, *_ends(figure), _unit(figure)),
            _threshold(speaker, figure),
            speaker.words(f"screen.holds.{figure.holds.value}"),
        )
        for finding in findings
        for figure in finding.figures
        if exempt or figure.name != "weight_share"
    ]
    columns = ("rule", "figure", "value", "threshold", "reached")
    return message_table(speaker.words, "screen.product", "figures", columns, rows, ("value",))


def _figure_name(speaker: Speaker, finding: Finding, figure: Figure) -> str:
    if figure.name in _NAMED_ALONE:
        return speaker.words(f"screen.product.figure.{figure.name}")
    stage = speaker.words(f"screen.product.step.{figure.name}")
    return speaker.words(f"screen.product.figure.{finding.step}", stage=stage)


def _unit(figure: Figure) -> str:
    return "percent" if figure.unit == "share" else figure.unit


def _ends(figure: Figure) -> tuple[float | None, float | None]:
    factor = 100.0 if figure.unit == "share" else 1.0
    low, high = (None if end is None else factor * end for end in (figure.low, figure.high))
    return low, high


def _threshold(speaker: Speaker, figure: Figure) -> str:
    if figure.threshold is None:
        return speaker.words("state.unknown")
    factor = 100.0 if figure.unit == "share" else 1.0
    value = speaker.figure(f"{factor * figure.threshold:g}", _unit(figure))
    sign = "from" if figure.included else "above"
    return speaker.words(f"screen.product.threshold.{sign}", value=value)


def _test_id(speaker: Speaker, finding: Finding) -> str:
    """Return rule and part, and the number of the test where the part has several."""
    parts = speaker.evidence.rules[finding.rule].part
    tests = next((len(part.product) for part in parts if part.part == finding.part), 1)
    return f"{rule_id(finding)} {finding.number}" if tests > 1 else rule_id(finding)


def product_remedies_table(speaker: Speaker, findings: Sequence[Finding]) -> Table:
    """Return what would have to change for each biting test not to hold."""
    rows = [
        (_test_id(speaker, finding), say_sentences(speaker, finding.remedies))
        for finding in findings
        if finding.remedies and finding.bites is not Holds.NO
    ]
    return message_table(speaker.words, "screen.product", "remedies", ("rule", "change"), rows)


def product_readings_table(speaker: Speaker, view: ProductView) -> Table:
    """Return what each rule says under each reading of what nobody knows yet."""
    rules = view.answer.rules
    rows = [
        (rule, *(say_verdict(speaker, answer.verdict(rule)) for answer in view.readings.values()))
        for rule in rules
    ]
    columns = ("rule", *view.readings)
    return message_table(speaker.words, "screen.product", "readings", columns, rows)


def changes_table(speaker: Speaker, changes: Sequence[VerdictChange]) -> Table:
    """Return from which day each rule says what; only rules that change, or are about the product."""
    told = [
        rule
        for rule in (changes[0].verdicts if changes else ())
        if any(change.verdicts[rule] is not Verdict.DOES_NOT_APPLY for change in changes)
    ]
    rows = [
        (str(change.first), rule, say_verdict(speaker, change.verdicts[rule]))
        for change, before in zip(changes, [None, *changes], strict=False)
        for rule in told
        if before is None or before.verdicts[rule] is not change.verdicts[rule]
    ]
    return message_table(speaker.words, "screen.product", "timeline", ("from", "rule", "verdict"), rows)
