"""What sectors do not make in the first months of a scenario, as a share of what they would have made."""

from __future__ import annotations

import datetime as dt

import polars as pl

from didymium.case.case import Case
from didymium.indicators.loss import counting, losses_of
from didymium.indicators.spans import periods_touched, spans_of_outcome
from didymium.indicators.survival import met_shares
from didymium.outcome.tables import Outcome


def output_loss(case: Case, base: Outcome, outcome: Outcome, begin: dt.date, end: dt.date) -> pl.DataFrame:
    """Return what each sector and region does not make in the periods that have a day from ``begin`` to
    before ``end``.

    Columns: region, sector, unit, missing_t and expected_t (of what counts in the sector), share (missing /
    expected: of the sector's output, if that alone limits it and what is left is shared so that the least
    goes unmade), units (null without an intensity), value_added_usd, until (the first day
    after the last period that counts). Periods count whole.
    """
    spans = spans_of_outcome(outcome)
    periods = periods_touched(spans, begin, end)
    shares = met_shares(base, outcome).filter(pl.col("period").is_in(periods))
    lost = losses_of(case, shares).group_by("region", "sector").agg(
        pl.col("unit").first(), pl.col("missing_t").sum(),
        units=_known_sum("units"), value_added_usd=_known_sum("value_added_usd"),
    )  # fmt: skip
    wanted = counting(case, shares).group_by("region", "sector").agg(pl.col("expected_t").sum())
    until = max((spans[first] for first in periods), default=begin)
    return (
        wanted.join(lost, on=["region", "sector"], how="left")
        .with_columns(pl.col("missing_t").fill_null(0.0), until=pl.lit(until))
        .filter(pl.col("expected_t") > 0)
        .with_columns(share=pl.col("missing_t") / pl.col("expected_t"))
        .select(
            "region",
            "sector",
            "unit",
            "missing_t",
            "expected_t",
            "share",
            "units",
            "value_added_usd",
            "until",
        )
        .sort("region", "missing_t", "sector", descending=[False, True, False])
    )


def _known_sum(column: str) -> pl.Expr:
    """Return the sum of what is known, null where nothing is."""
    known = pl.col(column).is_not_null().any()
    return pl.when(known).then(pl.col(column).sum())
