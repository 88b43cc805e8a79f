"""The search for rates alone, on maps whose fixed points are known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from didymium.scenario.instruments.fixed_point import (
    MOST_ROUNDS,
    TOLERANCE,
    FixedPoint,
    NotSettledError,
    find_fixed_point,
)

Floats = NDArray[np.float64]
Rule = Callable[[Floats], Floats]


def search(rule: Rule, *, start: float = 0.0, size: int = 1, scale: float = 100.0) -> FixedPoint:
    """Search from one start for all components."""
    return find_fixed_point(rule, np.full(size, start), np.full(size, scale))


def test_nothing_to_find() -> None:
    """A rule that asks for what it gets has settled after one round."""
    found = search(lambda rates: rates, start=7.0, size=3)
    assert found.rounds == 1
    assert np.array_equal(found.rates, [7.0, 7.0, 7.0])
    assert not found.on_step.any()


@pytest.mark.parametrize("start", [0.0, 100.0, 300.0])
@pytest.mark.parametrize("slope", [0.5, 0.9, 0.99])
def test_a_slow_contraction_is_found_at_once(start: float, slope: float) -> None:
    """x = 10 + slope·(x − 10): plain iteration gains 1 − slope a round (0.9 would take 90 rounds from 0 and
    0.99 a thousand). Two answers lie on a line, and the line leads to 10.
    """
    found = search(lambda rates: 10.0 + slope * (rates - 10.0), start=start)
    # What remains is within the tolerance by the rule's own residual, (1 − slope) times the distance.
    assert abs(found.rates[0] - 10.0) <= TOLERANCE * 100.0 / (1.0 - slope)
    assert found.rounds <= 6


@pytest.mark.parametrize("slope", [-0.5, -1.0, -3.0, -20.0])
def test_a_rule_that_falls_steeply_is_found(slope: float) -> None:
    """An ad valorem duty of 300 % on a price that falls by the duty: plain iteration moves away for ever."""
    found = search(lambda rates: 50.0 + slope * (rates - 50.0))
    assert found.rates[0] == pytest.approx(50.0, abs=TOLERANCE * 100.0)
    assert found.rounds <= 8


def test_a_steep_rule_cut_off_at_zero_is_found() -> None:
    """Where the rule would ask for less than nothing it asks for nothing: no line leads to the answer."""
    found = search(lambda rates: np.maximum(50.0 - 30.0 * (rates - 50.0), 0.0))
    assert found.rates[0] == pytest.approx(50.0, abs=TOLERANCE * 100.0)


@pytest.mark.parametrize("start", [0.0, 100.0])
def test_a_jump_across_the_answer_is_told(start: float) -> None:
    """A rule that asks for 60 below a rate of 40 and for 20 from there on has no fixed point: the market
    stands between two steps, and the rate is the place of the jump.
    """
    found = search(lambda rates: np.where(rates < 40.0, 60.0, 20.0), start=start)
    assert found.rates[0] == pytest.approx(40.0, abs=TOLERANCE * 100.0)
    assert found.on_step[0]


@pytest.mark.parametrize("start", [0.0, 85.0])
@pytest.mark.parametrize("missing", [0.0277, -0.0277])
def test_a_flat_stretch_is_crossed(start: float, missing: float) -> None:
    """Within a step of the market the price outside falls by all that a levy rises, so the rule asks for the
    same 0.03 more (or less) from 57 to 59: not a crawl of 72 rounds, but to the step's end.
    """

    def rule(rates: Floats) -> Floats:
        beyond = np.maximum(rates - 59.0, 0.0) + np.minimum(rates - 57.0, 0.0)
        jump = np.where(missing > 0, -0.5 * (rates > 59.0), 0.5 * (rates < 57.0))
        return np.asarray(rates + missing - 0.9 * beyond + jump)

    found = search(rule, start=start, scale=85.0)
    assert found.rates[0] == pytest.approx(59.0 if missing > 0 else 57.0, abs=0.05)
    assert found.rounds <= 25


def test_a_fixed_point_beside_a_jump_is_no_jump() -> None:
    """A rule that asks for 40 up to a rate of 45 and for nothing beyond holds at 40."""
    found = search(lambda rates: np.where(rates <= 45.0, 40.0, 0.0), start=100.0)
    assert found.rates[0] == 40.0
    assert not found.on_step[0]


def test_coupled_rates_settle_together() -> None:
    """x = b + A·x with a spectral radius of 0.95, as of levies in a chain: the answer of the linear system,
    in no more rounds than a few for each component.
    """
    random = np.random.default_rng(4)
    coupling = random.uniform(-1.0, 1.0, (6, 6))
    coupling *= 0.95 / np.abs(np.linalg.eigvals(coupling)).max()
    wanted = random.uniform(20.0, 80.0, 6)
    constant = wanted - coupling @ wanted
    found = search(lambda rates: constant + coupling @ rates, size=6)
    worst = np.linalg.norm(np.linalg.inv(np.eye(6) - coupling), np.inf)
    np.testing.assert_allclose(found.rates, wanted, atol=TOLERANCE * 100.0 * worst)
    assert found.rounds <= 20


def test_rising_and_falling_components_settle_together() -> None:
    """A levy that rises with its rate and lowers the price on which a duty is charged, which falls with
    itself: x = 40 + 0.5·(x − 40) + 0.2·(y − 30), y = 30 − 2·(y − 30) + 0.3·(x − 40).
    """

    def rule(rates: Floats) -> Floats:
        levy, duty = rates[0] - 40.0, rates[1] - 30.0
        return np.array([40.0 + 0.5 * levy + 0.2 * duty, 30.0 - 2.0 * duty + 0.3 * levy])

    np.testing.assert_allclose(search(rule, size=2).rates, [40.0, 30.0], atol=0.1)


def test_what_is_at_rest_waits_for_the_others() -> None:
    """A component that settles at once ends at its answer for the others' last rates, not their first."""

    def rule(rates: Floats) -> Floats:
        return np.array([0.5 * rates[1], 60.0 + 0.8 * (rates[1] - 60.0)])

    found = search(rule, size=2)
    np.testing.assert_allclose(found.rates, [30.0, 60.0], atol=0.1)


def test_no_rate_is_tried_outside_its_bounds() -> None:
    """The program may have no answer beyond a highest rate, and rates are never negative: neither is tried,
    although the accelerated step would go there.
    """
    tried: list[Floats] = []

    def rule(rates: Floats) -> Floats:
        tried.append(rates.copy())
        return np.array([20.0, 95.0]) + np.array([-15.0, 0.9]) * (rates - np.array([20.0, 95.0]))

    found = find_fixed_point(
        rule, np.array([300.0, 0.0]), np.full(2, 100.0), highest=np.array([np.inf, 100.0])
    )
    np.testing.assert_allclose(found.rates, [20.0, 95.0], atol=0.1)
    assert np.array(tried).min() >= 0.0
    assert np.array(tried)[:, 1].max() <= 100.0


def test_what_never_settles_is_named() -> None:
    """Components 1 and 3 ask for another 5 whatever they get; the others settle. After 50 rounds the error
    names the two.
    """
    calls = 0

    def rule(rates: Floats) -> Floats:
        nonlocal calls
        calls += 1
        asked = np.array([10.0, 0.0, 20.0, 0.0])
        asked[[1, 3]] = rates[[1, 3]] + 5.0
        return asked

    with pytest.raises(NotSettledError, match=r"2 rates have not settled after 50 rounds") as raised:
        search(rule, size=4)
    assert raised.value.moving.tolist() == [1, 3]
    assert raised.value.rounds == calls == MOST_ROUNDS


def step_map(seed: int, size: int) -> Rule:
    """Return a rule like those of a stepped market over time: each component asks for a non-negative amount
    that moves with its own rate (rising by less than it, or falling) and by up to a tenth with its
    neighbours', cut into steps of up to 1 % of the scale.
    """
    random = np.random.default_rng(seed)
    own = np.where(
        random.random(size) < 0.7, random.uniform(0.1, 0.9, size), random.uniform(-1.0, -0.1, size)
    )
    beside = random.uniform(-0.1, 0.1, (2, size))
    coupling = np.diag(own) + np.diag(beside[0, 1:], 1) + np.diag(beside[1, 1:], -1)
    centre = random.uniform(10.0, 90.0, size)
    step = random.uniform(0.05, 1.0, size)

    def rule(rates: Floats) -> Floats:
        asked = centre + coupling @ (rates - centre)
        return np.maximum(np.round(asked / step) * step, 0.0)

    return rule


def test_random_step_maps_settle_fast() -> None:
    """Of 60 step maps of 1 to 12 components every one settles from nothing and from above, half of the
    searches in fewer than 15 rounds. What is found asks for itself, or a step of it lies across.
    """
    rounds = []
    for seed in range(60):
        size = 1 + seed % 12
        rule = step_map(seed, size)
        for start in (0.0, 100.0):
            found = search(rule, start=start, size=size)
            away = np.abs(rule(found.rates) - found.rates)
            assert np.all((away <= TOLERANCE * 100.0) | found.on_step), seed
            rounds.append(found.rounds)
    assert float(np.median(rounds)) < 15
