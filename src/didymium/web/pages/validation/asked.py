"""What the address asks for, and where parts of the page stand."""

from __future__ import annotations

from didymium.web.look.visit import Visit

PATH = "/validation"


def backtest_address(visit: Visit, name: str, series: str = "") -> str:
    """Return the address of a backtest, of one of its series."""
    behind = f"#{series_id(series)}" if series else ""
    return visit.address(PATH, backtest=name) + behind


def series_id(series: str) -> str:
    """Return the name of a series within a page."""
    return f"series-{series}"
