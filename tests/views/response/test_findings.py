"""What the plan means for people agrees with the plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from didymium.decisions.allocation.past import Past
from didymium.views.response.findings import LEAST_USD
from didymium.views.response.view import ResponseView
from response_cases import june_response
from response_view_cases import june_view


def test_what_stays_short_is_what_the_plan_loses() -> None:
    """The expected losses of all who stay short are the expected loss with the plan, but for those too small
    to be named: less than a thousand dollars each.
    """
    view = june_view()
    needs = len(view.response.branches[0].together.situation.needs)
    left_out = (needs - len(view.shorts)) * LEAST_USD
    named = sum(row.expected_usd for row in view.shorts)
    loss = view.answer.savings.loss_together_usd
    assert loss - left_out <= named <= loss * (1 + 1e-9)


def test_swaps_go_both_ways_in_different_goods() -> None:
    view = june_view()
    assert view.swaps
    for swap in view.swaps:
        assert not set(swap.first_gives_t) & set(swap.second_gives_t)
        assert min([*swap.first_gives_t.values(), *swap.second_gives_t.values()]) > 0.0


def test_swaps_are_net_of_what_goes_back() -> None:
    """Of each good, what one gives the other is what is shipped less what comes back, in expectation."""
    view = june_view()
    swap = view.swaps[0]
    for name, t in swap.first_gives_t.items():
        there, back = (
            sum(
                task.t * task.probability
                for task in view.tasks
                if (task.kind, task.material, task.origin, task.destination) == ("ship", name, *way)
            )
            for way in ((swap.first, swap.second), (swap.second, swap.first))
        )
        assert t == pytest.approx(there - back)


def test_nobody_gives_up_more_than_the_plan_takes_from_them() -> None:
    """Per sector and material the tonnes handed on are at most those that it gives up in expectation."""
    view = june_view()
    given: dict[tuple[str, str, str], float] = {}
    for branch in view.response.branches:
        for action in branch.together.actions:
            if action.kind == "give_up":
                key = (action.who, action.origin, action.material)
                given[key] = given.get(key, 0.0) + branch.course.probability * action.t
    handed: dict[tuple[str, str, str], float] = {}
    for row in view.reallocations:
        key = (row.from_sector, row.from_region, row.material)
        handed[key] = handed.get(key, 0.0) + row.t
    assert handed
    for key, t in handed.items():
        assert t <= given[key] * (1 + 1e-6) + 1e-6


def test_every_task_hangs_on_one_decision() -> None:
    """Decisions gather tasks: their expected cost and value are those of the plan, and none is due before
    the plan begins or after the first of its tasks does.
    """
    view = june_view()
    expected = sum(task.cost_usd * task.probability for task in view.tasks)
    assert sum(one.cost_usd for one in view.decisions) == pytest.approx(expected)
    assert sum(one.value_usd for one in view.decisions) == pytest.approx(
        sum(task.weight_usd for task in view.tasks)
    )
    assert [one.by for one in view.decisions] == sorted(one.by for one in view.decisions)
    for one in view.decisions:
        begins = [
            task.begin
            for task in view.tasks
            if (task.kind, task.who) == (one.kind, one.who)
            and one.region == (task.origin if task.kind == "ship" else task.destination)
        ]
        assert view.response.request.as_of <= one.by <= min(begins)


def test_what_is_over_is_not_to_be_decided_again() -> None:
    """Were the first three weeks over, what is done from the fourth on is still to be decided, on its first
    day at the earliest, and its cost is that of those weeks alone."""
    later = replace(june_response(), past=Past(3))
    view = ResponseView(replace(june_view().answer, response=later))
    expected = later.expected(
        lambda branch: sum(action.usd for action in branch.together.actions if action.period >= 3)
    )
    assert sum(one.cost_usd for one in view.decisions) == pytest.approx(expected)
    assert min(one.by for one in view.decisions) >= later.periods.bounds[3]
    assert min(one.by for one in june_view().decisions) < later.periods.bounds[3]
