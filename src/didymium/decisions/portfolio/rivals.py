"""Portfolios that the best is held against: the greedy one, and random ones that keep the budgets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from didymium.decisions.portfolio.chooser import Chooser
from didymium.decisions.portfolio.model import Funding, Plan


def affordable(plan: Plan, fundings: Sequence[Funding]) -> bool:
    """Return whether a set of fundings keeps every budget and names no project twice."""
    names = [item.build.choice.name for item in fundings]
    if len(set(names)) < len(names) or any(name in plan.excluded for name in names):
        return False
    for line in plan.budgets.lines:
        spent = sum(item.spent_usd_million(line) for item in fundings)
        if spent > line.usd_million * (1.0 + 1e-9):
            return False
    return True


def greedy(chooser: Chooser, plan: Plan) -> tuple[Funding, ...]:
    """Return the portfolio of the usual rule: the commitments at their cheapest, then again and again the
    project that avoids most loss for each dollar of its funder, as long as one that avoids any can be paid.
    """
    chosen = _committed(plan, sorted(plan.fundings, key=lambda item: item.backing.total_usd_million))
    known = chooser.weighed(plan, chosen)
    while True:
        best, rate, after = None, 0.0, known
        for item in plan.fundings:
            if not affordable(plan, (*chosen, item)):
                continue
            value = chooser.weighed(plan, (*chosen, item))
            gained = (known - value) / max(item.backing.total_usd_million, 1.0)
            if gained > rate * (1.0 + 1e-9) and known - value > 1e-6 * abs(known):
                best, rate, after = item, gained, value
        if best is None:
            return chosen
        chosen, known = (*chosen, best), after


def random_portfolios(plan: Plan, count: int, seed: int) -> tuple[tuple[Funding, ...], ...]:
    """Return random portfolios: fundings in random order, those of commitments first, each taken if the
    budgets still allow it, so that none could be added.
    """
    generator, found = np.random.default_rng(seed), []
    for _ in range(count):
        order = [plan.fundings[int(position)] for position in generator.permutation(len(plan.fundings))]
        chosen = _committed(plan, order)
        for item in order:
            if affordable(plan, (*chosen, item)):
                chosen = (*chosen, item)
        found.append(chosen)
    return tuple(found)


def _committed(plan: Plan, order: Sequence[Funding]) -> tuple[Funding, ...]:
    """Return the first funding in an order of each project that must be chosen, as the budgets allow it."""
    chosen: tuple[Funding, ...] = ()
    for item in order:
        if item.build.choice.name in plan.committed and affordable(plan, (*chosen, item)):
            chosen = (*chosen, item)
    return chosen
