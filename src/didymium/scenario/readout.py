"""From a path to tidy tables: prices, flows, output, service, stocks and the rows that took no part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.market.checks import unused_rows
from didymium.market.stocks import levels_t
from didymium.market.supply import coefficient_courses
from didymium.outcome.tables import SCHEMAS, make_table
from didymium.scenario.accounts import accounts_table
from didymium.scenario.instruments.schema import PublicPurchase, SharedStock
from didymium.scenario.measures import measures_table
from didymium.scenario.path import Path, route_flows
from didymium.scenario.release_accounts import releases_of
from didymium.scenario.sharing import demanded_t, member_shares

Floats = NDArray[np.float64]


TRADED_UNITS = 1e-6
"""Less than this passing through a node in a period, in units, is nothing."""


def read_path(path: Path, tables: Sequence[str] | None = None) -> dict[str, pl.DataFrame]:
    """Return the tables of an outcome by name, all but ``losses``, which compares two runs, unless
    ``tables`` names some; confidential rows are left out.
    """
    return {name: _READERS[name](path) for name in (_READERS if tables is None else tables)}


def _table(
    name: str, periods: Sequence[dt.date], labels: Sequence[tuple[str, ...]], **values: Floats
) -> pl.DataFrame:
    """Build a table with one row per label and period; each value has shape (labels, T)."""
    texts = [column for column, kind in SCHEMAS[name].items() if kind == pl.String][
        : len(labels[0]) if labels else 0
    ]
    columns: dict[str, Any] = {
        column: np.repeat([label[position] for label in labels], len(periods)).tolist()
        for position, column in enumerate(texts)
    }
    columns["period"] = list(periods) * len(labels)
    columns |= {column: np.asarray(value).reshape(-1) for column, value in values.items()}
    empty: dict[str, Any] = {column: [] for column in SCHEMAS[name]}
    return make_table(name, columns if labels else empty)


def _first_days(path: Path) -> Sequence[dt.date]:
    return path.market.structure.periods.bounds[:-1]


def _prices(path: Path) -> pl.DataFrame:
    nodes = path.market.structure.nodes
    count = len(_first_days(path))
    low = path.prices_low
    missing = np.full_like(path.prices, np.nan)
    columns = {
        "region": np.repeat([region for region, _ in nodes], count).tolist(),
        "material": np.repeat([material for _, material in nodes], count).tolist(),
        "period": list(_first_days(path)) * len(nodes),
        "price_usd_per_kg": path.prices.reshape(-1),
        "price_low": (missing if low is None else np.fmin(low, path.prices)).reshape(-1),
        "price_high": (missing if low is None else path.prices).reshape(-1),
        "status": _statuses(path).reshape(-1).tolist(),
    }
    return make_table("prices", columns).with_columns(
        pl.col("price_usd_per_kg", "price_low", "price_high").fill_nan(None)
    )


def _statuses(path: Path) -> NDArray[np.str_]:
    """Return ``ok``, ``no_supply`` where one tonne more cannot be had, or ``no_trade`` where nothing passes
    and the price is only what one tonne would cost; shape (N, T).
    """
    market, balance = path.market, path.market.balance
    matrix = path.program.matrix[balance.slice, :]
    moved = abs(matrix) @ (path.tonnes / path.program.column_unit_t)
    trades = balance.view(moved) > TRADED_UNITS
    if market.stocks is not None:
        for row in market.structure.holdings:
            if row.level_t > 0.0:
                trades[market.structure.node_index[row.region, row.material]] = True
    return np.where(np.isnan(path.prices), "no_supply", np.where(trades, "ok", "no_trade"))


def _flows(path: Path) -> pl.DataFrame:
    structure, market = path.market.structure, path.market
    dispatched = route_flows(market, path.tonnes)
    arrived, cleared = np.zeros_like(dispatched), dispatched.copy()
    for position in range(len(structure.routes)):
        shares = path.arrivals.get(position, market.trade.shares[position])
        arrived[position] = dispatched[position] @ shares[:, :-1] + market.trade.pipeline_t[position]
        if position in path.cleared:
            cleared[position] = dispatched[position] @ path.cleared[position][:, :-1]
    shown = [
        position
        for position, row in enumerate(structure.routes)
        if not _is_hidden(path, "routes", row.identity)
    ]
    labels = [
        (row.material, row.origin, row.destination, row.via)
        for row in (structure.routes[position] for position in shown)
    ]
    return _table(
        "flows",
        _first_days(path),
        labels,
        t=dispatched[shown],
        cleared_t=cleared[shown],
        arrived_t=arrived[shown],
    )


def _output(path: Path) -> pl.DataFrame:
    market, structure = path.market, path.market.structure
    activity = market.supply.block.view(path.tonnes)
    labels: list[tuple[str, ...]] = []
    values: list[Floats] = []
    for position, plant in enumerate(structure.plants):
        if _is_hidden(path, "plants", plant.identity):
            continue
        run = activity[market.supply.plant_of == position].sum(axis=0)
        for material, course in coefficient_courses(structure, plant.process).items():
            labels.append((plant.plant, plant.process, plant.region, material))
            values.append(run * course)
    return _table("output", _first_days(path), labels, t=np.array(values))


def served_table(path: Path) -> pl.DataFrame:
    """Return what each demand wanted and got.

    What a group of demands gives up at a price is shared among them by their use at base prices; so is what
    the ladder saves.
    """
    structure = path.market.structure
    demanded = demanded_t(path)
    met = _met_t(path, demanded)
    lost, substituted = (met * share for share in _swapped_shares(path))
    shown = [
        position
        for position, row in enumerate(structure.demands)
        if not _is_hidden(path, "demands", row.identity)
    ]
    return _table(
        "served",
        _first_days(path),
        [structure.demands[position].identity for position in shown],
        demanded_t=demanded[shown],
        served_t=(met - substituted - lost)[shown],
        substituted_t=substituted[shown],
        unserved_t=np.maximum(demanded - met + lost, 0.0)[shown],
    )


def _met_t(path: Path, demanded: Floats) -> Floats:
    """Return what each demand got, the material or something in its place, tonnes; shape (demands, T)."""
    market, structure = path.market, path.market.structure
    use, served = market.use, market.use.serve.view(path.tonnes)
    own = market.memory.recall(
        "own steps", (), lambda: np.array([step.demand is not None for step in use.steps])
    )
    shared = np.zeros((len(structure.groups), served.shape[1]))
    np.add.at(shared, use.group_of_step[~own], served[~own])
    met = np.zeros_like(demanded)
    for group, total in zip(structure.groups, shared, strict=True):
        met[list(group.members)] += member_shares(demanded, group.members) * total
    for entity in np.flatnonzero(own):
        met[use.steps[entity].demand] += served[entity]
    return met


def _swapped_shares(path: Path) -> tuple[Floats, Floats]:
    """Return the shares of what each demand got that are lost output, and that something else replaced; shape
    (demands, T) each.
    """
    market, structure = path.market, path.market.structure
    use = market.use
    lost, replaced = np.zeros_like(use.base_t), np.zeros_like(use.base_t)
    if use.swap is None:
        return lost, replaced
    served, swapped = use.serve.view(path.tonnes), use.swap.view(path.tonnes)
    total = np.zeros((len(structure.groups), served.shape[1]))
    np.add.at(total, use.group_of_step, served)
    owner, is_lost = market.memory.recall("swaps", (), lambda: _owners_of_swaps(path))
    for result, chosen in ((lost, is_lost), (replaced, ~is_lost)):
        taken = np.zeros_like(total)
        np.add.at(taken, owner[chosen], swapped[chosen])
        share = np.minimum(np.divide(taken, total, out=np.zeros_like(total), where=total > 0), 1.0)
        for group in use.with_ladder:
            result[list(structure.groups[group].members)] = share[group]
    return lost, replaced


def _owners_of_swaps(path: Path) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the group that each swap belongs to, and whether it stands for lost output; shape (swaps,)."""
    structure, swaps = path.market.structure, path.market.use.swaps
    lost = [structure.rungs[rung].kind == "lost_output" for _, rung in swaps]
    return np.array([group for group, _ in swaps]), np.array(lost, dtype=bool)


def _stocks(path: Path) -> pl.DataFrame:
    """Return the levels of holdings, and of what instruments buy, lend and release."""
    market, structure = path.market, path.market.structure
    labels: list[tuple[str, ...]] = []
    levels: list[Floats] = []
    if market.stocks is not None:
        level = levels_t(market.stocks, path.tonnes)
        for position, row in enumerate(structure.holdings):
            if not _is_hidden(path, "holdings", row.identity):
                labels.append(row.identity)
                levels.append(level[position])
    for label, level in _instrument_stocks(path):
        labels.append(label)
        levels.append(level)
    return _table("stocks", _first_days(path), labels, level_t=np.array(levels))


def _instrument_stocks(path: Path) -> Iterator[tuple[tuple[str, str, str], Floats]]:
    """Yield holder, region and material of what agencies bought, of shared stocks, and of stocks of their own
    that are released, with levels (T,).
    """
    extras = path.market.extras
    for number, entry in path.instruments:
        bought = extras.get(f"purchase {number}")
        if isinstance(entry, PublicPurchase) and bought is not None:
            tonnes = bought.block.view(path.tonnes)
            for position, region in enumerate(bought.regions):
                yield (entry.holder, region, entry.material), np.cumsum(tonnes[position])
        if isinstance(entry, SharedStock) and f"drawn {number}" in extras:
            drawn, back = (
                extras[f"{name} {number}"].block.view(path.tonnes)[0] for name in ("drawn", "brought back")
            )
            yield (entry.holder, entry.region, entry.material), entry.level_t + np.cumsum(back - drawn)
    for item in releases_of(path):
        if item.entry.level_t is not None:
            stock = (item.entry.holder, item.entry.region, item.entry.material)
            yield stock, item.entry.level_t - np.cumsum(item.tonnes.sum(axis=0))


def _unused(path: Path) -> pl.DataFrame:
    rows = unused_rows(path.market)
    case = path.market.structure.case
    shown = [
        row
        for row in rows
        if not any(
            table == row.table and " ".join(key).strip() == row.row for table, key in case.confidential
        )
    ]
    return make_table(
        "unused",
        {
            "table": [row.table for row in shown],
            "row": [row.row for row in shown],
            "reason": [row.reason for row in shown],
        },
    )


def _is_hidden(path: Path, table: str, identity: tuple[str, ...]) -> bool:
    return path.market.structure.case.is_confidential(table, identity)


_READERS: Mapping[str, Callable[[Path], pl.DataFrame]] = {
    "prices": _prices,
    "flows": _flows,
    "output": _output,
    "served": served_table,
    "stocks": _stocks,
    "accounts": accounts_table,
    "measures": measures_table,
    "unused": _unused,
}
TABLES_OF_A_PATH = tuple(_READERS)
"""Tables that :func:`read_path` returns."""
