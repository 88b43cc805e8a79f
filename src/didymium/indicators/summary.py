"""The summary of a run: what an analyst says first, as a dictionary that can be written as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from didymium.case.case import Case
from didymium.indicators.cover import cover, stock_minima
from didymium.indicators.customs import customs_comparison, customs_totals
from didymium.indicators.loss import losses_by_region, losses_of, missing_goods, without_intensity
from didymium.indicators.peaks import price_gaps, price_multiples, price_peaks
from didymium.indicators.roles import critical_materials, exporter, home_regions, restriction_start
from didymium.indicators.survival import first_short, met_shares, survival
from didymium.outcome.tables import Outcome
from didymium.scenario.schema import Scenario

Record = dict[str, Any]


def summarise(case: Case, scenario: Scenario, base_outcome: Outcome, outcome: Outcome) -> dict[str, Any]:
    """Build the summary of an outcome against its base run.

    Keys: ``start`` (first day of the restriction), ``exporter``, ``home_regions``, ``prices`` (peaks),
    ``gap``, ``first_shortages`` (every user that was short, earliest first), ``survival`` (by sector),
    ``stock_minima``, ``losses`` (by region and sector), ``losses_by_member``, ``losses_unknown`` (sectors
    without an intensity), ``customs`` and ``customs_totals``, ``totals``, and ``market_units``
    if the trade reads prices or quantities in units of its own. Dates are ISO text; what is
    unknown is None.
    """
    start = restriction_start(scenario, outcome)
    origin = exporter(case, scenario, base_outcome)
    short = first_short(base_outcome, outcome, start)
    shares = met_shares(base_outcome, outcome)
    lost = losses_of(case, shares)
    by_region = losses_by_region(lost)
    comparison = customs_comparison(case, base_outcome, outcome)
    return {
        "start": start.isoformat() if start else None,
        "exporter": origin,
        "home_regions": list(home_regions(case)),
        **_price_parts(case, base_outcome, outcome, origin),
        "first_shortages": _records(short),
        "survival": _records(survival(base_outcome, outcome, start)),
        "stock_minima": _records(stock_minima(cover(case, base_outcome, outcome))),
        "losses": _records(by_region),
        "losses_by_member": _losses_by_member(case, by_region, missing_goods(case, shares)),
        "losses_unknown": without_intensity(case, lost),
        "customs": _records(comparison),
        "customs_totals": _records(customs_totals(comparison)),
        "totals": _totals(short, by_region),
        **({"market_units": case.units_read()} if case.market_units else {}),
    }


def _price_parts(case: Case, base: Outcome, outcome: Outcome, origin: str | None) -> Record:
    multiples = price_multiples(base, outcome)
    homes, materials = home_regions(case), critical_materials(case)
    shown = homes if origin is None or origin in homes else (*homes, origin)
    gaps = price_gaps(multiples, origin, homes, materials) if origin else pl.DataFrame()
    return {"prices": _records(price_peaks(multiples, shown, materials)), "gap": _records(gaps)}


def _losses_by_member(case: Case, by_region: pl.DataFrame, goods: pl.DataFrame) -> list[Record]:
    """Add up over sectors for each home region, tonnes of unlike goods apart under ``goods``; value added and
    jobs count the sectors whose intensities are known.
    """
    rows = []
    for region in home_regions(case):
        table = by_region.filter(pl.col("region") == region)
        known = [_known_sum(table, column) for column in ("value_added_usd", "jobs")]
        rows.append(
            {
                "region": region,
                "missing_t": float(table["missing_t"].sum()),
                "goods": goods.filter(region=region).drop("region").to_dicts(),
                "value_added_usd": known[0],
                "jobs": known[1],
            }
        )
    return rows


def _totals(short: pl.DataFrame, by_region: pl.DataFrame) -> Record:
    return {
        "missing_t": float(by_region["missing_t"].sum()),
        "value_added_usd": _known_sum(by_region, "value_added_usd"),
        "jobs": _known_sum(by_region, "jobs"),
        "sectors_short": short.select("region", "sector").n_unique() if short.height else 0,
    }


def _known_sum(table: pl.DataFrame, column: str) -> float | None:
    values = table[column].drop_nulls()
    return float(values.sum()) if len(values) else None


def _records(table: pl.DataFrame) -> list[Record]:
    return [
        {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in row.items()}
        for row in table.iter_rows(named=True)
    ]
