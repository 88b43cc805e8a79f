"""A rival's best reply: what a move costs in the hot market beside the same run solved afresh."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.bars import Bar, ratio
from benchmarks.measuring import Measured
from benchmarks.specs import BUNDLED
from benchmarks.watch import Watch
from didymium.calibration.calibrate import calibrate
from didymium.case.reading import read_case
from didymium.decisions.rival.playing import told_policies
from didymium.decisions.rival.reading import read_rival
from didymium.decisions.rival.replies import Answering, Told
from didymium.scenario.run import run_scenario
from didymium.scenario.schema import Scenario

RIVAL, PLAIN, WITH_A_RATE = "china", "plants", "contracts"
"""The bundled rival file, and its policies without and with a rate that must settle."""
MOVES = 24
"""Moves tried against each."""


def measure_replies(watch: Watch, name: str) -> None:
    """Find the reply to a policy, once without a rate that follows prices and once with one, and solve the
    first reply afresh.
    """
    case = read_case(BUNDLED)
    answering = Answering(case, calibrate(case).base, read_rival(case, name))
    told = {one.name: one for one in told_policies(case, answering.rival)}
    answering.gauge()
    reply = _reply(watch, "plain", answering, told[PLAIN])
    with watch.phase("afresh"):
        run_scenario(case, answering.base_year, reply)
    _reply(watch, "rate", answering, told[WITH_A_RATE])


def _reply(watch: Watch, phase: str, answering: Answering, told: Told) -> Scenario:
    with watch.phase(phase):
        reply = answering.best_reply(told.name, told.instruments, told.events, evaluations=MOVES)
    watch.counts[phase] = reply.searched.evaluated
    return reply.scenario


def reply_bars(found: Mapping[str, Measured]) -> list[Bar]:
    """Return what a move takes beside a run solved afresh, opening the market counted in."""
    (measured,) = found.values()
    plain, rate = (_a_move(measured, phase) for phase in ("plain", "rate"))
    return [
        Bar(
            "a move of a search / the reply solved afresh",
            ratio(plain, measured.seconds.get("afresh")),
            at_most=0.25,
        ),
        Bar("a move under a rate that must settle / without one", ratio(rate, plain)),
    ]


def _a_move(measured: Measured, phase: str) -> float | None:
    seconds, count = measured.seconds.get(phase), measured.counts.get(phase)
    return None if seconds is None or not count else seconds / count


def reply_lines(found: Mapping[str, Measured]) -> list[str]:
    """Say how long each step took."""
    (measured,) = found.values()
    return [", ".join(f"{name} {seconds:.2f} s" for name, seconds in measured.seconds.items())]
