"""Everything that is wrong with a case that could be read: its tables and its scenarios."""

from __future__ import annotations

from didymium.case.case import Case
from didymium.case.checks import check_case
from didymium.files.problems import Problem
from didymium.scenario.reading import scenario_problems


def case_problems(case: Case, is_fenced: bool = False) -> list[Problem]:
    """Return every disagreement in the tables of a case, then every problem in its scenarios.

    In a fenced case, one that somebody sent, no scenario includes a file from outside of the case's folder.
    """
    return check_case(case) + scenario_problems(case, is_fenced)
