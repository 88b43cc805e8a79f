"""What would have to be true for less to stay short: the plan again with one thing changed at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from didymium.decisions.allocation.means import Means
from didymium.decisions.allocation.situation import Situation
from didymium.decisions.response.planning import Response, planner_for, read_situation
from didymium.scenario.path import ScenarioPaths


@dataclass(frozen=True)
class Change:
    """One thing that could be otherwise. ``name`` is its key in the texts of the product."""

    name: str
    means: Callable[[Means], Means] | None = None
    situation: Callable[[Situation], Situation] | None = None
    before: float | None = None
    after: float | None = None
    """The figure that changes, in the unit that the texts name."""


@dataclass(frozen=True)
class Mend:
    """What a change would do: loss in expectation with it, US dollars, and what it takes off."""

    name: str
    before: float | None
    after: float | None
    loss_usd: float
    saved_usd: float


AIR_DAYS = 7.0
"""Days from door to door by air, assumed: customs at both ends included."""
NEGLIGIBLE_SHARE = 1e-4
"""Savings of less than this share of the loss are not worth a line."""


def changes_of(means: Means) -> tuple[Change, ...]:
    """Return what could be otherwise, given what members are ready to do."""

    def of_means(name: str, key: str, value: float) -> Change:
        return Change(
            name,
            means=lambda old: old.model_copy(update={key: value}),
            before=getattr(means, key),
            after=value,
        )

    return (
        of_means("no_lead", "release_lead_days", 0.0),
        of_means("no_cover", "minimum_cover_days", 0.0),
        of_means("keep_all", "diversion_share", 1.0),
        of_means("surge", "surge_share", min(means.surge_share + 0.2, 1.0)),
        of_means("buy_twice", "purchase_share", min(2.0 * means.purchase_share, 1.0)),
        Change("stocks_twice", situation=_stocks_twice),
        Change("by_air", situation=_by_air, after=AIR_DAYS),
    )


def _stocks_twice(situation: Situation) -> Situation:
    stocks = tuple(
        replace(stock, free_t=2.0 * stock.free_t, draw_t=2.0 * stock.draw_t)
        if stock.kind == "public"
        else stock
        for stock in situation.stocks
    )
    return replace(situation, stocks=stocks)


def _by_air(situation: Situation) -> Situation:
    lanes = tuple(replace(lane, transit_days=min(lane.transit_days, AIR_DAYS)) for lane in situation.lanes)
    return replace(situation, lanes=lanes)


def what_would_mend(response: Response) -> tuple[Mend, ...]:
    """Return what each change would take off the loss that the plan leaves, the most first; changes that take
    off nothing are left out. What licences would do is in the branches.

    Raises:
        SolverError: If the solver gives up.
    """
    before = response.expected(lambda branch: float(branch.together.loss_usd.sum()))
    found, planner = [], planner_for(response, [branch.together.situation for branch in response.branches])
    planner.plans()
    for change in changes_of(response.request.means):
        situations = [_changed(response, change, branch.paths) for branch in response.branches]
        plans = planner.turn_to(planner_for(response, situations).coupled).plans()
        weights = [branch.course.probability for branch in response.branches]
        loss = sum(weight * float(plan.loss_usd.sum()) for weight, plan in zip(weights, plans, strict=True))
        found.append(Mend(change.name, change.before, change.after, loss, before - loss))
    helpful = [mend for mend in found if mend.saved_usd > NEGLIGIBLE_SHARE * max(before, 1.0)]
    return tuple(sorted(helpful, key=lambda mend: (-mend.saved_usd, mend.name)))


def _changed(response: Response, change: Change, paths: ScenarioPaths) -> Situation:
    request = response.request
    if change.means is not None:
        request = request.model_copy(update={"means": change.means(request.means)})
    situation = read_situation(response.case, paths, response.members, request, response.counted)
    return situation if change.situation is None else change.situation(situation)
