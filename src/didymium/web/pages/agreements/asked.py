"""The day and the agreement that the address asks about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from didymium.evidence.agreements import Agreement
from didymium.web.look.visit import Visit, today

PATH = "/agreements"
EVIDENCE = "/evidence"


@dataclass(frozen=True)
class Asked:
    """The day asked about, and the agreement whose provisions are wanted, blank for none."""

    day: dt.date
    written: str
    """The day as the address states it; blank: today."""
    agreement: str
    agreements: tuple[Agreement, ...]
    """What was signed by the day, by date."""
    faults: tuple[tuple[str, str], ...] = ()
    """What is wrong with the address: message and word."""

    def address(self, visit: Visit, **parameters: object) -> str:
        """Return the address of this day with other parameters."""
        return visit.address(PATH, **{"day": self.written, "agreement": self.agreement, **parameters})


def asked_by(visit: Visit) -> Asked:
    """Return what the address of a visit asks about; without a day, today."""
    written, agreement = (visit.query.get(name, "").strip()[:100] for name in ("day", "agreement"))
    faults = []
    try:
        day = dt.date.fromisoformat(written) if written else today()
    except ValueError:
        faults.append(("no_date", written))
        day, written = today(), ""
    every = visit.speaker.evidence.agreements.values()
    known = sorted((row for row in every if row.signed <= day), key=lambda row: (row.signed, row.agreement))
    if agreement and agreement not in {row.agreement for row in known}:
        faults.append(("no_agreement", agreement))
        agreement = ""
    return Asked(day, written, agreement, tuple(known), tuple(faults))
