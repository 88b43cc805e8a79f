"""Indices of sensitivity against published and hand-derived ones."""

import warnings

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import norm, rankdata

from didymium.ensemble.sensitivity.designs import sensitivity_shares
from didymium.ensemble.sensitivity.given_data import Shape, class_count, classes_of
from didymium.ensemble.sensitivity.indices import sensitivity
from didymium.ensemble.sensitivity.result import GivenDataIndex, MorrisIndex, SensitivityError, SobolIndex

Floats = NDArray[np.float64]

NAMES = ("x1", "x2", "x3")
FIRST = (0.3139, 0.4424, 0.0)
TOTAL = (0.5576, 0.4424, 0.2437)
"""Ishigami and Homma (1990) with a = 7, b = 0.1, as in Saltelli et al. (2008), worked out by integrals."""


def ishigami(shares: Floats) -> Floats:
    x = -np.pi + 2.0 * np.pi * shares
    return np.asarray(np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))


def by_chance(count: int, width: int, seed: int = 1) -> Floats:
    return np.random.default_rng(seed).random((count, width))


def test_ishigami_from_a_saltelli_design() -> None:
    """4,096 base points: every index within 0.02 of the analytic one, and of its own interval."""
    shares = sensitivity_shares("saltelli", 3, 4096, seed=1)
    found = sensitivity("saltelli", NAMES, shares, ishigami(shares), seed=1)
    assert found.method == "sobol" and found.scenarios == 20_480
    for index, first, total in zip(found.indices, FIRST, TOTAL, strict=True):
        assert isinstance(index, SobolIndex)
        assert index.first.value == pytest.approx(first, abs=0.02)
        assert index.total.value == pytest.approx(total, abs=0.02)
        assert abs(index.total.value - total) <= index.total.confidence
    assert [index.name for index in found.ranked] == ["x1", "x2", "x3"]


def test_ishigami_from_any_draws() -> None:
    """4,000 draws by chance give the first indices within 0.03 (a class is 1/63 of the range, sampling
    does the rest). The third input has none of its own, but moves the distribution, so its delta is above
    that of a fourth input that does nothing; Borgonovo's delta ranks the second first."""
    shares = by_chance(4000, 4)
    found = sensitivity("monte_carlo", (*NAMES, "idle"), shares, ishigami(shares), seed=1)
    first = [index.first.value for index in found.indices if isinstance(index, GivenDataIndex)]
    assert first == pytest.approx([*FIRST, 0.0], abs=0.03)
    delta = [index.main.value for index in found.indices]
    assert abs(delta[3]) < 0.04 < 0.12 < delta[2]
    assert found.ranked[0].name == "x2"


def test_delta_of_a_coin_is_counted_by_hand() -> None:
    """The outcome is 1 where x < 0.5. Whatever class of x is known, the outcome is known, and differs from
    the even chance of before by half the mass: delta is 1/2, the first index 1, up to one class that
    straddles the middle. SALib skips such classes and finds nothing."""
    shares = (np.arange(4096.0)[:, None] + 0.5) / 4096
    shape, classes = Shape((shares[:, 0] < 0.5) * 1.0), classes_of(shares[:, 0], 16)
    assert shape.distance(np.arange(4096), classes) == pytest.approx(0.5)
    index = sensitivity("sobol", ["x"], shares, (shares[:, 0] < 0.5) * 1.0).indices[0]
    assert isinstance(index, GivenDataIndex)
    assert index.first.value == pytest.approx(1.0, abs=0.01)


def test_delta_agrees_with_salib_where_that_is_defined() -> None:
    """The same classes of an outcome with a density, in normal scores: SALib evaluates its kernels at 100
    points between the least and the largest value, we count cells over the whole line."""
    from SALib.analyze.delta import calc_delta

    shares = by_chance(2000, 2)
    outcome = np.exp(3.0 * shares[:, 0] + shares[:, 1])
    scores = norm.ppf(rankdata(outcome) / 2001.0)
    most = class_count(2000)
    edges = np.linspace(0, 2000, most + 1)
    for position in (0, 1):
        classes = classes_of(shares[:, position], most)
        ours = Shape(outcome).distance(np.arange(2000), classes)
        grid = np.linspace(scores.min(), scores.max(), 100)
        assert ours == pytest.approx(calc_delta(scores, grid, shares[:, position], edges), abs=0.01)


def test_stretching_the_outcome_does_not_change_delta() -> None:
    """Delta compares distributions, not sizes: a few huge outcomes weigh no more than others."""
    shares = by_chance(500, 2)
    plain, stretched = shares[:, 0] + 0.3 * shares[:, 1], np.exp(12.0 * (shares[:, 0] + 0.3 * shares[:, 1]))
    deltas = [
        [index.main.value for index in sensitivity("x", "ab", shares, outcome).indices]
        for outcome in (plain, stretched)
    ]
    # Outcomes closer than a millionth of the range count as the same: the least of the stretched ones are.
    assert deltas[0] == pytest.approx(deltas[1], abs=0.02)


def test_morris_of_a_straight_line_is_its_slope() -> None:
    """y = 3·a − 2·b: every walk sees the same change, so mu_star is the slope times the way from the 5 % to
    the 95 % quantile, 0.9 of the range, sigma and the interval are zero, and c has none."""
    shares = sensitivity_shares("morris", 3, 10, seed=1)
    found = sensitivity("morris", "abc", shares, shares @ np.array([3.0, -2.0, 0.0]), seed=1)
    for index, slope in zip(found.indices, (2.7, -1.8, 0.0), strict=True):
        assert isinstance(index, MorrisIndex)
        assert index.mu == pytest.approx(slope)
        assert index.mu_star.value == pytest.approx(abs(slope))
        assert (index.sigma, index.mu_star.confidence) == pytest.approx((0.0, 0.0), abs=1e-12)


def test_morris_shows_inputs_that_act_together() -> None:
    """y = a·b: what a does depends on b, so sigma is not zero."""
    shares = sensitivity_shares("morris", 2, 40, seed=1)
    found = sensitivity("morris", "ab", shares, shares.prod(axis=1), seed=1)
    assert all(isinstance(index, MorrisIndex) and index.sigma > 0.1 for index in found.indices)


@pytest.mark.parametrize(("design", "rows"), [("saltelli", 5), ("morris", 4)])
def test_a_failed_scenario_takes_its_block_with_it(design: str, rows: int) -> None:
    """Scenario 8 has no answer, one of the third block no value: what is left is as if these two blocks had
    never been drawn, and that is said."""
    shares = sensitivity_shares(design, 3, 32, seed=1)  # type: ignore[arg-type]
    values = ishigami(shares)
    numbers = [number for number in range(1, len(shares) + 1) if number != 8]
    rest = np.array(numbers) - 1
    values[2 * rows] = np.nan
    found = sensitivity(
        design, NAMES, shares[rest], values[rest], scenarios=numbers, wanted=len(shares), seed=4
    )
    whole = [row for row in range(len(shares)) if row // rows not in (1, 2)]
    assert found.indices == sensitivity(design, NAMES, shares[whole], values[whole], seed=4).indices
    note = next(note for note in found.notes if note.message == "ensemble.note_blocks")
    assert note.numbers == {"failed": 2, "dropped": 2, "blocks": 32}


def test_scenarios_without_a_value_are_left_out_of_other_draws() -> None:
    """Any scenarios will do there: one without an answer (of 301) and one without a value are missed."""
    shares = by_chance(300, 2)
    values = shares[:, 0].copy()
    values[7] = np.nan
    found = sensitivity("latin_hypercube", "ab", shares, values, wanted=301)
    assert found.scenarios == 299
    assert found.notes[0].numbers == {"failed": 2}


@pytest.mark.parametrize("design", ["saltelli", "morris", "latin_hypercube"])
def test_nothing_moves_a_constant(design: str) -> None:
    """The same outcome everywhere, up to the last digits of a solver: no indices, and a note."""
    width, count = 3, 32
    shares = by_chance(count * 5, width)
    if design != "latin_hypercube":
        shares = sensitivity_shares(design, width, count, seed=1)  # type: ignore[arg-type]
    values = 1e9 + 1e-3 * by_chance(len(shares), 1)[:, 0]
    found = sensitivity(design, NAMES, shares, values)
    assert found.constant and found.notes[-1].message == "ensemble.note_constant"


@pytest.mark.parametrize(
    ("design", "count", "said"),
    [
        (
            "saltelli",
            40,
            r"8 whole blocks of 5 have a value, saltelli indices need at least 16 \(80 scenarios\)",
        ),
        ("morris", 8, r"2 whole blocks of 4 .* at least 4 \(16 scenarios\)"),
        ("latin_hypercube", 49, "49 have a value, indices need at least 50"),
        ("saltelli", 81, "81 scenarios are not whole blocks of 5 for 3 inputs"),
    ],
)
def test_too_few_scenarios_are_refused_with_the_number_needed(design: str, count: int, said: str) -> None:
    shares = by_chance(count, 3)
    with pytest.raises(SensitivityError, match=said):
        sensitivity(design, NAMES, shares, shares[:, 0])


def test_correlated_inputs_are_said() -> None:
    """Left out of a Saltelli design, and inside each other's indices in other draws."""
    shares = sensitivity_shares("saltelli", 2, 64, seed=1)
    found = sensitivity("saltelli", "ab", shares, shares[:, 0], correlated=("a", "b"))
    assert found.notes[0].message == "ensemble.note_correlation" and found.notes[0].inputs == ("a", "b")
    found = sensitivity("monte_carlo", "ab", shares, shares[:, 0], correlated=("a", "b"))
    assert found.notes[0].message == "ensemble.note_correlated_given"


@pytest.mark.parametrize("design", ["saltelli", "morris", "monte_carlo"])
def test_the_answer_depends_on_the_seed_alone(design: str) -> None:
    """Also with seed 0, which SALib takes for none; and neither random numbers nor warnings of the process
    are touched."""
    shares = by_chance(400, 3)
    if design != "monte_carlo":
        shares = sensitivity_shares(design, 3, 64, seed=1)  # type: ignore[arg-type]
    first = sensitivity(design, NAMES, shares, ishigami(shares), seed=0)
    np.random.seed(5)  # noqa: NPY002
    filters, state = list(warnings.filters), np.random.get_state()[1].copy()  # type: ignore[index,union-attr]  # noqa: NPY002
    assert sensitivity(design, NAMES, shares, ishigami(shares), seed=0) == first
    assert list(warnings.filters) == filters
    assert np.array_equal(np.random.get_state()[1], state)  # type: ignore[index]  # noqa: NPY002
