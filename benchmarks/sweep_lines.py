"""What is said of many scenarios beside the ratios: sizes, seconds, iterations, memory."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.growing import BASE, sizes_of
from benchmarks.measuring import Measured

Found = Mapping[str, Measured]

CONTESTANTS = {
    "ours": "ours, from values drawn to the path",
    "programs": "ours, given the programs",
    "bare": "bare HiGHS, patches ready",
    "persistent": "linopy persistent, from its last basis",
    "restored": "linopy persistent, basis put back",
}
REBUILT = {"linopy": "linopy, written anew, one cold solve a stage", "pypsa": "PyPSA, the same"}
THOUSAND = 1000


def hot_lines(found: Found) -> list[str]:
    """Say how large the program is, and seconds and iterations of a scenario."""
    counts = found["hot"].counts
    if not counts:
        return []
    lines = [
        f"{counts['rows']:,.0f} rows, {counts['columns']:,.0f} columns at the first news; "
        f"{counts['solves']:.0f} solves a scenario, {counts['coefficients_changed']:.0f} coefficients change",
        f"{'a scenario':<48}{'seconds':>9}{'iterations':>12}",
    ]
    seconds = found["hot"].seconds
    for name, label in CONTESTANTS.items():
        if name in seconds:
            iterations = counts.get(f"iterations_{name}", counts["iterations"])
            lines.append(f"{label:<48}{seconds[name]:>9.4f}{iterations:>12.0f}")
    rebuilt = found["rebuilt"].seconds if "rebuilt" in found else {}
    lines += [f"{label:<48}{rebuilt[name]:>9.4f}" for name, label in REBUILT.items() if name in rebuilt]
    return lines


def growth_lines(found: Found) -> list[str]:
    """Say how long a scenario takes and how much memory, size by size."""
    lines = [f"{'size':<16}{'rows':>8}{'columns':>9}{'cold s':>9}{'hot s':>9}{'MB taken':>10}"]
    for name in (name for what in BASE for name in sizes_of(what)):
        measured = found[name]
        if measured.counts:
            counts, seconds, peak = measured.counts, measured.seconds, measured.peak_mb
            taken = peak["scenarios"] - peak["before"]
            lines.append(
                f"{name.replace('_', ' '):<16}{counts['rows']:>8,.0f}{counts['columns']:>9,.0f}"
                f"{seconds['cold']:>9.3f}{seconds['scenario']:>9.4f}{taken:>10.1f}"
            )
    return lines


def worker_lines(found: Found) -> list[str]:
    """Say how long a scenario takes with one worker and with two."""
    lines = [f"{'workers':<16}{'s a scenario':>14}{'s in all':>10}"]
    for what, measured in found.items():
        for workers in (1, 2) if measured.seconds else ():
            each, whole = measured.seconds[f"each_{workers}"], measured.seconds[f"whole_{workers}"]
            lines.append(f"{f'{what}, {workers}':<16}{each:>14.4f}{whole:>10.2f}")
    return lines


def memory_lines(found: Found) -> list[str]:
    """Say the largest memory of each run."""
    return [
        f"{measured.counts['scenarios']:.0f} scenarios: {measured.peak_mb['ensemble']:.0f} MB at most"
        for measured in found.values()
        if measured.counts
    ]


def ensemble_lines(found: Found) -> list[str]:
    """Say what an ensemble took on two threads, and what a thousand scenarios would."""
    return [line for name, measured in found.items() if measured.counts for line in _ensemble(name, measured)]


def _ensemble(name: str, measured: Measured) -> list[str]:
    counts, seconds = measured.counts, measured.seconds
    each = (seconds["ensemble"] - seconds["ready"]) / counts["scenarios"]
    thousand = seconds["ready"] + each * THOUSAND
    return [
        f"{name}: {counts['scenarios']:.0f} scenarios on two threads in {seconds['ensemble']:.1f} s, tables "
        f"written; a thousand would take {thousand:.0f} s (estimated)",
        f"  one scenario {seconds['scenario']:.3f} s in the middle, {seconds['longest']:.2f} s at most; "
        f"{counts['solves']:.0f} solves, {counts['iterations']:.0f} iterations in the middle; "
        f"one cold solve {seconds['cold']:.2f} s",
        f"  {counts['cold_share']:.0%} needed a cold solve, {counts['without_answer']:.0f} have no answer",
    ]
