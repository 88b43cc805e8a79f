"""Demand as columns: a shared elastic part, a core per sector, and the ladder of substitutes (market.md
§§2, 5).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.market.periods import add_months
from didymium.market.program import Block, Pen
from didymium.market.structure import DemandGroup, Structure

Floats = NDArray[np.float64]

EDGES = (0.5, 0.8, 0.95, 1.0, 1.05, 1.2, 1.5, 2.0, 4.0)
"""Prices, as multiples of the base price, between which an elastic demand is cut into steps; beyond the
last only the core is left.

The two steps beside the base price are worth the base price itself, a kink apart, so that the base year's
prices are an equilibrium. """
INELASTIC = 0.35
INELASTIC_EDGES = (0.5, 1.0, 1.25, 2.0, 4.0)
"""The same for demands whose elasticity is at most 0.35 in size: no step up to twice the base price is then
wider than 14 % of base use."""
STIFF = 0.05
STIFF_EDGES = (0.5, 1.0, 4.0)
"""The same for demands whose elasticity is at most 0.05 in size: no step is wider than 7 % of base use."""
FINE = "constant_elasticity_fine"
"""The form of a demand that is cut between all edges, however small its elasticity: where a shortage of a few
per cent of a large market is what matters, a step of that width would hide it."""
UNBOUNDED_WORTH = 50.0
"""Highest price, as a multiple of the base price, that a sector pays when the case states no loss."""


@dataclass(frozen=True)
class Step:
    """One step of a demand: of a group (``sector_row`` None) or the core of one demand row."""

    group: int
    demand: int | None
    low: float
    """Quantity at the step's lower end as a share of base use."""
    width: float
    """Width as a share of base use (for ``steps``: tonnes a year)."""
    worth_usd_per_kg: float


@dataclass(frozen=True)
class Use:
    """The columns of demand: steps served, and for groups with a ladder what they take and what they swap."""

    serve: Block
    steps: tuple[Step, ...]
    base_t: Floats
    """Use at base price of each demand in tonnes; shape (demands, T)."""
    step_t: Floats
    """Width of each step in tonnes; shape (steps, T)."""
    with_ladder: tuple[int, ...]
    swap: Block | None
    swaps: tuple[tuple[int, int], ...]
    """Group and rung of each swap."""
    use_rows: Block | None

    @cached_property
    def group_of_step(self) -> NDArray[np.int64]:
        """Group of each step; shape (steps,)."""
        return np.array([step.group for step in self.steps], dtype=np.int64)


def add_use(structure: Structure, pen: Pen, balance: Block) -> Use:
    """Add the columns of all demands, the rows of groups with a ladder, and their entries in the balances."""
    steps = tuple(
        step for position, group in enumerate(structure.groups) for step in _steps(structure, position, group)
    )
    base_t = base_use(structure)
    step_t = step_widths(structure, steps, base_t)
    unit = np.array([structure.unit_t[structure.groups[step.group].material] for step in steps])
    worth = np.array([[step.worth_usd_per_kg] for step in steps]).reshape(-1, 1)
    serve = pen.add_columns(
        "serve",
        lambda entity: _step_label(structure, steps[entity]),
        unit,
        cost=-structure.money(unit, worth),
        upper=step_t / unit[:, None],
    )
    with_ladder = tuple(position for position, group in enumerate(structure.groups) if group.ladder)
    use = Use(serve, steps, base_t, step_t, with_ladder, None, (), None)
    if with_ladder:
        use = _add_ladders(structure, pen, balance, use)
    _put_serve(structure, pen, balance, use)
    return use


def base_use(structure: Structure) -> Floats:
    """Return what each demand wants at base price in tonnes a period; shape (demands, T)."""
    years = structure.periods.years
    rows = [
        structure.use_at_base(row) * structure.growth_at(row.growth_per_year) * years
        for row in structure.demands
    ]
    return np.array(rows).reshape(len(rows), len(structure.periods))


def step_widths(structure: Structure, steps: tuple[Step, ...], base_t: Floats) -> Floats:
    """Return the width of each step in tonnes, given base use; shapes (steps, T) and (demands, T)."""
    result = np.zeros((len(steps), len(structure.periods)))
    for position, step in enumerate(steps):
        group = structure.groups[step.group]
        if group.curve == "steps":
            growth = structure.growth_at(structure.demands[group.members[0]].growth_per_year)
            result[position] = step.width * structure.periods.years * growth
            continue
        members = list(group.members) if step.demand is None else [step.demand]
        result[position] = step.width * base_t[members].sum(axis=0)
    return result


def _base_price(structure: Structure, group: DemandGroup) -> float:
    stated = [structure.demands[member].base_price_usd_per_kg for member in group.members]
    known = [price for price in stated if price is not None]
    return known[0] if known else structure.base.price.get((group.region, group.material), 0.0)


def _steps(structure: Structure, position: int, group: DemandGroup) -> list[Step]:
    if group.curve == "steps":
        return _stated_steps(structure, position, group)
    if group.curve == "linear" and group.elasticity < 0.0:
        return _linear_steps(structure, position, group)
    return _elastic_steps(structure, position, group)


def _stated_steps(structure: Structure, position: int, group: DemandGroup) -> list[Step]:
    identity = structure.demands[group.members[0]].identity
    rows = [row for row in structure.case.demand_steps if row.identity[:3] == identity]
    return [Step(position, None, 0.0, row.t_per_year, row.worth_usd_per_kg) for row in rows]


def _linear_steps(structure: Structure, position: int, group: DemandGroup) -> list[Step]:
    """Cut Q = Q₀·(1 + ε·(P/P₀ − 1)) into equal steps from the choke price down to zero."""
    price = _base_price(structure, group)
    choke = price * (1.0 - 1.0 / group.elasticity)
    largest = 1.0 - group.elasticity
    count = structure.options.linear_steps
    middles = (np.arange(count) + 0.5) / count
    return [
        Step(position, None, float(middle * largest), largest / count, float(choke * (1.0 - middle)))
        for middle in middles
    ]


def _elastic_steps(structure: Structure, position: int, group: DemandGroup) -> list[Step]:
    """Cut Q = Q₀·(P/P₀)^ε into steps between the edges, worth the geometric middle, and a core per sector."""
    price = _base_price(structure, group)
    caps = {member: _cap(structure, member, price) for member in group.members}
    core = EDGES[-1] ** group.elasticity if price > 0 else 1.0
    steps = [Step(position, member, 0.0, core, cap) for member, cap in caps.items()]
    if _gives_up_alike(structure, group):
        steps = [Step(position, None, 0.0, core, max(caps.values()))]
    if group.elasticity == 0.0 or price <= 0.0:
        return steps
    lowest_cap = min(caps.values())
    edges = _edges(structure, group)
    for low, high in zip(edges, edges[1:], strict=False):
        width = low**group.elasticity - high**group.elasticity
        worth = price * _step_worth(low, high, structure.options.kink)
        steps.append(Step(position, None, high**group.elasticity, width, min(worth, lowest_cap)))
    return steps


def _gives_up_alike(structure: Structure, group: DemandGroup) -> bool:
    """Say whether a rung of lost output covers all of a group's use from the first day: then no sector gives
    up before the others, and one core serves them all.
    """
    rungs = (structure.rungs[position] for position in group.ladder)
    return any(rung.kind == "lost_output" and rung.max_share >= 1.0 and rung.months == 0.0 for rung in rungs)


def _edges(structure: Structure, group: DemandGroup) -> tuple[float, ...]:
    if group.curve == FINE:
        return EDGES
    elasticity = structure.options.cut_of(structure.demands[group.members[0]].identity, group.elasticity)
    if -elasticity <= STIFF:
        return STIFF_EDGES
    return INELASTIC_EDGES if -elasticity <= INELASTIC else EDGES


def _step_worth(low: float, high: float, kink: float) -> float:
    """Return what a step between two multiples of the base price is worth, as a multiple of it: the
    geometric middle.
    """
    if low == 1.0:
        return 1.0 + kink
    if high == 1.0:
        return 1.0 - kink
    return float(np.sqrt(low * high))


def _cap(structure: Structure, member: int, price: float) -> float:
    stated = structure.demands[member].loss_usd_per_kg
    return UNBOUNDED_WORTH * price if stated is None else max(stated, price * 1.01)


def _step_label(structure: Structure, step: Step) -> str:
    group = structure.groups[step.group]
    who = _group_label(structure, group)
    if step.demand is not None:
        who = f"{group.material} {group.region} {structure.demands[step.demand].sector}"
    return f"{who} at {step.worth_usd_per_kg:.4g} USD/kg"


def _group_label(structure: Structure, group: DemandGroup) -> str:
    """Name a group so that no other has the same name: names seed the hashes that make flows unique."""
    sectors = sorted(structure.demands[member].sector for member in group.members)
    others = f" and {len(sectors) - 1} more" if len(sectors) > 1 else ""
    return f"{group.material} {group.region} {sectors[0]}{others}"


def _swap_label(structure: Structure, group: int, rung: int) -> str:
    return f"{_group_label(structure, structure.groups[group])}: {structure.rungs[rung].name_en}"


def _add_ladders(structure: Structure, pen: Pen, balance: Block, use: Use) -> Use:
    groups = [structure.groups[position] for position in use.with_ladder]
    unit = np.array([structure.unit_t[group.material] for group in groups])
    names = [_group_label(structure, group) for group in groups]
    rows = pen.add_rows("use", lambda entity: names[entity], unit, lower=0.0, upper=np.inf)
    swaps = tuple(
        (position, rung) for position in use.with_ladder for rung in structure.groups[position].ladder
    )
    swap_unit = np.array([structure.unit_t[structure.groups[position].material] for position, _ in swaps])
    penalty = np.array([[rung_cost(structure, structure.groups[group], rung)] for group, rung in swaps])
    swap = pen.add_columns(
        "swap",
        lambda entity: _swap_label(structure, *swaps[entity]),
        swap_unit,
        cost=structure.money(swap_unit, penalty),
        upper=swap_limits(structure, swaps, use.base_t) / swap_unit[:, None],
    )
    full = Use(use.serve, use.steps, use.base_t, use.step_t, use.with_ladder, swap, swaps, rows)
    _put_ladders(structure, pen, balance, full)
    return full


def rung_cost(structure: Structure, group: DemandGroup, rung: int) -> float:
    """Return what a rung costs per kg saved, in US dollars, its replacement apart.

    A replacement or saving costs its penalty beyond what the saved material, less its replacement, is worth
    at base prices: else it would pay without any shortage, and the base year would be no equilibrium. Lost
    output costs its penalty outright, but at least the base price.
    """
    row = structure.rungs[rung]
    price = structure.base.price.get((group.region, group.material), 0.0)
    if row.kind == "lost_output":
        return max(row.penalty_usd_per_kg, price)
    replacement = structure.base.price.get((group.region, row.to_material), 0.0) if row.to_material else 0.0
    return row.penalty_usd_per_kg + max(price - row.t_per_t * replacement, 0.0)


def swap_limits(structure: Structure, swaps: tuple[tuple[int, int], ...], base_t: Floats) -> Floats:
    """Return the most that each rung can save in tonnes: it opens evenly from the first news of a
    shortage on; shape (swaps, T).

    Without news nobody climbs the ladder.
    """
    result = np.zeros((len(swaps), len(structure.periods)))
    for position, (group, rung) in enumerate(swaps):
        row = structure.rungs[rung]
        begin = structure.options.opening_of(row.from_material)
        if begin is None:
            continue
        opened = _opening(structure, structure.periods.position(begin), row.months)
        started = structure.periods.share_within(add_months(begin, 0), None)
        result[position] = (
            row.max_share * opened * started * base_t[list(structure.groups[group].members)].sum(axis=0)
        )
    return result


def _opening(structure: Structure, begin: float, months: float) -> Floats:
    if months == 0.0:
        return (structure.periods.ends > begin).astype(np.float64)
    return np.asarray(np.clip((structure.periods.middles - begin) / (months * 30.4375), 0.0, 1.0))


def _put_ladders(structure: Structure, pen: Pen, balance: Block, use: Use) -> None:
    """Let what a rung saves stand for the material, but for no more than the group's own use."""
    assert use.swap is not None and use.use_rows is not None
    row_of = {group: entity for entity, group in enumerate(use.with_ladder)}
    every = np.arange(len(use.swaps))
    groups = [structure.groups[group] for group, _ in use.swaps]
    saved = np.array([structure.node_index[group.region, group.material] for group in groups])
    pen.put(use.use_rows.index([row_of[group] for group, _ in use.swaps]), use.swap.index(every), -1.0)
    pen.put(balance.index(saved), use.swap.index(every), 1.0)
    rungs = [structure.rungs[rung] for _, rung in use.swaps]
    with_target = [entity for entity, rung in enumerate(rungs) if rung.to_material]
    targets = [structure.node_index[groups[n].region, str(rungs[n].to_material)] for n in with_target]
    taken = np.array([[-rungs[n].t_per_t] for n in with_target]).reshape(-1, 1)
    pen.put(balance.index(targets), use.swap.index(with_target), taken)


def _put_serve(structure: Structure, pen: Pen, balance: Block, use: Use) -> None:
    group_node = np.array(
        [structure.node_index[group.region, group.material] for group in structure.groups], dtype=np.int64
    )
    every = np.arange(len(use.steps))
    pen.put(balance.index(group_node[use.group_of_step]), use.serve.index(every), -1.0)
    if use.use_rows is not None:
        row_of = np.full(len(structure.groups), -1)
        row_of[list(use.with_ladder)] = np.arange(len(use.with_ladder))
        climbing = every[row_of[use.group_of_step] >= 0]
        pen.put(use.use_rows.index(row_of[use.group_of_step[climbing]]), use.serve.index(climbing), 1.0)
