"""Dates stand in order."""

from __future__ import annotations

from collections.abc import Iterator

from didymium.case.case import Case
from didymium.case.checks.at import problem_at
from didymium.case.schema import ClubMember, Happened, Observed, PriceQuote
from didymium.files.problems import Problem


def check_times(case: Case) -> list[Problem]:
    """Return rows that end before they begin, or that can never matter."""
    return [*_plants(case), *_changes(case), *_routes(case), *_periods(case)]


def _plants(case: Case) -> Iterator[Problem]:
    for row in case.plants:
        if row.start and row.end and row.end < row.start:
            yield problem_at(case, row, f"is before the start, {row.start}", "end", row.end)
        if row.status == "operating" and row.start and row.start > case.settings.start:
            message = f"is after the case's start, {case.settings.start}, though the plant is operating"
            yield problem_at(case, row, message, "start", row.start, "set status to construction or planned")


def _changes(case: Case) -> Iterator[Problem]:
    plants = {row.plant: row for row in case.plants}
    for row in case.capacity_changes:
        plant = plants.get(row.plant)
        if plant and plant.start and row.from_ < plant.start:
            yield problem_at(case, row, f"is before the plant's start, {plant.start}", "from", row.from_)
        if plant and plant.end and row.from_ > plant.end:
            yield problem_at(case, row, f"is after the plant's end, {plant.end}", "from", row.from_)


def _routes(case: Case) -> Iterator[Problem]:
    for row in case.routes:
        if row.until and row.until < case.settings.start:
            message = f"is before the case's start, {case.settings.start}: the route is never used"
            yield problem_at(case, row, message, "until", row.until, "delete the row, or blank the date")


def _periods(case: Case) -> Iterator[Problem]:
    members = [member for club in case.clubs.values() for member in club]
    dated: list[PriceQuote | Observed | Happened | ClubMember] = [
        *case.prices, *case.observed, *case.history, *members
    ]  # fmt: skip
    for row in dated:
        if row.from_ and row.until and row.until < row.from_:
            yield problem_at(case, row, f"is before from, {row.from_}", "until", row.until)
