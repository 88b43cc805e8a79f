"""What a stop does to a region in its year, taken from two runs of the market: quantities, prices,
substitutes, and what home producers gain.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from didymium.case.case import Case
from didymium.case.counted import counted_materials
from didymium.indicators.spans import periods_touched, spans_of_outcome
from didymium.indicators.survival import met_shares
from didymium.indicators.who_pays import STOCK_ITEMS
from didymium.outcome.tables import Outcome
from didymium.scenario.path import Path
from didymium.scenario.readout import read_path

READ = ("prices", "served", "accounts")
"""Tables of a path that effects are taken from."""
SMOOTH_BELOW = 2.0
"""Below this multiple of the base price a demand curve is followed as it is stated, not by the steps that it
is cut into: the first ends at the base price, so a thousandth more would count as 2 to 7 % less use."""
_NODE = ["region", "material"]
_USER = ["sector", "region", "material"]


@dataclass(frozen=True)
class Run:
    """A path of the market with the tables that effects are taken from."""

    path: Path
    outcome: Outcome


@dataclass(frozen=True)
class Effects:
    """Effects on a region over the year, US dollars; positive where something is lost or paid."""

    lost_usd: Mapping[str, float]
    """Value added of sectors that lack material, by sector."""
    unvalued_t: float
    """Tonnes missing at users for whom no value is known."""
    price_usd: float
    """What users pay more for what they still get."""
    substitution_usd: float
    """What users pay for making do with something else, beyond what they pay otherwise."""
    producers_gain_usd: float
    """What home producers earn more; negative where they earn less."""
    users_loss_usd: float
    """What users lose along their own demand curves, all of the above but the producers' part together: what
    is given up counts what its user would have paid for it, not all the value added that hangs on it."""
    missing_t: float
    """Tonnes that users lack, of all materials; tonnes of unlike materials."""
    price_multiple: float | None
    """Mean over the year of the price of the commodity's first material, by that of the base run; where the
    region has no price of it, that of the other regions outside the country."""
    periods_without_price: int
    """Nodes and periods in which users lack a price, since one tonne more cannot be had; their price effect
    is not counted."""


def run_of(case: Case, path: Path) -> Run:
    """Return a path with its tables."""
    bounds = path.market.structure.periods.bounds
    manifest = {"periods": [day.isoformat() for day in bounds]}
    return Run(path, Outcome(case.settings.name, "", "", read_path(path, READ), {}, manifest))


def effects(
    case: Case, base: Run, run: Run, region: str, materials: tuple[str, ...], origin: str,
    begin: dt.date, end: dt.date,
) -> Effects:  # fmt: skip
    """Return the effects on a region in the periods with a day from ``begin`` to before ``end``."""
    periods = periods_touched(spans_of_outcome(run.outcome), begin, end)
    lost, unvalued, missing = _lost(case, base.outcome, run.outcome, region, periods)
    price, unpriced = _price_effect(base.outcome, run.outcome, region, periods)
    gain = _earned(run.outcome, "producers", region, periods) - _earned(
        base.outcome, "producers", region, periods
    )
    users = _earned(base.outcome, "users", region, periods) - _earned(run.outcome, "users", region, periods)
    swapped = _swapping(run, base, region, periods) - _swapping(base, base, region, periods)
    multiple = price_multiple(base.outcome, run.outcome, region, materials[0], origin, periods)
    return Effects(lost, unvalued, price, swapped, gain, users, missing, multiple, unpriced)


def value_per_kg(case: Case) -> Mapping[tuple[str, str, str], float]:
    """Return the value added that a sector of a region loses for each kg of a material that is missing, US
    dollars, by sector, region and material.

    For what counts in a sector it is value added per unit / kg per unit (sectors.csv), else and where that is
    not known the demand's own ``loss_usd_per_kg``; users with neither are left out.
    """
    counted = counted_materials(case)
    per_kg = {
        row.sector: row.value_added_usd_per_unit / row.kg_per_unit
        for row in case.sectors
        if row.value_added_usd_per_unit is not None and row.kg_per_unit
    }
    found: dict[tuple[str, str, str], float] = {}
    for row in case.demands:
        value = per_kg.get(row.sector) if row.material in counted[row.sector] else None
        value = row.loss_usd_per_kg if value is None else value
        if value is not None:
            found[row.sector, row.region, row.material] = value
    return found


def _lost(
    case: Case, base: Outcome, outcome: Outcome, region: str, periods: list[dt.date]
) -> tuple[dict[str, float], float, float]:
    """Return value added lost by sector, tonnes missing without a value, and tonnes missing."""
    values = value_per_kg(case)
    missing = (
        missing_tonnes(case, base, outcome)
        .filter(pl.col("region") == region, pl.col("period").is_in(periods))
        .group_by("sector", "material")
        .agg(pl.col("missing_t").sum())
        .sort("sector", "material")
    )
    lost, unvalued = dict[str, float](), 0.0
    for sector, material, tonnes in missing.iter_rows():
        value = values.get((sector, region, material))
        if value is None:
            unvalued += tonnes
        elif tonnes > 0:
            lost[sector] = lost.get(sector, 0.0) + tonnes * 1e3 * value
    return lost, unvalued, float(missing["missing_t"].sum())


def missing_tonnes(case: Case, base: Outcome, outcome: Outcome) -> pl.DataFrame:
    """Return what each user of each material misses in each period: sector, region, material, period,
    missing_t.

    That is what :func:`didymium.indicators.survival.met_shares` finds; but where the price is known and below
    ``SMOOTH_BELOW`` times that of the base run, a curve of constant elasticity e gives up no more than
    expected × (1 − multiple^e).
    """
    curves = pl.DataFrame(
        [
            (*row.identity, row.elasticity)
            for row in case.demands
            if row.curve.startswith("constant_elasticity")
        ],
        schema={**dict.fromkeys(_USER, pl.String), "elasticity": pl.Float64},
        orient="row",
    )
    multiple = pl.col("price") / pl.col("before")
    smooth = pl.col("expected_t") * (1.0 - multiple.clip(lower_bound=1.0) ** pl.col("elasticity"))
    near = (multiple < SMOOTH_BELOW) & pl.col("elasticity").is_not_null()
    found = met_shares(base, outcome).join(curves, on=_USER, how="left")
    for prices in (_prices(outcome, "price"), _prices(base, "before")):
        found = found.join(prices, on=[*_NODE, "period"], how="left")
    counted = pl.when(near).then(pl.min_horizontal("missing_t", smooth)).otherwise(pl.col("missing_t"))
    return found.select(*_USER, "period", missing_t=counted)


def _price_effect(base: Outcome, outcome: Outcome, region: str, periods: list[dt.date]) -> tuple[float, int]:
    """Return what users pay more for what they still get, and where they have no price."""
    served = (
        outcome["served"]
        .filter(pl.col("region") == region, pl.col("period").is_in(periods), pl.col("served_t") > 1e-9)
        .group_by(*_NODE, "period")
        .agg(pl.col("served_t").sum())
    )
    joined = served.join(_prices(outcome, "price"), on=[*_NODE, "period"], how="left").join(
        _prices(base, "before"), on=[*_NODE, "period"], how="left"
    )
    paid = (pl.col("price") - pl.col("before")) * pl.col("served_t") * 1e3
    return float(joined.select(paid.sum()).item()), joined["price"].null_count()


def _prices(outcome: Outcome, name: str) -> pl.DataFrame:
    return outcome["prices"].select(*_NODE, "period", pl.col("price_usd_per_kg").alias(name))


def _earned(outcome: Outcome, party: str, region: str, periods: list[dt.date]) -> float:
    """Return what producers or users of a region earn in all, stocks left at the end apart."""
    booked = outcome["accounts"].filter(
        pl.col("party") == party,
        pl.col("region") == region,
        pl.col("period").is_in(periods),
        ~pl.col("item").is_in(STOCK_ITEMS),
    )
    return float(booked["usd"].sum())


def _swapping(run: Run, base: Run, region: str, periods: list[dt.date]) -> float:
    """Return what users pay for substitutes beyond what they would have paid at base prices: the rungs'
    penalties, and what the replacements cost more than in the base run.
    """
    market, structure = run.path.market, run.path.market.structure
    if market.use.swap is None:
        return 0.0
    tonnes = market.use.swap.view(run.path.tonnes)
    within = np.isin(
        np.array(structure.periods.bounds[:-1], dtype="datetime64[D]"), np.array(periods, "M8[D]")
    )
    total = 0.0
    for position, (group, number) in enumerate(market.use.swaps):
        rung = structure.rungs[number]
        if structure.groups[group].region != region or rung.kind == "lost_output":
            continue
        extra = np.full(tonnes.shape[1], rung.penalty_usd_per_kg)
        if rung.to_material:
            node = structure.node_index[region, rung.to_material]
            change = run.path.prices[node] - base.path.prices[node]
            extra = extra + rung.t_per_t * np.nan_to_num(change)
        total += float((tonnes[position] * extra)[within].sum()) * 1e3
    return total


def price_multiple(
    base: Outcome, outcome: Outcome, region: str, material: str, origin: str, periods: list[dt.date]
) -> float | None:
    """Return the mean price of a material over periods by that of the base run: in the region where it has
    one in every period of both runs, else the mean of the regions outside the origin that have.

    None where no region has.
    """
    both = (
        _prices(outcome, "price")
        .join(_prices(base, "before"), on=[*_NODE, "period"], how="left")
        .filter(pl.col("material") == material, pl.col("period").is_in(periods))
        .group_by("region")
        .agg(
            pl.col("price").sum(),
            pl.col("before").sum(),
            whole=pl.col("price").is_not_null().all() & pl.col("before").is_not_null().all(),
        )
        .filter(pl.col("whole"), pl.col("before") > 1e-3 * len(periods))
        .with_columns(multiple=pl.col("price") / pl.col("before"))
        .sort("region")
    )
    mine = both.filter(pl.col("region") == region)["multiple"]
    if len(mine):
        return float(mine[0])
    others = both.filter(pl.col("region") != origin)["multiple"]
    return float(np.mean(others.to_numpy())) if len(others) else None
