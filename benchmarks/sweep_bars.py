"""Ratios of many scenarios, beside the bars that the project sets itself."""

from __future__ import annotations

import math
from collections.abc import Mapping

from benchmarks.bars import Bar, ratio
from benchmarks.growing import BASE, STEPS, sizes_of
from benchmarks.measuring import Measured

Found = Mapping[str, Measured]


def hot_bars(found: Found) -> list[Bar]:
    """Return the ratios of one workload: seconds for a scenario, each ratio within one process."""
    here, rebuilt = _seconds(found, "hot"), _seconds(found, "rebuilt")
    ours, bare, persistent = here.get("ours"), here.get("bare"), here.get("persistent")
    over, theirs = _above(ours, bare), _above(persistent, bare)
    return [
        Bar("ours / bare HiGHS in a loop", ratio(ours, bare), at_most=1.15),
        Bar("ours given the programs / bare HiGHS", ratio(here.get("programs"), bare)),
        Bar("linopy persistent / ours", ratio(persistent, ours), at_least=2.0),
        Bar("the most possible: linopy persistent / bare HiGHS", ratio(persistent, bare)),
        Bar("linopy persistent, basis put back / ours", ratio(here.get("restored"), ours)),
        Bar("overhead above bare: ours / linopy persistent", ratio(over, theirs), at_most=0.25),
        Bar(
            "the same, basis put back in linopy",
            ratio(over, _above(here.get("restored"), bare)),
            at_most=0.25,
        ),
        Bar("linopy rebuilt / ours", ratio(rebuilt.get("linopy"), rebuilt.get("ours"))),
        Bar("PyPSA rebuilt / ours", ratio(rebuilt.get("pypsa"), rebuilt.get("ours")), at_least=20.0),
    ]


def worker_bars(found: Found) -> list[Bar]:
    """Return how much faster two workers are than one, once ready and from the start."""
    bars = []
    for what, wanted in (("threads", 1.7), ("dask", None)):
        seconds = _seconds(found, what)
        bars += [
            Bar(
                f"{what}: seconds of one worker / of two, once ready",
                ratio(seconds.get("each_1"), seconds.get("each_2")),
                at_least=wanted,
            ),
            Bar(
                f"{what}: the same, workers made ready too",
                ratio(seconds.get("whole_1"), seconds.get("whole_2")),
            ),
        ]
    return bars


def memory_bars(found: Found) -> list[Bar]:
    """Return how much more memory four times as many scenarios take."""
    few, many = (found[name].peak_mb.get("ensemble") for name in ("few", "many"))
    return [Bar("peak memory of 160 scenarios / of 40", ratio(many, few), at_most=1.1)]


def growth_bars(found: Found) -> list[Bar]:
    """Return with which power of its size time and memory grow in each direction."""
    bars = []
    for what in BASE:
        seconds = "all" if what == "scenarios" else "scenario"
        first, last = (found[name] for name in (sizes_of(what)[0], sizes_of(what)[-1]))
        times = STEPS[-1] / STEPS[0]
        for label, over, under in (
            ("seconds", last.seconds.get(seconds), first.seconds.get(seconds)),
            ("memory taken", _taken(last), _taken(first)),
        ):
            grown = ratio(over, under)
            power = math.log(grown) / math.log(times) if grown else None
            bars.append(Bar(f"{label}: grows with {what} to the power of", power))
    return bars


def _taken(measured: Measured) -> float | None:
    """Return the memory that a market and its scenarios took beside the program itself, MB."""
    peak = measured.peak_mb
    return peak["scenarios"] - peak["before"] if peak else None


def ensemble_bars(found: Found) -> list[Bar]:
    """Return how a scenario of an ensemble compares with one cold solve."""
    bars = []
    for name, measured in found.items():
        scenario, cold = measured.seconds.get("scenario"), measured.seconds.get("cold")
        bars.append(Bar(f"{name}: a scenario with its tables / a cold solve", ratio(scenario, cold)))
        bars.append(Bar(f"{name}: share of scenarios with a cold solve", measured.counts.get("cold_share")))
    return bars


def _seconds(found: Found, what: str) -> Mapping[str, float]:
    return found[what].seconds if what in found else {}


def _above(seconds: float | None, bare: float | None) -> float | None:
    return None if seconds is None or bare is None else seconds - bare
