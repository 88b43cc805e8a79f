"""An export case as plain data, for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from didymium.screening.export.licences import LicenceOutlook
from didymium.screening.export.timeline import Stretch
from didymium.screening.export.verdict import ExportAnswer
from didymium.views.evidence.speaking import Speaker
from didymium.views.screening.data import findings_data, said_data
from didymium.views.screening.export.view import ExportView


def export_data(speaker: Speaker, view: ExportView) -> dict[str, Any]:
    """Return the answer with every test, each reading, the licences, and the timeline if it was asked for."""
    shipment = view.shipment
    return {
        "as_of": view.day,
        "shipped_from": shipment.shipped_from,
        "destination": shipment.destination,
        "end_user": shipment.end_user.name,
        "end_uses": None if shipment.end_uses is None else sorted(shipment.end_uses),
        **_answer(speaker, view.answer),
        "missing": said_data(speaker, view.answer.missing),
        "findings": findings_data(speaker, view.answer.findings),
        "readings": {name: _answer(speaker, answer) for name, answer in view.readings.items()},
        "licences": [_licence(one) for one in view.outlooks],
        "timelines": {name: _stretches(stretches) for name, stretches in view.timelines.items()},
    }


def _answer(speaker: Speaker, answer: ExportAnswer) -> dict[str, Any]:
    return {
        "verdict": answer.verdict.value,
        "least": answer.least.value,
        "most": answer.most.value,
        "because": [
            {
                "rule": one.rule,
                "part": one.part,
                "state": one.state,
                "about": one.about,
                "bites": one.bites.value,
            }
            for one in answer.biting
        ],
    }


def _licence(one: LicenceOutlook) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "part": one.part,
        "statutory_working_days": one.statutory_working_days,
        "statutory_fact": one.statutory_fact,
        "decided_by": one.decided_by,
        "observed_working_days": one.observed_working_days,
        "observed_days": one.observed,
        "no_limit": one.no_limit,
        "approvals": [
            {
                "fact": approval.fact,
                "as_of": approval.as_of,
                "who": approval.who,
                "low_percent": approval.low_percent,
                "high_percent": approval.high_percent,
                "source": approval.source,
                "warnings": list(approval.warnings),
            }
            for approval in one.approvals
        ],
    }


def _stretches(stretches: Sequence[Stretch]) -> list[dict[str, Any]]:
    return [
        {
            "from": one.first,
            "until": one.last,
            "verdict": one.verdict.value,
            "least": one.least.value,
            "most": one.most.value,
            "because": [{"rule": rule, "part": part, "state": state} for rule, part, state in one.because],
        }
        for one in stretches
    ]
