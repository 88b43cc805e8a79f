"""Goods in use: shares add up, distributions have what they need, history ends where the base year begins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import isclose

from didymium.case.case import Case
from didymium.case.checks.at import problem_at, written
from didymium.case.in_use_schema import Lifetime, PastUse, UsePlace
from didymium.files.problems import Problem

_ROUNDING = 1e-6
_NORMAL_DEVIATIONS = 2.0
"""Standard deviations that must fit below a normal mean: more than 2 % would be scrapped before use."""


_LEAST, _MOST = 0.01, 10.0
"""Deviations, as shares of the mean, that lives can have: for less there is ``fixed``, more is a slip of the
keyboard."""


def check_in_use(case: Case) -> list[Problem]:
    """Return shares that do not add up, distributions without or with a needless deviation, normal ones that
    reach below zero, uses of later years, and uses of sectors or materials of which nothing is known.
    """
    problems = [problem for row in case.lifetimes for problem in _distribution(case, row)]
    problems += [problem for row in case.past_uses for problem in _past_use(case, row)]
    return [*problems, *_shares(case, case.lifetimes), *_shares(case, case.use_places)]


def _distribution(case: Case, row: Lifetime) -> Iterator[Problem]:
    if row.distribution == "fixed":
        if row.deviation_years is not None:
            message = "must be blank: a fixed lifetime has none"
            yield problem_at(case, row, message, "deviation_years", row.deviation_years)
    elif row.deviation_years is None:
        remedy = "give the standard deviation, or write fixed"
        yield problem_at(
            case, row, f"is blank, though {row.distribution} needs it", "deviation_years", None, remedy
        )
    elif row.distribution == "normal" and row.mean_years < _NORMAL_DEVIATIONS * row.deviation_years:
        message = "lets goods be scrapped before they are in use"
        remedy = f"at most {written(row.mean_years / _NORMAL_DEVIATIONS)}, or write lognormal or weibull"
        yield problem_at(case, row, message, "deviation_years", row.deviation_years, remedy)
    elif not _LEAST * row.mean_years <= row.deviation_years <= _MOST * row.mean_years:
        message = f"does not go with a mean of {written(row.mean_years)} years"
        low, high = written(_LEAST * row.mean_years), written(_MOST * row.mean_years)
        remedy = f"from {low} to {high}, or write fixed"
        yield problem_at(case, row, message, "deviation_years", row.deviation_years, remedy)


def _past_use(case: Case, row: PastUse) -> Iterator[Problem]:
    base_year = case.settings.base_year
    if row.year >= base_year:
        remedy = f"{base_year} and later come from demands.csv and the run"
        yield problem_at(case, row, f"is not before the base year {base_year}", "year", row.year, remedy)
    if row.sector not in {lifetime.sector for lifetime in case.lifetimes}:
        message, remedy = "has no row in lifetimes.csv", "say how long its goods last"
        yield problem_at(case, row, message, "sector", row.sector, remedy)
    if row.region is None and any(one.region and one.sector == row.sector for one in case.past_uses):
        message = "stands for the world, of which other rows of the sector give single regions"
        yield problem_at(case, row, message, "region", None, "give all regions, or the world alone")
    used = {(use.sector, use.material) for use in case.demands if use.base_t_per_year}
    if not any((row.sector, material) in used for material in case.materials_of(row.material)):
        message = f"is not used by {row.sector} in demands.csv"
        yield problem_at(case, row, message, "material", row.material, "without it nobody knows how to go on")


def _shares(case: Case, rows: Iterable[Lifetime] | Iterable[UsePlace]) -> Iterator[Problem]:
    by_sector: dict[str, list[Lifetime | UsePlace]] = defaultdict(list)
    for row in rows:
        by_sector[row.sector or ""].append(row)
    for sector, of_sector in by_sector.items():
        yield from _sum(case, sector, of_sector)


def _sum(case: Case, sector: str, rows: Sequence[Lifetime | UsePlace]) -> Iterator[Problem]:
    total = sum(row.share for row in rows)
    if not isclose(total, 1.0, abs_tol=_ROUNDING):
        whose = sector or "the sectors without rows of their own"
        message = f"of {whose}: shares add up to {written(total)}, not to 1"
        yield problem_at(case, rows[-1], message, "share", rows[-1].share)
