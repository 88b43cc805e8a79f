"""What a common price floor is worth to a set of members, by the market.

Each set is run with the floor in force in its members and held against the run without. Its worth is the
change of their welfare, discounted over the whole run; a set may leave the floor unused, or use it in parts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import local

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.case.schema import ClubMember
from didymium.decisions.alliance.game import split_at_best
from didymium.decisions.alliance.members import Member
from didymium.decisions.alliance.set_losses import set_bits
from didymium.decisions.floors.designs import FloorQuestion, scenario_of
from didymium.market.base_year import BaseYear
from didymium.market.solver import SolverError
from didymium.market.structure import Options
from didymium.outcome.tables import Outcome
from didymium.scenario.instruments.settle import UnsettledError
from didymium.scenario.readout import read_path
from didymium.scenario.run import HotRuns
from didymium.scenario.schema import Scenario

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

MOST_FLOOR_MEMBERS = 5
"""Five members have 31 sets, each of which is a run of the market."""
FLOOR_CLUB = "floor_members"
"""Name of the club in which a floor is in force in a run."""


LEAST_MUSD = 1e-3
"""A change of less than a thousand dollars is rounding."""


@dataclass(frozen=True, eq=False)
class FloorChanges:
    """What a floor of each set changes, million US dollars, discounted; sets by mask."""

    of_member: Floats
    """Welfare of each member, in the set or not; shape (2^members, members)."""
    joint: Floats
    """Accounts that a set holds in common; shape (2^members,)."""
    unsettled: Mapping[int, str]
    """Sets whose run has no answer, and why: they leave the floor unused."""


@dataclass(frozen=True, eq=False)
class FloorValues:
    """What the floor is worth to each set, million US dollars."""

    values: Floats
    """Worth to the members of each set, none of it negative; shape (2^members,). A member may use a floor by
    itself, so sets of one may be worth something too."""
    parts: tuple[tuple[int, ...], ...]
    """The sets in which a floor is in force where a set makes best use of it."""
    outside: Floats
    """What each member that is not in a set gains or loses by the set's floor; shape (2^members, members),
    zero for its members."""
    changes: FloorChanges

    @property
    def added(self) -> Floats:
        """What using it together adds to using it alone; shape (2^members,)."""
        count = self.outside.shape[1]
        masks = np.arange(len(self.values))[:, None]
        return np.asarray(self.values - (masks >> np.arange(count) & 1) @ self.values[1 << np.arange(count)])


def floor_values(changes: FloorChanges) -> FloorValues:
    """Return what a floor is worth to every set when each may leave it unused or split.

    What parts of a split do to each other is left out: each part counts what its floor brings it where it is
    the only one.
    """
    count = changes.of_member.shape[1]
    masks = np.arange(1 << count)[:, None]
    belongs = (masks >> np.arange(count) & 1).astype(bool)
    whole = (changes.of_member * belongs).sum(axis=1) + changes.joint
    values, parts = split_at_best(np.where(whole > LEAST_MUSD, whole, 0.0))
    outside = np.array([
        sum((changes.of_member[part] for part in of_set), np.zeros(count)) for of_set in parts
    ])  # fmt: skip
    return FloorValues(values, parts, np.where(belongs, 0.0, outside), changes)


def floor_changes(
    case: Case,
    base_year: BaseYear,
    question: FloorQuestion,
    enforcement: str,
    members: Sequence[Member],
    *,
    options: Options | None = None,
    workers: int = 2,
    progress: Progress = lambda done, count: None,
) -> FloorChanges:
    """Run the market without a floor and with one in force in each set.

    Args:
        case: The case.
        base_year: Its calibrated base year.
        question: The floor, what happens besides, and the division of time; its club is not read.
        enforcement: One of the designs of :data:`didymium.decisions.floors.designs.DESIGNS`.
        members: Up to :data:`MOST_FLOOR_MEMBERS`.
        options: How the market is cut into steps; None: as usual.
        workers: Threads.
        progress: Told after each run.

    Raises:
        SolverError, UnsettledError: If the run without a floor has no answer.
    """
    runs = _Runs(case, base_year, tuple(members), options, local())
    asked = replace(question, club=FLOOR_CLUB)
    everyone = (1 << len(members)) - 1
    before = runs.welfare(scenario_of(asked, "none"), everyone)
    scenario = scenario_of(asked, enforcement)
    of_member, joint = np.zeros((everyone + 1, len(members))), np.zeros(everyone + 1)
    unsettled: dict[int, str] = {}
    with ThreadPoolExecutor(max_workers=workers) as pool:
        found = pool.map(lambda mask: runs.settled(scenario, mask), range(1, everyone + 1))
        for mask, after in enumerate(found, start=1):
            if isinstance(after, str):
                unsettled[mask] = after
            else:
                of_member[mask] = after[0] - before[0]
                joint[mask] = after[1] - _joint_of(before[2], case, members, mask)
            progress(mask, everyone)
    return FloorChanges(of_member, joint, unsettled)


_Welfare = tuple[Floats, float, Mapping[str, float]]
"""Welfare of each member, of what the set holds in common, and of every account, million US dollars."""


@dataclass(frozen=True, eq=False)
class _Runs:
    case: Case
    base_year: BaseYear
    members: tuple[Member, ...]
    options: Options | None
    here: local
    """Of each thread its own markets."""

    def settled(self, scenario: Scenario, mask: int) -> _Welfare | str:
        """Return the welfare under a floor of a set, or why its run has no answer."""
        try:
            return self.welfare(scenario, mask)
        except (UnsettledError, SolverError) as error:
            return str(error)

    def welfare(self, scenario: Scenario, mask: int) -> _Welfare:
        """Return the welfare under a scenario whose club is a set."""
        if not hasattr(self.here, "runs"):
            self.here.runs = HotRuns()
        case = with_club(self.case, FLOOR_CLUB, regions_in(self.members, mask))
        paths = self.here.runs.run(case, self.base_year, scenario, options=self.options)
        outcome = Outcome(case.settings.name, "floor", "floor", read_path(paths.path))
        summed = outcome["accounts"].group_by("region").agg(pl.col("discounted_usd").sum() / 1e6)
        by_region = {str(region): float(usd) for region, usd in summed.iter_rows()}
        of_member = np.array([
            sum(by_region.get(region, 0.0) for region in member.regions) for member in self.members
        ])  # fmt: skip
        return of_member, _joint_of(by_region, case, self.members, mask), by_region


def _joint_of(by_region: Mapping[str, float], case: Case, members: Sequence[Member], mask: int) -> float:
    """Return what clubs hold whose regions all belong to a set."""
    inside = set(regions_in(members, mask))
    names = [name for name in case.clubs if set(case.regions_of(name)) <= inside]
    return sum(by_region.get(name, 0.0) for name in names)


def regions_in(members: Sequence[Member], mask: int) -> tuple[str, ...]:
    """Return the regions of the members of a set."""
    return tuple(region for place in set_bits(mask) for region in members[place].regions)


def with_club(case: Case, name: str, regions: Sequence[str]) -> Case:
    """Return a case with a club more; of one with the same name the regions are replaced."""
    kept = [row for row in case.tables.get("clubs", ()) if getattr(row, "club", "") != name]
    rows = [ClubMember(club=name, region=region) for region in regions]
    return replace(case, tables={**case.tables, "clubs": (*kept, *rows)})
