"""The plan made again when there is news: what was done stays done, the rest is planned anew, and what
changed is said with the reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.decisions.allocation.coupled import ColumnName
from didymium.decisions.allocation.past import Past
from didymium.decisions.allocation.plan import LEAST_T
from didymium.decisions.allocation.reading import CONFIDENTIAL
from didymium.decisions.allocation.regrid import weeks_from
from didymium.decisions.response.asking import ResponseRequest, members_of, refuse_wrong_request
from didymium.decisions.response.known import Learnt, known_scenario, learnt_between
from didymium.decisions.response.licences import licences_of
from didymium.decisions.response.news import News, scenario_with
from didymium.decisions.response.planning import (
    Response,
    common_periods,
    plan_branches,
    read_situation,
    run_courses,
)
from didymium.decisions.response.saving import SavedPlan, columns_of
from didymium.files.problems import InputError, Problem
from didymium.market.base_year import BaseYear
from didymium.market.periods import Periods
from didymium.scenario.course import run_periods
from didymium.scenario.names import expand_materials
from didymium.scenario.schema import Scenario

Floats = NDArray[np.float64]
Progress = Callable[[str], None]

GRANTED_SHARE = 0.5
"""News of a licence that lets at least this share leave means that the branch ``granted`` came true."""
DONE = ("draw", "run", "ship", "take", "reserve")
"""Blocks of what somebody does."""
SMALLEST_SHARE = 0.01
"""A change by less than this share of what is done is not worth a line."""


@dataclass(frozen=True)
class Change:
    """An action that is now more, less, new or gone: tonnes over what is left of the plan, in expectation."""

    block: str
    """``draw``, ``run``, ``ship``, ``take`` or ``reserve``."""
    label: str
    before_t: float
    after_t: float
    reasons: tuple[int, ...]
    """Positions in the news of what concerns its materials."""
    learnt: tuple[int, ...]
    """Positions in what became known by itself. Where both are empty it follows from other changes."""

    @property
    def more_t(self) -> float:
        """What is done on top of the earlier plan; negative: less."""
        return self.after_t - self.before_t


@dataclass(frozen=True, eq=False)
class Update:
    """A plan made again. ``learnt`` is what became known of the scenario by itself since the earlier plan,
    ``scenario`` the whole one with the news in it, ``all_news`` what was entered since the first plan,
    ``done_periods`` the weeks that stand as they were planned: those that had begun.
    """

    response: Response
    learnt: tuple[Learnt, ...]
    scenario: Scenario
    news: tuple[News, ...]
    all_news: tuple[News, ...]
    done_periods: int
    changes: tuple[Change, ...]


def update_plan(
    case: Case,
    base_year: BaseYear,
    saved: SavedPlan,
    news: tuple[News, ...],
    *,
    progress: Progress = lambda message: None,
) -> Update:
    """Plan again over the weeks of the first plan. The week in which the last news arrives goes on as
    planned: what is done otherwise begins with the next one.

    Raises:
        InputError: If the plan is of another case, or the news lies outside of it.
        SolverError: If the market has no answer.
    """
    _refuse_foreign(case, saved, news)
    day, request = news[-1].date, saved.request
    scenario, all_news = scenario_with(case, saved.scenario, news), (*saved.news, *news)
    refuse_wrong_request(case, scenario, request)
    known = known_scenario(case, scenario, day)
    licences = licences_of(known, _what_is_left(request, day), run_periods(case, known))
    weeks = weeks_from(request.as_of, request.days)
    past = _past_of(saved, news, int(np.sum(weeks.starts < weeks.position(day))))
    counted = _counted(case, all_news, past, weeks)
    members = members_of(case, request)
    found = list(run_courses(case, base_year, licences, progress))
    situations = [read_situation(case, paths, members, request, counted) for paths in found]
    progress("plan")
    common = max(common_periods(weeks, licences.decision), past.periods)
    branches = plan_branches(licences, found, situations, request, past, common)
    response = Response(
        case, saved.scenario_name, request, members, known, licences, branches, common, counted, past
    )
    since = max((row.date for row in saved.news), default=request.as_of)
    learnt = learnt_between(saved.scenario, since, day)
    changes = _changes(saved, response, news, learnt)
    return Update(response, learnt, scenario, news, all_news, past.periods, changes)


def _refuse_foreign(case: Case, saved: SavedPlan, news: tuple[News, ...]) -> None:
    problems = []
    if saved.case != case.settings.name:
        message = f"is of the case {saved.case}, not of {case.settings.name}"
        problems.append(Problem("plan.json", message, remedy="give the case that it was made for"))
    begin = max((row.date for row in saved.news), default=saved.request.as_of)
    last = saved.request.as_of + dt.timedelta(days=saved.request.days - 1)
    for row in news:
        if not begin <= row.date <= last:
            message = f"lies outside of what is left of the plan, {begin} to {last}"
            problems.append(Problem("news", message, None, "date", str(row.date)))
    if problems:
        raise InputError(problems)


def _what_is_left(request: ResponseRequest, day: dt.date) -> ResponseRequest:
    """Return a request as it stands on a later day: the plan ends, and licences are decided, when they would
    have. Once that day is over, no day is asked for.
    """
    passed = (day - request.as_of).days
    after = request.decision_after_days
    left = None if after is None or after <= passed else after - passed
    return request.model_copy(
        update={"as_of": day, "days": request.days - passed, "decision_after_days": left}
    )


def _past_of(saved: SavedPlan, news: tuple[News, ...], periods: int) -> Past:
    """Return what was done by the branch that came true."""
    columns = saved.columns[_true_branch(saved, news)]
    return Past(periods, {name: tonnes for name, tonnes in columns.items() if name[2] < periods})


def _true_branch(saved: SavedPlan, news: tuple[News, ...]) -> str:
    """Return the branch that the last news of a licence confirms; without any, the one that was refused or
    the only one: nothing was granted that somebody would not have noticed.
    """
    shares = [row.value or 0.0 for row in news if row.kind == "licence"]
    wanted = "granted" if shares and shares[-1] >= GRANTED_SHARE else "refused"
    return wanted if wanted in saved.columns else sorted(saved.columns)[0]


def _counted(
    case: Case, news: Sequence[News], past: Past, weeks: Periods
) -> dict[tuple[str, ...], tuple[dt.date, float]]:
    """Return the stocks that were counted, as they would be had the plan drawn nothing: what it drew by then
    comes on top.
    """
    found: dict[tuple[str, ...], tuple[dt.date, float]] = {}
    for row in news:
        if row.kind == "stock" and row.value is not None:
            key = (row.subject or "", row.destinations or "", row.materials or "")
            holder = CONFIDENTIAL if case.is_confidential("holdings", key) else key[0]
            over = weeks.share_within(None, row.date - dt.timedelta(days=1))
            drawn = sum(
                tonnes * float(over[period])
                for (block, label, period), tonnes in past.done_t.items()
                if block == "draw" and label == " ".join((holder, *key[1:]))
            )
            found[key] = (row.date, row.value + drawn)
    return found


def _changes(
    saved: SavedPlan, response: Response, news: tuple[News, ...], learnt: tuple[Learnt, ...]
) -> tuple[Change, ...]:
    """Return what is done otherwise from the day of the news on, the largest change first."""
    done = response.past.periods
    before = _expected(saved.columns, saved.chances, done)
    after = _expected(
        {branch.course.name: columns_of(branch.together) for branch in response.branches},
        {branch.course.name: branch.course.probability for branch in response.branches},
        done,
    )
    found = []
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key, 0.0), after.get(key, 0.0)
        if abs(now - was) > max(LEAST_T, SMALLEST_SHARE * max(was, now)):
            case, label = response.case, key[1]
            why = _reasons(case, label, news), _learnt_reasons(case, label, learnt)
            found.append(Change(*key, was, now, *why))
    return tuple(sorted(found, key=lambda one: (-abs(one.more_t), one.block, one.label)))


def _expected(
    columns: Mapping[str, Mapping[ColumnName, float]], weights: Mapping[str, float], done: int
) -> dict[tuple[str, str], float]:
    """Return the tonnes of each action after the first ``done`` weeks, the mean over branches."""
    found: dict[tuple[str, str], float] = {}
    for branch, of_branch in columns.items():
        for (block, label, period), tonnes in of_branch.items():
            if block in DONE and period >= done:
                found[block, label] = found.get((block, label), 0.0) + weights[branch] * tonnes
    return found


def _reasons(case: Case, label: str, news: tuple[News, ...]) -> tuple[int, ...]:
    """Return which news names a material, plant or holder of an action."""
    words = set(label.split())
    return tuple(
        number
        for number, row in enumerate(news)
        if (expand_materials(case, row.listed_materials) | {row.subject or ""}) & words
    )


def _learnt_reasons(case: Case, label: str, learnt: Sequence[Learnt]) -> tuple[int, ...]:
    """Return which of what became known names a material of an action."""
    words = set(label.split())
    return tuple(number for number, one in enumerate(learnt) if expand_materials(case, one.materials) & words)
