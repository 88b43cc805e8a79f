"""The release rule of least expected regret among a grid, and what it does on futures left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from didymium.decisions.release.hindsight import ReleaseTest, Trials, part_of
from didymium.decisions.release.rules import Threshold

COVER_DAYS = (30.0, 60.0, 90.0)
"""Days of cover below which rules of the grid open."""
PRICES = (1.25, 1.5, 2.0)
"""Multiples of the base price above which they open."""
SHARES = (1.0, 0.75, 0.5)
"""Shares of what is missing that they release."""
KEPT_BACK = (0.0, 0.25, 0.5)
"""Shares of a stock that they keep back for first sectors, where some are named."""


@dataclass(frozen=True, eq=False)
class RuleSearch:
    """Rules on the same stocks, the one of least expected regret first."""

    tests: tuple[ReleaseTest, ...]
    out_of_sample_musd: float | None
    """Expected regret on each half of the futures of the rule chosen on the other half; None with fewer than
    two futures. The regret of the best is in-sample, and so flatters it."""
    chosen_apart: tuple[Threshold, ...]
    """The rules chosen on each half; if they differ, the choice hangs on which futures were drawn."""

    @property
    def best(self) -> ReleaseTest:
        """The rule of least expected regret on all futures."""
        return self.tests[0]


def rules_grid(first_sectors: Sequence[str] = ()) -> tuple[Threshold, ...]:
    """Return rules that open on declaration, at a cover or at a price, with each share and part kept back."""
    return tuple(_rules(tuple(first_sectors)))


def _rules(first_sectors: tuple[str, ...]) -> Iterator[Threshold]:
    triggers: list[dict[str, object]] = [{}]
    triggers += [{"on_declaration": False, "cover_below_days": days} for days in COVER_DAYS]
    triggers += [{"on_declaration": False, "price_above": price} for price in PRICES]
    for trigger, share, kept in product(triggers, SHARES, KEPT_BACK if first_sectors else (0.0,)):
        yield Threshold.model_validate(
            {**trigger, "share": share, "kept_back": kept, "first_sectors": first_sectors}
        )


def search_rules(trials: Trials, rules: Sequence[Threshold]) -> RuleSearch:
    """Test rules, choose the one of least expected regret, and test the choice itself on futures left out.

    Every second future goes into each half, and each half judges what the other chose. Of equally good rules
    the first one is chosen.

    Raises:
        ValueError: If there are no rules.
    """
    tests = [trials.test(rule) for rule in rules]
    if not tests:
        raise ValueError("there are no rules to choose from")
    ordered = tuple(sorted(tests, key=lambda test: test.regret_musd))
    count = len(trials.futures.emergencies)
    if count < 2:
        return RuleSearch(ordered, None, ())
    halves = (range(0, count, 2), range(1, count, 2))
    weights = [sum(float(trials.futures.probabilities[number]) for number in half) for half in halves]
    chosen, left_out = [], 0.0
    for here, there, weight in ((halves[0], halves[1], weights[1]), (halves[1], halves[0], weights[0])):
        best = min(tests, key=lambda test: part_of(test, here).regret_musd)
        chosen.append(best.rule)
        left_out += weight * part_of(best, there).regret_musd
    return RuleSearch(ordered, left_out, tuple(chosen))
