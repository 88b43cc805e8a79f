"""A scenario as text is a file that reads back as the same scenario."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.files.toml_file import parse_toml
from didymium.scenario.reading import (
    list_instruments,
    list_scenarios,
    parse_scenario,
    read_scenario,
    scenario_problems,
)
from didymium.scenario.schema import Scenario
from didymium.scenario.writing import scenario_text
from didymium.web.lab.scenario import scenario_of
from didymium.web.lab.settings import LabSettings
from lab_cases import lab_calibration, lab_case, lab_settings

CASES = ("japan_us_magnets", "mexss", "trnsport")


@cache
def shipped(name: str) -> Case:
    return read_case(name)


def files() -> list[tuple[str, str]]:
    """Every scenario and instrument file that ships."""
    return [
        (case, name)
        for case in CASES
        for name in (*list_scenarios(shipped(case)), *list_instruments(shipped(case)))
    ]


def read_back(text: str) -> Scenario:
    found, problems = parse_toml(text, "scenario.toml", Scenario)
    assert not problems
    assert found is not None
    return found


@pytest.mark.parametrize(("case", "name"), files())
def test_shipped_files_read_back(case: str, name: str) -> None:
    """With every rule of the reader: dates are dates, whole numbers whole; what was included stands in it."""
    stated = read_scenario(shipped(case), name)
    text = scenario_text(stated)
    assert read_back(text) == stated
    assert parse_scenario(shipped(case), text, "scenario.toml") == stated
    assert text == scenario_text(read_back(text))


@pytest.mark.parametrize(("case", "name"), files())
def test_a_file_as_text_is_the_file(case: str, name: str) -> None:
    """What somebody sends is read as what lies in the folder, with all that it includes."""
    folder = shipped(case).path
    assert folder is not None
    (path,) = (*folder.glob(f"scenarios/{name}.toml"), *folder.glob(f"instruments/{name}.toml"))
    text = path.read_text(encoding="utf-8")
    assert parse_scenario(shipped(case), text, path.name) == read_scenario(shipped(case), name)


NAMES = st.sampled_from(["JPN", "CHN", "VNM"])
LAB = st.builds(
    lab_settings,
    begin=st.dates(dt.date(2025, 1, 1), dt.date(2035, 1, 1)),
    destinations=st.sampled_from([("all",), ("JPN",), ("pair",), ("JPN", "VNM")]),
    severity=st.integers(0, 100),
    start=st.integers(0, 24),
    months=st.integers(0, 24),
    club=st.sampled_from(["", "pair", "JPN"]),
    floor=st.floats(0, 1e6),
    floor_material=st.just("magnet"),
    floor_design=st.sampled_from(["border_levy", "purchase"]),
    stock_days=st.integers(0, 365),
    shared_days=st.integers(0, 365),
    shared_material=st.sampled_from(["magnet", "dy_oxide"]),
    projects=st.sampled_from([(), ("next",)]),
    recycling=st.integers(0, 500),
    priority=st.sampled_from([(), ("ev",), ("mri", "ev")]),
)


@given(LAB)
def test_whatever_sliders_say_reads_back(settings: LabSettings) -> None:
    """To the last digit, and the case finds nothing wrong with the file."""
    case = lab_case()
    stated = scenario_of(case, lab_calibration(), settings)
    text = scenario_text(stated)
    assert read_back(text) == stated
    assert parse_scenario(case, text, "lab.toml") == stated


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from("\"\\\n\t#[]'="),
        max_size=60,
    ),
    st.text(st.characters(codec="utf-8"), max_size=60),
    st.floats(0, 1),
)
def test_words_and_numbers_read_back(title: str, summary: str, share: float) -> None:
    """Quotation marks, line breaks, brackets and every script in words; every share to the last digit."""
    event = {
        "kind": "export_restriction", "title": title, "origin": "CHN", "materials": ("magnet",),
        "from": dt.date(2025, 4, 4), "volume_share": share, "source": "report",
        "approval": tuple(
            {"from": dt.date(2025, month, 5), "rate": share, "source": summary} for month in (6, 7)
        ),
    }  # fmt: skip
    stated = Scenario.model_validate({"title": title, "summary": summary, "event": (event, event)})
    assert read_back(scenario_text(stated)) == stated


def test_defaults_are_left_out() -> None:
    """A file says what its writer decided: a title alone is one line."""
    assert scenario_text(Scenario(title="Nothing")) == 'title = "Nothing"\n'


def test_tables_stand_apart() -> None:
    """Each event and instrument is a table of its own, approvals below their restriction: readable, and in
    the order of the scenario.
    """
    text = scenario_text(read_scenario(shipped("japan_us_magnets"), "licences_2025"))
    stated = read_back(text)
    assert text.count("\n[[event]]\n") == len(stated.event)
    approvals = sum(len(getattr(event, "approval", ())) for event in stated.event)
    assert text.count("[[event.approval]]") == approvals > 0
    assert "{" not in text
    assert not scenario_problems(shipped("japan_us_magnets"))
