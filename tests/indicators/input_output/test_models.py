"""Leontief and Ghosh give the published figures, and agree with each other on what they start from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose

from didymium.indicators.input_output.models import (
    ghosh_inverse,
    input_coefficients,
    leontief_inverse,
    output_for,
    output_from,
    output_with_given,
    value_added_for,
)
from didymium.indicators.input_output.table import InputOutputError, InputOutputTable
from input_output_cases import miller_blair, table_of, tables


def test_leontief_inverse_of_miller_and_blair() -> None:
    """Miller and Blair (2009), chapter 2, and tests of pymrio: to the eight digits printed there."""
    expected = [[1.25412541, 0.330033], [0.2640264, 1.12211221]]
    assert_allclose(leontief_inverse(miller_blair()), expected, atol=5e-9)
    assert_allclose(input_coefficients(miller_blair()), [[0.15, 0.25], [0.2, 0.05]], rtol=1e-15)


def test_new_output_of_miller_and_blair() -> None:
    """Final demand of 600 and 1,500 asks for 1,247.5 and 1,841.6 (chapter 2, to the digit printed)."""
    assert_allclose(output_for(miller_blair(), [600, 1500]), [1247.5, 1841.6], atol=0.05)


def test_ghosh_inverse_of_miller_and_blair() -> None:
    """Its supply-driven twin, as the tests of pymrio have it."""
    expected = [[1.25412541, 0.66006601], [0.1320132, 1.12211221]]
    assert_allclose(ghosh_inverse(miller_blair()), expected, atol=5e-9)


@given(tables())
@settings(max_examples=25)
def test_both_models_return_the_table_they_start_from(table: InputOutputTable) -> None:
    """L f = x and v' G = x'; and the two inverses are similar matrices: G = x̂⁻¹ L x̂."""
    assert_allclose(output_for(table, table.final_demand), table.output, rtol=1e-10)
    assert_allclose(output_from(table, table.primary_inputs), table.output, rtol=1e-10)
    scaled = leontief_inverse(table) * table.output[None, :] / table.output[:, None]
    assert_allclose(ghosh_inverse(table), scaled, rtol=1e-9, atol=1e-12)


@given(tables())
@settings(max_examples=25)
def test_more_demand_never_lowers_any_output(table: InputOutputTable) -> None:
    """L is non-negative with at least 1 on its diagonal: the industry itself must make the unit."""
    inverse = leontief_inverse(table)
    assert np.all(inverse >= -1e-12)
    assert np.all(np.diag(inverse) >= 1.0 - 1e-12)


def test_value_added_of_the_usual_output_is_that_of_the_table() -> None:
    assert_allclose(value_added_for(miller_blair(), [1000, 2000]), [650, 1400])


def test_given_output_of_one_industry() -> None:
    """Agriculture at 900: manufacturing makes (0.2 · 900 + 1,700) / 0.95 = 1,978.947; at its usual output of
    1,000 nothing changes.
    """
    assert_allclose(output_with_given(miller_blair(), {"agriculture": 900.0}), [900.0, 1880 / 0.95])
    assert_allclose(output_with_given(miller_blair(), {"agriculture": 1000.0}), [1000.0, 2000.0])


def test_an_unknown_industry_is_named_with_what_was_meant() -> None:
    with pytest.raises(InputOutputError, match='no industry "agricultur" did you mean "agriculture"'):
        output_with_given(miller_blair(), {"agricultur": 1.0})


def test_an_economy_that_eats_itself_has_no_output() -> None:
    """Two industries that sell each other all that they make: no output is enough for any final demand."""
    with pytest.raises(InputOutputError, match="use up more"):
        leontief_inverse(table_of([[0.0, 10.0], [10.0, 0.0]], [0.0, 0.0]))
