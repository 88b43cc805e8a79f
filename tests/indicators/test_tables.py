"""Tables of a run that instruments bring."""

from __future__ import annotations

import datetime as dt

from didymium.indicators.tables import indicator_tables
from didymium.scenario.schema import Scenario
from hand_made import base_outcome, make_case, make_scenario, shocked_outcome


def test_without_instruments_everybody_is_outside_and_nothing_leaks() -> None:
    tables = indicator_tables(make_case(), make_scenario(), base_outcome(), shocked_outcome())
    assert not len(tables["leakage"]) and not len(tables["benchmarks"])
    assert set(tables["who_pays"]["side"]) <= {"outside"}


def test_a_tariff_names_the_club_whose_imports_leak() -> None:
    """Nothing is made of magnets in this case, so there is no later stage: no row, and no error."""
    tariff = {
        "kind": "tariff", "club": "JPN", "materials": ("magnet",), "specific_usd_per_kg": 1.0,
        "from": dt.date(2025, 1, 1), "source": "assumed: test",
    }  # fmt: skip
    scenario = Scenario.model_validate({"title": "duty", "instrument": (tariff,)})
    tables = indicator_tables(make_case(), scenario, base_outcome(), shocked_outcome())
    assert tables["leakage"].columns == ["club", "material", "base_t", "t", "change_t"]
