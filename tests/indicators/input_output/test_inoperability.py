"""The inoperability model by hand: two industries, and a course that goes where the static model says."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from didymium.indicators.input_output.inoperability import (
    inoperability,
    inoperability_course,
    interdependency,
)
from didymium.indicators.input_output.models import input_coefficients
from didymium.indicators.input_output.table import InputOutputError
from input_output_cases import miller_blair

DEPENDENCE = [[0.0, 0.4], [0.2, 0.0]]
"""If the second fails the first loses 0.4, if the first fails the second loses 0.2."""


def test_failure_feeds_back() -> None:
    """q1 = 0.1 + 0.4 q2 and q2 = 0.2 q1: q1 = 0.1 / 0.92 = 0.1086957, q2 = 0.0217391."""
    assert_allclose(inoperability(DEPENDENCE, [0.1, 0.0]), [0.1 / 0.92, 0.02 / 0.92], rtol=1e-14)


def test_dependence_is_the_scaled_recipe() -> None:
    """A* = x̂⁻¹ A x̂: of the example [[0.15, 0.25 · 2], [0.2 / 2, 0.05]]."""
    table = miller_blair()
    scaled = input_coefficients(table) * table.output[None, :] / table.output[:, None]
    assert_allclose(interdependency(table), scaled)
    assert_allclose(interdependency(table), [[0.15, 0.5], [0.1, 0.05]])


def test_inoperability_is_the_leontief_model_in_parts_of_output() -> None:
    """A tenth less final demand everywhere is a tenth less of everything: q = 0.1 for all."""
    table = miller_blair()
    shock = 0.1 * table.final_demand / table.output
    assert_allclose(inoperability(interdependency(table), shock), [0.1, 0.1])


def test_no_shock_no_loss() -> None:
    assert_allclose(inoperability(DEPENDENCE, [0.0, 0.0]), 0.0)
    assert_allclose(inoperability_course(DEPENDENCE, np.zeros((5, 2)), [0.5, 0.5]), 0.0)


def test_first_two_periods_by_hand() -> None:
    """K = ½: q1 goes 0 → 0.05 → 0.075, q2 goes 0 → 0 → ½ (0.2 · 0.05) = 0.005."""
    course = inoperability_course(DEPENDENCE, [[0.1, 0.0], [0.1, 0.0]], [0.5, 0.5])
    assert_allclose(course, [[0.0, 0.0], [0.05, 0.0], [0.075, 0.005]], atol=1e-15)


def test_a_lasting_shock_leads_to_the_static_answer() -> None:
    """However fast or slowly each adapts."""
    course = inoperability_course(DEPENDENCE, np.tile([0.1, 0.0], (400, 1)), [0.9, 0.1])
    assert_allclose(course[-1], inoperability(DEPENDENCE, [0.1, 0.0]), rtol=1e-9)


def test_an_industry_without_resilience_stays_as_it_is() -> None:
    """K = 0 is neither recovery nor decay; without dependence K = 1 recovers in one period."""
    course = inoperability_course(np.zeros((2, 2)), np.zeros((3, 2)), [0.0, 1.0], start=[0.3, 0.3])
    assert_allclose(course[:, 0], 0.3)
    assert_allclose(course[:, 1], [0.3, 0.0, 0.0, 0.0])


def test_parts_outside_nought_and_one_are_refused() -> None:
    with pytest.raises(InputOutputError, match="between 0 and 1"):
        inoperability(DEPENDENCE, [1.2, 0.0])
