"""How far policies move indicators, and what is critical."""

from __future__ import annotations

import pytest

from didymium.indicators.criticality.table import indicator_table
from didymium.views.criticality.view import changes_of, is_critical
from indicator_cases import row


def test_change_is_value_less_base_as_a_part_of_the_scale() -> None:
    """Supply risk from 5 to 4 moves by a tenth of its scale of 10, a share from 0.9 to 0.7 by a fifth."""
    found = changes_of(
        indicator_table([row("supply_risk", 4.0), row("largest_supplier", 0.7)]),
        indicator_table([row("supply_risk", 5.0), row("largest_supplier", 0.9)]),
    )
    assert found["method"].to_list() == ["largest_supplier", "supply_risk"]
    assert found["change"].to_list() == pytest.approx([-0.2, -1.0])
    assert found["weight"].to_list() == pytest.approx([-0.2, -0.1])


def test_beyond_its_bounds_a_share_or_ratio_moves_by_nothing() -> None:
    """A net exporter of 5 times its use or of 19 times is one; supply of 3 or 9 times demand is enough."""
    found = changes_of(
        indicator_table([row("import_reliance", -19.0), row("n_minus_one", 9.0, region="world")]),
        indicator_table([row("import_reliance", -5.0), row("n_minus_one", 3.0, region="world")]),
    )
    assert found["change"].to_list() == [-14.0, 6.0]
    assert found["weight"].to_list() == [0.0, 0.0]


def test_each_scenario_is_held_against_its_own_base_run() -> None:
    own = [row("hhi", 0.5, scenario="early"), row("hhi", 0.5, scenario="late")]
    bases = [row("hhi", 0.9, scenario="early"), row("hhi", 0.6, scenario="late")]
    found = changes_of(indicator_table(own), indicator_table(bases))
    assert dict(found.select("scenario", "change").iter_rows()) == pytest.approx(
        {"early": -0.4, "late": -0.1}
    )


def test_what_is_missing_in_one_of_both_has_no_change() -> None:
    """Missing is not zero."""
    found = changes_of(indicator_table([row("hhi", None)]), indicator_table([row("hhi", 0.9)]))
    assert found.is_empty()


@pytest.mark.parametrize(
    ("method", "value", "critical"),
    [
        ("supply_risk", 1.0, True),
        ("supply_risk", 0.99, False),
        ("n_minus_one", 1.0, True),
        ("n_minus_one", 1.01, False),
        ("benchmark_mined", 0.10, False),
        ("benchmark_mined", 0.09, True),
        ("benchmark_largest_origin", 0.65, False),
        ("benchmark_largest_origin", 0.66, True),
        ("hhi", 1.0, False),
        ("supply_risk", None, False),
    ],
)
def test_critical_at_the_threshold_but_benchmarks_are_met_there(
    method: str, value: float | None, critical: bool
) -> None:
    """The Union calls a supply risk of 1.0 or more critical; its act asks for at least 10 % mined and at most
    65 % from one country.
    """
    assert is_critical(method, value, row(method, value).threshold) is critical
