"""What moved from summit to summit, field by field, from the provisions themselves.

For each field a summit has a level, the highest concreteness among its provisions there (mention, direction,
instrument, project), and a breadth, the number of separate things that they cover. From the first to the last
summit that speaks of the field: a smaller breadth without a higher level is a narrowing; a higher level is
progress; anything else is no change. The rule is ours; table 6 of KIEP's brief of March 2026 is its
reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from didymium.evidence.agreements import Agreement, Provision
from didymium.evidence.evidence import Evidence

Direction = Literal["progress", "narrowing", "unchanged", "new", "dropped"]
LEVELS = ("mention", "direction", "instrument", "project")


@dataclass(frozen=True)
class Stand:
    """A field at a summit."""

    summit: Agreement
    provisions: tuple[Provision, ...]

    @property
    def level(self) -> int:
        """Rank of the most concrete provision, 1 to 4; 0 if the summit says nothing."""
        return max((LEVELS.index(provision.concreteness) + 1 for provision in self.provisions), default=0)

    @property
    def breadth(self) -> int:
        """Number of separate things covered; a provision without scope counts as one thing, its area."""
        return len({thing for row in self.provisions for thing in (row.scope or (row.area,))})


@dataclass(frozen=True)
class FieldTrend:
    """A field over the summits."""

    field: str
    stands: tuple[Stand, ...]
    direction: Direction


def trends(evidence: Evidence, summits: Sequence[str] | None = None) -> list[FieldTrend]:
    """Return the trend of every field that a summit speaks of; ``summits`` are agreements, by default all of
    kind ``summit`` between the United States and Japan, by date.
    """
    chosen = [evidence.agreements[name] for name in summits] if summits else _summits(evidence)
    fields = [name for name, area in evidence.areas.items() if area.field == name]
    found = [_trend(evidence, field, chosen) for field in fields]
    return [trend for trend in found if any(stand.provisions for stand in trend.stands)]


def _summits(evidence: Evidence) -> list[Agreement]:
    found = [
        agreement
        for agreement in evidence.agreements.values()
        if agreement.kind == "summit" and set(agreement.parties) == {"USA", "JPN"}
    ]
    return sorted(found, key=lambda agreement: agreement.signed)


def _trend(evidence: Evidence, field: str, summits: Sequence[Agreement]) -> FieldTrend:
    stands = tuple(
        Stand(summit, tuple(row for row in summit.provision if evidence.areas[row.area].field == field))
        for summit in summits
    )
    return FieldTrend(field, stands, _direction(stands))


def _direction(stands: Sequence[Stand]) -> Direction:
    spoken = [stand for stand in stands if stand.provisions]
    if not spoken or not stands[-1].provisions:
        return "dropped"
    if len(spoken) == 1:
        return "new"
    first, last = spoken[0], spoken[-1]
    if last.level > first.level:
        return "progress"
    return "narrowing" if last.breadth < first.breadth else "unchanged"
