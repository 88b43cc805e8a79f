"""How much a release rule loses against perfect foresight on the same stocks and plants: its regret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.allocation.plan import Plan, plan_allocation
from didymium.decisions.allocation.situation import Situation
from didymium.decisions.release.following import follow
from didymium.decisions.release.rules import HeldStock, Threshold, with_stocks
from didymium.decisions.stocks.futures.emergencies import Emergency, Futures

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Regret:
    """One future. Losses are value missing and cost of what is done, discounted, million US dollars."""

    name: str
    probability: float
    without_musd: float
    """If nothing is released and nothing more is made."""
    rule_musd: float
    hindsight_musd: float
    """Least loss that anybody could reach with the same stocks who knew what comes."""

    @property
    def regret_musd(self) -> float:
        """Loss of the rule above that of perfect foresight."""
        return self.rule_musd - self.hindsight_musd

    @property
    def share(self) -> float | None:
        """The same as a share of what perfect foresight saves; None where it saves nothing."""
        saved = self.without_musd - self.hindsight_musd
        return self.regret_musd / saved if saved > 1e-9 else None


@dataclass(frozen=True, eq=False)
class ReleaseTest:
    """A rule in all futures."""

    rule: Threshold
    futures: tuple[Regret, ...]

    @cached_property
    def probabilities(self) -> Floats:
        """Probability of each future; shape (futures,)."""
        return np.array([one.probability for one in self.futures])

    def expected(self, figure: str) -> float:
        """Return the mean of a figure of futures, such as ``rule_musd``."""
        return float(self.probabilities @ [getattr(one, figure) for one in self.futures])

    @property
    def regret_musd(self) -> float:
        """Expected regret."""
        return self.expected("regret_musd")

    @property
    def share(self) -> float | None:
        """Expected regret as a share of what perfect foresight saves; None where it saves nothing."""
        saved = self.expected("without_musd") - self.expected("hindsight_musd")
        return self.regret_musd / saved if saved > 1e-9 else None

    @property
    def worst(self) -> Regret:
        """The future of the largest regret."""
        return max(self.futures, key=lambda one: one.regret_musd)


@dataclass(frozen=True, eq=False)
class _Hindsight:
    """A future with the stocks, and its least loss."""

    emergency: Emergency
    situation: Situation
    untouched_musd: float
    plan: Plan


class Trials:
    """Tests rules on the same stocks in the same futures; perfect foresight is solved once for each."""

    def __init__(self, futures: Futures, stocks: Sequence[HeldStock]) -> None:
        """Solve perfect foresight.

        Args:
            futures: What may happen.
            stocks: What is held.
        """
        self.futures, self.stocks = futures, tuple(stocks)
        self._known = tuple(self._solved(one) for one in futures.emergencies)

    def _solved(self, emergency: Emergency) -> _Hindsight:
        situation = with_stocks(emergency.situation, self.stocks)
        discount = situation.periods.discount_factors(situation.discount_rate)
        untouched = float(discount @ situation.missing_usd) / 1e6
        return _Hindsight(emergency, situation, untouched, plan_allocation(situation))

    def test(self, rule: Threshold) -> ReleaseTest:
        """Return what a rule loses in each future."""
        return ReleaseTest(rule, tuple(self._regret(one, rule) for one in self._known))

    def _regret(self, one: _Hindsight, rule: Threshold) -> Regret:
        followed = follow(one.situation, rule, one.emergency.signals, one.plan.allocation)
        return Regret(
            one.emergency.name,
            one.emergency.probability,
            one.untouched_musd,
            one.untouched_musd + followed.objective_million_usd,
            one.untouched_musd + one.plan.objective_million_usd,
        )

    def plans(self, rule: Threshold, future: int) -> tuple[Plan, Plan]:
        """Return what the rule and perfect foresight do in a future, counted from 0."""
        one = self._known[future]
        return follow(one.situation, rule, one.emergency.signals, one.plan.allocation), one.plan


def part_of(test: ReleaseTest, futures: Sequence[int]) -> ReleaseTest:
    """Return a test on some of its futures, whose probabilities are made to add up to one."""
    chosen = [test.futures[number] for number in futures]
    total = sum(one.probability for one in chosen)
    return ReleaseTest(test.rule, tuple(replace(one, probability=one.probability / total) for one in chosen))
