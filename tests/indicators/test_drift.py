"""Where the run without events leaves the base year."""

from __future__ import annotations

import datetime as dt

from didymium.indicators.drift import base_drift
from didymium.outcome.tables import Outcome, make_table


def test_only_traded_prices_beyond_fifteen_per_cent_count() -> None:
    """Base year 100: 114 stays, 80 leaves by 20 %, and 300 at which nothing is traded says nothing."""
    columns = {
        "region": ["A", "B", "C"],
        "material": ["ore"] * 3,
        "period": [dt.date(2025, 1, 1)] * 3,
        "price_usd_per_kg": [114.0, 80.0, 300.0],
        "price_low": [None] * 3,
        "price_high": [None] * 3,
        "status": ["ok", "ok", "no_trade"],
    }
    base = Outcome("case", "base", "Base", {"prices": make_table("prices", columns)})
    (row,) = base_drift({(region, "ore"): 100.0 for region in "ABC"}, base).to_dicts()
    assert row["region"] == "B"
    assert abs(row["drift"] - 0.2) < 1e-12
