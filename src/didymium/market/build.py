"""From a case to a program: the table of contents of the market (market.md §§2, 3, 11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from didymium.market.additions import Addition, Extra, Parts
from didymium.market.backstop import add_backstop
from didymium.market.memory import Memory
from didymium.market.perturbation import perturb_costs, row_perturbation
from didymium.market.power.sales import Sales, add_sales
from didymium.market.program import Block, Pen, Program
from didymium.market.stocks import Stocks, add_stocks, opening_levels
from didymium.market.structure import Structure
from didymium.market.supply import Supply, add_supply, coefficient_courses
from didymium.market.trade import Trade, add_trade, columns_of_route, put_sales
from didymium.market.use import Use, add_use

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Market:
    """A program with what is needed to read its answer: the structure it came from and where each kind of
    column stands.

    ``perturbation`` is what the balances ask for on top of the program's true right-hand sides, in units;
    shape (N·T,).
    """

    structure: Structure
    program: Program
    balance: Block
    supply: Supply
    trade: Trade
    use: Use
    stocks: Stocks | None
    backstop: Block
    restricted: Block | None
    perturbation: Floats
    extras: Mapping[str, Extra]
    """Blocks of columns that additions brought, by name."""
    sales: Sales | None = None
    """Totals of exporters with power; None where everybody takes prices."""
    export_quota: Block | None = None
    """Rows of export quotas, one for each of the structure's ``options.export_quotas``."""
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)

    @property
    def parts(self) -> Parts:
        """The parts that additions build on."""
        return Parts(
            self.structure, self.balance, self.supply, self.trade, self.use, self.stocks, self.restricted
        )


def build_market(structure: Structure, additions: Sequence[Addition] = ()) -> Market:
    """Compile a case into a program, with what a scenario's instruments add.

    The rows are, for every node and period, made + arriving + drawn + backstop ≥ shipped + served + stored;
    for every group of users with a ladder, taken + swapped ≥ served; for every holding, the level at the
    end of a period; for every total of an exporter with power, dispatched ≤ what passes its steps.
    """
    pen = Pen(len(structure.periods))
    balance = _add_balances(structure, pen)
    supply = add_supply(structure, pen, balance)
    trade = add_trade(structure, pen, balance)
    sales = _add_power(structure, pen, trade)
    use = add_use(structure, pen, balance)
    stocks = add_stocks(structure, pen, balance)
    backstop = add_backstop(structure, pen, balance, use)
    restricted = _add_restricted_use(structure, pen, supply, trade, use, stocks)
    export_quota = _add_export_quotas(structure, pen)
    parts = Parts(structure, balance, supply, trade, use, stocks, restricted)
    extras = {extra.block.name: extra for addition in additions for extra in addition(parts, pen)}
    program = _with_opening_state(structure, pen.finish(), balance, trade, stocks)
    program = replace(program, cost=perturb_costs(structure, program))
    return Market(
        structure,
        program,
        balance,
        supply,
        trade,
        use,
        stocks,
        backstop,
        restricted,
        row_perturbation(structure, balance),
        extras,
        sales,
        export_quota,
    )


def _add_balances(structure: Structure, pen: Pen) -> Block:
    names = [f"{material} {region}" for region, material in structure.nodes]
    return pen.add_rows(
        "balance", lambda entity: names[entity], structure.node_unit_t, lower=0.0, upper=np.inf
    )


def _add_power(structure: Structure, pen: Pen, trade: Trade) -> Sales | None:
    if trade.power is None:
        return None
    sales = add_sales(structure, pen, trade.power)
    put_sales(pen, trade, sales)
    return sales


def _with_opening_state(
    structure: Structure, program: Program, balance: Block, trade: Trade, stocks: Stocks | None
) -> Program:
    """Enter what is under way and in stock before the first period as right-hand sides."""
    row_lower, row_upper = program.row_lower.copy(), program.row_upper.copy()
    arriving = np.zeros((balance.count, balance.periods))
    for position, route in enumerate(structure.routes):
        arriving[structure.node_index[route.destination, route.material]] += trade.pipeline_t[position]
    balance.view(row_lower)[:] = -arriving / structure.node_unit_t[:, None]
    if stocks is not None:
        unit = np.array([structure.unit_t[row.material] for row in structure.holdings])
        for bounds in (row_lower, row_upper):
            stocks.rows.view(bounds)[:, 0] = opening_levels(structure) / unit
    return replace(program, row_lower=row_lower, row_upper=row_upper)


def _add_restricted_use(
    structure: Structure, pen: Pen, supply: Supply, trade: Trade, use: Use, stocks: Stocks | None
) -> Block | None:
    """Add the rows that keep restricted sectors to what does not come from the restricted origin; open
    until a patch closes them.
    """
    restrictions = structure.options.restricted
    if not restrictions:
        return None
    unit = np.array([structure.unit_t[material] for _, _, material, _ in restrictions])
    names = [
        f"{material} of {' '.join(sectors)} in {region}" for _, region, material, sectors in restrictions
    ]
    rows = pen.add_rows("restricted use", lambda entity: names[entity], unit, lower=-np.inf, upper=np.inf)
    for entity, (origin, region, material, sectors) in enumerate(restrictions):
        row = rows.index(entity)
        _put_restricted_users(structure, pen, use, row, region, material, sectors)
        _put_other_supply(structure, pen, row, (supply, trade, stocks), origin, (region, material))
    return rows


def _add_export_quotas(structure: Structure, pen: Pen) -> Block | None:
    """Add a row for each quota and period, free and empty: which of them count what is known only with the
    quota's windows.
    """
    quotas = structure.options.export_quotas
    if not quotas:
        return None
    unit = np.array([max(structure.unit_t[name] for name in materials) for _, materials, _ in quotas])
    names = [f"of {origin} on {' '.join(materials)}" for origin, materials, _ in quotas]
    return pen.add_rows("export quota", lambda entity: names[entity], unit, lower=-np.inf, upper=np.inf)


def _put_restricted_users(
    structure: Structure,
    pen: Pen,
    use: Use,
    row: NDArray[np.int64],
    region: str,
    material: str,
    sectors: tuple[str, ...],
) -> None:
    for position, group in enumerate(structure.groups):
        members = {structure.demands[member].sector for member in group.members}
        if (group.region, group.material) != (region, material) or not members <= set(sectors):
            continue
        entities = np.flatnonzero(use.group_of_step == position)
        pen.put(row[None, :], use.serve.index(entities), 1.0)
        for entity, (owner, _) in enumerate(use.swaps):
            if use.swap is not None and owner == position:
                pen.put(row, use.swap.index(entity), -1.0)


def _put_other_supply(
    structure: Structure,
    pen: Pen,
    row: NDArray[np.int64],
    sources: tuple[Supply, Trade, Stocks | None],
    origin: str,
    node: tuple[str, str],
) -> None:
    supply, trade, stocks = sources
    for entity, segment in enumerate(supply.segments):
        plant = structure.plants[segment.plant]
        made = coefficient_courses(structure, plant.process).get(node[1])
        if plant.region == node[0] and made is not None:
            pen.put(row, supply.block.index(entity), -np.maximum(made, 0.0))
    for position, route in enumerate(structure.routes):
        if (route.destination, route.material) == node and route.origin != origin:
            sent, arrived = np.nonzero(trade.shares[position, :, :-1])
            for columns in columns_of_route(trade, position):
                pen.put(row[arrived], columns[sent], -trade.shares[position, sent, arrived])
    for position, holding in enumerate(structure.holdings):
        if stocks is not None and (holding.region, holding.material) == node:
            # What is drawn only bridges if it was not filled with the origin's goods meanwhile.
            pen.put(row, stocks.release.index(position), -1.0)
