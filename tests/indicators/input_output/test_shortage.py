"""Least change under a shortage is the mixed model where final demand can give way, and shares out where it
cannot.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from didymium.indicators.input_output.binding import CRITICAL, IMPORTANT, OTHER, supply_limits
from didymium.indicators.input_output.models import output_with_given
from didymium.indicators.input_output.shortage import _shared_out, least_change
from didymium.indicators.input_output.table import InputOutputError, InputOutputTable
from input_output_cases import miller_blair, table_of, tables


def test_a_tenth_less_agriculture_by_hand() -> None:
    """Agriculture at 900 sells its users what they need; manufacturing falls from 2,000 to 1,880 / 0.95 since
    agriculture buys less. Value added: 650 · 0.1 = 65 direct, and 1,400 · (1 − 1,978.947 / 2,000) = 14.737.
    """
    found = least_change(miller_blair(), {"agriculture": 0.9})
    assert_allclose(found.output, [900.0, 1880 / 0.95], rtol=1e-8)
    assert_allclose(found.direct_loss, 65.0)
    assert_allclose(found.total_loss, 65.0 + 0.7 * (2000 - 1880 / 0.95), rtol=1e-7)


@given(tables(), st.floats(0.75, 1.0))
@settings(max_examples=20)
def test_least_change_is_the_mixed_model_where_final_demand_gives_way(
    table: InputOutputTable, part: float
) -> None:
    """Final demand is more than half of each output, so it can take a quarter less. Three methods: down from
    usual output, the mixed model by inversion, the quadratic program.
    """
    mixed = output_with_given(table, {"i0": part * table.output[0]})
    assert_allclose(least_change(table, {"i0": part}).output, mixed, rtol=1e-9)
    parts = np.array([part, *np.ones(len(mixed) - 1)])
    assert_allclose(_shared_out(table, parts, table.value_added), mixed, rtol=1e-4)


def test_no_limit_no_loss() -> None:
    found = least_change(miller_blair(), {})
    assert_allclose(found.output, [1000, 2000])
    assert found.total_loss == 0.0
    assert least_change(miller_blair(), {"agriculture": 1.0}).total_loss == 0.0


def test_users_stop_where_final_demand_cannot_give_way() -> None:
    """The first industry sells nothing but 50 to each of two others that sell to final demand alone; at half
    its output, 50 less must be used. Of users of unlike weight w and equal size both stop in part:
    min w2 y2² + w3 y3² with 50 y2 + 50 y3 = −50 gives y2 / y3 = w3 / w2.
    """
    table = table_of([[0.0, 50.0, 50.0], [0.0] * 3, [0.0] * 3], [0.0, 100.0, 100.0])
    even = least_change(table, {"i0": 0.5})
    assert_allclose(even.output, [50, 50, 50], rtol=1e-6)
    uneven = least_change(table, {"i0": 0.5}, np.array([1.0, 1.0, 3.0]))
    assert_allclose(uneven.output, [50, 100 * 0.25, 100 * 0.75], rtol=1e-5)


@given(tables(), st.floats(0.75, 0.99))
@settings(max_examples=15)
def test_less_of_an_input_never_costs_less(table: InputOutputTable, part: float) -> None:
    """And no industry ever makes more than usual, no final demand rises."""
    tight, loose = least_change(table, {"i0": part}), least_change(table, {"i0": 0.5 + part / 2})
    slack = 1e-6 * table.output.sum()
    assert tight.total_loss >= loose.total_loss - slack
    assert np.all(tight.output <= table.output + slack)
    assert np.all(tight.final_demand <= table.final_demand + slack)


def test_a_limit_is_a_part() -> None:
    with pytest.raises(InputOutputError, match="limit of agriculture is 1.5"):
        least_change(miller_blair(), {"agriculture": 1.5})


CHAIN = [[0.0, 10.0, 0.0], [0.0, 0.0, 10.0], [0.0, 0.0, 0.0]]
"""The first sells to the second, the second to the third."""


@pytest.mark.parametrize(
    ("rating", "expected"),
    [(CRITICAL, [0.6, 0.6, 0.6]), (IMPORTANT, [0.6, 0.8, 0.9]), (OTHER, [0.6, 1.0, 1.0])],
)
def test_a_shortage_passes_down_the_chain_as_far_as_it_binds(rating: float, expected: list[float]) -> None:
    """0.4 is lost; a critical input loses its user 0.4, an important one 0.2 and then 0.1, others nothing."""
    table = table_of(CHAIN, [50.0, 50.0, 50.0])
    assert_allclose(supply_limits(table, [0.6, 1.0, 1.0], np.full((3, 3), rating)), expected, atol=1e-12)


def test_an_input_that_is_not_bought_does_not_bind() -> None:
    """The third lacks nothing when the second, its only supplier, stands firm."""
    table = table_of(CHAIN, [50.0, 50.0, 50.0])
    ratings = np.array([[0.0, 0.0, 1.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]])
    assert_allclose(supply_limits(table, [0.0, 1.0, 1.0], ratings), [0.0, 1.0, 1.0])
