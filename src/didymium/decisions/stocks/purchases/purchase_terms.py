"""What shall be bought for stocks, on which terms, and the instruments that buy it."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.case.names import Target, names_of
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.market.periods import Periods
from didymium.market.structure import Structure
from didymium.scenario.checks import MOST_YEARS
from didymium.scenario.course import run_periods
from didymium.scenario.instruments.schema import PublicPurchase
from didymium.scenario.schema import Scenario

Floats = NDArray[np.float64]

MOST_MONTHS = 600
LEAST_TONNES = 1e-9
"""A period's part of a need is at least this: an instrument that buys nothing cannot be stated."""
HEADROOM = 1e-4
"""A price below the highest that is paid by more than this share leaves room to buy more."""
WHY = "assumed: the question that is asked"


@dataclass(frozen=True)
class StockNeed:
    """So many tonnes that a member wants in a stock within some months from a day.

    With ``price_move`` it never buys at more than ``(1 + price_move)`` times what the material costs there on
    the same days without the purchase, evenly if it can; what cannot be had in one period is bought in those
    that leave room. With ``floor_usd_per_kg`` it buys whatever is
    offered at that price until it has what it wants, at its own pace, and ``price_move`` does not count.
    """

    member: str
    material: str
    tonnes: float
    begin: dt.date
    months: int = 12
    price_move: float = 0.05
    floor_usd_per_kg: float | None = None

    @property
    def end(self) -> dt.date:
        """The day after the last day of the purchase."""
        total = self.begin.year * 12 + self.begin.month - 1 + self.months
        year, month = total // 12, total % 12 + 1
        return dt.date(year, month, min(self.begin.day, calendar.monthrange(year, month)[1]))


@dataclass(frozen=True)
class PurchaseRequest:
    """Needs that are bought for at the same time. ``scenario`` is what happens besides; ``supplier`` the
    region whose part in the supply is told. Where a need is not met, a search finds the price move that
    meets it, up to ``most_price_move``; 0: no search.
    """

    needs: tuple[StockNeed, ...]
    supplier: str = ""
    scenario: Scenario | None = None
    most_price_move: float = 0.5


def check_request(case: Case, request: PurchaseRequest, profile: str) -> None:
    """Hold a request against its case.

    Raises:
        InputError: With every problem; needs are counted from 1.
    """
    problems = [*_whole(case, request, profile)]
    names = names_of(case)
    for number, need in enumerate(request.needs, start=1):
        place = f"need {number}"
        for column, target, name in (
            ("member", Target.REGION, need.member),
            ("material", Target.MATERIAL, need.material),
        ):
            problem = names.problem(target, name, place, None, column)
            problems += [problem] if problem else []
        problems += _figures(case, need, place)
    if problems:
        raise InputError(problems)


def _whole(case: Case, request: PurchaseRequest, profile: str) -> Iterator[Problem]:
    if not request.needs:
        yield Problem("needs", "there is none", remedy="name a member, a material and tonnes")
    nodes = [(need.member, need.material) for need in request.needs]
    for number, node in enumerate(nodes, start=1):
        if node in nodes[: number - 1]:
            message, remedy = "stands there twice", "add the tonnes up"
            yield Problem(f"need {number}", message, value=" ".join(node), remedy=remedy)
    if profile not in case.settings.profiles:
        near = did_you_mean(profile, case.settings.profiles)
        yield Problem("profile", "is not among the profiles of case.toml", value=profile, remedy=near)
    if request.supplier:
        problem = names_of(case).problem(Target.REGION, request.supplier, "supplier", None, None)
        if problem is not None:
            yield problem
    if not (math.isfinite(request.most_price_move) and request.most_price_move >= 0):
        yield Problem("most_price_move", "must be at least 0", value=f"{request.most_price_move:g}")


def _figures(case: Case, need: StockNeed, place: str) -> Iterator[Problem]:
    if not (math.isfinite(need.tonnes) and 0 < need.tonnes <= 1e10):
        yield Problem(place, "must be more than 0 tonnes", None, "tonnes", f"{need.tonnes:g}")
    if not 1 <= need.months <= MOST_MONTHS:
        message = f"must be from 1 to {MOST_MONTHS} months"
        yield Problem(place, message, None, "months", str(need.months))
    if not (math.isfinite(need.price_move) and 0 <= need.price_move <= 100):
        message = "must be at least 0"
        yield Problem(place, message, None, "price_move", f"{need.price_move:g}", "write 0.05 for 5 %")
    floor = need.floor_usd_per_kg
    if floor is not None and not (math.isfinite(floor) and 0 < floor <= 1e7):
        yield Problem(place, "must be a price per kg above 0", None, "floor_usd_per_kg", f"{floor:g}")
    wrong = wrong_begin(case, need.begin)
    if wrong is not None:
        yield Problem(place, wrong, None, "begin", str(need.begin))


def wrong_begin(case: Case, begin: dt.date) -> str | None:
    """Return what is wrong with the first day of purchases in a case; None if nothing is."""
    if begin < case.settings.start:
        return f"is before the case begins, {case.settings.start}"
    if begin.year > case.settings.base_year + MOST_YEARS:
        return f"is more than {MOST_YEARS} years after the base year, {case.settings.base_year}"
    return None


def check_markets(structure: Structure, needs: Sequence[StockNeed]) -> None:
    """Hold needs against the run that shall meet them: its last day and its markets.

    Raises:
        InputError: With every problem.
    """
    problems, last = [], structure.periods.bounds[-1]
    for number, need in enumerate(needs, start=1):
        if need.end > last:
            message = f"ends after the run, {last}"
            remedy = "take a longer profile or fewer months"
            problems.append(Problem(f"need {number}", message, None, "months", str(need.months), remedy))
        if (need.member, need.material) not in structure.node_index:
            message = f"has no market for {need.material}"
            problems.append(Problem(f"need {number}", message, None, "member", need.member))
    if problems:
        raise InputError(problems)


def course_without(case: Case, request: PurchaseRequest, profile: str) -> Scenario:
    """Return what happens without the purchases, from the month of the first need on, or from where the run
    of what happens besides would begin if that is earlier: its news must find the market as it was.
    """
    begin = min(need.begin for need in request.needs).replace(day=1)
    if request.scenario is None:
        return Scenario(title="without purchases", foresight="perfect", profile=profile, begin=begin)
    own = request.scenario.model_copy(update={"profile": profile})
    first = run_periods(case, own).bounds[0] if own.happens or own.begin else begin
    return own.model_copy(update={"begin": min(first, begin)})


def wanted_t(need: StockNeed, periods: Periods) -> Floats:
    """Return how much of a need falls on each period, evenly over its days; shape (T,), tonnes."""
    years = periods.share_within(need.begin, need.end - dt.timedelta(days=1)) * periods.years
    return np.asarray(need.tonnes * years / years.sum())


def caught_up_t(
    need: StockNeed, most_t: Floats, bought_t: Floats, price: Floats, limit: Floats
) -> Floats | None:
    """Return new limits for periods after a run: those in which the price stopped the purchase keep what was
    bought, those with room left share what is missing, by their limits. So they add up to the need again.
    None if nothing is missing, no period has room, or the need is bought at a floor. Shapes (T,); prices
    without a figure are NaN.
    """
    missing = need.tonnes - float(bought_t.sum())
    with np.errstate(invalid="ignore"):
        has_room = (bought_t >= most_t * (1.0 - 1e-6)) & (price < limit * (1.0 - HEADROOM)) & (most_t > 0.0)
    if need.floor_usd_per_kg is not None or missing <= 0.0 or not has_room.any():
        return None
    part = np.where(has_room, most_t, 0.0)
    return np.asarray(np.where(has_room, most_t, bought_t) + missing * part / part.sum())


def instruments_of(
    need: StockNeed, number: int, periods: Periods, price_without: Floats, most_t: Floats
) -> tuple[PublicPurchase, ...]:
    """Return the purchases that buy for a need: at a floor one, else one for each period with a price, since
    the highest price paid follows the price without the purchase. ``price_without`` (NaN where there is
    none) and ``most_t``, the most that is bought in each period, have shape (T,).
    """
    last = need.end - dt.timedelta(days=1)
    shared: dict[str, object] = {
        "kind": "public_purchase",
        "holder": f"stock {number}",
        "club": need.member,
        "material": need.material,
        "announced": periods.bounds[0],
        "source": WHY,
    }
    if need.floor_usd_per_kg is not None:
        # Money counted at the floor is a limit on tonnes, with which the agency may take its time.
        money = need.floor_usd_per_kg * need.tonnes / 1e3
        shared |= {"price_usd_per_kg": need.floor_usd_per_kg, "budget_usd_million": money}
        return (PublicPurchase.model_validate({**shared, "from": need.begin, "until": last}),)
    years = periods.share_within(need.begin, last) * periods.years
    found = []
    for period in np.flatnonzero((years > 0.0) & np.isfinite(price_without)):
        terms = {
            "price_usd_per_kg": float((1.0 + need.price_move) * price_without[period]),
            "t_per_year": float(max(most_t[period], LEAST_TONNES) / years[period]),
            "from": max(need.begin, periods.bounds[period]),
            "until": min(last, periods.bounds[period + 1] - dt.timedelta(days=1)),
        }
        found.append(PublicPurchase.model_validate({**shared, **terms}))
    return tuple(found)
