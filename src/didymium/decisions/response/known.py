"""A scenario as it is known on a day: nothing that anybody learns later is in it."""

from __future__ import annotations

import datetime as dt

from didymium.case.case import Case
from didymium.files.problems import InputError, Problem
from didymium.scenario.course import known_events, news_days, run_periods
from didymium.scenario.schema import Scenario


def known_scenario(case: Case, scenario: Scenario, day: dt.date) -> Scenario:
    """Return what is known of a scenario on a day, over the same periods.

    Raises:
        InputError: If nothing is known by then.
    """
    days = news_days(scenario)
    if scenario.foresight != "perfect" and not any(news <= day for news in days):
        said = f"its first news is of {days[0]}" if days else "nothing happens in it"
        problem = Problem(
            "as_of", f"comes before anything of the scenario is known: {said}", value=str(day),
            remedy="give a later day, or another scenario",
        )  # fmt: skip
        raise InputError([problem])
    return scenario.model_copy(
        update={
            "event": known_events(scenario, day),
            "instrument": tuple(entry for entry in scenario.instrument if entry.known_from <= day),
            "begin": run_periods(case, scenario).bounds[0],
            "foresight": "surprise",
        }
    )
