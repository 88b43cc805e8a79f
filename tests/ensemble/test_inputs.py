"""What a draw does to the case and to the scenario: figures changed, kept in bounds, dates moved."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from calibration_case import START, mini_case, scenario
from didymium.case.case import Case
from didymium.ensemble.inputs import Input, changed, inputs_of
from didymium.files.problems import InputError
from didymium.scenario.schema import Scenario
from ensemble_cases import MINI_INPUTS, licences, uncertain, with_inputs

APRIL = dt.date(2025, 4, 4)
QUIET = scenario()


def single(found: Scenario = QUIET, case: Case | None = None, **cells: Any) -> tuple[Case, Input]:
    """The mini case with one uncertain input, and that input."""
    there = with_inputs(case or mini_case(), uncertain("x", **cells))
    (item,) = inputs_of(there, found).moving
    return there, item


def after(
    value: float, found: Scenario = QUIET, case: Case | None = None, **cells: Any
) -> tuple[Case, Scenario]:
    there, item = single(found, case, **cells)
    return changed(there, found, [item], [value])


@pytest.mark.parametrize(("change", "figure"), [("factor", 20.0), ("add", 12.0), ("set", 2.0)])
def test_three_ways_to_change(change: str, figure: float) -> None:
    """A value of 2 makes a plant that costs 10 cost 20, 12 or 2; others keep their cost."""
    case, _ = after(2.0, table="plants", rows="plant=cmag", column="cost_usd_per_kg", change=change,
                    case=replace_plant("cmag", cost_usd_per_kg=10.0))  # fmt: skip
    costs = {row.plant: row.cost_usd_per_kg for row in case.plants}
    assert costs["cmag"] == pytest.approx(figure)
    assert costs["jmag"] == 12.0


def replace_plant(name: str, **cells: object) -> Case:
    rows = [row.model_copy(update=cells if row.plant == name else {}) for row in mini_case().plants]
    return mini_case(plants=rows)


def test_only_what_is_selected_becomes_another_object() -> None:
    """Rows and tables that a draw leaves alone are the same objects, so that nobody compares them."""
    before, item = single(table="plants", rows="region=JPN", column="cost_usd_per_kg")
    then, unchanged = changed(before, QUIET, [item], [1.5])
    assert unchanged is QUIET
    assert then.tables["routes"] is before.tables["routes"]
    same = [one is other for one, other in zip(before.plants, then.plants, strict=True)]
    assert same == [row.region != "JPN" for row in before.plants]
    assert changed(before, QUIET, [], []) == (before, QUIET)


@pytest.mark.parametrize(
    ("column", "change", "value", "figure"),
    [
        ("max_share", "factor", 5.0, 1.0),
        ("max_share", "add", -2.0, 0.0),
        ("penalty_usd_per_kg", "add", -1000.0, 0.0),
        ("months", "factor", 0.5, 6.0),
    ],
)
def test_figures_stay_within_their_bounds(column: str, change: str, value: float, figure: float) -> None:
    """Shares stay from 0 to 1, penalties at or above 0, whatever is drawn."""
    case, _ = after(value, table="substitutes", column=column, change=change)
    assert getattr(case.substitutes[0], column) == pytest.approx(figure)


def test_blank_stays_blank_unless_set() -> None:
    """A plant without an elasticity of its own has none after a factor, and one after ``set``."""
    cells = {"table": "plants", "rows": "region=JPN", "column": "supply_elasticity"}
    case, _ = after(2.0, **cells)
    assert {row.supply_elasticity for row in case.plants} == {None}
    case, _ = after(0.4, **cells, change="set")
    assert {row.supply_elasticity for row in case.plants if row.region == "JPN"} == {0.4}


def test_settings_and_whole_numbers() -> None:
    """A figure of case.toml; and working days, which are whole."""
    case, _ = after(0.11, table="case", column="discount_rate", change="set", parameters="low=0.1; high=0.2")
    assert case.settings.discount_rate == 0.11
    found = licences(
        (0.5,),
        (dt.date(2025, 7, 1),),
    )
    waiting = found.model_copy(
        update={"event": (found.event[0].model_copy(update={"processing_working_days": 45}),)}
    )
    _, then = after(0.5, waiting, table="event", column="processing_working_days")
    assert then.event[0].processing_working_days in (22, 23)
    assert isinstance(then.event[0].processing_working_days, int)


def test_dates_of_the_case_move_by_whole_days() -> None:
    """A start 60.4 days later; plants without one stay without."""
    starting = replace_plant("jmag", start=dt.date(2026, 1, 1))
    case, _ = after(60.4, table="plants", column="start", change="add", case=starting)
    assert {row.plant: row.start for row in case.plants if row.start} == {"jmag": dt.date(2026, 3, 2)}


def test_all_dates_of_an_event_move_together() -> None:
    """``dates``: from, until, the announcement, and the approvals with their days of being known."""
    found = scenario(
        {
            "kind": "export_restriction", "origin": "CHN", "materials": ["dy"], "from": APRIL,
            "until": dt.date(2025, 12, 31), "announced": dt.date(2025, 4, 1),
            "approval": [
                {"from": dt.date(2025, 7, 1), "known_from": dt.date(2025, 7, 5), "rate": 0.3, "source": "x"},
                {"from": dt.date(2025, 9, 1), "rate": 0.5, "source": "x"},
            ],
        }
    )  # fmt: skip
    _, then = after(30.0, found, table="event", column="dates", change="add")
    event = then.event[0]
    month = dt.timedelta(days=30)
    assert (event.from_, event.until, event.announced) == (
        APRIL + month, dt.date(2025, 12, 31) + month, dt.date(2025, 4, 1) + month,
    )  # fmt: skip
    first, second = event.approval
    assert (first.from_, first.known_from) == (dt.date(2025, 7, 31), dt.date(2025, 8, 4))
    assert (second.from_, second.known_from) == (dt.date(2025, 10, 1), None)


@pytest.mark.parametrize(("value", "shares"), [(0.5, [0.1, 0.2]), (2.0, [0.4, 0.8]), (9.0, [1.0, 1.0])])
def test_approved_shares_start_from_the_rate(value: float, shares: list[float]) -> None:
    """Without a share of volume an approval lets its rate through: 0.2 of it, and 0.4 where a share of 0.4 is
    stated beside a rate of 0.9; never more than all.
    """
    found = licences((0.2, 0.9))
    event = found.event[0]
    stated = (event.approval[0], event.approval[1].model_copy(update={"volume_share": 0.4}))
    found = found.model_copy(update={"event": (event.model_copy(update={"approval": stated}),)})
    _, then = after(value, found, table="event", column="approval.volume_share")
    assert [rate.volume_share for rate in then.event[0].approval] == pytest.approx(shares)
    assert [rate.rate for rate in then.event[0].approval] == [0.2, 0.9]


def test_inputs_apply_one_after_the_other() -> None:
    """Two inputs of one figure: first the factor of the first, then the sum of the second."""
    rows = [
        uncertain("a", table="substitutes", column="penalty_usd_per_kg"),
        uncertain("b", table="substitutes", column="penalty_usd_per_kg", change="add"),
    ]
    case = with_inputs(mini_case(), *rows)
    then, _ = changed(case, QUIET, inputs_of(case, QUIET).moving, [2.0, 1.0])
    assert then.substitutes[0].penalty_usd_per_kg == 31.0


def test_inputs_that_move_nothing_are_idle() -> None:
    """An input of bans in a scenario without bans; without events all that stand in them are idle."""
    case = with_inputs(mini_case(), *MINI_INPUTS)
    found = inputs_of(case, licences())
    assert (found.names, found.idle) == (("share", "growth", "penalty"), ("ban",))
    assert inputs_of(case, QUIET).idle == ("share", "ban")
    endless = scenario({"kind": "ban", "origin": "CHN", "materials": ["dy"], "from": APRIL})
    assert "ban" in inputs_of(case, endless).idle


def test_only_those_named() -> None:
    """Others are neither varied nor idle."""
    found = inputs_of(with_inputs(mini_case(), *MINI_INPUTS), licences(), ["growth", "ban"])
    assert (found.names, found.idle) == (("growth",), ("ban",))


def test_what_leaves_figures_alone() -> None:
    """A factor of 1, a sum of 0; nothing for what takes the place of a figure."""
    found = inputs_of(with_inputs(mini_case(), *MINI_INPUTS), licences())
    assert [item.stated for item in found.moving] == [1.0, 0.0, 1.0]
    _, item = single(table="plants", column="supply_elasticity", change="set")
    assert item.stated is None


def test_impossible_tails_are_refused_together() -> None:
    """An elasticity that must be above zero, a date beyond the calendar, a wait that would be negative: each
    is said with the value that shows it, before anything runs."""
    waiting = scenario(
        {"kind": "customs_friction", "origin": "CHN", "materials": ["dy"], "from": APRIL, "extra_days": 30}
    )
    starting = replace_plant("jmag", start=dt.date(2026, 1, 1))
    rows = [
        uncertain("fine", table="substitutes", column="penalty_usd_per_kg"),
        uncertain("elasticity", table="plants", column="supply_elasticity", change="set",
                  parameters="low=-1; high=1"),
        uncertain("start", table="plants", column="start", change="add", parameters="low=-9e5; high=9e5"),
        uncertain("wait", table="event", column="extra_days", change="set", parameters="low=-9; high=20"),
    ]  # fmt: skip
    with pytest.raises(InputError) as raised:
        inputs_of(with_inputs(starting, *rows), waiting)
    said = [str(problem) for problem in raised.value.problems]
    assert len(said) == 3
    assert "draws -0.998, which plants supply_elasticity cannot be" in said[0]
    assert "which plants start cannot be" in said[1]
    assert "draws -8.971, which event extra_days cannot be" in said[2]
    assert all('"low=' in problem for problem in said)


def test_the_same_case_after_no_change() -> None:
    """A factor of 1 and a sum of 0 leave every figure as it is."""
    case = with_inputs(mini_case(), *MINI_INPUTS)
    found = inputs_of(case, licences())
    then, unmoved = changed(case, licences(), found.moving, [1.0, 0.0, 1.0])
    assert replace(then, tables=dict(case.tables)) == replace(case, tables=dict(case.tables))
    assert then.demands == case.demands
    assert [rate.volume_share for rate in unmoved.event[0].approval] == [0.2, 0.5]
    assert unmoved.event[0].from_ > START
