"""What moved from summit to summit, field by field, from the provisions themselves.

For each field a summit has a level, the average concreteness of its provisions there (1 mention, 2 direction,
3 instrument, 4 project), and a breadth, the number of separate things that they cover. From the first to the
last summit that speaks of the field: a level that rises by half a step or more is progress; otherwise a
breadth that falls by a quarter or more is a narrowing; anything else is no change. The rule is ours; table 6
of KIEP's brief of March 2026 is its reference. The average counts what most of a field does: by its most
concrete provision alone, two missile projects would turn all of defence into progress, which KIEP calls
unchanged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from didymium.evidence.agreements import Agreement, Provision
from didymium.evidence.evidence import Evidence

Direction = Literal["progress", "narrowing", "unchanged", "new", "dropped"]
STEP = 0.5
"""Rise of the level that counts as progress."""
LOSS = 0.25
"""Share of the breadth whose loss counts as a narrowing."""
LEVELS = ("mention", "direction", "instrument", "project")


@dataclass(frozen=True)
class Stand:
    """A field at a summit."""

    summit: Agreement
    provisions: tuple[Provision, ...]

    @property
    def level(self) -> float:
        """Average concreteness of the provisions, 1 to 4; 0 if the summit says nothing."""
        ranks = [LEVELS.index(provision.concreteness) + 1 for provision in self.provisions]
        return sum(ranks) / len(ranks) if ranks else 0.0

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
    if last.level - first.level >= STEP:
        return "progress"
    return "narrowing" if last.breadth <= (1 - LOSS) * first.breadth else "unchanged"
