"""Registers made by a seed, with the skew of real ones, written as Parquet piece by piece.

Parties are persons, companies, funds and a few states. Most companies have one to three owners and belong to
pyramids; a few are listed and have hundreds, mostly funds, each of which holds small stakes in thousands. How
many holdings an owner has follows a power law. Some companies hold shares of those above them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

SEED = 20260131
COUNTRIES = ("JPN", "KOR", "CHN", "USA", "DEU", "FRA", "GBR", "AUS", "CAN", "MYS", "VNM", "IND")
COMPANY_OWNERS = 0.28
"""Share of the holdings in small companies that companies have. With 2.7 holdings each, a company has fewer
than one company right above it on average, so that most pyramids end, as they do in real registers.
"""
_AT_ONCE = 500_000
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class RegisterSize:
    """How many of each there are; parties are numbered persons first, then funds, states, companies."""

    parties: int
    holdings: int

    @property
    def funds(self) -> int:
        """Funds: one in five thousand parties."""
        return max(5, self.parties // 5000)

    @property
    def states(self) -> int:
        """States and their bodies."""
        return 50

    @property
    def persons(self) -> int:
        """People who own something."""
        return int(0.35 * self.parties)

    @property
    def first_company(self) -> int:
        """Number of the first company."""
        return self.persons + self.funds + self.states

    @property
    def companies(self) -> int:
        """Companies."""
        return self.parties - self.first_company

    @property
    def listed(self) -> int:
        """Companies with shares that are traded: the last one in two hundred."""
        return max(1, self.companies // 200)


def write_made_register(folder: Path, size: RegisterSize, seed: int = SEED) -> None:
    """Write ``parties.parquet`` and ``holdings.parquet`` of a made register."""
    folder.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(seed)
    _write(folder / "parties.parquet", _parties(size, generator))
    _write(folder / "holdings.parquet", _holdings(size, generator))


def _write(path: Path, tables: Iterator[pa.Table]) -> None:
    first = next(tables)
    with pq.ParquetWriter(path, first.schema, compression="zstd") as writer:
        writer.write_table(first, row_group_size=100_000)
        for table in tables:
            writer.write_table(table, row_group_size=100_000)


def _ids(numbers: NDArray[Any]) -> pa.Array:
    digits = pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), 8, "0")
    return pc.binary_join_element_wise(pa.scalar("XX-"), digits, pa.scalar(""))


def _parties(size: RegisterSize, generator: np.random.Generator) -> Iterator[pa.Table]:
    ends = np.array([size.persons, size.persons + size.funds, size.first_company])
    kinds = pa.array(["person", "entity", "state", "entity"])
    labels = pa.array(["invented person ", "invented fund ", "invented state ", "invented company "])
    for begin in range(0, size.parties, _AT_ONCE):
        number = np.arange(begin, min(begin + _AT_ONCE, size.parties))
        kind = pa.array(np.searchsorted(ends, number, side="right"))
        name = pc.binary_join_element_wise(
            labels.take(kind), pc.cast(pa.array(number), pa.string()), pa.scalar("")
        )
        country = pa.array(COUNTRIES).take(pa.array(generator.integers(0, len(COUNTRIES), len(number))))
        listed = pa.array(number >= size.parties - size.listed)
        yield pa.table({"party": _ids(number), "name": name, "kind": kinds.take(kind), "country": country,
            "listed": listed, "name_key": name})  # fmt: skip


def _holdings(size: RegisterSize, generator: np.random.Generator) -> Iterator[pa.Table]:
    small = size.companies - size.listed
    counts = np.minimum(generator.zipf(2.3, small), 200)
    left = max(size.holdings - int(counts.sum()), 10 * size.listed)
    popular = generator.lognormal(0.0, 1.0, size.listed)
    many = np.maximum((popular / popular.sum() * left).astype(np.int64), 3)
    counts = np.concatenate([counts, many])
    for begin, end in _pieces(counts):
        company = np.repeat(np.arange(begin, end), counts[begin:end])
        is_listed = company >= small
        owner = _owners(size, company, is_listed, generator)
        yield _table(size, company, owner, is_listed, generator)


def _pieces(counts: Integers) -> Iterator[tuple[int, int]]:
    """Return ranges of companies with about as many holdings as are written at once."""
    total = np.concatenate([[0], np.cumsum(counts)])
    begin = 0
    while begin < len(counts):
        end = int(np.searchsorted(total, total[begin] + _AT_ONCE, side="right")) - 1
        end = min(max(end, begin + 1), len(counts))
        yield begin, end
        begin = end


def _owners(
    size: RegisterSize, company: Integers, is_listed: NDArray[np.bool_], generator: np.random.Generator
) -> Integers:
    """Return who holds each stake: people, companies above, funds, states; in listed ones mostly funds."""
    count = len(company)
    kind = generator.random(count)
    person = _skewed(size.persons, count, generator)
    fund = size.persons + _skewed(size.funds, count, generator)
    state = size.persons + size.funds + _skewed(size.states, count, generator)
    above = size.first_company + _companies_above(size, company, generator)
    to_company = np.where(is_listed, 0.10, COMPANY_OWNERS)
    to_fund = to_company + np.where(is_listed, 0.70, 0.02)
    to_state = to_fund + 0.005
    return np.select([kind < to_company, kind < to_fund, kind < to_state], [above, fund, state], person)


def _skewed(among: int, count: int, generator: np.random.Generator) -> Integers:
    """Return numbers below ``among`` with a power law: the number of holdings of the k-th falls as 1/√k."""
    return (among * generator.random(count) ** 2).astype(np.int64)


def _companies_above(size: RegisterSize, company: Integers, generator: np.random.Generator) -> Integers:
    """Return the owning company: the one before (deep pyramids), an early one (hubs), or one a little below
    (cross-holdings and circles). The first company of a register has nobody above.
    """
    way = generator.random(len(company))
    hub = (company * generator.random(len(company)) ** 2).astype(np.int64)
    near = company + generator.integers(1, 20, len(company))
    above = np.select([way < 0.55, way < 0.56], [company - 1, np.minimum(near, size.companies - 1)], hub)
    return np.where(above == company, np.maximum(company - 1, 0), np.maximum(above, 0))


def _table(
    size: RegisterSize, company: Integers, owner: Integers, is_listed: NDArray[np.bool_],
    generator: np.random.Generator,
) -> pa.Table:  # fmt: skip
    owned = size.first_company + company
    kept = owner != owned
    owner, owned, is_listed = owner[kept], owned[kept], is_listed[kept]
    share = _shares(owned, is_listed, generator)
    low, high = _bands(share, generator)
    differs = generator.random(len(share)) < 0.02
    votes = np.where(differs, np.minimum(1.0, share * 2), np.nan)
    empty = pa.array(votes, from_pandas=True)
    board = pa.DictionaryArray.from_arrays(
        pa.array(np.where(generator.random(len(share)) < 0.01, 0, 1)), pa.array(["board_seat", None])
    )
    return pa.table({"owner": _ids(owner), "owned": _ids(owned), "capital_low": low, "capital_high": high,
        "votes_low": empty, "votes_high": empty, "rights": board.cast(pa.string())})  # fmt: skip


def _shares(
    owned: Integers, is_listed: NDArray[np.bool_], generator: np.random.Generator
) -> NDArray[np.float64]:
    """Return shares that come to at most 1 for each owned party, a part of it held by nobody stated."""
    weight = generator.gamma(0.5, 1.0, len(owned)) + 1e-6
    first = np.flatnonzero(np.concatenate([[True], owned[1:] != owned[:-1]]))
    counts = np.diff(np.append(first, len(owned)))
    stated = np.where(generator.random(len(first)) < 0.8, 1.0, generator.uniform(0.3, 1.0, len(first)))
    stated = np.where(is_listed[first], generator.uniform(0.3, 0.9, len(first)), stated)
    return weight * np.repeat(stated / np.add.reduceat(weight, first), counts)


def _bands(
    share: NDArray[np.float64], generator: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return bounds: one large holding in ten is stated as a band of a quarter, as public registers do."""
    banded = (generator.random(len(share)) < 0.1) & (share > 0.25)
    low = np.where(banded, np.floor(share * 4) / 4, share)
    high = np.where(banded, np.minimum(np.floor(share * 4) / 4 + 0.25, 1.0), share)
    return low, high
