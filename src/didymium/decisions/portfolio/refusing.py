"""What no portfolio can do: projects that must be chosen and cannot be, budgets that cannot meet them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.optimize import Bounds as Box
from scipy.optimize import LinearConstraint, milp

from didymium.decisions.portfolio.budgets import BudgetLine
from didymium.decisions.portfolio.choices import Choice
from didymium.decisions.portfolio.model import Plan
from didymium.files.problems import InputError, Problem

REASONS = {
    "capital": "nobody states its capital",
    "feed": "there is no feed for it in the market",
    "funder": "nobody with a budget may support it",
}
"""Why a project cannot be chosen, in words, by the reason of its choice."""
LEAVE_OUT = "leave it out"


def refuse_unmet(plan: Plan) -> None:
    """Refuse a plan of which nothing can be chosen, or whose budgets cannot pay for the projects that must
    be chosen.

    Raises:
        InputError: With every commitment that has no support or comes too late, and every line that is too
            small for all of them even at their cheapest; or that the lines together are.
    """
    problems = [*_nothing_open(plan), *_out_of_reach(plan)]
    if not problems:
        problems = [*_too_small(plan)] or [*_too_small_together(plan)]
    if problems:
        raise InputError(problems)


def _nothing_open(plan: Plan) -> Iterator[Problem]:
    if not plan.builds:
        known = "; ".join(f"{choice.name}: {_why(choice)}" for choice in plan.choices if choice.reason)
        message = "leave nothing to choose from" + (f" ({known})" if known else "")
        yield Problem("projects", message, remedy="ask about others, with other funders or a later last year")


def _out_of_reach(plan: Plan) -> Iterator[Problem]:
    known = {choice.name: choice for choice in plan.choices}
    in_time = {build.choice.name for build in plan.builds}
    for name in plan.committed:
        if name not in known:
            remedy = f"choose {', '.join(known)}" if known else ""
            yield Problem("commit", "is no project that is still to be decided", value=name, remedy=remedy)
        elif not known[name].backings:
            yield Problem("commit", f"cannot be met: {_why(known[name])}", value=name, remedy=LEAVE_OUT)
        elif name not in in_time:
            message = f"cannot be decided by {plan.horizon.last}"
            yield Problem("commit", message, value=name, remedy="name a later last year, or commit others")


def _why(choice: Choice) -> str:
    return REASONS.get(choice.reason, choice.reason) or "no support within reach makes it bankable"


def _too_small(plan: Plan) -> Iterator[Problem]:
    for line in plan.budgets.lines:
        least = sum(_least_usd_million(plan, line, name) for name in plan.committed)
        if least > line.usd_million * (1.0 + 1e-9):
            yield Problem(
                "budget",
                f"of {_whose(line)} cannot meet the commitments, which take at least {least:,.0f} million US "
                "dollars of it",
                value=f"{line.usd_million:g}",
                remedy="raise the budget or commit fewer projects",
            )


def _least_usd_million(plan: Plan, line: BudgetLine, name: str) -> float:
    """Return what a project takes of a line at least, whenever it is decided and whoever pays."""
    return min(item.spent_usd_million(line) for item in plan.fundings if item.build.choice.name == name)


def _too_small_together(plan: Plan) -> Iterator[Problem]:
    """Say so if lines that each could pay for the commitments cannot do so together."""
    if not plan.committed:
        return
    decisions = plan.decisions
    matrix, low, high = decisions.rows
    found = milp(
        np.zeros(plan.count),
        integrality=np.ones(plan.count),
        bounds=Box(decisions.lower, decisions.upper),
        constraints=LinearConstraint(matrix, low, high),
    )
    if found.status == _INFEASIBLE:
        whose = "; ".join(_whose(line) for line in plan.budgets.lines)
        remedy = "raise one of them or commit fewer projects"
        yield Problem("budgets", f"cannot meet the commitments together: {whose}", remedy=remedy)


_INFEASIBLE = 2
"""Status of scipy's milp where no decision keeps the rows."""


def _whose(line: BudgetLine) -> str:
    return f"{' + '.join(sorted(line.funders)) or 'all funders'} for {line.first_year} to {line.last_year}"
