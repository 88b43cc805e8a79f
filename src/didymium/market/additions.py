"""What a scenario may add to a program before it is finished: columns that stay closed until a patch opens
them, and rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from didymium.market.program import Block, Pen
from didymium.market.stocks import Stocks
from didymium.market.structure import Structure
from didymium.market.supply import Supply
from didymium.market.trade import Trade
from didymium.market.use import Use


@dataclass(frozen=True)
class Parts:
    """The parts of a market that an addition builds on."""

    structure: Structure
    balance: Block
    supply: Supply
    trade: Trade
    use: Use
    stocks: Stocks | None
    restricted: Block | None = None
    """Rows of restricted use, one for each of the structure's ``options.restricted``."""


@dataclass(frozen=True)
class Extra:
    """A block of columns that an addition brought: the region of each entity, and the party that acts."""

    block: Block
    regions: tuple[str, ...]
    party: str
    materials: tuple[str, ...] = ()
    """Material of each entity, for columns that trade at a node."""


Addition = Callable[[Parts, Pen], Iterable[Extra]]
"""Writes columns and rows with the pen; closed columns must leave the base run as it is."""
