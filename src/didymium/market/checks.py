"""After every solve: is mass conserved at every node, and is every row of the case in the program or
named?
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.market.build import Market
from didymium.market.solution import Solution
from didymium.market.supply import capacities

Floats = NDArray[np.float64]

MASS_TOLERANCE_UNITS = 1e-5


class MassBalanceError(Exception):
    """Raised when a solution makes or loses mass, naming the node and period."""


@dataclass(frozen=True)
class UnusedRow:
    """A row of the case that does not enter the program, and why."""

    table: str
    row: str
    reason: str


def check_mass_balance(market: Market, solution: Solution) -> float:
    """Return the largest shortfall over all nodes and periods in units; surplus is disposal and allowed.

    Raises:
        MassBalanceError: If more leaves a node than enters it, beyond the solver's tolerance.
    """
    program = solution.program
    activity = program.matrix @ (solution.tonnes / program.column_unit_t)
    short = np.maximum(program.row_lower - activity, 0.0)[market.balance.slice]
    worst = int(np.argmax(short))
    if short[worst] > MASS_TOLERANCE_UNITS:
        node, period = divmod(worst, market.balance.periods)
        region, material = market.structure.nodes[node]
        tonnes = short[worst] * market.structure.node_unit_t[node]
        first_day = market.structure.periods.bounds[period]
        raise MassBalanceError(
            f"{material} in {region}: {tonnes:.4g} t more leave than enter in the period from {first_day}"
        )
    return float(short[worst])


def disposal_t(market: Market, solution: Solution) -> Floats:
    """Return the surplus of each node that nobody takes, in tonnes; shape (N, T)."""
    program = solution.program
    activity = program.matrix @ (solution.tonnes / program.column_unit_t)
    surplus = market.balance.view((activity - program.row_lower)[: len(program.row_lower)])
    return np.asarray(np.clip(surplus, 0.0, None) * market.structure.node_unit_t[:, None])


def unused_rows(market: Market) -> list[UnusedRow]:
    """List the rows of the case that take no part in the program, with the reason."""
    structure = market.structure
    reasons = ((row.plant, structure.why_not(row)) for row in structure.case.plants)
    unused = [UnusedRow("plants", plant, reason) for plant, reason in reasons if reason is not None]
    empty = capacities(structure).sum(axis=1) == 0.0
    unused += [
        UnusedRow(
            "plants",
            plant.plant,
            f"no capacity between {structure.periods.bounds[0]} and {structure.periods.bounds[-1]}",
        )
        for plant, is_empty in zip(structure.plants, empty, strict=True)
        if is_empty
    ]
    unused += [
        UnusedRow("routes", " ".join(row.identity).strip(), f"closed since {row.until}")
        for row in structure.routes
        if row.until is not None and row.until < structure.periods.bounds[0]
    ]
    unused += [
        UnusedRow("demands", " ".join(row.identity), "base use is zero")
        for row in structure.demands
        if row.curve != "steps" and structure.base.use.get(row.identity, row.base_t_per_year or 0.0) == 0.0
    ]
    return unused + _idle_tariffs(market) + _unmatched(market) + _powerless(market) + _unread_tables(market)


def _powerless(market: Market) -> list[UnusedRow]:
    """List the exporters of market_power.csv that take prices as they are although the run lets them act."""
    if market.structure.options.conduct == "price_taking":
        return []
    acting = set() if market.sales is None else {total.row.identity for total in market.sales.power.totals}
    reason = "no power is read from the base year: no positive wedge, no sales or no known demand"
    return [
        UnusedRow("market_power", " ".join(row.identity).strip(), reason)
        for row in market.structure.case.market_power
        if row.identity not in acting
    ]


def _idle_tariffs(market: Market) -> list[UnusedRow]:
    """List the tariffs of a case without base prices: they are shares of a price that nobody knows."""
    if market.structure.base.calibrated:
        return []
    reason = "its tariff is a share of a base price, and the case is not calibrated"
    return [
        UnusedRow("routes", " ".join(row.identity).strip(), reason)
        for row in market.structure.routes
        if row.tariff
    ]


def _unread_tables(market: Market) -> list[UnusedRow]:
    structure = market.structure
    used_processes = {plant.process for plant in structure.plants}
    return [
        UnusedRow("processes", row.process, "no plant that takes part runs it")
        for row in structure.case.processes
        if row.process not in used_processes
    ]


def _unmatched(market: Market) -> list[UnusedRow]:
    """List quotes of places that the market does not have, rungs that nobody climbs, and changes of absent
    plants.
    """
    structure = market.structure
    case, climbed = structure.case, {rung for group in structure.groups for rung in group.ladder}
    plants = {plant.plant for plant in structure.plants}
    quotes = (row for row in case.prices if (row.region, row.material) not in structure.node_index)
    return [
        *(UnusedRow("prices", " ".join(row.identity), "the market has no such node") for row in quotes),
        *(
            UnusedRow("substitutes", " ".join(row.identity), "no demand can climb it")
            for position, row in enumerate(structure.rungs)
            if position not in climbed
        ),
        *(
            UnusedRow("capacity_changes", " ".join(row.identity), "its plant takes no part")
            for row in case.capacity_changes
            if row.plant not in plants
        ),
        *(
            UnusedRow(
                "holdings", " ".join(row.identity), "public: it keeps its level, no event releases it yet"
            )
            for row in case.holdings
            if row.kind == "public"
        ),
    ]
