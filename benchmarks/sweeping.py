"""Measure many scenarios: which fresh processes each sweep takes, and what is said of them."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.bars import Bar
from benchmarks.ensembles import MEMORY_FEW, MEMORY_MANY
from benchmarks.growing import GROWTHS
from benchmarks.measuring import Measured, measure
from benchmarks.ownership.telling import measure_registers, ownership_bars, ownership_lines
from benchmarks.portfolios import portfolio_bars, portfolio_lines
from benchmarks.replies import reply_bars, reply_lines
from benchmarks.responses import response_bars, response_lines
from benchmarks.scenarios import ENSEMBLES, WORKLOADS
from benchmarks.stockpiles import stockpile_bars, stockpile_lines
from benchmarks.sweep_bars import ensemble_bars, growth_bars, hot_bars, memory_bars, worker_bars
from benchmarks.sweep_lines import ensemble_lines, growth_lines, hot_lines, memory_lines, worker_lines
from benchmarks.two_stage_integers import integer_bars, integer_lines
from benchmarks.web.telling import read_bars, read_lines, slider_bars, slider_lines, user_bars, user_lines

PROFILE = "live"
Found = dict[str, Measured]


@dataclass(frozen=True)
class Sweep:
    """What is measured, and how ratios and lines come of it. Repetitions stand inside each measurement, so
    that those compared take turns.
    """

    about: str
    measure: Callable[[bool], Found]
    bars: Callable[[Mapping[str, Measured]], list[Bar]]
    lines: Callable[[Mapping[str, Measured]], list[str]]


def _measure_workload(name: str, own: bool) -> Found:
    others = [] if own or not importlib.util.find_spec("linopy") else WORKLOADS[name].others
    if own or not importlib.util.find_spec("pypsa"):
        others = [other for other in others if other != "pypsa"]
    found = {"hot": measure("hot_linopy" if "persistent" in others else "hot", name, 1)}
    if "linopy" in others:
        found["rebuilt"] = measure("hot_rebuilt", name, 1)
    return found


def _measure_growth(own: bool) -> Found:
    return {name: measure("growth", name, 1) for name in GROWTHS}


def _measure_workers(own: bool) -> Found:
    return {what: measure(what, PROFILE, 1) for what in ("threads", "dask")}


def _measure_memory(own: bool) -> Found:
    return {
        "few": measure("memory", f"{PROFILE}_{MEMORY_FEW}", 1),
        "many": measure("memory", f"{PROFILE}_{MEMORY_MANY}", 1),
    }


def _measure_ensembles(own: bool) -> Found:
    return {name: measure("ensemble", name, 1) for name in ENSEMBLES}


def _web(what: str, *names: str) -> Callable[[bool], Found]:
    return lambda own: {name: measure(what, name, 1) for name in names}


def _workload(name: str) -> Sweep:
    return Sweep(WORKLOADS[name].about, lambda own: _measure_workload(name, own), hot_bars, hot_lines)


SWEEPS: dict[str, Sweep] = {
    **{name: _workload(name) for name in WORKLOADS},
    "growth": Sweep("one size grows, all else stays", _measure_growth, growth_bars, growth_lines),
    "workers": Sweep("two workers against one", _measure_workers, worker_bars, worker_lines),
    "memory": Sweep("many scenarios against few", _measure_memory, memory_bars, memory_lines),
    "ensembles": Sweep("what a thousand scenarios take", _measure_ensembles, ensemble_bars, ensemble_lines),
    "responses": Sweep(
        "a plan for an emergency",
        lambda own: {"responses": measure("responses", "licences_2025", 3)},
        response_bars,
        response_lines,
    ),
    "replies": Sweep(
        "a rival's best reply to a policy",
        lambda own: {"replies": measure("replies", "china", 3)},
        reply_bars,
        reply_lines,
    ),
    "stockpiles": Sweep(
        "least-cost stocks over draws",
        lambda own: {"stockpiles": measure("stockpiles", "60", 1)},
        stockpile_bars,
        stockpile_lines,
    ),
    "two_stage_integers": Sweep(
        "which projects to build, in whole numbers",
        lambda own: {"two_stage_integers": measure("two_stage_integers", "20", 1)},
        integer_bars,
        integer_lines,
    ),
    "portfolios": Sweep(
        "which projects to back on the bundled case",
        lambda own: {"portfolios": measure("portfolios", "4", 1)},
        portfolio_bars,
        portfolio_lines,
    ),
    "ownership": Sweep(
        "who owns whom, in registers of up to ten million parties",
        measure_registers,
        ownership_bars,
        ownership_lines,
    ),
    "web_slider": Sweep(
        "from a slider's release to the new chart, in a browser",
        _web("web_slider", "restriction", "floor"),
        slider_bars,
        slider_lines,
    ),
    "web_users": Sweep(
        "ten people at once, each in a browser",
        _web("web_users", "pausing", "without_pauses"),
        user_bars,
        user_lines,
    ),
    "web_reads": Sweep("a minute of reads of the API", _web("web_reads", "minute"), read_bars, read_lines),
}
"""Everything that can be measured of many scenarios."""


def failures(found: Mapping[str, Measured]) -> Sequence[str]:
    """Say what could not be measured."""
    return [f"{what}: {figures.failure}" for what, figures in found.items() if figures.failure]
