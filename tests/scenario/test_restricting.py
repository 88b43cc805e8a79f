"""What counts as a scenario in which goods are kept from buyers abroad."""

from __future__ import annotations

from typing import Any

import pytest

from didymium.scenario.restricting import restricts
from didymium.scenario.schema import Scenario

SOURCE = {"from": "2025-04-01", "source": "assumed: a test"}
LICENCES = {
    "kind": "export_restriction", "origin": "AUS", "materials": ["oxide"], "destinations": "all",
    "volume_share": 0.5,
}  # fmt: skip


@pytest.mark.parametrize(
    ("event", "answer"),
    [
        (LICENCES, True),
        ({"kind": "route_closure", "via": "strait", "volume_share": 0.2}, True),
        (
            {"kind": "route_closure", "via": "strait", "volume_share": 1.0, "extra_freight_usd_per_kg": 1},
            False,
        ),
        ({"kind": "demand_surge", "sectors": ["cars"], "regions": ["JPN"], "factor": 2.0}, False),
    ],
)
def test_closures_count_unless_all_passes(event: dict[str, Any], answer: bool) -> None:
    """A strait through which nothing comes keeps goods from buyers as licences do; a dearer way does not."""
    scenario = Scenario.model_validate({"title": "A test", "event": [event | SOURCE]})
    assert restricts(scenario) is answer
