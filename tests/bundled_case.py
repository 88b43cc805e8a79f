"""The bundled case for tests: read and calibrated, with other divisions of time, and laws that every outcome
must obey, recomputed from its tables alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.case.settings import Profile
from didymium.outcome.tables import Outcome
from didymium.views.run_view import ScenarioRun

Node = tuple[str, str]

NAME = "japan_us_magnets"
HALF_YEAR = Profile(months=6, lead_months=3)
NINE_MONTHS = Profile(months=9, lead_months=3)
ONE_YEAR = Profile(months=12, lead_months=3)


def with_profile(case: Case, profile: Profile) -> Case:
    """Return the case with another division of time for its crisis runs, long and short."""
    profiles = {"shock": profile, "live": profile}
    return replace(case, settings=case.settings.model_copy(update={"profiles": profiles}))


def throughput(calibration: Calibration) -> Mapping[Node, float]:
    """Return what passes through each node in the base year, tonnes."""
    found = calibration.reconciliation
    assert found is not None
    equations = found.equations
    flows = equations.offsets[2]
    through = np.abs(equations.balances[:, :flows]) @ found.flows_t[:flows] / 2.0
    return dict(zip(equations.structure.nodes, through.tolist(), strict=True))


def world_use(calibration: Calibration) -> Mapping[str, float]:
    """Return the world's use of each material in the base year, tonnes."""
    assert calibration.reconciliation is not None
    return calibration.reconciliation.equations.structure.world_use_t


def prices(outcome: Outcome, region: str, material: str) -> Mapping[dt.date, float | None]:
    """Return the prices of a node by period, US dollars per kg."""
    here = outcome["prices"].filter((pl.col("region") == region) & (pl.col("material") == material))
    return dict(here.sort("period").select("period", "price_usd_per_kg").iter_rows())


def surplus(case: Case, outcome: Outcome) -> pl.DataFrame:
    """Return made + arrived + drawn − shipped − used − served − stored of every node and period in tonnes,
    from the tables alone; columns region, material, period, t, and turnover_t, the sum of what came in.

    What replaces a substituted tonne at another node (0.6 to 1.3 t of the replacement) is in no table; so
    at these nodes the surplus holds it.
    """
    node = pl.col("region"), pl.col("material"), pl.col("period")
    made, flows, served = outcome["output"], outcome["flows"], outcome["served"]
    parts = [
        made.select(*node, t="t"),
        flows.select(pl.col("destination").alias("region"), "material", "period", t="arrived_t"),
        flows.select(pl.col("origin").alias("region"), "material", "period", t=-pl.col("t")),
        served.select(*node, t=-pl.col("served_t")),
        _released(case, outcome).select(*node, t="t"),
    ]
    return (
        pl.concat(parts)
        .group_by("region", "material", "period")
        .agg(pl.col("t").sum(), pl.col("t").clip(0.0).sum().alias("turnover_t"))
        .join(
            outcome["prices"].select(*node, "price_usd_per_kg", "status"), on=["region", "material", "period"]
        )
        .sort("region", "material", "period")
    )


def _released(case: Case, outcome: Outcome) -> pl.DataFrame:
    """Return releases less additions of each stock, from levels and spoilage."""
    days = [dt.date.fromisoformat(day) for day in outcome.manifest["periods"]]
    years = {first: _years(first, after) for first, after in zip(days, days[1:], strict=False)}
    opening = {row.identity: (row.level_t, row.loss_per_year) for row in case.holdings}
    rows = []
    for key, levels in outcome["stocks"].sort("period").group_by("holder", "region", "material"):
        before, loss = opening[tuple(str(part) for part in key)]
        for period, level in levels.select("period", "level_t").iter_rows():
            rows.append((key[1], key[2], period, before * (1 - loss) ** years[period] - level))
            before = level
    return pl.DataFrame(rows, schema=["region", "material", "period", "t"], orient="row")


def _years(first: dt.date, after: dt.date) -> float:
    year = (dt.date(first.year + 1, 1, 1) - dt.date(first.year, 1, 1)).days
    if first.year == after.year:
        return (after - first).days / year
    return (dt.date(first.year + 1, 1, 1) - first).days / year + _years(dt.date(first.year + 1, 1, 1), after)


def assert_mass_is_kept(case: Case, run: ScenarioRun) -> None:
    """Both runs of a scenario ship, use and store no more than came in, at every node in every period, and
    throw away nothing that has a price, but for the 0.01 % that the price asks for on top (market.md §4);
    where only the supply of last resort is left, what it adds is in no table and the node is left out.
    """
    replacing = {row.to_material for row in case.substitutes if row.to_material}
    for outcome in (run.base, run.outcome):
        found = surplus(case, outcome).filter(pl.col("status") == "ok")
        allowed = 1e-6 * (pl.col("turnover_t") + 1.0)
        short = found.filter(pl.col("t") < -allowed)
        assert short.height == 0, short.head(5).rows()
        priced = found.filter((pl.col("price_usd_per_kg") > 0.01) & ~pl.col("material").is_in(replacing))
        world = pl.col("turnover_t").sum().over("material", "period")
        wasted = priced.filter(pl.col("t") > allowed + 1e-4 * world)
        assert wasted.height == 0, wasted.head(5).rows()
        assert found.height > 0.5 * outcome["prices"].height


def assert_accounts_close(run: ScenarioRun) -> None:
    """What all parties sell and buy at node prices sums to zero within 1e-9 of turnover, in both runs."""
    for outcome in (run.base, run.outcome):
        trades = outcome["accounts"].filter(pl.col("item").is_in(["sales", "purchases"]))["usd"]
        turnover = trades.abs().sum()
        assert turnover > 1e9
        assert abs(trades.sum()) <= 1e-9 * turnover


def table_values(outcome: Outcome, table: str) -> NDArray[np.float64]:
    """Return the figures of a table in the order of its labels, columns side by side."""
    frame = outcome[table]
    labels = [name for name, kind in frame.schema.items() if kind in (pl.String, pl.Date)]
    figures = [name for name, kind in frame.schema.items() if kind == pl.Float64]
    return frame.sort(labels).select(figures).to_numpy()
