"""Stocks sized over draws: how long the draws take, the reduction, the sizing and the check against all."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.bars import Bar, ratio
from benchmarks.measuring import Measured
from benchmarks.specs import BUNDLED
from benchmarks.watch import Watch
from didymium.calibration.calibrate import calibrate
from didymium.case.reading import read_case
from didymium.decisions.stocks.futures.drawn import drawn_futures, reduced
from didymium.decisions.stocks.sizing.criteria import Criterion, Served, ServedButFor
from didymium.decisions.stocks.sizing.sizing import held_against, size_stocks
from didymium.ensemble.two_stage.bounds import MeanBound, TailBound
from didymium.scenario.reading import read_scenario

SCENARIO = "full_stop"
MEMBER = "JPN"
FIRST = ("defence", "missiles", "medical", "ev_traction", "other_automotive")
DAYS = 180
WORKERS = 2
ASKED = 500
"""Draws that somebody who sizes stocks asks for."""
MOST_MINUTES = 10.0
"""They should be sized within so many minutes on two cores."""


def measure_stockpiles(watch: Watch, name: str) -> None:
    """Size stocks over as many draws as the name says, with each kind of bound."""
    count = int(name)
    case = read_case(BUNDLED)
    base, scenario = calibrate(case).base, read_scenario(case, SCENARIO)
    with watch.phase("draws"):
        futures = drawn_futures(
            case, base, SCENARIO, scenario, (MEMBER,), count=count, days=DAYS, workers=WORKERS
        )
    with watch.phase("reduction"):
        few, _ = reduced(futures)
    loose = size_stocks(case, few, MeanBound(1e9))
    criteria: dict[str, Criterion] = {
        "served": Served(FIRST, DAYS),
        "mean": MeanBound(0.5 * loose.expected("before")),
        "tail": TailBound(0.5 * loose.tail("before"), 0.95),
        "chance": ServedButFor(FIRST, DAYS, 0.1),
    }
    for label, criterion in criteria.items():
        with watch.phase(label):
            sized = size_stocks(case, few, criterion, workers=WORKERS)
        watch.counts[f"rounds_{label}"] = sized.iterations
    with watch.phase("against_all"):
        held_against(case, futures, sized)
    watch.counts |= {
        "draws": futures.drawn,
        "standing": len(few.emergencies),
        "failed": len(futures.failures),
    }


def stockpile_bars(found: Mapping[str, Measured]) -> list[Bar]:
    """Return what sizing takes beside the draws, and how long a usual question takes."""
    (measured,) = found.values()
    seconds, counts = measured.seconds, measured.counts
    draws, sizing = seconds.get("draws"), seconds.get("served")
    each = ratio(draws, counts.get("draws"))
    minutes = None if each is None or sizing is None else (each * ASKED + sizing) / 60.0
    against_all = ratio(seconds.get("against_all"), draws)
    whole = f"{ASKED} draws drawn, reduced and sized / {MOST_MINUTES:.0f} minutes"
    return [
        Bar("least-cost stocks over those that stand for all / draws", ratio(sizing, draws), at_most=0.2),
        Bar("stocks held against all draws / draws", against_all, at_most=0.2),
        Bar(whole, ratio(minutes, MOST_MINUTES), at_most=1.0),
    ]


def stockpile_lines(found: Mapping[str, Measured]) -> list[str]:
    """Say how long each step took."""
    (measured,) = found.values()
    if not measured.seconds:
        return []
    counts = measured.counts
    steps = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in measured.seconds.items())
    return [
        f"{counts['draws']:.0f} draws, {counts['failed']:.0f} without an answer, "
        f"{counts['standing']:.0f} stand for them",
        steps,
    ]
