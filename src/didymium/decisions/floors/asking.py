"""A question about a floor, checked against its case: all of it, or everything that is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from didymium.case.case import Case
from didymium.case.names import Target, names_of
from didymium.decisions.floors.compare import largest_producer_outside
from didymium.decisions.floors.designs import FloorQuestion, scenario_of
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.market.base_year import BaseYear
from didymium.scenario.checks import MOST_YEARS, check_scenario


def checked_question(case: Case, base: BaseYear, question: FloorQuestion) -> FloorQuestion:
    """Return a question with the largest producer outside as the one who dumps, where it names none.

    Raises:
        InputError: With every problem, each naming the option.
    """
    problems = [*_unknown(case, question), *_figures(case, question)]
    if problems:
        raise InputError(problems)
    material, club = question.material, question.club
    if not question.dumping_origin:
        origin = largest_producer_outside(case, base, material, club, question.begin)
        question = replace(question, dumping_origin=origin)
    if question.dumping_t_per_year and not question.dumping_origin:
        raise InputError([Problem("--dumping", f"nobody outside {club} makes {material}: name who dumps")])
    found = check_scenario(case, scenario_of(question, "border_levy"))
    if found:
        raise InputError([Problem("floor", one.message, value=one.value, remedy=one.remedy) for one in found])
    return question


def _unknown(case: Case, question: FloorQuestion) -> Iterator[Problem]:
    names = names_of(case)
    for option, target, name in (
        ("--material", Target.MATERIAL, question.material),
        ("--club", Target.REGION_OR_CLUB, question.club),
        ("--dumping-origin", Target.REGION, question.dumping_origin),
    ):
        problem = names.problem(target, name, option, None, None) if name else None
        if problem is not None:
            yield problem


def _figures(case: Case, question: FloorQuestion) -> Iterator[Problem]:
    floor, dumping, first = question.floor_usd_per_kg, question.dumping_t_per_year, question.begin
    if not (math.isfinite(floor) and 0 <= floor <= 1e7):
        yield Problem("--floor", "must be at least 0 and a price per kg", value=f"{floor:g}")
    if not (math.isfinite(dumping) and 0 <= dumping <= 1e10):
        yield Problem("--dumping", "must be at least 0 tonnes a year", value=f"{dumping:g}")
    if first < case.settings.start:
        yield Problem("--from", f"is before the case begins, {case.settings.start}", value=str(first))
    if first.year > case.settings.base_year + MOST_YEARS:
        message = f"is more than {MOST_YEARS} years after the base year, {case.settings.base_year}"
        yield Problem("--from", message, value=str(first))
    if question.profile not in case.settings.profiles:
        remedy = did_you_mean(question.profile, case.settings.profiles)
        message = "is not among the profiles of case.toml"
        yield Problem("--profile", message, value=question.profile, remedy=remedy)
