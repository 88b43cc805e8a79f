"""Findings and sentences as plain data, for JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from didymium.screening.answer import Figure, Finding, Said
from didymium.views.evidence.speaking import Speaker
from didymium.views.screening.saying import say_said


def findings_data(speaker: Speaker, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return findings with their figures, and their sentences in the language of the speaker."""
    return [_finding(speaker, finding) for finding in findings]


def said_data(speaker: Speaker, sentences: Iterable[Said]) -> list[str]:
    """Return sentences in words."""
    return [say_said(speaker, said) for said in sentences]


def _finding(speaker: Speaker, finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "title": speaker.name(finding.rule),
        "part": finding.part,
        "test": finding.number,
        "step": finding.step,
        "about": finding.about,
        "state": finding.state,
        "since": finding.since,
        "until": finding.until,
        "source": finding.source,
        "locator": finding.locator,
        "holds": finding.holds.value,
        "bites": finding.bites.value,
        "effect": finding.effect,
        "figures": [_figure(figure) for figure in finding.figures],
        "reasons": said_data(speaker, finding.reasons),
        "missing": said_data(speaker, finding.missing),
        "remedies": said_data(speaker, finding.remedies),
        "warnings": list(finding.warnings),
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name,
        "low": figure.low,
        "high": figure.high,
        "unit": figure.unit,
        "threshold": figure.threshold,
        "threshold_included": figure.included,
        "fact": figure.fact,
        "warnings": list(figure.warnings),
    }
