"""Ratios of what was measured, beside the bars that the project sets itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.measuring import Measured


@dataclass(frozen=True)
class Bar:
    """A ratio and the most (or the least) that it should be; no bar where both are None."""

    label: str
    value: float | None
    at_most: float | None = None
    at_least: float | None = None

    @property
    def verdict(self) -> str:
        """``pass``, ``miss``, or nothing where there is no bar or no figure."""
        if self.value is None:
            return "not measured"
        if self.at_most is not None:
            return "pass" if self.value <= self.at_most else "miss"
        if self.at_least is not None:
            return "pass" if self.value >= self.at_least else "miss"
        return ""

    @property
    def wanted(self) -> str:
        """The bar in words."""
        if self.at_most is not None:
            return f"at most {self.at_most:g}"
        return f"at least {self.at_least:g}" if self.at_least is not None else ""

    def as_dict(self) -> dict[str, object]:
        """Return what is kept as JSON."""
        return {**vars(self), "verdict": self.verdict}


def bars_of(found: Mapping[str, Measured]) -> list[Bar]:
    """Return the ratios of one case from its measurements by name."""
    made = _sum(found, "build", "build", "hand_over")
    cold = _seconds(found, "cold", "cold")
    return [
        Bar("build and hand-over / cold solve", ratio(made, cold), at_most=0.1),
        Bar("cold solve by simplex / by interior point", ratio(_seconds(found, "simplex", "cold"), cold)),
        Bar("hot re-solve of the news / cold solve", ratio(_seconds(found, "run", "hot_median"), cold)),
        *floor_bars(found),
        Bar("linopy build and hand-over / ours", ratio(_sum(found, "linopy", "build", "hand_over"), made)),
        Bar(
            "PyPSA create_model / our build",
            ratio(_seconds(found, "pypsa", "build"), _seconds(found, "build", "build")),
            at_least=5.0,
        ),
        Bar(
            "PyPSA from tables to HiGHS / ours",
            ratio(_sum(found, "pypsa", "fill", "build", "hand_over"), made),
        ),
        Bar("linopy peak memory / ours", ratio(_peak(found, "linopy"), _peak(found, "build"))),
        Bar("PyPSA peak memory / ours", ratio(_peak(found, "pypsa"), _peak(found, "build"))),
    ]


def floor_bars(found: Mapping[str, Measured]) -> list[Bar]:
    """Return the ratios of a comparison of floors. 20 seconds were wanted where a cold solve took 0.84."""
    if "floor" not in found:
        return []
    counts = found["floor"].counts
    return [
        Bar(
            "floor --compare, all designs / cold solve of its periods",
            ratio(_seconds(found, "floor", "floor"), _seconds(found, "floor", "cold")),
            at_most=24.0,
        ),
        Bar("solves that a search for rates takes, median", counts.get("rounds_median"), at_most=15.0),
        Bar("solves that a search for rates takes, most", counts.get("rounds_most"), at_most=50.0),
    ]


def help_bar(seconds: Mapping[str, float]) -> Bar:
    """Return how much longer ``didymium --help`` takes than an empty Python program."""
    return Bar("didymium --help / python -c pass", seconds["help"] / seconds["empty"], at_most=12.0)


def _seconds(found: Mapping[str, Measured], what: str, phase: str) -> float | None:
    return found[what].seconds.get(phase) if what in found else None


def _peak(found: Mapping[str, Measured], what: str) -> float | None:
    return found[what].peak_mb.get("hand_over") if what in found else None


def _sum(found: Mapping[str, Measured], what: str, *phases: str) -> float | None:
    parts = [_seconds(found, what, phase) for phase in phases]
    return None if None in parts else sum(part for part in parts if part is not None)


def ratio(over: float | None, under: float | None) -> float | None:
    """Divide what was measured; None where either was not."""
    return None if over is None or not under else over / under


def evidence_bars(seconds: Mapping[str, float]) -> list[Bar]:
    """Return the ratios of 100,000 facts. Five seconds to load and 50 ms to filter were wanted where reading
    the file as CSV took 0.2 s.
    """
    return [
        Bar(
            "load and check 100,000 facts / read the file as CSV",
            seconds["load"] / seconds["csv"],
            at_most=25.0,
        ),
        Bar("filter 100,000 facts / read the file as CSV", seconds["filter"] / seconds["csv"], at_most=0.25),
        Bar("find all disagreements / read the file as CSV", seconds["disagreements"] / seconds["csv"]),
    ]
