"""Scenario discovery: planted boxes are found, and nothing is found where nothing is."""

import logging
import sys

import numpy as np
import pytest

from didymium.ensemble.sensitivity.box import Range, chance_of, simplified
from didymium.ensemble.sensitivity.condition import Condition, ConditionError, read_condition
from didymium.ensemble.sensitivity.discovery import Search, choose, discover
from didymium.ensemble.sensitivity.prim import DiscoveryMissing, Step, trajectory

INPUTS = np.random.default_rng(1).random((1000, 6))
NAMES = tuple(f"x{number}" for number in range(1, 7))
PLANTED = (INPUTS[:, 0] < 0.3) & (INPUTS[:, 1] > 0.6)
TRUE = Condition("true")
ONCE = Search(halves=0)


def test_a_planted_box_is_found_and_the_other_inputs_are_free() -> None:
    """It happens where x1 < 0.3 and x2 > 0.6 and nowhere else: a box of these two limits holds nearly all of
    it and hardly anything else. Limits lie within the next peel of the planted ones: 5 % of what is left."""
    pytest.importorskip("ema_workbench")
    (box,) = discover(TRUE, NAMES, INPUTS, PLANTED * 1.0, search=Search(halves=4)).boxes
    one, two = box.limits
    assert (one.name, one.low, two.name, two.high) == ("x1", None, "x2", None)
    assert one.high == pytest.approx(0.3, abs=0.03) and two.low == pytest.approx(0.6, abs=0.03)
    assert box.coverage > 0.93 and box.density > 0.97
    assert max(one.chance, two.chance) < 1e-6 and one.reproduced == two.reproduced == 1.0
    assert box.mass == box.scenarios / 1000 and box.base == PLANTED.mean()


def test_a_planted_box_is_found_through_noise() -> None:
    """One scenario in twenty is turned round. The figures of the box are those of its members, counted
    again here."""
    pytest.importorskip("ema_workbench")
    cases = PLANTED ^ (np.random.default_rng(2).random(1000) < 0.05)
    (box,) = discover(TRUE, NAMES, INPUTS, cases * 1.0, search=ONCE).boxes
    assert {limit.name for limit in box.limits} == {"x1", "x2"}
    one, two = box.limits
    assert one.high is not None and two.low is not None
    inside = (INPUTS[:, 0] <= one.high) & (INPUTS[:, 1] >= two.low)
    assert box.density == cases[inside].mean()
    assert box.coverage == cases[inside].sum() / cases.sum() >= 0.6


def test_chance_has_no_box() -> None:
    """It happens in a fifth of the scenarios whatever the inputs are: no limit is sure enough."""
    pytest.importorskip("ema_workbench")
    cases = np.random.default_rng(3).random(1000) < 0.2
    assert discover(TRUE, NAMES, INPUTS, cases * 1.0).boxes == ()


def test_two_planted_boxes_are_found_one_after_the_other() -> None:
    """The second is looked for outside the first, so that coverage adds up."""
    pytest.importorskip("ema_workbench")
    cases = PLANTED | ((INPUTS[:, 2] > 0.8) & (INPUTS[:, 3] > 0.5))
    search = Search(coverage=0.3, boxes=5, halves=0)
    boxes = discover(TRUE, NAMES, INPUTS, cases * 1.0, search=search).boxes
    found = [{limit.name for limit in box.limits} for box in boxes[:2]]
    assert sorted(found, key=min) == [{"x1", "x2"}, {"x3", "x4"}]
    assert 0.85 < sum(box.coverage for box in boxes) <= 1.0


def test_the_rule_takes_the_densest_box_that_covers_enough() -> None:
    """Among equals the one that covers more."""
    free = Range(np.array([-np.inf]), np.array([np.inf]))
    pairs = [(0.1, 1.0), (0.5, 0.8), (0.5, 0.7), (0.9, 0.5)]
    steps = [Step(free, density, coverage, np.ones(1)) for density, coverage in pairs]
    assert choose(steps, 0.6) is steps[1]
    assert choose(steps, 0.4) is steps[3]
    assert choose(steps, 0.9) is steps[0]


def test_quasi_p_value_by_hand() -> None:
    """Eight scenarios at 1 to 8, cases at 6, 7, 8. In the box above 5.5 all three are cases; without the
    limit 3 of 8 are. Three in a row by chance: (3/8)³."""
    inputs, cases = np.arange(1.0, 9.0)[:, None], np.arange(1, 9) > 5
    found = Range(np.array([5.5]), np.array([np.inf]))
    assert chance_of(found, 0, 0, inputs, cases) == pytest.approx((3 / 8) ** 3)
    assert simplified(found, inputs, cases, 0.06).limited() == [(0, 0)]
    assert simplified(found, inputs, cases, 0.05).limited() == []


def test_quasi_p_values_agree_with_the_workbench() -> None:
    """It computes the same on its own trajectory: of the two limits at the end the surer of each input."""
    pytest.importorskip("ema_workbench")
    last = trajectory(INPUTS, PLANTED, 0.05, 0.05)[-1]
    for side, position in last.range.limited():
        ours = chance_of(last.range, side, position, INPUTS, PLANTED)
        assert ours == pytest.approx(last.chances[position])


def test_nothing_is_logged_or_drawn_from_the_process() -> None:
    """The same twice, whatever was drawn in between, and the workbench's logger is as it was."""
    pytest.importorskip("ema_workbench")
    level = logging.getLogger("EMA").level
    first = discover(TRUE, NAMES, INPUTS, PLANTED * 1.0, search=Search(halves=2), seed=3)
    np.random.random(17)  # noqa: NPY002
    assert discover(TRUE, NAMES, INPUTS, PLANTED * 1.0, search=Search(halves=2), seed=3) == first
    assert logging.getLogger("EMA").level == level


def test_scenarios_without_a_value_are_left_out() -> None:
    """Where nothing is for sale there is no price peak: neither above nor below a limit."""
    pytest.importorskip("ema_workbench")
    values = np.where(PLANTED, 9.0, 2.0)
    values[:10] = np.nan
    found = discover(Condition("above", 5.0), NAMES, INPUTS, values, search=ONCE, failed=3)
    assert found.scenarios == 990 and found.cases == PLANTED[10:].sum()
    assert found.notes[0].numbers == {"failed": 13}


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "happens in none of 1000"),
        (1000, "happens in all 1000"),
        (4, r"happens in 4 of 1000 scenarios, too few: at least 10 are needed, about 2,500"),
        (996, "does not happen in 4 of 1000"),
    ],
)
def test_too_few_cases_are_refused(count: int, said: str) -> None:
    with pytest.raises(ConditionError, match=said):
        discover(TRUE, NAMES, INPUTS, (np.arange(1000) < count) * 1.0)


def test_without_the_workbench_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is not installed everywhere."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "ema_workbench"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "ema_workbench", None)
    with pytest.raises(DiscoveryMissing, match=r"pip install 'didymium\[discovery\]'"):
        discover(TRUE, NAMES, INPUTS, PLANTED * 1.0)


def test_conditions_are_read() -> None:
    """Of scenarios: above the value that 90 % of them stay below."""
    assert read_condition("true") == TRUE
    assert read_condition("above 5") == Condition("above", 5.0)
    assert read_condition("below -1e3") == Condition("below", -1000.0)
    tenth = read_condition("above 90 %")
    assert tenth == Condition("above", 0.9, True)
    assert tenth.holds(np.arange(100.0)).sum() == 10


@pytest.mark.parametrize(
    "text", ["", "over 5", "above", "above 5 or 6", "above 100 %", "below 0%", "above 1.2.3"]
)
def test_a_condition_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(ConditionError):
        read_condition(text)


def test_a_search_needs_possible_figures() -> None:
    with pytest.raises(ValueError, match="coverage 1.2"):
        Search(coverage=1.2)
