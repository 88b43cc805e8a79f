"""Tasks hold every tonne of the plan once, on days on which it can be there."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Mapping

import pytest

from didymium.decisions.response.planning import Branch
from didymium.views.response.tasks import ALWAYS, SHOWN, tasks_of
from response_view_cases import june_view

Moved = Mapping[tuple[str, ...], float]
BRANCHES = ("granted", "refused")


def by_action(branch: Branch) -> tuple[Moved, float]:
    """Tonnes of the actions of a branch by who does what in which week, and their cost."""
    periods = branch.together.situation.periods
    tonnes: dict[tuple[str, ...], float] = defaultdict(float)
    usd = 0.0
    for action in branch.together.actions:
        if action.kind in SHOWN:
            day = periods.bounds[action.period].isoformat()
            key = (action.kind, action.who, action.material, action.origin, action.destination, day)
            tonnes[key] += action.t
            usd += action.usd
    return tonnes, usd


@pytest.mark.parametrize("name", BRANCHES)
def test_tasks_are_the_actions_of_each_branch(name: str) -> None:
    """What is always done and what is done in a branch are together what the program answered for it."""
    view = june_view()
    branch = next(one for one in view.response.branches if one.course.name == name)
    expected, usd = by_action(branch)
    tasks = [task for task in view.tasks if task.branch in (ALWAYS, name)]
    found: dict[tuple[str, ...], float] = defaultdict(float)
    for task in tasks:
        for day, t in task.weeks:
            found[task.kind, task.who, task.material, task.origin, task.destination, day.isoformat()] += t
    assert found == pytest.approx(expected)
    assert sum(task.cost_usd for task in tasks) == pytest.approx(usd)
    assert usd == pytest.approx(branch.together.cost_usd)


def test_nothing_is_there_before_transit_allows() -> None:
    """The first of a task arrives its delay after the first day, the last its delay after the last."""
    view = june_view()
    begin, after = view.response.request.as_of, view.response.periods.bounds[-1]
    assert view.tasks
    for task in view.tasks:
        delay = dt.timedelta(days=math.ceil(task.delay_days))
        assert begin <= task.begin <= task.end < after
        assert task.first_arrival == task.begin + delay
        assert task.arrives_by == task.end + delay


def test_what_is_done_until_the_decision_is_always_done() -> None:
    view = june_view()
    decision = view.response.periods.bounds[view.response.common_periods]
    for task in view.tasks:
        assert (task.begin < decision) == (task.branch == ALWAYS)
        assert task.end < decision or task.branch != ALWAYS


def test_sources_of_shipments_add_up_to_them() -> None:
    for task in june_view().tasks:
        if task.kind == "ship":
            assert sum(t for _, t in task.out_of) == pytest.approx(task.t, rel=1e-3, abs=1e-3)
        else:
            assert task.out_of == ()


def test_the_largest_expected_value_comes_first() -> None:
    """To the cent, in which tasks that are worth as much are told apart by their names."""
    values = [round(task.weight_usd, 2) for task in june_view().tasks]
    assert values == sorted(values, reverse=True)


def test_order_does_not_depend_on_chance() -> None:
    """Tasks are the same whenever they are gathered."""
    view = june_view()
    assert tasks_of(view.response) == view.tasks
