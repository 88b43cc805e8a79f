"""When a project is bankable, and the least floor, grant, loan or offtake that makes it so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.finance.applying import Trials, sooner
from didymium.decisions.finance.capital_plan import replaceable_share
from didymium.decisions.finance.cash_flow import CashFlow, make_ground
from didymium.decisions.finance.metrics import least_cover, lower_quantile, net_present_value
from didymium.decisions.finance.operation import Operation, choose_draws
from didymium.decisions.finance.problems import refuse, share_problem
from didymium.decisions.finance.supports import (
    ConcessionalLoan,
    Grant,
    OfftakeFloor,
    Support,
    check_supports,
)
from didymium.decisions.finance.terms import ProjectTerms

HALVINGS = 20
LOAN_STEPS = 16


@dataclass(frozen=True)
class Hurdle:
    """What lenders, and if asked owners, want to see."""

    least_cover: float = 1.0
    """Cash over debt service in the worst year of debt: 1 covers the debt, lenders often ask for 1.2."""
    worst_share: float = 0.1
    """Share of draws that may be worse: 0.1 looks at the worst decile."""
    needs_return: bool = False
    """Whether the owners must also earn their return in the median draw."""
    required_return: float | None = None
    """Real return that owners ask for, a year; None: the project's discount rate."""
    counting_calls: bool = False
    """Whether what guarantees and insurance pay counts as cover."""


@dataclass(frozen=True)
class Verdict:
    """Whether a project is bankable, and what that rests on."""

    worst_cover: float
    """Least yearly cover of the worst decile; infinite without debt."""
    median_equity_npv_usd: float
    """Present value of the owners' flow in the median draw, at the required return."""
    covers_debt: bool
    earns_return: bool
    bankable: bool


@dataclass(frozen=True)
class Least:
    """The least of something that makes a project bankable."""

    value: float | None
    """None: not even the highest value asked for suffices."""
    asked: float
    """The highest value asked for."""
    verdict: Verdict
    """At the value, or where that is None at the highest one."""
    lacks: Literal["", "cover", "return", "both"]
    """What the highest value leaves missing."""


def judge(flow: CashFlow, hurdle: Hurdle) -> Verdict:
    """Return whether a cash flow is bankable.

    Raises:
        FinanceError: If the required return is negative.
    """
    terms = flow.ground.terms
    required = terms.discount_rate if hurdle.required_return is None else hurdle.required_return
    cover = lower_quantile(least_cover(flow, counting_calls=hurdle.counting_calls), hurdle.worst_share)
    worth = float(np.median(net_present_value(flow.owners_usd, required)))
    # Rounding must not decide a case that stands exactly at the hurdle.
    slack = 1e-9 * float(np.max(terms.capital_usd, initial=0.0))
    covers, earns = cover >= hurdle.least_cover - 1e-9, worth >= -slack
    return Verdict(
        worst_cover=cover,
        median_equity_npv_usd=worth,
        covers_debt=covers,
        earns_return=earns,
        bankable=covers and (earns or not hurdle.needs_return),
    )


def least_value(
    offer: Callable[[float], Sequence[Support]],
    trials: Trials,
    hurdle: Hurdle,
    highest: float,
    steps: int = 1,
) -> Least:
    """Return the least value from 0 to ``highest`` at which what is offered makes a project bankable, by
    bisection to a millionth of ``highest``. Nothing is checked.

    More of it must never make the project worse; where it may, ``steps`` above 1 first look for the lowest of
    so many equal steps that suffices.
    """

    def verdict_at(value: float) -> Verdict:
        return judge(trials.apply(offer(value)), hurdle)

    nothing, everything = verdict_at(0.0), verdict_at(highest)
    if nothing.bankable:
        return Least(0.0, highest, nothing, "")
    low, high, best = 0.0, highest, everything
    for step in range(1, steps):
        between = verdict_at(highest * step / steps)
        if between.bankable:
            low, high, best = highest * (step - 1) / steps, highest * step / steps, between
            break
    if not best.bankable:
        return Least(None, highest, everything, _lacks(everything, hurdle))
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        verdict = verdict_at(middle)
        if verdict.bankable:
            high, best = middle, verdict
        else:
            low = middle
    return Least(high, highest, best, "")


def _lacks(verdict: Verdict, hurdle: Hurdle) -> Literal["", "cover", "return", "both"]:
    without_return = hurdle.needs_return and not verdict.earns_return
    if not verdict.covers_debt:
        return "both" if without_return else "cover"
    return "return" if without_return else ""


@dataclass(frozen=True)
class Asks:
    """What is tried for each instrument, one at a time, beside supports that are given in any case."""

    floor: OfftakeFloor
    """Floor whose price is looked for, up to the one stated; and whose share is looked for at that price."""
    grant: Grant
    """Grant whose share is looked for, up to the one stated."""
    loan: ConcessionalLoan
    """Loan whose share is looked for, up to the one stated; never above the commercial debt: more of it would
    only replace equity, and add to what must be served."""
    given: tuple[Support, ...] = ()
    """Supports that the project has in any case."""


@dataclass(frozen=True)
class Needs:
    """What a project needs to be bankable, each alone."""

    without: Verdict
    """With the given supports only."""
    floor_usd_per_kg: Least
    grant_share: Least
    loan_share: Least
    offtake_share: Least
    """Share of the output that must be sold at the stated floor."""


def needs_of(operation: Operation, terms: ProjectTerms, hurdle: Hurdle, asks: Asks) -> Needs:
    """Return the least floor price, grant, loan share and offtake share that make a project bankable.

    Raises:
        FinanceError: If operation, terms, hurdle or supports are not whole, or do not fit each other.
    """
    check_hurdle(hurdle)
    for one in (asks.floor, asks.grant, asks.loan):
        check_supports((*asks.given, one), operation, terms)
    trials = Trials(make_ground(operation, sooner(terms, asks.given)))
    most_lent = min(asks.loan.share, replaceable_share(terms, asks.given))

    def search(offer: Callable[[float], Support], highest: float, steps: int = 1) -> Least:
        return least_value(lambda value: (*asks.given, offer(value)), trials, hurdle, highest, steps)

    return Needs(
        without=judge(trials.apply(asks.given), hurdle),
        floor_usd_per_kg=search(lambda usd: floor_at(asks.floor, usd), asks.floor.floor_usd_per_kg),
        grant_share=search(
            lambda share: replace(asks.grant, share=share, amount_usd_million=0.0), asks.grant.share
        ),
        # A loan that runs longer than the debt it replaces adds service to the years after that.
        loan_share=search(lambda share: replace(asks.loan, share=share), most_lent, LOAN_STEPS),
        offtake_share=search(lambda share: replace(asks.floor, share=share), asks.floor.share),
    )


def floor_at(floor: OfftakeFloor, usd_per_kg: float) -> OfftakeFloor:
    """Return a floor at another price, with the strike as it is."""
    return replace(floor, floor_usd_per_kg=usd_per_kg)


def in_scenarios(
    operation: Operation, terms: ProjectTerms, names: Sequence[str]
) -> tuple[Operation, ProjectTerms]:
    """Return the draws of some price scenarios only: what a price war does to a project is its verdict and
    its needs there, beside those of all draws.

    Raises:
        FinanceError: If no draw has one of the names.
    """
    known = set(operation.scenario)
    missing = sorted(set(names) - known)
    if missing or not names:
        refuse(
            [f"no draw has the scenario {', '.join(missing) or '?'} (there are {', '.join(sorted(known))})"]
        )
    rows = np.flatnonzero(np.isin(np.array(operation.scenario), list(names)))
    return choose_draws(operation, rows), choose_terms(terms, rows)


def choose_terms(terms: ProjectTerms, rows: NDArray[np.int64]) -> ProjectTerms:
    """Return the terms of some draws, in the order given."""
    factor = terms.cost_factor
    return replace(
        terms,
        capital_usd=terms.capital_usd[rows],
        lead_months=terms.lead_months[rows],
        cost_factor=None if factor is None else factor[rows],
    )


def check_hurdle(hurdle: Hurdle) -> None:
    """See that a hurdle makes sense.

    Raises:
        FinanceError: With everything that is wrong with it.
    """
    problems = [*share_problem("the share of worse draws", hurdle.worst_share)]
    if hurdle.least_cover < 0:
        problems.append(f"the least cover is {hurdle.least_cover:g}: give 0 or more")
    if hurdle.required_return is not None and hurdle.required_return < 0:
        problems.append(f"the required return is {hurdle.required_return:g}: give 0 or more")
    refuse(problems)
