"""Ratios and lines about ownership on made registers."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Mapping

from benchmarks.bars import Bar, ratio
from benchmarks.measuring import Measured, measure
from benchmarks.ownership.measures import BESIDE_NETWORKX, SIZES

Found = Mapping[str, Measured]
LARGEST = "10_million"
TARGETS = {"ordinary": "a company", "listed": "a listed company"}
"""What is asked about, by its kind in the measurement."""
MOST_TARGET_SECONDS = 1.0
MOST_MINUTES = 10.0
"""Minutes within which all holdings of a quarter and more should be found."""
MOST_MB = 16_000.0
_LIMIT_SECONDS = 900.0


def measure_registers(own: bool) -> dict[str, Measured]:
    """Make each register in a process of its own, then measure on it in another."""
    found: dict[str, Measured] = {}
    for name in SIZES:
        made = measure("register_made", name, 1, _LIMIT_SECONDS)
        found[name] = made if made.failure else measure("ownership", name, 1, _LIMIT_SECONDS)
    if not own and importlib.util.find_spec("networkx"):
        found["networkx"] = measure("ownership_networkx", BESIDE_NETWORKX, 1, _LIMIT_SECONDS)
    return found


def ownership_bars(found: Found) -> list[Bar]:
    """Return how the largest register does against the bars, how it grows, and networkx beside it."""
    large, small = found[LARGEST], found[BESIDE_NETWORKX]
    seconds, peak = large.seconds, large.peak_mb.get("all_large")
    beside = found["networkx"].seconds if "networkx" in found else {}
    minutes = seconds.get("all_large", math.nan) / 60.0
    return [
        *(Bar(f"owners of {who}, {which}, seconds / 1", seconds.get(f"{kind}_{which}"), MOST_TARGET_SECONDS)
          for kind, who in TARGETS.items() for which in ("median", "longest")),
        Bar("all holdings of 25 % and more / 10 minutes", ratio(minutes, MOST_MINUTES), at_most=1.0),
        Bar("peak memory / 16 GB", ratio(peak, MOST_MB), at_most=1.0),
        *(Bar(f"{phase}: grows with parties to the power of", _power(large, small, phase))
          for phase in ("load", "graph", "all_large")),
        Bar("networkx / ours, owners of the same targets",
            ratio(beside.get("networkx_targets"), beside.get("our_targets"))),
    ]  # fmt: skip


def _power(large: Measured, small: Measured, phase: str) -> float | None:
    grown = ratio(large.seconds.get(phase), small.seconds.get(phase))
    times = SIZES[LARGEST].parties / SIZES[BESIDE_NETWORKX].parties
    return None if not grown else math.log(grown) / math.log(times)


def ownership_lines(found: Found) -> list[str]:
    """Say what was found of each size."""
    return [line for name in SIZES if found[name].seconds for line in _lines(found[name])]


def _lines(measured: Measured) -> list[str]:
    counts, seconds, peak = measured.counts, measured.seconds, measured.peak_mb
    return [
        f"{counts['parties']:,.0f} parties, {counts['holdings']:,.0f} holdings: "
        f"loaded in {seconds['load']:.1f} s, sorted in {seconds['graph']:.1f} s, {peak['graph']:,.0f} MB",
        *(
            f"  owners of {who}: median {seconds[f'{kind}_median'] * 1000:.1f} ms, longest "
            f"{seconds[f'{kind}_longest'] * 1000:.1f} ms ({counts[f'{kind}_owners']:,.0f} owners, median)"
            for kind, who in TARGETS.items()
        ),
        f"  all holdings of 25 % and more: {seconds['all_large']:.1f} s, {peak['all_large']:,.0f} MB, "
        f"{counts['large']:,.0f} sure, {counts['borderline']:,.0f} borderline, "
        f"{counts['undecided']:,.0f} companies undecided",
    ]
