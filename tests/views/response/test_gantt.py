"""The Gantt chart draws the tasks that weigh most, within the plan."""

from __future__ import annotations

import math

import pytest

from didymium.locale import LANGUAGES
from didymium.views.response.gantt import MOST_BARS, gantt_chart, gantt_of
from didymium.views.wording import words_for
from response_view_cases import june_view


def test_bars_are_tasks_within_the_plan() -> None:
    view = june_view()
    gantt = gantt_of(words_for(view.response.case), view)
    shown = {
        (task.kind, task.material, task.begin, task.end, task.t): task for task in view.tasks[:MOST_BARS]
    }
    assert len(gantt.bars) == len(shown) == MOST_BARS
    for bar in gantt.bars:
        task = shown[bar.kind, bar.material, bar.begin, bar.end, bar.t]
        assert gantt.begin <= bar.begin <= bar.end <= gantt.end
        assert (bar.arrival - bar.end).days >= math.ceil(task.delay_days)


def test_what_is_left_out_is_counted() -> None:
    view = june_view()
    gantt = gantt_of(words_for(view.response.case), view, 5)
    assert len(gantt.bars) == 5
    assert gantt.left_out == len(view.tasks) - 5
    assert str(gantt.left_out) in gantt.more
    assert gantt_of(words_for(view.response.case), view, len(view.tasks)).more == ""


def test_the_decision_is_a_line() -> None:
    view = june_view()
    gantt = gantt_of(words_for(view.response.case), view)
    assert gantt.decision == view.response.licences.decision is not None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_chart_is_the_same_bytes_each_time_and_says_itself(lang: str) -> None:
    view = june_view()
    words = words_for(view.response.case, lang)
    chart = gantt_chart(words, view, 8)
    assert chart is not None
    assert chart == gantt_chart(words, view, 8)
    assert words("response.gantt.decision") in chart.svg
    assert "<desc" in chart.svg and chart.description.strip()
