"""What is shown of one export case: the shipment, its answers, and the rules' own words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from didymium.evidence.evidence import Evidence
from didymium.screening.export.licences import LicenceOutlook, licence_outlooks
from didymium.screening.export.shipment import Shipment
from didymium.screening.export.timeline import Stretch, readings_on, shipment_timelines
from didymium.screening.export.verdict import ExportAnswer
from didymium.screening.rules import Reading


@dataclass(frozen=True, eq=False)
class ExportView:
    """An export case on a day, under each reading, and on every date."""

    evidence: Evidence
    shipment: Shipment
    answer: ExportAnswer
    readings: Mapping[Reading, ExportAnswer]
    outlooks: tuple[LicenceOutlook, ...]
    timelines: Mapping[Reading, Sequence[Stretch]]
    """Stretches under each reading; empty if they were not asked for."""

    @property
    def day(self) -> dt.date:
        """The day asked about."""
        return self.answer.day


def view_shipment(
    evidence: Evidence,
    shipment: Shipment,
    day: dt.date,
    *,
    reading: Reading = "as_known",
    timeline: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> ExportView:
    """Answer an export case and return what is shown of it."""
    readings = readings_on(evidence, shipment, day)
    answer = readings[reading]
    timelines: dict[Reading, Sequence[Stretch]] = {}
    if timeline:
        timelines.update(shipment_timelines(evidence, shipment, progress=progress))
    return ExportView(evidence, shipment, answer, readings, licence_outlooks(evidence, answer), timelines)
