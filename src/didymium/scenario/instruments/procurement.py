"""A minimum procurement price: buyers of a club pay members' plants at least a stated price for a share of
what they use, and all of its users bear the premium (market.md §8).

There is one premium for the club, what is missing between the price and what its users pay on average. A
premium by place would let plants of one member crowd out those of another by a lower price at home.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from didymium.market.additions import Extra
from didymium.scenario.draft import Draft
from didymium.scenario.instruments.rates import Charge, Quotation, Rate
from didymium.scenario.instruments.schema import MinimumProcurementPrice
from didymium.scenario.instruments.scope import (
    in_force,
    keep_last_resort_dearer,
    members_of,
    open_columns,
    use_columns,
)
from didymium.scenario.instruments.supports import SMALLEST_SHARE, bought_row, paid_column

Floats = NDArray[np.float64]

ITEM = "procurement premium"


def enact_procurement(draft: Draft, number: int, entry: MinimumProcurementPrice) -> None:
    """Open the tonnes that the rule covers, pay plants the premium and charge users with it."""
    within = in_force(entry, draft.structure.periods) > SMALLEST_SHARE
    extra = open_columns(draft, paid_column(number), np.where(within, np.inf, 0.0))
    if extra is None:
        return
    nodes = [draft.structure.node_index[region, entry.material] for region in extra.regions]
    keep_last_resort_dearer(draft, nodes, entry.price_usd_per_kg)
    premium = _premium(draft, entry, within)
    pool = (entry.club, "procurement pool")
    covered = extra.block.index(np.arange(extra.block.count))
    owners = tuple((region, "producers") for region in extra.regions)
    paid = Charge(ITEM, covered, np.full(covered.shape, -1.0) * within, owners, (pool,) * len(owners))
    label = f"{ITEM} on {entry.material}"
    ceiling = entry.price_usd_per_kg
    draft.rates.append(Rate(number, label, entry.material, (paid,), rule=premium, ceiling=ceiling))
    _charge_users(draft, number, entry, extra, premium)


def _premium(
    draft: Draft, entry: MinimumProcurementPrice, within: NDArray[np.bool_]
) -> Callable[[Quotation, Floats], Floats]:
    """Return the rule of the premium: the price less what members' users pay, weighted by use in the base
    run.
    """
    structure = draft.structure
    places = [
        region
        for region in sorted(members_of(structure.case, entry.club, entry))
        if (region, entry.material) in structure.node_index
    ]
    used = np.array([_use(draft, entry.material, region) for region in places])
    weights = np.where(used.sum(axis=0) > 0, used, 1.0)
    nodes = [structure.node_index[region, entry.material] for region in places]

    def rule(quotation: Quotation, rate: Floats) -> Floats:
        price = np.average(quotation.prices[nodes], axis=0, weights=weights)
        return np.asarray(np.maximum(entry.price_usd_per_kg - price, 0.0) * within)

    return rule


def _use(draft: Draft, material: str, region: str) -> Floats:
    """Return what a region uses in the base run, tonnes; shape (T,)."""
    columns, tonnes, _ = use_columns(draft.market, material, frozenset({region}))
    return np.asarray(np.maximum((draft.base_tonnes[columns] * tonnes).sum(axis=0), 0.0))


def _charge_users(
    draft: Draft,
    number: int,
    entry: MinimumProcurementPrice,
    extra: Extra,
    premium: Callable[[Quotation, Floats], Floats],
) -> None:
    """Spread over all that the club uses what its buyers pay above the market.

    The row that keeps what is paid for within use would credit users for every kg that they use, as though
    using more let them pay less. Sellers keep what the rule gives them, so that credit is taken off again.
    """
    market, structure = draft.market, draft.structure
    members = members_of(structure.case, entry.club, entry)
    columns, used, owners = use_columns(market, entry.material, members)
    covered = extra.block.index(np.arange(extra.block.count))
    row = market.program.rows[bought_row(number)].index(0)

    def share(quotation: Quotation, rate: Floats) -> Floats:
        tonnes = np.maximum((quotation.tonnes[columns] * used).sum(axis=0), 1e-9)
        return np.asarray(premium(quotation, rate) * quotation.tonnes[covered].sum(axis=0) / tonnes)

    def credit(quotation: Quotation, rate: Floats) -> Floats:
        return np.asarray(np.maximum(quotation.row_prices[row], 0.0) * entry.buyers_share)

    pool = ((entry.club, "procurement pool"),) * len(owners)
    bears = Charge(ITEM, columns, used, tuple(owners), pool)
    label = f"{ITEM} of buyers on {entry.material}"
    draft.rates.append(Rate(number, label, entry.material, (bears,), rule=share))
    back = Charge("rule", columns, used, tuple(owners), tuple(owners))
    label = f"credit of users on {entry.material}"
    draft.rates.append(Rate(number, label, entry.material, (back,), rule=credit))
