"""Sales totals as rows and mark-ups as steps: what an exporter sends to a destination, over all routes,
passes steps of rising mark-up.

The quadratic term of a market-power adjustment, ½·θ·s·q² (Egging and Holz 2019), is so cut into steps, as
curves of demand are. The step around base sales costs what the base year's wedges hold, so that base prices
and flows stay an equilibrium.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.market.power.conjectures import SalesTotal, sales_totals
from didymium.market.program import Block, Pen
from didymium.market.structure import Structure

Floats = NDArray[np.float64]

EDGES = (0.0, 0.5, 0.8, 0.95, 1.05, 1.2, 1.5, 2.5)
"""Sales, as multiples of those of the base year, between which the mark-up is cut into steps, each at its
middle; the step around 1 is the base year's."""
SMALL_SHARE = 0.01
SMALL_EDGES = (0.0, 0.75, 1.25, 2.5)
"""The same for totals below 1 % of the world's use of the material."""
BEYOND = 3.0
"""Multiple of base sales at whose mark-up everything beyond the last edge is sold."""


@dataclass(frozen=True)
class Power:
    """The totals over which exporters have power, and their mark-ups at base sales; one entry per total."""

    totals: tuple[SalesTotal, ...]
    reference_t: Floats
    """Sales of the base year, else all use at the destination, tonnes a period; shape (totals, T)."""
    level_usd_per_kg: Floats
    """Mark-up at the reference quantity that the base year holds; shape (totals, T)."""
    held_usd_per_kg: Floats
    """The same for each route, 0 on routes without power; shape (routes, T)."""


def read_power(structure: Structure, base_t: Floats, wedge: Floats) -> Power | None:
    """Return the power of a structure whose options ask for conjectural variation; None if nobody has any.

    ``base_t`` is the base flow of each route in tonnes a period, ``wedge`` its wedge in US dollars per kg;
    shape (routes, T) each.
    """
    if structure.options.conduct != "conjectural_variation":
        return None
    totals = tuple(total for total in sales_totals(structure) if total.markup_usd_per_kg > 0.0)
    if not totals:
        return None
    level = np.array([_level(total, base_t, wedge) for total in totals])
    held = np.zeros_like(wedge)
    for total, course in zip(totals, level, strict=True):
        held[list(total.routes)] = course if total.base_t > 0.0 else 0.0
    return Power(totals, np.array([_reference(structure, total, base_t) for total in totals]), level, held)


def _level(total: SalesTotal, base_t: Floats, wedge: Floats) -> Floats:
    """Return the part of the wedges that follows sales: θ·s·q, but no more than the wedges hold; shape
    (T,).
    """
    full = np.full(base_t.shape[1], total.markup_usd_per_kg)
    if total.base_t <= 0.0:
        return full
    flows, wedges = base_t[list(total.routes)], np.maximum(wedge[list(total.routes)], 0.0)
    sold = flows.sum(axis=0)
    mean = np.divide((flows * wedges).sum(axis=0), sold, out=np.zeros_like(sold), where=sold > 0.0)
    return np.asarray(np.minimum(full, mean))


def _reference(structure: Structure, total: SalesTotal, base_t: Floats) -> Floats:
    if total.base_t > 0.0:
        return np.asarray(base_t[list(total.routes)].sum(axis=0))
    return np.asarray(total.reference_t * structure.growth * structure.periods.years)


@dataclass(frozen=True)
class Sales:
    """The rows of sales totals and the columns of their steps."""

    power: Power
    rows: Block
    """What is dispatched is at most what passes the steps; one entity per total."""
    steps: Block
    total_of_step: NDArray[np.int64]
    """Total of each step; shape (steps,)."""


@dataclass(frozen=True)
class _Step:
    total: int
    number: int
    width: float
    """As a share of the reference quantity."""
    point: float
    """Multiple of the reference quantity at which its mark-up is taken."""


def add_sales(structure: Structure, pen: Pen, power: Power) -> Sales:
    """Add a row for each total, free of routes, and the steps that its sales pass."""
    totals = power.totals
    steps = [step for position, total in enumerate(totals) for step in _steps(structure, position, total)]
    unit = np.array([structure.unit_t[total.material] for total in totals])
    rows = pen.add_rows("sales", lambda entity: totals[entity].label, unit, lower=-np.inf, upper=0.0)
    owner = np.array([step.total for step in steps], dtype=np.int64)
    block = pen.add_columns(
        "sell",
        lambda entity: f"{totals[steps[entity].total].label} (step {steps[entity].number})",
        unit[owner],
        cost=structure.money(unit[owner], _markups(power, steps)),
        upper=np.array([_widths(power, step) for step in steps]) / unit[owner, None],
    )
    pen.put(rows.index(owner), block.index(np.arange(len(steps))), -1.0)
    return Sales(power, rows, block, owner)


def _steps(structure: Structure, position: int, total: SalesTotal) -> list[_Step]:
    edges = _edges(structure, total)
    found = [
        _Step(position, number, high - low, (low + high) / 2.0)
        for number, (low, high) in enumerate(zip(edges, edges[1:], strict=False), 1)
    ]
    return [*found, _Step(position, len(edges), np.inf, max(BEYOND, edges[-1]))]


def _edges(structure: Structure, total: SalesTotal) -> tuple[float, ...]:
    if total.base_t <= 0.0:
        # As fine as a linear curve of demand, and as long: to what would be used at a price of nothing.
        largest = 1.0 + max(1.0, -total.elasticity)
        return tuple(np.linspace(0.0, largest, structure.options.linear_steps + 1).tolist())
    small = total.base_t < SMALL_SHARE * structure.world_use_t[total.material]
    return SMALL_EDGES if small else EDGES


def _widths(power: Power, step: _Step) -> Floats:
    reference = power.reference_t[step.total]
    return np.full(reference.shape, np.inf) if np.isinf(step.width) else step.width * reference


def _markups(power: Power, steps: list[_Step]) -> Floats:
    """Return the mark-up of each step in US dollars per kg, never negative; shape (steps, T).

    A stated conjecture may ask for more at base sales than the wedge holds: the mark-up then follows sales
    with the slope stated, from what the wedge holds.
    """
    rise = np.array([[power.totals[step.total].markup_usd_per_kg * (step.point - 1.0)] for step in steps])
    return np.asarray(np.maximum(power.level_usd_per_kg[[step.total for step in steps]] + rise, 0.0))
