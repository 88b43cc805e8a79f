"""How much to hold: the least-cost stocks that keep the risk of loss within a bound.

A two-stage program: sizes are decided before it is known which emergency comes, their use after (Beale 1955,
Dantzig 1955). The yearly cost of holding is minimised while the expected loss, its conditional value at risk
(Rockafellar and Uryasev 2000), or the chance that named sectors are not served stays within a bound.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.decisions.stocks.futures.emergencies import Futures
from didymium.decisions.stocks.sizing.criteria import Criterion, Served, ServedButFor, bound_of, tolerated_kg
from didymium.decisions.stocks.sizing.losses import Loss, Named, loss_of_future, release_lead
from didymium.decisions.stocks.sizing.places import NEGLIGIBLE_T, Place, places_of
from didymium.decisions.stocks.sizing.sizes import FutureLoss, PlaceSize, Sizing
from didymium.ensemble.two_stage.bounded import BoundedAnswer, BoundedProblem, solve_bounded
from didymium.ensemble.two_stage.bounds import (
    ChanceBound,
    LossBound,
    Slack,
    holds,
    limit_of,
    risk_of,
)
from didymium.ensemble.two_stage.problem import Decisions, TwoStageError, WeightedScenario

Floats = NDArray[np.float64]
MILLION = 1e6


class SizingError(Exception):
    """Raised when no stocks keep the bound; the message says what is the best that can be had."""


def size_stocks(
    case: Case,
    futures: Futures,
    criterion: Criterion,
    *,
    places: Sequence[Place] | None = None,
    capital_rate: float | None = None,
    workers: int = 1,
    relative_gap: float = 1e-6,
) -> Sizing:
    """Return the least-cost stocks that keep a bound.

    Args:
        case: The case.
        futures: What may happen, given that an emergency does.
        criterion: What is asked.
        places: Where stocks may lie; by default wherever they are of use (:func:`places_of`).
        capital_rate: Share a year; None: the case's discount rate.
        workers: Threads; the answer does not depend on their number.
        relative_gap: By which share of its cost the answer may be dearer than the best.

    Raises:
        SizingError: If no stocks keep the bound.
        InputError: If the case does not say what keeping a material costs.
    """
    named = criterion.named if isinstance(criterion, Served | ServedButFor) else None
    if places is None:
        places = places_of(case, futures, named=named, capital_rate=capital_rate)
    losses = losses_of(case, futures, places, named)
    bound, probabilities = _bound_of(criterion, futures, losses)
    money = losses if named is None else losses_of(case, futures, places)
    return size_by_losses(
        futures, criterion, places, losses, money, bound, probabilities,
        workers=workers, relative_gap=relative_gap,
    )  # fmt: skip


def losses_of(
    case: Case, futures: Futures, places: Sequence[Place], named: Named | None = None
) -> tuple[Loss, ...]:
    """Return the loss of each future as a function of stocks; a stock opens when the slowest of its places
    may.
    """
    lead = release_lead(case, (place.material for place in places), futures.means)
    nodes = [place.node for place in places]
    return tuple(loss_of_future(one, nodes, futures.means, lead, named) for one in futures.emergencies)


def size_by_losses(
    futures: Futures,
    criterion: Criterion,
    places: Sequence[Place],
    losses: Sequence[Loss],
    money: Sequence[Loss],
    bound: LossBound,
    probabilities: Floats,
    *,
    workers: int = 1,
    relative_gap: float = 1e-6,
    start: Floats | None = None,
) -> Sizing:
    """Return the least-cost stocks as :func:`size_stocks` does, for losses and a bound made elsewhere.

    Args:
        futures: What may happen.
        criterion: What the bound stands for.
        places: Where stocks may lie.
        losses: What is bounded, in each future.
        money: The loss in million US dollars in each; may be the same.
        bound: The bound.
        probabilities: Those to which it applies; shape (futures,).
        workers: Threads.
        relative_gap: By which share of its cost the answer may be dearer than the best.
        start: Sizes to look at first; shape (places,).

    Raises:
        SizingError: If no stocks keep the bound.
    """
    if not places:
        return _nowhere(futures, criterion, losses, money, bound, probabilities)
    answer = _solved(places, futures, probabilities, losses, bound, relative_gap, workers, start)
    return _answer(futures, criterion, tuple(places), answer.decision, losses, money, answer)


def _bound_of(criterion: Criterion, futures: Futures, losses: Sequence[Loss]) -> tuple[LossBound, Floats]:
    worst = max((one.untouched for one in losses), default=0.0)
    return bound_of(criterion, tolerated_kg(worst), futures.probabilities)


def _nowhere(
    futures: Futures,
    criterion: Criterion,
    losses: Sequence[Loss],
    money: Sequence[Loss],
    bound: LossBound,
    probabilities: Floats,
) -> Sizing:
    """Return that nothing is held, where no place is of use; the bound must hold as it is."""
    values = np.array([one.value_and_slope(np.zeros(0))[0] for one in losses])
    if not holds(bound, values, probabilities, Slack(1e-6, 1e-9)):
        risk = risk_of(bound, values, probabilities, Slack(1e-6, 1e-9))
        unit = "" if isinstance(bound, ChanceBound) else f" {_unit(losses)}"
        raise SizingError(
            f"no place is of use, and without stocks the least risk is {risk:.4g}{unit}, "
            f"not {limit_of(bound):.4g}: name places, or state in stock_terms.csv what keeping goods costs"
        )
    return _answer(futures, criterion, (), np.zeros(0), losses, money, None)


def _unit(losses: Sequence[Loss]) -> str:
    return "million US dollars" if losses[0].per_unit == 1.0 else "kg missing"


def _solved(
    places: Sequence[Place],
    futures: Futures,
    probabilities: Floats,
    losses: Sequence[Loss],
    bound: LossBound,
    relative_gap: float,
    workers: int,
    start: Floats | None = None,
) -> BoundedAnswer:
    scenarios = tuple(
        WeightedScenario(f"{number} {one.name}", float(probability), loss)
        for number, (one, probability, loss) in enumerate(
            zip(futures.emergencies, probabilities, losses, strict=True)
        )
    )
    decisions = Decisions(
        tuple(f"{place.material} {place.region}" for place in places),
        np.array([place.cost.usd_per_t_year / MILLION for place in places]),
        np.zeros(len(places)),
        np.array([place.most_t for place in places]),
    )
    try:
        return solve_bounded(
            BoundedProblem(decisions, scenarios, bound),
            relative_gap=relative_gap,
            workers=workers,
            start=start,
        )
    except TwoStageError as error:
        raise SizingError(str(error)) from None


def _answer(
    futures: Futures,
    criterion: Criterion,
    places: tuple[Place, ...],
    tonnes: Floats,
    losses: Sequence[Loss],
    money: Sequence[Loss],
    answer: BoundedAnswer | None,
) -> Sizing:
    with_slopes = [one.value_and_slope(tonnes) for one in money]
    slope = sum(
        (one.probability * slopes for one, (_, slopes) in zip(futures.emergencies, with_slopes, strict=True)),
        np.zeros(len(places)),
    )
    sizes = tuple(
        _size(place, float(held), -float(falls), futures)
        for place, held, falls in zip(places, tonnes, slope, strict=True)
    )
    return Sizing(
        criterion=criterion,
        places=sizes,
        futures=_future_losses(futures, tonnes, losses, money, [value for value, _ in with_slopes]),
        price_usd_per_year=_price(answer, losses),
        iterations=0 if answer is None else answer.iterations,
        gap_usd_per_year=0.0 if answer is None else answer.gap * MILLION,
    )


def _future_losses(
    futures: Futures,
    tonnes: Floats,
    losses: Sequence[Loss],
    money: Sequence[Loss],
    value_after: Sequence[float],
) -> tuple[FutureLoss, ...]:
    """Return what each future loses without the stocks and with them."""
    nothing = np.zeros(len(tonnes))
    before = [one.value_and_slope(nothing)[0] for one in losses]
    value_before = before if money is losses else [one.value_and_slope(nothing)[0] for one in money]
    after = value_after if money is losses else [one.value_and_slope(tonnes)[0] for one in losses]
    return tuple(
        FutureLoss(
            one.name,
            one.probability,
            lost.untouched / lost.per_unit,
            was / lost.per_unit,
            now / lost.per_unit,
            worth_was,
            worth_now,
        )
        for one, lost, was, now, worth_was, worth_now in zip(
            futures.emergencies, losses, before, after, value_before, value_after, strict=True
        )
    )


def _price(answer: BoundedAnswer | None, losses: Sequence[Loss]) -> float | None:
    if answer is None or answer.price is None:
        return None
    return answer.price * MILLION * losses[0].per_unit


def _size(place: Place, tonnes: float, falls_million_per_t: float, futures: Futures) -> PlaceSize:
    use = futures.use_t_per_day.get(place.node, 0.0)
    days = tonnes / use if use > NEGLIGIBLE_T else None
    return PlaceSize(place, tonnes, days, max(falls_million_per_t, 0.0) * MILLION)


def held_against(case: Case, futures: Futures, sizing: Sizing) -> Sizing:
    """Return what stocks of the sizes found do in other futures, such as all the draws for which a few stood.

    The price, the rounds and the gap are those of another question, and are left out.
    """
    criterion = sizing.criterion
    named = criterion.named if isinstance(criterion, Served | ServedButFor) else None
    places = tuple(one.place for one in sizing.places)
    tonnes = np.array([one.t for one in sizing.places])
    losses = losses_of(case, futures, places, named)
    money = losses if named is None else losses_of(case, futures, places)
    return _answer(futures, criterion, places, tonnes, losses, money, None)
