"""The choice of a portfolio of projects: preparing the futures, the search, what any other one loses."""

from __future__ import annotations

import time
from collections.abc import Mapping

import numpy as np

from benchmarks.bars import Bar, ratio
from benchmarks.measuring import Measured
from benchmarks.specs import BUNDLED
from benchmarks.watch import Watch
from didymium.calibration.calibrate import calibrate
from didymium.case.reading import read_case
from didymium.decisions.investment.asking import check_projects
from didymium.decisions.investment.prepared import Prepared
from didymium.decisions.investment.request import BudgetAsked, PortfolioRequest
from didymium.decisions.portfolio.budgets import BudgetLine, Budgets
from didymium.decisions.portfolio.choices import Backing, Choice
from didymium.decisions.portfolio.chooser import Chooser
from didymium.decisions.portfolio.model import Plan
from didymium.decisions.portfolio.recourse import recourses
from didymium.decisions.portfolio.rivals import random_portfolios
from didymium.decisions.projects.pipeline import Candidate
from didymium.ensemble.two_stage import CvarWeight

BILLION_USD = 3.0
RIVALS = 10
"""Random portfolios whose losses are looked up after the search."""
WORKERS = 2


def measure_portfolios(watch: Watch, name: str) -> None:
    """Choose from the bundled case's projects over as many futures as the name says. Each is paid for at its
    capital, half in the year of the decision and half in the next: finance is not what is measured.
    """
    case = read_case(BUNDLED)
    request = PortfolioRequest(futures=int(name), budgets=(BudgetAsked(amount_million=1e3 * BILLION_USD),))
    prepared = Prepared((case,), (calibrate(case).base,), check_projects([case], request), WORKERS)
    known = [item.candidate for item in prepared.undecided if item.candidate.capital_usd is not None]
    plan = Plan(
        tuple(_choice(candidate) for candidate in known),
        Budgets((BudgetLine(frozenset(), prepared.setting.horizon.first, 2100, BILLION_USD * 1000.0),)),
        prepared.setting.horizon,
        case.settings.discount_rate,
        request.delays_years,
    )
    with watch.phase("prepare"):
        made = recourses(prepared.setting, plan, prepared.futures, WORKERS)
    chooser = Chooser(
        tuple(future.name for future in prepared.futures),
        np.array([future.probability for future in prepared.futures]),
        made,
        CvarWeight(weight=request.risk_weight, alpha=1.0 - request.tail_share),
        request.relative_gap,
        WORKERS,
    )
    with watch.phase("search"):
        answer = chooser.best(plan)
    others = random_portfolios(plan, RIVALS, seed=1)
    begin = time.perf_counter()
    values = [chooser.weighed(plan, one) for one in others]
    rivals = time.perf_counter() - begin
    best = chooser.weighed(plan, plan.chosen(answer.decision))
    watch.counts |= {
        "projects": len(plan.open_choices),
        "decisions": plan.count,
        "futures": len(prepared.futures),
        "rounds": answer.iterations,
        "evaluations": len(answer.evaluations),
        "gap": answer.gap,
        "chosen": len(plan.chosen(answer.decision)),
        "rivals_per_second": RIVALS / rivals,
        "better_rivals": float(sum(value < best * (1.0 - 1e-9) for value in values)),
    }


def _choice(candidate: Candidate) -> Choice:
    assert candidate.capital_usd is not None
    half = candidate.capital_usd.mode / 2e6
    return Choice(candidate.project, 0, 2.0 * half, (Backing("grant", "", (half, half), 2.0 * half),))


def portfolio_bars(found: Mapping[str, Measured]) -> list[Bar]:
    """Return how the search compares with preparing the futures, and what it evaluates in a second."""
    (measured,) = found.values()
    seconds, counts = measured.seconds, measured.counts
    return [
        Bar("search / preparing its futures", ratio(seconds.get("search"), seconds.get("prepare"))),
        Bar(
            "decisions evaluated in a second of search, over all futures",
            ratio(counts.get("evaluations"), seconds.get("search")),
        ),
        Bar("random portfolios better than the one chosen", counts.get("better_rivals"), at_most=0.0),
    ]


def portfolio_lines(found: Mapping[str, Measured]) -> list[str]:
    """Say how large the choice is and how long each part takes."""
    (measured,) = found.values()
    if not measured.seconds:
        return []
    counts, seconds = measured.counts, measured.seconds
    return [
        f"{counts['projects']:.0f} projects, {counts['decisions']:.0f} decisions of 0 or 1, "
        f"{counts['futures']:.0f} futures; {counts['chosen']:.0f} chosen, gap {counts['gap']:.2%}",
        f"futures {seconds['prepare']:.1f} s, search {seconds['search']:.1f} s in {counts['rounds']:.0f} "
        f"rounds with {counts['evaluations']:.0f} evaluations; {counts['rivals_per_second']:.1f} other "
        "portfolios a second",
    ]
