"""Cover, sizes and stages as plain data: for JSON, files and the API. Units are in names, dates are ISO."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import polars as pl

from didymium.decisions.stocks.cover.cover import Cover
from didymium.decisions.stocks.cover.sector_cover import cover_by_sector, cover_by_sector_material
from didymium.decisions.stocks.cover.targets import published_targets
from didymium.decisions.stocks.sizing.criteria import Criterion, Served, ServedButFor
from didymium.decisions.stocks.sizing.frontier import Frontier
from didymium.decisions.stocks.sizing.sizes import FutureLoss, Sizing
from didymium.decisions.stocks.sizing.stages import StageAnswer
from didymium.decisions.stocks.trial.simulation import Tonnes
from didymium.ensemble.two_stage.bounds import MeanBound, TailBound
from didymium.views.stocks.size_tables import PARTS

Record = dict[str, Any]
ALPHA = 0.95
"""Tails in data are means of the worst five percent."""


def records(table: pl.DataFrame) -> list[Record]:
    """Return the rows of a table, dates as ISO text."""
    dates = [name for name, kind in table.schema.items() if kind == pl.Date]
    return table.with_columns(pl.col(name).dt.to_string("%Y-%m-%d") for name in dates).to_dicts()


def nodes_data(tonnes: Tonnes) -> list[Record]:
    """Return tonnes by place as rows."""
    return [{"member": node[0], "material": node[1], "t": t} for node, t in sorted(tonnes.items())]


def cover_data(cover: Cover, against: pl.DataFrame | None = None) -> Record:
    """Return cover by material and by sector, published targets, and cover against scenarios."""
    return {
        "members": list(cover.members),
        "materials": records(cover.table),
        "published_targets": records(published_targets(cover.case, cover.members)),
        "sectors": records(cover_by_sector(cover)),
        "sector_materials": records(cover_by_sector_material(cover)),
        "against_scenarios": [] if against is None else records(against),
    }


def criterion_data(criterion: Criterion) -> Record:
    """Return what is asked of stocks."""
    if isinstance(criterion, MeanBound):
        return {"kind": "expected_loss", "at_most_usd_million": criterion.bound}
    if isinstance(criterion, TailBound):
        return {"kind": "tail", "at_most_usd_million": criterion.bound, "alpha": criterion.alpha}
    return served_data(criterion)


def served_data(criterion: Served | ServedButFor) -> Record:
    """Return which sectors are to be served."""
    found: Record = {
        "kind": "served" if isinstance(criterion, Served) else "served_but_for",
        "sectors": list(criterion.sectors),
        "days": criterion.days,
        "share": criterion.share,
    }
    return found if isinstance(criterion, Served) else {**found, "chance": criterion.chance}


def loss_unit(criterion: Criterion) -> str:
    """Return the unit of losses as the ending of their names."""
    return "t" if isinstance(criterion, Served | ServedButFor) else "usd_million"


def sizing_data(sizing: Sizing) -> Record:
    """Return stocks by place, their cost, and what they save."""
    unit = loss_unit(sizing.criterion)
    return {
        "asked": criterion_data(sizing.criterion),
        "places": places_data(sizing),
        "capital_usd": sizing.capital_usd,
        "usd_per_year": sizing.usd_per_year,
        "cost_parts_usd_per_year": sizing.cost_parts_usd_per_year,
        "losses": [
            {
                "figure": figure,
                **{f"{when}_{unit}": of(when) for when in ("untouched", "before", "after")},
            }
            for figure, of in (
                ("expected", sizing.expected),
                ("tail", lambda when: sizing.tail(when, ALPHA)),
                ("worst", lambda when: float(sizing.losses(when).max(initial=0.0))),
            )
        ],
        "expected_value_lost_before_usd_million": sizing.expected("value_before_musd"),
        "expected_value_lost_after_usd_million": sizing.expected("value_after_musd"),
        f"bound_price_usd_per_year_per_{unit}": sizing.price_usd_per_year,
        "break_even_yearly_chance": sizing.break_even_chance,
        "gap_usd_per_year": sizing.gap_usd_per_year,
        "iterations": sizing.iterations,
        "futures": [future_data(one, unit) for one in sizing.futures],
    }


def places_data(sizing: Sizing) -> list[Record]:
    """Return every place that was considered, with its stock, which may be 0."""
    return [
        {
            "member": size.region,
            "material": size.material,
            "stage": size.stage,
            "t": size.t,
            "days_of_use": size.days_of_use,
            "price_usd_per_kg": size.place.price_usd_per_kg,
            "capital_usd": size.capital_usd,
            "usd_per_year": size.usd_per_year,
            **{
                f"{part}_usd_per_year": size.t * getattr(size.cost, f"{part}_usd_per_t_year")
                for part in PARTS
            },
            "one_tonne_more_saves_usd": size.saves_usd_per_t,
        }
        for size in sizing.places
    ]


def future_data(one: FutureLoss, unit: str) -> Record:
    """Return what one future loses."""
    return {
        "future": one.name,
        "probability": one.probability,
        f"untouched_{unit}": one.untouched,
        f"before_{unit}": one.before,
        f"after_{unit}": one.after,
        "value_before_usd_million": one.value_before_musd,
        "value_after_usd_million": one.value_after_musd,
    }


def frontier_data(frontier: Frontier) -> Record:
    """Return cost against risk."""
    return {
        "alpha": frontier.alpha,
        "before_usd_million": frontier.before_musd,
        "points": [
            {
                "loss_share": point.share,
                "loss_left_usd_million": point.limit_musd,
                "can_be_done": point.sizing is not None,
                "usd_per_year": None if point.sizing is None else point.sizing.usd_per_year,
                "capital_usd": None if point.sizing is None else point.sizing.capital_usd,
                "break_even_yearly_chance": None if point.sizing is None else point.sizing.break_even_chance,
            }
            for point in frontier.points
        ],
    }


def stages_data(stages: Sequence[StageAnswer]) -> list[Record]:
    """Return what each stage costs; a blank stage is the free mix."""
    return [
        {
            "stage": one.stage,
            "can_be_done": one.sizing is not None,
            "t": None if one.sizing is None else sum(size.t for size in one.sizing.places),
            "capital_usd": None if one.sizing is None else one.sizing.capital_usd,
            "usd_per_year": one.usd_per_year,
            "why_not": [asdict(reason) for reason in one.why_not],
        }
        for one in stages
    ]
