"""Net import reliance as the US Geological Survey publishes it, and as the European Commission has it.

Apparent consumption is production + imports − exports (± changes of stocks); reliance is net imports over
it. A net exporter has a negative reliance, which the Survey prints as ``E``.
"""

from __future__ import annotations

DUST = 1e-6
"""Apparent consumption below this part of output and imports is what rounding left of a region that sends
all of it on; a share of that says nothing."""


def apparent_consumption(output: float, imports: float, exports: float, from_stocks: float = 0.0) -> float:
    """Return output + imports − exports + what stocks released."""
    return output + imports - exports + from_stocks


def import_reliance(output: float, imports: float, exports: float, from_stocks: float = 0.0) -> float:
    """Return net imports (and releases of stocks) as a share of apparent consumption.

    Raises:
        ValueError: If apparent consumption is not positive, or only the dust of rounding.
    """
    consumption = apparent_consumption(output, imports, exports, from_stocks)
    if consumption <= DUST * (output + imports):
        raise ValueError("apparent consumption is not positive")
    return (imports - exports + from_stocks) / consumption
