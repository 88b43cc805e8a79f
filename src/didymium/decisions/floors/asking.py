"""A question about a floor, checked against its case: all of it, or everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator

from didymium.case.case import Case
from didymium.case.names import Target, names_of
from didymium.case.problems import InputError, Problem
from didymium.case.suggestion import did_you_mean
from didymium.decisions.floors.compare import largest_producer_outside
from didymium.decisions.floors.designs import FloorQuestion, scenario_of
from didymium.market.base_year import BaseYear
from didymium.scenario.checks import MOST_YEARS, check_scenario
from didymium.scenario.schema import Scenario


def ask(
    case: Case,
    base: BaseYear,
    floor: tuple[str, float, str],
    time: tuple[dt.date, str],
    besides: Scenario | None,
    dumping: tuple[float, str | None],
) -> FloorQuestion:
    """Return the question of a floor (material, US dollars per kg, club) from a day on in a profile, with
    what happens besides and a price war (tonnes a year, origin).

    Raises:
        InputError: With every problem, each naming the option.
    """
    problems = [*_unknown(case, floor, dumping[1]), *_figures(case, floor, time, dumping[0])]
    if problems:
        raise InputError(problems)
    material, price, club = floor
    origin = dumping[1] or largest_producer_outside(case, base, material, club, time[0])
    if dumping[0] and not origin:
        raise InputError([Problem("--dumping", f"nobody outside {club} makes {material}: name who dumps")])
    question = FloorQuestion(material, price, club, *time, besides, origin, dumping[0])
    checked = check_scenario(case, scenario_of(question, "border_levy"))
    if checked:
        raise InputError(
            [Problem("floor", item.message, None, None, item.value, item.remedy) for item in checked]
        )
    return question


def _unknown(case: Case, floor: tuple[str, float, str], origin: str | None) -> Iterator[Problem]:
    names = names_of(case)
    asked = [
        ("--material", Target.MATERIAL, floor[0]),
        ("--club", Target.REGION_OR_CLUB, floor[2]),
        ("--dumping-origin", Target.REGION, origin),
    ]
    for option, target, name in asked:
        problem = None if name is None else names.problem(target, name, option, None, None)
        if problem is not None:
            yield problem


def _figures(
    case: Case, floor: tuple[str, float, str], time: tuple[dt.date, str], dumping: float
) -> Iterator[Problem]:
    first, profile = time
    if not (math.isfinite(floor[1]) and 0 <= floor[1] <= 1e7):
        yield Problem("--floor", "must be at least 0 and a price per kg", None, None, f"{floor[1]:g}")
    if not (math.isfinite(dumping) and 0 <= dumping <= 1e10):
        yield Problem("--dumping", "must be at least 0 tonnes a year", None, None, f"{dumping:g}")
    if first < case.settings.start:
        yield Problem("--from", f"is before the case begins, {case.settings.start}", None, None, str(first))
    if first.year > case.settings.base_year + MOST_YEARS:
        message = f"is more than {MOST_YEARS} years after the base year, {case.settings.base_year}"
        yield Problem("--from", message, None, None, str(first))
    if profile not in case.settings.profiles:
        remedy = did_you_mean(profile, case.settings.profiles)
        yield Problem("--profile", "is not among the profiles of case.toml", None, None, profile, remedy)
