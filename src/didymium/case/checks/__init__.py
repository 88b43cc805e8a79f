"""Whether the tables of a case agree with each other. One small function a check, one idea a module."""

from __future__ import annotations

from collections.abc import Callable

from didymium.case.case import Case
from didymium.case.checks.amounts import check_amounts
from didymium.case.checks.costs import check_costs
from didymium.case.checks.demand import check_demand
from didymium.case.checks.deposits import check_deposits
from didymium.case.checks.evidence import check_evidence, unused_sources
from didymium.case.checks.history import check_history
from didymium.case.checks.in_use import check_in_use
from didymium.case.checks.ladders import check_ladders
from didymium.case.checks.market_power import check_market_power
from didymium.case.checks.market_units import check_market_units
from didymium.case.checks.mass import check_mass, gaining_loops
from didymium.case.checks.processes import check_processes
from didymium.case.checks.project_money import check_project_money
from didymium.case.checks.projects import check_projects
from didymium.case.checks.reach import check_reach, idle_plants
from didymium.case.checks.references import check_references
from didymium.case.checks.sectors import check_sectors
from didymium.case.checks.settings import check_settings
from didymium.case.checks.stock_terms import check_stock_terms
from didymium.case.checks.times import check_times
from didymium.case.checks.uncertain import check_uncertain
from didymium.case.schema import TABLES
from didymium.files.problems import Problem

CHECKS: tuple[Callable[[Case], list[Problem]], ...] = (
    check_settings,
    check_references,
    check_market_units,
    check_processes,
    check_mass,
    check_times,
    check_history,
    check_amounts,
    check_costs,
    check_stock_terms,
    check_projects,
    check_project_money,
    check_deposits,
    check_in_use,
    check_sectors,
    check_demand,
    check_ladders,
    check_market_power,
    check_reach,
    check_uncertain,
    check_evidence,
)
"""Every check, in the order in which its problems are listed within a file."""

_FILES = ["case.toml", *(model.file for model in TABLES.values())]


def check_case(case: Case) -> list[Problem]:
    """Return every disagreement in a case, by file and row; empty if there is none."""
    problems = [problem for check in CHECKS for problem in check(case)]
    return sorted(problems, key=_order)


def notes_on(case: Case) -> list[str]:
    """Return what a reader should know about a case though it is not wrong."""
    return [*case.notes, *gaining_loops(case), *idle_plants(case), *unused_sources(case)]


def _order(problem: Problem) -> tuple[int, str, int]:
    position = _FILES.index(problem.file) if problem.file in _FILES else len(_FILES)
    return position, problem.file, problem.row or 0
