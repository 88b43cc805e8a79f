"""What follows from all findings about a shipment together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from didymium.screening.answer import Finding, Holds, Said, all_of, any_of
from didymium.screening.rules import Reading


class Verdict(StrEnum):
    """What the rules say of a shipment, from the mildest to the harshest; ``UNKNOWN`` stands apart."""

    PERMITTED = "permitted"
    LICENCE = "licence"
    PROHIBITED = "prohibited"
    UNKNOWN = "unknown"


_SEVERITY = {
    "exempt": Verdict.PERMITTED,
    "strict_review": Verdict.PERMITTED,
    "licence": Verdict.LICENCE,
    "case_by_case": Verdict.LICENCE,
    "individual_licence": Verdict.LICENCE,
    "refused_in_principle": Verdict.PROHIBITED,
    "prohibited": Verdict.PROHIBITED,
}
_ORDER = (Verdict.PERMITTED, Verdict.LICENCE, Verdict.PROHIBITED)


@dataclass(frozen=True)
class ExportAnswer:
    """What follows for one shipment on one day, under one reading of what nobody knows yet."""

    day: dt.date
    reading: Reading
    verdict: Verdict
    """``UNKNOWN`` if the open questions decide between several."""
    least: Verdict
    """The mildest verdict that is still possible."""
    most: Verdict
    """The harshest one."""
    findings: tuple[Finding, ...]
    """Every test of every rule, those that bite first."""

    @property
    def biting(self) -> tuple[Finding, ...]:
        """Findings whose effect follows, or may."""
        return tuple(finding for finding in self.findings if finding.bites is not Holds.NO)

    @property
    def missing(self) -> tuple[Said, ...]:
        """What would have to be known to decide, each once."""
        found = {(said.key, str(said.fields)): said for finding in self.biting for said in finding.missing}
        return tuple(found.values())


def answer_of(findings: Iterable[Finding], day: dt.date, reading: Reading) -> ExportAnswer:
    """Return the verdict that findings leave, the harshest of those that bite."""
    ordered = sorted(findings, key=_harshest_first)
    least, most = _verdicts(ordered)
    verdict = least if least is most else Verdict.UNKNOWN
    return ExportAnswer(day, reading, verdict, least, most, tuple(ordered))


def _harshest_first(finding: Finding) -> tuple[int, int, str, str, int]:
    bites = (Holds.YES, Holds.UNKNOWN, Holds.NO).index(finding.bites)
    severity = -_ORDER.index(_SEVERITY[finding.effect])
    return bites, severity, finding.rule, finding.part, finding.number


def _verdicts(findings: Sequence[Finding]) -> tuple[Verdict, Verdict]:
    """Return the mildest and the harshest verdict that the findings leave open."""
    bites = [(_SEVERITY[finding.effect], _lifted(finding, findings)) for finding in findings]
    sure = [severity for severity, holds in bites if holds is Holds.YES]
    open_ones = [severity for severity, holds in bites if holds is Holds.UNKNOWN]
    least = max(sure, key=_ORDER.index, default=Verdict.PERMITTED)
    return least, max([least, *open_ones], key=_ORDER.index)


def _lifted(finding: Finding, findings: Sequence[Finding]) -> Holds:
    """Return whether a finding bites once the exemptions of its rule are taken off."""
    exempt = any_of(
        other.bites
        for other in findings
        if other.rule == finding.rule and finding.part in other.exempts and other.about == finding.about
    )
    return all_of([finding.bites, ~exempt])
