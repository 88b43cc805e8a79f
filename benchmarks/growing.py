"""How the time of a scenario and memory grow with regions, periods, materials and scenarios."""

from __future__ import annotations

import statistics
import time
from functools import partial

from benchmarks.chains import chain
from benchmarks.ours import Ours
from benchmarks.scenarios import SHARES, Workload, define, licensed
from benchmarks.watch import Watch, peak_mb

BASE = {"regions": 8, "materials": 6, "periods": 18, "scenarios": 10}
STEPS = (1, 2, 4)
"""Sizes of what grows, as multiples of its base; everything else stays."""
GROWTHS = {
    f"{what}_{BASE[what] * step}": {**BASE, what: BASE[what] * step} for what in BASE for step in STEPS
}
"""Everything that is measured, by what grows and how large it is."""


def sizes_of(what: str) -> list[str]:
    """Return the names of the measurements in which something grows, smallest first."""
    return [f"{what}_{BASE[what] * step}" for step in STEPS]


def measure_growth(watch: Watch, name: str) -> None:
    """Solve scenarios on a chain of some size: seconds of the first one cold and of a later one hot."""
    size = GROWTHS[name]
    make = partial(chain, size["regions"], size["materials"], size["periods"])
    material = f"m{size['materials'] - 1}"
    definition = define(Workload(name, "", partial(licensed, make, material), (SHARES,)), size["scenarios"])
    watch.peak_mb["before"] = peak_mb()
    with watch.phase("first"):
        ours = Ours(definition.work)
    draws = definition.draws.values.tolist()
    ours.run(draws[0])
    taken = []
    for values in draws:
        begin = time.perf_counter()
        ours.run(values)
        taken.append(time.perf_counter() - begin)
    rows, columns = ours.market.program.shape
    watch.seconds |= {
        "scenario": statistics.median(taken),
        "all": sum(taken),
        "cold": ours.first_records[0].seconds,
    }
    watch.peak_mb["scenarios"] = peak_mb()
    watch.counts |= {"rows": rows, "columns": columns, "coefficients": ours.market.program.matrix.nnz}
