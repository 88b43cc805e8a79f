"""Settings and links say the same, and a link that makes no sense is refused in words."""

from __future__ import annotations

import datetime as dt
import string
from typing import get_args
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didymium.files.problems import InputError
from didymium.web.lab.link import link_of, settings_of
from didymium.web.lab.settings import MOST_MONTHS, Design, LabSettings

CODES = st.text(string.ascii_letters + string.digits + "_", min_size=1, max_size=12)
LISTED = st.lists(CODES, max_size=8).map(tuple)
MONTHS = st.integers(0, MOST_MONTHS)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
SETTINGS = st.builds(
    LabSettings,
    scenario=TEXTS,
    begin=st.dates(),
    origin=CODES | st.just(""),
    materials=LISTED,
    destinations=LISTED,
    severity=st.integers(0, 100),
    start=MONTHS,
    months=MONTHS,
    club=CODES | st.just(""),
    floor=st.floats(0, 1e6),
    floor_material=CODES | st.just(""),
    floor_design=st.sampled_from(get_args(Design)),
    stock_days=st.integers(0, 365),
    shared_days=st.integers(0, 365),
    shared_material=CODES | st.just(""),
    projects=LISTED,
    projects_after=MONTHS,
    recycling=st.integers(0, 500),
    priority=LISTED,
)
FIRST = LabSettings(
    begin=dt.date(2026, 11, 1), origin="CHN", materials=("magnet",), severity=100, club="partners"
)


def query_of(link: str) -> dict[str, str]:
    """The parameters of a link as a server reads them."""
    return dict(parse_qsl(link, keep_blank_values=True, strict_parsing=bool(link)))


@given(SETTINGS, SETTINGS)
def test_a_link_leads_back_to_its_settings(settings: LabSettings, first: LabSettings) -> None:
    """Whatever the sliders say and wherever they stood at first, also where a list is empty that was not."""
    assert settings_of(query_of(link_of(settings, first)), first) == settings


@given(SETTINGS)
def test_a_link_says_what_differs_and_its_first_day(settings: LabSettings) -> None:
    """Nothing else, so that links stay short; the day always, since lab begins in another month by then."""
    told = query_of(link_of(settings, FIRST))
    names = LabSettings.model_fields
    assert set(told) == {"begin"} | {
        name for name in names if getattr(settings, name) != getattr(FIRST, name)
    }


@given(SETTINGS)
def test_a_link_means_the_same_next_month(settings: LabSettings) -> None:
    """Opened when the lab begins a month later it leads to the same settings."""
    later = FIRST.model_copy(update={"begin": dt.date(2026, 12, 1)})
    assert settings_of(query_of(link_of(settings, FIRST)), later) == settings


def test_a_link_can_be_read() -> None:
    """Numbers without a needless point, lists with points that need no escape."""
    settings = FIRST.model_copy(update={"floor": 75.0, "materials": ("dy_oxide", "tb_oxide")})
    assert link_of(settings, FIRST) == "begin=2026-11-01&materials=dy_oxide.tb_oxide&floor=75"


@given(st.dictionaries(TEXTS.filter(lambda name: name not in LabSettings.model_fields), TEXTS))
def test_parameters_of_others_are_left_alone(query: dict[str, str]) -> None:
    """A page has a language, a member and what a mail program adds."""
    assert settings_of({**query, "severity": "40"}, FIRST) == FIRST.model_copy(update={"severity": 40})


def test_every_absurd_value_is_told_at_once() -> None:
    """Each parameter that makes no sense, in words, with the value found."""
    query = {
        "lang": "ko",
        "scenario": "a" * 500,
        "begin": "soon",
        "severity": "1e999",
        "start": "-1",
        "months": "25",
        "floor": "inf",
        "floor_design": "hope",
        "stock_days": "9" * 5000,
        "recycling": "ten",
        "materials": ".".join(["x"] * 61),
        "origin": "x" * 21,
    }
    with pytest.raises(InputError) as refused:
        settings_of(query, FIRST)
    found = {problem.column: problem for problem in refused.value.problems}
    assert set(found) == set(query) - {"lang"}
    assert str(found["start"]) == 'link, column start: "-1" must be at least 0'
    assert str(found["months"]) == 'link, column months: "25" must be at most 24'
    assert found["floor"].message == "is not a finite number"
    assert found["floor_design"].message == "is not among the choices"
    assert found["floor_design"].remedy is not None


@given(st.sampled_from(sorted(LabSettings.model_fields)), TEXTS)
def test_no_value_ends_in_anything_but_settings_or_words(name: str, text: str) -> None:
    """Whatever stands in a parameter, it is taken or refused with the parameter's name."""
    try:
        found = settings_of({name: text}, FIRST)
    except InputError as error:
        assert {problem.column for problem in error.problems} == {name}
    else:
        assert settings_of(query_of(link_of(found, FIRST)), FIRST) == found
