"""A supplier's own moves of capacity: how much is left or added, whom it alarms, and what is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest

from calibration_case import Run, mini_case, run, scenario
from didymium.calibration.calibrate import Calibration
from didymium.scenario.alarm import news_of_shortages
from didymium.scenario.checks import check_scenario
from ensemble_cases import mini_base_year

Play = Callable[..., Run]

APRIL, MAY = 3, 4


def move(**figures: object) -> dict[str, object]:
    """A change of the Chinese magnet plant's capacity from 16 April 2025 on; it has 350 t a year."""
    return {"kind": "capacity_change", "plants": ["cmagh"], "from": dt.date(2025, 4, 16), **figures}


def test_a_part_is_withheld(play: Play) -> None:
    """At 40 % from the middle of April: half of the month, 0.7 of its capacity, then 0.4."""
    found = play(move(share=0.4))
    whole = 350 * found.structure.periods.years
    assert found.most("cmagh")[APRIL : MAY + 1] == pytest.approx([0.7 * whole[APRIL], 0.4 * whole[MAY]])


def test_capacity_is_added_and_withdrawn_in_tonnes(play: Play) -> None:
    """150 t a year more are 500 from May on; 400 less than 350 are none, not a negative capacity."""
    more = play(move(t_per_year=150.0))
    assert more.most("cmagh")[MAY:] == pytest.approx(500 * more.structure.periods.years[MAY:])
    assert play(move(t_per_year=-400.0)).most("cmagh")[MAY:] == pytest.approx(0.0, abs=1e-9)


def test_a_plant_that_does_not_stand_yet_gets_nothing(calibrated: Calibration) -> None:
    """Due in September, 100 t a year more from April on are 100 t from September on; built in September by an
    event that is known in July, the same.
    """
    case = mini_case()
    sample = next(row for row in case.plants if row.plant == "cmagh")
    day, more = dt.date(2025, 9, 1), {**move(t_per_year=100.0), "plants": ["soon"]}
    build = {"kind": "project_build", "plants": ["soon"], "from": day, "announced": dt.date(2025, 7, 4)}
    for status, start, events in (("construction", day, [more]), ("planned", None, [build, more])):
        soon = sample.model_copy(
            update={"plant": "soon", "status": status, "start": start, "base_t_per_year": None}
        )
        found = run(mini_case(plants=(*case.plants, soon)), calibrated, *events)
        assert found.most("soon")[:8] == pytest.approx(0.0)
        assert found.most("soon")[8:] == pytest.approx(450 * found.structure.periods.years[8:])


def test_the_order_of_events_does_not_matter(play: Play) -> None:
    """Twice 350, 100 t more, and an outage that leaves half, of what was added too: (700 + 100)/2 in either
    order.
    """
    events = [
        move(share=2.0), move(t_per_year=100.0),
        {"kind": "plant_outage", "plants": ["cmagh"], "from": dt.date(2025, 4, 16), "capacity_share": 0.5},
    ]  # fmt: skip
    one, other = play(*events), play(*reversed(events))
    assert one.most("cmagh")[MAY:] == pytest.approx(400 * one.structure.periods.years[MAY:])
    assert np.array_equal(one.most("cmagh"), other.most("cmagh"))


def test_what_is_withheld_alarms_buyers_and_what_is_added_does_not() -> None:
    """Buyers look for ways out of a shortage of what the plant makes, not of a glut."""
    case, base = mini_case(), mini_base_year()

    def short_of(**figures: object) -> frozenset[str]:
        ((_, found),) = news_of_shortages(case, base, scenario(move(**figures)).event)
        return found

    assert "magh" in short_of(share=0.5)
    assert short_of(t_per_year=-10.0) == short_of(share=0.5)
    assert short_of(share=1.5) == short_of(t_per_year=10.0) == frozenset()


def test_contradictions_are_named_all_at_once() -> None:
    """Both figures, none, one that changes nothing, and a plant that the case does not know."""
    case = mini_case()
    events = (
        move(share=0.5, t_per_year=1.0), move(), move(share=1.0), move(t_per_year=0.0),
        {**move(share=0.5), "plants": ["cmagx"]},
    )  # fmt: skip
    said = [(found.path, found.message) for found in check_scenario(case, scenario(*events))]
    assert said == [
        (("event", 0, "t_per_year"), "stands beside share"),
        (("event", 1), "does not say by how much capacity changes"),
        (("event", 2, "share"), "leaves capacity as it is: the event does nothing"),
        (("event", 3, "t_per_year"), "leaves capacity as it is: the event does nothing"),
        (("event", 4, "plants"), "is not in plants.csv"),
    ]


def test_a_planned_plant_has_nothing_to_change_until_it_is_built() -> None:
    """Alone the event is refused; beside the one that builds the plant it holds."""
    case = mini_case()
    idle = case.plants[0].model_copy(update={"plant": "later", "status": "planned"})
    more = mini_case(plants=(*case.plants, idle))
    change = {**move(share=1.5), "plants": ["later"]}
    built = {"kind": "project_build", "plants": ["later"], "from": dt.date(2025, 4, 1)}
    assert [found.message for found in check_scenario(more, scenario(change))] == [
        "is planned: it has no capacity to change"
    ]
    assert check_scenario(more, scenario(built, change)) == []
