"""Risk over the scenarios of an ensemble: how likely a shortfall, how large a loss."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtri

from didymium.ensemble.reading.results import Results
from didymium.ensemble.two_stage.risk import conditional_value_at_risk
from didymium.indicators.survival import NEGLIGIBLE_T, THRESHOLD

Floats = NDArray[np.float64]

CONFIDENCE = 0.95
"""Confidence of the intervals around probabilities."""
ALPHA = 0.95
"""Tail beyond which the conditional value at risk looks, unless another is asked for."""


def shortfall_probabilities(results: Results, regions: Sequence[str] = ()) -> pl.DataFrame:
    """Return how likely each sector of each region runs short at some time, most likely first.

    A sector is short in a period in which it gets less than 95 % of what it gets in the base run, of any
    material. Columns: region, sector, as_stated (whether it is short in the scenario as stated), scenarios,
    short (number of them), probability, probability_low and probability_high (Wilson 1927, J. Am. Stat.
    Assoc. 22:209), first_period (median first day of the first short period where there is one),
    expected_missing_t and missing_t_high (95 % quantile; tonnes of all materials over the run).
    """
    results.need("shortages")
    query = """
        WITH places AS (SELECT DISTINCT region, sector FROM shortages),
        short AS (
            SELECT scenario, region, sector, min(period) AS first_day, sum(missing_t) AS missing_t
            FROM shortages WHERE share < ? AND missing_t > ? GROUP BY ALL
        ),
        every AS (
            SELECT scenario, region, sector, first_day, coalesce(missing_t, 0.0) AS missing_t
            FROM places CROSS JOIN answered LEFT JOIN short USING (scenario, region, sector)
        )
        SELECT region, sector,
            bool_or(first_day IS NOT NULL) FILTER (scenario = 0) AS as_stated,
            count(*) FILTER (scenario > 0) AS scenarios,
            count(first_day) FILTER (scenario > 0) AS short,
            quantile_disc(first_day, 0.5) FILTER (scenario > 0) AS first_period,
            avg(missing_t) FILTER (scenario > 0) AS expected_missing_t,
            quantile_cont(missing_t, 0.95) FILTER (scenario > 0) AS missing_t_high
        FROM every GROUP BY region, sector
    """
    found = results.ask(query, [THRESHOLD, NEGLIGIBLE_T])
    if regions:
        found = found.filter(pl.col("region").is_in(list(regions)))
    low, high = wilson(found["short"].to_numpy(), found["scenarios"].to_numpy())
    with_shares = found.with_columns(
        probability=pl.col("short") / pl.col("scenarios"),
        probability_low=pl.Series(low),
        probability_high=pl.Series(high),
    )
    return with_shares.select(
        *("region", "sector", "as_stated", "scenarios", "short", "probability", "probability_low"),
        *("probability_high", "first_period", "expected_missing_t", "missing_t_high"),
    ).sort(["probability", "expected_missing_t", "region", "sector"], descending=[True, True, False, False])


def shortfall_by_period(results: Results, regions: Sequence[str] = ()) -> pl.DataFrame:
    """Return how likely each sector of each region is short in each period.

    Columns: region, sector, period, probability.
    """
    results.need("shortages")
    query = """
        SELECT region, sector, period, count(DISTINCT scenario) / ? AS probability FROM shortages
        WHERE share < ? AND missing_t > ? AND scenario > 0 GROUP BY ALL ORDER BY ALL
    """
    found = results.ask(query, [float(len(results.drawn)), THRESHOLD, NEGLIGIBLE_T])
    return found.filter(pl.col("region").is_in(list(regions))) if regions else found


def losses_by_scenario(results: Results, regions: Sequence[str]) -> pl.DataFrame:
    """Return the value added that each region loses in each scenario drawn, US dollars over the run.

    Columns: scenario, one for each region. A scenario in which nothing is lost counts as zero; sectors
    without a stated value added do not count.
    """
    results.need("losses")
    columns = ", ".join(
        f"coalesce(sum(value_added_usd) FILTER (region = ?), 0.0) AS c{n}" for n in range(len(regions))
    )
    query = f"""
        SELECT scenario, {columns} FROM answered LEFT JOIN losses USING (scenario)
        WHERE scenario > 0 GROUP BY scenario ORDER BY scenario
    """
    found = results.ask(query, list(regions))
    return found.rename({f"c{n}": region for n, region in enumerate(regions)})


def loss_risks(results: Results, regions: Sequence[str], alpha: float = ALPHA) -> pl.DataFrame:
    """Return the risk of loss of each region, and of all of them together (``region`` is ``all``) if there
    are several.

    Columns: region, expected_usd, median_usd, value_at_risk_usd (the loss that a share alpha of scenarios
    does not exceed), conditional_value_at_risk_usd (the mean loss of the worst share 1 − alpha, after
    Rockafellar and Uryasev 2000), worst_usd, any_loss (share of scenarios with some loss).
    """
    table = losses_by_scenario(results, regions)
    columns = {region: table[region].to_numpy() for region in regions}
    if len(columns) > 1:
        columns["all"] = np.sum(list(columns.values()), axis=0)
    return pl.DataFrame([_risk(region, losses, alpha) for region, losses in columns.items()])


def exceedance(losses: Floats) -> pl.DataFrame:
    """Return the loss exceedance curve: how likely a loss is reached or exceeded.

    Columns: loss_usd, falling, and probability: the rank of the loss by the number of scenarios.
    """
    ordered = np.sort(np.asarray(losses, dtype=np.float64))[::-1]
    ranks = np.arange(1, len(ordered) + 1) / max(len(ordered), 1)
    return pl.DataFrame({"loss_usd": ordered, "probability": ranks})


def wilson(successes: Floats, trials: Floats) -> tuple[Floats, Floats]:
    """Return the Wilson interval of a probability at 95 % confidence; arrays of one shape."""
    z = float(ndtri(0.5 + CONFIDENCE / 2))
    number = np.maximum(np.asarray(trials, dtype=np.float64), 1.0)
    share = np.asarray(successes, dtype=np.float64) / number
    centre = (share + z**2 / (2 * number)) / (1 + z**2 / number)
    half = z / (1 + z**2 / number) * np.sqrt(share * (1 - share) / number + z**2 / (4 * number**2))
    return np.clip(centre - half, 0.0, 1.0), np.clip(centre + half, 0.0, 1.0)


def _risk(region: str, losses: Floats, alpha: float) -> dict[str, object]:
    if not len(losses):
        return {"region": region}
    equal = np.full(len(losses), 1.0 / len(losses))
    return {
        "region": region,
        "expected_usd": float(losses.mean()),
        "median_usd": float(np.median(losses)),
        "value_at_risk_usd": float(np.quantile(losses, alpha, method="inverted_cdf")),
        "conditional_value_at_risk_usd": conditional_value_at_risk(losses, equal, alpha),
        "worst_usd": float(losses.max()),
        "any_loss": float(np.mean(losses > 0.0)),
    }
