"""The answer to the question which projects to back, when and with what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from didymium.case.case import Case
from didymium.decisions.investment.asking import check_projects
from didymium.decisions.investment.choices import choices_of
from didymium.decisions.investment.held_portfolios import MOST_NEAR, Holding
from didymium.decisions.investment.prepared import Prepared
from didymium.decisions.investment.projects_answer import funders_of
from didymium.decisions.investment.request import PortfolioRequest
from didymium.decisions.investment.rival_course import LongRunRival, rival_in_long_run
from didymium.decisions.portfolio.additions import additions, pairs
from didymium.decisions.portfolio.again import losses_again
from didymium.decisions.portfolio.answer import (
    BEST,
    GREEDY,
    FrontierPoint,
    Held,
    HeldPortfolios,
    Linked,
    NearPortfolio,
    Portfolio,
    PortfolioAnswer,
    Regret,
    Spent,
)
from didymium.decisions.portfolio.chooser import Chooser, scaled
from didymium.decisions.portfolio.model import Plan
from didymium.decisions.portfolio.recourse import recourses
from didymium.decisions.portfolio.refusing import refuse_unmet
from didymium.decisions.portfolio.rivals import greedy, random_portfolios
from didymium.decisions.rival.results import NONE
from didymium.decisions.rival.schema import Rival
from didymium.ensemble.two_stage import CvarWeight, TwoStageAnswer, TwoStageError, near_best
from didymium.market.base_year import BaseYear

Progress = Callable[[str], None]
NEAR_SHARE = 0.02
HALVINGS = 5
"""Steps in which the smallest linked fund is looked for."""


@dataclass(eq=False)
class Answering:
    """One question with all that it takes to answer it."""

    prepared: Prepared
    request: PortfolioRequest
    plan: Plan
    chooser: Chooser
    best: TwoStageAnswer

    def best_under(self, plan: Plan) -> Portfolio:
        """Return the best portfolio of a plan, without projects that avoid nothing.

        Raises:
            TwoStageError: If no portfolio keeps its budgets.
        """
        return self.portfolio(plan, self.chooser.trimmed(plan, self.chooser.best(plan)))

    def portfolio(self, plan: Plan, answer: TwoStageAnswer) -> Portfolio:
        """Return a solved plan as a portfolio."""
        return self.chooser.portfolio(plan, answer.decision)


def answer_portfolio(
    cases: Sequence[Case],
    base_years: Sequence[BaseYear],
    request: PortfolioRequest,
    *,
    workers: int = 1,
    progress: Progress = lambda step: None,
    rival: Rival | None = None,
) -> tuple[Prepared, PortfolioAnswer]:
    """Choose projects, years and supports under budgets. With a ``rival`` of the first case the choice is
    held against its reply.

    Raises:
        InputError: With everything that is wrong with the question, or budgets that cannot meet commitments.
        FinanceError: If the terms of a project make no sense.
        SolverError: If a market has no answer.
        TwoStageError: If no portfolio keeps the budgets.
    """
    checked = check_projects(cases, request)
    prepared = Prepared(tuple(cases), tuple(base_years), checked, workers, progress)
    against = None if rival is None else _turned(prepared, request, rival)
    choices = choices_of(prepared, checked.budgets)
    plan = Plan(
        choices,
        checked.budgets,
        prepared.setting.horizon,
        cases[0].settings.discount_rate,
        request.delays_years,
        request.commit,
        request.exclude,
        count_capital=request.aim == "worth_it",
    )
    refuse_unmet(plan)
    made = recourses(
        prepared.setting,
        plan,
        prepared.futures,
        workers,
        lambda done, count: progress(f"market of future {done} of {count}"),
    )
    chooser = Chooser(
        tuple(future.name for future in prepared.futures),
        np.array([future.probability for future in prepared.futures]),
        made,
        CvarWeight(weight=request.risk_weight, alpha=1.0 - request.tail_share),
        request.relative_gap,
        workers,
        lambda iteration: progress("search"),
    )
    progress("search")
    answering = Answering(prepared, request, plan, chooser, chooser.trimmed(plan, chooser.best(plan)))
    answer = _answer(answering, progress)
    if against is not None:
        answer = replace(answer, answered=_held_against(answering, answer, against, progress))
    return prepared, answer


def _turned(prepared: Prepared, request: PortfolioRequest, rival: Rival) -> LongRunRival:
    """Return a rival turned to portfolios, before anything is solved: it faces those who may fund them."""
    budgets = prepared.checked.budgets
    funders = {name for item in prepared.undecided for name in funders_of(prepared, item)}
    members = tuple(sorted(name for name in funders if budgets.pays(name)))
    years = (request.first_shock_year, request.last_shock_year)
    return rival_in_long_run(rival, prepared.setting, 0, years, members)


def _held_against(
    answering: Answering, answer: PortfolioAnswer, rival: LongRunRival, progress: Progress
) -> HeldPortfolios:
    """Hold the portfolio chosen, the greedy one, nothing and the nearest others against a rival."""
    plan, chooser = answering.plan, answering.chooser
    progress("greedy portfolio")
    named = {BEST: answer.best.fundings, NONE: (), GREEDY: greedy(chooser, plan)}
    near = enumerate(answer.near[:MOST_NEAR], start=1)
    named |= {f"near-{number}": one.portfolio.fundings for number, one in near}
    return Holding(rival, plan, chooser, answering.prepared.futures, progress).held(named)


def _answer(answering: Answering, progress: Progress) -> PortfolioAnswer:
    plan, chooser, best = answering.plan, answering.chooser, answering.best
    chosen = answering.portfolio(plan, best)
    nothing = chooser.portfolio(plan, np.zeros(plan.count))
    progress("other portfolios")
    near, complete = _near(answering, nothing)
    progress("what each project adds")
    candidates = {item.name: item.candidate for item in answering.prepared.placed}
    futures = answering.prepared.futures
    return PortfolioAnswer(
        best=chosen,
        nothing=nothing,
        lower_usd_million=best.lower_bound,
        upper_usd_million=best.upper_bound,
        futures=tuple(future.name for future in futures),
        shocks=tuple(
            tuple(f"{item.shock} {item.news}" if item.shock else "" for item in future.markets)
            for future in futures
        ),
        excluded={choice.name: choice.reason for choice in plan.choices if not choice.backings},
        spent=_spent(plan, chosen),
        additions=additions(chooser, plan, chosen.fundings),
        pairs=pairs(chooser, plan, chosen.fundings, candidates),
        near=near,
        near_complete=complete,
        regret=_regret([chosen, *(one.portfolio for one in near), nothing]),
        frontier=_frontier(answering, chosen, progress),
        linked=_linked(answering, chosen, progress),
        held=_held(answering, progress),
    )


def _near(answering: Answering, nothing: Portfolio) -> tuple[tuple[NearPortfolio, ...], bool]:
    """Return other sets of projects that forgo little of the gain; none where there is no gain."""
    plan, chooser, best = answering.plan, answering.chooser, answering.best
    reference = nothing.risk.weighed_usd_million
    most = answering.request.alternatives
    if not most or reference - best.upper_bound <= 1e-6 * abs(reference):
        return (), False
    found = near_best(
        chooser.problem(plan),
        replace(best, evaluations=chooser.known),
        reference=reference,
        share=NEAR_SHARE,
        most=most,
        among=tuple(choice.name for choice in plan.open_choices),
        workers=chooser.workers,
    )
    portfolios, seen = [], {frozenset(answering.portfolio(plan, best).names)}
    for one in found.alternatives:
        portfolio = answering.portfolio(plan, chooser.trimmed(plan, one.answer))
        if frozenset(portfolio.names) not in seen:
            seen.add(frozenset(portfolio.names))
            portfolios.append(NearPortfolio(portfolio, max(one.share, 0.0)))
    return tuple(portfolios), found.complete


def _spent(plan: Plan, chosen: Portfolio) -> tuple[Spent, ...]:
    return tuple(
        Spent(
            line,
            sum(item.spent_usd_million(line) for item in chosen.fundings),
        )
        for line in plan.budgets.lines
    )


def _regret(portfolios: Sequence[Portfolio]) -> Regret:
    losses = np.array([one.risk.by_future_usd_million for one in portfolios])
    over = losses - losses.min(axis=0)
    names = tuple(" + ".join(sorted(one.names)) for one in portfolios)
    return Regret(names, tuple(tuple(float(value) for value in row) for row in over))


def _frontier(answering: Answering, chosen: Portfolio, progress: Progress) -> tuple[FrontierPoint, ...]:
    points = {1.0: chosen} if answering.request.frontier else {}
    for factor in answering.request.frontier:
        if factor != 1.0:
            progress(f"budgets times {factor:g}")
            plan = scaled(answering.plan, factor)
            points[factor] = answering.best_under(plan)
    return tuple(FrontierPoint(factor, points[factor]) for factor in sorted(points))


def _linked(answering: Answering, chosen: Portfolio, progress: Progress) -> Linked | None:
    funders = answering.request.link
    if len(funders) < 2:
        return None
    progress("linked funds")
    plan = answering.plan
    pooled = replace(plan, budgets=plan.budgets.linked(frozenset(funders)))
    together = answering.best_under(pooled)
    less = chosen.risk.weighed_usd_million - together.risk.weighed_usd_million
    return Linked(funders, together, less, _same_for(answering, pooled, chosen, progress))


def _same_for(answering: Answering, pooled: Plan, chosen: Portfolio, progress: Progress) -> float | None:
    """Return the smallest linked fund, million US dollars, that loses no more than the separate ones, to
    1 / 2^``HALVINGS`` of it; None if the fund has no ceiling.
    """
    funders, lost = frozenset(answering.request.link), chosen.risk.weighed_usd_million
    own = [line for line in pooled.budgets.lines if line.funders == funders]
    if not own:
        return None
    low, high = 0.0, 1.0
    for halving in range(HALVINGS):
        progress(f"smaller linked fund {halving + 1} of {HALVINGS}")
        middle = (low + high) / 2.0
        smaller = replace(pooled, budgets=pooled.budgets.scaled(middle, funders))
        if _lost(answering, smaller) <= lost + 1e-6 * abs(lost):
            high = middle
        else:
            low = middle
    return high * max(line.usd_million for line in own)


def _lost(answering: Answering, plan: Plan) -> float:
    """Return the weighed loss of the best portfolio of a plan; infinite if its budgets keep none."""
    try:
        return answering.best_under(plan).risk.weighed_usd_million
    except TwoStageError:
        return np.inf


def _held(answering: Answering, progress: Progress) -> Held | None:
    count = answering.request.check
    if not count:
        return None
    plan, chooser, prepared = answering.plan, answering.chooser, answering.prepared
    progress("greedy portfolio")
    usual = greedy(chooser, plan)
    others = random_portfolios(plan, count, answering.request.seed)
    values = []
    for number, one in enumerate(others, start=1):
        progress(f"random portfolio {number} of {count}")
        values.append(chooser.weighed(plan, one))
    best = plan.chosen(answering.best.decision)
    luckiest = others[int(np.argmin(values))]
    progress("markets made anew")
    again = [
        chooser.risk_of(losses_again(prepared.setting, prepared.futures, one)).weighed_usd_million
        for one in (best, usual, luckiest)
    ]
    return Held(
        chooser.weighed(plan, best),
        chooser.weighed(plan, usual),
        tuple(item.build.choice.name for item in usual),
        tuple(values),
        (again[0], again[1], again[2]),
    )
