"""Ladders rise, and cover all of each use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from didymium.case.caps import FULL, climbs
from didymium.case.case import Case
from didymium.case.checks.at import problem_at, written
from didymium.case.schema import Substitute
from didymium.files.problems import Problem

_Ladders = dict[tuple[str, str], list[Substitute]]


def check_ladders(case: Case) -> list[Problem]:
    """Return rungs out of order, rungs that lead nowhere, and ladders that save less than the whole use."""
    ladders: _Ladders = defaultdict(list)
    for row in sorted(case.substitutes, key=lambda row: row.rung):
        ladders[row.ladder, row.from_material].append(row)
    return [*_rising(case, ladders), *_rungs(case), *_covering(case, ladders)]


def _rising(case: Case, ladders: _Ladders) -> Iterator[Problem]:
    for rungs in ladders.values():
        for before, row in pairwise(rungs):
            if row.penalty_usd_per_kg < before.penalty_usd_per_kg:
                message = (
                    f"is below rung {before.rung}, {written(before.penalty_usd_per_kg)}: penalties must rise"
                )
                yield problem_at(case, row, message, "penalty_usd_per_kg", row.penalty_usd_per_kg)


def _rungs(case: Case) -> Iterator[Problem]:
    for row in case.substitutes:
        if row.to_material == row.from_material:
            yield problem_at(case, row, "is the material that is saved", "to_material", row.to_material)
        if row.to_material and not row.t_per_t:
            remedy = "give the tonnes used instead, or blank to_material"
            yield problem_at(case, row, "is missing for a replacement", "t_per_t", remedy=remedy)
        if not row.sectors:
            yield problem_at(
                case, row, "is blank: no sector can climb it", "sectors", remedy="write * for all"
            )


def _covering(case: Case, ladders: _Ladders) -> Iterator[Problem]:
    users: dict[str, set[str]] = defaultdict(set)
    for demand in case.demands:
        users[demand.material].add(demand.sector)
    for (ladder, material), rungs in ladders.items():
        for sector in sorted(users[material]):
            open_rungs = [row for row in rungs if climbs(row, sector)]
            share = sum(row.max_share for row in open_rungs)
            if open_rungs and share < FULL:
                message = (
                    f"ladder {ladder} saves only {share:.4g} of the {material} that {sector} uses, not 1"
                )
                remedy = "end it with a rung for lost output"
                yield problem_at(case, open_rungs[-1], message, "max_share", remedy=remedy)
