"""One decision until it is known which way things go; the past that stands; two that have the same name."""

from __future__ import annotations

import pytest

from allocation_cases import need, situation, stock
from didymium.decisions.allocation.coupled import Coupled, CoupledPlanner, column_names
from didymium.decisions.allocation.past import Past, after_past
from didymium.decisions.allocation.program import allocation_program


def planner(chance: float) -> CoupledPlanner:
    """Return a planner for 10 t of stock and two weeks: now 10 t are missing at 60 USD a kg; in a week, if
    things go badly, 10 t at 100 USD a kg, else nothing.
    """
    now = need([10.0, 0.0], sector="cars", loss=60.0, weeks=2)
    bad = need([0.0, 10.0], sector="defence", loss=100.0, weeks=2)
    good = need([0.0, 0.0], sector="defence", loss=100.0, weeks=2)
    store = stock(10.0, 10.0, weeks=2)
    allocations = tuple(
        allocation_program(situation(2, needs=(now, later), stocks=(store,))) for later in (bad, good)
    )
    return CoupledPlanner(Coupled(allocations, (chance, 1.0 - chance), 1))


@pytest.mark.parametrize(("chance", "kept"), [(0.5, 0.0), (0.7, 10.0)])
def test_what_is_kept_for_a_bad_turn(chance: float, kept: float) -> None:
    """A kg used now saves 60; kept it saves 100 times the chance that it is needed: 50, so nothing is kept,
    or 70, so everything is. Nobody may use it now in one way and keep it in the other."""
    bad, good = planner(chance).plans()
    for plan in (bad, good):
        used = float(plan.allocation.serve.view(plan.tonnes)[0, 0])
        assert used == pytest.approx(10.0 - kept)
    assert float(bad.served_t[1, 1]) == pytest.approx(kept)


def test_once_it_is_known_each_way_goes_its_own() -> None:
    """With everything known at once (nothing in common) each way does its best: all for defence where it
    needs it, all for cars where it does not."""
    whole = planner(0.5).coupled
    bad, good = CoupledPlanner(Coupled(whole.allocations, whole.probabilities, 0)).plans()
    assert float(bad.served_t[1, 1]) == pytest.approx(10.0)
    assert float(good.served_t[0, 0]) == pytest.approx(10.0)


def test_what_only_one_way_can_do_is_not_done_before_it_is_known() -> None:
    """A stock that exists in one way alone cannot be drawn in the week before anybody knows which way it
    is."""
    now = need([10.0, 10.0], loss=60.0, weeks=2)
    with_stock = allocation_program(situation(2, needs=(now,), stocks=(stock(20.0, 10.0, weeks=2),)))
    without = allocation_program(situation(2, needs=(now,)))
    rich, poor = CoupledPlanner(Coupled((with_stock, without), (0.5, 0.5), 1)).plans()
    assert rich.served_t[0].tolist() == pytest.approx([0.0, 10.0])
    assert poor.served_t[0].tolist() == pytest.approx([0.0, 0.0])


def test_barred_columns_do_nothing() -> None:
    """Without draws in the first week, what is left serves the second."""
    bad, _ = planner(0.5).plans_without(lambda name: name[0] == "draw" and name[2] == 0)
    assert float(bad.served_t[0, 0]) == 0.0
    assert float(bad.served_t[1, 1]) == pytest.approx(10.0)


def test_a_planner_turned_to_other_figures_gives_their_plan() -> None:
    """Hot or cold, the plan of the other chance is the same."""
    hot = planner(0.5)
    hot.plans()
    cold = planner(0.7)
    turned = hot.turn_to(cold.coupled)
    assert turned is hot
    for one, two in zip(turned.plans(), cold.plans(), strict=True):
        assert one.loss_usd.sum() == pytest.approx(two.loss_usd.sum())


def test_the_past_stands_and_counts() -> None:
    """6 of 10 t were drawn and used in the first week; 4 t are left for the second, in which 10 are
    missing."""
    program = allocation_program(
        situation(2, needs=(need([10.0, 10.0], loss=60.0, weeks=2),), stocks=(stock(10.0, 10.0, weeks=2),))
    )
    names = [name for name in column_names(program.program) if name[2] == 0]
    done = {name: 6.0 for name in names if name[0] in ("draw", "serve")}
    assert len(done) == 2
    plan = CoupledPlanner(Coupled((after_past(program, Past(1, done)),), (1.0,), 2)).plans()[0]
    assert plan.served_t[0].tolist() == pytest.approx([6.0, 4.0])


def test_more_was_drawn_than_was_there() -> None:
    """7 t were drawn from a stock that, counted, held 5: nothing more can be drawn, and nothing breaks."""
    program = allocation_program(
        situation(2, needs=(need([7.0, 7.0], loss=60.0, weeks=2),), stocks=(stock(5.0, 7.0, weeks=2),))
    )
    names = [name for name in column_names(program.program) if name[2] == 0]
    done = {name: 7.0 for name in names if name[0] in ("draw", "serve")}
    plan = CoupledPlanner(Coupled((after_past(program, Past(1, done)),), (1.0,), 2)).plans()[0]
    assert plan.served_t[0].tolist() == pytest.approx([7.0, 0.0])


def test_two_of_the_same_name_stay_two() -> None:
    """Two confidential holders of one place have the same label: each may be drawn, 3 t and 4 t a week."""
    stocks = tuple(stock(most, most, holder="confidential", weeks=2) for most in (3.0, 4.0))
    one = allocation_program(situation(2, needs=(need(10.0, loss=60.0, weeks=2),), stocks=stocks))
    plan = CoupledPlanner(Coupled((one, one), (0.5, 0.5), 1)).plans()[0]
    assert float(plan.served_t.sum()) == pytest.approx(7.0)
