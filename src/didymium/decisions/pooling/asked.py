"""What each member asks of its stocks, and what that comes to for members who pool them.

A pool keeps the sum of what its members ask. Whatever they hold alone then also does together: if nothing is
shipped, the loss of all is the sum of theirs in every future; its mean is the sum of their means, and its
conditional value at risk is at most the sum of theirs (Artzner, Delbaen, Eber and Heath 1999). So with free
use of common stocks pooling never costs more. A chance of failing is added up as well: the chance that one of
several fails is at most the sum of their chances (Boole's inequality).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.stocks.sizing.criteria import Criterion, Served, ServedButFor, tolerated_kg
from didymium.decisions.stocks.sizing.criteria import bound_of as bound_of_criterion
from didymium.decisions.stocks.sizing.losses import Named
from didymium.ensemble.two_stage.bounds import LossBound, MeanBound, TailBound
from didymium.ensemble.two_stage.risk import conditional_value_at_risk
from didymium.files.problems import InputError, Problem

Floats = NDArray[np.float64]

USUAL_SHARE = 0.5
"""Share of its loss that a member puts up with unless it says otherwise."""


@dataclass(frozen=True)
class ShareOfLoss:
    """Each member loses at most this share of what it would lose without stocks, left to itself.

    With ``alpha`` that is the conditional value at risk of both, without it the mean.
    """

    share: float = USUAL_SHARE
    alpha: float | None = None


@dataclass(frozen=True)
class OwnLosses:
    """Each member loses at most so much, million US dollars: its mean, or with ``alpha`` its conditional
    value at risk.
    """

    million_usd: Mapping[str, float] = field(default_factory=dict)
    alpha: float | None = None


Asked = ShareOfLoss | OwnLosses | Served | ServedButFor
"""What each member asks. With named sectors a pool serves those of all its members in the same way."""


def named_in(asked: Asked) -> Named | None:
    """Return the named sectors; None where money counts."""
    return asked.named if isinstance(asked, Served | ServedButFor) else None


def refuse_wrong_asked(asked: Asked, members: Sequence[str]) -> None:
    """Hold what is asked against the members.

    Raises:
        InputError: With every problem.
    """
    problems = list(_problems(asked, members))
    if problems:
        raise InputError(problems)


def _problems(asked: Asked, members: Sequence[str]) -> Iterator[Problem]:
    if isinstance(asked, ShareOfLoss) and not 0.0 <= asked.share <= 1.0:
        yield Problem("share", "must be from 0 to 1", value=f"{asked.share:g}", remedy="write 0.5 for 50 %")
    alpha = asked.alpha if isinstance(asked, ShareOfLoss | OwnLosses) else None
    if alpha is not None and not 0.0 <= alpha < 1.0:
        yield Problem("alpha", "must be from 0 to below 1", value=f"{alpha:g}")
    if isinstance(asked, ServedButFor) and not 0.0 <= asked.chance < 1.0:
        yield Problem("chance", "must be from 0 to below 1", value=f"{asked.chance:g}")
    if isinstance(asked, OwnLosses):
        for member in members:
            if member not in asked.million_usd:
                yield Problem("bounds", "has none", value=member, remedy="say what it may lose")
        for name, bound in asked.million_usd.items():
            if name not in members:
                yield Problem("bounds", "is no member", value=name)
            elif not (np.isfinite(bound) and bound >= 0.0):
                yield Problem("bounds", f"of {name} must be a loss of 0 or more", value=f"{bound:g}")


def own_limit(asked: Asked, member: str, untouched: Floats, before: Floats, probabilities: Floats) -> float:
    """Return what a member by itself may lose: million US dollars, or kilograms that named sectors miss.

    Args:
        asked: What is asked.
        member: Of whom.
        untouched: Its loss in each future if nobody acts; shape (futures,).
        before: Its loss with the best use of what it has without stocks; shape (futures,).
        probabilities: Of the futures.
    """
    if isinstance(asked, OwnLosses):
        return asked.million_usd[member]
    if isinstance(asked, ShareOfLoss):
        if asked.alpha is None:
            return asked.share * float(probabilities @ before)
        return asked.share * conditional_value_at_risk(before, probabilities, asked.alpha)
    return tolerated_kg(float(untouched.max(initial=0.0)))


def criterion_of(asked: Asked, limits: Sequence[float]) -> Criterion:
    """Return what members whose own limits are given ask together."""
    if isinstance(asked, Served):
        return asked
    if isinstance(asked, ServedButFor):
        chance = min(1.0, asked.chance * len(limits))
        return ServedButFor(asked.sectors, asked.days, chance, asked.share)
    total = float(sum(limits))
    return MeanBound(total) if asked.alpha is None else TailBound(total, asked.alpha)


def bound_of(asked: Asked, limits: Sequence[float], probabilities: Floats) -> tuple[LossBound, Floats]:
    """Return the bound for members whose own limits are given, and the probabilities to which it applies."""
    return bound_of_criterion(criterion_of(asked, limits), float(sum(limits)), probabilities)
