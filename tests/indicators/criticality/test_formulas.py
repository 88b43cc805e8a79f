"""Supply risk, economic importance, N−1, import reliance and recycling rate on figures done by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium.indicators.criticality.economic_importance import economic_importance
from didymium.indicators.criticality.import_reliance import apparent_consumption, import_reliance
from didymium.indicators.criticality.n_minus_one import n_minus_one
from didymium.indicators.criticality.recycling import end_of_life_input_rate
from didymium.indicators.criticality.supply_risk import (
    bottleneck,
    mixed_concentration,
    reported,
    supply_risk,
)

share = st.floats(0.0, 1.0)
index = st.floats(0.0, 10.0)


def test_world_and_sourcing_mix_by_half_of_import_reliance() -> None:
    """4 × 0.8/2 + 2 × (1 − 0.8/2) = 1.6 + 1.2 = 2.8."""
    assert mixed_concentration(4.0, 2.0, 0.8) == (pytest.approx(2.8), "GS+EU")


def test_what_is_known_stands_alone() -> None:
    assert mixed_concentration(4.0, None, None) == (4.0, "GSonly")
    assert mixed_concentration(None, 2.0, 0.9) == (2.0, "EUonly")
    with pytest.raises(ValueError, match="neither"):
        mixed_concentration(None, None, 1.0)
    with pytest.raises(ValueError, match="reliance"):
        mixed_concentration(4.0, 2.0, None)


def test_a_net_exporter_rests_on_its_own_sourcing_and_nobody_imports_more_than_all() -> None:
    assert mixed_concentration(4.0, 2.0, -0.5)[0] == 2.0
    assert mixed_concentration(4.0, 2.0, 1.7)[0] == mixed_concentration(4.0, 2.0, 1.0)[0] == 3.0


@settings(max_examples=25)
@given(index, index, share)
def test_the_mix_lies_between_its_parts(world: float, sourcing: float, reliance: float) -> None:
    mixed, _ = mixed_concentration(world, sourcing, reliance)
    assert min(world, sourcing) - 1e-9 <= mixed <= max(world, sourcing) + 1e-9


@settings(max_examples=25)
@given(index, share, share)
def test_recycling_and_substitutes_never_raise_supply_risk(
    bracket: float, recycled: float, si: float
) -> None:
    assert supply_risk(bracket, recycled, si) <= bracket + 1e-12


def test_heavy_rare_earths_by_hand() -> None:
    """One supplier with weight 5.68, one per cent recycled: dysprosium 5.68 × 0.99 × 0.99 = 5.567, printed
    5.6; gadolinium 5.68 × 0.99 × 0.59 = 3.318, printed 3.3; erbium 5.68 × 0.99 = 5.623, printed 5.6."""
    found = [reported(supply_risk(5.68, 0.01, index)) for index in (0.99, 0.59, 1.0)]
    assert found == [5.6, 3.3, 5.6]


def test_the_bottleneck_is_the_worse_stage() -> None:
    assert bottleneck([("extraction", 4.5), ("processing", 3.7)]) == ("extraction", 4.5)


def test_half_is_printed_away_from_zero() -> None:
    assert [reported(value) for value in (0.25, 1.349, -0.25)] == [0.3, 1.3, -0.3]


def test_economic_importance_by_hand() -> None:
    """Cars add 50, ceramics 20, and the largest sector, which uses none, 100. Three quarters go into cars:
    0.75 × 5 + 0.25 × 2 = 4.25, times 0.9 = 3.825."""
    value_added = {"cars": 50.0, "ceramics": 20.0, "food": 100.0}
    found = economic_importance({"cars": 30.0, "ceramics": 10.0}, value_added, 0.9)
    assert found == pytest.approx(3.825)


def test_economic_importance_of_what_only_the_largest_sector_uses_is_ten() -> None:
    assert economic_importance({"food": 1.0}, {"food": 7.0, "cars": 3.0}) == 10.0
    with pytest.raises(KeyError):
        economic_importance({"toys": 1.0}, {"food": 7.0})
    with pytest.raises(ValueError, match="nothing"):
        economic_importance({}, {"food": 7.0})


def test_n_minus_one_by_hand() -> None:
    """China supplies 90 of 100 t and uses 60 of 100 t: the others have 10 t for 40 t."""
    supply = {"CHN": 90.0, "AUS": 10.0}
    assert n_minus_one(supply, {"CHN": 60.0, "JPN": 30.0, "USA": 10.0}) == (pytest.approx(0.25), "CHN")


def test_n_minus_one_of_a_monopoly_is_zero() -> None:
    assert n_minus_one({"CHN": 5.0}, {"CHN": 3.0, "JPN": 2.0})[0] == 0.0


def test_n_minus_one_where_everyone_feeds_himself_is_one() -> None:
    own = {"A": 5.0, "B": 3.0, "C": 1.0}
    assert n_minus_one(own, own)[0] == 1.0


def test_n_minus_one_needs_a_supplier_and_others_who_ask() -> None:
    with pytest.raises(ValueError, match="nothing is supplied"):
        n_minus_one({}, {"JPN": 1.0})
    with pytest.raises(ValueError, match="nobody else"):
        n_minus_one({"CHN": 1.0}, {"CHN": 1.0})


def test_reliance_by_hand() -> None:
    """20 made, 90 in, 10 out, 5 from stocks: 105 used, 85 of it net imports and stocks."""
    assert apparent_consumption(20.0, 90.0, 10.0, 5.0) == 105.0
    assert import_reliance(20.0, 90.0, 10.0, 5.0) == pytest.approx(85.0 / 105.0)


def test_a_net_exporter_has_negative_reliance_and_who_uses_nothing_none() -> None:
    assert import_reliance(100.0, 0.0, 40.0) == pytest.approx(-40.0 / 60.0)
    with pytest.raises(ValueError, match="not positive"):
        import_reliance(10.0, 0.0, 10.0)
    with pytest.raises(ValueError, match="apparent consumption"):
        import_reliance(57.7, 1e-9, 57.7 - 1e-13)


def test_recycling_rate_lies_between_nothing_and_all() -> None:
    assert end_of_life_input_rate(5.0, 50.0) == 0.1
    with pytest.raises(ValueError, match="no input"):
        end_of_life_input_rate(0.0, 0.0)
    with pytest.raises(ValueError, match="between"):
        end_of_life_input_rate(2.0, 1.0)
