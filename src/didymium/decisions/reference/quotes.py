"""The last quoted prices inside and outside the exporting country, and how far a reference price is from
them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.case.schema import PriceQuote


@dataclass(frozen=True)
class Gap:
    """A reference price beside a quoted one, US dollars per kg."""

    quote: PriceQuote
    gap_usd_per_kg: float | None
    """Reference less quote; None without a reference price."""
    gap_share: float | None
    """The same as a share of the quote."""


def last_quotes(case: Case, material: str, exporter: str) -> tuple[PriceQuote | None, PriceQuote | None]:
    """Return the last quote of a material inside the exporter and the last outside it, by the middle of the
    period that they speak of.
    """
    rows = [row for row in case.prices if row.material == material]
    inside = _last(row for row in rows if row.region == exporter)
    return inside, _last(row for row in rows if row.region != exporter)


def gap_to(reference_usd_per_kg: float | None, quote: PriceQuote | None) -> Gap | None:
    """Hold a reference price against a quote; None without a quote."""
    if quote is None:
        return None
    if reference_usd_per_kg is None:
        return Gap(quote, None, None)
    gap = reference_usd_per_kg - quote.price_usd_per_kg
    return Gap(quote, gap, gap / quote.price_usd_per_kg if quote.price_usd_per_kg > 0 else None)


def _last(rows: Iterable[PriceQuote]) -> PriceQuote | None:
    return max(
        rows,
        key=lambda row: (row.from_ + (row.until - row.from_) / 2, row.from_, row.region, row.market),
        default=None,
    )
