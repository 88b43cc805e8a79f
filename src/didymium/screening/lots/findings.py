"""What is found to be wrong in a chain of custody, and how much of each draw that leaves without origin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from didymium.screening.answer import Said

LotFindingKind = Literal[
    "more_out_than_in", "overdrawn", "used_before_made", "received_before_shipped", "custody_gap",
    "received_more_than_shipped", "from_nothing", "made_twice", "cycle", "claims_exceed_inputs",
    "identity_mixed", "stage_not_said", "certificate_spent_twice", "certificate_out_of_scope",
    "certificate_not_valid", "certificate_unknown",
]  # fmt: skip


@dataclass(frozen=True)
class LotFinding:
    """One thing that does not hold together in a document."""

    kind: LotFindingKind
    said: Said
    """The sentence for a reader: lots, places, masses in kg, moments."""
    lots: tuple[str, ...]
    """Lots that it is about."""
    events: tuple[int, ...]
    """Events that show it, by their numbers in the document."""


@dataclass
class Doubts:
    """Findings, and what part of the material they leave without a known origin."""

    findings: list[LotFinding] = field(default_factory=list)
    of_draw: dict[tuple[int, int], float] = field(default_factory=dict)
    """Share without origin of what a process (by number) draws of a lot (by number)."""
    of_outputs: dict[int, float] = field(default_factory=dict)
    """Share without origin of what a process makes."""
    of_lot: dict[int, float] = field(default_factory=dict)
    """Share without origin of a lot as it stands at the end."""
    certified: dict[int, float] = field(default_factory=dict)
    """Share without origin of a process, for want of a certificate that counts."""

    def add(
        self,
        kind: LotFindingKind,
        fields: Mapping[str, object],
        lots: Iterable[str],
        events: Iterable[int] = (),
    ) -> None:
        """Note a finding; its message has the key ``screen.lot.found.`` and the kind."""
        numbers = tuple(sorted(set(events)))
        self.findings.append(LotFinding(kind, Said(f"screen.lot.found.{kind}", fields), tuple(lots), numbers))

    def doubt_draw(self, process: int, lot: int, share: float) -> None:
        """Raise the share without origin of what a process draws of a lot."""
        self.of_draw[process, lot] = max(share, self.of_draw.get((process, lot), 0.0))

    def doubt_lot(self, lot: int, share: float) -> None:
        """Raise the share without origin of a lot at the end."""
        self.of_lot[lot] = max(share, self.of_lot.get(lot, 0.0))
