"""What was in force and what was due on a day, at each boundary, and never a guess."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium.evidence.agreements import Agreement, Due, Interval, Rule
from didymium.evidence.questions.deadlines import (
    agreement_force,
    deadlines_on,
    due_day,
    force_on,
    rule_on,
)

NAMES = {"en": "A", "ko": "가", "ja": "あ"}
SIGNED = dt.date(2025, 10, 28)


def day(text: str) -> dt.date:
    """A day from its text."""
    return dt.date.fromisoformat(text)


def agreement(*provisions: dict[str, Any], **cells: Any) -> Agreement:
    """An agreement of the United States and Japan with some provisions."""
    plain: dict[str, Any] = {
        "agreement": "deal", "kind": "framework", "title": NAMES, "parties": ("USA", "JPN"), "signed": SIGNED,
        "binding": "non_binding", "source": ("office",), "locator": "page 1",
    }  # fmt: skip
    return Agreement.model_validate({**plain, **cells, "provision": provisions})


def promise(due: dict[str, Any] | None, *states: tuple[str, str], number: str = "1") -> dict[str, Any]:
    """A provision with a due date and what happened by day."""
    return {
        "number": number, "area": "minerals", "title": NAMES, "concreteness": "direction", "source": "office",
        "locator": "page 1", "due": due,
        "state": tuple(
            {"on": day(on), "state": state, "what": NAMES, "source": "paper", "locator": "page 1"}
            for on, state in states
        ),
    }  # fmt: skip


def interval(first: str, last: str | None, state: str) -> Interval:
    """A state from one day to another."""
    return Interval.model_validate(
        {"from": day(first), "until": None if last is None else day(last), "state": state,
         "source": "office", "locator": "page 1"}
    )  # fmt: skip


DUE = [
    ({"date": dt.date(2026, 3, 31)}, "2026-03-31"),
    ({"days": 180}, "2026-04-26"),
    ({"months": 6}, "2026-04-28"),
    ({"months": 4}, "2026-02-28"),
    ({"months": 4, "after": dt.date(2025, 10, 31)}, "2026-02-28"),
    ({"months": 4, "after": dt.date(2023, 10, 31)}, "2024-02-29"),
    ({"months": 12, "after": dt.date(2024, 2, 29)}, "2025-02-28"),
    ({"working_days": 4}, "2025-11-03"),
    ({"working_days": 45}, "2025-12-30"),
    ({"working_days": 1, "after": dt.date(2026, 11, 21)}, "2026-11-23"),
]


@pytest.mark.parametrize(("due", "falls"), DUE)
def test_due_day_by_calendar(due: dict[str, Any], falls: str) -> None:
    """28 October 2025 is a Tuesday: 180 days run to 26 April, four working days to the Monday after, 45 (nine
    weeks) to the last Tuesday of the year; months end with a shorter month.
    """
    assert due_day(agreement(), Due.model_validate(due)) == day(falls)


FALLS = "2026-04-28"
IN_SIX_MONTHS = {"months": 6}
STANDS = [
    ("the day of signing", "2025-10-28", (), "due", 182),
    ("the day before", "2026-04-27", (), "due", 1),
    ("the day itself", FALLS, (), "due", 0),
    ("the day after, and nobody says anything", "2026-04-29", (), "unknown", -1),
    ("long after, last heard of before", "2026-11-22", (("2026-04-01", "in_progress"),), "unknown", -208),
    ("a word on the day itself is not after it", "2026-04-29", ((FALLS, "in_progress"),), "unknown", -1),
    ("not met, said the day after", "2026-04-29", (("2026-04-29", "not_met"),), "late", -1),
    ("still going on, said after", "2026-05-28", (("2026-05-01", "in_progress"),), "late", -30),
    ("partly met, said after", "2026-05-28", (("2026-05-01", "partly_met"),), "late", -30),
    ("not met, said before the day", "2026-04-01", (("2026-03-01", "not_met"),), "due", 27),
    ("met before", "2026-11-22", (("2026-04-27", "met"),), "met", 1),
    ("met on the day", "2026-11-22", ((FALLS, "met"),), "met", 0),
    ("met the day after", "2026-11-22", (("2026-04-29", "met"),), "met_late", -1),
    ("met, asked before that", "2026-04-26", (("2026-04-27", "met"),), "due", 2),
    ("met, asked on that day", "2026-04-27", (("2026-04-27", "met"),), "met", 1),
    ("late, then met late", "2026-11-22", (("2026-05-01", "not_met"), ("2026-06-01", "met")), "met_late",
     -34),
    ("met, asked while it was late", "2026-05-31", (("2026-05-01", "not_met"), ("2026-06-01", "met")), "late",
     -33),
    ("given up before", "2026-03-01", (("2026-02-01", "lapsed"),), "lapsed", 58),
    ("given up after", "2026-11-22", (("2026-05-01", "lapsed"),), "lapsed", -208),
    ("taken up again", "2026-03-01", (("2026-01-01", "lapsed"), ("2026-02-01", "in_progress")), "due", 58),
    ("order of the file does not matter", "2026-11-22", (("2026-06-01", "met"), ("2026-05-01", "not_met")),
     "met_late", -34),
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "states", "status", "days"), [case[1:] for case in STANDS], ids=[case[0] for case in STANDS]
)
def test_promise_on_a_day(asked: str, states: tuple[tuple[str, str], ...], status: str, days: int) -> None:
    """Six months from 28 October 2025 are 28 April 2026; only what was known on the day asked about
    counts."""
    (only,) = deadlines_on([agreement(promise(IN_SIX_MONTHS, *states))], day(asked))
    assert (only.due, only.status, only.days) == (day(FALLS), status, days)


def test_last_word_is_given() -> None:
    """The reader sees the last thing known by the day, not what came later."""
    states = (("2026-02-01", "in_progress"), ("2026-05-01", "not_met"))
    (only,) = deadlines_on([agreement(promise(IN_SIX_MONTHS, *states))], day("2026-04-28"))
    assert only.last is not None and only.last.on == day("2026-02-01")
    (none,) = deadlines_on([agreement(promise(IN_SIX_MONTHS, *states))], day("2026-01-31"))
    assert none.last is None


def test_unsigned_and_undated_promises_are_left_out() -> None:
    """Before the signing there is no promise; a promise without a date is never due."""
    deal = agreement(promise(IN_SIX_MONTHS, number="1"), promise(None, number="2"))
    assert deadlines_on([deal], day("2025-10-27")) == []
    assert [item.provision.number for item in deadlines_on([deal], SIGNED)] == ["1"]


def test_sooner_comes_first() -> None:
    """Promises of several agreements stand by due day, then by agreement and number."""
    one = agreement(promise({"days": 30}, number="b"), promise({"days": 30}, number="a"))
    two = agreement(promise({"days": 10}), agreement="other")
    order = [(item.agreement.agreement, item.provision.number) for item in deadlines_on([one, two], SIGNED)]
    assert order == [("other", "1"), ("deal", "a"), ("deal", "b")]


FORCE = [
    interval("2025-04-04", "2025-11-09", "in_force"),
    interval("2025-11-10", "2026-11-10", "suspended"),
]
STATES = [
    ("2025-04-03", "not_yet", "2025-04-04", None),
    ("2025-04-04", "in_force", "2025-04-04", "2025-11-09"),
    ("2025-11-09", "in_force", "2025-04-04", "2025-11-09"),
    ("2025-11-10", "suspended", "2025-11-10", "2026-11-10"),
    ("2026-11-10", "suspended", "2025-11-10", "2026-11-10"),
    ("2026-11-11", "unknown", "2026-11-11", None),
    ("2030-01-01", "unknown", "2026-11-11", None),
]


@pytest.mark.parametrize(("asked", "state", "since", "until"), STATES)
def test_force_at_each_boundary(asked: str, state: str, since: str, until: str | None) -> None:
    """First and last days belong to their interval; after the last one with an end nobody has said what
    holds."""
    found = force_on(FORCE, day(asked))
    assert (found.state, found.since) == (state, day(since))
    assert found.until == (None if until is None else day(until))


def test_unknown_names_the_last_interval() -> None:
    """The answer "unknown" shows what it rests on: the interval that ended."""
    assert force_on(FORCE, day("2026-11-11")).interval == FORCE[-1]


def test_gap_between_intervals_is_unknown() -> None:
    """Between two intervals nobody said anything: unknown since the day after the first one."""
    apart = [interval("2025-01-01", "2025-01-31", "in_force"), interval("2025-03-01", None, "in_force")]
    found = force_on(apart, day("2025-02-15"))
    assert (found.state, found.since) == ("unknown", day("2025-02-01"))
    assert force_on(apart, day("2025-03-01")).state == "in_force"


def test_open_interval_has_no_end() -> None:
    """What was put in force without an end holds until somebody says otherwise."""
    found = force_on([interval("2025-04-04", None, "in_force")], day("2099-12-31"))
    assert (found.state, found.since, found.until) == ("in_force", day("2025-04-04"), None)


def test_no_interval_is_unknown() -> None:
    """Nothing said is nothing known."""
    assert (force_on([], SIGNED).state, force_on([], SIGNED).since) == ("unknown", None)


@settings(deadline=None)
@given(st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31)))
def test_every_day_lies_in_what_is_answered(asked: dt.date) -> None:
    """A state holds from its first to its last day: the day asked about lies between them."""
    found = force_on(FORCE, asked)
    assert found.since is not None
    assert (asked < found.since) if found.state == "not_yet" else (found.since <= asked)
    assert found.until is None or asked <= found.until


def test_agreement_is_in_force_from_its_signing() -> None:
    """Without intervals an agreement holds from the day of signing; with them, as they say."""
    assert agreement_force(agreement(), day("2025-10-27")).state == "not_yet"
    assert agreement_force(agreement(), SIGNED).state == "in_force"
    later = agreement(force=(interval("2026-01-01", None, "in_force"),))
    assert agreement_force(later, day("2025-12-31")).state == "not_yet"
    assert agreement_force(later, day("2026-01-01")).state == "in_force"


def test_parts_of_a_rule_have_their_own_dates() -> None:
    """An announcement can suspend one article and keep another."""
    part = {"title": NAMES, "materials": (), "interval": (FORCE[0],)}
    rule = Rule.model_validate(
        {"rule": "ban", "kind": "export_control", "title": NAMES, "issuer": "CHN",
         "issued": day("2025-04-04"),
         "source": ("office",), "locator": "page 1",
         "part": ({**part, "part": "1"}, {**part, "part": "2", "interval": tuple(FORCE)})}
    )  # fmt: skip
    found = {part.part: force.state for part, force in rule_on(rule, day("2025-12-01"))}
    assert found == {"1": "unknown", "2": "suspended"}
