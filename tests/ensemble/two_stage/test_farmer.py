"""The farmer of Birge and Louveaux: every figure of section 1.1 of their book."""

import numpy as np
import pytest

from didymium.ensemble.two_stage import (
    CvarBound,
    CvarWeight,
    Stop,
    information_value,
    mean_recourse,
    solve_extensive_form,
    solve_two_stage,
)
from didymium.validation.problems.farmer import farm, farmer


def test_published_optimum() -> None:
    """Table 5 of the book: 170 acres of wheat, 80 of corn, 250 of beets, a mean profit of 108,390 dollars."""
    answer = solve_two_stage(farmer())
    assert answer.decision == pytest.approx([170, 80, 250], abs=1e-4)
    assert answer.objective == pytest.approx(-108_390, abs=0.01)
    assert answer.lower_bound <= answer.upper_bound + 1e-6
    assert answer.stop is Stop.GAP


def test_published_profits_by_scenario() -> None:
    """Table 5: profits of 167,000, 109,350 and 48,820 dollars after a good, usual and bad year."""
    answer = solve_two_stage(farmer())
    assert answer.scenario_costs == pytest.approx([-167_000, -109_350, -48_820], abs=0.5)
    assert answer.expected_cost == pytest.approx(answer.objective, rel=1e-9)


def test_published_value_of_information() -> None:
    """Sections 1.1 b and 4.1: WS −115,405.56, so EVPI 7,015.56; the mean year plants 120, 80 and 300 acres,
    which costs −107,240 over the true years, so VSS 1,150.
    """
    value = information_value(farmer())
    assert value.wait_and_see == pytest.approx(-115_405.56, abs=0.01)
    assert value.perfect_information == pytest.approx(7_015.56, abs=0.02)
    assert value.mean_value == pytest.approx(-118_600, abs=0.01)
    assert value.mean_decision == pytest.approx([120, 80, 300], abs=1e-4)
    assert value.expected_result == pytest.approx(-107_240, abs=0.01)
    assert value.stochastic_solution == pytest.approx(1_150, abs=0.02)


def test_mean_scenario_is_the_usual_year() -> None:
    """Yields 20 % above and below the usual ones average to them; a mean stated by the caller says the
    same."""
    problem = farmer()
    usual = problem.scenarios[1].recourse
    mean = mean_recourse(problem)
    assert np.allclose(mean.links.rows.toarray(), usual.links.rows.toarray())
    stated = information_value(problem, mean=farm(problem.decisions, (2.5, 3.0, 20.0)))
    assert stated.mean_decision == pytest.approx([120, 80, 300], abs=1e-4)


def test_whole_program_agrees() -> None:
    """Written out as one program the farmer plants the same."""
    whole = solve_extensive_form(farmer(), algorithm="simplex")
    assert whole.decision == pytest.approx([170, 80, 250], abs=1e-6)
    assert whole.objective == pytest.approx(-108_390, abs=1e-6)
    assert whole.stop is Stop.WHOLE
    assert whole.gap == 0.0


def test_cautious_farmer_plants_for_the_bad_year() -> None:
    """With CVaR alone and alpha = 0.7 only the worst year (probability 1/3) counts. Known beforehand, its
    best is a profit of 59,950 dollars (table 4), which no other plan can beat in that year."""
    answer = solve_two_stage(farmer(CvarWeight(weight=1.0, alpha=0.7)))
    assert answer.objective == pytest.approx(-59_950, abs=0.1)
    assert answer.tail_cost == pytest.approx(-59_950, abs=0.1)
    assert answer.expected_cost > -108_390


@pytest.mark.parametrize("bound", [-50_000.0, -55_000.0, -59_000.0])
def test_bound_on_the_bad_year(bound: float) -> None:
    """A better worst year costs some of the mean, and the bound is met exactly where it costs anything."""
    answer = solve_two_stage(farmer(CvarBound(bound=bound, alpha=0.7)))
    whole = solve_extensive_form(farmer(CvarBound(bound=bound, alpha=0.7)), algorithm="simplex")
    assert answer.tail_cost == pytest.approx(bound, abs=0.5)
    assert answer.objective == pytest.approx(whole.objective, abs=0.5)
    assert answer.objective > -108_390
