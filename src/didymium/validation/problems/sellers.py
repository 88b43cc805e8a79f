"""Sellers of whom some lead: the use Q = 120 − P of one region, in which a fringe of small plants may supply
P − 60.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence

from didymium.case import schema
from didymium.case.case import Case
from didymium.case.settings import Profile
from didymium.validation.problems.oligopoly import MARKET, WHY, game_of_sellers

MONTHS = "three_months"
"""The only division of time: January, February and March."""
_MIDDLE = 60.0
_MOST_T = 1000.0


def sellers(
    costs: Sequence[tuple[float, float]], *, know_their_weight: Collection[str] = (), has_fringe: bool = False
) -> Case:
    """Return the market of ``firm_1`` and so on.

    Args:
        costs: Unit cost of each firm's first tonne and of its thousandth, US dollars per kg.
        know_their_weight: Firms with Cournot's conjecture; others take the price.
        has_fringe: Whether the buyers' own plants supply P − 60 as well.
    """
    case = game_of_sellers([(first,) for first, _ in costs], _MOST_T, _MIDDLE, _MIDDLE, -1.0)
    plants = [
        plant.model_copy(update={"cost_at_capacity_usd_per_kg": last})
        for plant, (_, last) in zip(case.plants, costs, strict=True)
    ]
    if has_fringe:
        plants.append(_fringe())
    power = [row for row in case.tables["market_power"] if getattr(row, "exporter", "") in know_their_weight]
    tables = {**case.tables, "plants": tuple(plants), "market_power": tuple(power)}
    settings = case.settings.model_copy(update={"profiles": {MONTHS: Profile(months=3)}})
    return dataclasses.replace(case, settings=settings, tables=tables)


def _fringe() -> schema.Plant:
    return schema.Plant(
        plant="fringe", process="make", region=MARKET, name_en="fringe", capacity_t_per_year=100.0,
        cost_usd_per_kg=_MIDDLE, cost_at_capacity_usd_per_kg=_MIDDLE + 100.0, source=WHY,
    )  # fmt: skip
