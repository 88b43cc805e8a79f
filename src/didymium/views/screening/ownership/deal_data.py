"""What the rules say of a deal or a company as plain data, for JSON."""

from __future__ import annotations

from typing import Any

from didymium.screening.deals.answers import RuleAnswer, ScreenAnswer
from didymium.screening.deals.deal import Deal, Entity
from didymium.screening.deals.deal import Share as Percent
from didymium.views.evidence.speaking import Speaker
from didymium.views.screening.data import findings_data, said_data
from didymium.views.screening.ownership.view import Screened


def screened_data(speaker: Speaker, screened: Screened | None) -> dict[str, Any] | None:
    """Return a deal or a company with every rule, each reading, and the timelines that were asked for."""
    if screened is None:
        return None
    return {
        **_given(screened.given),
        "outcome": screened.answer.outcome,
        "rules": [_rule(speaker, rule) for rule in screened.answer.rules],
        "readings": {name: _answer(answer) for name, answer in screened.readings.items()},
        "timelines": {
            name: [{"from": span.first, "until": span.last, **_answer(span.answer)} for span in spans]
            for name, spans in screened.timelines.items()
        },
    }


def _given(given: Deal | Entity) -> dict[str, Any]:
    shares = {name: [share.low, share.high] for name, share in given.shares.items()}
    properties = {name: holds.value for name, holds in given.properties.items()}
    if isinstance(given, Entity):
        return {"name": given.name, "country": given.country, "shares": shares, "properties": properties}
    before: Percent | None = given.before
    return {
        "acquirer": given.acquirer,
        "acquirer_country": given.acquirer_country,
        "target": given.target,
        "target_country": given.target_country,
        "before_percent": None if before is None else [before.low, before.high],
        "shares": shares,
        "properties": properties,
    }


def _rule(speaker: Speaker, rule: RuleAnswer) -> dict[str, Any]:
    return {
        "rule": rule.rule,
        "title": speaker.name(rule.rule),
        "outcome": rule.outcome,
        "at_least": rule.at_least,
        "possible": list(rule.possible),
        "exemption": None if rule.exemption is None else rule.exemption.value,
        "duties": [
            {
                "effect": duty.effect,
                "tell": list(duty.tell),
                "tell_names": speaker.names(duty.tell),
                "through": duty.through,
                "days_before": duty.days_before,
                "months_before": duty.months_before,
                "days_after": duty.days_after,
            }
            for duty in rule.duties
        ],
        "missing": said_data(speaker, rule.missing),
        "remedies": said_data(speaker, rule.remedies),
        "warnings": list(rule.warnings),
        "findings": findings_data(speaker, rule.findings),
    }


def _answer(answer: ScreenAnswer) -> dict[str, Any]:
    return {"outcome": answer.outcome, "rules": {rule.rule: rule.outcome for rule in answer.rules}}
