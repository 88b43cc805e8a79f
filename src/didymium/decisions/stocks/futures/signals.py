"""What can be seen on the first morning of each period of an emergency: nothing of the period itself, nor of
what comes after it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.allocation.situation import Node
from didymium.market.periods import Periods
from didymium.market.stocks import levels_t
from didymium.scenario.path import Path, ScenarioPaths

Floats = NDArray[np.float64]

NEGLIGIBLE_T = 1e-9


@dataclass(frozen=True, eq=False)
class Signals:
    """Days of cover and prices as last known on the first morning of each period; shape (T,) each.

    Both are those of the last period of the run that is over by then. ``cover_days`` are holdings over the
    usual use of a place, only where both are known; ``price_ratio`` is the price by the base price.
    """

    cover_days: Mapping[Node, Floats] = field(default_factory=dict)
    price_ratio: Mapping[Node, Floats] = field(default_factory=dict)


def signals_of(
    paths: ScenarioPaths, members: Sequence[str], periods: Periods, use_t_per_day: Mapping[Node, float]
) -> Signals:
    """Return the signals of members in a solved run.

    Args:
        paths: The run.
        members: Whose places are watched.
        periods: Those of the emergency, within the run.
        use_t_per_day: What places usually use.
    """
    before = [_periods_over(paths.path.market.structure.periods, day) for day in periods.bounds[:-1]]
    return Signals(
        _cover(paths.path, members, before, use_t_per_day), _prices(paths.path, members, np.array(before))
    )


def _periods_over(source: Periods, day: dt.date) -> int:
    """Return how many periods of the run are over on the morning of a day."""
    return source.index_of(day)


def _cover(
    path: Path, members: Sequence[str], before: Sequence[int], use_t_per_day: Mapping[Node, float]
) -> dict[Node, Floats]:
    if path.market.stocks is None:
        return {}
    ends = levels_t(path.market.stocks, path.tonnes)
    held: dict[Node, Floats] = {}
    for position, row in enumerate(path.market.structure.holdings):
        use = use_t_per_day.get((row.region, row.material), 0.0)
        if row.region in members and use > NEGLIGIBLE_T:
            level = np.concatenate([[row.level_t], ends[position]])[before]
            held[row.region, row.material] = held.get((row.region, row.material), 0.0) + level / use
    return held


def _prices(path: Path, members: Sequence[str], before: NDArray[np.int64]) -> dict[Node, Floats]:
    structure = path.market.structure
    found: dict[Node, Floats] = {}
    for node, position in structure.node_index.items():
        base = structure.base.price.get(node, 0.0)
        if node[0] in members and base > 0.0:
            # A market that is left with the supply of last resort has no price: it is as dear as can be.
            course = np.concatenate([[base], np.nan_to_num(path.prices[position], nan=np.inf)])
            found[node] = course[before] / base
    return found
