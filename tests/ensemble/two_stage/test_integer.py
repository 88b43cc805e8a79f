"""Whole numbers: against every decision listed, against the problem written out, and by hand."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from didymium.ensemble.two_stage import (
    BoundedProblem,
    CvarBound,
    CvarWeight,
    Decisions,
    Expectation,
    Iteration,
    MeanBound,
    NoDecisionLeft,
    NoRecourse,
    Risk,
    Stop,
    SumOfRecourses,
    TwoStageError,
    TwoStageProblem,
    WeightedScenario,
    solve_bounded,
    solve_extensive_form,
    solve_two_stage,
)
from didymium.validation.problems.farmer import farm, farmer
from two_stage_cases import random_problem, with_risk
from whole_cases import FIELDS, Overload, facilities, farmer_with_fields, listed, sack

EXACT = {"relative_gap": 1e-8, "absolute_gap": 1e-7}


def test_farmer_in_whole_acres() -> None:
    """The best plan, 170, 80 and 250 acres, is in whole acres already: asking for them costs nothing."""
    plain = farmer()
    whole = replace(plain, decisions=replace(plain.decisions, integer=np.ones(3)))
    for answer in (solve_two_stage(whole), solve_extensive_form(whole)):
        assert answer.decision.tolist() == [170, 80, 250]
        assert answer.objective == pytest.approx(-108_390, abs=1e-3)
        assert answer.lower_bound == pytest.approx(-108_390, abs=0.2)


def test_farmer_with_four_fields() -> None:
    """185, 145, 105 and 65 acres, each for one crop: 81 plans. The best has beets on the first and last
    field, wheat on the second and corn on the third, at 145 wheat, 105 corn and 250 beets. By hand: planting
    costs 110,900. Wheat of 435, 362.5 or 290 t leaves 235, 162.5, 90 t to sell at 170; corn of 378, 315,
    252 t leaves 138, 75, 12 t at 150; beets of 6,000, 5,000, 4,000 t earn 36 each: 276,650, 218,875 and
    161,100, on average 218,875, less 110,900 is 107,975.
    """
    problem = farmer_with_fields()
    answer = solve_two_stage(problem)
    assert answer.stop is Stop.GAP
    assert answer.objective == pytest.approx(-107_975, abs=1e-3)
    assert np.flatnonzero(answer.decision).tolist() == [2, 3, 7, 11]
    assert solve_extensive_form(problem).objective == pytest.approx(-107_975, abs=1e-3)
    plain = farmer()
    years = [one.recourse for one in plain.scenarios]
    plans = []
    for crops in product(range(3), repeat=4):
        acres = np.bincount(crops, weights=FIELDS, minlength=3)
        later = np.mean([year.value_and_slope(acres)[0] for year in years])
        plans.append(plain.decisions.cost @ acres + later)
    assert min(plans) == pytest.approx(answer.objective, abs=1e-3)


def test_two_sites_by_hand() -> None:
    """Two clients 4 km apart, a site at each and one half-way, 3, 3 and 4 to open. On half of all days only
    the first asks, on the others both; not to serve one costs 10. The first site alone: 3 + 0 + 4/2 = 5; the
    middle one: 4 + 2/2 + 4/2 = 7; both outer ones: 6; the second alone: 3 + 4/2 + 4/2 = 7; none: 15.
    """
    travel = np.array([[0.0, 2.0, 4.0], [4.0, 2.0, 0.0]])
    problem = facilities(
        np.array([3.0, 4.0, 3.0]), travel, 10.0, np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([0.5, 0.5])
    )
    answer = solve_two_stage(problem)
    assert answer.decision.tolist() == [1, 0, 0]
    assert answer.objective == pytest.approx(5.0, abs=1e-8)
    assert answer.scenario_costs == pytest.approx([3.0, 7.0], abs=1e-8)


@pytest.mark.parametrize("seed", range(3))
def test_facility_location_against_every_set_of_sites(seed: int) -> None:
    """64 sets of sites; the cost of each is known without a program: who asks goes to the nearest one."""
    random = np.random.default_rng(seed)
    place, home = random.uniform(0, 10, (6, 2)), random.uniform(0, 10, (9, 2))
    travel = np.linalg.norm(home[:, None] - place, axis=2)
    opening, asked = random.uniform(3, 8, 6), (random.random((4, 9)) < 0.6).astype(float)
    weights = random.dirichlet(np.ones(4))
    best = min(
        opening @ bits + weights @ asked @ np.min(np.where(bits, travel, 12.0), axis=1, initial=12.0)
        for bits in product((0, 1), repeat=6)
    )
    problem = facilities(opening, travel, 12.0, asked, weights)
    assert solve_two_stage(problem, **EXACT).objective == pytest.approx(best, abs=1e-6)
    assert solve_extensive_form(problem).objective == pytest.approx(best, abs=1e-6)


RISKS = [Expectation(), CvarWeight(0.5, 0.6), CvarWeight(1.0, 0.8)]


@pytest.mark.parametrize("risk", RISKS, ids=str)
@pytest.mark.parametrize("seed", range(4))
def test_sack_against_every_packing(seed: int, risk: Risk) -> None:
    """120 packings of at most five of seven things: the best is found, and the bounds enclose it."""
    problem = sack(seed, risk=risk)
    best = min(listed(problem).values())
    answer = solve_two_stage(problem, **EXACT)
    assert answer.stop is Stop.GAP
    assert answer.objective == pytest.approx(best, abs=1e-6)
    assert answer.lower_bound <= best + 1e-7
    assert set(answer.decision) <= {0.0, 1.0}


@pytest.mark.parametrize("seed", range(4))
def test_bound_on_cvar_against_every_packing(seed: int) -> None:
    """Half-way between the CVaR of the best mean and the least CVaR: less is packed, and the bound holds."""
    free = solve_two_stage(sack(seed), **EXACT)
    tail = solve_two_stage(sack(seed, risk=CvarWeight(1.0, 0.6)), **EXACT)
    worst = solve_two_stage(sack(seed, risk=CvarBound(1e6, 0.6)), **EXACT).tail_cost
    assert worst is not None
    bound = (worst + tail.objective) / 2
    problem = sack(seed, risk=CvarBound(bound, 0.6))
    answer = solve_two_stage(problem, **EXACT)
    assert answer.objective == pytest.approx(min(listed(problem).values()), abs=1e-6)
    assert answer.tail_cost is not None
    assert answer.tail_cost <= bound + 1e-6
    assert answer.objective >= free.objective - 1e-6


@pytest.mark.parametrize("risk", [Expectation(), CvarWeight(0.5, 0.7)], ids=str)
@pytest.mark.parametrize("complete", [True, False])
def test_whole_beside_others_as_written_out(complete: bool, risk: Risk) -> None:
    """Two of three decisions whole, some scenarios without a way out: the same as written out, whose own
    gap is a billionth, or no decision in both.
    """
    empty = 0
    for seed in range(8):
        problem = random_problem(seed, risk=risk, complete=complete)
        decisions = replace(problem.decisions, integer=[True, False, True])
        problem = replace(problem, decisions=decisions)
        try:
            whole = solve_extensive_form(problem)
        except TwoStageError:
            with pytest.raises(NoDecisionLeft):
                solve_two_stage(problem)
            empty += 1
            continue
        found = solve_two_stage(problem)
        assert found.stop is Stop.GAP
        assert found.objective == pytest.approx(whole.objective, rel=2e-6, abs=1e-6)
        assert found.lower_bound <= whole.objective + 1e-6
        assert (found.decision[[0, 2]] == np.round(found.decision[[0, 2]])).all()
    assert (empty > 0) == (not complete)


def test_no_decision_is_evaluated_twice() -> None:
    """Not within a search, nor in the next one, which is told what is known: there a smaller sack of three
    things has the optimum that listing gives.
    """
    problem = sack(2)
    first = solve_two_stage(problem, **EXACT)
    asked = problem.scenarios[0].recourse.asked
    assert len(asked) == len(set(asked)) == len(first.evaluations)
    assert first.iterations >= len(asked)
    tight = replace(problem, decisions=replace(problem.decisions, row_upper=[3.0]))
    second = solve_two_stage(tight, **EXACT, known=first.evaluations)
    assert len(asked) == len(set(asked)) == len(second.evaluations)
    again = solve_two_stage(problem, **EXACT, known=second.evaluations)
    assert len(again.evaluations) == len(second.evaluations), "nothing new had to be looked at"
    assert again.objective == first.objective
    assert second.objective == pytest.approx(min(listed(tight).values()), abs=1e-6)


def test_known_evaluations_serve_other_costs_and_risks() -> None:
    """Recourse does not depend on the costs of decisions or the risk: cuts stay, costs are counted anew."""
    known = solve_two_stage(sack(1), **EXACT).evaluations
    for risk in (Expectation(), CvarWeight(0.5, 0.6)):
        other = sack(1, risk=risk)
        other = replace(other, decisions=replace(other.decisions, cost=0.7 * other.decisions.cost))
        answer = solve_two_stage(other, **EXACT, known=known)
        assert answer.objective == pytest.approx(min(listed(other).values()), abs=1e-6)


def test_evaluations_of_another_problem_are_refused() -> None:
    known = solve_two_stage(sack(1)).evaluations
    with pytest.raises(TwoStageError, match="known: evaluations of other decisions or scenarios"):
        solve_two_stage(sack(1, items=6), known=known)


def test_a_start_is_looked_at_first_and_made_whole() -> None:
    """From the optimum no decision is better; from halves the nearest whole ones are taken."""
    best = solve_two_stage(sack(3), **EXACT)
    from_best = solve_two_stage(sack(3), **EXACT, start=best.decision)
    assert np.array_equal(from_best.evaluations[0].decision, best.decision)
    assert from_best.objective == best.objective
    halves = solve_two_stage(sack(3), **EXACT, start=np.full(7, 0.5))
    assert halves.objective == pytest.approx(best.objective, abs=1e-6)


def test_every_round_is_told_of_and_workers_change_nothing() -> None:
    """Bounds only ever close in; while decisions may be in parts no upper bound is known."""
    told: list[Iteration] = []
    one = solve_two_stage(sack(0), **EXACT, progress=told.append)
    three = solve_two_stage(sack(0), **EXACT, workers=3)
    assert np.array_equal(one.decision, three.decision)
    assert one.history == three.history
    assert len(told) == one.iterations
    lower, upper = [round_.lower_bound for round_ in told], [round_.upper_bound for round_ in told]
    assert lower == sorted(lower)
    assert upper == sorted(upper, reverse=True)
    assert (lower[-1], upper[-1]) == (one.lower_bound, one.upper_bound)


def test_stopped_early_the_bounds_still_hold() -> None:
    """After four of seven rounds: half of them in parts, half in whole numbers."""
    problem = farmer_with_fields()
    assert solve_two_stage(problem, **EXACT).iterations > 4
    answer = solve_two_stage(problem, **EXACT, most_iterations=4)
    assert answer.stop is Stop.ITERATIONS
    assert answer.iterations == 4
    assert answer.lower_bound <= -107_975 <= answer.upper_bound
    assert answer.gap > 0.0


def test_optimum_among_huge_sums() -> None:
    """A recourse of ten million that no decision moves hides nothing: the gap is stated in money."""
    problem = sack(1)
    huge = replace(
        problem,
        scenarios=tuple(
            replace(one, recourse=SumOfRecourses((one.recourse, Constant(1e7)))) for one in problem.scenarios
        ),
    )
    answer = solve_two_stage(huge, relative_gap=0.0, absolute_gap=1e-4)
    assert answer.stop is Stop.GAP
    assert answer.objective - 1e7 == pytest.approx(min(listed(problem).values()), abs=2e-4)


class Constant:
    """Recourse that no decision moves."""

    def __init__(self, value: float) -> None:
        self.value = value

    def value_and_slope(self, decision: np.ndarray) -> tuple[float, np.ndarray]:
        return self.value, np.zeros(len(decision))


def test_recourses_add_up() -> None:
    """Two farms on the same acres, with good and bad yields: value and slope are the sums."""
    decisions = farmer().decisions
    good, bad = farm(decisions, (3.0, 3.6, 24.0)), farm(decisions, (2.0, 2.4, 16.0))
    acres = np.array([120.0, 80.0, 300.0])
    value, slope = SumOfRecourses((good, bad)).value_and_slope(acres)
    parts = [farm.value_and_slope(acres) for farm in (good, bad)]
    assert value == parts[0][0] + parts[1][0]
    assert np.array_equal(slope, parts[0][1] + parts[1][1])


def test_a_part_without_a_way_out_speaks_for_the_sum() -> None:
    """Its cut excludes decisions for the sum as it does for the part."""

    class Blocked:
        def value_and_slope(self, decision: np.ndarray) -> tuple[float, np.ndarray]:
            raise NoRecourse(None, "the road is closed")

    with pytest.raises(NoRecourse, match="the road is closed"):
        SumOfRecourses((Constant(1.0), Blocked())).value_and_slope(np.zeros(2))


def test_a_part_serves_one_scenario_only() -> None:
    """Solvers inside a sum remember their last solution too."""
    problem, shared = sack(1), Constant(1.0)
    shared_twice = replace(
        problem,
        scenarios=tuple(
            replace(one, recourse=SumOfRecourses((one.recourse, shared))) for one in problem.scenarios
        ),
    )
    with pytest.raises(TwoStageError, match="s1: shares its recourse with scenario s0"):
        solve_two_stage(shared_twice)


def test_everything_wrong_with_whole_numbers_is_said() -> None:
    """No whole number between the bounds, a list of another length, and a kind of problem without them."""
    one = (WeightedScenario("s", 1.0, Overload(np.ones(2), 1.0)),)
    narrow = Decisions(("a", "b"), [1, 1], [0.2, 0], [0.8, 1], integer=[True, True])
    with pytest.raises(TwoStageError, match=r"a has no whole number between 0\.2 and 0\.8"):
        solve_two_stage(TwoStageProblem(narrow, one))
    short = Decisions(("a", "b"), [1, 1], [0, 0], [1, 1], integer=[True])
    with pytest.raises(TwoStageError, match=r"integer has shape \(1,\), and there are 2 names"):
        solve_two_stage(TwoStageProblem(short, one))
    fine = Decisions(("a", "b"), [1, 1], [0, 0], [1, 1], integer=[True, True])
    with pytest.raises(TwoStageError, match="whole numbers are not for a problem with a bound on a loss"):
        solve_bounded(BoundedProblem(fine, one, MeanBound(1.0)))


def test_rows_that_no_whole_numbers_keep() -> None:
    """2 a + 2 b = 1 has a solution in halves and none in whole numbers."""
    decisions = Decisions(
        ("a", "b"), [1, 1], [0, 0], [1, 1], np.array([[2, 2]]), row_lower=[1], row_upper=[1], integer=[1, 1]
    )
    problem = TwoStageProblem(decisions, (WeightedScenario("s", 1.0, Overload(np.ones(2), 1.0)),))
    with pytest.raises(NoDecisionLeft, match="no decision is left"):
        solve_two_stage(problem)


def test_risk_is_weighed_as_without_whole_numbers() -> None:
    """A bound on CVaR that every packing keeps changes nothing."""
    loose = solve_two_stage(with_risk(sack(2), CvarBound(1e6, 0.6)), **EXACT)
    assert loose.objective == pytest.approx(solve_two_stage(sack(2), **EXACT).objective, abs=1e-6)
