"""A program written anew for each stage of a scenario, in linopy and as a PyPSA network, and solved cold.

To their advantage each solves once where we solve twice: prices come from the perturbed program, and a second
solve, hot, would add little.
"""

from __future__ import annotations

from dataclasses import replace

import linopy

from benchmarks.bare import in_unit
from benchmarks.in_linopy import build_linopy
from benchmarks.persistent import OPTIONS
from benchmarks.recording import Step, Tape
from didymium.market.build import Market


def rebuild_in_linopy(tape: Tape, scenario: int) -> list[bool]:
    """Solve the stages of a scenario and say whether each has an optimum."""
    return [_solved(build_linopy(_program(tape, step))) for step in priced(tape, scenario)]


def rebuild_in_pypsa(tape: Tape, scenario: int, market: Market) -> list[bool]:
    """The same as networks; every stage must begin with the first period."""
    from benchmarks.in_pypsa import create_model, fill_network

    return [
        _solved(create_model(fill_network(replace(market, program=_program(tape, step)))))
        for step in priced(tape, scenario)
    ]


def priced(tape: Tape, scenario: int) -> list[Step]:
    """Return the first of the two solves of each stage."""
    return tape.scenarios[scenario][::2]


def _program(tape: Tape, step: Step):  # type: ignore[no-untyped-def]
    return in_unit(step, tape.money[step.solver])


def _solved(model: linopy.Model) -> bool:
    status, _ = model.solve("highs", io_api="direct", **OPTIONS)
    return bool(status == "ok")
