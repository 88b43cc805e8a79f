"""All that pages, files and the terminal show of a response, worked out once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from didymium.decisions.response.answering import ResponseAnswer
from didymium.decisions.response.planning import Response
from didymium.decisions.response.updating import Update
from didymium.views.response.findings import (
    Decision,
    Reallocation,
    Short,
    Swap,
    decisions_of,
    reallocations_of,
    shorts_of,
    swaps_of,
)
from didymium.views.response.tasks import Task, tasks_of


@dataclass(frozen=True, eq=False)
class ResponseView:
    """A response with what is gathered from its plan."""

    answer: ResponseAnswer
    update: Update | None = None
    """What changed, if the plan was made again."""

    @property
    def response(self) -> Response:
        """The plan."""
        return self.answer.response

    @property
    def this_week(self) -> tuple[dt.date, dt.date]:
        """First and last day of the first week that is planned: of a plan made again, the first that had not
        begun.
        """
        bounds, over = self.response.periods.bounds, self.response.past.periods
        first = min(over, len(bounds) - 2)
        return bounds[first], bounds[first + 1] - dt.timedelta(days=1)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """Rows of the delivery plan, the largest expected value first."""
        return tasks_of(self.response)

    @cached_property
    def shorts(self) -> tuple[Short, ...]:
        """Who stays short with the plan."""
        return shorts_of(self.response)

    @cached_property
    def swaps(self) -> tuple[Swap, ...]:
        """Members that ship each other different goods."""
        return swaps_of(self.response, self.tasks)

    @cached_property
    def reallocations(self) -> tuple[Reallocation, ...]:
        """What sectors give up for others."""
        return reallocations_of(self.response)

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """Who must decide what by when; of a plan made again, what is still to be decided."""
        over = self.response.past.periods
        tasks = tasks_of(self.response, first_week=over) if over else self.tasks
        return decisions_of(self.response, tasks)

    @property
    def courses(self) -> tuple[str, ...]:
        """Names of the courses, in order."""
        return tuple(branch.course.name for branch in self.response.branches)
