"""Reading scenarios: a slip in a file is named with its line, all at once."""

from pathlib import Path

import pytest

from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.files.problems import InputError
from didymium.scenario.checks import check_scenario
from didymium.scenario.reading import list_scenarios, read_scenario, scenario_problems
from didymium.scenario.schema import Ban
from tiny_case import edit, write_tiny_case

LICENCES = """\
title = "Licences"
profile = "shock"

[[event]]
kind = "export_restriction"
title = "Licences for oxide"
origin = "AUS"
materials = ["everything"]
destinations = ["friends"]
users = ["cars"]
from = 2025-04-04
until = 2026-04-04
processing_working_days = 45
source = "report"

[[event.approval]]
from = 2025-06-05
rate = 0.25
source = "report; volume_share=assumed: as the rate"

[[event.approval]]
from = 2025-06-27
rate = 0.6
source = "report"

[[event]]
kind = "project_build"
plants = ["next"]
from = 2027-06-01
source = "assumed: it is built"

[[event]]
kind = "route_closure"
via = "open_sea"
from = 2027-06-01
source = "assumed: a storm"
"""


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """The tiny case, with a scenario of licences."""
    folder = write_tiny_case(tmp_path / "tiny")
    (folder / "scenarios" / "licences.toml").write_text(LICENCES)
    return read_case(folder)


def test_scenarios_are_listed_and_read(case: Case) -> None:
    """Scenarios are found by name in the case's folder, and by path anywhere."""
    assert list_scenarios(case) == ("licences", "stop")
    stop = read_scenario(case, "stop")
    assert isinstance(stop.event[0], Ban)
    assert read_scenario(case, case.path / "scenarios" / "stop.toml") == stop
    assert len(read_scenario(case, "licences").event) == 3
    assert scenario_problems(case) == []


def test_unknown_scenario_is_named(case: Case) -> None:
    """A slip in the name of a scenario is answered with the nearest one."""
    with pytest.raises(
        InputError, match=r'is neither a scenario of tiny nor a file \(did you mean "licences"\?\)'
    ):
        read_scenario(case, "licence")


WRONG = [
    ("title = \"Licences\"\n", "", "licences.toml, title: is missing"),
    ('title = "Licences"\n', "title = Licences\n", "licences.toml line 1: is not valid TOML: invalid value"),
    ('profile = "shock"', 'profil = "shock"',
     'licences.toml line 2, profil: is unknown (did you mean "profile"?)'),
    ('profile = "shock"', 'profile = "shok"',
     'licences.toml line 2, profile: "shok" is not among the profiles of case.toml (did you mean "shock"?)'),
    ('profile = "shock"', 'foresight = "perfekt"',
     'licences.toml line 2, foresight: "perfekt" is not among the choices (did you mean "perfect"?)'),
    ('"export_restriction"', '"export_restrictions"',
     'licences.toml line 5, event 1 kind: "export_restrictions" is no kind of event '
     '(did you mean "export_restriction"?)'),
    ('kind = "project_build"\n', "", "licences.toml line 26, event 2 kind: is missing"),
    ("processing_working_days", "processing_days",
     'licences.toml line 13, event 1 processing_days: is unknown (did you mean "processing_working_days"?)'),
    ("processing_working_days = 45", "processing_working_days = 4.5",
     'licences.toml line 13, event 1 processing_working_days: "4.5" is not a whole number'),
    ("rate = 0.25", "rate = 25", 'licences.toml line 18, event 1 approval 1 rate: "25" must be at most 1'),
    ("rate = 0.25", "rat = 0.25",
     'licences.toml line 18, event 1 approval 1 rat: is unknown (did you mean "rate"?)'),
    ("from = 2025-04-04", 'from = "2025-04-04"',
     'licences.toml line 11, event 1 from: "2025-04-04" is not a date '
     "(write it like 2025-04-04, without quotes)"),
    ("from = 2025-04-04", "from = 2025",
     'licences.toml line 11, event 1 from: "2025" is not a date (write it like 2025-04-04, without quotes)'),
    ('["friends"]', '"friends"',
     'licences.toml line 9, event 1 destinations: "friends" is not a list '
     '(write it in brackets, like ["CHN", "MYS"])'),
    ('["friends"]', '["freinds"]',
     'licences.toml line 9, event 1 destinations: "freinds" is not in regions.csv or clubs.csv '
     '(did you mean "friends"?)'),
    ('["friends"]', "[]", "licences.toml line 9, event 1 destinations: is an empty list (name at least one)"),
    ('"AUS"', '"Australia"',
     'licences.toml line 7, event 1 origin: "Australia" is not in regions.csv (did you mean "AUS"?)'),
    ('["everything"]', '["oxyde"]',
     'licences.toml line 8, event 1 materials: "oxyde" is not in materials.csv or material_groups.csv '
     '(did you mean "oxide"?)'),
    ('["cars"]', '["cats"]',
     'licences.toml line 10, event 1 users: "cats" is not in sectors.csv (did you mean "cars"?)'),
    ('["next"]', '["nxt"]',
     'licences.toml line 28, event 2 plants: "nxt" is not in plants.csv (did you mean "next"?)'),
    ('["next"]', '["mill"]',
     'licences.toml line 28, event 2 plants: "mill" is operating already, nothing is built'),
    ('"open_sea"', '"open_see"',
     'licences.toml line 34, event 3 via: "open_see" is not in column via of routes.csv '
     '(did you mean "open_sea"?)'),
    ('via = "open_sea"\n', "",
     "licences.toml line 32, event 3: concerns every route (give via, origins, destinations or materials)"),
    ("until = 2026-04-04", "until = 2025-04-03",
     'licences.toml line 12, event 1 until: "2025-04-03" is before from, 2025-04-04'),
    ("until = 2026-04-04", "announced = 2025-04-05",
     'licences.toml line 12, event 1 announced: "2025-04-05" is after from, 2025-04-04: '
     "an event is known at the latest when it begins"),
    ("2025-06-27", "2025-06-05",
     'licences.toml line 22, event 1 approval 2 from: "2025-06-05" is not after the approval before it, '
     '2025-06-05'),
    ("2025-06-05", "2025-04-01",
     'licences.toml line 17, event 1 approval 1 from: "2025-04-01" is before the restriction, 2025-04-04'),
    ("2025-06-27", "2026-06-27",
     'licences.toml line 22, event 1 approval 2 from: "2026-06-27" is after the restriction\'s end, '
     '2026-04-04'),
    ('"assumed: a storm"', '"reprot"',
     'licences.toml line 36, event 3 source: "reprot" is neither a fact nor a source'
     ' (did you mean "report"?)'),
    ('"assumed: a storm"', '"assumed:"',
     'licences.toml line 36, event 3 source: "assumed:" cannot be read: "assumed:" needs a reason after it'),
    ('"assumed: a storm"', '""',
     'licences.toml line 36, event 3 source: is blank (write a source id or "assumed: why")'),
    ("volume_share=", "volume=",
     'licences.toml line 19, event 1 approval 1 source: "volume" is no key of this table '
     '(did you mean "volume_share"?)'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), WRONG)
def test_slip_is_named_with_its_line(case: Case, old: str, new: str, message: str) -> None:
    """Each slip is named with file, line, key, value and remedy."""
    assert case.path is not None
    edit(case.path, "scenarios/licences.toml", old, new)
    with pytest.raises(InputError) as raised:
        read_scenario(case, "licences")
    assert any(str(problem).startswith(f"scenarios/{message}") for problem in raised.value.problems), str(
        raised.value
    )


def test_all_slips_come_at_once(case: Case) -> None:
    """Names, dates and sources of several events are named together."""
    assert case.path is not None
    edit(case.path, "scenarios/licences.toml", '["cars"]', '["cats"]')
    edit(case.path, "scenarios/licences.toml", '["next"]', '["nxt"]')
    edit(case.path, "scenarios/licences.toml", '"assumed: a storm"', '"reprot"')
    assert len(scenario_problems(case)) == 3


def test_a_rate_says_what_the_fact_that_it_cites_says() -> None:
    """The approval rates of the licences are those reported: each cites its fact, and may not differ."""
    case = read_case("japan_us_magnets")
    scenario = read_scenario(case, "licences_2025")
    rates = [approval for event in scenario.event for approval in getattr(event, "approval", ())]
    assert any("china_approval_clepa_june" in approval.source for approval in rates)
    bent = [
        event.model_copy(update={"approval": (event.approval[0].model_copy(update={"rate": 0.35}),)})
        for event in scenario.event
        if getattr(event, "approval", ())
    ]
    findings = check_scenario(case, scenario.model_copy(update={"event": (bent[0],)}))
    (finding,) = [found for found in findings if found.path[-1] == "rate"]
    assert finding.message == "is not what it cites: china_approval_clepa_june says 0.25"
