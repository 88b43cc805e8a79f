"""What is measured of many scenarios, by name."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.comparing import measure_hot, measure_hot_beside_linopy, measure_hot_beside_rebuilding
from benchmarks.ensembles import measure_dask, measure_ensemble, measure_memory, measure_threads
from benchmarks.growing import measure_growth
from benchmarks.ownership.measures import (
    measure_ownership,
    measure_ownership_networkx,
    measure_register_made,
)
from benchmarks.portfolios import measure_portfolios
from benchmarks.replies import measure_replies
from benchmarks.responses import measure_responses
from benchmarks.stockpiles import measure_stockpiles
from benchmarks.two_stage_integers import measure_two_stage_integers
from benchmarks.watch import Watch
from benchmarks.web.measures import WEB_MEASURES

SWEEP_MEASURES: dict[str, Callable[[Watch, str], None]] = {
    "hot": measure_hot,
    "hot_linopy": measure_hot_beside_linopy,
    "hot_rebuilt": measure_hot_beside_rebuilding,
    "growth": measure_growth,
    "threads": measure_threads,
    "dask": measure_dask,
    "memory": measure_memory,
    "ensemble": measure_ensemble,
    "replies": measure_replies,
    "responses": measure_responses,
    "stockpiles": measure_stockpiles,
    "two_stage_integers": measure_two_stage_integers,
    "portfolios": measure_portfolios,
    "register_made": measure_register_made,
    "ownership": measure_ownership,
    "ownership_networkx": measure_ownership_networkx,
    **WEB_MEASURES,
}
