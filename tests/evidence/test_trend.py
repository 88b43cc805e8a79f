"""What moved from summit to summit: level and breadth counted by hand."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from didymium.evidence.agreements import Agreement
from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.trend import trends

NAMES = {"en": "A", "ko": "가", "ja": "あ"}
Said = tuple[str, str, tuple[str, ...]]
"""Area, concreteness and scope of a provision."""


def summit(name: str, signed: str, *said: Said, **cells: Any) -> Agreement:
    """A summit with what it said."""
    provisions = [
        {"number": str(number), "area": area, "title": NAMES, "concreteness": concreteness, "scope": scope,
         "source": "office", "locator": "page 1"}
        for number, (area, concreteness, scope) in enumerate(said, start=1)
    ]  # fmt: skip
    plain: dict[str, Any] = {
        "agreement": name, "kind": "summit", "title": NAMES, "parties": ("JPN", "USA"),
        "binding": "non_binding", "signed": dt.date.fromisoformat(signed), "source": ("office",),
        "locator": "page 1",
    }  # fmt: skip
    return Agreement.model_validate({**plain, **cells, "provision": tuple(provisions)})


def with_summits(words: Evidence, *summits: Agreement) -> Evidence:
    """The small evidence with some summits."""
    return replace(words, agreements={item.agreement: item for item in summits})


BROAD: Said = ("quantum", "direction", ("research", "export_control", "screening"))
NARROW: Said = ("quantum", "direction", ("research",))
MANY: Said = ("quantum", "direction", ("research", "export_control", "screening", "standards"))
MORE: Said = ("quantum", "direction", (*MANY[2], "visas"))
CONCRETE: Said = ("quantum", "instrument", ("research",))
DIRECTIONS = [
    ("one thing less of three", [BROAD], [("quantum", "direction", ("research", "screening"))], "narrowing"),
    ("one thing less of four is a quarter", [MANY], [BROAD], "narrowing"),
    ("one thing less of five is not", [MORE], [MANY], "unchanged"),
    ("less, said less concretely", [BROAD], [("quantum", "mention", ("research",))], "narrowing"),
    ("less but more concrete", [BROAD], [CONCRETE], "progress"),
    ("more concrete", [NARROW], [("quantum", "project", ("research",))], "progress"),
    ("half a step: 2 to (2 + 3) / 2", [NARROW], [NARROW, CONCRETE], "progress"),
    ("less than half a step: 2 to (2 + 2 + 3) / 3", [NARROW], [NARROW, NARROW, CONCRETE], "unchanged"),
    ("less than half a step, and less said", [BROAD], [NARROW, NARROW, CONCRETE], "narrowing"),
    ("one project among many", [NARROW], [*[NARROW] * 4, ("quantum", "project", ())], "unchanged"),
    ("broader only", [NARROW], [BROAD], "unchanged"),
    ("as before", [BROAD], [BROAD], "unchanged"),
    ("less concrete, as broad", [NARROW], [("quantum", "mention", ("research",))], "unchanged"),
    ("things are counted once", [NARROW, NARROW], [NARROW], "unchanged"),
    ("areas without scope are a thing each", [("quantum", "direction", ()), ("technology", "direction", ())],
     [("quantum", "direction", ())], "narrowing"),
    ("no longer spoken of", [NARROW], [], "dropped"),
    ("for the first time", [], [NARROW], "new"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "direction"), [case[1:] for case in DIRECTIONS], ids=[case[0] for case in DIRECTIONS]
)
def test_direction_by_hand(words: Evidence, first: list[Said], last: list[Said], direction: str) -> None:
    """Half a step more concrete on average is progress, whatever the breadth; otherwise a quarter of the
    things less is a narrowing."""
    one, two = summit("one", "2025-02-07", *first), summit("two", "2026-03-19", *last)
    (trend,) = trends(with_summits(words, one, two))
    assert (trend.field, trend.direction) == ("technology", direction)


def test_level_and_breadth_by_hand(words: Evidence) -> None:
    """A direction on three things and an instrument on one of them: level 3 of 4, breadth 3; silence is 0,
    0."""
    said = [BROAD, ("quantum", "instrument", ("research",))]
    one, two = summit("one", "2025-02-07", *said), summit("two", "2026-03-19")
    (trend,) = trends(with_summits(words, one, two))
    assert [(stand.level, stand.breadth) for stand in trend.stands] == [(2.5, 3), (0, 0)]


def test_areas_count_for_their_field(words: Evidence) -> None:
    """Stockpiling belongs to minerals: the trend is of fields, not of areas; silent fields are left out."""
    one = summit("one", "2025-02-07", ("stockpiling", "direction", ()))
    two = summit("two", "2026-03-19", ("minerals", "instrument", ()))
    assert [(item.field, item.direction) for item in trends(with_summits(words, one, two))] == [
        ("minerals", "progress")
    ]


def test_summits_stand_by_date(words: Evidence) -> None:
    """The file's order does not matter: the later summit is the later one."""
    early, late = summit("zed", "2025-02-07", NARROW), summit("abe", "2026-03-19", BROAD)
    (trend,) = trends(with_summits(words, late, early))
    assert [stand.summit.agreement for stand in trend.stands] == ["zed", "abe"]


def test_only_summits_of_the_two(words: Evidence) -> None:
    """By default summits of the United States and Japan alone; others count when they are asked for."""
    ours = summit("ours", "2025-02-07", NARROW)
    three = summit("three", "2025-06-01", BROAD, parties=("JPN", "USA", "KOR"))
    paper = summit("paper", "2025-10-28", ("quantum", "project", ()), kind="framework")
    evidence = with_summits(words, ours, three, paper)
    (default,) = trends(evidence)
    assert [stand.summit.agreement for stand in default.stands] == ["ours"]
    (asked,) = trends(evidence, ["ours", "three", "paper"])
    assert asked.direction == "progress"


def test_summit_between_may_be_silent(words: Evidence) -> None:
    """The first and the last summit that speak of a field are compared, whatever lies between."""
    one, two, three = (
        summit("one", "2025-02-07", BROAD),
        summit("two", "2025-10-28"),
        summit("three", "2026-03-19", NARROW),
    )
    (trend,) = trends(with_summits(words, one, two, three))
    assert (trend.direction, [stand.breadth for stand in trend.stands]) == ("narrowing", [3, 0, 1])
