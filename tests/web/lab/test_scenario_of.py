"""What each control of the lab means: exactly the event or instrument that a file would state, with amounts
derived by hand from the base year in ``lab_cases``.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from didymium.files.problems import InputError
from didymium.scenario.schema import Event, Scenario
from didymium.scenario.writing import scenario_text
from didymium.web.lab.scenario import SAVED, scenario_of
from didymium.web.lab.settings import LabSettings
from lab_cases import BEGIN, lab_calibration, lab_case, lab_settings

SET = "assumed: set in the shock lab"


def made(settings: LabSettings | None = None, **changes: Any) -> Scenario:
    """The scenario of settings in which one thing is changed."""
    return scenario_of(lab_case(), lab_calibration(), settings or lab_settings(**changes))


def only_instrument(**changes: Any) -> dict[str, Any]:
    """The one instrument of settings, without the fields that are blank."""
    found = made(**changes)
    assert len(found.instrument) == 1
    assert not found.event
    return plain(found.instrument[0])


def plain(entry: object) -> dict[str, Any]:
    values: dict[str, Any] = entry.model_dump(by_alias=True, exclude_defaults=True)  # type: ignore[attr-defined]
    return values


def problems(**changes: Any) -> list[str]:
    with pytest.raises(InputError) as refused:
        made(**changes)
    return [str(problem) for problem in refused.value.problems]


def test_at_rest_nothing_happens() -> None:
    """All sliders at zero: the run of the lab's profile from its first day."""
    found = made()
    assert not found.happens
    assert (found.begin, found.profile, found.foresight) == (BEGIN, "live", "surprise")


def test_a_restriction_in_part() -> None:
    """70 % less for three months from two months after March on: licences that let 30 % through in May, June
    and July, known on their first day.
    """
    (event,) = made(severity=70).event
    assert plain(event) == {
        "kind": "export_restriction",
        "origin": "CHN",
        "materials": ("magnet",),
        "volume_share": pytest.approx(0.3),
        "from": dt.date(2025, 5, 1),
        "until": dt.date(2025, 7, 31),
        "announced": dt.date(2025, 5, 1),
        "source": SET,
    }


def test_a_whole_restriction_is_a_ban() -> None:
    """At 100 % nothing leaves; with no months it has no end, with no start it begins with the run; regions
    named stay named.
    """
    (event,) = made(severity=100, months=0, start=0, destinations=("JPN",)).event
    assert plain(event) == {
        "kind": "ban", "origin": "CHN", "materials": ("magnet",), "destinations": ("JPN",), "from": BEGIN,
        "announced": BEGIN, "source": SET,
    }  # fmt: skip


@pytest.mark.parametrize("lacking", [{"severity": 0}, {"origin": ""}, {"materials": ()}])
def test_no_restriction_without_all_of_it(lacking: dict[str, Any]) -> None:
    """How much, of whom and of what: without one of them there is none."""
    assert not made(**{"severity": 100, **lacking}).event


def test_plants_are_built() -> None:
    """Known at once, running after five months."""
    (event,) = made(projects=("next",), projects_after=5).event
    assert plain(event) == {
        "kind": "project_build", "plants": ("next",), "from": dt.date(2025, 8, 1), "announced": BEGIN,
        "source": SET,
    }  # fmt: skip


@pytest.mark.parametrize("design", ["border_levy", "contract", "purchase", "minimum_procurement"])
def test_a_floor_in_each_design(design: str) -> None:
    """The floor as the slider says it, held as chosen, from the first day without an end."""
    # Contracts and buyers need a plant of the club that runs.
    planned = {"projects": ("next",)} if design in ("contract", "minimum_procurement") else {}
    found = made(floor=75.5, floor_material="magnet", floor_design=design, **planned)
    assert len(found.instrument) == 1
    values = {
        "kind": "price_floor", "club": "pair", "material": "magnet", "floor_usd_per_kg": 75.5, "from": BEGIN,
        "source": SET, "enforcement": design,
    }  # fmt: skip
    if design == "border_levy":
        del values["enforcement"]
    assert plain(found.instrument[0]) == values


def test_a_shared_stock() -> None:
    """The club uses (730 + 365) / 365 = 3 t a day: 30 days are 90 t, at the members' highest price, in the
    member that uses most; a third of it may be drawn a month, and is back within a year.
    """
    assert only_instrument(shared_days=30, shared_material="magnet") == {
        "kind": "shared_stock", "holder": "shared_stock", "region": "JPN", "material": "magnet",
        "level_t": pytest.approx(90.0), "price_usd_per_kg": 80.0, "move_t_per_month": pytest.approx(30.0),
        "replenish_months": 12, "from": BEGIN, "source": SET,
    }  # fmt: skip


def test_a_shared_stock_of_what_nobody_uses_is_none() -> None:
    assert not made(shared_days=30, shared_material="dy_oxide").happens


def test_a_stock_duty_ends_on_the_day_before_the_restriction() -> None:
    """The restriction begins on 1 May: until 30 April firms build up 45 days of what they hold, magnets, in
    the two months that there are; then they may draw. The fine is the highest price of a member.
    """
    found = made(stock_days=45, severity=50)
    assert [event.from_ for event in found.event] == [dt.date(2025, 5, 1)]
    assert plain(found.instrument[0]) == {
        "kind": "stock_obligation",
        "club": "pair",
        "materials": ("magnet",),
        "days": 45.0,
        "build_up_months": 2.0,
        "fine_usd_per_kg_year": 80.0,
        "from": BEGIN,
        "until": dt.date(2025, 4, 30),
        "source": SET,
    }


@pytest.mark.parametrize("also", [{"severity": 0}, {"severity": 50, "start": 0}])
def test_a_stock_duty_that_no_restriction_ends(also: dict[str, Any]) -> None:
    """Without a restriction, or with one from the first day on, no day is before: a year to build up."""
    entry = made(stock_days=45, **also).instrument[0]
    assert (entry.until, entry.build_up_months) == (None, 12.0)  # type: ignore[union-attr]


def test_a_collection_target() -> None:
    """Japan's yard brings in 36.5 × 0.8 = 29.2 t, China's is no member's: a quarter more is 36.5 t. Scrap is
    worth less than a dollar, which is the least fine.
    """
    assert only_instrument(recycling=25) == {
        "kind": "collection_target", "club": "pair", "material": "swarf", "t_per_year": pytest.approx(36.5),
        "fine_usd_per_kg": 1.0, "from": BEGIN, "source": SET,
    }  # fmt: skip


def test_a_club_that_collects_nothing_has_no_target() -> None:
    assert not made(recycling=25, club="VNM").happens


def test_priorities() -> None:
    """Of magnets, in the order chosen."""
    assert only_instrument(priority=("mri", "ev")) == {
        "kind": "priority_allocation", "club": "pair", "materials": ("magnet",), "sectors": ("mri", "ev"),
        "from": BEGIN, "source": SET,
    }  # fmt: skip


def test_nobody_acts_without_a_club() -> None:
    """What a club would do is not done by nobody."""
    everything = {
        "floor": 75.0,
        "floor_material": "magnet",
        "stock_days": 9,
        "shared_days": 9,
        "shared_material": "magnet",
        "recycling": 9,
        "priority": ("ev",),
    }
    assert len(made(**everything).instrument) == 5
    assert not made(**everything, club="").instrument


def test_every_unknown_name_is_told_at_once() -> None:
    """Also those of controls that would come to nothing, and before amounts are worked out from them."""
    found = problems(
        origin="XXX", materials=("magnet", "nonsense"), destinations=("all", "nowhere"), club="nobody",
        floor_material="foo", shared_material="bar", projects=("none",), priority=("q",), shared_days=5,
        begin=dt.date(9999, 12, 1),
    )  # fmt: skip
    said = [text.split(":")[0].removeprefix("shock_lab, column ") for text in found]
    assert said == [
        "origin", "materials", "destinations", "club", "floor_material", "shared_material", "projects",
        "priority", "begin",
    ]  # fmt: skip
    assert found[1].startswith(
        'shock_lab, column materials: "nonsense" is not in materials.csv or material_groups.csv (known: '
    )
    assert found[-1] == (
        'shock_lab, column begin: "9999-12-01" is more than 100 years after the base year, 2024'
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"begin": dt.date(1, 1, 1)}, "is before the case begins, 2025-01-01"),
        ({"begin": dt.date(2125, 1, 1)}, "is more than 100 years after the base year, 2024"),
        ({"severity": 50, "origin": "JPN"}, "no route of the case leaves the origin"),
        ({"projects": ("works",)}, "is operating already, nothing is built"),
        ({"severity": 50, "destinations": ()}, "is an empty list"),
    ],
)
def test_what_the_case_does_not_bear_is_refused_in_words(changes: dict[str, Any], said: str) -> None:
    assert said in "\n".join(problems(**changes))


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "stop.toml", "saved:none", "\x00"])
def test_scenarios_are_taken_in_by_name_and_never_by_path(name: str) -> None:
    """A link comes from outside: it must not have the server read its files."""
    (said,) = problems(scenario=name)
    assert "is no scenario of hand_made, and nobody saved one under that key" in said


def saved() -> Scenario:
    """A scenario with news on 10 July 2025 that somebody saved: all is known from the start."""
    event = {
        "kind": "ban", "title": "Saved", "origin": "CHN", "materials": ("dy_oxide",),
        "from": dt.date(2025, 7, 10), "source": "report",
    }  # fmt: skip
    return Scenario.model_validate(
        {"title": "Mine", "summary": "Why.", "foresight": "perfect", "profile": "shock", "event": (event,)}
    )


def test_a_saved_scenario_is_taken_in() -> None:
    """Its events come first, its words and foresight hold; its run begins where it would alone in the lab's
    profile, a month before its news, and the lab's own dates count from there.
    """
    keys = []

    def find(key: str) -> Scenario | None:
        keys.append(key)
        return saved()

    settings = lab_settings(scenario=f"{SAVED}abc", severity=100, stock_days=10)
    found = scenario_of(lab_case(), lab_calibration(), settings, find=find)
    assert keys == ["abc"]
    assert (found.title, found.summary, found.foresight) == ("Shock lab: Mine", "Why.", "perfect")
    assert (found.profile, found.begin) == ("live", dt.date(2025, 6, 1))
    taken, own = found.event
    assert taken == saved().event[0]
    assert own.from_ == dt.date(2025, 8, 1)
    assert found.instrument[0].until == dt.date(2025, 7, 9)


def test_another_profile_is_a_solve_in_full() -> None:
    """The same settings in the profile of the shipped scenarios differ in that alone."""
    settings = lab_settings(severity=30)
    live, whole = made(settings), scenario_of(lab_case(), lab_calibration(), settings, "shock")
    assert whole == live.model_copy(update={"profile": "shock"})


def test_a_scenario_of_the_lab_is_a_file() -> None:
    """Everything at once, written down: amounts are plain numbers, so that a file states the same."""
    found = made(severity=35, stock_days=10, shared_days=7, shared_material="magnet", recycling=3)
    text = scenario_text(found)
    assert text.count("[[instrument]]") == 3
    kinds: tuple[Event, ...] = found.event
    assert len(kinds) == text.count("[[event]]") == 1
