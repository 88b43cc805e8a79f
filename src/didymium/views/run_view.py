"""What views are given of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from didymium.outcome.tables import Outcome
from didymium.scenario.schema import Scenario


@dataclass(frozen=True)
class ScenarioRun:
    """A scenario, the run without its events on the same periods, the run with them, and the seconds that
    both took.
    """

    name: str
    scenario: Scenario
    base: Outcome
    outcome: Outcome
    seconds: float


def main_run(runs: Sequence[ScenarioRun], name: str | None = None) -> ScenarioRun:
    """Return the run of a name; without it the first one in which something happens.

    Raises:
        ValueError: If there are no runs.
    """
    if not runs:
        raise ValueError("there is no run to show")
    named = [run for run in runs if run.name == name]
    eventful = [run for run in runs if run.scenario.happens]
    return (named + eventful + list(runs))[0]
