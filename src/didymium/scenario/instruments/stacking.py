"""Contracts on the same plants: a tonne is sold under one of them, so together they pay for no more than the
plants make.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from didymium.market.additions import Addition, Extra, Parts
from didymium.market.program import Pen
from didymium.scenario.instruments.schema import ContractForDifference, Offtake
from didymium.scenario.instruments.scope import in_force, output_columns
from didymium.scenario.instruments.supports import (
    SMALLEST_SHARE,
    makers_under,
    paid_column,
    regions_under,
    terms_of,
)

Contract = ContractForDifference | Offtake
Contracts = Sequence[tuple[int, Contract]]


def add_joint_limits(contracts: Contracts) -> Addition:
    """Return the rows that hold contracts with plants in common to what these plants make."""

    def addition(parts: Parts, pen: Pen) -> Iterable[Extra]:
        places = sorted(
            {
                (entry.material, region)
                for _, entry in contracts
                for region in regions_under(parts, entry, terms_of(entry))
            }
        )
        for material, region in places:
            for group in _sharing(parts, contracts, material, region):
                _add_limit(parts, pen, group, material, region)
        return ()

    return addition


def _plants(parts: Parts, entry: Contract, region: str) -> frozenset[str]:
    makers = makers_under(parts, entry, terms_of(entry))
    return frozenset(plant.plant for plant in makers if plant.region == region)


def _sharing(parts: Parts, contracts: Contracts, material: str, region: str) -> list[Contracts]:
    """Return the groups of contracts that hang together by plants in common, if two or more do."""
    groups: list[tuple[frozenset[str], list[tuple[int, Contract]]]] = []
    for number, entry in contracts:
        plants = _plants(parts, entry, region)
        if entry.material != material or not plants:
            continue
        touching = [group for group in groups if group[0] & plants]
        groups = [group for group in groups if group not in touching]
        joined = plants.union(*(group[0] for group in touching))
        groups.append((joined, [item for group in touching for item in group[1]] + [(number, entry)]))
    return [group for _, group in groups if len(group) > 1]


def _add_limit(parts: Parts, pen: Pen, group: Contracts, material: str, region: str) -> None:
    structure = parts.structure
    names = frozenset[str]().union(*(_plants(parts, entry, region) for _, entry in group))
    numbers = " ".join(str(number) for number, _ in group)
    unit = np.array([structure.unit_t[material]])
    label = f"{material} {region}"
    rows = pen.add_rows(f"jointly made {numbers} {label}", lambda _: label, unit, lower=0.0, upper=np.inf)
    plants = [plant for plant in structure.plants if plant.plant in names]
    columns, tonnes = output_columns(parts, plants, material)
    pen.put(rows.index(0)[None, :], columns, tonnes)
    for number, entry in group:
        within = in_force(entry, structure.periods)
        paid = np.where(within > SMALLEST_SHARE, within, 1.0)
        position = regions_under(parts, entry, terms_of(entry)).index(region)
        pen.put(rows.index(0), pen.columns[paid_column(number)].index(position), -1.0 / paid)
