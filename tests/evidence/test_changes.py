"""What changes around a day, by a rule written by hand: announced, in force, suspended for a year, then no
source says.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from didymium.evidence.agreements import Rule
from didymium.evidence.questions.changes import Change, changes_near
from didymium.evidence.questions.deadlines import force_on

NAMES = {"en": "A", "ko": "가", "ja": "あ"}
STATES = ("in_force", "suspended", "pending", "struck_down", "expired", "repealed")


def interval(first: dt.date, last: dt.date | None, state: str) -> dict[str, Any]:
    return {"from": first, "until": last, "state": state, "source": "office", "locator": "page 1"}


def rule(*parts: tuple[str, list[dict[str, Any]]], name: str = "notice_61") -> Rule:
    """A rule of parts, each with its intervals."""
    return Rule.model_validate(
        {
            "rule": name,
            "kind": "export_control",
            "title": NAMES,
            "issuer": "CHN",
            "issued": dt.date(2025, 10, 9),
            "source": ("office",),
            "locator": "page 1",
            "part": tuple({"part": part, "title": NAMES, "interval": tuple(known)} for part, known in parts),
        }
    )


COURSE = [
    interval(dt.date(2025, 10, 9), dt.date(2025, 10, 31), "pending"),
    interval(dt.date(2025, 11, 1), dt.date(2025, 11, 9), "in_force"),
    interval(dt.date(2025, 11, 10), dt.date(2026, 11, 10), "suspended"),
]
"""Announced, in force from 1 November, suspended from the 10th for a year."""


def said(changes: list[Change]) -> list[tuple[str, str, str]]:
    return [(str(change.day), change.before.state, change.after.state) for change in changes]


def test_every_change_in_the_order_of_time() -> None:
    """It begins, is suspended, and the suspension ends without news: then the state is unknown, not in force
    again.
    """
    assert said(changes_near([rule(("all", COURSE))], dt.date(2026, 1, 1), 400)) == [
        ("2025-10-09", "not_yet", "pending"),
        ("2025-11-01", "pending", "in_force"),
        ("2025-11-10", "in_force", "suspended"),
        ("2026-11-11", "suspended", "unknown"),
    ]


def test_days_on_either_side_count_alike() -> None:
    """Ten days around 1 November: the change on the day itself and that of nine days later; eight days do not
    reach the latter, none reaches the day alone.
    """
    days = {
        count: [day for day, *_ in said(changes_near([rule(("all", COURSE))], dt.date(2025, 11, 1), count))]
        for count in (0, 8, 9)
    }
    assert days == {0: ["2025-11-01"], 8: ["2025-11-01"], 9: ["2025-11-01", "2025-11-10"]}
    assert said(changes_near([rule(("all", COURSE))], dt.date(2025, 11, 19), 9)) == [
        ("2025-11-10", "in_force", "suspended")
    ]


def test_a_prolonged_state_is_no_change() -> None:
    """One source says until June, the next one from then on: nothing changed."""
    known = [
        interval(dt.date(2025, 1, 1), dt.date(2025, 6, 30), "in_force"),
        interval(dt.date(2025, 7, 1), None, "in_force"),
    ]
    assert said(changes_near([rule(("all", known))], dt.date(2025, 7, 1), 3)) == []
    assert said(changes_near([rule(("all", known))], dt.date(2025, 7, 1), 300)) == [
        ("2025-01-01", "not_yet", "in_force")
    ]


def test_a_gap_between_sources_is_unknown() -> None:
    """Nobody speaks of May: unknown from its first day to its last."""
    known = [
        interval(dt.date(2025, 1, 1), dt.date(2025, 4, 30), "in_force"),
        interval(dt.date(2025, 6, 1), None, "in_force"),
    ]
    assert said(changes_near([rule(("all", known))], dt.date(2025, 5, 15), 40)) == [
        ("2025-05-01", "in_force", "unknown"), ("2025-06-01", "unknown", "in_force"),
    ]  # fmt: skip


def test_parts_that_change_alike_are_told_once() -> None:
    """Two articles are suspended on a day, a third begins then: two changes, the first article's for both.
    Another rule with the same course has its own.
    """
    begins = [interval(dt.date(2025, 11, 10), None, "in_force")]
    one = rule(("1", COURSE), ("2", COURSE), ("3", begins))
    other = rule(("1", COURSE), name="notice_62")
    found = changes_near([other, one], dt.date(2025, 11, 10), 0)
    assert [(change.rule.rule, change.part.part, change.after.state) for change in found] == [
        ("notice_61", "1", "suspended"), ("notice_61", "3", "in_force"), ("notice_62", "1", "suspended"),
    ]  # fmt: skip


COURSES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 40), st.sampled_from(STATES), st.booleans()),
    min_size=1,
    max_size=5,
)
"""Gaps, lengths and states; whether the last one is open."""


@given(COURSES, st.integers(-50, 300), st.integers(0, 400))
def test_changes_are_where_the_state_of_a_day_differs_from_the_day_before(
    course: list[tuple[int, int, str, bool]], offset: int, days: int
) -> None:
    """Against asking for the state of every single day."""
    start, known = dt.date(2025, 1, 1), []
    for number, (gap, length, state, is_open) in enumerate(course):
        start += dt.timedelta(days=gap)
        last = start + dt.timedelta(days=length - 1)
        known.append(interval(start, None if is_open and number == len(course) - 1 else last, state))
        start = last + dt.timedelta(days=1)
    stated = rule(("all", known))
    day, one = dt.date(2025, 1, 1) + dt.timedelta(days=offset), dt.timedelta(days=1)
    intervals = stated.part[0].interval
    tried = []
    for count in range(-days, days + 1):
        each = day + count * one
        before, after = force_on(intervals, each - one).state, force_on(intervals, each).state
        if before != after:
            tried.append((str(each), before, after))
    assert said(changes_near([stated], day, days)) == tried
