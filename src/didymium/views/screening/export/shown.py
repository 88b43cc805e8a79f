"""An export case as an answer that terminal, report, page and files show."""

from __future__ import annotations

from didymium.views.answer.parts import ShownAnswer
from didymium.views.evidence.speaking import Speaker
from didymium.views.screening.export.data import export_data
from didymium.views.screening.export.parts import export_parts
from didymium.views.screening.export.view import ExportView
from didymium.views.screening.saying import cited


def show_export(speaker: Speaker, view: ExportView, *, charts: bool = True) -> ShownAnswer:
    """Return everything that is shown of an export case; without ``charts`` none is drawn."""
    shipment = view.shipment
    approvals = [one.source for outlook in view.outlooks for one in outlook.approvals]
    return ShownAnswer(
        name="export",
        words=speaker.words,
        title=speaker.words("screen.export.title", day=str(view.day)),
        lead=speaker.words(
            "screen.export.lead",
            origin=speaker.name(shipment.shipped_from),
            destination=speaker.name(shipment.destination),
            goods=len(shipment.goods),
        ),
        parts=tuple(export_parts(speaker, view, charts=charts)),
        data=export_data(speaker, view),
        evidence=view.evidence,
        sources=(*cited(view.evidence, view.answer.findings), *approvals),
        asked={
            "bill": [line.model_dump(mode="json", exclude_defaults=True) for line in shipment.bill.lines],
            "as_of": view.day,
            "reading": view.answer.reading,
            "shipped_from": shipment.shipped_from,
            "destination": shipment.destination,
            "end_user": shipment.end_user.name,
            "end_uses": None if shipment.end_uses is None else sorted(shipment.end_uses),
        },
    )
