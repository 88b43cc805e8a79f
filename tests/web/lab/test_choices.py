"""Where the sliders stand at first, and which restrictions they can say."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from polars.testing import assert_frame_equal

from bundled_case import NAME as BUNDLED
from bundled_case import NINE_MONTHS, with_profile
from didymium.calibration.calibrate import calibrate
from didymium.case.reading import read_case
from didymium.scenario.reading import read_scenario
from didymium.scenario.schema import Scenario
from didymium.views.service import solve_scenario
from didymium.web.engine.engine import Engine
from didymium.web.lab.choices import choices_of, first_settings, with_restriction
from didymium.web.lab.scenario import NAME, scenario_of
from lab_cases import BEGIN, lab_calibration, lab_case, lab_settings

CHOSEN = dt.date(2026, 11, 22)


def restriction(*more: dict[str, Any], foresight: str = "surprise", **changes: Any) -> Scenario:
    """A scenario of one restriction that sliders can say, changed."""
    event = {
        "kind": "export_restriction", "title": "Half", "origin": "CHN", "materials": ("magnet",),
        "volume_share": 0.5, "from": dt.date(2025, 4, 1), "until": dt.date(2025, 9, 30), "source": "report",
        **changes,
    }  # fmt: skip
    return Scenario.model_validate({"title": "x", "foresight": foresight, "event": (event, *more)})


def test_first_position_is_the_full_stop_of_the_bundled_case() -> None:
    """On 22 November 2026 the lab begins on 1 November, its restriction on 1 December: the very event of the
    shipped full stop. Solved in that scenario's profile and from its first day it gives the same numbers; the
    nine months hold all of the stop.
    """
    bundled = with_profile(read_case(BUNDLED), NINE_MONTHS)
    calibration = calibrate(bundled)
    first, stated = first_settings(bundled, CHOSEN), read_scenario(bundled, "full_stop")
    (event,), (shipped,) = scenario_of(bundled, calibration, first).event, stated.event
    telling = {"title", "source"}
    assert event.model_dump(exclude=telling) == shipped.model_dump(exclude=telling)
    whole = scenario_of(bundled, calibration, first, stated.profile)
    whole = whole.model_copy(update={"begin": dt.date(2026, 9, 1)})
    found = Engine(bundled, calibration).solve(NAME, whole)
    other = solve_scenario(bundled, calibration, "full_stop", stated)
    for table in ("prices", "served", "flows", "stocks", "losses", "survival"):
        assert_frame_equal(found.outcome[table], other.outcome[table], rel_tol=1e-9, abs_tol=1e-9)
    assert found.outcome["losses"].height


@pytest.mark.parametrize(
    ("today", "begin"),
    [(dt.date(2026, 2, 28), dt.date(2026, 2, 1)), (dt.date(2020, 5, 5), dt.date(2025, 1, 1))],
)
def test_the_lab_begins_this_month_but_not_before_the_case(today: dt.date, begin: dt.date) -> None:
    assert first_settings(lab_case(), today).begin == begin


def test_a_case_without_a_full_stop_begins_at_rest() -> None:
    """No restriction, by the exporter with the most routes in use, of a case that is asked about anew."""
    first = first_settings(lab_case(), CHOSEN)
    assert (first.origin, first.severity, first.club, first.restricts) == ("CHN", 0, "pair", False)
    assert not scenario_of(lab_case(), lab_calibration(), first).happens


def test_what_is_offered() -> None:
    """The likeliest first: exporters by routes in use, critical materials that are shipped; a stock is of
    what sectors use, magnets before oxides; scrap is what collectors make from nothing, plants those planned.
    """
    found = choices_of(lab_case())
    assert found.origins == ("CHN", "VNM")
    assert found.materials[:2] == ("dy_oxide", "magnet")
    assert "swarf" not in found.materials
    assert found.destinations[:3] == ("all", "pair", "JPN")
    assert len(set(found.destinations)) == len(found.destinations)
    assert found.clubs == ("pair", "JPN")
    assert found.shared_materials == ("magnet",)
    assert (found.projects, found.scrap, found.profile) == (("next",), "swarf", "live")


def test_a_restriction_that_sliders_can_say() -> None:
    """Half of it for six months, from a month after the run's first day; whoever it is for."""
    found = with_restriction(lab_settings(), restriction(destinations=("JPN",)))
    assert found is not None
    assert (found.severity, found.start, found.months) == (50, 1, 6)
    assert (found.origin, found.materials, found.destinations) == ("CHN", ("magnet",), ("JPN",))
    assert found.begin == BEGIN
    again = scenario_of(lab_case(), lab_calibration(), found).event[0]
    assert again.model_dump(exclude={"title", "source", "announced", "from_", "until"}) == restriction(
        destinations=("JPN",)
    ).event[0].model_dump(exclude={"title", "source", "announced", "from_", "until"})


def test_an_open_end_is_no_number_of_months() -> None:
    found = with_restriction(lab_settings(), restriction(until=None))
    assert found is not None
    assert found.months == 0


BAN = {
    "kind": "ban",
    "origin": "CHN",
    "materials": ("magnet",),
    "from": dt.date(2025, 4, 1),
    "source": "report",
}
APPROVAL = {"from": dt.date(2025, 5, 1), "rate": 0.5, "source": "report"}
DUTY = {
    "kind": "tariff",
    "club": "pair",
    "materials": ("magnet",),
    "ad_valorem": 0.1,
    "from": dt.date(2025, 4, 1),
    "source": "report",
}


@pytest.mark.parametrize(
    "said",
    [
        restriction(BAN),
        restriction(**{"from": dt.date(2025, 4, 2)}),
        restriction(until=dt.date(2025, 9, 29)),
        restriction(until=dt.date(2027, 4, 30)),
        restriction(announced=dt.date(2025, 3, 20)),
        restriction(volume_share=0.125),
        restriction(users=("ev",)),
        restriction(processing_working_days=45),
        restriction(approval=(APPROVAL,)),
        restriction(materials=tuple(f"m{number}" for number in range(61))),
        restriction(foresight="perfect"),
        restriction().model_copy(update={"event": ()}),
        Scenario.model_validate({"title": "x", "event": (BAN,), "instrument": (DUTY,)}),
    ],
    ids=[
        "two events", "within a month", "a month less a day", "25 months", "announced", "an eighth", "users",
        "processing", "approvals", "61 materials", "foresight", "nothing", "an instrument",
    ],
)  # fmt: skip
def test_what_sliders_cannot_say_is_not_said(said: Scenario) -> None:
    """Rather no first position than one that means something else than the scenario it is named after."""
    assert with_restriction(lab_settings(), said) is None


def test_two_years_can_be_said() -> None:
    """As long as the slider reaches, and no longer."""
    found = with_restriction(lab_settings(), restriction(until=dt.date(2027, 3, 31)))
    assert found is not None
    assert found.months == 24
