"""What releases from strategic stocks come to: tonnes, money, and lines of the accounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.market.program import Block
from didymium.market.trade import END_HAIRCUT
from didymium.scenario.account_lines import Line, Owners, column_line
from didymium.scenario.instruments.release_terms import Leg, holding_of, legs_of, reserve_price
from didymium.scenario.instruments.schema import StockRelease
from didymium.scenario.instruments.stock_release import arrivals_of
from didymium.scenario.path import Path

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Released:
    """What a release came to. ``tonnes`` leave in each period for each leg, shape (legs, T); ``arrivals`` are
    the shares that arrive in each period, the last column after the end, shape (legs, T, T + 1).
    """

    number: int
    entry: StockRelease
    block: Block
    legs: tuple[Leg, ...]
    tonnes: Floats
    arrivals: Floats

    def fetched_usd(self, path: Path) -> Floats:
        """Return what the tonnes released in each period fetch where and when they arrive within the run, US
        dollars; shape (legs, T).
        """
        index, material = path.market.structure.node_index, self.entry.material
        prices = path.duals[[index[leg.destination, material] for leg in self.legs]]
        worth = np.einsum("ltu,lu->lt", self.arrivals[:, :, :-1], prices)
        return np.asarray(self.tonnes * 1e3 * worth)


def releases_of(path: Path) -> Iterator[Released]:
    """Yield what every release that is known at the end of a run came to."""
    structure = path.market.structure
    for number, entry in path.instruments:
        extra = path.market.extras.get(f"released {number}")
        if isinstance(entry, StockRelease) and extra is not None:
            legs = legs_of(structure, entry)
            arrivals = arrivals_of(structure, entry, legs)
            yield Released(number, entry, extra.block, legs, extra.block.view(path.tonnes), arrivals)


def release_lines(path: Path, owners: Owners) -> Iterator[Line]:
    """Book freight, what is under way at the end, and what the stock is worth less for what left it, all with
    the treasury where it lies. Sales are booked with all other trades.

    A row of holdings that is opened has its closing stock booked with its holder, as without a release. A
    stock of its own was bought before the run: only the change of its worth counts, at the reserve price.
    """
    structure = path.market.structure
    for item in releases_of(path):
        kilograms = item.tonnes * 1e3
        freight = np.array([[leg.freight_usd_per_kg] for leg in item.legs])
        yield _line(owners, item.block, "freight", -freight * kilograms)
        ends = [structure.base.price.get((leg.destination, item.entry.material), 0.0) for leg in item.legs]
        late = (kilograms * item.arrivals[:, :, -1]).sum(axis=1) * np.array(ends) * END_HAIRCUT
        at_end = np.zeros_like(kilograms)
        at_end[:, -1] = late
        line = _line(owners, item.block, "goods under way at the end", at_end)
        yield line.discounted_at(structure.end_discount)
        if holding_of(structure.case, item.entry) is None:
            reserve = reserve_price(structure, item.entry)
            yield _line(owners, item.block, "public stock", -reserve * kilograms)


def _line(owners: Owners, block: Block, item: str, usd: Floats) -> Line:
    columns = np.arange(block.offset, block.offset + block.size)
    return column_line(owners, item, columns, columns % block.periods, usd.reshape(-1))
