"""Alternatives and conditions, against every packing of a sack listed."""

from dataclasses import replace

import numpy as np
import pytest

from didymium.ensemble.two_stage import (
    Condition,
    Decisions,
    TwoStageAnswer,
    TwoStageError,
    TwoStageProblem,
    cost_of_conditions,
    must,
    must_not,
    near_best,
    solve_two_stage,
)
from whole_cases import listed, sack

EXACT = {"relative_gap": 0.0, "absolute_gap": 1e-8}
SHARE = 0.3


@pytest.fixture(scope="module")
def packed() -> tuple[TwoStageProblem, TwoStageAnswer, dict[tuple[int, ...], float]]:
    """A sack, its best packing, and what every packing costs. An empty sack costs nothing: the reference."""
    problem = sack(4)
    return problem, solve_two_stage(problem, **EXACT), listed(problem)


def _bits(decision: np.ndarray) -> tuple[int, ...]:
    return tuple(int(value) for value in decision)


def test_alternatives_are_all_that_there_are(packed) -> None:
    """With a distance of one: exactly the packings within the share, and nothing is left beyond them."""
    problem, best, costs = packed
    stake = -best.objective
    share = 0.15
    found = near_best(problem, best, reference=0.0, share=share, most=100)
    within = {bits for bits, cost in costs.items() if cost <= best.objective + share * stake - 1e-6}
    assert found.complete
    assert found.stake == pytest.approx(stake)
    assert {_bits(one.answer.decision) for one in found.alternatives} == within - {_bits(best.decision)}
    assert len(within) > 3
    for one in found.alternatives:
        cost = costs[_bits(one.answer.decision)]
        assert one.answer.objective == pytest.approx(cost, abs=1e-9)
        assert one.worse == pytest.approx(cost - best.objective, abs=1e-9)
        assert one.share == pytest.approx(one.worse / stake)


def test_each_is_the_best_left_that_is_so_different(packed) -> None:
    """Of packings that differ in three things from all before, the first is the best but for a tenth of the
    limit, and so on; where too few are within the limit, that is said.
    """
    problem, best, costs = packed
    found = near_best(problem, best, reference=0.0, share=SHARE, most=2, least_distance=3)
    before = [_bits(best.decision)]
    limit = SHARE * found.stake
    for one in found.alternatives:
        left = [
            cost
            for bits, cost in costs.items()
            if all(np.abs(np.subtract(bits, other)).sum() >= 3 for other in before)
        ]
        bits = _bits(one.answer.decision)
        assert all(np.abs(np.subtract(bits, other)).sum() >= 3 for other in before)
        assert min(left) - 1e-9 <= one.answer.objective <= min(left) + 0.1 * limit + 1e-9
        assert one.differs == tuple(
            name
            for name, new, old in zip(problem.decisions.names, bits, before[0], strict=True)
            if new != old
        )
        before.append(bits)
    assert len(found.alternatives) > 0


def test_only_what_is_named_counts_as_different(packed) -> None:
    """Alternatives must differ in the first three things; the others may be as they like."""
    problem, best, _ = packed
    found = near_best(problem, best, reference=0.0, share=0.8, among=problem.decisions.names[:3], most=10)
    patterns = [_bits(best.decision)[:3], *(_bits(one.answer.decision)[:3] for one in found.alternatives)]
    assert len(patterns) == len(set(patterns)) > 1


def test_nothing_is_evaluated_again(packed) -> None:
    """The search for alternatives knows what the search for the best has seen."""
    problem = sack(5)
    best = solve_two_stage(problem, **EXACT)
    near_best(problem, best, reference=0.0, share=SHARE)
    asked = problem.scenarios[0].recourse.asked
    assert len(asked) == len(set(asked))


def test_what_makes_no_sense_is_said(packed) -> None:
    """Nothing at stake, no share, no distance, an unknown name, and decisions in parts."""
    problem, best, _ = packed
    with pytest.raises(TwoStageError) as caught:
        near_best(problem, best, reference=best.objective - 1.0, share=0.0, least_distance=0)
    text = str(caught.value)
    assert "the best gains -1 over the reference" in text
    assert "the share 0 leaves room for no alternative" in text
    assert "a distance of 0 would find the best one again" in text
    with pytest.raises(TwoStageError, match="there is no decision 'item 9'"):
        near_best(problem, best, reference=0.0, among=("item 9",))
    parts: Decisions = replace(problem.decisions, integer=None)
    with pytest.raises(TwoStageError, match="no decision of 0 or 1"):
        near_best(replace(problem, decisions=parts), best, reference=0.0)


def test_what_it_costs_to_insist(packed) -> None:
    """Each thing in, each thing out, two of three, and more than fits: as listing says."""
    problem, best, costs = packed
    names = problem.decisions.names
    conditions = [must(f"with {name}", name) for name in names]
    conditions += [must_not(f"without {name}", name) for name in names]
    conditions.append(Condition("two of three", dict.fromkeys(names[:3], 1.0), lower=2.0, upper=2.0))
    insisted = cost_of_conditions(problem, best, conditions, **EXACT)
    keeps = [lambda bits, place=place: bits[place] == 1 for place in range(len(names))]
    keeps += [lambda bits, place=place: bits[place] == 0 for place in range(len(names))]
    keeps.append(lambda bits: sum(bits[:3]) == 2)
    for one, kept in zip(insisted, keeps, strict=True):
        least = min(cost for bits, cost in costs.items() if kept(bits))
        assert one.more == pytest.approx(least - best.objective, abs=1e-7), one.condition.name
        assert one.at_least <= one.more + 1e-9
        assert (one.answer is best) == kept(_bits(best.decision))


def test_a_condition_that_nothing_keeps(packed) -> None:
    """Seven things where five fit: infinitely dear, without an answer. Unknown names are said all at once."""
    problem, best, _ = packed
    (all_seven,) = cost_of_conditions(
        problem, best, [Condition("all", dict.fromkeys(problem.decisions.names, 1.0), lower=7.0)]
    )
    assert (all_seven.answer, all_seven.more) == (None, np.inf)
    with pytest.raises(TwoStageError, match=r"no decision 'gold'.*\n.*no decision 'silver'"):
        cost_of_conditions(problem, best, [must("gold", "gold"), must_not("silver", "silver")])
