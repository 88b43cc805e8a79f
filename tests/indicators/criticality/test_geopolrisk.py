"""GeoPolRisk against the published test cases: the United States in 2022, three materials, to machine
precision (inputs and results as published with geopolrisk-py, doi 10.21105/joss.09600).
"""

from __future__ import annotations

import pytest

from didymium.indicators.criticality.geopolrisk import import_risk
from didymium.validation.criticality import geopolrisk


def test_published_cases() -> None:
    """Concentration, import risk, score and characterisation factor of nickel, manganese and graphite."""
    found = geopolrisk()
    assert len(found) == 12
    for one in found:
        assert one.ours == pytest.approx(one.published, rel=1e-14), one.item


def test_an_origin_without_indicator_counts_a_half() -> None:
    assert import_risk({"X": 10.0}, {}, 10.0) == 0.25


def test_who_imports_nothing_runs_no_risk_and_who_has_nothing_has_no_answer() -> None:
    assert import_risk({}, {}, 5.0) == 0.0
    with pytest.raises(ValueError, match="nothing"):
        import_risk({}, {}, 0.0)
