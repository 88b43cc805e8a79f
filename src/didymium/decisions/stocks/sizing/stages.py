"""At which stage to hold a stock: the same bound kept with stocks of one stage alone, and with a free mix.

Upstream goods are cheaper to buy and to keep, but they must be made into what is missing: that takes plants
with room, the other inputs, and time. So a stage can be cheapest, dear, or of no use at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from didymium.case.case import Case
from didymium.decisions.stocks.futures.emergencies import Futures
from didymium.decisions.stocks.sizing.criteria import Criterion, Served, ServedButFor
from didymium.decisions.stocks.sizing.losses import Named
from didymium.decisions.stocks.sizing.places import Place, at_stage, places_of
from didymium.decisions.stocks.sizing.sizes import Sizing
from didymium.decisions.stocks.sizing.sizing import SizingError, losses_of, size_stocks

LEFT_SHARE = 1e-3
"""A need counts as left short if it misses more than this share of what it would without stocks."""


@dataclass(frozen=True)
class StageAnswer:
    """What keeping the bound costs with stocks of one stage alone."""

    stage: str
    """Blank for a free mix of all."""
    sizing: Sizing | None
    """None if stocks of this stage cannot keep it."""
    why_not: tuple[WhyNot, ...] = ()

    @property
    def usd_per_year(self) -> float | None:
        """Cost a year; None if it cannot be done."""
        return None if self.sizing is None else self.sizing.usd_per_year


@dataclass(frozen=True)
class WhyNot:
    """A need that stocks of a stage leave short, however large.

    ``reason`` is ``no_room`` (members have no plants, or not enough room in them, to make it of the stock),
    ``other_inputs`` (they lack something that is not held at the stage) or ``too_slow`` (it comes too late).
    """

    sector: str
    region: str
    material: str
    left_t: float
    """What it misses in the worst future, with stocks as large as could be of use."""
    reason: str


def compare_stages(
    case: Case,
    futures: Futures,
    criterion: Criterion,
    *,
    places: Sequence[Place] | None = None,
    capital_rate: float | None = None,
    workers: int = 1,
) -> tuple[StageAnswer, ...]:
    """Return what keeping a bound costs by stage, upstream first, and with a free mix last.

    Args:
        case: The case.
        futures: What may happen.
        criterion: What is asked.
        places: Where stocks may lie; by default wherever they are of use.
        capital_rate: Share a year; None: the case's discount rate.
        workers: Threads.
    """
    named = criterion.named if isinstance(criterion, Served | ServedButFor) else None
    if places is None:
        places = places_of(case, futures, named=named, capital_rate=capital_rate)
    stages = list(dict.fromkeys(place.stage for place in places))
    answers = [
        _answer(case, futures, criterion, stage, at_stage(places, stage), named, workers) for stage in stages
    ]
    return (*answers, _answer(case, futures, criterion, "", tuple(places), named, workers))


def _answer(
    case: Case,
    futures: Futures,
    criterion: Criterion,
    stage: str,
    places: tuple[Place, ...],
    named: Named | None,
    workers: int,
) -> StageAnswer:
    try:
        return StageAnswer(stage, size_stocks(case, futures, criterion, places=places, workers=workers))
    except SizingError:
        return StageAnswer(stage, None, tuple(_why_not(case, futures, places, named)))


def _why_not(
    case: Case, futures: Futures, places: tuple[Place, ...], named: Named | None
) -> Iterator[WhyNot]:
    """Name every need that stocks of these places leave short, the largest first."""
    left = _left_short(case, futures, places, named)
    if not left:
        return
    slow = set(_left_short(case, _at_once(futures), places, named))
    narrow = set(_left_short(case, _roomy(futures), places, named))
    fed = set(_left_short(case, _roomy(_at_once(futures)), places, named))
    for need, tonnes in sorted(left.items(), key=lambda item: -item[1]):
        if need not in slow:
            reason = "too_slow"
        elif need not in narrow or need not in fed:
            reason = "no_room"
        else:
            reason = "other_inputs" if _can_be_made(futures, places, need) else "no_room"
        yield WhyNot(*need, tonnes, reason)


def _left_short(
    case: Case, futures: Futures, places: tuple[Place, ...], named: Named | None
) -> dict[tuple[str, str, str], float]:
    """Return what needs miss in their worst future with stocks as large as could be of use, by need."""
    tonnes = np.array([place.most_t for place in places])
    found: dict[tuple[str, str, str], float] = {}
    for loss in losses_of(case, futures, places, named):
        missing = loss.plan(tonnes).missing_t.sum(axis=1)
        for need, left, before in zip(loss.allocation.situation.needs, missing, loss.missing_t, strict=True):
            counts = named is None or need.sector in named.sectors
            if counts and left > LEFT_SHARE * max(before, 1.0):
                found[need.name] = max(found.get(need.name, 0.0), float(left))
    return found


def _at_once(futures: Futures) -> Futures:
    """Return futures in which plants take no time, and stocks open at once."""
    emergencies = tuple(
        replace(
            one,
            situation=replace(
                one.situation, works=tuple(replace(works, delay_days=0.0) for works in one.situation.works)
            ),
        )
        for one in futures.emergencies
    )
    means = futures.means.model_copy(update={"release_lead_days": 0.0})
    return replace(futures, emergencies=emergencies, means=means)


def _roomy(futures: Futures) -> Futures:
    """Return futures in which plants that have some room have no limit."""
    emergencies = tuple(
        replace(
            one,
            situation=replace(
                one.situation,
                works=tuple(
                    replace(works, spare_t=np.full_like(works.spare_t, 1e6)) for works in one.situation.works
                ),
            ),
        )
        for one in futures.emergencies
    )
    return replace(futures, emergencies=emergencies)


def _can_be_made(futures: Futures, places: tuple[Place, ...], need: tuple[str, str, str]) -> bool:
    """Say whether plants of members make the material of a need, from whatever."""
    _, region, material = need
    if (region, material) in {place.node for place in places}:
        return True
    return any(
        works.region == region and works.recipe[material].max() > 0.0
        for one in futures.emergencies
        for works in one.situation.works
        if material in works.recipe
    )
