"""What is said of the web server: milliseconds, as people feel them, and ratios."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.bars import Bar, ratio
from benchmarks.measuring import Measured

Found = Mapping[str, Measured]


def slider_lines(found: Found) -> list[str]:
    """Say how long a move took, and its bare solve."""
    lines = [f"{'50 random moves, ms':<44}{'median':>9}{'95 %':>9}"]
    for name, measured in found.items():
        seconds = measured.seconds
        for label, key in (
            ("release to chart of prices drawn", "chart"),
            ("release to everything drawn", "whole"),
            ("the engine in process, market hot", "hot"),
        ):
            median, most = (1000 * seconds[f"{key}_{what}"] for what in ("median", "95"))
            lines.append(f"{f'{name}: {label}':<44}{median:>9.0f}{most:>9.0f}")
        lines.append(
            f"{name}: {measured.counts['wrong']:.0f} of {measured.counts['moves']:.0f} answers wrong"
        )
    return lines


def slider_bars(found: Found) -> list[Bar]:
    """Return medians and 95th percentiles beside what is wanted, and as multiples of the bare solve."""
    bars = []
    for name, measured in found.items():
        seconds = measured.seconds
        bars += [
            Bar(f"{name}: release to chart, median, ms", 1000 * seconds["chart_median"], at_most=300.0),
            Bar(f"{name}: the same, 95th percentile, ms", 1000 * seconds["chart_95"], at_most=700.0),
            Bar(
                f"{name}: release to chart / hot solve, medians",
                ratio(seconds["chart_median"], seconds["hot_median"]),
            ),
            Bar(f"{name}: wrong answers", measured.counts["wrong"], at_most=0.0),
        ]
    return bars


def user_lines(found: Found) -> list[str]:
    """Say how long ten people waited."""
    lines = [f"{'ten people, ten moves each, ms':<44}{'median':>9}{'95 %':>9}"]
    for name, measured in found.items():
        for label, key in (("chart of prices drawn", "chart"), ("everything drawn", "whole")):
            median, most = (1000 * measured.seconds[f"{key}_{what}"] for what in ("median", "95"))
            lines.append(f"{f'{name}: release to {label}':<44}{median:>9.0f}{most:>9.0f}")
    return lines


def user_bars(found: Found) -> list[Bar]:
    """Return what ten people wait, and how many of their answers were wrong."""
    bars = []
    for name, measured in found.items():
        seconds = measured.seconds
        bars += [
            Bar(f"{name}: release to chart, 95th percentile, ms", 1000 * seconds["chart_95"], at_most=3000.0),
            Bar(f"{name}: 95th percentile / median", ratio(seconds["chart_95"], seconds["chart_median"])),
            Bar(f"{name}: wrong answers", measured.counts["wrong"], at_most=0.0),
        ]
    return bars


def read_lines(found: Found) -> list[str]:
    """Say how reads were answered."""
    return [
        f"{measured.counts['reads']:.0f} reads, {measured.counts['rate']:.1f} answered a second, "
        f"{1000 * measured.seconds['read_median']:.0f} ms in the middle, "
        f"{1000 * measured.seconds['read_95']:.0f} ms for 95 %, {measured.counts['errors']:.0f} errors"
        for measured in found.values()
    ]


def read_bars(found: Found) -> list[Bar]:
    """Return the rate that was held, and the errors."""
    counts = found["minute"].counts
    return [
        Bar("reads answered a second, of 200 asked", counts["rate"], at_least=198.0),
        Bar("errors", counts["errors"], at_most=0.0),
    ]
