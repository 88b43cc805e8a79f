"""The search by cuts against the problem written out, and what it says of itself."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from didymium.ensemble.two_stage import (
    CvarBound,
    CvarWeight,
    Decisions,
    Expectation,
    LinkedProgram,
    NoRecourse,
    Risk,
    Stop,
    TwoStageError,
    TwoStageProblem,
    WeightedScenario,
    conditional_value_at_risk,
    information_value,
    make_links,
    solve_extensive_form,
    solve_two_stage,
)
from two_stage_cases import array_program, newsvendor, random_problem, with_risk

RISKS = [Expectation(), CvarWeight(0.5, 0.7), CvarWeight(1.0, 0.8), CvarWeight(0.3, 0.0)]


@pytest.mark.parametrize("risk", RISKS, ids=str)
@pytest.mark.parametrize("seed", range(8))
def test_same_optimum_as_written_out(seed: int, risk: Risk) -> None:
    """Two ways to one answer; the true optimum lies between the bounds."""
    problem = random_problem(seed, risk=risk)
    found, whole = solve_two_stage(problem), solve_extensive_form(problem, algorithm="simplex")
    assert found.stop is Stop.GAP
    assert found.objective == pytest.approx(whole.objective, rel=2e-6, abs=1e-6)
    assert found.lower_bound <= whole.objective + 1e-6


@pytest.mark.parametrize("risk", [Expectation(), CvarWeight(0.5, 0.7)], ids=str)
def test_same_where_decisions_may_leave_no_way_out(risk: Risk) -> None:
    """Where scenarios must cover their needs, cuts exclude decisions, and both ways agree on whether there is
    an answer at all.
    """
    cuts, empty = 0, 0
    for seed in range(24):
        problem = random_problem(seed, risk=risk, complete=False)
        try:
            whole = solve_extensive_form(problem, algorithm="simplex")
        except TwoStageError:
            with pytest.raises(TwoStageError, match="no decision is left"):
                solve_two_stage(problem)
            empty += 1
            continue
        found = solve_two_stage(problem)
        assert found.objective == pytest.approx(whole.objective, rel=2e-6, abs=1e-6)
        cuts += sum(iteration.feasibility_cuts for iteration in found.history)
    assert cuts > 20
    assert 0 < empty < 24


@pytest.mark.parametrize("seed", range(8))
def test_bound_on_cvar(seed: int) -> None:
    """Half-way between the CVaR of the best mean and the least CVaR of all: the bound is kept, costs some of
    the mean, and the optimum is that of the problem written out.
    """
    free = solve_extensive_form(random_problem(seed), algorithm="simplex")
    weights = random_problem(seed).probabilities
    least = solve_extensive_form(random_problem(seed, risk=CvarWeight(1.0, 0.8)), algorithm="simplex")
    bound = (conditional_value_at_risk(free.scenario_costs, weights, 0.8) + least.objective) / 2
    problem = random_problem(seed, risk=CvarBound(bound, 0.8))
    found, whole = solve_two_stage(problem), solve_extensive_form(problem, algorithm="simplex")
    assert found.objective == pytest.approx(whole.objective, rel=2e-6, abs=1e-6)
    assert found.tail_cost is not None
    assert found.tail_cost <= bound + 1e-6 * max(1.0, abs(bound))
    assert found.objective >= free.objective - 1e-6


def test_bound_on_cvar_that_nothing_keeps() -> None:
    """Below the least CVaR there is no decision, and the message names the bound."""
    least = solve_extensive_form(random_problem(1, risk=CvarWeight(1.0, 0.8)), algorithm="simplex").objective
    with pytest.raises(TwoStageError, match="on CVaR contradict each other"):
        solve_two_stage(random_problem(1, risk=CvarBound(least - 0.1, 0.8)))


@pytest.mark.parametrize("complete", [True, False])
def test_workers_change_nothing(complete: bool) -> None:
    """Not one bit: each scenario sees the same decisions in the same order."""
    seed = 3 if complete else next(seed for seed in range(50) if _solvable(seed))
    one, three = (
        solve_two_stage(random_problem(seed, complete=complete, scenarios=6), workers=workers)
        for workers in (1, 3)
    )
    assert np.array_equal(one.decision, three.decision)
    assert np.array_equal(one.scenario_costs, three.scenario_costs)
    assert one.history == three.history


def _solvable(seed: int) -> bool:
    try:
        solve_extensive_form(random_problem(seed, complete=False, scenarios=6), algorithm="simplex")
    except TwoStageError:
        return False
    return True


def test_order_of_scenarios_does_not_matter() -> None:
    """The same scenarios in another order have the same optimum."""
    problem, other = random_problem(5), random_problem(5)
    turned = replace(other, scenarios=other.scenarios[::-1])
    assert solve_two_stage(problem).objective == pytest.approx(solve_two_stage(turned).objective, rel=2e-6)


def test_newsvendor_without_a_bound() -> None:
    """Papers at 2 sold at 5: buy up to the quantile (5 − 2)/5 = 0.6 of demand, which is 6. Its cost is
    2·6 − 5·(1 + … + 5 + 5·6)/10 = −10.5. No upper bound on papers is stated, and none is needed.
    """
    answer = solve_two_stage(newsvendor())
    assert answer.decision == pytest.approx([6.0], abs=1e-4)
    assert answer.objective == pytest.approx(-10.5, abs=1e-5)


def test_cautious_newsvendor_buys_less() -> None:
    """With CVaR alone and alpha = 0.9 only a demand of one paper counts, and one paper is bought: −3."""
    answer = solve_two_stage(with_risk(newsvendor(), CvarWeight(1.0, 0.9)))
    assert answer.decision == pytest.approx([1.0], abs=1e-5)
    assert answer.objective == pytest.approx(-3.0, abs=1e-5)


@dataclass(frozen=True)
class Distance:
    """Recourse that costs the squared distance from a place: convex, but no linear program."""

    place: float

    def value_and_slope(self, decision: np.ndarray) -> tuple[float, np.ndarray]:
        return float((decision[0] - self.place) ** 2), 2.0 * (decision - self.place)


def test_any_convex_recourse_will_do() -> None:
    """x + mean of (x − a)² with a of 2 and 6 is least where 1 + 2 (x − 4) = 0: at 3.5, with 3.5 + 4.25."""
    decisions = Decisions(("x",), cost=[1.0], lower=[0.0], upper=[10.0])
    scenarios = tuple(WeightedScenario(str(place), 0.5, Distance(place)) for place in (2.0, 6.0))
    answer = solve_two_stage(TwoStageProblem(decisions, scenarios), relative_gap=1e-8)
    assert answer.decision == pytest.approx([3.5], abs=1e-3)
    assert answer.objective == pytest.approx(7.75, abs=1e-6)


def test_mean_decision_may_leave_no_way_out() -> None:
    """Needs of 1 or 3, of which 0.5 can be bought later: for the mean of 2 one decides 1.5, which leaves no
    way out of 3. Its expected result is infinite, and so is what planning for both saves.
    """
    decisions = Decisions(("x",), cost=[1.0], lower=[0.0], upper=[10.0])
    scenarios = []
    for need in (1.0, 3.0):
        program = array_program([0.5], [[1.0]], [need], [np.inf], [0.0], [0.5])
        links = make_links(program, decisions, rows=[(0, "x", -1.0)])
        scenarios.append(WeightedScenario(f"need {need:g}", 0.5, LinkedProgram(program, links, "simplex")))
    value = information_value(TwoStageProblem(decisions, tuple(scenarios)))
    assert value.mean_decision == pytest.approx([1.5], abs=1e-6)
    assert value.recourse_problem == pytest.approx(2.5 + 0.5 * 0.25, abs=1e-5)
    assert value.stochastic_solution == np.inf


@dataclass(frozen=True)
class NoWayOut:
    """Recourse that fails and cannot say why."""

    def value_and_slope(self, decision: np.ndarray) -> tuple[float, np.ndarray]:
        raise NoRecourse(None, "nothing to be had")


def test_no_way_out_without_proof_is_said_clearly() -> None:
    """Without a ray there is no cut, and the search names the scenario instead of going on."""
    decisions = Decisions(("x",), cost=[1.0], lower=[0.0], upper=[1.0])
    problem = TwoStageProblem(decisions, (WeightedScenario("storm", 1.0, NoWayOut()),))
    with pytest.raises(TwoStageError, match="scenario storm: there is no way out.*gave no proof"):
        solve_two_stage(problem)


def test_stopped_early_says_so() -> None:
    """After three rounds the bounds are apart; the answer gives both, and that rounds ran out."""
    exact = solve_two_stage(random_problem(2)).objective
    answer = solve_two_stage(random_problem(2), most_iterations=3)
    assert answer.stop is Stop.ITERATIONS
    assert answer.iterations == 3
    assert answer.lower_bound <= exact + 1e-6 <= answer.upper_bound + 2e-6
    assert answer.gap > 0.0


def test_bounds_only_come_closer() -> None:
    """The lower bound never falls and the upper one never rises."""
    history = solve_two_stage(random_problem(7, risk=CvarWeight(0.5, 0.7))).history
    lower = [iteration.lower_bound for iteration in history]
    upper = [iteration.upper_bound for iteration in history]
    assert lower == sorted(lower)
    assert upper == sorted(upper, reverse=True)


def test_start_at_the_optimum_is_shorter() -> None:
    """A good start saves rounds and changes no answer."""
    slow = solve_two_stage(random_problem(4))
    fast = solve_two_stage(random_problem(4), start=slow.decision)
    assert fast.objective == pytest.approx(slow.objective, rel=2e-6)
    assert fast.iterations <= slow.iterations
    assert fast.history[0].upper_bound == pytest.approx(slow.objective, rel=2e-6)


def test_cost_that_falls_without_end_names_the_decision() -> None:
    """Papers sold at 5 without limit: nobody can say how many."""
    decisions = Decisions(("papers",), cost=[2.0], lower=[0.0], upper=[np.inf])
    program = array_program([-5.0], [[1.0]], [-np.inf], [0.0], [0.0], [np.inf])
    links = make_links(program, decisions, rows=[(0, "papers", 1.0)])
    problem = TwoStageProblem(
        decisions, (WeightedScenario("any", 1.0, LinkedProgram(program, links, "simplex")),)
    )
    with pytest.raises(TwoStageError, match="falls without end.*papers"):
        solve_two_stage(problem)
    with pytest.raises(TwoStageError, match="falls without end"):
        solve_extensive_form(problem)


def test_scenario_that_earns_without_end_is_named() -> None:
    """A column of a scenario that earns and has no bound is an error of that scenario, in words."""
    decisions = Decisions(("x",), cost=[1.0], lower=[0.0], upper=[1.0])
    program = array_program([-1.0], [[1.0]], [0.0], [np.inf], [0.0], [np.inf])
    links = make_links(program, decisions, rows=[(0, "x", 1.0)])
    problem = TwoStageProblem(decisions, (WeightedScenario("boom", 1.0, LinkedProgram(program, links)),))
    with pytest.raises(TwoStageError, match="scenario boom: something earns without end"):
        solve_two_stage(problem)


def test_everything_wrong_is_said_at_once() -> None:
    """Shapes, probabilities, shared recourse and risk in one message, without a traceback of arrays."""
    good = random_problem(0)
    first = good.scenarios[0]
    wrong = TwoStageProblem(
        Decisions(("x0", "x0", "x2"), cost=[1.0, np.nan, 1.0], lower=np.zeros(3), upper=np.zeros(2)),
        (replace(first, probability=0.5), WeightedScenario("other", 0.7, first.recourse)),
        CvarWeight(1.5, 1.0),
    )
    with pytest.raises(TwoStageError) as caught:
        solve_two_stage(wrong)
    text = str(caught.value)
    assert "x0 stands there 2 times" in text
    assert "cost of x0 is not a number" in text
    assert "upper has shape (2,), and there are 3 names" in text
    assert "the probabilities add up to 1.2, not to one" in text
    assert "other: shares its recourse with scenario s0" in text
    assert "alpha is 1.0" in text
    assert "weight of CVaR is 1.5" in text
    assert len(caught.value.problems) == 7


def test_links_of_another_problem_are_refused() -> None:
    """Links made for three decisions do not fit two."""
    good = random_problem(0)
    two = Decisions(("a", "b"), cost=[1.0, 1.0], lower=[0.0, 0.0], upper=[1.0, 1.0])
    with pytest.raises(TwoStageError, match=r"links to rows have shape \(5, 3\).*ask for \(5, 2\)"):
        solve_two_stage(replace(good, decisions=two))
