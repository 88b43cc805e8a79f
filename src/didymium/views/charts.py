"""Every chart of the report."""

from __future__ import annotations

from didymium.views.charts_bars import customs_chart, shortfall_chart
from didymium.views.charts_chain import chain_chart, map_chart
from didymium.views.charts_lines import price_chart, stock_chart

__all__ = ["chain_chart", "customs_chart", "map_chart", "price_chart", "shortfall_chart", "stock_chart"]
