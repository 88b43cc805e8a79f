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
        spent = sum(
            paid
            for item in fundings
            for after, paid in enumerate(item.backing.usd_million)
            if line.takes(item.backing.funder, item.build.decided.year + after)
        )
        if spent > line.usd_million * (1.0 + 1e-9):
            return False
    return True


def greedy(chooser: Chooser, plan: Plan) -> tuple[Funding, ...]:
    """Return the portfolio of the usual rule: again and again the project that avoids most loss for each
    dollar of its funder, as long as one that avoids any can be paid.
    """
    chosen: tuple[Funding, ...] = ()
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
    """Return random portfolios: fundings in random order, each taken if the budgets still allow it, so that
    none could be added.
    """
    generator, found = np.random.default_rng(seed), []
    for _ in range(count):
        chosen: tuple[Funding, ...] = ()
        for position in generator.permutation(len(plan.fundings)):
            item = plan.fundings[int(position)]
            if affordable(plan, (*chosen, item)):
                chosen = (*chosen, item)
        found.append(chosen)
    return tuple(found)
