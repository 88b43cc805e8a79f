"""The plan as tasks: what the same party does with the same goods over some weeks, gathered."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from didymium.decisions.allocation.plan import Action
from didymium.decisions.response.planning import Response
from didymium.decisions.response.tracing import Origin, Tracing
from didymium.market.periods import Periods

ALWAYS = "always"
"""Name of what is done whatever becomes of licences: all of it, or until the decision."""
IDLE_WEEKS = 2
"""Weeks without the action that do not part a task in two."""
SHOWN = ("ship", "release", "draw", "reserve", "run", "diversion", "purchase")
"""Kinds of tasks in the delivery plan; ``give_up`` is in the table of what sectors give to others."""
Key = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Task:
    """One row of the delivery plan."""

    kind: str
    who: str
    material: str
    origin: str
    destination: str
    branch: str
    """``always``, ``granted`` or ``refused``."""
    probability: float
    delay_days: float
    begin: dt.date
    """First day of its first week."""
    end: dt.date
    """Last day of its last week."""
    first_arrival: dt.date
    arrives_by: dt.date
    """Day by which the last of it has arrived, or come out of the plant."""
    weeks: tuple[tuple[dt.date, float], ...]
    """First day and tonnes of each week."""
    cost_usd: float
    value_usd: float
    """At the base price where it goes."""
    out_of: tuple[tuple[Origin, float], ...]
    """For shipments: tonnes by where the goods come from."""

    @property
    def t(self) -> float:
        """Tonnes in all."""
        return sum(t for _, t in self.weeks)

    @property
    def weight_usd(self) -> float:
        """Value by the chance that it is done: what the plan is ordered by."""
        return self.value_usd * self.probability


def tasks_of(response: Response, kinds: Sequence[str] = SHOWN, *, first_week: int = 0) -> tuple[Task, ...]:
    """Return the tasks of a plan from a week on, the largest expected value first."""
    found = [task for task in _tasks(response, first_week) if task.kind in kinds]
    return tuple(sorted(found, key=_order))


def in_week(tasks: Iterable[Task], week: dt.date) -> list[tuple[Task, float]]:
    """Return what of tasks is done in the week that begins on a day, with its tonnes."""
    return [(task, t) for task in tasks for day, t in task.weeks if day == week]


def _order(task: Task) -> tuple[float, dt.date, str, str, str, str, str, str]:
    names = (task.kind, task.who, task.material, task.origin, task.destination, task.branch)
    return (-round(task.weight_usd, 2), task.begin, *names)


def _tasks(response: Response, first_week: int) -> Iterator[Task]:
    common = response.common_periods
    for number, branch in enumerate(response.branches):
        course, tracing = branch.course, Tracing(branch.together)
        ahead = [action for action in branch.together.actions if action.period >= first_week]
        for key, actions in _by_key(ahead).items():
            before = [action for action in actions if action.period < common]
            after = [action for action in actions if action.period >= common]
            # Until the decision all branches do the same, so that one of them tells it.
            if number == 0:
                yield from _rows(response, key, before, ALWAYS, 1.0, tracing)
            name = ALWAYS if course.name == "as_known" else course.name
            yield from _rows(response, key, after, name, course.probability, tracing)


def _by_key(actions: Iterable[Action]) -> dict[Key, list[Action]]:
    """Return actions by kind, who, material, origin and destination, in the order of weeks."""
    found: dict[Key, list[Action]] = {}
    for action in sorted(actions, key=lambda action: action.period):
        key = (action.kind, action.who, action.material, action.origin, action.destination)
        found.setdefault(key, []).append(action)
    return found


def _rows(
    response: Response, key: Key, actions: Sequence[Action], branch: str, chance: float, tracing: Tracing
) -> Iterator[Task]:
    part: list[Action] = []
    for action in actions:
        if part and action.period - part[-1].period > IDLE_WEEKS + 1:
            yield _task(response, key, part, branch, chance, tracing)
            part = []
        part.append(action)
    if part:
        yield _task(response, key, part, branch, chance, tracing)


def _task(
    response: Response, key: Key, actions: Sequence[Action], branch: str, chance: float, tracing: Tracing
) -> Task:
    kind, _, material, origin, destination = key
    periods, first, last = response.periods, actions[0], actions[-1]
    prices = response.branches[0].together.situation.price_usd_per_kg
    tonnes = sum(action.t for action in actions)
    indices = sorted({action.period for action in actions})
    sources = tracing.shipped_t(material, origin, destination, indices) if kind == "ship" else ()
    return Task(
        *key,
        branch,
        chance,
        first.delay_days,
        periods.bounds[first.period],
        _last_day(periods, last.period),
        _later(periods.bounds[first.period], first.delay_days),
        _later(_last_day(periods, last.period), last.delay_days),
        tuple((periods.bounds[week], _in(actions, week)) for week in indices),
        sum(action.usd for action in actions),
        tonnes * 1e3 * prices.get((destination, material), 0.0),
        sources,
    )


def _in(actions: Sequence[Action], week: int) -> float:
    return sum(action.t for action in actions if action.period == week)


def _last_day(periods: Periods, week: int) -> dt.date:
    return periods.bounds[week + 1] - dt.timedelta(days=1)


def _later(day: dt.date, days: float) -> dt.date:
    return day + dt.timedelta(days=math.ceil(days))
